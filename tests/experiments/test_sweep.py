"""A sweep stores every run of every point once, the same on any backend, in any order, in one piece or in parts."""

import json
import shutil

import numpy as np
import pandas
import pytest

from experiments import store
from experiments.cli import main
from experiments.input.settings import shipped
from experiments.sweep import sweep
from experiments.sweeping import shards
from experiments.sweeping.request import plan
from experiments.sweeping.worker import spec_of

SMALL = {"teachers": "60", "years": "1", "run_in_years": "1", "replicates": "3"}
LINE = [f"{key}={text}" for key, text in SMALL.items()]


def planned(*words, **given):
    return plan(list(words), SMALL | given, "typed")


def runs_of(folder):
    return pandas.read_parquet(folder / "runs.parquet")


def test_runs_and_points_of_a_grid(here):
    given = {"factors": {"levers.coverage": "0,0.5,1", "context": "lasbella,england"}} | SMALL
    folder = sweep("karachi_private", design="grid", keep="all", **given)
    points, runs = pandas.read_parquet(folder / "points.parquet"), runs_of(folder)
    assert len(points) == 6 + 2 and points["point_id"].tolist() == list(range(8))
    assert len(runs) == 8 * 3 and not runs.duplicated(["point_id", "replicate"]).any()
    design = points[~points["is_reference"]]
    assert set(zip(design["coverage"], design["context"])) == {(c, place) for c in (0, 0.5, 1) for place in ("lasbella", "england")}
    todays = {row.context: row.scenario for row in points[points["is_reference"]].itertuples()}
    assert design["scenario"].unique() == ["karachi_private"] and len(todays) == 2
    assert all(points["context"][one.reference_point] == one.context for one in design.itertuples())
    sets = pandas.read_parquet(folder / "parameter_sets.parquet")
    assert len(sets) == 2 * 3 and points["learning_rate"].isna().all() and sets["learning_rate"].notna().all()
    for name in shards.KEPT:
        kept = pandas.read_parquet(folder / name)
        assert set(zip(kept["point_id"], kept["replicate"])) <= set(zip(runs["point_id"], runs["replicate"])) and len(kept)
    monthly = pandas.read_parquet(folder / "monthly")
    assert len(monthly) == 24 * 12
    manifest = store.read_manifest(folder)
    assert manifest["status"] == store.COMPLETE and manifest["runs"] == 24 and manifest["design"]["points"] == 6


def test_a_run_of_a_sweep_is_the_run_of_a_comparison(here):
    """The same policy, place, luck and set: the numbers of a sweep and of a comparison are the same bits."""
    from experiments import compare

    folder = sweep(design="grid", factors={"levers.coverage": "0.3,0.6"}, scenario="karachi_private", out="a", **SMALL)
    found = compare("karachi_private", out="b", change={"karachi_private.coverage": 0.6}, **SMALL)
    there = found.runs[(found.runs["scenario"] == "karachi_private") & (found.runs["group"] == "all")]
    ours = runs_of(folder)
    for outcome in ("retained_profession_1y", "efficacy", "cost_total"):
        theirs = there[there["outcome"] == outcome].sort_values("replicate")
        mine = ours[ours["point_id"] == 1].sort_values("replicate")
        assert np.array_equal(theirs["value"], mine[outcome]) and np.array_equal(theirs["denominator"], mine[f"{outcome}_of"])
    reference = found.runs[(found.runs["scenario"] == "karachi_government") & (found.runs["group"] == "all")]
    mine = ours[ours["point_id"] == 2].sort_values("replicate")
    assert np.array_equal(reference[reference["outcome"] == "efficacy"].sort_values("replicate")["value"], mine["efficacy"])


def test_factors_reach_the_model(here):
    """A parameter and a number of the place that vary change the runs; the others stand at their defaults then."""
    asked = planned("parameters.mentoring_efficacy", design="latin_hypercube", n="6", **{"context.class_size": "20..60"})
    assert asked.sweep.parameters == "default"
    specs = [asked.points.spec(point, 0) for point in range(6)]
    assert (
        len({spec.context.place.class_size for spec in specs})
        == len({dict(spec.changed_parameters)["mentoring_efficacy"] for spec in specs})
        == 6
    )
    assert all("class_size" not in spec.context.ranges for spec in specs)
    assert len(asked.points) == 12  # each world has a reference of its own
    assert asked.points.spec(6, 2).context == asked.points.spec(0, 2).context
    folder = sweep("parameters.mentoring_efficacy", design="latin_hypercube", n="6", scenario="england_ecf", context="england", **SMALL)
    efficacy = runs_of(folder).query("point_id < 6").groupby("point_id")["efficacy"].mean()
    assert efficacy.nunique() == 6


