"""What a search has found, in a language: the answer in sentences, mixes lever by lever, names of policies, the table on screen."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from analysis import frontier, inputs, pages
from analysis.chart import Look, short
from analysis.language import Language, language
from analysis.outcomes import OUTCOMES
from analysis.uncertainty import COMPUTING
from analysis.words import NOT_DISTINGUISHABLE


class Words:
    """Say what a search has found.

    Attributes
    ----------
    about : the manifest of the search;  say : the language.
    """

    def __init__(self, about: dict, say: Language | None = None):
        self.about, self.say = about, say or language()
        self.context = about["contexts"][0]
        self.currency = self.context.get("currency", "")

    @cached_property
    def place(self) -> str:
        """Return the title of the place."""
        return pages.title(self.say, "place", self.context["title"])

    @cached_property
    def look(self) -> Look:
        """Return what figures are labelled with."""
        names = {*self.about["roles"], *self.about["titles"], self.about["reference"]}
        return Look(self.say, {name: self.policy(name) for name in names}, self.currency)

    @property
    def reference(self) -> str:
        """Say what every difference is against."""
        today = self.about["reference"] == self.context["today"]
        return self.say("optimise.today") if today else self.say("sweep.quoted", name=self.policy(self.about["reference"]))

    @property
    def outcome(self) -> str:
        """Return what counts as kept: ``still teaching after 5 years``."""
        name = self.about["outcome"]
        return self.say.named("outcome", name, OUTCOMES[name].label)

    def policy(self, name: str) -> str:
        """Return the short name of a policy: one of the search, or a shipped one."""
        stem, _, number = name.removesuffix("_again").partition("_")
        if stem == "mix" and number.isdecimal():
            return self.say("optimise.policy.mix", n=number)
        if self.say.has(f"optimise.policy.{name.replace('_again', '')}"):
            return self.say(f"optimise.policy.{name.replace('_again', '')}")
        return self.say.named("policy", name, short(name))

    def lever(self, name: str) -> str:
        """Return what a lever is called."""
        return inputs.label(f"levers.{name}", self.say, frontier.SPECS[name].label)

    def value(self, name: str, value) -> str:
        """Write a lever's value with its unit; a number may come as text, as it stands beside choices in a table."""
        spec = frontier.SPECS[name]
        return inputs.said(value if spec.choices else float(value), spec.unit, self.say, self.currency).replace(" %", "\u00a0%")

    def set_to(self, name: str, value) -> str:
        """Write a lever with its value: ``coverage: 80 %``."""
        return self.say("optimise.lever", lever=self.lever(name), value=self.value(name, value))

    def reach(self, said: str) -> tuple[str, str]:
        """Return label and range of a lever that was searched, from ``name:low:high`` or ``name:choice:choice``."""
        name, *ends = said.split(":")
        spec = frontier.SPECS[name]
        if spec.choices:
            return self.lever(name), f"{self.say('answer.comma')} ".join(self.value(name, end) for end in ends)
        low, high = (float(end) for end in ends)
        return self.lever(name), self.say("number.between", low=inputs.value(low, spec.unit, self.say), high=self.value(name, high))

    def mix(self, changed: dict) -> str:
        """Say which levers a mix changes: ``coverage: 80 % (now 50 %); ...``; where nobody has a mentor any more, in those words."""
        parts = []
        for name, (before, value) in changed.items():
            was = inputs.value(before, frontier.SPECS[name].unit, self.say).replace(" %", "\u00a0%")
            key = "optimise.stopped" if name == "coverage" and value == 0 else "optimise.changed"
            parts.append(self.say(key, lever=self.set_to(name, value), before=was))
        return f"{self.say('answer.join')} ".join(parts) if parts else self.say("optimise.nothing_changed")

    def money(self) -> str:
        """Say the budget with what it is a year and for each teacher."""
        say, about = self.say, self.about
        each = say.money(about["budget"] / about["years"] / about["teachers"], self.currency)
        whole, posts = say.money(about["budget"], self.currency), say.number(about["teachers"], 0)
        return say("optimise.money", money=whole, years=say.years(about["years"]), each=each, posts=posts)

    def cost(self, row) -> str:
        """Say a cost with its bounds."""
        say, cost = self.say, self.say.money(row["cost"], self.currency)
        if not np.isfinite(row["cost_low"]) or row["cost_high"] - row["cost_low"] < 0.005 * abs(row["cost"]):
            return cost
        return say("number.about_between", value=cost, low=say.money(row["cost_low"]), high=say.money(row["cost_high"]))

    def does(self, row, today) -> str:
        """Say what a policy does beside the reference and what both cost."""
        say = self.say
        kept = {"n": say.heads(row["kept"]), "base": say.heads(today["kept"]), "what": self.outcome, "reference": self.reference}
        return say("optimise.does", bounds=self.gain(row), cost=self.cost(row), base_cost=self.cost(today), **kept)

    def gain(self, row) -> str:
        """Say how many more of 100 a policy keeps, with both bounds, as its table does."""
        say, low, high = self.say, row["more_low"], row["more_high"]
        if not (np.isfinite(low) and np.isfinite(high)) or low == high == 0:
            return say.probably(low, high)
        return say("optimise.gain", n=say.signed(100 * row["more"]), low=say.signed(100 * low), high=say.signed(100 * high))

    @property
    def wanted(self) -> str:
        """Say the target in heads of 100."""
        return self.say.plain(100 * self.about["target"])

    def title(self) -> str:
        """Return the title of the page, which says at once where nothing was found."""
        about, found = self.about, {role for roles in self.about["roles"].values() for role in roles}
        if about["budget"] is not None and "best" in found:
            return self.say("optimise.title.budget", place=self.place, money=self.say.money(about["budget"], self.currency))
        if about["budget"] is not None and about["target"] is None:
            return self.say("optimise.title.none", place=self.place, money=self.say.money(about["budget"], self.currency))
        return self.say("optimise.title.target" if "cheapest" in found else "optimise.title.missed", place=self.place, n=self.wanted)

    def missed(self, rows) -> str:
        """Say that the target is not reached, or not surely, and how near a policy came; empty where it is reached or none was set."""
        about, say = self.about, self.say
        if about["target"] is None or any("cheapest" in roles for roles in about["roles"].values()):
            return ""
        within = say("optimise.missed.within") if about["budget"] is not None else ""
        values = {"wanted": self.wanted, "reference": self.reference, "what": self.outcome, "within": within}
        if about["budget"] is not None:
            rows = rows[rows["cost"] <= about["budget"]]
        reached = bool((rows["more"] >= about["target"]).any())
        better = [row for _, row in rows.iterrows() if reached or (row["clear"] == frontier.CLEAR and row["more"] > 0)]
        if not better:
            return say("optimise.missed.none", **values)
        top = max(better, key=lambda row: row["more"])
        values |= {"most": self.gain(top), "policy": say("sweep.quoted", name=self.policy(top["policy"])), "cost": self.cost(top)}
        return say("optimise.doubtful" if reached else "optimise.missed", **values)

    def answer(self, rows) -> list[str]:
        """Return what a search has found, in sentences; where a target is not reached, that comes first."""
        about, say = self.about, self.say
        found = {role: name for name, roles in about["roles"].items() for role in roles if role in ("best", "cheapest")}
        at = {row["policy"]: row for _, row in rows.iterrows()}
        said = [self.missed(rows)] if self.missed(rows) else []
        if about["budget"] is not None:
            said += self._of_budget(found.get("best"), at)
        if about["target"] is not None and "cheapest" in found:
            said += self._of_target(found["cheapest"], found.get("best"), at)
        for policy in frontier.chosen(about)[:1]:
            row = at[policy]
            if row["tired_low"] * row["tired_high"] > 0 and abs(row["tired"]) >= 0.05:
                key = "optimise.tired.more" if row["tired"] > 0 else "optimise.tired.less"
                said.append(say(key, reference=self.reference, sd=say.number(abs(row["tired"]), 2)))
            ends = [self.set_to(name, value) for name, value in frontier.at_the_end(about, policy)]
            if ends:
                said.append(say("optimise.end", levers=f"{say('answer.join')} ".join(ends)))
        if rows["interval"].iloc[0] == COMPUTING:
            said.append(say("answer.one_set"))
        return said

    def _of_budget(self, best, at):
        say, about = self.say, self.about
        today = at[about["reference"]]
        if best is None and today["cost"] <= about["budget"]:
            cost = self.cost(today)
            return [say("optimise.best_none", money=self.money(), place=self.place, reference=self.reference, cost=cost)]
        if best is None:
            least = min(row["cost"] for row in at.values())
            return [say("optimise.unpaid", money=self.money(), place=self.place, least=say.money(least, self.currency))]
        row, changed = at[best], about["changed"][best]
        said = [say("optimise.best", money=self.money(), place=self.place, mix=self.mix(changed)), self.does(row, today)]
        if row["clear"] == frontier.CLEAR and row["more"] > 0:
            said.append(say("optimise.equal"))
        else:
            said.append(say("optimise.too_dear", reference=self.reference))
            key = "optimise.unclear.budget" if row["clear"] == frontier.NOT_CLEAR else "optimise.fewer"
            said.append(say(key, reference=self.reference))
        if np.isfinite(row["over_budget"]) and row["over_budget"] > 0.05:
            said.append(say("optimise.over", n=say.heads(row["over_budget"])))
        return said

    def _of_target(self, cheapest, best, at):
        say, about, row = self.say, self.about, at[cheapest]
        values = {"wanted": self.wanted, "reference": self.reference}
        if cheapest == best:
            said = [say("optimise.both", **values)]
        else:
            said = [say("optimise.cheapest", mix=self.mix(about["changed"][cheapest]), **values), self.does(row, at[about["reference"]])]
        if row["more"] < about["target"]:
            said.append(say("optimise.short", n=say.signed(100 * row["more"])))
        return said

    def head(self, name: str) -> str:
        """Return the head of a column of the table of policies."""
        first, second = (self.say.named("group", group) for group in self.about["equity"])
        values = {"currency": self.currency, "outcome": self.outcome, "first": first, "second": second, "reference": self.reference}
        return self.say(f"optimise.head.{name}", years=self.say.years(self.about["years"]), **values)


def table(rows, about: dict) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of the table on screen."""
    words, say = Words(about), language()
    heads = ["Policy", f"cost of\n{about['years']} years, {words.currency}", "of 100\nkept", f"more than\n{about['reference']}"]
    heads += ["exhaustion,\nSD", "gap,\nof 100 a year"]
    lines = []
    for _, row in rows.iterrows():
        mine = row["policy"] == about["reference"]
        ends = [say.signed(100 * row[end]) for end in ("more_low", "more_high")]
        bounds = f" ({' to '.join(ends)})" if np.isfinite(row["more_low"]) else ""
        unclear = f", {NOT_DISTINGUISHABLE}" if row["clear"] == frontier.NOT_CLEAR else ""
        lines.append([
            row["policy"], say.money(row["cost"]), say.heads(row["kept"]),
            "" if mine else f"{say.signed(100 * row['more'])}{bounds}{unclear}",
            "" if mine else say.signed(row["tired"], 2), say.signed(100 * row["gap"], 1),
        ])  # fmt: skip
    return heads, lines
