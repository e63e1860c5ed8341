"""Small runs whose exact results name a model: what the golden tests keep, and what a fit was made with."""

from __future__ import annotations

import hashlib

import numpy as np

RUNS = [
    (context, scenario)
    for context, scenarios in {
        "united_states": ("no_mentoring", "us_induction_usual"),
        "karachi_government": ("karachi_government", "karachi_private"),
        "lasbella": ("no_mentoring", "ptmp_balochistan"),
    }.items()
    for scenario in scenarios
]
SUMS = (
    "heads", "left_voluntary", "left_other", "left_retired", "asked_to_move", "hired_novice", "hired_returner", "mentees", "on_paper",
    "expected_leave", "efficacy", "exhaustion", "belonging", "intention", "practice", "delivered_hours", "weekly_hours",
)  # fmt: skip


def summary(context: str, scenario: str) -> dict:
    """Run a tiny world for two years; return exact sums (as hexadecimal floats) and hashes of what it leaves behind."""
    from sim import shelf
    from sim.prices import LINES
    from sim.record import MONTHLY
    from sim.simulate import branch, run_in

    place = shelf.context(context)
    found = branch(run_in(place, shelf.scenario(place.today), teachers=120, years=2), shelf.scenario(scenario), years=2)
    sums = {name: float(np.add.reduce(found.monthly[:, MONTHLY.index(name)])).hex() for name in SUMS}
    spells = [np.ascontiguousarray(found.spells[name]) for name in sorted(found.spells)]
    # by name and only what is used: a line for a lever that nobody sets changes nothing
    used = [(name, np.ascontiguousarray(found.ledger[:, k])) for k, name in enumerate(LINES) if found.ledger[:, k].any()]
    hashes = {
        "monthly": _hash(found.monthly),
        "yearly": _hash(found.yearly),
        "ledger": _hash(*(part for name, line in sorted(used) for part in (np.frombuffer(name.encode(), np.uint8), line))),
        "spells": _hash(*spells),
    }
    return {"sums": sums, "hashes": hashes}


def _hash(*arrays) -> str:
    found = hashlib.sha256()
    for array in arrays:
        found.update(array.tobytes())
    return found.hexdigest()[:16]


def summaries() -> dict:
    """Return the summary of every run by ``context, scenario``."""
    return {f"{context}, {scenario}": summary(context, scenario) for context, scenario in RUNS}


def lives() -> dict:
    """Return by run the sums of :data:`SUMS`: what teachers lived through, whatever else is recorded or paid."""
    return {name: found["sums"] for name, found in summaries().items()}
