"""A comparison as a report reads it: stored results in one language, with names, the headline outcome and the policy that stands out."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from functools import cached_property

from analysis import costs, pages, paired
from analysis.chart import Look, short
from analysis.language import Language, language
from analysis.outcomes import kept_years
from analysis.results import Results
from sim.prices import TEACHERS

LONGEST_LABEL = 26


@dataclass(frozen=True)
class Reading:
    """Hold stored results and the language they are read in."""

    found: Results
    say: Language

    @property
    def manifest(self) -> dict:
        """Return what was run."""
        return self.found.manifest

    @property
    def reference(self) -> str:
        """Return the name of the policy that every difference is against."""
        return self.manifest["reference"]

    @property
    def illustrative(self) -> bool:
        """Say whether leaving rates are assumed here."""
        return bool(self.manifest["context"].get("illustrative"))

    @property
    def currency(self) -> str:
        """Return the context's currency."""
        return self.manifest["context"].get("currency", "")

    @cached_property
    def place(self) -> str:
        """Return the title of the place."""
        context = self.manifest["context"]
        return pages.title(self.say, "place", context.get("title", ""))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Return the title of each scenario."""
        return {card["name"]: pages.title(self.say, "scenario", card["title"]) for card in self.manifest["scenarios"]}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the short name of each scenario for charts and narrow tables."""
        english, found = language("en").rows, {}
        for card in self.manifest["scenarios"]:
            key, own = f"policy.{card['name']}", card["title"] if len(card["title"]) <= LONGEST_LABEL else short(card["name"])
            shipped = key in english and self.titles[card["name"]] == self.say.named("scenario", card["name"], "")
            found[card["name"]] = self.say(key) if shipped else textwrap.shorten(own, LONGEST_LABEL + 4, placeholder="…")
        return found

    @cached_property
    def look(self) -> Look:
        """Return what figures are labelled with."""
        return Look(self.say, self.labels, self.currency)

    @cached_property
    def kept(self) -> int:
        """Return after how many years the headline counts: the longest of 1, 3, 5 that fits, or 0."""
        return kept_years(self.manifest["years"])

    @property
    def headline(self) -> str:
        """Return the name of the headline outcome."""
        return f"retained_profession_{self.kept}y"

    def rows(self, outcome: str, group: str = "all", kind: str | None = None):
        """Return the rows of an outcome by scenario, with the interval that the first page speaks from unless a kind is named."""
        summary = self.found.summary
        mine = summary[(summary["outcome"] == outcome) & (summary["group"] == group)]
        return mine[mine["interval"] == (kind or paired.best_interval(summary))].set_index("scenario")

    @cached_property
    def others(self):
        """Return the headline rows of every policy but the reference."""
        rows = self.rows(self.headline)
        return rows[rows.index != self.reference]

    @cached_property
    def verdicts(self):
        """Return what can be claimed of each difference, see :func:`analysis.paired.verdicts`."""
        return paired.verdicts(self.found.summary)

    def verdict(self, scenario: str, outcome: str, group: str = "all") -> str:
        """Return what can be claimed of one difference: more, fewer, not clear."""
        return self.verdicts.get((scenario, group, outcome), paired.UNCLEAR)

    def probably(self, row, outcome: str) -> str:
        """Say a difference of a row of an outcome (a share) in heads of 100, as surely as its verdict allows."""
        clear = self.verdict(row.name, outcome) != paired.UNCLEAR
        return self.say.probably(row["difference_low"], row["difference_high"], clear)

    def clearly(self, outcome: str, word: str = paired.MORE) -> set[str]:
        """Return the policies of which a difference in an outcome of all teachers can be claimed."""
        return {name for name in self.found.order if name != self.reference and self.verdict(name, outcome) == word}

    @cached_property
    def cheapest(self) -> str | None:
        """Return the policy with the lowest price of one leaver fewer, of those that have a price; None where none has."""
        each = self.rows("cost_per_leaver_avoided")["estimate"].dropna()
        return None if each.empty else each.idxmin()

    @cached_property
    def costs(self):
        """Return what the programme of each policy costs a year, and how much more than that of the reference: ``cost, more``.

        The one base of every yearly cost of a report: programme lines, the mean of all its years, all posts, unpaid time left out.
        """
        years = self.manifest["years"]
        return (self.rows("cost_total")[["estimate", "difference"]] / years).set_axis(["cost", "more"], axis=1)

    @cached_property
    def paid(self):
        """Return what each payer pays a year, see :func:`analysis.costs.by_payer`; None where no costs were recorded."""
        ledger = self.found.ledger
        return costs.by_payer(ledger, self.manifest["replicates"], self.manifest["years"]) if len(ledger) else None

    def unpaid(self, scenario: str) -> float:
        """Return what the teachers' unpaid time is worth a year; it is no part of a programme's cost."""
        if self.paid is None:
            return 0.0
        return float(self.paid[(self.paid["scenario"] == scenario) & (self.paid["payer"] == TEACHERS)]["cost_a_year"].sum())

    @cached_property
    def clear(self):
        """Return those of them that clearly keep more."""
        return self.others[[name in self.clearly(self.headline) for name in self.others.index]]

    @cached_property
    def best(self) -> str | None:
        """Return the policy that keeps the most, a clear one where there is one; None where nothing is compared."""
        rows = self.clear if len(self.clear) else self.others
        return None if rows.empty else rows["difference"].idxmax()

    def known(self, value) -> bool:
        """Say whether a number is there."""
        return value is not None and math.isfinite(value)
