"""What is going to be done, where its results go, and how its runs share the machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from experiments.specification import Study


@dataclass
class Plan:
    """Hold what is going to be done.

    Attributes
    ----------
    study : :class:`experiments.specification.Study`.
    out : folder of the results.
    backend, jobs : how runs share the machine.
    typed : the command line.
    notes : sentences to say before the start.
    borrowed : {``from``: name, ``fields``: names, ``file``: path as it was typed} where the context is the user's own, else None.
    inputs : hash by file, for the manifest.
    language : of the report, or None where none was asked for.
    page : write workbook, figures and report beside the tables.
    scalings : policies that are still to be scaled to the cost of others, see :mod:`experiments.same_money`.
    """

    study: Study
    out: Path
    backend: str
    jobs: int
    typed: str
    notes: list[str] = field(default_factory=list)
    borrowed: dict | None = None
    inputs: dict = field(default_factory=dict)
    language: str | None = None
    page: bool = True
    scalings: tuple = ()
