"""How an answer depends on what was varied: variance shares (Sobol), elementary effects (Morris), one factor at a time, curves and maps.

Every function takes answers in the order in which the design lists its points; luck is the same in every point, so differences between
points are not noise of sampling other teachers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis import chance

LEVEL = 0.9
RESAMPLES = 500
SEED = 20_240_901
BINS = 8
NORMAL = 1.645  # 90 % of a normal lie within so many standard errors


@dataclass(frozen=True)
class Indices:
    """Hold one number a factor with its bounds, float64 (factors,) each, and whether it is beyond chance, bool (factors,)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    clear: np.ndarray


def sobol(answers: np.ndarray, factors: int) -> tuple[Indices, Indices]:
    """Return first-order and total variance shares with 90 % intervals.

    Parameters
    ----------
    answers : float64 (n (factors + 2),) or (n (factors + 2), lucks), in blocks of n: A, B, then A with one factor's column of B for each
        factor. A column is the answers under one luck.
    factors : how many varied.

    With several lucks the shares are those of the spread that luck does not make: products are taken of different lucks only, so that
    luck counts neither as a factor's doing nor as interplay. The intervals join what other base points (bootstrap, whole base points with
    all mixtures; percentiles, as they stay inside what was seen where a bias-corrected interval can fail) and what other lucks (jackknife)
    might change. A share is clear where it is beyond chance after as many looks as there are factors, and the spread itself is; with a
    single luck nothing is known of luck, and clear says only that other base points would not change it.

    Sources: Saltelli et al. 2010 (first order), Jansen 1999 (total).
    """
    answers = np.asarray(answers, float)
    answers = answers[:, None] if answers.ndim == 1 else answers
    n, lucks = len(answers) // (factors + 2), answers.shape[1]
    blocks = answers.reshape(factors + 2, n, lucks)
    # the same shares, and steadier where the mean is far from zero; what a luck adds everywhere is no factor's doing
    blocks = blocks - blocks[:2].mean(axis=(0, 1))
    parts = _parts(blocks)
    if np.ptp(answers, axis=0).max() == 0 or parts[0].mean() <= 0:  # all alike, or all of the spread is luck
        nothing = np.zeros(factors)
        return (Indices(nothing, nothing, nothing, nothing > 0),) * 2
    value = _shares(*parts, np.arange(n)[None])[:, 0]
    draws = _shares(*parts, np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n)))
    draws = draws[:, ~np.isnan(draws).any(axis=(0, 2))]
    scatter = draws.std(axis=1)
    low, high = np.quantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=1)
    luck, real = np.zeros_like(value), True
    if lucks > 2:
        left = [_parts(np.delete(blocks, k, axis=2)) for k in range(lucks)]
        each = np.nan_to_num(np.stack([_shares(*one, np.arange(n)[None])[:, 0] for one in left]))
        spreads = np.array([one[0].mean() for one in left])
        luck = np.sqrt((lucks - 1) * each.var(axis=0))
        real = chance.beyond(parts[0].mean(), np.sqrt((lucks - 1) * spreads.var()), lucks - 1)
    low, high = value - np.hypot(value - low, NORMAL * luck), value + np.hypot(high - value, NORMAL * luck)
    freedom = lucks - 1 if lucks > 2 else n - 1
    clear = [
        [real and v > 0 and chance.beyond(v, e, freedom, factors) for v, e in zip(*row)] for row in zip(value, np.hypot(scatter, luck))
    ]
    return tuple(Indices(value[k], low[k], high[k], np.array(clear[k], bool)) for k in range(2))


def _across(one, other):
    """Return the mean product of two answers under different lucks (under the same where there is only one): the last axis is gone."""
    lucks = one.shape[-1]
    if lucks == 1:
        return (one * other)[..., 0]
    return (one.sum(-1) * other.sum(-1) - (one * other).sum(-1)) / (lucks * (lucks - 1))


def _parts(blocks):
    """Return by base point: the spread, float64 (n,), and what first and total shares are made of, float64 (factors, n) each."""
    a, b, mixed = blocks[0], blocks[1], blocks[2:]
    first = np.stack([_across(b, one - a) for one in mixed])
    total = np.stack([_across(a - one, a - one) / 2 for one in mixed])
    return (_across(a, a) + _across(b, b)) / 2, first, total


def _shares(spread, first, total, index):
    """Return first and total shares of resampled base points: float64 (2, resamples, factors)."""
    whole = spread[index].mean(axis=1)
    whole = np.where(whole > 0, whole, np.nan)  # a resample without any spread has no shares
    return np.stack([np.stack([one[index].mean(axis=1) for one in part], axis=1) for part in (first, total)]) / whole[None, :, None]


