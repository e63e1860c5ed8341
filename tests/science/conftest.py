"""Paired worlds for directional checks: the same teachers, schools and luck under each policy, each life with a released parameter set."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from experiments import release
from sim.context import Context, Place
from sim.scenario import Scenario
from sim.simulate import advance, branch, run_in, start

TEACHERS, REPLICATES, RUN_IN = 1000, 24, 3
MOST = 0.9  # of the sets: each holds one luck of 1000 teachers too
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


def spread_sets(context):
    """Return one parameter set of the released ensemble for each luck, evenly spaced over the whole of it."""
    sets = len(release.read())
    return [release.calibrated_set(context, sets * replicate // REPLICATES)[0] for replicate in range(REPLICATES)]


@pytest.fixture(scope="session")
def worlds():
    """Return a function that gives the worlds of a place and keeps them: ``worlds(weekly_hours=52, parameters={...})``."""
    kept = {}

    def give(parameters=None, **place) -> Worlds:
        key = repr((sorted((parameters or {}).items()), sorted(place.items())))
        if key not in kept:
            context = Context("reference", "Reference", "none", place=Place(**place))
            kept[key] = Worlds(tuple(
                run_in(context, NONE, replace(numbers, **(parameters or {})), teachers=TEACHERS, years=RUN_IN, replicate=replicate)
                for replicate, numbers in enumerate(spread_sets(context))
            ))  # fmt: skip
        return kept[key]

    return give


@pytest.fixture(scope="session")
def clearly():
    """Return a function that asserts that paired differences lie above zero on average and in most sets, and gives their mean."""

    def check(differences, what: str) -> float:
        differences = np.asarray(differences, dtype=float)
        mean, error, above = differences.mean(), differences.std(ddof=1) / len(differences) ** 0.5, (differences > 0.0).mean()
        found = f"{what}: {mean:+.4g} (standard error {error:.2g}), above zero in {above:.0%} of {len(differences)} sets"
        print(f"\n{found}")
        assert mean > 2.5 * error and mean > 0.0 and above >= MOST, found
        return mean

    return check
