"""Targets measured in small worlds: counted as the tables count, pooled before dividing, judged and written."""

import csv

import numpy as np
import pytest

from experiments import validate
from experiments.calibration.careers import Careers, naive, rates, survival
from experiments.calibration.mechanisms import OFF, without
from experiments.calibration.patterns import PATTERNS, Bench
from experiments.calibration.prior import rows
from experiments.calibration.targets import WORLDS, measure, pooled, settled, values, worlds_for
from experiments.validate import Question
from sim.number import numbers, problem
from sim.parameters import Parameters


@pytest.fixture(scope="module")
def careers():
    """Return the careers of a small world of the United States."""
    from sim.simulate import branch

    snapshot = settled("united_states", Parameters(), {}, 400, 1, 0, years=3)
    return Careers(branch(snapshot, snapshot.today, years=4))


def test_leavers_and_movers_agree_with_the_yearly_table(careers):
    """Rates read from spells are those that the model counts itself, but for leavers who were back in another school by autumn."""
    counts = rates(careers)
    parts = ["0-3", "4-9", "10-14", "15+"]
    for what in ("heads", "leaver", "mover"):
        assert counts[f"{what} all"] == sum(counts[f"{what} {part}"] for part in parts)
    assert 0.0 < counts["leaver all"] < 0.2 * counts["heads all"]


def test_who_leaves_is_gone_and_cohorts_shrink_but_for_returns(careers):
    counts = survival(careers, (1, 2, 3, 4))
    assert counts["base 1"] > counts["base 4"] > 0
    assert all(0 < counts[f"teaching {k}"] <= counts[f"base {k}"] for k in range(1, 5))
    split = naive(careers, (1, 4))
    for k in (1, 4):
        assert split[f"base with {k}"] + split[f"base without {k}"] == counts[f"base {k}"]
        assert split[f"gone with {k}"] + split[f"gone without {k}"] == counts[f"base {k}"] - counts[f"teaching {k}"]


def test_every_row_of_the_table_has_a_reading():
    found = values(pooled([measure(Parameters(), {}, luck, 300) for luck in range(2)]))
    table = rows()
    assert {row["id"] for row in table if row["kind"] == "calibration"} == set(found)
    assert {row["id"] for row in table if row["kind"] != "calibration"} == set(PATTERNS)


def test_only_the_worlds_that_are_asked_for_are_run():
    assert worlds_for(["T1a"]) == ("united_states",)
    assert worlds_for(["T10", "T12c"]) == ("england", "karachi_private", "karachi_government")
    assert worlds_for([row["id"] for row in rows() if row["kind"] == "calibration"]) == WORLDS


def test_some_rows_can_be_judged_and_written(tmp_path):
    question = Question(("T11b", "SF8"), "default", 1, 2, 300)
    found = validate.judged(question, validate.parameter_sets(question))
    assert [row.pattern["id"] for row in found] == ["T11b", "SF8"]
    validate.write(tmp_path, found, {"Seed": "1"}, None)
    with open(tmp_path / "scoreboard.csv", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["T11b", "SF8"]
    assert "T11b" in (tmp_path / "scoreboard.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_every_direction_gives_numbers(name, small_bench):
    with np.errstate(all="ignore"):
        found = PATTERNS[name](small_bench)
    assert "value" in found and len(found) > 1


@pytest.fixture(scope="module")
def small_bench():
    """Return small worlds at default parameters."""
    return Bench(Parameters(), teachers=200, lucks=1)


def test_every_mechanism_can_be_switched_off():
    for name in OFF:
        parameters, places = without(name, Parameters(), {"england": {"move": 0.2}}, WORLDS)
        assert places["england"]["move"] == 0.2
        for field, spec in numbers(Parameters).items():
            assert problem(spec, getattr(parameters, field)) is None, (name, field)
