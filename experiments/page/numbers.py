"""What the workshop page knows of the model beside its machine code: names, units, bounds, policies, parameter sets, Python's hashes."""

from __future__ import annotations

import base64
import dataclasses

import numpy as np

from experiments.errors import BadInput
from sim.context import Context, Place
from sim.levers import Levers
from sim.number import numbers
from sim.parameters import Parameters
from sim.scenario import Scenario

SETS = 16
CHECKED = {"teachers": 60, "seed": 20260101, "replicate": 3, "runInYears": 2, "years": 3}
OWN = {  # outcomes of the page alone: unit, label, better, help
    "kept": ("share", "still teaching", "higher", "Of everybody in post at the start, who teaches in any school at the end."),
    "kept_new": ("share", "new teachers still teaching", "higher", "The same of those with at most three years of teaching at the start."),
    "kept_new_count": ("teachers", "new teachers still teaching", "higher", "Their number in one district."),
    "misfit_share": ("share", "pairs that do not fit", "lower", "Share of months with a mentor in which the fit is too low."),
}
# the policy that the page opens with where none is named: mentoring with everything that makes it work
STRONG = {
    "coverage": 1.0, "reach_years": 5.0, "duration_months": 36.0, "individual_h_month": 4.0, "meetings_per_month": 4.0,
    "imposed_share": 0.0, "release_h_week": 2.0, "mentee_load_reduction": 0.1, "mentor_training_h": 32.0, "mentor_pay_share": 0.05,
    "match_rule": "style+subject+communication", "rematch_window_months": 6.0, "recognition": "certificate", "monitoring_visits": 3.0,
}  # fmt: skip
BESIDE = (
    "retained_profession_1y", "retained_profession_3y", "retained_profession_5y", "retained_school_1y", "retained_school_3y",
    "retained_school_5y", "weekly_hours", "vacancy_rate", "extra_teachers_in_post", "cost_total",
)  # fmt: skip


def meta(context: Context, scenarios: tuple[Scenario, ...], stack: int, languages: tuple[str, ...] = ("en",)) -> dict:
    """Return all that the page is told, ready for JSON; ``scenarios`` has today's policy first."""
    from analysis.outcomes import BY_CELL, OUTCOMES
    from sim.columns import CLUSTER, SCHOOL_FLOATS, TEACHER_BYTES, TEACHER_FLOATS, TEACHER_INTEGERS
    from sim.prices import LINES
    from sim.record import CELLS, ENTRY, EXIT, MONTHLY, NOVICE_YEARS, SPELL_FLOATS, SPELL_INTEGERS, YEARLY
    from sim.serial import ARRAYS, ENTRIES, PLAN, SIZES
    from sim.vector import NAMES

    columns = {}
    for array, table in (("f", TEACHER_FLOATS), ("i", TEACHER_INTEGERS), ("b", TEACHER_BYTES)):
        columns |= {name: {"array": array, "index": k, "unit": unit, "meaning": said} for k, (name, unit, said, _) in enumerate(table)}
    shown = {name: meaning._asdict() for name, meaning in OUTCOMES.items() if name in BY_CELL or name in BESIDE}
    told = {
        **_versions(),
        "context": _context(context),
        "scenarios": {scenario.name: _scenario(scenario) for scenario in scenarios},
        "levers": _specs(Levers),
        "places": _specs(Place),
        "parameters": _specs(Parameters),
        "columns": columns,
        "schools": {name: {"index": k, "unit": unit, "meaning": said} for k, (name, unit, said) in enumerate(SCHOOL_FLOATS)},
        "clusters": CLUSTER._fields,
        "monthly": MONTHLY,
        "yearly": YEARLY,
        "cells": CELLS,
        "novice_years": NOVICE_YEARS,
        "by_cell": BY_CELL,
        "ledger": {line: dict(zip(("unit", "price", "payer", "programme"), spec)) for line, spec in LINES.items()},
        "entry": ENTRY,
        "exit": EXIT,
        "spells": {"integers": SPELL_INTEGERS, "floats": SPELL_FLOATS},
        "outcomes": {name: dict(zip(("unit", "label", "better", "help"), said)) for name, said in OWN.items()} | shown,
        "strong": STRONG,
        "languages": languages,
        "numbers": NAMES,
        "arrays": {name: {"kind": kind, "lengths": lengths} for name, (kind, lengths) in ARRAYS.items()},
        "sizes": SIZES,
        "plan": PLAN,
        "entries": [entry.__name__ for entry in ENTRIES],
        "stack": stack,
    }
    told |= _sets(context)
    told["check"] = _check(context, scenarios, told["middle"])
    return told


def _versions():
    import llvmlite
    import numba

    from experiments.specification import package_version
    from sim.compiled import model_version

    return {"version": package_version(), "model": model_version(), "numba": numba.__version__, "llvmlite": llvmlite.__version__}