def morris(shares: np.ndarray, answers: np.ndarray) -> tuple[Indices, np.ndarray, np.ndarray]:
    """Return mu* with 90 % bootstrap intervals over trajectories, mu, and sigma, in units of the answer for the whole range.

    Parameters
    ----------
    shares : float64 (trajectories (factors + 1), factors), points in 0-1.
    answers : float64 (trajectories (factors + 1),) or (..., lucks), a column for each luck.

    mu* is a mean of sizes, so luck alone makes it larger than zero. A factor is clear where its squared effects, products of different
    lucks, are beyond chance, for other trajectories and other lucks, after as many looks as there are factors. With a single luck nothing
    is known of luck, and clear says only that the trajectories agree.

    Sources: Morris 1991; Campolongo, Cariboni and Saltelli 2007 (mu*).
    """
    answers = np.asarray(answers, float)
    answers = answers[:, None] if answers.ndim == 1 else answers
    factors, lucks = shares.shape[1], answers.shape[1]
    points = shares.reshape(-1, factors + 1, factors)
    change = np.diff(answers.reshape(-1, factors + 1, lucks), axis=1)
    step = np.diff(points, axis=1)
    moved = np.abs(step).argmax(axis=2)
    row = np.arange(len(points))[:, None]
    each = np.zeros((len(points), factors, lucks))
    each[row, moved] = change / np.take_along_axis(step, moved[:, :, None], axis=2)
    effects = each.mean(axis=2)
    size = np.abs(effects)
    draw = np.random.default_rng(SEED).integers(0, len(points), (RESAMPLES, len(points)))
    low, high = np.quantile(size[draw].mean(axis=1), ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    many = len(points) > 1
    sigma = effects.std(axis=0, ddof=1) if many else np.full(factors, np.nan)
    square = _across(each, each)
    scatter = square.std(axis=0, ddof=1) / np.sqrt(len(points)) if many else np.full(factors, np.nan)
    luck = np.zeros(factors)
    if lucks > 2:
        left = np.stack([_across(one, one).mean(axis=0) for one in (np.delete(each, k, axis=2) for k in range(lucks))])
        luck = np.sqrt((lucks - 1) * left.var(axis=0))
    freedom = lucks - 1 if lucks > 2 else len(points) - 1
    clear = [v > 0 and chance.beyond(v, e, freedom, factors) for v, e in zip(square.mean(axis=0), np.hypot(scatter, luck))]
    return Indices(size.mean(axis=0), low, high, np.array(clear, bool)), effects.mean(axis=0), sigma


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


def members(column, bins: int = BINS) -> tuple[np.ndarray, np.ndarray]:
    """Return (values, member): each value of a column where there are few or it is of names, else the means of equally full bins.

    ``member`` says in which of them each row is: int (rows,).
    """
    column = np.asarray(column)
    if column.dtype.kind not in "if":
        values = np.array(list(dict.fromkeys(column.tolist())), dtype=object)
        return values, np.array([np.flatnonzero(values == one)[0] for one in column])
    values, member = np.unique(column, return_inverse=True)
    if len(values) > bins:
        member = np.empty(len(column), int)
        member[column.argsort(kind="stable")] = np.arange(len(column)) * bins // len(column)
        values = np.array([column[member == k].mean() for k in range(bins)])
    return values, member


def response(column, answers, bins: int = BINS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (values, mean answers, standard errors of the points) of :func:`members`."""
    answers = np.asarray(answers, float)
    values, member = members(column, bins)
    groups = [answers[member == k] for k in range(len(values))]
    error = [group.std(ddof=1) / np.sqrt(len(group)) if len(group) > 1 else np.nan for group in groups]
    return values, np.array([group.mean() for group in groups]), np.array(error)


def moves(column, lucks: np.ndarray, sampled: bool, looks: int = 1, bins: int = 3) -> bool:
    """Say whether the answer goes with a factor beyond chance: its ends among few values or bins, one luck after the other.

    Parameters
    ----------
    lucks : float64 (points, lucks).
    sampled : the points are a sample of a landscape, so that what other points would give counts as chance too.
    looks : factors that are looked at.
    """
    values, member = members(column, bins)
    if len(values) < 2:
        return False
    answers = lucks.mean(axis=1)
    means = [answers[member == k].mean() for k in range(len(values))]
    low, high = int(np.argmin(means)), int(np.argmax(means))
    errors = [answers[member == k].std(ddof=1) / np.sqrt((member == k).sum()) if (member == k).sum() > 1 else 0.0 for k in (low, high)]
    pairs = len(values) * (len(values) - 1) // 2
    return chance.differ(lucks, member == high, member == low, looks * pairs, float(np.hypot(*errors)) if sampled else 0.0)
