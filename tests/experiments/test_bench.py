"""The benchmark: the plain-Mesa baseline equals the kernel, and every goal has a row. No time is asserted."""

import json

import pytest

from experiments import cli
from experiments.bench import FULL, GOALS, QUICK, Goal, measure
from experiments.benchmark.speed import acts_of, cards, model_equals_kernel, plain_equals_kernel
from experiments.screen import Screen


@pytest.mark.parametrize(
    ("place", "policy"),
    [("karachi_government", "karachi_private"), ("lasbella", "ptmp_balochistan"), ("united_states", "us_induction_usual")],
)
def test_the_plain_model_gives_the_kernels_columns(place, policy):
    assert plain_equals_kernel(120, place, policy)


def test_the_mesa_model_gives_the_kernels_columns():
    assert model_equals_kernel(120)


def test_the_plain_model_can_be_told_from_the_kernel(monkeypatch):
    from sim import simulate

    honest = simulate.advance
    monkeypatch.setattr(simulate, "advance", lambda world, start, end, **how: honest(world, start, end - (start > 0), **how))
    assert not plain_equals_kernel(60)


def test_every_goal_stands_in_the_file(here, capsys):
    assert cli.main(["bench", "quick=true", "only=state", "out=speed"]) == 0
    rows = json.loads((here / "speed" / "bench.json").read_text(encoding="utf-8"))
    assert [row["goal"] for row in rows] == [goal.sentence for goal in GOALS.values()]
    assert all(set(row) == {"goal", "target", "measured", "met", "note"} for row in rows)
    assert [row["goal"] for row in rows if row["measured"] is not None] == [GOALS["state"].sentence]
    assert all((row["met"] is None) == (row["measured"] is None) and row["note"] for row in rows)
    said = capsys.readouterr().out
    assert "not measured" in said and GOALS["state"].sentence in said


def test_every_act_has_its_time():
    from sim.simulate import run_in

    context, today, policy = cards("karachi_government", "karachi_private")
    acts = acts_of(run_in(context, today, teachers=100, years=1), policy, 1)
    assert acts["teacher act"] > 0 and all(nanoseconds >= 0 for nanoseconds in acts.values())


@pytest.mark.slow
def test_the_whole_quick_benchmark_runs():
    rows = measure(QUICK, list(GOALS), Screen(quiet=True))
    costly = {GOALS[name].sentence for name in ("nation_memory", "first_compare")}
    assert all(row["note"] != "not asked for" for row in rows)
    assert {row["goal"] for row in rows if row["note"].startswith("not measured with quick")} == costly


def test_pairing_stored_runs_and_threads_give_numbers():
    rows = measure(QUICK, ["pairing", "stored", "threads_replicates", "threads_nation"], Screen(quiet=True))
    measured = [row["measured"] for row in rows if row["note"] != "not asked for" and not row["note"].startswith("not measured")]
    assert measured and all(value is None or value > 0 for value in measured)


def test_an_unknown_setting_or_goal_is_a_sentence(here, capsys):
    assert cli.main(["bench", "quik=true"]) == 2
    assert "quick" in capsys.readouterr().err
    assert cli.main(["bench", "only=flor"]) == 2
    assert "floor" in capsys.readouterr().err
    assert cli.main(["bench", "quick=yes"]) == 2
    assert not list(here.iterdir())


def test_goals_are_met_in_their_sense():
    assert Goal("", ">=", 2, "x").met(2) and not Goal("", ">=", 2, "x").met(1.9)
    assert Goal("", "<=", 2, "s").met(2) and not Goal("", "<=", 2, "s").met(2.1)
    assert not QUICK.costly and FULL.costly
