"""The three kinds of interval, for ratios whose counts are pooled over runs.

computing  would other runs give another mean? Bootstrap over runs, each resampled whole with its luck and its parameter set.
           It only says whether more runs are needed.
ignorance  how far do the answers of the parameter sets lie apart? Quantiles over the means of the sets, with the luck that is
           still in those means taken out.
district   what may one district of this size see? Quantiles over single runs.

All intervals hold 90 %. The kinds are never pooled.
"""

from __future__ import annotations

import warnings

import numpy as np

COMPUTING, IGNORANCE, DISTRICT = "computing", "ignorance", "district"
INTERVALS = (COMPUTING, IGNORANCE, DISTRICT)
LEVEL = 0.90
TAILS = ((1.0 - LEVEL) / 2.0, 1.0 - (1.0 - LEVEL) / 2.0)
RESAMPLES = 999
BOOTSTRAP_SEED = 20_240_901


def bounds_of_ratio(numerator, denominator, sets, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return 90 % bounds of pooled ratios.

    Parameters
    ----------
    numerator, denominator : float64 (runs, keys).
    sets : int (runs,), parameter set of each run.
    kind : one of :data:`INTERVALS`.

    Returns
    -------
    low, high : float64 (keys,).
    """
    zero = np.zeros_like(numerator)
    numbers = interval(numerator, denominator, zero, zero, sets, kind)
    return numbers[1], numbers[2]


def bounds_of_difference(counts, reference_counts, sets, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the difference of two pooled ratios of the same runs and its 90 % bounds.

    Parameters
    ----------
    counts, reference_counts : (numerator, denominator), each float64 (runs, keys).
    sets : int (runs,), parameter set of each run.
    kind : one of :data:`INTERVALS`.

    Returns
    -------
    difference, low, high : float64 (keys,).
    """
    return tuple(interval(*counts, *reference_counts, sets, kind)[3:])


def means_of_sets(values, sets) -> np.ndarray:
    """Return the means of the parameter sets with the variance of luck taken out, (sets, keys), from values (runs, keys)."""
    one = np.ones_like(values)
    centre = values.mean(axis=0)
    return _set_means((values, one), (np.zeros_like(values), one), sets, centre, centre)[0]


def ratio(numerator, denominator) -> np.ndarray:
    """Return numerator / denominator, nan where the denominator is 0."""
    return np.divide(numerator, denominator, out=np.full(np.shape(numerator), np.nan), where=np.asarray(denominator) != 0)


def interval(numerator, denominator, base_numerator, base_denominator, sets, kind) -> np.ndarray:
    """Return estimate, low, high, difference, low, high of pooled ratios beside a base, float64 (6, keys), from counts (runs, keys)."""
    estimate = ratio(numerator.sum(axis=0), denominator.sum(axis=0))
    difference = estimate - ratio(base_numerator.sum(axis=0), base_denominator.sum(axis=0))
    if kind == COMPUTING:

        def pooled(index):
            own = ratio(_resampled(numerator, index), _resampled(denominator, index))
            return own, own - ratio(_resampled(base_numerator, index), _resampled(base_denominator, index))

        low, high = _bootstrap(pooled, len(sets))
        return np.stack([estimate, low[0], high[0], difference, low[1], high[1]])
    own, base = (numerator, denominator), (base_numerator, base_denominator)
    if kind == IGNORANCE:
        spread = _set_means(own, base, sets, estimate, difference)
    else:
        single = ratio(*own)
        spread = (single, single - ratio(*base))
    low, high = zip(*(_quantiles(values) for values in spread))
    return np.stack([estimate, low[0], high[0], difference, low[1], high[1]])


def _resampled(counts: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Return sums over resampled runs, (keys, resamples) for an index (resamples, runs), or (keys,) for an index (runs,)."""
    index = np.atleast_2d(index)
    runs = counts.shape[0]
    weights = np.bincount((index + runs * np.arange(len(index))[:, None]).ravel(), minlength=runs * len(index)).reshape(len(index), runs)
    return (weights @ counts).T


def _bootstrap(pooled, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return percentile bounds, each (2, keys), of the statistics that ``pooled(index of runs)`` gives."""
    if runs < 2:
        estimate, _ = pooled(np.arange(runs))
        nothing = np.full((2, len(estimate)), np.nan)
        return nothing, nothing
    from scipy.stats import bootstrap

    def statistic(index, axis=-1):
        both = np.stack(pooled(np.asarray(index, int)))
        return both if np.ndim(index) > 1 else both[..., 0]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # outcomes that are the same in every run are no fault
        found = bootstrap(
            (np.arange(runs),),
            statistic,
            n_resamples=RESAMPLES,
            vectorized=True,
            confidence_level=LEVEL,
            method="percentile",
            rng=np.random.default_rng(BOOTSTRAP_SEED),
        ).confidence_interval
    return found.low, found.high


def _set_means(own, base, sets, estimate, difference) -> tuple[np.ndarray, np.ndarray]:
    """Return the sets' means of estimate and difference, (sets, keys), with the variance of luck taken out."""
    names, member, size = np.unique(sets, return_inverse=True, return_counts=True)
    if len(names) < 2:
        nothing = np.full((1, len(estimate)), np.nan)
        return nothing, nothing
    indicator = (member[None, :] == np.arange(len(names))[:, None]).astype(float)
    own_mean, own_noise = _mean_and_noise(own, indicator, member)
    base_mean, base_noise = _mean_and_noise(base, indicator, member)
    means = (own_mean, own_mean - base_mean)
    noises = (own_noise, own_noise - base_noise)
    return tuple(_without_luck(m, n, size, centre) for m, n, centre in zip(means, noises, (estimate, difference)))


def _mean_and_noise(counts, indicator, member) -> tuple[np.ndarray, np.ndarray]:
    """Return pooled ratios of the sets (sets, keys) and what each run adds to its set's ratio (runs, keys), linearised."""
    numerator, denominator = counts
    total = indicator @ denominator
    mean = ratio(indicator @ numerator, total)
    per_run = total / indicator.sum(axis=1)[:, None]
    noise = ratio(numerator - np.nan_to_num(mean)[member] * denominator, per_run[member])
    return mean, np.nan_to_num(noise)


def _without_luck(means, noise, size, centre) -> np.ndarray:
    """Draw the sets' means together around ``centre`` until only the variance between the sets is left.

    The luck in a set's mean is the variance of its runs within sets over the runs of a set. Where fewer than three runs are to
    spare it cannot be told from ignorance and nothing is taken out: the bounds are then too wide, never too narrow.
    """
    known = np.isfinite(means)
    n = known.sum(axis=0)
    middle = np.divide(np.where(known, means, 0.0).sum(axis=0), n, out=np.full(n.shape, np.nan), where=n > 0)
    gap = means - middle
    freedom = int((size - 1).sum())
    if freedom <= 2:
        return centre + gap
    luck = (noise**2).sum(axis=0) / freedom * np.mean(1.0 / size)
    total = np.divide(np.where(known, gap**2, 0.0).sum(axis=0), n - 1, out=np.zeros(n.shape), where=n > 1)
    ratio = np.divide(total, luck, out=np.full(luck.shape, np.inf), where=luck > 0)
    return centre + np.sqrt(1.0 - _share_of_luck(ratio, len(size) - 1, freedom)) * gap


def _share_of_luck(ratio, sets_freedom: int, runs_freedom: int) -> np.ndarray:
    """Return the expected share of luck in the variance between set means, in 0-1, given that variance over the variance of luck.

    Plain subtraction gives a share of 1 (an interval of no width, a false certainty) whenever chance makes the ratio fall below 1.
    The share times the ratio is F distributed; the share cannot pass 1, so this is the mean of F cut off at the ratio, over it.
    """
    from scipy.special import betainc

    finite = np.isfinite(ratio) & (ratio > 1e-9)
    f = np.where(finite, ratio, 1.0)
    z = sets_freedom * f / (sets_freedom * f + runs_freedom)
    part = runs_freedom / (runs_freedom - 2) * betainc(sets_freedom / 2 + 1, runs_freedom / 2 - 1, z)
    whole = betainc(sets_freedom / 2, runs_freedom / 2, z)
    share = np.divide(part, whole * f, out=np.ones_like(f), where=whole > 0)
    return np.where(np.isinf(ratio), 0.0, np.where(finite, np.clip(share, 0.0, 1.0), 1.0))


def _quantiles(values) -> tuple[np.ndarray, np.ndarray]:
    """Return the 5 % and 95 % quantiles over the first axis; nan where fewer than two values are known or a bound is infinite.

    Median-unbiased (Hyndman and Fan's type 8): plain interpolation between 25 parameter sets gives bounds that are a tenth too narrow.
    """
    known = ~np.isnan(values)
    n = known.sum(axis=0)
    few = n < 2
    padded = np.where(known, values, np.inf)
    padded.sort(axis=0)
    last = np.maximum(n - 1, 0)
    found = []
    for tail in TAILS:
        at = np.clip((n + 1.0 / 3.0) * tail - 2.0 / 3.0, 0, last)
        below = np.floor(at).astype(int)
        lower = np.take_along_axis(padded, below[None], axis=0)[0]
        upper = np.take_along_axis(padded, np.minimum(below + 1, last)[None], axis=0)[0]
        reachable = np.isfinite(upper) & ~few
        rise = np.subtract(upper, lower, out=np.zeros_like(upper), where=reachable)
        found.append(np.where(reachable, lower + (at - below) * rise, np.nan))
    return found[0], found[1]


def increments(money, effect, sets) -> dict[str, np.ndarray]:
    """Return {kind: estimate, low, high as (3, keys)} of money per unit of effect, from paired differences (runs, keys).

    Whether a price can be told at all is not decided here but by what can be claimed of the effect (:func:`analysis.paired.verdicts`).
    A bound is nan where it has no end: where no sum buys one in some of the sets.
    """
    estimate = ratio(money.sum(axis=0), effect.sum(axis=0))

    def pooled(index):
        each = ratio(_resampled(money, index), _resampled(effect, index))
        return each, each

    bootstrap_low, bootstrap_high = _bootstrap(pooled, len(sets))
    means = [means_of_sets(x, sets) for x in (money, effect)]
    spread = {IGNORANCE: _positive_ratio(*means), DISTRICT: _positive_ratio(money, effect)}
    result = {COMPUTING: np.stack([estimate, bootstrap_low[0], bootstrap_high[0]])}
    for kind, values in spread.items():
        result[kind] = np.stack([estimate, *_quantiles(values)])
    return result


def _positive_ratio(money, effect) -> np.ndarray:
    """Return money / effect where the effect is positive; where it is not, no sum buys one: infinite."""
    return np.divide(money, effect, out=np.full(money.shape, np.inf), where=effect > 0)
