"""Small worlds, a place and a policy in which everything happens, and short ways to look at what a run leaves behind."""

from __future__ import annotations

import hashlib

import numpy as np

from sim.columns import INTEGER
from sim.context import Context, Place
from sim.levers import Levers
from sim.prices import LINES
from sim.record import EXIT, MONTHLY, YEARLY
from sim.scenario import Scenario

# every kind of school, much leaving and moving, politics: what can go wrong in a small world goes wrong here
BUSY = Context(
    name="busy",
    title="Everything happens here",
    country="none",
    today="today",
    place=Place(
        one_teacher_share=0.3, school_size=9.0, cluster_posts=60.0, private_share=0.3, remote_schools=0.4, girls_share=0.25,
        boys_share=0.2, contract_share=0.4, interference=0.2, voluntary_leave=0.08, other_exit=0.03, move=0.3, autumn_fill=0.9,
    ),
)  # fmt: skip
NOTHING = Scenario("nothing", "All levers off")
MENTORING = Scenario(
    "mentoring",
    "Pairs from the cluster, some imposed, some remote",
    Levers(
        coverage=0.8, reach_years=6, duration_months=18, imposed_share=0.4, match_rule="experienced_peer", mentor_pool="cluster",
        rematch_window_months=6, group_size=2, individual_h_month=4.0, group_h_month=2.0, meetings_per_month=3, mentor_training_h=12,
        release_h_week=0.5, recognition="certificate", monitoring_visits=2, followup_visits=4, formality=2, remote_share=0.3,
        mentor_pay_share=0.02, local_ownership=0.4, funding_end_month=24,
    ),
)  # fmt: skip


def context(name: str) -> Context:
    """Return a shipped context."""
    from sim import shelf

    return shelf.context(name)


def scenario(name: str) -> Scenario:
    """Return a shipped scenario."""
    from sim import shelf

    return shelf.scenario(name)


def policy(name: str = "policy", **levers) -> Scenario:
    """Return a scenario with these levers."""
    return Scenario(name, name, Levers(**levers))


def monthly(outcome, name: str) -> np.ndarray:
    """Return a monthly sum by its name."""
    return outcome.monthly[:, MONTHLY.index(name)]


def yearly(outcome, name: str) -> np.ndarray:
    """Return a yearly sum over all cells by its name."""
    return outcome.yearly[:, :, YEARLY.index(name)].sum(axis=1)


def digest(*arrays) -> str:
    """Return a hash of the bits of arrays."""
    found = hashlib.sha256()
    for array in arrays:
        found.update(str((array.dtype.str, array.shape)).encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def outcome_digest(outcome) -> str:
    """Return a hash of everything that a run left behind."""
    return digest(outcome.monthly, outcome.yearly, outcome.ledger, *(outcome.spells[name] for name in sorted(outcome.spells)))


def unlike(outcome, other) -> list[str]:
    """Return the names of what differs between two outcomes, in a single bit or more."""
    pairs = {f"monthly {name}": (monthly(outcome, name), monthly(other, name)) for name in MONTHLY}
    pairs |= {f"yearly {name}": (outcome.yearly[:, :, k], other.yearly[:, :, k]) for k, name in enumerate(YEARLY)}
    pairs |= {f"ledger {name}": (outcome.ledger[:, k], other.ledger[:, k]) for k, name in enumerate(LINES)}
    pairs |= {f"spells {name}": (outcome.spells[name], other.spells[name]) for name in outcome.spells}
    return [name for name, (a, b) in pairs.items() if digest(a) != digest(b)]


def world_digest(world) -> str:
    """Return a hash of every array of a world."""
    return digest(*world)


def histories(outcome, leave_out=()) -> dict:
    """Return what became of each person: {(person_post, person_number): tuple of her spells, in the order of time}."""
    table = outcome.spells
    names = [name for name in table if name not in leave_out]
    found = {}
    order = np.lexsort((table["start_month"], table["person_number"], table["person_post"]))
    for k in order:
        who = int(table["person_post"][k]), int(table["person_number"][k])
        found.setdefault(who, []).append(tuple(table[name][k].item() for name in names))
    return {who: tuple(spells) for who, spells in found.items()}


def in_post(spells: dict, month: int) -> np.ndarray:
    """Return which spells are in post at the start of a month."""
    end = spells["end_month"]
    return (spells["start_month"] <= month) & ((end == -1) | (end > month))


def first_cohort(outcome) -> np.ndarray:
    """Return which spells are those of first-time entrants hired at the branch."""
    return (outcome.spells["entry"] == 1) & (outcome.spells["start_month"] == 0)


def retained(outcome, years: int, school: bool = False) -> tuple[int, int]:
    """Return (how many of the first cohort still teach after some years, how many they were); ``school``: in the same school all along.

    Who moved out of the district still teaches.
    """
    spells = outcome.spells
    cohort = first_cohort(outcome)
    here = in_post(spells, 12 * years)
    if school:
        return int((cohort & here).sum()), int(cohort.sum())
    key = spells["person_post"].astype(np.int64) * 100_000 + spells["person_number"]
    elsewhere = (spells["exit"] == EXIT.index("moved_out")) & (spells["end_month"] <= 12 * years)
    teaching = np.isin(key[cohort], key[here | elsewhere])
    return int(teaching.sum()), int(cohort.sum())


def persons(world) -> np.ndarray:
    """Return one number per post that names the person in it."""
    return world.i[INTEGER.person_post].astype(np.int64) * 100_000 + world.i[INTEGER.person_number]
