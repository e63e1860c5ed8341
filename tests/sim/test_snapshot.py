"""A snapshot is shared: branches copy it, repeat exactly, and never change it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from sim.columns import COLUMN, INTEGER
from sim.simulate import advance, branch, run_in, start
from tests.sim.worlds import BUSY, MENTORING, NOTHING, histories, monthly, outcome_digest, world_digest


def test_a_branch_never_changes_its_snapshot(settled):
    snapshot = settled()
    before = world_digest(snapshot.world)
    first = outcome_digest(branch(snapshot, MENTORING, 2))
    branch(snapshot, NOTHING, 3)
    assert outcome_digest(branch(snapshot, MENTORING, 2)) == first
    assert world_digest(snapshot.world) == before


def test_branches_run_side_by_side(settled):
    snapshot = settled()
    policies = [NOTHING, MENTORING] * 4
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda policy: outcome_digest(branch(snapshot, policy, 1)), policies))
    assert found == [found[0], found[1]] * 4 and found[0] != found[1]


def test_going_on_under_todays_policy_is_a_longer_run_in():
    """A branch under the policy in force goes on as if it had not been asked."""
    short, long = (run_in(BUSY, MENTORING, teachers=80, years=years) for years in (1, 3))
    world = start(short, replace(MENTORING, name="the same"), 2, spells=False)
    advance(world, 12, 36)
    for name in ("f", "b", "school_f", "pool_f"):
        assert (getattr(world, name) == getattr(long.world, name)).all(), name
    assert (world.monthly == long.world.monthly[:, 12:]).all()


def test_another_policy_starts_afresh():
    snapshot = run_in(BUSY, MENTORING, teachers=80, years=2)
    assert (snapshot.world.i[INTEGER.mentor] != -1).any()
    world = start(snapshot, NOTHING, 1)
    assert (world.i[INTEGER.mentor] == -1).all() and (world.i[INTEGER.mentees] == 0).all()
    assert monthly(branch(snapshot, NOTHING, 1), "mentees").sum() == 0.0


def test_the_first_cohort_is_the_same_in_every_scenario(settled):
    cohorts = []
    for policy in (NOTHING, MENTORING):
        spells = branch(settled(), policy, 1).spells
        first = (spells["entry"] == 1) & (spells["start_month"] == 0)
        assert (spells["experience_start"][first] == 0.0).all()
        cohorts.append({(int(p), int(n)) for p, n in zip(spells["person_post"][first], spells["person_number"][first])})
    assert cohorts[0] == cohorts[1] and cohorts[0]


def test_spells_that_were_open_before_the_branch_begin_before_it(settled):
    snapshot = settled()
    spells = branch(snapshot, NOTHING, 1).spells
    before = spells["start_month"] < 0
    assert (spells["entry"][before] == 0).all() and before.any()
    row = spells["post"][before]
    tenure = snapshot.world.f[COLUMN.tenure][row]
    assert np.abs(tenure * 12 + spells["start_month"][before]).max() <= 0.5
    assert len(histories(branch(snapshot, NOTHING, 1))) >= int(snapshot.world.f[COLUMN.present].sum())
