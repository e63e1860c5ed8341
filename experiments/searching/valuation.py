"""What a policy costs and whom it keeps, in the same worlds as every other policy: differences with the luck taken out.

A world is a parameter set and a luck. Its run-in is done once; every policy goes on from the same autumn with the same people and the
same draws, so that a difference between two policies is a number without noise of its own, though not without the luck of the worlds.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from experiments.specification import Study
from sim.scenario import Scenario

SUMS = ("kept", "novices", "exhaustion", "spring_heads", "gone_first", "heads_first", "gone_second", "heads_second", "cost")
MOST_BYTES = 1.5e9  # worlds that are kept in memory; beyond that a run-in is done again for every policy
LATER = 2_000_000_000  # lucks of a search lie far from those of a comparison, which begin at 0


@dataclass(frozen=True)
class Measure:
    """Hold what is counted.

    Attributes
    ----------
    outcome : the share of new teachers who are kept, such as ``retained_profession_5y``.
    groups : two groups of teachers whose yearly leaving and moving should not lie apart.
    """

    outcome: str
    groups: tuple[str, str]


class Worlds:
    """Hold the worlds in which policies are valued.

    Parameters
    ----------
    study : place, sizes, seed and parameter sets.
    count : number of worlds;  part : 0, 1, ...: parts share no luck with each other or with a comparison; None takes a comparison's.
    measure : what is counted; None where only costs are asked for.
    jobs : worlds at the same time.
    """

    def __init__(self, study: Study, count: int, part: int | None, measure: Measure | None, jobs: int):
        self.study, self.measure, self.jobs = study, measure, max(1, min(jobs, count))
        self.replicates = lucks(count, study.parameter_sets, part)
        self.sets = [replicate % study.parameter_sets for replicate in self.replicates]
        self._kept: dict[int, tuple] = {}
        self._room = MOST_BYTES

    def sums(self, scenario: Scenario) -> np.ndarray:
        """Return the sums of a policy in every world: float64 (worlds, len(SUMS))."""
        return np.array(self._each(lambda replicate: self._one(replicate, scenario), self.replicates))

    def forget(self) -> None:
        """Free the memory of the worlds that are kept; a policy that is valued later runs them in again."""
        self._kept, self._room = {}, MOST_BYTES

    def cost(self, scenario: Scenario, count: int | None = None) -> float:
        """Return what a policy costs over all years, the mean of the first ``count`` worlds (None: of all)."""
        from analysis.outcomes import programme_cost
        from sim.simulate import branch

        def one(replicate):
            snapshot, context = self._world(replicate)
            return programme_cost(branch(snapshot, scenario, years=self.study.years, spells=False), context).sum()

        return float(np.mean(self._each(one, self.replicates[:count])))

    def _each(self, job, replicates):
        if self.jobs == 1:
            return [job(replicate) for replicate in replicates]
        with ThreadPoolExecutor(self.jobs) as pool:
            return list(pool.map(job, replicates))

    def _one(self, replicate, scenario):
        from analysis.outcomes import of_run
        from sim.simulate import branch

        snapshot, context = self._world(replicate)
        found = of_run(branch(snapshot, scenario, years=self.study.years, spells=True), context, scenario)
        rows = zip(found["group"], found["outcome"], found["numerator"], found["denominator"])
        at = {(group, outcome): (numerator, denominator) for group, outcome, numerator, denominator in rows}
        first, second = self.measure.groups
        return [
            *at.get(("all", self.measure.outcome), (0.0, 0.0)),
            *at.get(("all", "exhaustion"), (0.0, 0.0)),
            *_gone(at, first),
            *_gone(at, second),
            at["all", "cost_total"][0],
        ]

    def _world(self, replicate):
        if replicate in self._kept:
            return self._kept[replicate]
        from experiments.runner import run_in_of

        made = run_in_of(self.study.runs(replicate)[0])
        size = sum(part.nbytes for part in made[0].world)
        if self._room >= size:
            self._room -= size
            self._kept[replicate] = made
        return made


def _gone(at, group):
    """Return teachers of a group who left or moved, and the heads they are counted from, summed over the years."""
    left, moved = (at.get((group, outcome), (0.0, 0.0)) for outcome in ("annual_leaver_rate", "annual_mover_rate"))
    return left[0] + moved[0], left[1]


def lucks(count: int, sets: int, part: int | None) -> list[int]:
    """Return the replicates of ``count`` worlds, spread evenly over the parameter sets (a replicate has set replicate modulo ``sets``)."""
    if part is None:
        return list(range(count))
    begin = (LATER + part * 500_000_000) // sets * sets
    return [begin + sets * world + ((world * sets) // count if count < sets else world % sets) for world in range(count)]


def value(sums: np.ndarray, reference: np.ndarray) -> dict[str, float]:
    """Return what a policy is worth beside the reference, from the sums of both in the same worlds.

    Returns
    -------
    dict : ``cost`` (mean of the worlds, money over all years), ``kept`` (share), ``more`` (its difference), ``exhaustion`` (SD) and
        ``tired`` (its difference), ``gap`` (yearly leaving and moving of the first group less the second's, share) and ``nearer``
        (by how much the gap is smaller than under the reference, whichever side it is on).
    """
    own, base = _pooled(sums), _pooled(reference)
    return {
        "cost": own["cost"],
        "kept": own["kept"],
        "more": own["kept"] - base["kept"],
        "exhaustion": own["exhaustion"],
        "tired": own["exhaustion"] - base["exhaustion"],
        "gap": own["gap"],
        "nearer": abs(base["gap"]) - abs(own["gap"]),
    }


def counts_by_world(sums: np.ndarray) -> list[list[float]]:
    """Return [teachers kept, teachers counted], each by world."""
    return [sums[:, SUMS.index(name)].tolist() for name in ("kept", "novices")]


def claim(counts, other_counts, sets) -> str:
    """Return what can be claimed of the difference of two policies' shares, by :func:`analysis.paired.verdicts`.

    Parameters
    ----------
    counts, other_counts : [teachers kept, teachers counted] by world;  sets : the parameter set of each world.
    """
    import pandas

    from analysis import paired, uncertainty

    pair = [np.asarray(part, float)[:, None] for part in (*counts, *other_counts)]
    rows = []
    for kind in (uncertainty.IGNORANCE, uncertainty.COMPUTING):
        numbers = uncertainty.interval(*pair, np.asarray(sets), kind)[:, 0]
        rows.append(("one", "all", "kept", "share", kind, numbers[4], numbers[5]))
    names = ["scenario", "group", "outcome", "unit", "interval", "difference_low", "difference_high"]
    return paired.verdicts(pandas.DataFrame(rows, columns=names)).iloc[0]


def noise(counts, other_counts) -> float:
    """Return the standard error of the difference of two policies' shares in the same worlds, from their counts by world."""
    difference = _shares(counts) - _shares(other_counts)
    return float(difference.std(ddof=1) / np.sqrt(len(difference))) if len(difference) > 1 else 0.0


def _shares(counts):
    """Return what each world makes of the share: their mean is the share, their spread the luck of worlds (linearised)."""
    kept, novices = (np.asarray(one, float) for one in counts)
    share = kept.sum() / novices.sum() if novices.sum() else 0.0
    return share + (kept - share * novices) / (novices.mean() or 1.0)


def _pooled(sums):
    total = dict(zip(SUMS, (float(one) for one in sums.sum(axis=0)), strict=True))

    def share(above, below):
        return total[above] / total[below] if total[below] else 0.0

    return {
        "cost": total["cost"] / len(sums),
        "kept": share("kept", "novices"),
        "exhaustion": share("exhaustion", "spring_heads"),
        "gap": share("gone_first", "heads_first") - share("gone_second", "heads_second"),
    }
