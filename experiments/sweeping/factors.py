"""What a sweep varies: a lever, a number of the place, a price, a parameter, the place or the policy, with a range or with values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.errors import BadInput
from experiments.input import cards, library
from experiments.input.request import PARAMETERS, request
from experiments.input.settings import shipped
from experiments.input.words import listed, number, written
from sim.number import problem

NAMED = ("context", "scenario")
TABLES = {
    "levers.": cards.LEVERS,
    "context.prices.": cards.PRICES,
    "context.place.": cards.PLACE,
    "context.": cards.PLACE,
    "parameters.": PARAMETERS,
}
RANGE, STEPS = "..", ":"
MOST_STEPS = 1000


@dataclass(frozen=True)
class Factor:
    """Hold one thing that a sweep varies, every value of it checked.

    Attributes
    ----------
    key : ``levers.coverage``, ``context.class_size``, ``context.prices.visit``, ``parameters.learning_rate``, ``context`` or ``scenario``.
    values : what it takes, in their order; empty for a range.
    low, high : ends of a range.
    steps : how many values a range was asked to have, or None.
    spec : its :class:`sim.number.Number`, or None for ``context`` and ``scenario``.
    bounds : whether its range is all that is allowed, for want of a narrower one.
    """

    key: str
    values: tuple = ()
    low: float = 0.0
    high: float = 0.0
    steps: int | None = None
    spec: object = None
    bounds: bool = False

    @property
    def name(self) -> str:
        """Return the name of its column in the table of points."""
        return self.key.rpartition(".")[2]

    @property
    def is_range(self) -> bool:
        """Say whether it has two ends rather than values."""
        return not self.values

    @property
    def is_fixed(self) -> bool:
        """Say whether it takes one value only."""
        return len(self.values) == 1

    def levels(self, many: int) -> tuple:
        """Return its values; a range gives ``many`` evenly spaced ones where it was not asked for another number."""
        if self.values:
            return self.values
        return tuple(float(value) for value in np.linspace(self.low, self.high, self.steps or many))

    def at(self, share: float):
        """Return the value at a share (0 to 1) of the range, or of the list of values."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        return float(self.low + (self.high - self.low) * share)

    def said(self) -> str:
        """Write it as it would be typed."""
        if self.values:
            return ",".join(f"{value:g}" if isinstance(value, float | int) else str(value) for value in self.values)
        return f"{self.low:g}{RANGE}{self.high:g}" + (f"{STEPS}{self.steps}" if self.steps else "")

    def as_values(self) -> dict:
        """Return plain values for the manifest, with unit and label for the report."""
        found = {"key": self.key, "name": self.name, "given": self.said()}
        found |= {"values": list(self.values)} if self.values else {"low": self.low, "high": self.high}
        if self.spec is not None:
            found |= {"label": self.spec.label, "unit": self.spec.unit, "source": self.spec.source}
        return found


def is_factor(key: str) -> bool:
    """Say whether a key means something that a sweep can vary or set, rather than a setting."""
    return key in NAMED or "." in key.strip(".")


def factor(key: str, given, context: library.Card, where: str | None = None) -> Factor:
    """Make a checked :class:`Factor`.

    Parameters
    ----------
    key : as typed.
    given : ``0..1``, ``0..1:5``, ``0,0.5,1``, one value, a list, or None: its own plausible range, its bounds where it has none,
        all choices of a choice, all shipped names of ``context`` or ``scenario``.
    context : the card of the sweep's context; its ranges stand before the bounds of a number of the place.
    where : how messages name the place; without it ``key=given``.

    Raises
    ------
    BadInput : no such thing, a value out of bounds, a range that runs backwards.
    """
    text = "" if given is None else ",".join(map(written, given)) if isinstance(given, list | tuple) else written(given)
    where = where or (f"{key}={text}" if given is not None else key)
    key = key.replace("context.place.", "context.").replace("scenario.levers.", "levers.")
    if key.startswith("scenario."):
        key = f"levers.{key.removeprefix('scenario.')}"
    if key in NAMED:
        return _named(key, text, where)
    spec = spec_of(key, text or "1", where)
    if given is None:
        return _own_range(key, spec, context)
    if not text:
        raise BadInput(
            "nothing stands after the equals sign", where, mend=f"write {key}=LOW..HIGH, {key}=A,B,C, or {key} alone for its range"
        )
    if RANGE in text and not spec.choices:
        return _range(key, text, spec, where)
    words = listed(text)
    if any(word == "" for word in words):
        raise BadInput("a value is missing between two commas", where)
    values = tuple(_value(key, spec, word, where, words) for word in words)
    _check_twice(values, where)
    return Factor(key, values, spec=spec)


