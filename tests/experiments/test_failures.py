"""A run that fails is announced, recorded, and stops no other."""

import csv

from experiments import store
from experiments.cli import main

SMALL = ["teachers=40", "years=1", "run_in_years=1", "replicates=6", "parameter_sets=3"]


def test_one_failing_run(here, fake_model, fake_writers, capsys):
    fake_model.install(fails={("karachi_private", 2), ("karachi_private", 4)})
    line = ["compare", "no_mentoring", "karachi_private", *SMALL, "out=results"]
    assert main(line) == 1
    said = capsys.readouterr()
    assert "Run 2 of karachi_private failed: ZeroDivisionError: a fault that was asked for" in said.err and "Traceback" not in said.err
    with open(here / "results" / store.FAILURES, encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["scenario"], row["replicate"]) for row in rows] == [("karachi_private", "2"), ("karachi_private", "4")]
    assert store.read_manifest(here / "results")["replicates"] == 4
    import pandas

    runs = pandas.read_parquet(here / "results" / "runs.parquet")
    assert sorted(runs["replicate"].unique()) == [0, 1, 3, 5]

    fake_model.install()
    assert main(line) == 0
    assert "already stored" in capsys.readouterr().out
    assert not (here / "results" / store.FAILURES).exists()
    assert store.read_manifest(here / "results")["replicates"] == 6


def test_a_scenario_that_always_fails(here, fake_model, capsys):
    fake_model.install(fails={("karachi_private", replicate) for replicate in range(6)})
    assert main(["compare", "no_mentoring", "karachi_private", *SMALL, "out=results"]) == 1
    assert "6 runs failed" in capsys.readouterr().err
    assert not (here / "results" / "summary.csv").exists()


def test_failing_runs_of_run(here, fake_model, capsys):
    fake_model.install(fails={("karachi_private", 0)})
    assert main(["run", "karachi_private", *SMALL, "out=results"]) == 1
    assert "Run 0 of karachi_private failed" in capsys.readouterr().err


def test_a_full_disk(here, fake_model, monkeypatch, capsys):
    whole = store.whole

    def full(path):
        if path.suffix == ".zip":
            raise OSError(28, "No space left on device")
        return whole(path)

    monkeypatch.setattr(store, "whole", full)
    assert main(["run", "karachi_private", *SMALL, "out=results"]) == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said and "to go on" in said and "Traceback" not in said
    monkeypatch.setattr(store, "whole", whole)
    assert main(["run", "karachi_private", *SMALL, "out=results"]) == 0
