"""The verb survey: files, what is refused, and the published numbers in expectation."""

import csv

import numpy as np
import pandas
import pytest

from experiments.cli import main
from experiments.store import read_manifest
from experiments.survey import plan

SMALL = ("teachers=150", "run_in_years=2", "replicates=4", "parameter_sets=2", "samples=24", "jobs=1")
FILES = ("items.csv", "codebook.csv", "samples.csv", "summary.csv", "report.html", "manifest.json")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("survey") / "out"
    assert main(["survey", "contexts=[karachi_private,karachi_government]", "n=30", *SMALL, f"out={folder}"]) == 0
    return folder


def test_every_file_is_there(done):
    assert all((done / name).is_file() for name in FILES)
    about = read_manifest(done)
    assert about["status"] == "complete" and about["seed"] == 1 and len(about["illustrative"]) == 2


def test_the_page_speaks_every_language(done):
    from analysis import pages
    from analysis.language import LANGUAGES, language

    for name in [*LANGUAGES][::-1]:  # English last, for the tests below
        text = pages.build(done, name).read_text(encoding="utf-8")
        say = language(name)
        assert f'<html lang="{name}" dir="{say.direction}">' in text and say("survey.reliability") in text
        assert (say("language.draft") in text) == (name != "en")


def test_items_open_in_any_program(done):
    raw = (done / "items.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    items = pandas.read_csv(done / "items.csv", encoding="utf-8-sig")
    ticks = items.filter(regex=r"^(practices|growth|support)_\d$")
    assert ticks.shape == (60, 25) and ticks.isin([1, 2, 3, 4, 5]).all().all()
    assert items.groupby("group").size().to_dict() == {"karachi_private": 30, "karachi_government": 30}
    assert set(items["sector"]) == {"private", "government"}
    assert items["practices_mean"].to_numpy() == pytest.approx(ticks.filter(like="practices").mean(axis=1).to_numpy(), abs=1e-4)
    with open(done / "codebook.csv", encoding="utf-8-sig", newline="") as stream:
        assert [row["name"] for row in csv.DictReader(stream)] == list(ticks.columns)


def test_the_summary_is_that_of_the_items(done):
    from analysis.instrument import cronbach_alpha, t_test

    items = pandas.read_csv(done / "items.csv", encoding="utf-8-sig")
    summary = pandas.read_csv(done / "summary.csv").set_index(["statistic", "part", "group", "interval"])["this_sample"]
    ticks = items.filter(regex=r"^(practices|growth|support)_\d$").to_numpy()
    assert summary["alpha", "questionnaire", "all", "sample"] == pytest.approx(cronbach_alpha(ticks))
    private, government = (items[items["sector"] == sector]["practices_mean"] for sector in ("private", "government"))
    against = "karachi_private against karachi_government"
    assert summary["t", "practices", against, "sample"] == pytest.approx(t_test(private, government)["t"], abs=1e-3)


def test_private_teachers_rate_mentoring_higher_on_average(done):
    samples = pandas.read_csv(done / "samples.csv")
    gap = samples["mean.practices.karachi_private"] - samples["mean.practices.karachi_government"]
    assert len(samples) == 24 and gap.mean() == pytest.approx(0.73, abs=0.3)
    assert samples["alpha.questionnaire.all"].mean() == pytest.approx(0.87, abs=0.04)


def test_places_have_different_persons(done):
    items = pandas.read_csv(done / "items.csv", encoding="utf-8-sig")
    one, other = (items[items["sector"] == sector]["efficacy"].to_numpy() for sector in ("private", "government"))
    assert not np.isin(one, other).any()


def test_typed_again_it_shows_the_table(done, capsys):
    before = (done / "items.csv").stat().st_mtime_ns
    assert main(["survey", "contexts=[karachi_private,karachi_government]", "n=30", *SMALL, f"out={done}"]) == 0
    assert "nothing is run again" in capsys.readouterr().out and (done / "items.csv").stat().st_mtime_ns == before
    assert main(["survey", "contexts=[karachi_private,karachi_government]", "n=20", *SMALL, f"out={done}"]) == 2
    assert "another run: n 30, now 20" in capsys.readouterr().err


def test_the_page_needs_nothing_else(done):
    page = (done / "report.html").read_text(encoding="utf-8")
    assert not any(each in page for each in ("<script src", 'src="http', 'href="http'))
    assert "Illustrative" in page and "Cronbach" in page and "3.42" in page


def test_the_same_bits_again(tmp_path, done):
    typed = ["survey", "contexts=[karachi_private,karachi_government]", "n=30", *SMALL[:-1], "jobs=2"]
    assert main([*typed, f"out={tmp_path / 'again'}"]) == 0
    for name in ("items.csv", "samples.csv", "summary.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (done / name).read_bytes()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["n=0"], "2 to 100,000"),
        (["n=5000"], "5,000 teachers are to be asked where 2,000 posts are simulated"),
        (["n=0,5"], "write 0.5"),
        (["karachi_privat"], "did you mean karachi_private"),
        (["contexts=[]"], "the list is empty"),
        (["lasbella", "lasbella"], "stands twice"),
        (["lasbella", "contexts=[lasbella]"], "named twice"),
        (["karachi_private", "sector=both"], "private schools only"),
        (["schools=40"], "cannot come from 40 schools"),
        (["instrument.halo=0.9"], "0 to 0.35"),
        (["instrument.hallo=0.1"], "did you mean halo"),
        (["context=lasbella"], "contexts=[a,b]"),
        (["years=3"], "there is no setting years"),
        (["scenario=no_mentorin"], "did you mean no_mentoring"),
    ],
)
def test_what_cannot_be_used_is_said(typed, said, here, capsys):
    assert main(["survey", *typed]) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1 and not list(here.iterdir())


def test_too_few_of_a_kind(here, capsys):
    assert main(["survey", "karachi_government", "who=mentored", "n=100", *SMALL]) == 2
    assert "teachers with a mentor are there" in capsys.readouterr().err and not list(here.iterdir())


def test_a_group_of_each_sector(here):
    asked = plan(["karachi_private"], {"context.private_share": "0.5", "sector": "both", "n": "9"}, "retain survey")
    assert [group.name for group in asked.groups] == ["karachi_private_private", "karachi_private_government"]
