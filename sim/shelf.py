"""The shelf of shipped places and policies: ``configs/context`` and ``configs/scenario``, read by name for use from Python.

Files of a user's own, with messages that name file and line, are the business of the command ``retain``.
"""

from __future__ import annotations

import dataclasses
import difflib
from pathlib import Path

from sim.context import Context, Place
from sim.levers import Levers
from sim.number import numbers, problem
from sim.prices import Prices
from sim.scenario import Scenario

CONFIGS = Path(__file__).resolve().parent.parent / "configs"


def contexts() -> tuple[str, ...]:
    """Return the names of the shipped contexts."""
    return _names("context")


def scenarios() -> tuple[str, ...]:
    """Return the names of the shipped scenarios."""
    return _names("scenario")


def context(name: str) -> Context:
    """Return a shipped context.

    Raises
    ------
    ValueError : there is no such context (the nearest is named), or a number of it is out of bounds.
    """
    values = _read("context", name)
    where = f"context {name}"
    values["place"] = _table(Place, values.get("place"), where)
    values["prices"] = _table(Prices, values.get("prices"), where)
    values["ranges"] = {key: (float(low), float(high)) for key, (low, high) in values.get("ranges", {}).items()}
    return Context(name=name, **_fields(Context, values))


def scenario(name: str) -> Scenario:
    """Return a shipped scenario.

    Raises
    ------
    ValueError : there is no such scenario (the nearest is named), or a lever of it is out of bounds.
    """
    values = _read("scenario", name)
    values["levers"] = _table(Levers, values.get("levers"), f"scenario {name}")
    values.pop("scales", None)  # which lever another policy's money changes: the command reads it
    return Scenario(name=name, **_fields(Scenario, values))


def check(table, where: str) -> None:
    """Refuse a dataclass of numbers that holds one out of its bounds: a Place, Prices, Levers or Parameters made in Python.

    Raises
    ------
    ValueError : with the number, what it is, and what is allowed.
    """
    for key, spec in numbers(type(table)).items():
        fault = problem(spec, getattr(table, key))
        if fault:
            raise ValueError(f"{where}: {key} is {getattr(table, key)!r} and {fault}")


def _names(group):
    return tuple(sorted(path.stem for path in (CONFIGS / group).glob("*.yaml")))


def _read(group, name):
    known = _names(group)
    if name not in known:
        near = difflib.get_close_matches(str(name).lower().replace(" ", "_").replace("-", "_"), known, 1, 0.5)
        nearest = f" The nearest is {near[0]}." if near else ""
        raise ValueError(f"there is no {group} called {name!r}.{nearest} There are: {', '.join(known)}")
    import yaml

    return yaml.safe_load((CONFIGS / group / f"{name}.yaml").read_text(encoding="utf-8"))


def _table(kind, given, where):
    given = dict(given or {})
    unknown = sorted(set(given) - set(numbers(kind)))
    if unknown:
        raise ValueError(f"{where}: there is no {kind.__name__.lower()} number called {unknown[0]}")
    table = kind(**given)
    check(table, where)
    return table


def _fields(kind, values):
    """Return the values that a dataclass has, lists as tuples."""
    known = {field.name for field in dataclasses.fields(kind)} - {"name"}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"a {kind.__name__.lower()} has no key {unknown[0]}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
