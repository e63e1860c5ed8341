"""Mixes of levers: which levers may be chosen, in which steps, and the scenario that a mix makes of the one it begins from."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cache

from experiments.errors import BadInput
from experiments.input import cards, library
from experiments.input.settings import shipped
from experiments.input.words import number, unknown
from sim.scenario import Scenario

# what a ministry or a district can buy or decide; the rest stays as in the scenario that the search begins from
OVER = tuple(name for name, spec in cards.LEVERS.items() if spec.searched)
WHOLE_UNITS = ("months", "years", "documents", "mentees")
STEPS = 50  # a lever is chosen in about so many round steps: nobody orders 0.4173 hours


@dataclass(frozen=True)
class Lever:
    """Hold one lever that may be chosen.

    Attributes
    ----------
    name : of :class:`sim.levers.Levers`.
    low, high, step : a number's range and its steps, in the lever's unit.
    choices : names, for a lever that is a choice; else empty.
    """

    name: str
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    choices: tuple[str, ...] = ()

    def snapped(self, value):
        """Return the nearest value that may be chosen; a choice that is not allowed becomes the first."""
        if self.choices:
            return value if value in self.choices else self.choices[0]
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        return self.at(min(steps, self.count))

    @property
    def count(self) -> int:
        """Return the number of the last step, or of the last choice."""
        return len(self.choices) - 1 if self.choices else int(math.floor((self.high - self.low) / self.step + 1e-9))

    def at(self, step: int):
        """Return the value of a step, written as a scenario file writes it."""
        return self.choices[step] if self.choices else float(f"{self.low + self.step * step:g}")

    def step_of(self, value) -> int:
        """Return the step of a value that may be chosen."""
        return self.choices.index(value) if self.choices else round((value - self.low) / self.step)

    def allowed(self) -> str:
        """Say what may be chosen."""
        return ", ".join(self.choices) if self.choices else f"{self.low:g} to {self.high:g} {cards.LEVERS[self.name].unit}"


@dataclass(frozen=True)
class Space:
    """Hold what may be chosen, and the scenario that gives every other lever.

    Attributes
    ----------
    levers : those that may be chosen;  base : the scenario that mixes begin from.
    """

    levers: tuple[Lever, ...]
    base: Scenario

    def mix_of(self, levers) -> dict:
        """Return the mix that is nearest to some levers (a :class:`sim.levers.Levers`)."""
        return {one.name: one.snapped(getattr(levers, one.name)) for one in self.levers}

    def own(self) -> dict:
        """Return the values of the base itself, which need not lie on a step."""
        return {one.name: getattr(self.base.levers, one.name) for one in self.levers}

    def scenario(self, name: str, mix: dict, title: str = "", notes: tuple[str, ...] = ()) -> Scenario:
        """Return the scenario of a mix."""
        return dataclasses.replace(
            self.base,
            name=name,
            title=title or name,
            source="assumed",
            levers=dataclasses.replace(self.base.levers, **mix),
            stated=(),
            found_with={},
            notes=notes,
        )

    def changed(self, mix: dict) -> dict:
        """Return the levers in which a mix differs from the base: {lever: (base, mix)}."""
        own = self.own()
        return {name: (own[name], value) for name, value in mix.items() if value != own[name]}

    def starts(self) -> list[dict]:
        """Return mixes to begin with: what every shipped scenario does, and the base with one lever at its far end, each once."""
        own = self.mix_of(self.base.levers)
        found = [own, *(self.mix_of(made.levers) for made in map(_made, shipped("scenario")))]
        for lever in self.levers:
            for step in range(lever.count + 1) if lever.choices else (lever.count, lever.count // 4):
                found.append(own | {lever.name: lever.at(step)})
        return [mix for at, mix in enumerate(found) if mix not in found[:at]]


@cache
def _made(name):
    return library.find("scenario", name).made()


def space(over: list[str], base: Scenario, fixed: dict) -> Space:
    """Return the space of ``over``: names, or ``lever:low:high``, or ``lever:choice:choice``.

    Without bounds of its own a lever goes as far as any shipped scenario goes, and at least to the base's own value.

    Raises
    ------
    BadInput : no such lever, bounds reversed or out of the lever's own, one that is fixed as well, nothing to choose.
    """
    made = [_made(name).levers for name in shipped("scenario")]
    levers, seen = [], set()
    for text in over:
        name, *bounds = (part.strip() for part in text.split(":"))
        where = f"over={text}"
        if name not in cards.LEVERS:
            raise unknown("lever", name, cards.LEVERS, where, allowed="", mend="retain list levers shows them all")
        if name in seen:
            raise BadInput(f"{name} stands twice", "over", mend="name each lever once")
        if name in fixed:
            raise BadInput(f"{name} is to be chosen and is fixed too", f"levers.{name}={fixed[name]}", mend="leave one of the two out")
        seen.add(name)
        spec = cards.LEVERS[name]
        if spec.choices:
            for choice in bounds:
                cards.check_number(spec, name, choice, where)
            levers.append(Lever(name, choices=tuple(dict.fromkeys(bounds)) or spec.choices))
        else:
            levers.append(_number(name, spec, bounds, where, [getattr(one, name) for one in (*made, base.levers)]))
    found = tuple(levers)
    if not any(lever.count for lever in found):
        raise BadInput("nothing is left to be chosen", "over", mend="give at least one lever room, such as over=coverage:0:1")
    return Space(found, base)


def _number(name, spec, bounds, where, spanned):
    if bounds and len(bounds) != 2:
        raise BadInput("a lever takes two bounds", where, mend=f"write {name}:{spec.low:g}:{min(spec.high, 10):g}, or {name} alone")
    whole = spec.unit in WHOLE_UNITS
    if bounds:
        low, high = (cards.check_number(spec, name, text if number(text) is None else number(text), where) for text in bounds)
        if low > high:
            raise BadInput(f"the bounds run from {low:g} down to {high:g}", where, mend=f"write {name}:{high:g}:{low:g}")
    else:
        low, high = min(spanned), max(spanned)
        if low == high:
            low, high = spec.low, spec.high
    if whole:
        low, high = math.ceil(low), math.floor(high)
    step = round_step((high - low) / STEPS)
    return Lever(name, float(low), float(high), max(1.0, round(step)) if whole else step)


def round_step(wanted: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above ``wanted``."""
    if wanted <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted) + 1e-12)
    return float(f"{max(one for one in (1, 2, 5) if one * power <= wanted * (1 + 1e-9)) * power:g}")
