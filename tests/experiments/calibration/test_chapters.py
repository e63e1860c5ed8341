"""The chapters on calibration and validation say what is released, whatever that is; the theory's name sees an edited formula."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from analysis.scoreboard import Measured, judge
from experiments import cli, release, validate
from experiments.calibration import chapters
from experiments.calibration.prior import rows
from experiments.document import table
from experiments.errors import BadInput


@pytest.fixture
def folder(tmp_path):
    """Return a folder with the released ensemble alone."""
    for name in (release.ENSEMBLE, release.DIAGNOSTICS):
        shutil.copy(release.RELEASED / name, tmp_path / name)
    return tmp_path


def test_the_numbers_are_those_of_the_files(folder):
    about = json.loads((folder / release.DIAGNOSTICS).read_text(encoding="utf-8"))
    found = chapters.tables(table, folder)
    assert f"| effective sample size | {about['effective_sample_size']:g} |" in found["fit"]
    assert f"| {about['sha256'][:8]} |" in found["fit"]
    learnt = {name for name, entry in about["numbers"].items() if entry["learnt"] >= chapters.LEARNT}
    assert found["posterior"].count("\n") == len(learnt) + 2 and all(f"`{name}`" in found["posterior"] for name in learnt)
    assert found["targets"].count("\n") == sum(row["kind"] == "calibration" for row in rows()) + 2
    assert found["correlations"].count("\n") == len(about["correlations"]) + 2


def test_what_is_not_released_is_said(tmp_path, folder):
    found = chapters.tables(table, folder)
    for name in ("measured", "scoreboard", "ablation"):
        assert chapters.NONE_YET in found[name]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert chapters.NONE_YET in chapters.tables(table, empty)["fit"]


def test_a_released_board_is_shown_with_its_failures(folder):
    wanted = [row for row in rows() if row["id"] in ("T1a", "T1b", "T10")]
    judged = [judge(row, Measured(value, value - 0.01, value + 0.01)) for row, value in zip(wanted, (0.07, 0.5, -0.2))]
    ablated = [{"mechanism": "trust", "lost": "SF1, SF2", "gained": "", "moved": "SF1 0.7"}]
    validate.keep(judged, {"Seed": "1"}, ablated, folder)
    found = chapters.tables(table, folder)
    assert "| **no** |" in found["scoreboard"] and found["scoreboard"].count("| yes |") == 2
    assert "| targets met | 1 of 2 |" in found["measured"] and "| Seed | 1 |" in found["measured"]
    assert "| trust | SF1, SF2 |" in found["ablation"]
    assert "Caution" not in found["measured"]
    facts = folder / release.BOARD_FACTS
    facts.write_text(json.dumps(json.loads(facts.read_text()) | {"Ensemble": "00000000"}))
    assert "Caution" in chapters.tables(table, folder)["measured"]
    validate.keep(judged, {"Seed": "1"}, None, folder)
    assert not (folder / release.ABLATION).exists(), "an ablation of another board would stand beside this one"


@pytest.mark.parametrize("words", [["only=T1"], ["parameters=prior"]])
def test_only_the_whole_board_of_the_ensemble_is_released(words, capsys):
    assert cli.main(["validate", "release=true", *words]) == 2
    assert "whole scoreboard of the calibrated ensemble" in capsys.readouterr().err


def test_an_edited_formula_is_another_theory():
    source = '"""A file."""\n\n\ndef rule(a, b):\n    """Return it."""\n    return a + 0.5 * b  # why\n'
    same = 'def rule(a, b):\n    """Return it,\n    said better."""\n    return (\n        a + 0.5 * b\n    )\n'
    assert release.formula(source) == release.formula(same)
    for old, new in (("0.5", "0.6"), ("a +", "a -"), ("(a, b)", "(b, a)")):
        assert release.formula(source) != release.formula(source.replace(old, new))


def test_a_rewritten_formula_can_be_named_anew(folder):
    about = json.loads((folder / release.DIAGNOSTICS).read_text(encoding="utf-8"))
    (folder / release.DIAGNOSTICS).write_text(json.dumps(about | {"theory": "0" * 12}), encoding="utf-8")
    with pytest.raises(BadInput, match="another version"):
        release.provenance(folder)
    assert release.rename(folder)
    assert release.provenance(folder) == about and not release.rename(folder)


@pytest.mark.parametrize("fault", ["cut", "changed", "older", "gone", "not numbers"])
def test_a_faulty_ensemble_stops_a_comparison_with_a_sentence(fault, folder, monkeypatch, capsys, tmp_path):
    ensemble, about = folder / release.ENSEMBLE, folder / release.DIAGNOSTICS
    if fault == "cut":
        ensemble.write_bytes(ensemble.read_bytes()[:-30])
    elif fault == "changed":
        ensemble.write_bytes(ensemble.read_bytes().replace(b"0.1", b"0.2", 1))
    elif fault == "older":
        about.write_text(json.dumps(json.loads(about.read_text()) | {"theory": "0" * 12}))
    elif fault == "gone":
        ensemble.unlink()
    else:
        about.write_text("[1, 2")
    monkeypatch.setattr(release.provenance, "__defaults__", (folder,))
    for function in (release.read, release.middle, release.calibrated_set):
        monkeypatch.setattr(function, "__defaults__", (folder,))
    out = tmp_path / "out"
    assert cli.main(["compare", "no_mentoring", "parameters=calibrated", "context=england", "replicates=2", f"out={out}"]) == 2
    said = capsys.readouterr().err
    assert {"older": "another version", "gone": "no calibrated ensemble"}.get(fault, "torn") in said
    assert "Traceback" not in said and not out.exists()


def test_the_shipped_ensemble_belongs_to_today_s_theory():
    assert release.provenance()["theory"] == release.theory()
    sets = release.read()
    assert len(sets) >= 100 and np.isfinite([sets[0][0].mentoring_efficacy, sets[-1][0].mentoring_efficacy]).all()