def _context(context):
    told = {field.name: getattr(context, field.name) for field in dataclasses.fields(context)}
    return told | {"place": dataclasses.asdict(context.place), "prices": dataclasses.asdict(context.prices)}


def _scenario(scenario):
    told = {name: getattr(scenario, name) for name in ("title", "source", "payer", "stated", "notes")}
    return told | {"levers": dataclasses.asdict(scenario.levers)}


def _specs(table):
    kept = ("default", "low", "high", "unit", "label", "help", "choices")
    return {name: {key: getattr(spec, key) for key in kept} for name, spec in numbers(table).items()}


def _sets(context):
    """Return the parameter sets that the page may draw, and the middle it opens with: the released ensemble, else the prior."""
    from experiments import release
    from sim.ensemble import parameter_set

    try:
        middle, places = release.middle()
        sets = [release.calibrated_set(context, k) for k in range(min(SETS, len(release.read())))]
        source, ensemble = "calibrated", release.digest()
    except BadInput:
        middle, places = Parameters(), {}
        sets = [parameter_set(context, k) for k in range(SETS)]
        source, ensemble = "prior", None
    place = dataclasses.replace(context.place, **places.get(context.name, {}))
    rows = [_by_name(parameters, drawn.place) for parameters, drawn in sets]
    names = [name for name in rows[0] if len({row[name] for row in rows}) > 1]
    table = np.array([[row[name] for name in names] for row in rows], dtype="<f8")
    return {
        "ensemble": ensemble,
        "sets": {"source": source, "count": len(rows), "names": names, "values": base64.b64encode(table.tobytes()).decode()},
        "middle": {"parameters": dataclasses.asdict(middle), "place": dataclasses.asdict(place)},
    }


def _by_name(parameters, place):
    groups = {"parameters": dataclasses.asdict(parameters), "place": dataclasses.asdict(place)}
    return {f"{group}.{name}": float(value) for group, fields in groups.items() for name, value in fields.items()}


def _check(context, scenarios, middle):
    """Return the small world that the page runs at load, and a hash of every column of it from Python."""
    policy = scenarios[-1]
    columns = columns_of(run(context, scenarios[0], policy, Parameters(**middle["parameters"]), Place(**middle["place"]), **CHECKED))
    return {"world": CHECKED, "scenario": policy.name, "hashes": {name: hashed(data) for name, data in columns.items()}}


def run(context, today, policy, parameters, place, teachers, seed, replicate, runInYears, years):  # noqa: N803
    """Run a world as the page is asked to, with the Python engine; return it after its last month."""
    from sim.simulate import advance, run_in, start

    here = dataclasses.replace(context, place=place)
    snapshot = run_in(here, today, parameters, teachers=teachers, seed=seed, replicate=replicate, years=runInYears)
    world = start(snapshot, policy, years)
    advance(world, snapshot.month, snapshot.month + 12 * years)
    return world


def columns_of(world) -> dict[str, bytes]:
    """Return every array of a world as the page's engine hands them out: {name: bytes}."""
    from sim.columns import BYTE, COLUMN, INTEGER, SCHOOL
    from sim.record import SPELL_FLOATS, SPELL_INTEGERS

    found = {}
    tables = {"f": COLUMN._fields, "i": INTEGER._fields, "b": BYTE._fields, "school_f": SCHOOL._fields}
    for array, names in (tables | {"spell_i": SPELL_INTEGERS, "spell_f": SPELL_FLOATS}).items():
        found |= {f"{array}.{name}": getattr(world, array)[k].tobytes() for k, name in enumerate(names)}
    whole = ("school_i", "cluster_i", "pool_f", "pool_i", "monthly", "yearly", "ledger", "p", "clock")
    return found | {name: getattr(world, name).tobytes() for name in whole}


def hashed(data: bytes) -> str:
    """Return 16 hexadecimal digits: MurmurHash3 of whole 32-bit words with two seeds, as engine.js computes it."""
    words = np.frombuffer(data + b"\0" * (-len(data) % 4), dtype="<u4").tolist()
    return "".join(f"{_murmur(words, len(data), seed):08x}" for seed in (0x9747B28C, 0x3C074A61))


def _murmur(words, size, seed):
    mask, h = 0xFFFFFFFF, seed
    for k in words:
        k = k * 0xCC9E2D51 & mask
        k = ((k << 15 | k >> 17) & mask) * 0x1B873593 & mask
        h ^= k
        h = ((h << 13 | h >> 19) & mask) * 5 + 0xE6546B64 & mask
    h ^= size
    h = (h ^ h >> 16) * 0x85EBCA6B & mask
    h = (h ^ h >> 13) * 0xC2B2AE35 & mask
    return h ^ h >> 16
