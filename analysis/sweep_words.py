"""What a sweep's page says, in a language: names of factors, answers with their unit, conditions, findings."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from analysis import inputs
from analysis.chart import Look
from analysis.language import Language, language
from analysis.swept import Swept

KINDS = {"context": "place", "scenario": "policy"}


class Words:
    """Say what a sweep found, in one language.

    Attributes
    ----------
    found : the sweep;  say : the language.
    """

    def __init__(self, found: Swept, say: Language | None = None):
        self.found, self.say = found, say or language()
        self.meaning, self.is_difference = found.meaning, found.is_difference

    @property
    def currency(self) -> str:
        """Return the currency of the places, empty where they have several."""
        found = {one["currency"] for one in self.found.manifest["contexts"]}
        return found.pop() if len(found) == 1 else ""

    @property
    def look(self) -> Look:
        """Return what figures are labelled with."""
        return Look(self.say, currency=self.currency)

    @cached_property
    def labels(self) -> list[str]:
        """Return what the factors that vary are called."""
        return [self.label(one) for one in self.found.factors]

    @property
    def outcome(self) -> str:
        """Return what is counted: ``still teaching after 5 years``."""
        return self.say.named("outcome", self.found.outcome, self.meaning.label)

    @property
    def scale(self) -> float:
        """Return what answers are multiplied by: shares are said as heads of 100."""
        return 100.0 if self.meaning.unit.startswith("share") else 1.0

    @property
    def unit(self) -> str:
        """Return the unit in which answers are said."""
        unit = self.meaning.unit
        if unit.startswith("share"):
            return self.say("unit.heads a year" if unit.endswith("year") else "unit.heads")
        return self.currency if unit == "money" else self.say.named("unit", unit, unit)

    @property
    def digits(self) -> int:
        """Return the decimals of an answer."""
        return 1 if self.scale == 100.0 else 3 if self.meaning.unit == "SD" else 2

    @property
    def axis(self) -> str:
        """Return what stands at an axis of answers."""
        return self.say("sweep.axis.difference" if self.is_difference else "sweep.axis.level", outcome=self.outcome, unit=self.unit)

    @property
    def reference(self) -> str:
        """Return the name of what differences are against."""
        name = self.found.manifest["reference"]
        return self.say("sweep.today") if name == "today" else self.quoted(inputs.value(name, None, self.say, "policy"))

    def quoted(self, name: str) -> str:
        """Return a name between the language's quotation marks."""
        return self.say("sweep.quoted", name=name)

    def answer(self, value: float, signed: bool | None = None) -> str:
        """Write an answer without its unit; with its sign where it is a difference, unless said otherwise."""
        size = self.scale * value
        if self.meaning.unit == "money" or (np.isfinite(size) and abs(size) >= 1e5):
            return self.say.money(size)
        signed = self.is_difference if signed is None else signed
        return self.say.signed(size, self.digits) if signed else self.say.number(size, self.digits)

    def bounds(self, value: float, low: float, high: float) -> str:
        """Write an answer with its bounds."""
        low, high = (self.answer(one, False) for one in (low, high))
        return self.say("number.about_between", value=self.answer(value, False), low=low, high=high)

    def label(self, factor: dict) -> str:
        """Return what a factor is called."""
        return inputs.label(factor["key"], self.say, factor.get("label"))

    def unit_of(self, factor: dict) -> str:
        """Return the unit of a factor in words, empty where it has none."""
        return "%" if str(factor.get("unit", "")).startswith("share") else inputs.unit(factor.get("unit"), self.say, self.currency)

    def axis_of(self, factor: dict) -> str:
        """Return what stands at an axis of a factor: its label, and its unit where it has one."""
        unit = self.unit_of(factor)
        return f"{self.label(factor)}{self.say('answer.comma')} {unit}" if unit else self.label(factor)

    def value(self, factor: dict, value) -> str:
        """Write a value of a factor without its unit."""
        return inputs.value(value, factor.get("unit"), self.say, KINDS.get(factor["key"], "workshop.choice"))

    def valued(self, factor: dict, value) -> str:
        """Write a value of a factor with its unit."""
        return inputs.said(value, factor.get("unit"), self.say, self.currency, KINDS.get(factor["key"], "workshop.choice"))

    def condition(self, factor: dict, limit, whole) -> str:
        """Say one condition: ``weekly hours above 46 hours a week``. ``whole`` is the range of all points, None for a factor of names."""
        say, label = self.say, self.label(factor)
        if isinstance(limit, frozenset):
            return say("sweep.condition.is", label=label, values=say("sweep.or").join(sorted(self.value(factor, one) for one in limit)))
        low, high = limit
        if low > whole[0] and high < whole[1]:
            return say("sweep.condition.between", label=label, low=self.value(factor, low), high=self.valued(factor, high))
        if high < whole[1]:
            return say("sweep.condition.below", label=label, high=self.valued(factor, high))
        return say("sweep.condition.above", label=label, low=self.valued(factor, low))

    def conditions(self, limits: dict, wholes: dict) -> list[str]:
        """Say the conditions of a box or a leaf."""
        by_name = {one["name"]: one for one in self.found.factors}
        return [self.condition(by_name[name], limit, wholes.get(name)) for name, limit in limits.items()]

    def joined(self, parts: list[str]) -> str:
        """Join clauses with commas and a final *and*."""
        first = f"{self.say('answer.comma')} ".join(parts[:-1])
        return f"{first}{self.say('sweep.and')}{parts[-1]}" if first else parts[-1]

    def tenths(self, share: float) -> str:
        """Say a share as so many of ten, or of a hundred where that would hide it."""
        ten = round(10 * share)
        few = abs(ten / 10 - share) < 0.03 and 0 < ten < 10
        return self.say("sweep.of_ten", n=ten) if few else self.say("sweep.of_hundred", n=round(100 * share))

    @cached_property
    def target(self) -> tuple[str, float]:
        """Return (sense, value) of what must be reached: as asked; else any improvement, or the middle of the levels."""
        if self.found.target:
            return self.found.target
        value = 0.0 if self.is_difference else float(self.found.answers["answer"].median())
        return ("<=" if self.meaning.better == "lower" else ">="), value

    def target_said(self) -> str:
        """Say what the policy must reach."""
        sense, value = self.target
        kind = "difference" if self.is_difference else "level"
        word = "least" if sense == ">=" else "most"
        return self.say(
            f"sweep.target.{kind}.{word}", outcome=self.outcome, value=self.answer(value), unit=self.unit, reference=self.reference
        )

    def what(self) -> str:
        """Say what the answer at a point is."""
        key = "sweep.answer.difference" if self.is_difference else "sweep.answer.level"
        return self.say(key, reference=self.reference, outcome=self.outcome, unit=self.unit)

    def luck(self) -> list[str]:
        """Say how far luck moves the answer of one point, or that nothing is known of it."""
        if self.found.lucks.shape[1] < 2:
            return [self.say("sweep.luck.unknown")]
        error = float(np.sqrt((self.found.answers["error"] ** 2).mean()))
        return [self.say("sweep.luck", size=self.answer(error, False), unit=self.unit)] if np.isfinite(error) and error > 0 else []

    def sobol(self, first, total) -> str:
        """Return the finding of a variance decomposition."""
        say, labels = self.say, self.labels
        order = [int(k) for k in np.argsort(-first.value) if first.clear[k]]
        if order:
            said = say("sweep.sobol.found", label=labels[order[0]], n=self._percent(first.value[order[0]]))
            if len(order) > 1:
                said += (
                    say("answer.comma") + " " + say("sweep.sobol.second", label=labels[order[1]], n=self._percent(first.value[order[1]]))
                )
            return capital(said)
        order = [int(k) for k in np.argsort(-total.value) if total.clear[k]]
        if order:
            return capital(say("sweep.sobol.together", label=labels[order[0]], n=self._percent(total.value[order[0]])))
        return say("sweep.sobol.none")

    def _percent(self, share):
        return self.say.number(100 * min(max(0.0, share), 1.0), 0)

    def morris(self, size) -> str:
        """Return the finding of a screening."""
        order = [int(k) for k in np.argsort(-size.value) if size.clear[k]]
        if not order:
            return self.say("sweep.none")
        top = order[0]
        values = {"label": self.labels[top], "size": self.answer(size.value[top], False), "unit": self.unit}
        if len(order) > 1 and size.high[order[1]] > size.low[top]:
            second = order[1]
            return capital(self.say("sweep.morris.two", second=self.labels[second], other=self.answer(size.value[second], False), **values))
        return self.say("sweep.morris.found", **values)

    def tornado(self, ranges, clear) -> str:
        """Return the finding of a tornado; ``clear`` says which ranges are beyond chance."""
        order = [k for k in sorted(range(len(ranges)), key=lambda k: -float(np.ptp(ranges[k][1]))) if clear[k]]
        if not order:
            return self.say("sweep.none")
        answers = ranges[order[0]][1]
        low, high = (self.answer(one) for one in (answers.min(), answers.max()))
        return self.say("sweep.tornado.found", label=self.labels[order[0]], low=low, high=high, unit=self.unit)

    def curves(self, lines, clear) -> str:
        """Return the finding of response curves; ``clear`` says which move the answer beyond chance."""
        order = [k for k in sorted(range(len(lines)), key=lambda k: -float(np.ptp(lines[k][1]))) if clear[k]]
        if not order:
            return self.say("sweep.none")
        values, means, _ = lines[order[0]]
        ends = {"low": int(means.argmin()), "high": int(means.argmax())}
        factor = self.found.factors[order[0]]
        said = {name: self.answer(means[k]) for name, k in ends.items()}
        said |= {f"at_{name}": self.valued(factor, values[k]) for name, k in ends.items()}
        return self.say("sweep.curves.found", label=self.label(factor), unit=self.unit, **said)

    def best(self, answers) -> int:
        """Return which answer is the best."""
        return int(np.nanargmin(answers) if self.meaning.better == "lower" else np.nanargmax(answers))

    def leader(self, kind: str, name: str, value: float, same: int, others: int) -> str:
        """Say which of several points or cells (``points`` or ``map``) comes out best, where ``same`` of the others are as good."""
        if same >= others:
            return self.say(f"sweep.{kind}.none")
        values = {"name": name, "value": self.answer(value), "unit": self.unit}
        if same:
            return self.say(f"sweep.{kind}.several", same=same, others=others, **values)
        return self.say(f"sweep.{kind}.found", **values)

    def regret(self, first, clear: bool) -> str:
        """Return the finding of a table of regret, from its first row."""
        policy = self.quoted(first["policy"])
        if not clear:
            return self.say("sweep.regret.none", policy=policy)
        return self.say("sweep.regret.found", policy=policy, most=self.answer(first["worst_regret"], False), unit=self.unit)


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
