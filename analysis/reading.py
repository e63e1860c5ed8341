"""A comparison as a report reads it: stored results in one language, with names, the headline outcome and the policy that stands out."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from functools import cached_property

from analysis import pages, paired
from analysis.chart import Look, short
from analysis.language import Language, language
from analysis.outcomes import kept_years
from analysis.results import Results

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

    @cached_property
    def clear(self):
        """Return those of them that clearly keep more."""
        return self.others[[self.verdict(name, self.headline) == paired.MORE for name in self.others.index]]

    @cached_property
    def best(self) -> str | None:
        """Return the policy that keeps the most, a clear one where there is one; None where nothing is compared."""
        rows = self.clear if len(self.clear) else self.others
        return None if rows.empty else rows["difference"].idxmax()

    def known(self, value) -> bool:
        """Say whether a number is there."""
        return value is not None and math.isfinite(value)
