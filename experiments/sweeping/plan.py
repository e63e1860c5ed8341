"""A checked sweep: what decides its numbers, its points, the order of its runs, and how they are cut into shards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from experiments.input import cards
from experiments.plan import Plan
from experiments.specification import Specification, canonical
from experiments.sweeping.factors import NAMED
from experiments.sweeping.points import NONE, Points

# a shard is what a kill may cost: some seconds of one processor, not more memory than this, and enough of them to share out
SHARD_SECONDS, SHARD_BYTES, MOST_RUNS, LEAST_SHARDS, LEAST_SECONDS = 10.0, 32e6, 500, 64, 0.5
SECONDS_PER_STEP, BYTES_PER_SPELL = 1.2e-7, 200


@dataclass(frozen=True, eq=False)
class Sweep(Specification):
    """Hold everything that decides a sweep's folder.

    Attributes
    ----------
    design : kind of the design;  varies : its factors as typed;  points : how many, and a hash of all of them.
    places : names of the contexts and a hash of their numbers;  policies : the same of the scenarios.
    The others are as in :class:`experiments.specification.Study`; ``keep`` names the tables that are kept of every run.
    """

    verb: str
    design: str
    varies: tuple[tuple[str, str], ...]
    points: str
    places: dict
    policies: dict
    reference: str
    parameters: str
    parameter_sets: int
    teachers: int
    run_in_years: int
    years: int
    replicates: int
    seed: int
    keep: tuple[str, ...]
    model: str

    def as_values(self) -> dict:
        """Return plain values, ready for JSON."""
        values = dict(self.__dict__) | {"varies": "; ".join(f"{key}={given}" for key, given in self.varies), "keep": list(self.keep)}
        values.pop("id", None)
        return values


@dataclass
class SweepPlan:
    """Hold a sweep that was asked for.

    Attributes
    ----------
    sweep : what decides its numbers;  points : its points;  plan : the plan of its base, for folder-independent settings.
    n, levels : sizes of the design;  outcome, target : what the report is about, None for its own choice.
    part : (i, n), or None for the whole;  threads, address, stop : how it is done.
    """

    sweep: Sweep
    points: Points
    plan: Plan
    out: Path
    n: int
    levels: int
    outcome: str | None
    target: str | None
    part: tuple[int, int] | None
    threads: int
    address: str | None
    stop: bool
    title: str | None = None
    notes: list[str] = field(default_factory=list)

    @cached_property
    def order(self) -> np.ndarray:
        """Return (point, replicate) of every run in the order in which rows are stored: int32 (runs, 2).

        Runs of one world and replicate stand together, the reference first: they share a run-in.
        """
        points = self.points
        number = np.arange(len(points))
        # stable: by world, then the reference before the design's points
        by_world = number[np.lexsort((number, number < len(points.rows), points.world_of))]
        counts = np.bincount(points.world_of, minlength=len(points.worlds))
        replicates = self.sweep.replicates
        pieces, start = [], 0
        for count in counts.tolist():
            mine = by_world[start : start + count]
            start += count
            pieces.append(np.column_stack([np.tile(mine, replicates), np.repeat(np.arange(replicates), count)]))
        return np.concatenate(pieces).astype(np.int32)

    @cached_property
    def per_shard(self) -> int:
        """Return the runs in a shard; it follows from the sweep alone, so parts and other computers cut alike."""
        sweep, runs = self.sweep, len(self.order)
        seconds = sweep.teachers * 12 * (sweep.years + sweep.run_in_years) * SECONDS_PER_STEP + 0.003
        size = 3000.0 + (sweep.teachers * (2 + 0.15 * sweep.years) * BYTES_PER_SPELL if "spells" in sweep.keep else 0)
        size += 20_000 * (len(sweep.keep) > 0) * sweep.years / 10
        few = max(-(-runs // LEAST_SHARDS), LEAST_SECONDS / seconds)
        return int(max(1, min(SHARD_SECONDS / seconds, SHARD_BYTES / size, MOST_RUNS, few)))

    @property
    def shards(self) -> int:
        """Return the number of shards."""
        return -(-len(self.order) // self.per_shard)

    def runs_of(self, shard: int) -> list[tuple]:
        """Return (point, specification) of the runs of a shard."""
        mine = self.order[shard * self.per_shard : (shard + 1) * self.per_shard]
        return [(int(point), self.points.spec(int(point), int(replicate))) for point, replicate in mine]

    def mine(self) -> list[int]:
        """Return the numbers of the shards of this part, or of all."""
        first, step = (self.part[0] - 1, self.part[1]) if self.part else (0, 1)
        return list(range(first, self.shards, step))


def sweep_of(kind: str, factors: list, points: Points, study, keep: tuple[str, ...]) -> Sweep:
    """Return what decides a sweep's numbers, from its base study and its points."""
    places, policies = {study.context.name: study.context}, {study.scenarios[0].name: study.scenarios[0]}
    for k, one in enumerate(factors):
        if one.key in NAMED:
            found = places if one.key == "context" else policies
            found.clear()
            found |= {thing.name: thing for thing in (points.made(one.key, name) for name in dict.fromkeys(row[k] for row in points.rows))}
    policies |= {today.name: today for today in map(points.today_of, places.values())}
    if points.reference not in (None, NONE):
        policies[points.reference] = points.made("scenario", points.reference)
    sizes = ("parameters", "parameter_sets", "teachers", "run_in_years", "years", "replicates", "seed", "model")
    return Sweep(
        verb="sweep",
        design=kind,
        varies=tuple((one.key, "listed" if kind in ("list", "csv") else one.said()) for one in factors),
        points=f"{len(points.rows)} points ({points.digest})",
        places=_hashed(places),
        policies=_hashed(policies),
        reference=points.reference or "today",
        keep=keep,
        **{key: getattr(study, key) for key in sizes},
    )


def _hashed(things: dict) -> dict:
    values = [cards.as_values(thing) for thing in things.values()]
    return {"name": ", ".join(things), "digest": hashlib.sha256(canonical(values).encode()).hexdigest()[:16]}
