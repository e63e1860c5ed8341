"""Why teachers leave: the frame sums to the whole, the figure and the table say what it holds."""

import re

import pandas
import pytest

from analysis import causes, paired
from analysis.outcomes import CAUSE_GROUPS
from sim.record import CAUSES


@pytest.fixture(scope="module")
def summary(made_up_runs):
    return paired.summarise(made_up_runs[1], "no_mentoring")


@pytest.mark.parametrize("group", CAUSE_GROUPS)
def test_the_causes_sum_to_the_leavers(summary, group):
    found = causes.frame(summary, group)
    assert set(found["cause"]) == set(CAUSES) and list(found.columns) == list(causes.COLUMNS)
    whole = found.groupby("scenario")[["share", "rate", "difference"]].sum()
    assert whole["share"].to_numpy() == pytest.approx(1.0, abs=1e-9)
    # the differences by cause sum to the difference in leavers
    assert (whole["rate"] - whole["rate"]["no_mentoring"]).to_numpy() == pytest.approx(whole["difference"].to_numpy(), abs=1e-9)


def test_a_group_without_causes_is_refused(summary):
    with pytest.raises(ValueError, match="all, novice, veteran"):
        causes.frame(summary, "woman")


def test_the_sentence_names_what_pushes_and_what_keeps(summary):
    said = causes.sentence(causes.frame(summary), "pairs", "Pairs")
    assert said.startswith("Of 100 teachers, ") and "under Pairs" in said
    assert "for working hours" in said and "mentoring received keeps" in said


def test_the_parts_of_the_sentence_add_up(summary):
    found = causes.frame(summary)
    for name in dict.fromkeys(found["scenario"]):
        whole, *parts = map(float, re.findall(r"\d+\.\d", causes.sentence(found, name)))
        pushes, _, keeps = causes.sentence(found, name).partition(";")
        kept = sum(map(float, re.findall(r"\d+\.\d", keeps)))
        assert whole == pytest.approx(sum(parts) - 2 * kept), name


def test_the_figure_draws_every_policy(summary):
    drawn = causes.figure(causes.frame(summary, "novice"), "no_mentoring", illustrative=True)
    axes = drawn.axes[0]
    assert len(axes.get_yticks()) == 4
    assert axes.get_xlim()[0] < 0.0, "what keeps teachers lies left of zero"
    assert {text.get_text() for text in drawn.legends[0].get_texts()} >= {"working hours", "mentoring received"}


def test_every_cause_has_a_colour_and_old_results_none():
    assert set(causes.COLOURS) == set(CAUSES)
    empty = pandas.DataFrame({"scenario": ["a"], "outcome": ["efficacy"], "group": ["all"], "interval": ["computing"]})
    assert causes.frame(empty.assign(difference_low=0.0)).empty
