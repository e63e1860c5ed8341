"""The parameter sets of a study as a table, so that its report can say which assumption would change the answer."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

from experiments import store
from experiments.input.settings import CONFIGS
from sim.number import numbers

FILE = "parameter_sets.csv"
ROW = re.compile(r"\b[A-Z]\d{2}[a-z]?\b")


def write(folder: Path, study) -> None:
    """Write ``parameter_sets.csv``: a row for each set, a column for each number that differs between sets.

    Numbers of the theory stand under their name, those of the place under ``context.NAME`` and prices under ``context.prices.NAME``.
    """
    from experiments.runner import numbers_of

    used = min(study.parameter_sets, study.replicates)
    rows = []
    for run in (study.runs(replicate)[0] for replicate in range(used)):
        parameters, context = numbers_of(run)
        rows.append({**_values(parameters), **_values(context.place, "context."), **_values(context.prices, "context.prices.")})
    varied = [name for name in rows[0] if len({row[name] for row in rows}) > 1]
    lines = [",".join(["parameter_set", *varied])]
    lines += [",".join([str(number), *(f"{row[name]:.10g}" for name in varied)]) for number, row in enumerate(rows)]
    store.write_text(folder / FILE, "\n".join(lines) + "\n")


def _values(table, before: str = "") -> dict[str, float]:
    return {f"{before}{name}": getattr(table, name) for name in numbers(type(table)) if dataclasses.is_dataclass(table)}


def citations(*texts) -> dict[str, str]:
    """Return what each evidence row named in the texts says: ``{P12: "quantity: value unit, population, year. Source."}``."""
    wanted = {row for text in texts for row in ROW.findall(str(text))}
    with open(CONFIGS / "evidence.csv", encoding="utf-8", newline="") as stream:
        found = {row["id"]: row for row in csv.DictReader(stream) if row["id"] in wanted}
    return {name: _said(row) for name, row in sorted(found.items())}


def _said(row) -> str:
    value = " ".join(part for part in (row["value"], row["unit"]) if part)
    about = ", ".join(part for part in (row["population"], row["year"]) if part)
    return f"{row['quantity']}{f': {value}' if value else ''}{f' ({about})' if about else ''}. {row['source']}"
