"""Under which conditions does a policy fail? A box found by PRIM and a tree found by CART, said with what they cover and how sure they are.

PRIM, the patient rule induction method of Friedman and Fisher 1999, as scenario discovery uses it (Bryant and Lempert 2010): from all
cases, a tenth is cut off again and again at one end of one condition, where that raises the share of failures most for what it costs.

CART, the classification tree of Breiman et al. 1984, cuts all cases in two again and again, where that parts failures best: every case
is in one of its leaves, where PRIM tells about one box only (Lempert, Bryant and Bankes 2008 compare the two).

coverage  of all failures, the share inside the box
density   of all cases inside the box, the share that are failures
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PEEL = 0.1
LEAST_MASS = 0.05
SURE = 0.05
LEAVES, LEAST_LEAF, LEAST_GAIN = 5, 0.05, 0.01  # most leaves; smallest share of cases in one; smallest fall of impurity for a cut


@dataclass(frozen=True)
class Box:
    """Hold one box.

    Attributes
    ----------
    limits : {condition: (low, high)}, or a frozenset of names for a condition of names; only those that restrict.
    coverage, density : see the module;  mass : share of all cases inside.
    cases, failures : counts inside.
    chance : {condition: probability that the failures would be as dense without this condition, if it did not matter}.
    """

    limits: dict
    coverage: float
    density: float
    mass: float
    cases: int
    failures: int
    chance: dict


def inside(table: dict, limits: dict) -> np.ndarray:
    """Return which cases lie in the limits: bool (cases,)."""
    found = np.ones(len(next(iter(table.values()))), bool)
    for name, limit in limits.items():
        column = table[name]
        found &= np.isin(column, list(limit)) if isinstance(limit, frozenset) else (column >= limit[0]) & (column <= limit[1])
    return found


def edge(values: np.ndarray, share: float) -> float:
    """Return where to cut so that a share lies below: midway between two unlike values, so that equal ones stay together."""
    ordered = np.sort(values)
    at = (len(ordered) - 1) * share
    low, high = int(np.floor(at)), int(np.ceil(at))
    if share > 0.5:
        while low > 0 and ordered[low] == ordered[high]:
            low -= 1
    else:
        while high < len(ordered) - 1 and ordered[low] == ordered[high]:
            high += 1
    return float((ordered[low] + ordered[high]) / 2.0)


def trajectory(table: dict, fails: np.ndarray, peel: float = PEEL, least_mass: float = LEAST_MASS) -> list[Box]:
    """Return the boxes of one peeling, from all cases to the last.

    Parameters
    ----------
    table : {condition: values (cases,)}, numbers or names.
    fails : bool (cases,).
    peel : share of the cases that one step cuts off.
    least_mass : the smallest share of all cases that a box may hold.
    """
    fails = np.asarray(fails, bool)
    whole = {
        name: (float(column.min()), float(column.max())) if column.dtype.kind in "if" else frozenset(column.tolist())
        for name, column in table.items()
    }
    limits, rows = dict(whole), np.arange(len(fails))
    boxes = [_box(table, fails, rows, limits, whole)]
    while True:
        best, mean = None, fails[rows].mean()
        for name, column in table.items():
            for limit, keep in _peels(column[rows], limits[name], peel):
                if not 0 < keep.sum() < len(rows):
                    continue
                gain = (fails[rows[keep]].mean() - mean) / (len(rows) - keep.sum())
                trial = limits | {name: limit}
                free = sum(trial[one] == whole[one] for one in whole)
                if best is None or (gain, free) > best[:2]:
                    best = gain, free, trial, rows[keep]
        if best is None or best[0] <= 0 or len(best[3]) < least_mass * len(fails):
            return boxes
        limits, rows = best[2], best[3]
        boxes.append(_box(table, fails, rows, limits, whole))


def _peels(values, limit, peel):
    if isinstance(limit, frozenset):
        if len(limit) > 1:
            for name in sorted(limit):
                yield limit - {name}, values != name
        return
    high = edge(values, 1.0 - peel)
    yield (limit[0], high), values <= high
    low = edge(values, peel)
    yield (low, limit[1]), values >= low


def _box(table, fails, rows, limits, whole):
    from scipy.stats import binom

    restricted = {name: limit for name, limit in limits.items() if limit != whole[name]}
    inner, total = int(fails[rows].sum()), int(fails.sum())
    chance = {}
    for name in restricted:
        without = inside(table, {other: limit for other, limit in restricted.items() if other != name})
        share = fails[without].mean() if without.any() else 0.0
        # of as many cases as the box holds, at least as many failures by luck alone
        chance[name] = float(binom.sf(inner - 1, len(rows), share))
    coverage = inner / total if total else 0.0
    return Box(restricted, coverage, inner / len(rows), len(rows) / len(fails), len(rows), inner, chance)


def chosen(boxes: list[Box]) -> int:
    """Return the number of the box that says most, the earlier of equals.

    That is the largest harmonic mean of coverage and of what density gains on that of all cases, as a share of what could be gained: all
    cases together cover everything and say nothing, however many of them fail.
    """
    share = boxes[0].density
    gains = [(box.density - share) / (1 - share) if share < 1 else 0.0 for box in boxes]
    scores = [2 * box.coverage * gain / (box.coverage + gain) if gain > 0 else 0.0 for box, gain in zip(boxes, gains)]
    return int(np.argmax(scores))


def simplified(table: dict, fails: np.ndarray, box: Box) -> Box:
    """Return the box without conditions that chance alone could explain, the least certain dropped first."""
    fails = np.asarray(fails, bool)
    whole = {name: None for name in table}
    while box.chance:
        name = max(box.chance, key=box.chance.get)
        if box.chance[name] <= SURE:
            return box
        limits = {other: limit for other, limit in box.limits.items() if other != name}
        box = _box(table, fails, np.flatnonzero(inside(table, limits)), limits, whole)
    return box


def found(table: dict, fails: np.ndarray) -> tuple[Box, list[Box]]:
    """Return the box that says most, without idle conditions, and the peeling that it was found on."""
    boxes = trajectory(table, fails)
    return simplified(table, fails, boxes[chosen(boxes)]), boxes


@dataclass(frozen=True)
class Leaf:
    """Hold one leaf of a tree: its ``limits`` as in :class:`Box`, how many cases are in it, how many of them are failures."""

    limits: dict
    cases: int
    failures: int

    @property
    def density(self) -> float:
        """Return the share of its cases that are failures."""
        return self.failures / self.cases


def tree(table: dict, fails: np.ndarray, among: np.ndarray | None = None) -> list[Leaf]:
    """Return the leaves of a small classification tree, the one with the densest failures first; a single leaf where no cut helps.

    Parameters
    ----------
    table, fails : as in :func:`trajectory`.
    among : the cases to learn from, bool (cases,); None: all. The counts are those of these cases.
    """
    from sklearn.tree import DecisionTreeClassifier

    fails = np.asarray(fails, bool)
    among = np.ones(len(fails), bool) if among is None else among
    columns, names = [], []
    for name, column in table.items():
        if column.dtype.kind in "if":
            columns.append(column.astype(float))
            names.append((name, None))
        else:
            for value in sorted(set(column.tolist())):
                columns.append((column == value).astype(float))
                names.append((name, value))
    least = max(5, int(np.ceil(LEAST_LEAF * among.sum())))
    grown = DecisionTreeClassifier(
        max_leaf_nodes=LEAVES, min_samples_leaf=least, min_impurity_decrease=LEAST_GAIN, random_state=0
    ).fit(np.column_stack(columns)[among], fails[among])  # fmt: skip
    leaves = []
    for limits in _leaves(grown.tree_, names, table):
        rows = inside(table, limits) & among if limits else among
        leaves.append(Leaf(limits, int(rows.sum()), int(fails[rows].sum())))
    return sorted(leaves, key=lambda leaf: -leaf.density)


def _leaves(grown, names, table):
    """Return the limits of each leaf, the cuts of one condition joined."""
    found = []

    def down(node, limits):
        if grown.children_left[node] < 0:
            found.append(limits)
            return
        name, value = names[grown.feature[node]]
        at = float(grown.threshold[node])
        for child, below in ((grown.children_left[node], True), (grown.children_right[node], False)):
            if value is None:
                low, high = limits.get(name, (float(table[name].min()), float(table[name].max())))
                mine = (low, min(high, at)) if below else (max(low, float(np.nextafter(at, np.inf))), high)
            else:
                now = limits.get(name, frozenset(table[name].tolist()))
                mine = now - {value} if below else now & {value}
            down(child, limits | {name: mine})

    down(0, {})
    return found
