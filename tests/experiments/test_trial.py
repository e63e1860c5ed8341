"""The verb trial: files, truth beside trials, what is refused."""

import sys

import numpy as np
import pandas
import pytest

from experiments import extras
from experiments.cli import main
from experiments.store import read_manifest

pytest.importorskip("statsmodels")

ASKED = ("trial", "no_mentoring", "us_induction_usual", "context=united_states", "schools=8", "months=12")
SMALL = ("replicates=4", "parameter_sets=2", "trials=40", "run_in_years=2", "jobs=1")
FILES = ("novices.csv", "trials.csv", "power.csv", "summary.csv", "report.html", "manifest.json")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trial") / "out"
    assert main([*ASKED, *SMALL, f"out={folder}"]) == 0
    return folder


def test_the_page_speaks_every_language(done):
    from analysis import pages
    from analysis.language import LANGUAGES, language

    for name in [*LANGUAGES][::-1]:  # English last, for the tests below
        text = pages.build(done, name).read_text(encoding="utf-8")
        say = language(name)
        assert f'<html lang="{name}" dir="{say.direction}">' in text and say("trial.naive") in text
        assert (say("language.draft") in text) == (name != "en")


def summary(folder):
    rows = pandas.read_csv(folder / "summary.csv")
    return rows.set_index(["outcome", "statistic"])


def test_every_file_is_there(done):
    assert all((done / name).is_file() for name in FILES)
    about = read_manifest(done)
    assert about["status"] == "complete" and about["versions"]["statsmodels"] and about["posts"] >= 2000


def test_novices_are_those_of_the_trial(done):
    novices = pandas.read_csv(done / "novices.csv", encoding="utf-8-sig")
    assert novices.groupby("arm")["school"].nunique().to_dict() == {"no_mentoring": 8, "us_induction_usual": 8}
    assert novices.groupby("school")["arm"].nunique().max() == 1
    assert novices[novices["arm"] == "no_mentoring"]["has_mentor"].sum() == 0
    assert novices[novices["arm"] == "us_induction_usual"]["has_mentor"].mean() > 0.3
    assert set(novices["retained_profession"]) <= {0, 1} and (novices["retained_school"] <= novices["retained_profession"]).all()
    means = novices.groupby("arm")["retained_profession"].mean()
    found = summary(done).loc[("retained_profession", "one_trial"), "estimate"]
    assert found == pytest.approx(means["us_induction_usual"] - means["no_mentoring"])


def test_trials_scatter_about_the_truth(done):
    trials = pandas.read_csv(done / "trials.csv")
    assert trials["trial"].nunique() == 40
    for name, mine in trials.groupby("outcome"):
        away = mine["estimate"] - mine["true_effect"]
        # trials of one world share its teachers: four worlds, not forty trials
        assert abs(away.mean()) < 3.5 * away.std() / np.sqrt(4), name
    # where every novice of both arms is still there, a trial sees no scatter and no interval
    seen = trials[trials["high"] > trials["low"]]
    assert len(seen) > 0.9 * len(trials) and (trials["low"] <= trials["estimate"]).all()
    assert (seen["low"] < seen["estimate"]).all() and seen["p"].between(0, 1).all()


def test_half_width_and_power(done):
    rows = summary(done)
    power = pandas.read_csv(done / "power.csv")
    mine = power[power["outcome"] == "efficacy"].set_index("schools")
    assert {5, 8, 10, 15} <= set(mine.index), "every world must hold trials of nearly twice the size"
    assert (mine["detectable_formula"].diff().dropna() < 0).all()
    assert mine.loc[8, "error_formula"] == pytest.approx(mine.loc[8, "mean_error"], rel=0.35)
    assert rows.loc[("efficacy", "half_width"), "estimate"] > rows.loc[("efficacy", "true_effect"), "estimate"]


def test_the_naive_gap_is_effect_and_selection(done):
    rows = summary(done)
    gap, causal, selection = (rows.loc[("efficacy", f"naive_{part}"), "estimate"] for part in ("gap", "causal", "selection"))
    assert gap == pytest.approx(causal + selection) and causal > 0


def test_the_page_needs_nothing_else(done):
    page = (done / "report.html").read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not any(each in page for each in ("<script src", 'src="http', 'href="http')) and "Nothing spills over" in page and "<svg" in page


def test_the_same_bits_again(tmp_path, done):
    assert main([*ASKED, *SMALL[:-1], "jobs=2", f"out={tmp_path / 'again'}"]) == 0
    for name in ("novices.csv", "trials.csv", "power.csv", "summary.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (done / name).read_bytes()


def test_no_difference_between_equal_policies(here):
    (here / "same.yaml").write_text("title: the same\n")
    words = ("trial", "no_mentoring", "same.yaml", "context=united_states", "schools=5", "months=12", "novices=2", *SMALL, "out=out")
    assert main(list(words)) == 0
    rows = summary(here / "out")
    assert rows.loc[("retained_profession", "true_effect"), "estimate"] == 0 and "naive_gap" not in rows.index.get_level_values(1)
    novices = pandas.read_csv(here / "out" / "novices.csv", encoding="utf-8-sig")
    assert novices.groupby("school").size().max() <= 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["no_mentoring"], "compares two policies, not 1"),
        (["no_mentoring", "no_mentoring"], "stands twice"),
        (["no_mentoring", "karachi_private", "kz_school_b"], "compares two policies, not 3"),
        (["no_mentoring", "karachi_privte"], "did you mean karachi_private"),
        (["schools=1"], "2 to 1,000"),
        (["schools=100000"], "2 to 1,000"),
        (["months=10"], "12 to 240"),
        (["months=18"], "multiple of 12"),
        (["novices=0"], "1 to 1,000"),
        (["power=100"], "10 to 99"),
        (["trials=1"], "2 to 100,000"),
        (["school=5"], "did you mean schools"),
        (["context=united_state"], "did you mean united_states"),
    ],
)
def test_what_cannot_be_used_is_said(typed, said, here, capsys):
    assert main(["trial", *typed]) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1 and not list(here.iterdir())


def test_too_few_schools_in_the_world(here, capsys):
    assert main(["trial", "schools=60", "teachers=300", *SMALL]) == 2
    assert "set teachers= to more posts" in capsys.readouterr().err and not list(here.iterdir())


def test_without_statsmodels_a_sentence(here, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    assert main(["trial"]) == 2
    assert extras.line("analysis") in capsys.readouterr().err
    assert main(["trial", "months=13"]) == 2
    assert "statsmodels" not in capsys.readouterr().err, "a mistake is met first"
