"""Numbers of the model beside the evidence rows they cite: a citation with a year, and, where a row's unit can be turned, its range."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pytest

from sim.context import Place
from sim.levers import Levers
from sim.number import numbers
from sim.parameters import Parameters
from sim.prices import Prices

TABLE = Path(__file__).resolve().parents[2] / "configs" / "evidence.csv"
with open(TABLE, newline="", encoding="utf-8") as file:
    ROWS = {row["id"]: row for row in csv.DictReader(file)}
PARAMETERS = numbers(Parameters)
UNDATED = {"I13", "P27", "W11", "W12"}  # typical values and standing standards, said so in the row


def same(value):
    return value


# (parameter, row): how the row's number is turned into the parameter's unit
TURNED = {
    ("quality_fit", "X01"): same,  # a correlation between two SD scales
    ("fit_likeness", "X01"): same,
    ("exhaustion_efficacy", "P04"): abs,  # the sign stands in the rule
    ("exhaustion_intention", "P01"): same,
    ("efficacy_peak", "P08"): same,  # years of experience
    ("novice_floor", "P11"): lambda ratio: 1.0 / ratio,  # a novice gains so many times as much
    ("dropout_load", "W02"): same,  # share of mentors a year
    ("knowledge_half_life", "F02"): lambda left: 6.0 * math.log(0.5) / math.log(left),  # share left after six months
}


def cited(source: str) -> list[str]:
    """Return the evidence rows that a number names."""
    return [word for word in source.split() if word in ROWS]


@pytest.mark.parametrize("table", [Parameters, Place, Levers, Prices])
def test_every_cited_row_has_a_citation_with_its_year(table):
    rows = {row for spec in numbers(table).values() for row in cited(spec.source)}
    dated = {row for row in rows if re.search(r"(19|20)\d\d", f"{ROWS[row]['source']} {ROWS[row]['year']}")}
    assert rows - dated <= UNDATED
    assert [row for row in rows if len(ROWS[row]["source"]) < 8] == []


def test_whatever_is_not_assumed_cites_a_row():
    named = [name for name, spec in PARAMETERS.items() if spec.source != "assumed"]
    assert len(named) > 50
    assert [name for name in named if not cited(PARAMETERS[name].source)] == []


@pytest.mark.parametrize(("name", "row"), TURNED, ids="-".join)
def test_a_range_is_that_of_its_row(name, row):
    spec, turn = PARAMETERS[name], TURNED[name, row]
    assert row in spec.source.split()
    low, high = sorted((turn(float(ROWS[row]["low"])), turn(float(ROWS[row]["high"]))))
    drawn = spec.plausible or (spec.default, spec.default)
    assert max(low, drawn[0]) <= min(high, drawn[1]), f"{name} is drawn from {drawn}, {row} says {low:.3g} to {high:.3g}"
    assert drawn[0] <= spec.default <= drawn[1]
