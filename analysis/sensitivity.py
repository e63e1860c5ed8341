"""How an answer depends on what was varied: variance shares (Sobol), elementary effects (Morris), one factor at a time, curves and maps.

Every function takes answers in the order in which the design lists its points; luck is the same in every point, so differences between
points are not noise of sampling other teachers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEVEL = 0.9
RESAMPLES = 500
SEED = 20_240_901
BINS = 8


@dataclass(frozen=True)
class Indices:
    """Hold one number a factor with its bounds: float64 (factors,) each."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


def sobol(answers: np.ndarray, factors: int) -> tuple[Indices, Indices]:
    """Return first-order and total variance shares with 90 % bootstrap intervals over the base points.

    Parameters
    ----------
    answers : float64 (n (factors + 2),), in blocks of n: A, B, then A with one factor's column of B for each factor.
    factors : how many varied.

    Sources: Saltelli et al. 2010 (first order), Jansen 1999 (total). Resampled whole, with all mixtures of a base point; percentiles, as
    they stay inside what was seen where a bias-corrected interval can fail.
    """
    n = len(answers) // (factors + 2)
    blocks = np.asarray(answers, float).reshape(factors + 2, n)
    if np.ptp(answers) == 0:
        nothing = np.zeros(factors)
        return Indices(nothing, nothing, nothing), Indices(nothing, nothing, nothing)
    # the same shares, and steadier where the mean is far from zero
    a, b, mixed = blocks[0] - blocks[:2].mean(), blocks[1] - blocks[:2].mean(), blocks[2:] - blocks[:2].mean()
    value = _shares(a, b, mixed, np.arange(n)[None])
    draws = _shares(a, b, mixed, np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n)))
    low, high = np.nanquantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=1)
    return tuple(Indices(value[k, 0], low[k], high[k]) for k in range(2))


def _shares(a, b, mixed, index):
    """Return first and total shares of resampled base points: float64 (2, resamples, factors)."""
    spread = np.concatenate([a[index], b[index]], axis=1).var(axis=1)
    spread[spread == 0] = np.nan  # a resample without any spread has no shares
    first = np.stack([(b * (one - a))[index].mean(axis=1) for one in mixed], axis=1)
    total = np.stack([((a - one) ** 2)[index].mean(axis=1) / 2 for one in mixed], axis=1)
    return np.stack([first, total]) / spread[None, :, None]


def morris(shares: np.ndarray, answers: np.ndarray) -> tuple[Indices, np.ndarray, np.ndarray]:
    """Return mu* with 90 % bootstrap intervals over trajectories, mu, and sigma, in units of the answer for the whole range.

    Parameters
    ----------
    shares : float64 (trajectories (factors + 1), factors), points in 0-1.
    answers : float64 (trajectories (factors + 1),).

    Sources: Morris 1991; Campolongo, Cariboni and Saltelli 2007 (mu*).
    """
    factors = shares.shape[1]
    points = shares.reshape(-1, factors + 1, factors)
    change = np.diff(np.asarray(answers, float).reshape(-1, factors + 1), axis=1)
    step = np.diff(points, axis=1)
    effects = np.zeros((len(points), factors))
    moved = np.abs(step).argmax(axis=2)
    row = np.arange(len(points))[:, None]
    effects[row, moved] = change / np.take_along_axis(step, moved[:, :, None], axis=2)[:, :, 0]
    size = np.abs(effects)
    draw = np.random.default_rng(SEED).integers(0, len(points), (RESAMPLES, len(points)))
    low, high = np.quantile(size[draw].mean(axis=1), ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    sigma = effects.std(axis=0, ddof=1) if len(points) > 1 else np.full(factors, np.nan)
    return Indices(size.mean(axis=0), low, high), effects.mean(axis=0), sigma


def one_at_a_time(points, answers, names: list[str]) -> dict:
    """Return {factor: (values, answers)} of a design in which one factor moves at a time, its usual value among the others.

    Parameters
    ----------
    points : table of the design's points; the first is where everything stands as usual.
    answers : float64 (points,).
    """
    base = points.iloc[0]
    found = {}
    for name in names:
        others = [other for other in names if other != name]
        same = (points[others] == base[others]).all(axis=1).to_numpy()
        mine = points[same][name]
        order = mine.argsort(kind="stable") if mine.dtype.kind in "if" else np.arange(len(mine))
        found[name] = mine.to_numpy()[order], np.asarray(answers)[same][order]
    return found


def response(column, answers, bins: int = BINS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (values, mean answers, standard errors): by value where there are few, else by equally full bins."""
    column, answers = np.asarray(column), np.asarray(answers, float)
    if column.dtype.kind not in "if":
        values = np.array(list(dict.fromkeys(column.tolist())), dtype=object)
        member = np.array([np.flatnonzero(values == one)[0] for one in column])
    else:
        values, member = np.unique(column, return_inverse=True)
        if len(values) > bins:
            order = column.argsort(kind="stable")
            member = np.empty(len(column), int)
            member[order] = np.arange(len(column)) * bins // len(column)
            values = np.array([column[member == k].mean() for k in range(bins)])
    groups = [answers[member == k] for k in range(len(values))]
    error = [group.std(ddof=1) / np.sqrt(len(group)) if len(group) > 1 else np.nan for group in groups]
    return values, np.array([group.mean() for group in groups]), np.array(error)
