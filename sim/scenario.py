"""A policy: a title, where it comes from, its levers, and which of them the source states."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.levers import Levers


@dataclass(frozen=True)
class Scenario:
    """Hold one policy.

    Attributes
    ----------
    name : the file's name without ``.yaml``.
    title, source : one line each; the source names author and year or an evidence row.
    home_context : the context in which ``found_with`` was found, or None.
    levers : what the policy does.
    stated : names of the levers that the source gives; every other lever that is set is assumed.
    found_with : what the source's schools were like (leadership_support 0-1, expected_fit 0-1); informs the home context only.
    payer : who pays until the money ends: ministry, school or donor.
    notes : sentences for the report.
    """

    name: str
    title: str
    levers: Levers = field(default_factory=Levers)
    source: str = "assumed"
    home_context: str | None = None
    stated: tuple[str, ...] = ()
    found_with: dict = field(default_factory=dict)
    payer: str = "ministry"
    notes: tuple[str, ...] = ()
