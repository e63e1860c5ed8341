"""The command as people meet it: help, lists, new files, odd folders, old terminals."""

import csv
import io
import json
import time

import pytest

from experiments import compare
from experiments.cli import VERBS, main
from experiments.input.settings import SETTINGS, shipped
from experiments.store import TABLES

SMALL = ("teachers=40", "years=5", "run_in_years=1", "replicates=6", "parameter_sets=3")
FILES = ("manifest.json", "summary.csv", "summary.xlsx", "report.html", *(f"{table}.parquet" for table in TABLES))


@pytest.mark.parametrize("verb", VERBS)
def test_help(verb, capsys):
    assert main([verb, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"retain {verb}" in said
    assert all(f"{key}=" in said for key in SETTINGS[verb] or ())


def test_help_names_every_verb(capsys):
    assert main([]) == main(["-h"]) == main(["help"]) == 0
    said = capsys.readouterr().out
    assert all(verb in said for verb in VERBS) and main(["--version"]) == 0


def test_help_is_fast(tmp_path, python):
    def seconds(code):
        begun = time.perf_counter()
        assert python(code, tmp_path).returncode == 0
        return time.perf_counter() - begun

    # side by side, so that a busy machine slows both
    pairs = [(seconds("from experiments.cli import main; main(['--help'])"), seconds("import mesa")) for _ in range(2)]
    assert min(ours for ours, _ in pairs) <= 0.5 * min(theirs for _, theirs in pairs)


SLOW = ("numba", "mesa", "pandas", "numpy", "hydra", "omegaconf", "typer", "rich", "pyarrow", "matplotlib")


def test_help_imports_nothing_slow(tmp_path, python):
    script = f"import sys; from experiments.cli import main; main(['compare', '-h']); print(sorted(set({SLOW}) & set(sys.modules)))"
    said = python(script, tmp_path)
    assert said.returncode == 0 and said.stdout.rstrip().endswith("[]")


@pytest.mark.parametrize(
    "what", ["contexts", "scenarios", "levers", "places", "parameters", "designs", "outcomes", "evidence", "patterns", "karachi_private",
        "lasbella", "I10", "t1a"]
)
def test_lists(what, capsys):
    assert main(["list", what]) == 0
    assert capsys.readouterr().out
    assert main(["list", what, "format=csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert main(["list", what, "format=json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(rows) > 0
    if what in ("contexts", "scenarios"):
        assert {row["name"] for row in rows} == set(shipped(what[:-1]))


def test_a_code_that_a_list_shows_is_explained(capsys):
    main(["list", "karachi_private"])
    assert "I10" in capsys.readouterr().out
    main(["list", "I10"])
    said = capsys.readouterr().out
    assert "pay ratio" in said and "Andrabi" in said


def test_large_bounds_are_written_out(capsys):
    for what in ("places", "levers", "parameters"):
        main(["list", what])
        said = capsys.readouterr().out
        assert "e+0" not in said and (what != "places" or "0 to 1,000,000,000 money a month" in said)


def test_the_model_is_prepared_aloud_only_where_it_must_be_compiled(monkeypatch, tmp_path, capsys):
    from experiments import execution
    from experiments.screen import Screen
    from sim import compiled
    from sim.simulate import compile_kernels  # what writes into the cache when it is imported is imported before

    assert compile_kernels
    monkeypatch.setattr(compiled, "jit_disabled", False)
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr("sim.simulate.compile_kernels", lambda: None)
    execution.prepare(Screen())
    assert "compiled once after the installation" in capsys.readouterr().out
    (tmp_path / "loops.nbi").write_text("compiled")
    execution.prepare(Screen())
    assert capsys.readouterr().out == ""


def test_levers_are_listed_with_units_and_anchors(capsys):
    main(["list", "levers"])
    said = capsys.readouterr().out
    assert "visits a term and school" in said and "1 = five visits with feedback per school and term" in said and "seniority" in said


@pytest.mark.parametrize("kind", ["scenario", "context"])
def test_new_files_can_be_used_as_they_are(kind, here, capsys):
    from experiments.input.library import find

    for parent in shipped(kind):
        assert main(["new", kind, f"my_{parent}", f"from={parent}"]) == 0
        card, shipped_card = find(kind, f"my_{parent}.yaml"), find(kind, parent)
        if kind == "scenario":
            assert card.made().levers == shipped_card.made().levers and card.made().payer == shipped_card.made().payer
        else:
            assert card.made().place == shipped_card.made().place and card.made().ranges == shipped_card.made().ranges
            assert card.made().illustrative and len(card.borrowed) > 30
    assert main(["new", kind, f"my_{parent}"]) == 2


def test_folders_of_any_alphabet(tmp_path, retain):
    name = "a plan \u043c\u043e\u0438 \u043f\u043b\u0430\u043d\u044b \u0645\u06cc\u0631\u06d2 \u0645\u0646\u0635\u0648\u0628\u06d2"
    folder = tmp_path / name
    folder.mkdir()
    done = retain("compare", "no_mentoring", *SMALL, f"out={name} {name}", folder=folder, fake=True, report=True)
    assert done.returncode == 0, done.stderr.decode()
    assert all((folder / f"{name} {name}" / file).exists() for file in FILES)
    assert list((folder / f"{name} {name}" / "figures").glob("*.svg"))


def test_an_old_terminal(tmp_path, retain):
    (tmp_path / "\u0645\u0646\u0635\u0648\u0628\u06c1.yaml").write_text("title: \u0645\u0646\u0635\u0648\u0628\u06c1\n", encoding="utf-8")
    done = retain("compare", "\u0645\u0646\u0635\u0648\u0628\u06c1.yaml", *SMALL, folder=tmp_path, fake=True, PYTHONIOENCODING="cp1251")
    assert done.returncode == 0, done.stderr.decode("cp1251")
    assert "Finished" in done.stdout.decode("cp1251")


def test_the_default_folder_names_the_place(here, fake_model, fake_writers, capsys):
    assert main(["compare", "no_mentoring", *SMALL]) == 0
    said = capsys.readouterr().out
    (folder,) = (here / "retain-results").iterdir()
    assert folder.name.startswith("compare-karachi_government-")
    assert "18 runs" in said or "12 runs" in said
    assert "Illustrative" in said and "report.html" in said and "seconds" in said


def test_run_and_many_runs(here, fake_model, capsys):
    assert main(["run", "karachi_private", *SMALL, "out=one"]) == 0
    assert all((here / "one" / file).exists() for file in FILES if file not in ("summary.xlsx", "report.html"))
    (here / "mine.yaml").write_text("title: mine\nlevers: {coverage: 0.2}\n")
    assert main(["run", "-m", "scenario=mine.yaml,no_mentoring", "seed=1,2", "levers.coverage=0.5,0.7", *SMALL, "out=many"]) == 0
    folders = sorted(path for path in (here / "many").iterdir() if path.is_dir())
    manifests = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in folders]
    found = {(one["scenarios"][0]["name"], one["seed"], one["scenarios"][0]["levers"]["coverage"]) for one in manifests}
    assert found == {(name, seed, coverage) for name in ("mine", "no_mentoring") for seed in (1, 2) for coverage in (0.5, 0.7)}
    assert all(one["status"] == "complete" for one in manifests)


def test_many_runs_with_a_failure(here, fake_model, capsys):
    fake_model.install(fails={("karachi_private", 1)})
    assert main(["run", "-m", "scenario=karachi_private,no_mentoring", *SMALL]) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err and "Run 1 of karachi_private failed" in said.err
    assert len([path for path in (here / "retain-results").iterdir() if path.is_dir()]) == 2


def test_hydra_words_of_a_multirun(here, fake_model, capsys):
    assert main(["run", "-m", "scenario=glob(kz_school_*)", "levers.coverage=range(0.2,0.6,0.2)", *SMALL]) == 0
    assert len([path for path in (here / "retain-results").iterdir() if path.is_dir()]) == 4


def test_compare_from_python(here, fake_model):
    found = compare(
        "no_mentoring",
        "karachi_private",
        context="karachi_government",
        teachers=40,
        years=5,
        replicates=6,
        change={"context.class_size": 40},
    )
    assert set(found.summary["scenario"]) == {"no_mentoring", "karachi_private", "karachi_government"}
    assert {"computing", "ignorance", "district"} == set(found.summary["interval"])
    assert set(found.runs.columns[:5]) == {"scenario", "replicate", "parameter_set", "group", "outcome"}
    assert found.monthly["month"].max() == 59 and len(found.spells) and len(found.ledger)
    assert found.report.is_file() and found.figures and all(path.is_file() for path in found.figures.values())
    assert "after" in str(found) and found.manifest["context"]["place"]["class_size"] == 40
    assert (
        found.folder
        == compare(
            "no_mentoring",
            "karachi_private",
            context="karachi_government",
            teachers=40,
            years=5,
            replicates=6,
            change={"context.class_size": 40},
        ).folder
    )
