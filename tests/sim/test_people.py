"""Who comes to a post finds nothing of who sat there before, and who goes takes along what is hers: for every column there is."""

from __future__ import annotations

import numpy as np
import pytest

from sim.columns import (
    BEGINS,
    CARRIED_BYTES,
    CARRIED_FLOATS,
    CARRIED_INTEGERS,
    HERE,
    PERSON,
    POST,
    TEACHER_BYTES,
    TEACHER_FLOATS,
    TEACHER_INTEGERS,
)
from sim.context import Context
from sim.people import be_nobody, carry, enter, from_pool, settle, to_pool
from sim.simulate import run_in, start
from tests.sim.worlds import NOTHING

TABLES = (("f", TEACHER_FLOATS), ("i", TEACHER_INTEGERS), ("b", TEACHER_BYTES))
WHOSE = {name: (array, k, whose) for array, table in TABLES for k, (name, _, _, whose) in enumerate(table)}
ROW, OTHER = 3, 11


@pytest.fixture(scope="module")
def snapshot():
    return run_in(Context("somewhere", "Somewhere", "none"), NOTHING, teachers=40, years=1)


def littered(snapshot, litter):
    """Return a world in which everything of one row but the number of its entrants is litter."""
    world = start(snapshot, NOTHING, 1)
    for name, (array, k, _) in WHOSE.items():
        if name not in ("entrants", "spell"):
            getattr(world, array)[k, ROW] = litter
    return world


def row(world, at, only):
    return {name: getattr(world, array)[k, at] for name, (array, k, whose) in WHOSE.items() if whose in only}


@pytest.mark.parametrize("experience", [0.0, 12.0])
def test_a_new_person_has_nothing_of_the_one_before(snapshot, experience):
    found = []
    for litter in (0, 1, 7):
        world = littered(snapshot, litter)
        enter(world, ROW, experience, world.p)
        found.append(row(world, ROW, (PERSON, HERE)))
    assert found[0] == found[1] == found[2]


def test_what_is_not_said_of_a_new_person_is_nothing(snapshot):
    world = littered(snapshot, 7)
    be_nobody(world, ROW)
    assert set(row(world, ROW, (PERSON,)).values()) == {0}


def test_who_comes_begins_anew_what_is_hers_in_this_post(snapshot):
    world = littered(snapshot, 7)
    settle(world, ROW)
    assert row(world, ROW, (HERE,)) == {name: BEGINS.get(name, 0) for name, (_, _, whose) in WHOSE.items() if whose == HERE}
    kept = row(world, ROW, (PERSON, POST))
    assert {value for name, value in kept.items() if name != "entrants"} == {7}


def test_who_moves_or_comes_back_has_all_that_is_hers(snapshot):
    world = start(snapshot, NOTHING, 1)
    draw = np.random.default_rng(1)
    for array, k, whose in WHOSE.values():
        if whose == PERSON:
            getattr(world, array)[k, ROW] = draw.integers(1, 100)
    mine = row(world, ROW, (PERSON,))
    assert len(mine) == len(CARRIED_FLOATS) + len(CARRIED_INTEGERS) + len(CARRIED_BYTES) and 0 not in mine.values()
    carry(world, ROW, OTHER)
    assert row(world, OTHER, (PERSON,)) == mine
    to_pool(world, ROW, 0)
    be_nobody(world, ROW)
    from_pool(world, 0, ROW)
    assert row(world, ROW, (PERSON,)) == mine
