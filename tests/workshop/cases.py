"""The worlds that Python and WebAssembly both run, and the comparison of their bytes."""

from __future__ import annotations

import base64

import numpy as np

from experiments.page import numbers as workshop_numbers
from sim import shelf
from sim.context import Place
from sim.parameters import Parameters

BUILDS = ("simd", "plain")
TEN_YEARS = {"runInYears": 10, "years": 10}
# seeds above 2**32 are written as text, since JSON has no such whole numbers
CASES = {
    ("karachi_government", "karachi_private"): [
        {"teachers": 60, "seed": str(2**40 + 17), "replicate": 0, "set": None, **TEN_YEARS},
        {"teachers": 301, "seed": 5, "replicate": str(2**32 - 1), "set": 3, **TEN_YEARS},
    ],
    ("lasbella", "ptmp_balochistan"): [{"teachers": 150, "seed": str(2**63 - 1), "replicate": 7, "set": None, **TEN_YEARS}],
    ("united_states", "us_induction_usual"): [{"teachers": 120, "seed": 1, "replicate": 0, "set": 0, **TEN_YEARS}],
    ("kazakhstan", "kz_school_b"): [{"teachers": 20, "seed": str(2**33), "replicate": 1, "set": 11, **TEN_YEARS}],
    # two districts
    ("england", "england_ecf"): [{"teachers": 3200, "seed": 2, "replicate": 0, "set": None, "runInYears": 1, "years": 2}],
}


def python_world(context, scenario, meta, seed, replicate, set, **sizes):
    """Run with the Python engine what the page is asked to run."""
    place = shelf.context(context)
    numbers = {group: dict(values) for group, values in meta["middle"].items()}
    if set is not None:
        table = np.frombuffer(base64.b64decode(meta["sets"]["values"]), "<f8").reshape(meta["sets"]["count"], -1)
        for name, value in zip(meta["sets"]["names"], table[set].tolist(), strict=True):
            group, field = name.split(".")
            numbers[group][field] = value
    return workshop_numbers.run(
        place, shelf.scenario(place.today), shelf.scenario(scenario), Parameters(**numbers["parameters"]), Place(**numbers["place"]),
        seed=int(seed), replicate=int(replicate), **sizes,
    )  # fmt: skip


def different(columns, context, scenario, meta, case):
    """Return the names of the arrays that differ in any byte from Python's."""
    ours = workshop_numbers.columns_of(python_world(context, scenario, meta, **case))
    assert set(columns) == set(ours)
    return [name for name, data in ours.items() if base64.b64decode(columns[name]) != data]
