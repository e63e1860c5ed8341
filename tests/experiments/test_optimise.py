"""The verb optimise: its files, its numbers beside those of compare, a search that is killed, and what is refused."""

import signal
import sys
import time

import pandas
import pytest

from experiments import extras
from experiments.cli import main
from experiments.errors import BadInput
from experiments.input import amounts
from experiments.store import read_manifest

pytest.importorskip("optuna")

SMALL = ("tries=24", "worlds=3", "replicates=4", "parameter_sets=2", "teachers=300", "run_in_years=2", "years=3")
OVER = "over=coverage,individual_h_month,mentor_training_h,retention_bonus"
ASKED = ("optimise", "budget=40/teacher/year", "context=united_states", OVER)
FILES = ("optimise.csv", "candidates.csv", "levers.csv", "report.html", "manifest.json", "best_buy.yaml", "comparison/report.html")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("optimise") / "out"
    assert main([*ASKED, *SMALL, "target=50", "goals=kept,equity", f"out={folder}"]) == 0
    return folder


def test_every_file_is_there(done):
    assert all((done / name).is_file() for name in FILES)
    about = read_manifest(done)
    assert about["status"] == "complete" and about["versions"]["optuna"] and about["budget"] == 40 * 300 * 3 and about["tried"] == 24
    candidates = pandas.read_csv(done / "candidates.csv")
    assert len(candidates) == 24 and {"cost", "more", "coverage", "retention_bonus"} <= set(candidates)


def test_the_answer_can_be_paid_and_a_target_out_of_reach_is_said(done, capsys):
    rows = pandas.read_csv(done / "optimise.csv").set_index("policy")
    assert rows.loc["best_buy", "cost"] <= 1.02 * 40 * 300 * 3 and "best" in rows.loc["best_buy", "role"].split()
    assert main([*ASKED, *SMALL, "target=50", "goals=kept,equity", f"out={done}"]) == 0
    shown = capsys.readouterr()
    assert "nothing is run again" in shown.out and "The target is not reached: no mix that was tried keeps 50 more of 100" in shown.out
    assert shown.err == "The target of 50 more of 100 is not reached, or not surely: see the first lines above.\n"
    assert 'class="missed"' in (done / "report.html").read_text(encoding="utf-8")


def test_the_page_speaks_the_language_that_is_asked_for(done, capsys):
    from analysis.language import language

    for name, file in ("ru", "report.ru.html"), ("en", "report.html"):
        assert main([*ASKED, *SMALL, "target=50", "goals=kept,equity", f"out={done}", f"language={name}"]) == 0
        page = (done / file).read_text(encoding="utf-8")
        assert f'<html lang="{name}"' in page and language(name)("optimise.section.front") in page
    assert read_manifest(done)["language"] == "en" and "nothing is run again" in capsys.readouterr().out


def test_compare_of_the_file_gives_the_same_numbers(done, tmp_path, monkeypatch):
    from experiments import compare

    monkeypatch.chdir(tmp_path)
    sizes = dict(part.split("=") for part in SMALL if part.split("=")[0] not in ("tries", "worlds"))
    again = compare(done / "best_buy.yaml", context="united_states", out="again", **sizes).summary
    rows = pandas.read_csv(done / "optimise.csv").set_index("policy")
    mine = again[(again["scenario"] == "best_buy") & (again["group"] == "all") & (again["interval"] == rows["interval"].iloc[0])]
    mine = mine.set_index("outcome")
    outcome = read_manifest(done)["outcome"]
    for column, name, field in (
        ("cost", "cost_total", "estimate"), ("kept", outcome, "estimate"), ("more_low", outcome, "difference_low"),
        ("tired", "exhaustion", "difference"), ("cost_high", "cost_total", "high"),
    ):  # fmt: skip
        assert rows.loc["best_buy", column] == pytest.approx(mine.loc[name, field], rel=1e-9, abs=1e-12), column


def test_prices_that_are_not_known_widen_the_cost(done):
    rows = pandas.read_csv(done / "optimise.csv").set_index("policy")
    today = rows.loc["us_induction_usual"]
    assert today["cost_low"] < today["cost"] < today["cost_high"]
    runs = pandas.read_parquet(done / "comparison" / "ledger.parquet")
    assert runs.groupby("line")["price"].nunique()["mentor_training"] == 2, "each of the two parameter sets has its own price"


def test_the_page_needs_nothing_else(done):
    page = (done / "report.html").read_text(encoding="utf-8")
    assert "src=" not in page and page.count("<svg") >= 4 and "fresh worlds" in page
    assert (done / "figures" / "front_kept.png").is_file()


def test_another_search_in_the_same_folder_is_refused(done, capsys):
    before = (done / "optimise.csv").read_bytes()
    assert main([*ASKED, *SMALL, "target=40", "goals=kept,equity", f"out={done}"]) == 2
    assert "holds another run: target 0.5, now 0.4" in capsys.readouterr().err
    assert (done / "optimise.csv").read_bytes() == before


# less than today's policy costs there, so that a mix is named
KILLED = ("optimise", "budget=100", "context=united_states", "over=coverage,pay_supplement", "goals=kept", "tries=20", "worlds=2",
          "replicates=3", "parameter_sets=1", "teachers=60", "run_in_years=1", "years=3", "jobs=2")  # fmt: skip
SAME = ("journal.jsonl", "optimise.csv", "candidates.csv", "levers.csv", "comparison/summary.csv", "comparison/runs.parquet")


