"""Paired worlds for directional checks: the same teachers, schools and luck under each policy, pooled over a few lives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sim.context import Context, Place
from sim.parameters import Parameters
from sim.scenario import Scenario
from sim.simulate import advance, branch, run_in, start

TEACHERS, REPLICATES, RUN_IN = 1000, 6, 3
NONE = Scenario("none", "No policy")


@dataclass(frozen=True)
class Worlds:
    """Hold the settled worlds of one place, one for each luck."""

    snapshots: tuple

    def outcomes(self, policy, years=1):
        """Return one outcome for each luck under a policy."""
        return [branch(snapshot, policy, years) for snapshot in self.snapshots]

    def after(self, policy, months):
        """Return each world after some months under a policy."""
        found = []
        for snapshot in self.snapshots:
            world = start(snapshot, policy, (months + 11) // 12)
            advance(world, snapshot.month, snapshot.month + months)
            found.append(world)
        return found


@pytest.fixture(scope="session")
def worlds():
    """Return a function that gives the worlds of a place and keeps them: ``worlds(weekly_hours=52, parameters={...})``."""
    kept = {}

    def give(parameters=None, **place) -> Worlds:
        key = repr((sorted((parameters or {}).items()), sorted(place.items())))
        if key not in kept:
            context = Context("reference", "Reference", "none", place=Place(**place))
            numbers = Parameters(**(parameters or {}))
            kept[key] = Worlds(tuple(
                run_in(context, NONE, numbers, teachers=TEACHERS, years=RUN_IN, replicate=replicate) for replicate in range(REPLICATES)
            ))  # fmt: skip
        return kept[key]

    return give


@pytest.fixture(scope="session")
def clearly():
    """Return a function that asserts that paired differences lie clearly above zero, and gives their mean."""

    def check(differences, what: str) -> float:
        differences = np.asarray(differences, dtype=float)
        mean, error = differences.mean(), differences.std(ddof=1) / len(differences) ** 0.5
        print(f"\n{what}: {mean:+.4g} (standard error {error:.2g})")
        assert mean > 2.5 * error and mean > 0.0, f"{what}: {mean:+.4g} with standard error {error:.2g}"
        return mean

    return check
