"""Could it be chance? Tests of what a sweep finds against the luck of its runs; a page says a finding only where one of these is passed.

Every point of a sweep meets the same lucks, so luck can draw a smooth and wrong picture that every point agrees on. What is tested is
therefore whether a difference is there in one luck after the other, never whether many points show it.
"""

from __future__ import annotations

import numpy as np

SURE = 0.05
FEWEST_LUCKS = 4  # below that, what was found in half of the lucks cannot be looked for in the others


def beyond(value: float, error: float, freedom: int, looks: int = 1) -> bool:
    """Say whether a value differs from zero by more than chance: two-sided at 5 %, Student's t, after so many looks (Bonferroni).

    Parameters
    ----------
    value, error : an estimate with its standard error;  freedom : degrees of freedom of the error.
    looks : how many values were looked at before this one was picked.
    """
    from scipy.stats import t as student

    if freedom < 1 or not np.isfinite(value) or not np.isfinite(error):
        return False
    if error == 0:
        return value != 0
    return bool(2 * student.sf(abs(value) / error, freedom) * max(1, looks) < SURE)


def mean_of(lucks: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Return a weighted sum of points with its standard error of luck: (value, error); the error is not a number for a single luck.

    Parameters
    ----------
    lucks : float64 (points, lucks), the answer of each point under each luck;  weights : float64 (points,).
    """
    by_luck = weights @ lucks
    many = lucks.shape[1]
    return float(by_luck.mean()), float(by_luck.std(ddof=1) / np.sqrt(many)) if many > 1 else np.nan


def differ(lucks: np.ndarray, one: np.ndarray, other: np.ndarray, looks: int = 1, scatter: float = 0.0) -> bool:
    """Say whether two groups of points differ beyond chance.

    Parameters
    ----------
    one, other : which points: bool (points,) or indices.
    scatter : standard error of the difference from the points themselves, where they are a sample of a landscape; added to that of luck.
    """
    weights = np.zeros(len(lucks))
    weights[one] += 1 / np.size(np.arange(len(lucks))[one])
    weights[other] -= 1 / np.size(np.arange(len(lucks))[other])
    value, error = mean_of(lucks, weights)
    return beyond(value, float(np.hypot(error, scatter)), lucks.shape[1] - 1, looks)


def alike(lucks: np.ndarray, best: int) -> np.ndarray:
    """Return which points cannot be told from the best: bool (points,), true for the best itself."""
    others = len(lucks) - 1
    return np.array([k == best or not differ(lucks, [best], [k], others) for k in range(len(lucks))])


def holds(lucks: np.ndarray, fails_of, fit) -> bool:
    """Say whether what was learnt about failures in one half of the lucks is there in the other half, both ways round.

    Parameters
    ----------
    lucks : float64 (points, lucks).
    fails_of : function from answers (points,) to bool (points,).
    fit : function from failures and the points to learn from, bool (points,) both, to what is expected at each point, float64 (points,).

    What is tested is whether the answers of lucks that were not learnt from lie nearer to failing where failures are expected. With
    fewer than four lucks the points are halved instead: failures among points that were not learnt from, which says nothing about luck.
    """
    many = lucks.shape[1]
    if many < FEWEST_LUCKS:
        return _holds_elsewhere(fails_of(lucks.mean(axis=1)), fit)
    fails = fails_of(lucks.mean(axis=1))
    if not 0 < fails.sum() < len(fails):
        return False
    # failing may mean too low or too high
    sense = np.sign(lucks.mean(axis=1)[fails].mean() - lucks.mean(axis=1)[~fails].mean())
    scores = np.zeros(many)
    for half in (0, 1):
        learn, test = np.arange(many) % 2 == half, np.arange(many) % 2 != half
        mine = fails_of(lucks[:, learn].mean(axis=1))
        expected = fit(mine, np.ones(len(mine), bool)) if 0 < mine.sum() < len(mine) else np.zeros(len(mine))
        scores[test] = sense * ((expected - expected.mean()) @ lucks[:, test]) / len(lucks)
    # the two ways round are nearly one look: what both halves share by chance shows twice, so half of the lucks count
    error = scores.std(ddof=1) / np.sqrt(many // 2)
    return bool(scores.mean() > 0 and beyond(float(scores.mean()), float(error), many // 2 - 1))


def _holds_elsewhere(fails, fit):
    from scipy.stats import mannwhitneyu

    first = np.random.default_rng(len(fails)).permutation(len(fails)) % 2 == 0
    expected = np.zeros(len(fails))
    for among in (first, ~first):
        if 0 < fails[among].sum() < among.sum():
            expected[~among] = fit(fails, among)[~among]
    if not 0 < fails.sum() < len(fails) or np.ptp(expected) == 0:
        return False
    return bool(mannwhitneyu(expected[fails], expected[~fails], alternative="greater").pvalue < SURE)