def test_reference_none_runs_the_policies_alone(here):
    asked = planned(design="grid", reference="none", **{"levers.coverage": "0,1"})
    assert len(asked.points) == 2 and asked.points.reference_of(0) is None and len(asked.order) == 6
    named = planned(design="grid", reference="no_mentoring", **{"levers.coverage": "0,1"})
    assert named.points.scenario(2).name == "no_mentoring" and named.sweep.id != asked.sweep.id


def test_runs_that_share_a_world_share_its_run_in(here, monkeypatch):
    from sim import simulate

    counted = []
    honest = simulate.run_in
    monkeypatch.setattr(simulate, "run_in", lambda *a, **k: counted.append(k.get("replicate")) or honest(*a, **k))
    sweep(design="grid", factors={"levers.coverage": "0..1:10"}, jobs="1", **SMALL)
    assert sorted(one for one in counted if one is not None) == [0, 1, 2]  # the compiler's tiny world names no replicate


@pytest.mark.parametrize("how", [{"jobs": "1"}, {"jobs": "2"}, {"backend": "loky", "jobs": "2", "threads": "2"}], ids=str)
def test_backends_and_threads_give_the_same_bytes(here, how):
    given = {"factors": {"levers.coverage": "0..1:3"}, "keep": "[monthly,spells]"} | SMALL | {"teachers": "600"}
    one = sweep(design="grid", out="one", **given)
    two = sweep(design="grid", out="two", **given, **how)
    same_tables(one, two)


def same_tables(one, two):
    """Compare every table of two folders, byte by byte."""
    names = sorted(path.relative_to(one).as_posix() for path in one.rglob("*.parquet"))
    assert names == sorted(path.relative_to(two).as_posix() for path in two.rglob("*.parquet")) and "runs.parquet" in names
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_parts_are_merged_by_copying_files(here, capsys, monkeypatch):
    monkeypatch.setattr("experiments.sweeping.plan.LEAST_SECONDS", 0.0)
    line = ["sweep", "design=grid", "levers.coverage=0..1:7", "keep=[monthly]", *LINE]
    assert main([*line, "out=whole"]) == 0
    for part in (1, 2, 3):
        assert main([*line, f"part={part}/3", f"out=part{part}"]) == 0
        assert not (here / f"part{part}" / "runs.parquet").exists()
        shutil.copytree(here / f"part{part}", here / "joined", dirs_exist_ok=True)
    said = capsys.readouterr().out
    assert "Part 2 of 3 is stored" in said and "Copy the parts' folders into one" in said
    assert main([*line, "out=joined"]) == 0
    assert "runs a second" not in capsys.readouterr().out  # nothing was run again
    same_tables(here / "whole", here / "joined")
    for part in (1, 2, 3):
        assert main([*line, f"part={part}/3", "out=together"]) == 0
    assert "every shard is here" in capsys.readouterr().out
    assert main([*line, "out=together"]) == 0
    same_tables(here / "whole", here / "together")


def test_the_same_command_again_does_nothing(here, capsys):
    line = ["sweep", "design=grid", "levers.coverage=0,1", *LINE, "out=results"]
    assert main(line) == 0
    before = {path: path.stat().st_mtime_ns for path in (here / "results").rglob("*.parquet")}
    capsys.readouterr()
    assert main(line) == 0
    assert "nothing is run again" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in (here / "results").rglob("*.parquet")} == before


def test_the_page_speaks_the_language_that_is_asked_for(here, capsys):
    from analysis.language import language
    from experiments.report import rebuild

    line = ["sweep", "design=grid", "levers.coverage=0,1", *LINE, "out=results"]
    for more, page, name in (["language=ru"], "report.html", "ru"), (["language=kk"], "report.kk.html", "kk"), ([], "report.html", "ru"):
        assert main([*line, *more]) == 0
        text = (here / "results" / page).read_text(encoding="utf-8")
        assert f'<html lang="{name}"' in text and language(name)("sweep.section.points") in text
        assert f"results/{page}" in capsys.readouterr().out and store.read_manifest(here / "results")["language"] == "ru"
    page = rebuild(here / "results", "ur")
    assert page.name == "report.ur.html"
    assert {"figures", "figures.kk", "figures.ur"} <= {path.name for path in (here / "results").iterdir()}
    assert '<html lang="ur" dir="rtl"' in page.read_text(encoding="utf-8")


