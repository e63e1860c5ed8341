"""The small runs whose results are kept: three places, two policies each, and what is kept of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("golden.json")
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
    """Run a tiny world for two years and return exact sums (as hexadecimal floats) and hashes of what it leaves behind."""
    from sim import shelf
    from sim.record import MONTHLY
    from sim.simulate import branch, run_in

    place = shelf.context(context)
    found = branch(run_in(place, shelf.scenario(place.today), teachers=120, years=2), shelf.scenario(scenario), years=2)
    sums = {name: float(np.add.reduce(found.monthly[:, MONTHLY.index(name)])).hex() for name in SUMS}
    spells = [np.ascontiguousarray(found.spells[name]) for name in sorted(found.spells)]
    hashes = {
        "monthly": _hash(found.monthly),
        "yearly": _hash(found.yearly),
        "ledger": _hash(found.ledger),
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


def kept() -> dict:
    """Return the summaries that were kept."""
    return json.loads(FILE.read_text(encoding="utf-8"))
