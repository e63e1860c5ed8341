"""Parameter sets: the same everywhere, within plausible ranges, and evenly spread."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.context import Context, Place
from sim.ensemble import STRATA, parameter_set
from sim.number import numbers
from sim.parameters import Parameters

CONTEXT = Context("somewhere", "Somewhere", "none", ranges={"voluntary_leave": (0.02, 0.08), "fit": (-0.5, 0.5)})
SPECS = numbers(Parameters)
DRAWN = {name: spec.plausible for name, spec in SPECS.items() if spec.plausible}


@pytest.fixture(scope="module")
def sets():
    return [parameter_set(CONTEXT, number) for number in range(2 * STRATA)]


def test_a_set_is_the_same_whenever_it_is_drawn(sets):
    assert parameter_set(CONTEXT, 7) == sets[7]
    assert len({repr(each) for each in sets}) == len(sets)


def test_values_lie_within_their_plausible_ranges(sets):
    for parameters, context in sets:
        for name, spec in SPECS.items():
            value = getattr(parameters, name)
            if spec.plausible:
                assert spec.plausible[0] <= value <= spec.plausible[1]
            else:
                assert value == spec.default
        for name, (low, high) in CONTEXT.ranges.items():
            assert low <= getattr(context.place, name) <= high


def test_only_what_is_unknown_of_a_place_is_drawn(sets):
    for _, context in sets:
        back = dataclasses.replace(context.place, **{name: getattr(CONTEXT.place, name) for name in CONTEXT.ranges})
        assert back == Place() and dataclasses.replace(context, place=Place()) == CONTEXT


def test_a_price_that_is_not_known_is_drawn_and_moves_no_other_draw(sets):
    priced = dataclasses.replace(CONTEXT, ranges=CONTEXT.ranges | {"visit": (20.0, 60.0), "month_salary": (900.0, 1100.0)})
    visits = []
    for number in range(STRATA):
        parameters, context = parameter_set(priced, number)
        assert parameters == sets[number][0] and context.place == sets[number][1].place
        assert 900 <= context.prices.month_salary <= 1100 and context.prices.head_day == CONTEXT.prices.head_day
        visits.append(context.prices.visit)
    assert sorted(int((visit - 20) / 40 * STRATA) for visit in visits) == list(range(STRATA))


def test_without_ranges_a_place_stays_as_it_is():
    known = Context("known", "Known", "none")
    assert parameter_set(known, 3)[1] == known
    assert parameter_set(known, 3)[0] == parameter_set(CONTEXT, 3)[0], "slopes are the same in every context"


@pytest.mark.parametrize("block", [0, 1])
def test_each_range_is_covered_evenly_by_every_25_sets(sets, block):
    for name, (low, high) in DRAWN.items():
        values = np.array([getattr(parameters, name) for parameters, _ in sets[block * STRATA : (block + 1) * STRATA]])
        strata = np.floor((values - low) / (high - low) * STRATA).astype(int)
        assert sorted(strata) == list(range(STRATA)), name


def test_numbers_are_drawn_independently(sets):
    table = np.array([[getattr(parameters, name) for name in DRAWN] for parameters, _ in sets])
    between = np.corrcoef(table.T) - np.eye(len(DRAWN))
    assert np.abs(between).max() < 0.65
    assert np.sqrt((between**2).mean()) < 0.2


def test_plausible_ranges_lie_within_the_bounds_and_hold_the_default():
    for table in (Parameters, Place):
        for name, spec in numbers(table).items():
            if spec.plausible:
                assert spec.low <= spec.plausible[0] <= spec.default <= spec.plausible[1] <= spec.high, name


def test_a_new_number_changes_the_draws_of_no_other(sets, monkeypatch):
    more = {"a_new_one": dataclasses.replace(SPECS["learning_rate"]), **dict(reversed(SPECS.items()))}
    monkeypatch.setattr("sim.ensemble.numbers", lambda table: more if table is Parameters else numbers(table))
    monkeypatch.setattr("sim.ensemble.dataclasses.replace", lambda made, **drawn: drawn if isinstance(made, Parameters) else made)
    drawn, _ = parameter_set(CONTEXT, 7)
    assert drawn.pop("a_new_one") not in drawn.values()
    assert drawn == {name: getattr(sets[7][0], name) for name in DRAWN}
