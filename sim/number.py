"""One spec for every number: default, bounds, unit, label, help and source, kept in the dataclass field.

Validation, error messages, listings, sliders, designs, priors and the ODD tables all read it from here.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Number:
    """Describe one number (or one choice) of the model.

    Attributes
    ----------
    default : value used where nothing else is said.
    low, high : hard bounds, both allowed; a value outside is refused.
    plausible : (low, high), the range that is drawn where the number is not known; None: not drawn.
    unit : the unit in words, for example ``hours a week`` or ``SD per SD``.
    label : a few words for a table or a slider.
    help : one sentence.
    source : evidence rows such as ``P12 P11``, or ``assumed``.
    choices : names allowed, for a lever that is a choice; the value stored is the name.
    paid : a lever whose size is the size of its policy: what ``same_money`` scales.
    searched : a lever that ``retain optimise`` may choose where nobody says which.
    """

    default: float | str
    low: float
    high: float
    unit: str
    label: str
    help: str
    source: str
    plausible: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    paid: bool = False
    searched: bool = False


def number(default, low, high, unit, label, help, source="assumed", plausible=None, paid=False, searched=False):
    """Make a dataclass field that carries its :class:`Number`."""
    spec = Number(default, low, high, unit, label, help, source, plausible, (), paid, searched)
    return field(default=default, metadata={"number": spec})


def choice(default, choices, label, help, source="assumed", searched=False):
    """Make a dataclass field that holds one of several names."""
    spec = Number(default, 0, len(choices) - 1, "choice", label, help, source, None, tuple(choices), False, searched)
    return field(default=default, metadata={"number": spec})


def numbers(table) -> dict[str, Number]:
    """Return the specs of a dataclass by field name, in the order they are written."""
    return {f.name: f.metadata["number"] for f in dataclasses.fields(table) if "number" in f.metadata}


def problem(spec: Number, value) -> str | None:
    """Say what is wrong with a value, or None where it may stand.

    The sentence fragment names what is allowed; the caller adds which key and which file.
    """
    if spec.choices:
        if value not in spec.choices:
            return f"must be one of {', '.join(spec.choices)}"
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        if isinstance(value, str) and value.replace(",", "", 1).replace("-", "", 1).isdigit() and "," in value:
            return f"is written with a decimal comma: write {value.replace(',', '.')}"
        return f"must be a number between {spec.low:g} and {spec.high:g} ({spec.unit})"
    if not math.isfinite(value) or value < spec.low or value > spec.high:
        return f"must lie between {spec.low:g} and {spec.high:g} ({spec.unit})"
    return None