def test_a_failing_run_stops_no_other_and_is_recorded(here, monkeypatch, capsys):
    from sim import simulate

    line = ["sweep", "design=grid", "levers.coverage=0,0.5,1", "keep=[monthly]", *LINE, "out=results"]
    assert main([*line[:-1], "out=whole"]) == 0
    honest = simulate.branch

    def branch(snapshot, scenario, **how):
        if scenario.levers.coverage == 0.5 and snapshot.replicate == 1:
            raise RuntimeError("turnover is so high that 3 returners found no room")
        return honest(snapshot, scenario, **how)

    monkeypatch.setattr(simulate, "branch", branch)
    assert main([*line, "reference=none"]) == 1
    said = capsys.readouterr()
    assert "Run 1 of point 1 (karachi_private) failed: RuntimeError: turnover is so high" in said.err and "Traceback" not in said.err
    rows = pandas.read_csv(here / "results" / store.FAILURES).to_dict("records")
    assert [(row["point_id"], row["replicate"]) for row in rows] == [(1, 1)]
    spec = spec_of(rows[0])
    assert spec.scenario.levers.coverage == 0.5 and spec.replicate == 1 and spec.id == rows[0]["run_id"]
    assert len(runs_of(here / "results")) == 8

    counted = []
    monkeypatch.setattr(simulate, "branch", lambda world, *a, **k: counted.append(world.context.name) or honest(world, *a, **k))
    assert main([*line, "reference=none"]) == 0
    assert counted.count("karachi_government") == 1 and "tried once more" in capsys.readouterr().out  # the failed run alone
    assert not (here / "results" / store.FAILURES).exists()
    assert main([*line[:-1], "out=again", "reference=none"]) == 0
    same_tables(here / "again", here / "results")


def test_stop_at_the_first_failing_run(here, fake_model, capsys):
    fake_model.install(fails={("karachi_private", 1)})
    line = ["sweep", "design=grid", "levers.coverage=0..1:40", *LINE, "out=results", "jobs=1"]
    assert main([*line, "on_failure=stop"]) == 1
    assert "on_failure=stop" in capsys.readouterr().err


@pytest.mark.parametrize("name", shipped("design"))
def test_every_shipped_design_composes_and_runs_small(name, here, capsys):
    small = {"years": "5", "teachers": "60", "run_in_years": "1", "replicates": "1"}
    asked = plan([], {"design": name, **small}, "")
    fewer = {"sobol": "2", "morris": "2", "latin_hypercube": "6", "discovery": "24"}.get(asked.sweep.design)
    line = [f"design={name}", *(f"{key}={text}" for key, text in small.items()), *([f"n={fewer}"] if fewer else [])]
    assert main(["sweep", *line, "out=results"]) == 0
    assert len(runs_of(here / "results")) == store.read_manifest(here / "results")["runs"]


def test_ids_follow_content(here):
    one = planned(design="grid", **{"levers.coverage": "0,1"}).sweep
    assert one == planned(design="grid", **{"levers.coverage": "0,1", "jobs": "1", "backend": "loky", "part": "1/1"}).sweep
    others = [
        planned(design="grid", **{"levers.coverage": "0,0.9"}),
        planned(design="grid", seed="2", **{"levers.coverage": "0,1"}),
        planned(design="grid", keep="[spells]", **{"levers.coverage": "0,1"}),
        planned(design="grid", context="lasbella", **{"levers.coverage": "0,1"}),
        planned("kz_school_b", design="grid", **{"levers.coverage": "0,1"}),
        planned(design="grid", **{"levers.coverage": "0,1", "context.class_size": "41"}),
    ]
    assert len({one.id, *(other.sweep.id for other in others)}) == 7
    assert json.loads(json.dumps(one.as_values()))["design"] == "grid"


def test_a_table_of_one_point_has_a_report(here):
    (here / "one.csv").write_text("levers.coverage\n0.5\n")
    assert main(["sweep", "design=one.csv", *LINE, "outcome=efficacy", "out=one"]) == 0
    assert "only point" in (here / "one" / "report.html").read_text(encoding="utf-8")