def spec_of(key: str, text: str, where: str):
    """Return the :class:`sim.number.Number` of a key; raise :class:`BadInput` with the nearest one where there is none."""
    for head, table in TABLES.items():
        if key.startswith(head) and key.removeprefix(head) in table:
            return table[key.removeprefix(head)]
    try:
        request("run", [], {key: text}, "")
    except BadInput as fault:
        raise BadInput(fault.what, where, fault.allowed, fault.nearest, fault.mend) from None
    raise BadInput(f"{key} is a setting, not a factor", where, mend="a sweep varies levers., context., parameters., context and scenario")


def _named(key, text, where):
    names = listed(text) if text else shipped(key)
    if any(name == "" for name in names):
        raise BadInput("a name is missing between two commas", where)
    _check_twice(names, where)
    for name in names:
        try:
            library.find(key, name)
        except BadInput as fault:
            raise BadInput(fault.what, fault.where or where, fault.allowed, fault.nearest, fault.mend) from None
    return Factor(key, tuple(names))


def _check_twice(values, where):
    for value in values:
        if values.count(value) > 1:
            raise BadInput(f"{value} stands twice", where, mend="name each value once")


def _value(key, spec, word, where, among):
    plain = word if spec.choices else number(word)
    if problem(spec, plain) is None:
        return plain
    try:
        checked = request("run", [], {key: word}, "")
    except BadInput as fault:
        mend = fault.mend
        if len(among) == 2 and all(part.isdigit() for part in among):
            a, b = among
            mend = f"{a},{b} means the two values {a} and {b}; write {a}.{b} for a decimal number, or {a}..{b} for a range"
        raise BadInput(fault.what, where, fault.allowed, fault.nearest, mend) from None
    tables = (checked.place, checked.prices, checked.parameters, checked.levers.get(None, {}))
    return next(value for table in tables for value in table.values())


def _range(key, text, spec, where):
    ends, _, steps = text.partition(STEPS)
    low, _, high = (part.strip() for part in ends.partition(RANGE))
    if not low or not high or RANGE in high or high.startswith("."):
        raise BadInput("a range has two ends", where, mend=f"write {key}=LOW{RANGE}HIGH, such as {spec.low:g}{RANGE}{spec.high:g}")
    low, high = (float(_value(key, spec, end, where, [])) for end in (low, high))
    if low > high:
        raise BadInput(
            f"the range runs from {low:g} down to {high:g}", where, mend=f"write the lower number first: {key}={high:g}{RANGE}{low:g}"
        )
    if low == high:
        raise BadInput("the range has no width", where, mend=f"write {key}={low:g} to set it, or a range with two ends")
    if not steps and STEPS not in text:
        return Factor(key, (), low, high, None, spec)
    many = number(steps)
    if not isinstance(many, int) or not 2 <= many <= MOST_STEPS:
        raise BadInput(f"{steps or 'nothing'} is not a number of steps", where, f"a whole number from 2 to {MOST_STEPS}")
    return Factor(key, (), low, high, many, spec)


def _own_range(key, spec, context):
    if spec.choices:
        return Factor(key, tuple(spec.choices), spec=spec)
    known = {}
    if key.startswith("context."):
        known = context.values.get("ranges") or {}
    narrower = known.get(key.rpartition(".")[2]) or spec.plausible
    low, high = narrower or (spec.low, spec.high)
    return Factor(key, (), float(low), float(high), None, spec, narrower is None)
