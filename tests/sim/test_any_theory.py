"""What holds in every world holds under every theory: random places, policies and parameters together; and nobody feels what is to come."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from sim.context import Context
from sim.number import numbers
from sim.parameters import Parameters
from sim.record import MONTHLY
from sim.scenario import Scenario
from sim.simulate import advance, branch, outcome, run_in, start
from tests.sim.test_invariants import PLACES, POLICIES, TEACHERS, YEARS, check_month, check_record, check_sums

THEORIES = st.builds(
    Parameters,
    **{
        name: st.one_of(st.just(spec.default), st.floats(*(spec.plausible or (spec.low, spec.high)), allow_subnormal=False))
        for name, spec in numbers(Parameters).items()
    },
)
TODAY = Scenario("none", "None")


@contextmanager
def in_bounds():
    """Pass over a world whose turnover is more than the records hold: the model refuses it in a sentence."""
    try:
        yield
    except RuntimeError as fault:
        if "turnover is so high" not in str(fault):
            raise
        reject()


def settled(place, theory, replicate=0):
    """Return a place after a year under a theory."""
    context = Context("anywhere", "Anywhere", "none", place=place)
    return run_in(context, TODAY, theory, teachers=TEACHERS, years=1, replicate=replicate)


@settings(max_examples=40)
@given(PLACES, POLICIES, THEORIES)
def test_every_quarter_of_any_world_under_any_theory(place, levers, theory):
    with in_bounds():
        snapshot = settled(place, theory)
        world = start(snapshot, Scenario("policy", "Policy", levers), YEARS)
        for month in range(snapshot.month, snapshot.month + 12 * YEARS, 3):
            advance(world, month, month + 3)
            check_month(world)
        found = outcome(world, YEARS)
        check_record(found)
        check_sums(found)


@settings(max_examples=25)
@given(PLACES, POLICIES, THEORIES)
def test_a_world_lived_twice_is_the_same(place, levers, theory):
    with in_bounds():
        policy = Scenario("policy", "Policy", levers)
        first, second = (branch(settled(place, theory), policy, years=YEARS) for _ in range(2))
        for name in ("monthly", "yearly", "ledger"):
            assert getattr(first, name).tobytes() == getattr(second, name).tobytes(), name
        assert all(np.array_equal(first.spells[name], second.spells[name]) for name in first.spells)


@settings(max_examples=25)
@given(PLACES, POLICIES, THEORIES, st.integers(1, 12))
def test_nobody_feels_what_is_to_come(place, levers, theory, month):
    """Two policies that begin in the same later month leave everybody's months before it as they are under today's."""
    from dataclasses import replace

    with in_bounds():
        snapshot = settled(place, theory)
        later = replace(levers, start_month=float(month), end_month=max(levers.end_month, float(month)))
        with_it, without = (branch(snapshot, one, years=YEARS) for one in (Scenario("later", "Later", later), TODAY))
        for name in ("heads", "left_voluntary", "exhaustion", "efficacy", "intention", "delivered_hours"):
            k = MONTHLY.index(name)
            assert (with_it.monthly[:month, k] == without.monthly[:month, k]).all(), name
