"""Indices against closed forms and against an independent library; effects, curves and regret against hand-made answers."""

import numpy as np
import pandas
import pytest

from analysis import robustness, sensitivity
from experiments.sweeping import designs


def ishigami(shares, a=7.0, b=0.1):
    x = np.pi * (2 * shares - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_the_ishigami_function():
    """Closed form of Ishigami and Homma 1990 for a = 7, b = 0.1."""
    points = designs.saltelli(3, 4096, 1)
    first, total = sensitivity.sobol(ishigami(points), 3)
    assert first.value == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert total.value == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert (first.low <= first.value).all() and (first.value <= first.high).all() and (total.high - total.low < 0.1).all()


def test_sobol_indices_agree_with_salib():
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    n, d = 512, 3
    points = designs.saltelli(d, n, 4)
    answers = ishigami(points) + 100.0
    first, total = sensitivity.sobol(answers, d)
    # SALib wants a row of A, its mixtures, and the row of B together
    blocks = answers.reshape(d + 2, n)
    theirs = np.concatenate([blocks[:1], blocks[2:], blocks[1:2]]).T.ravel()
    problem = {"num_vars": d, "names": list("abc"), "bounds": [[0, 1]] * d}
    found = analyze(problem, theirs, calc_second_order=False, seed=1)
    assert first.value == pytest.approx(found["S1"], abs=0.03) and total.value == pytest.approx(found["ST"], abs=0.03)


def test_a_flat_answer_has_no_shares():
    first, total = sensitivity.sobol(np.ones(4 * 8), 2)
    assert not first.value.any() and not total.value.any()


def test_morris_effects_of_a_known_function():
    points = designs.morris(4, 40, 4, 2)
    answers = 3 * points[:, 0] - 2 * points[:, 1] + 4 * points[:, 2] * points[:, 0]
    size, mean, sigma = sensitivity.morris(points, answers)
    assert size.value[1] == pytest.approx(2) and mean[1] == pytest.approx(-2) and sigma[1] == pytest.approx(0, abs=1e-9)
    assert size.value[3] == pytest.approx(0) and sigma[2] > 0.5 and size.low[2] < size.value[2] < size.high[2]


def test_morris_agrees_with_salib():
    analyze = pytest.importorskip("SALib.analyze.morris").analyze
    points = designs.morris(3, 30, 4, 6)
    answers = ishigami(points)
    size, mean, sigma = sensitivity.morris(points, answers)
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    found = analyze(problem, points, answers, num_levels=4, seed=1)
    assert size.value == pytest.approx(np.asarray(found["mu_star"], float)) and mean == pytest.approx(np.asarray(found["mu"], float))
    assert sigma == pytest.approx(np.asarray(found["sigma"], float))


def test_one_at_a_time_takes_each_factors_own_points():
    points = pandas.DataFrame({"a": [2, 0, 4, 2, 2], "b": ["x", "x", "x", "y", "z"]})
    found = sensitivity.one_at_a_time(points, [1.0, 0.0, 2.0, 5.0, 7.0], ["a", "b"])
    assert found["a"][0].tolist() == [0, 2, 4] and found["a"][1].tolist() == [0.0, 1.0, 2.0]
    assert found["b"][0].tolist() == ["x", "y", "z"] and found["b"][1].tolist() == [1.0, 5.0, 7.0]


def test_response_bins_what_is_continuous_and_keeps_what_is_not():
    x = np.linspace(0, 1, 800)
    values, means, errors = sensitivity.response(x, 2 * x)
    assert len(values) == sensitivity.BINS and means == pytest.approx(2 * values) and (errors > 0).all()
    values, means, _ = sensitivity.response(np.array(["b", "a", "b"]), [1.0, 2.0, 3.0])
    assert values.tolist() == ["b", "a"] and means.tolist() == [2.0, 2.0]


def test_regret_prefers_what_is_never_far_from_the_best():
    answers = pandas.DataFrame({"bold": [9.0, -3.0, 8.0], "safe": [6.0, 5.0, 6.0], "idle": [0.0, 0.0, 0.0]}, index=["x", "y", "z"])
    found = robustness.table(answers, "higher").set_index("policy")
    assert found.index[0] == "safe" and found.loc["safe", "worst_regret"] == 3 and found.loc["safe", "worst_world"] == "x"
    assert found.loc["bold", "worst_regret"] == 8 and found.loc["bold", "best_share"] == pytest.approx(2 / 3)
    assert found.loc["idle", "enough_share"] == 0 and found.loc["bold", "worst_answer"] == -3
    lower = robustness.table(-answers, "lower").set_index("policy")
    assert lower.loc["safe", "worst_regret"] == 3 and lower.loc["bold", "worst_answer"] == 3
    assert robustness.table(answers, "higher", target=6.0).set_index("policy").loc["safe", "enough_share"] == pytest.approx(2 / 3)


def test_luck_is_neither_a_factors_doing_nor_interplay():
    """What shows under one luck only has no part in the shares; a single column of means would give much of it to the totals."""
    points = designs.saltelli(3, 512, 1)
    draw = np.random.default_rng(2)
    lucks = (2 * points[:, 0] + points[:, 1])[:, None] + 0.8 * draw.normal(size=(len(points), 6))
    first, total = sensitivity.sobol(lucks, 3)
    assert first.value == pytest.approx([0.8, 0.2, 0.0], abs=0.12) and total.value == pytest.approx([0.8, 0.2, 0.0], abs=0.12)
    assert first.clear.tolist() == [True, True, False] and total.clear.tolist() == [True, True, False]
    assert sensitivity.sobol(lucks.mean(axis=1), 3)[1].value[2] > 0.15


def test_the_first_of_a_table_of_regret_may_be_luck():
    index = pandas.MultiIndex.from_product([["x", "y"], range(12)], names=["context", "parameter_set"])
    draw = np.random.default_rng(4)
    noise = pandas.DataFrame(draw.normal(size=(24, 3)), index=index, columns=list("abc"))
    unknown = noise * np.nan
    assert not robustness.is_first(noise, unknown, "higher", "parameter_set")
    assert robustness.is_first(noise * 0.2 + [2.0, 0.0, 0.0], unknown, "higher", "parameter_set")
    assert not robustness.is_first(noise * 0.0, unknown, "higher", "parameter_set"), "a tie is no win"
    few = pandas.DataFrame([[1.0, 0.0], [1.0, 0.0]], columns=list("ab"))
    assert robustness.is_first(few, few * 0 + 0.1, "higher") and not robustness.is_first(few, few * 0 + 2.0, "higher")
    assert not robustness.is_first(few, few * np.nan, "higher")
