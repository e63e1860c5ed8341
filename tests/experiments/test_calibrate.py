"""The fit: a stand-in that finds what it should, a state file that survives a torn line, an ensemble that is checked before use."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from experiments import calibrate, release
from experiments.calibrate import Design, State, Wave
from experiments.calibration import emulator
from experiments.calibration.emulator import Prior, Targets
from experiments.calibration.prior import asked, parts, prior, targets
from experiments.errors import BadInput, RunFailed
from experiments.input import library


def linear_world(runs=600, noise=0.3):
    """Return coordinates and noisy values of a linear world with three numbers, two of which matter."""
    random = np.random.default_rng(1)
    x = random.standard_normal((runs, 3))
    slope = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 0.0]])
    return x, x @ slope.T + noise * random.standard_normal((runs, 2)), slope


def test_the_stand_in_and_its_mode_agree_with_algebra():
    x, y, slope = linear_world()
    model = emulator.fit(x, y, np.zeros(3))
    np.testing.assert_allclose(model.linear, slope, atol=0.06)
    aim = Targets(("a", "b"), np.array([1.0, -0.5]), np.array([0.2, 0.2]), np.zeros(2), np.ones(2))
    found, covariance = emulator.mode(model, aim, np.zeros(3))
    j = slope / 0.2
    expected = np.linalg.inv(j.T @ j + np.eye(3))
    np.testing.assert_allclose(covariance, expected, atol=0.05)
    np.testing.assert_allclose(found, expected @ j.T @ (aim.centre / 0.2), atol=0.1)
    assert covariance[2, 2] > 0.9  # nothing was learnt of the third


def test_a_one_sided_target_that_is_met_pulls_nothing():
    aim = Targets(("a", "b"), np.zeros(2), np.ones(2), np.array([1, -1]), np.ones(2))
    np.testing.assert_array_equal(aim.residuals(np.array([0.5, -0.5])), 0.0)
    np.testing.assert_array_equal(aim.residuals(np.array([-0.5, 0.5])), [-0.5, 0.5])


def test_a_prior_holds_ninety_in_a_hundred_and_its_bounds():
    found = Prior.of({"a": (1.0, 4.0), "b": (-1.0, 1.0)}, {"a": (0.0, 5.0), "b": (-3.0, 3.0)})
    np.testing.assert_allclose(found.numbers(np.array([1.645, 1.645])), [4.0, 1.0], rtol=1e-12)
    np.testing.assert_allclose(found.numbers(np.array([0.0, 9.0])), [2.0, 3.0], rtol=1e-12)


def test_every_fitted_number_exists_and_every_band_has_a_scale():
    ours, aim = prior(), targets()
    parameters, places = parts(ours.names, ours.numbers(np.zeros(len(ours.names))))
    assert set(places) == {"united_states", "england"} and 0.0 < parameters.mentoring_efficacy < 1.0
    assert asked().sum() < len(ours.names) and (aim.sd > 0.0).all() and len(set(aim.ids)) == len(aim.ids)


def test_a_torn_line_is_done_again_and_another_design_is_refused(tmp_path):
    state = State(tmp_path, {"seed": 1})
    state.add({"wave": 0, "draw": 0, "x": [0.0], "values": [1.0]})
    with pytest.raises(BadInput, match="another process"):
        State(tmp_path, {"seed": 1})
    state.close()
    with open(state.path, "a") as file:
        file.write('{"wave": 0, "draw": 1, "x": [0.')
    again = State(tmp_path, {"seed": 1})
    assert set(again.done) == {(0, 0)}
    again.close()
    assert state.path.read_text().count("\n") == 2
    with pytest.raises(BadInput, match="another model"):
        State(tmp_path, {"seed": 2})


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    """Return a small fit, its design and its folder."""
    folder = tmp_path_factory.mktemp("fit")
    design = Design((Wave(6, 1), Wave(10, 1)), 600, 4, 1)
    return calibrate.fit(design, folder, jobs=2), design, folder


def test_a_small_fit_runs_through_and_goes_on_where_it_stopped(fitted, monkeypatch):
    done, design, folder = fitted
    assert len(done.chosen) == 4 and np.isclose(done.weights.sum(), 1.0) and np.isfinite(done.values).all()
    monkeypatch.setattr("experiments.calibration.targets.measure", None)  # a finished fit asks no world again
    again = calibrate.fit(design, folder, jobs=1)
    np.testing.assert_array_equal(again.chosen, done.chosen)
    np.testing.assert_array_equal(again.mode, done.mode)


def test_an_ensemble_is_written_read_and_checked(fitted, tmp_path):
    from experiments.screen import Screen

    done, design, _ = fitted
    lines = release.write(done, design, tmp_path, 2, Screen(quiet=True))
    assert any("naive gap" in line for line in lines)
    sets = release.read(tmp_path)
    assert len(sets) == 4
    np.testing.assert_allclose(sets[0][0].mentoring_efficacy, prior_value(done, "mentoring_efficacy"), rtol=1e-5)
    england = library.find("context", "england").made()
    england = replace(england, ranges={"voluntary_leave": (0.0, 1.0), "head_change": (0.08, 0.16)})
    _, context = release.calibrated_set(england, 5, tmp_path)
    assert context.place.voluntary_leave == sets[1][1]["england"]["voluntary_leave"]
    assert context.place.return_share == england.place.return_share and context.place.head_change != england.place.head_change
    about = json.loads((tmp_path / release.DIAGNOSTICS).read_text())
    assert {"numbers", "correlations", "effective_sample_size", "causal_share", "theory"} <= set(about)
    text = (tmp_path / release.ENSEMBLE).read_bytes()
    for broken, said in ((text[:-20], "torn"), (b"", "torn")):
        (tmp_path / release.ENSEMBLE).write_bytes(broken)
        with pytest.raises(BadInput, match=said):
            release.provenance(tmp_path)
    (tmp_path / release.ENSEMBLE).write_bytes(text)
    (tmp_path / release.DIAGNOSTICS).write_text(json.dumps(about | {"theory": "other"}))
    with pytest.raises(BadInput, match="another version.*parameters=prior.*experiments.release.*retain calibrate"):
        release.provenance(tmp_path)
    assert release.rename(tmp_path) and not release.rename(tmp_path)
    assert release.provenance(tmp_path)["lives"] == about["lives"]
    # a model that gives other results does not get the ensemble, whatever the goldens say by now
    name = next(iter(about["lives"]))
    others = about["lives"] | {name: about["lives"][name] | {"heads": "0x1p+0"}}
    (tmp_path / release.DIAGNOSTICS).write_text(json.dumps(about | {"theory": "other", "lives": others}))
    with pytest.raises(RunFailed, match=name):
        release.rename(tmp_path)
    assert json.loads((tmp_path / release.DIAGNOSTICS).read_text())["theory"] == "other"


def prior_value(done, name):
    """Return a fitted number of the first released set."""
    ours = prior()
    return ours.numbers(done.x[done.chosen[0]])[ours.names.index(name)]


@pytest.mark.parametrize("file, old, new", [
    ("people.py", "0.5 * t_exhaustion", "0.6 * t_exhaustion"), ("vector.py", "0.5 * (1.0 -", "0.6 * (1.0 -"),
    ("school.py", "f[COLUMN.delivered_hours, i] = delivered", "f[COLUMN.delivered_hours, i] = 0.1 * delivered"),
])  # fmt: skip
def test_whatever_decides_a_life_is_part_of_the_theory(file, old, new, tmp_path, monkeypatch):
    before = release.theory()
    shutil.copytree(release.ROOM, tmp_path / "sim")
    monkeypatch.setattr(release, "ROOM", tmp_path / "sim")
    text = (tmp_path / "sim" / file).read_text(encoding="utf-8")
    assert release.theory() == before and old in text
    (tmp_path / "sim" / file).write_text(text.replace(old, new), encoding="utf-8")
    assert release.theory() != before
    (tmp_path / "sim" / file).write_text(f"{text}# a comment\n", encoding="utf-8")
    assert release.theory() == before


def test_without_an_ensemble_a_sentence_says_what_to_do(tmp_path):
    with pytest.raises(BadInput, match="no calibrated ensemble"):
        release.provenance(tmp_path)