@pytest.mark.slow
def test_a_killed_search_ends_as_an_undisturbed_one(retain, tmp_path):
    whole = retain(*KILLED, "out=whole", folder=tmp_path, fake=True, report=True)
    assert whole.returncode == 0, whole.stderr.decode()
    journal, shards = tmp_path / "out" / "journal.jsonl", tmp_path / "out" / "comparison" / "shards"

    def lines():
        return journal.read_bytes().count(b"\n") if journal.exists() else 0

    moments = (lambda: lines() >= 4, lambda: lines() >= 14, lambda: lines() >= 23, lambda: shards.exists() and any(shards.iterdir()))
    for moment in moments:
        process = retain(*KILLED, "out=out", folder=tmp_path, fake=True, report=True, pause=0.05, wait=False)
        for _ in range(2000):
            if moment() or process.poll() is not None:
                break
            time.sleep(0.02)
        assert process.poll() is None, "it ended before it could be killed"
        process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        process.communicate()
    again = retain(*KILLED, "out=out", folder=tmp_path, fake=True, report=True)
    assert again.returncode == 0 and b"already stored" in again.stdout, again.stderr.decode()
    for name in SAME:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    files = sorted(path.name for path in (tmp_path / "whole" / "policies").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "out" / "policies").iterdir()) and "best_buy.yaml" in files


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "write budget=100million for the money, or target=3"),
        (["budget=0"], "a budget of 0 buys nothing"),
        (["budget=-5"], "a budget of -5 buys nothing"),
        (["budget=much"], "is not a sum of money"),
        (["budget=nan"], "is not a sum of money"),
        (["budget=5,000,000"], "write 5000000 without commas"),
        (["budget=5mio"], "write budget=5million"),
        (["budget=100", "million"], "write the sum without a space: budget=100million"),
        (["budget=5000PKR"], "write budget=5000 without the currency"),
        (["budget=5/month"], "no measure per month"),
        (["target=-1"], "0.1 to 100, in heads of 100"),
        (["target=0.03"], "write target=3"),
        (["target=three"], "is not a number of teachers"),
        (["target=retained_profesion_5y+3"], "did you mean retained_profession_5y"),
        (["target=retained_profession_5y"], "write target=retained_profession_5y+3"),
        (["target=retained_profession_5y+3", "outcome=retained_school_5y"], "name the outcome once"),
        (["budget=1million", "outcome=retained_profession_5y", "years=3"], "not known after 3 years"),
        (["budget=1million", "over=coverag"], "did you mean coverage"),
        (["budget=1million", "over=coverage:0.8:0.2"], "write coverage:0.2:0.8"),
        (["budget=1million", "over=coverage:0:2"], "0 to 1"),
        (["budget=1million", "over=coverage:0"], "takes two bounds"),
        (["budget=1million", "over=recognition:gold"], "choice of recognition gold"),
        (["budget=1million", "over=coverage,coverage"], "stands twice"),
        (["budget=1million", "over=coverage:0.5:0.5"], "nothing is left to be chosen"),
        (["budget=1million", "over=coverage", "levers.coverage=0.5"], "is fixed too"),
        (["budget=1million", "over=reach_years", "levers.coverage=1.5"], "out of bounds"),
        (["budget=1million", "levers.coverag=0.5"], "did you mean levers.coverage"),
        (["budget=1million", "goals=keep"], "did you mean kept"),
        (["budget=1million", "equity=rural"], "a gap lies between two groups"),
        (["budget=1million", "equity=rural,citi"], "there is no group of teachers called citi"),
        (["budget=1million", "tries=1"], "10 to 100,000"),
        (["budget=1million", "karachi_private", "no_mentoring"], "optimise takes one scenario"),
        (["budget=1million", "budgets=3"], "did you mean budget"),
        (["budget=1million", "karachi_privte"], "did you mean karachi_private"),
    ],
)
def test_what_cannot_be_used_is_said(typed, said, here, capsys, monkeypatch):
    monkeypatch.setattr("experiments.optimise.carry_out", None)  # what is not refused must not be searched for
    assert main(["optimise", *typed]) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.err.count("\n") == 1 and not list(here.iterdir())


def test_a_context_without_prices_is_refused(here, capsys):
    (here / "mine.yaml").write_text("title: mine\ncurrency: KES\nplace: {class_size: 40}\n")
    assert main(["optimise", "budget=1million", "context=mine.yaml"]) == 2
    assert "has no prices of its own in KES" in capsys.readouterr().err and len(list(here.iterdir())) == 1


def test_without_optuna_a_sentence(here, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    assert main(["optimize", "budget=1million"]) == 2
    assert extras.line("analysis") in capsys.readouterr().err
    assert main(["optimize", "budget=5mio"]) == 2
    assert "write budget=5million" in capsys.readouterr().err, "a mistake is met first"


def test_sums_as_people_type_them():
    assert amounts.money("5million", 10, 2000) == 5e6 and amounts.money("2.5 Billion", 10, 2000) == 2.5e9
    assert amounts.money("500000/year", 10, 2000) == 5e6 and amounts.money("250/teacher/year", 10, 2000) == 5e6
    assert amounts.gain("3") == (0.03, None) and amounts.gain("retained_school_3y+2.5") == (0.025, "retained_school_3y")
    with pytest.raises(BadInput, match="other.same_money=5million"):
        amounts.money("5m", 10, 2000, "other.same_money=5m")
