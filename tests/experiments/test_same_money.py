"""The same money: costs agree over the runs of the comparison, and what cannot be scaled is said."""

import pandas
import pytest

from experiments import configure, same_money
from experiments.cli import main
from experiments.errors import BadInput
from experiments.execution import jobs_of
from experiments.input.request import request
from experiments.screen import Screen
from experiments.searching.valuation import Worlds

SIZES = {"teachers": "300", "years": "3", "run_in_years": "2", "replicates": "4", "parameter_sets": "2"}


def settled(*words, **given):
    given = {key.replace("__", "."): text for key, text in given.items()}
    return same_money.settle(configure.plan(request("compare", list(words), SIZES | given, "typed")), Screen(quiet=True))


def costs(plan):
    worlds = Worlds(plan.study, plan.study.replicates, None, None, jobs_of(plan))
    return {scenario.name: worlds.cost(scenario) for scenario in plan.study.scenarios}


def test_costs_agree_over_the_runs_of_the_comparison(here):
    command = ["compare", "karachi_private", "pay_supplement.same_money=karachi_private", *(f"{key}={text}" for key, text in SIZES.items())]
    assert main([*command, "out=out"]) == 0
    runs = pandas.read_parquet(here / "out" / "runs.parquet")
    cost = runs[runs["outcome"] == "cost_total"].groupby("scenario")["value"].mean()
    assert cost["pay_supplement"] == pytest.approx(cost["karachi_private"], rel=same_money.TOLERANCE)
    assert "pay_supplement costs what karachi_private costs" in (here / "out" / "manifest.json").read_text(encoding="utf-8")


def test_each_kind_of_policy_is_scaled_by_the_lever_that_its_file_declares_or_coverage():
    plan = settled(
        "pay_supplement", retention_bonus__same_money="karachi_government", head_training__same_money="karachi_government",
        karachi_private__same_money="40million", teachers="1000",
    )  # fmt: skip
    found, scenario = costs(plan), {one.name: one for one in plan.study.scenarios}
    for name in ("retention_bonus", "head_training"):
        assert found[name] == pytest.approx(found["karachi_government"], rel=same_money.TOLERANCE), name
    assert found["karachi_private"] == pytest.approx(40e6, rel=same_money.TOLERANCE)
    assert scenario["karachi_private"].levers.coverage < 0.8 and scenario["pay_supplement"].levers.pay_supplement == 0.1
    bonus = scenario["retention_bonus"]
    share = f"{100 * bonus.levers.retention_bonus:.1f}".rstrip("0").rstrip(".")
    assert bonus.title == f"Retention bonus, scaled to the cost of karachi_government (retention bonus: {share} %)"
    assert "Retention bonus of 10 % in the first five years, scaled to" in bonus.notes[-1], "what the file called it stays known"
    assert "scaled to 40 million PKR (" in scenario["karachi_private"].title
    assert any(note.startswith("karachi_private costs 40 million PKR, within") for note in plan.notes)
    assert "coverage" not in scenario["karachi_private"].stated and not plan.scalings


def test_a_sum_of_money_and_a_chain():
    plan = settled(load_cut__same_money="no_mentoring", no_mentoring__same_money="100/teacher/year", no_mentoring__scales="class_size_cut",
                   context="england")  # fmt: skip
    found = costs(plan)
    assert found["no_mentoring"] == pytest.approx(100 * 300 * 3, rel=same_money.TOLERANCE)
    assert found["load_cut"] == pytest.approx(found["no_mentoring"], rel=same_money.TOLERANCE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"no_mentoring.same_money": "karachi_private"}, "sets nothing that costs money"),
        ({"pay_supplement.same_money": "no_mentoring"}, "the other costs nothing"),
        ({"karachi_government.same_money": "pay_supplement"}, "costs at most .*, with coverage at its highest, 1; .* are wanted"),
        ({"karachi_government.same_money": "pay_supplement", "karachi_government.scales": "match_rule"}, "cannot be scaled"),
        ({"karachi_private.same_money": "karachi_government", "karachi_private.scales": "formality"}, "even with formality=0"),
        ({"no_mentoring.same_money": "karachi_private", "no_mentoring.scales": "formality"}, "costs nothing, whatever its formality"),
        ({"pay_supplement.same_money": "pay_supplement"}, "costs what it costs itself"),
        ({"pay_supplement.same_money": "pay_supplemnt"}, "did you mean pay_supplement"),
        ({"pay_supplement.same_money": "-5"}, "buys nothing"),
        ({"pay_supplement.same_money": "load_cut", "load_cut.same_money": "pay_supplement"}, "wait for each other"),
        ({"pay_supplement.scales": "coverage"}, "is not scaled"),
    ],
)
def test_what_cannot_be_scaled_is_said(given, said):
    with pytest.raises(BadInput, match=said):
        settled(**given)


def test_a_folder_that_cannot_be_used_is_met_before_anything_is_scaled(here, monkeypatch):
    (here / "full").mkdir()
    (here / "full" / "letter.docx").write_text("mine")
    monkeypatch.setattr("experiments.execution.prepare", None)
    for name in ("full", "full/letter.docx"):
        with pytest.raises(BadInput, match="other files|is a file"):
            settled("karachi_private", **{"pay_supplement.same_money": "karachi_private", "out": name})


def test_other_verbs_refuse_it(here, capsys):
    assert main(["run", "pay_supplement", "levers.same_money=karachi_private"]) == 2
    assert "where they are compared" in capsys.readouterr().err and not list(here.iterdir())
