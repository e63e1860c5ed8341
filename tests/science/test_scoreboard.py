"""The scoreboard in small, with a luck of its own: what the released one meets, a part of the ensemble meets as well."""

from __future__ import annotations

import csv

import pytest

from analysis import scoreboard
from experiments import release
from experiments.validate import Question, judged, parameter_sets

TARGETS, DIRECTIONS = 13, 19  # at least; the released scoreboard, of more sets and runs, says 14 and 20
SETS, SEED = 12, 77


@pytest.fixture(scope="module")
def rows():
    """Return the judged rows of a small scoreboard."""
    question = Question(parameter_sets=SETS, replicates=SETS, seed=SEED, jobs=2)
    return judged(question, parameter_sets(question))


def test_most_rows_are_met_as_in_the_released_scoreboard(rows):
    counts = scoreboard.tally(rows)
    print(counts, [row.pattern["id"] for row in rows if row.passed is False])
    assert counts["T"][0] >= TARGETS and counts["SF"][0] >= DIRECTIONS


def test_the_released_targets_are_within_reach_of_a_part_of_the_ensemble(rows):
    """Each simulated number of the release lies within the interval of this run, widened by its own width for other luck."""
    with open(release.RELEASED / release.BOARD, newline="", encoding="utf-8") as file:
        released = {line["id"]: float(line["simulated"]) for line in csv.DictReader(file)}
    for row in rows:
        if row.pattern["kind"] == "calibration":
            low, high = row.measured.low, row.measured.high
            assert low - (high - low) <= released[row.pattern["id"]] <= high + (high - low), row.pattern["id"]
