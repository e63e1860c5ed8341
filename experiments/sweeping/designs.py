"""Designs: which points a sweep goes to, from factors alone.

A point is a tuple of values in the order of the factors. The sampling designs use scipy's low-discrepancy and Latin hypercube
samplers with the sweep's seed, so the same command gives the same points.

Sources: Saltelli et al. 2010 (A, B and the mixed matrices), Morris 1991 (trajectories), McKay et al. 1979 (Latin hypercube).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from experiments.errors import BadInput
from experiments.sweeping.factors import Factor

MOST_POINTS = 2_000_000


@dataclass(frozen=True)
class Kind:
    """Describe a design: what it is for, and what ``n`` and ``levels`` mean there with their defaults (None: not used)."""

    help: str
    n: int | None = None
    n_means: str = ""
    levels: int | None = None


KINDS = {
    "grid": Kind("every combination of the factors' values; a range takes evenly spaced values", levels=5),
    "zip": Kind("the first values of all factors, then the second ones, and so on", levels=5),
    "list": Kind("the points that a file lists, one by one"),
    "csv": Kind("the rows of a table, a column for each factor"),
    "one_at_a_time": Kind("one factor moves, the others stay where they are: a tornado and response curves", levels=2),
    "latin_hypercube": Kind("evenly spread random points: response curves over everything at once", 100, "points"),
    "sobol": Kind("how much of the spread each factor explains, alone and with the others", 64, "base points, a power of two"),
    "morris": Kind("a cheap ranking of many factors", 20, "trajectories", 4),
    "discovery": Kind("spread points, and then where the policy fails: the conditions in words", 200, "points"),
}
SAMPLED = ("latin_hypercube", "sobol", "morris", "discovery")


def points(kind: str, factors: list[Factor], n: int, levels: int, seed: int, base: tuple = (), listed=None) -> list[tuple]:
    """Return the points of a design.

    Parameters
    ----------
    kind : a name of :data:`KINDS`.
    factors : what varies; a factor of one value stands at it in every point.
    n, levels : sizes, see :data:`KINDS`.
    seed : names the luck of the sampling designs.
    base : values at which factors stand where they do not move, for ``one_at_a_time``.
    listed : points that are given, for ``list`` and ``csv``.

    Returns
    -------
    list of tuples : at least one.

    Raises
    ------
    BadInput : nothing varies, lists of a zip have unlike lengths, n is no power of two, too many points.
    """
    where = f"design={kind}"
    if kind in ("list", "csv"):
        if not listed:
            raise BadInput("the design is empty: it lists no point", where, mend="give it at least one point")
        return listed
    moving = [factor for factor in factors if not factor.is_fixed]
    if not moving:
        raise BadInput(
            "the design is empty: nothing varies",
            where,
            mend="name a factor, such as levers.coverage=0..1 or parameters.mentoring_efficacy",
        )
    expected = expected_points(kind, moving, n, levels)
    if expected > MOST_POINTS:
        raise BadInput(f"{expected:,} points", where, f"at most {MOST_POINTS:,}", mend="take fewer values or factors, or a sampling design")
    if kind == "grid":
        return [tuple(point) for point in itertools.product(*(factor.levels(levels) for factor in factors))]
    if kind == "zip":
        return _zip(factors, levels, where)
    if kind == "one_at_a_time":
        return _one_at_a_time(factors, levels, base)
    if kind == "morris":
        _only_ranges(moving, where)
        return _placed(factors, morris(len(moving), n, levels, seed))
    if kind == "sobol":
        if n & (n - 1) or n < 2:
            below = 2 ** int(math.log2(max(n, 2)))
            raise BadInput(f"n={n} is not a power of two", where, mend=f"write n={below} or n={2 * below}")
        return _placed(factors, saltelli(len(moving), n, seed))
    from scipy.stats import qmc

    return _placed(factors, qmc.LatinHypercube(len(moving), rng=np.random.default_rng(seed)).random(n))


def expected_points(kind: str, moving: list[Factor], n: int, levels: int) -> int:
    """Return how many points a design has, before any is made."""
    counts = [len(factor.values) or factor.steps or levels for factor in moving]
    if kind == "grid":
        return math.prod(counts)
    if kind == "zip":
        return max(counts)
    if kind == "one_at_a_time":
        return 1 + sum(counts)
    return n * {"sobol": len(moving) + 2, "morris": len(moving) + 1}.get(kind, 1)


def saltelli(factors: int, n: int, seed: int) -> np.ndarray:
    """Return the points A, B and, for each factor, A with that factor's column of B: float64 (n (factors + 2), factors) in 0-1.

    Rows are in blocks of n: A, B, then the mixed matrices in the order of the factors, as :func:`analysis.sensitivity.sobol` reads them.
    """
    from scipy.stats import qmc

    both = qmc.Sobol(2 * factors, scramble=True, rng=np.random.default_rng(seed)).random(n)
    a, b = both[:, :factors], both[:, factors:]
    blocks = [a, b]
    for k in range(factors):
        mixed = a.copy()
        mixed[:, k] = b[:, k]
        blocks.append(mixed)
    return np.concatenate(blocks)


def morris(factors: int, trajectories: int, levels: int, seed: int) -> np.ndarray:
    """Return Morris trajectories: float64 (trajectories (factors + 1), factors) in 0-1.

    Each trajectory starts on a grid of ``levels`` and moves every factor once, in random order, up or down by levels / (2 (levels - 1)).
    """
    draw = np.random.default_rng(seed)
    step = levels / (2.0 * (levels - 1))
    low = np.arange(levels // 2) / (levels - 1)
    rows = []
    for _ in range(trajectories):
        start, up = draw.choice(low, factors), draw.integers(0, 2, factors) == 1
        here = np.where(up, start, start + step)
        rows.append(here.copy())
        for k in draw.permutation(factors):
            here[k] += step if up[k] else -step
            rows.append(here.copy())
    return np.clip(np.array(rows), 0.0, 1.0)


def _placed(factors, shares):
    """Turn shares of the moving factors into values; factors of one value stand at it."""
    moving = iter(range(shares.shape[1]))
    columns = [None if factor.is_fixed else next(moving) for factor in factors]
    return [
        tuple(factor.values[0] if k is None else factor.at(row[k]) for factor, k in zip(factors, columns, strict=True))
        for row in shares.tolist()
    ]


def _zip(factors, levels, where):
    counts = {factor.key: len(factor.levels(levels)) for factor in factors if not factor.is_fixed}
    given = {key: count for key, count in counts.items() if not next(one for one in factors if one.key == key).is_range}
    many = max(given.values(), default=max(counts.values()))
    for key, count in given.items():
        if count != many:
            longest = next(name for name, length in given.items() if length == many)
            raise BadInput(f"{key} has {count} values and {longest} {many}", where, mend="give the factors of a zip equally many values")
    columns = [factor.values * many if factor.is_fixed else factor.levels(many) for factor in factors]
    if {len(column) for column in columns} != {many}:
        odd = next(factor for factor, column in zip(factors, columns) if len(column) != many)
        raise BadInput(
            f"{odd.key} has {odd.steps} steps where the others have {many}", where, mend=f"write {odd.key}={odd.low:g}..{odd.high:g}"
        )
    return list(zip(*columns))


def _one_at_a_time(factors, levels, base):
    found = [tuple(base)]
    for k, factor in enumerate(factors):
        if factor.is_fixed:
            continue
        for value in factor.levels(levels):
            point = (*base[:k], value, *base[k + 1 :])
            if point not in found:
                found.append(point)
    return found


def _only_ranges(moving, where):
    for factor in moving:
        if not factor.is_range:
            raise BadInput(
                f"{factor.key} is a list of values, and morris moves along ranges", where,
                mend=f"write {factor.key}=LOW..HIGH where it is a number, or take design=sobol or design=one_at_a_time",
            )  # fmt: skip
