"""The statistics of a trial: held to statsmodels, to analysis of variance, to simulation, and to known answers."""

import numpy as np
import pytest

from analysis import trial


def schools(draw, count, size=6, icc=0.2, effect=0.0):
    """Return values (novices, 2) and schools of one arm: a normal outcome and a share, with a known intraclass correlation."""
    school = np.repeat(np.arange(count), size)
    level = draw.normal(size=count)[school] * np.sqrt(icc)
    value = level + draw.normal(size=school.size) * np.sqrt(1 - icc) + effect
    return np.stack([value, (value > 0).astype(float)], axis=1), school


def test_the_closed_form_is_statsmodels():
    pytest.importorskip("statsmodels")
    draw = np.random.default_rng(1)
    (a, school_a), (b, school_b) = schools(draw, 9, 5), schools(draw, 11, 7, effect=0.3)
    a[0, 0] = np.nan
    difference, error, df = trial.estimates(trial.sums(a, school_a, 9), trial.sums(b, school_b, 11))
    assert df == 18
    arm = np.repeat([0, 1], [len(a), len(b)])
    for k in (0, 1):
        fit = trial.fitted(np.concatenate([a, b])[:, k], arm, np.concatenate([school_a, 100 + school_b]), share=k == 1)
        assert fit["estimate"] == pytest.approx(difference[k]) and fit["error"] == pytest.approx(error[k])
        assert fit["p"] == pytest.approx(trial.p_values(difference, error, df)[k])
    assert fit["odds_low"] < fit["odds_ratio"] < fit["odds_high"] and (fit["odds_ratio"] > 1) == (fit["estimate"] > 0)


def test_a_fit_without_spread_says_nothing():
    pytest.importorskip("statsmodels")
    assert np.isnan(trial.fitted(np.ones(8), np.arange(8) % 2, np.arange(8) // 2, True)["p"])


def test_too_few_schools_for_statsmodels_warn_nobody(recwarn):
    found = trial.fitted(np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0]), np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 2, 2, 3]), True)
    assert not list(recwarn) and np.isfinite(found["estimate"])
    two = trial.fitted(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]), True)
    assert not list(recwarn) and not np.isfinite(two["p"])


def test_intraclass_correlation_is_found_again():
    draw = np.random.default_rng(2)
    worlds = [trial.sums(*schools(draw, 200, 5, 0.2), 200) for _ in range(10)]
    icc, variance = trial.intraclass(worlds)
    assert icc[0] == pytest.approx(0.2, abs=0.03) and variance[0] == pytest.approx(1.0, abs=0.05)
    alone, _ = trial.intraclass([trial.sums(*schools(draw, 200, 5, 0.0), 200) for _ in range(10)])
    assert alone[0] < 0.02


def test_design_effect():
    assert trial.design_effect(0.1, 21) == pytest.approx(3.0)
    assert trial.design_effect(0.0, 50, 0.7) == 1.0
    assert trial.design_effect(0.1, 21, 0.5) > 3.0


def test_errors_power_and_size_agree_with_simulation():
    draw = np.random.default_rng(3)
    count, size, icc, effect = 20, 6, 0.2, 0.5
    found = [
        trial.estimates(trial.sums(*schools(draw, count, size, icc), count), trial.sums(*schools(draw, count, size, icc, effect), count))
        for _ in range(600)
    ]
    difference, error = (np.array([one[k][0] for one in found]) for k in (0, 1))
    formula = trial.formula_error(1.0, trial.design_effect(icc, size), count, size)
    assert difference.std() == pytest.approx(formula, rel=0.1) and error.mean() == pytest.approx(formula, rel=0.1)
    power = (trial.p_values(difference, error, 2 * count - 2) < 0.05).mean()
    assert power == pytest.approx(float(trial.formula_power(effect, formula, count)), abs=0.06)
    # the smallest detectable effect has the power it was asked for, and the schools needed for it are those there are
    smallest = trial.detectable(formula, count, 0.8)
    assert float(trial.formula_power(smallest, formula, count)) == pytest.approx(0.8, abs=0.01)
    assert abs(trial.schools_needed(smallest, 1.0, trial.design_effect(icc, size), size, 0.8) - count) <= 1


def test_no_effect_needs_no_end_of_schools():
    assert np.isinf(trial.schools_needed(0.0, 1.0, 1.0, 5, 0.8))
    assert trial.reached([10, 20, 40], [0.2, 0.4, 0.6], 0.8) == np.inf
    assert trial.reached([10, 20, 40], [0.2, 0.6, 1.0], 0.8) == 30
    assert trial.reached([10, 20], [0.9, 1.0], 0.8) == 10


def test_the_truth_pools_counts():
    control, programme = (np.array([[8.0], [1.0]]), np.array([[10.0], [2.0]])), (np.array([[9.0], [2.0]]), np.array([[10.0], [2.0]]))
    found = trial.true_effect(control, programme, [0, 1])
    assert found[0, 0] == pytest.approx(0.75) and found[1, 0] == pytest.approx(2 / 12)


def test_a_gap_is_effect_and_selection():
    def counts(shares):
        return np.array([[100.0 * share] for share in shares]), np.full((len(shares), 1), 100.0)

    found = trial.naive(counts([0.9, 0.88]), counts([0.8, 0.82]), counts([0.87, 0.85]), [0, 1])
    assert found["gap"][0, 0] == pytest.approx(0.08)
    assert found["causal"][0, 0] + found["selection"][0, 0] == pytest.approx(found["gap"][0, 0])
    assert found["share"][0] == pytest.approx(0.03 / 0.08)
