"""Headline figures as people say them: heads of 100 new teachers, differences with bounds, money."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from experiments.screen import writes

YEARS = (1, 3, 5)
NOT_KNOWN, NOT_CLEAR, MARK = "-", "not clear", " *"
PLAIN = {"\u202f": " ", "\u2212": "-", "\u2013": "-", "\u00b1": "+/-"}
ROUGH_AFTER, STUDENT = 5, 2.13  # runs behind the first rough table; 90 % of Student's t with one degree of freedom less


def typed(text: str) -> str:
    """Return a text with typographic signs replaced where the terminal lacks them."""
    return "".join(letter if letter not in PLAIN or writes(letter) else PLAIN[letter] for letter in text)


def _after(year):
    return f"after\n{year} year{'s' if year > 1 else ''}"


class Tally:
    """Add up headline counts of runs as they end, for a first rough table."""

    def __init__(self, scenarios: list[str], years: int):
        self.scenarios, self.years = scenarios, [year for year in YEARS if year <= years]
        self.counts = {}

    def add(self, headlines: list[tuple]) -> None:
        """Add (scenario, outcome, numerator, denominator) of finished runs."""
        for scenario, outcome, numerator, denominator in headlines:
            self.counts.setdefault((scenario, outcome), []).append((numerator, denominator))

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Return heads and rows: of 100 new teachers, how many still teach, and how far that may be off by the spread of the runs."""
        rows = []
        for scenario in self.scenarios:
            row = [scenario]
            for year in self.years:
                row.append(_rough(self.counts.get((scenario, f"retained_profession_{year}y"), ())))
            rows.append(row)
        return ["Policy", *(_after(year) for year in self.years)], rows


def _rough(counts) -> str:
    """Say a share of few runs in heads of 100, with what it may be off."""
    kept, whole, runs = sum(part[0] for part in counts), sum(part[1] for part in counts), len(counts)
    if not whole:
        return NOT_KNOWN
    share = kept / whole
    if runs < 2:
        return f"{100 * share:.0f}"
    spread = math.sqrt(runs / (runs - 1) * sum((some - share * among) ** 2 for some, among in counts)) / whole
    return typed(f"{100 * share:.0f} \u00b1 {max(1, math.ceil(100 * STUDENT * spread))}")


def read_summary(folder: Path) -> list[dict]:
    """Return the rows of a folder's ``summary.csv``; numbers as float, an empty cell as None."""
    with open(Path(folder) / "summary.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        for key in ("estimate", "low", "high", "difference", "difference_low", "difference_high"):
            row[key] = float(row[key]) if row[key] else None
    return rows


def final_table(rows: list[dict], about: dict) -> tuple[list[str], list[list[str]], list[str]]:
    """Return heads, rows and footnotes of the table that ends ``compare`` and ``run``.

    Parameters
    ----------
    rows : of :func:`read_summary`.
    about : the manifest.
    """
    from analysis.enough import few
    from analysis.language import language
    from analysis.words import money

    found = {(row["scenario"], row["outcome"], row["interval"]): row for row in rows if row["group"] == "all"}
    years = [year for year in YEARS if year <= about["years"]]
    scenarios = [scenario["name"] for scenario in about["scenarios"]]
    reference = about["reference"]
    compared = len(scenarios) > 1
    last = f"retained_profession_{years[-1]}y"
    kind = "ignorance" if any(found.get((one, last, "ignorance"), {}).get("low") is not None for one in scenarios) else "computing"

    def cell(scenario, outcome):
        return found.get((scenario, outcome, kind)) or {}

    currency = about["context"]["currency"]
    table = []
    for scenario in scenarios:
        row = [scenario + (MARK if compared and scenario == reference else "")]
        row += [_heads(cell(scenario, f"retained_profession_{year}y").get("estimate")) for year in years]
        if compared:
            row.append("" if scenario == reference else _difference(cell(scenario, last)))
        cost = cell(scenario, "cost_total").get("estimate")
        row.append(NOT_KNOWN if cost is None else typed(money(cost)))
        if compared:
            # per leaver avoided: the price per first-cohort teacher kept, in the report beside it, counts one cohort but pays for all
            per_head = cell(scenario, "cost_per_leaver_avoided").get("estimate")
            row.append("" if scenario == reference else NOT_CLEAR if per_head is None else typed(money(per_head)))
        table.append(row)
    heads = ["Policy", *(_after(year) for year in years)]
    heads += [f"more than under {MARK.strip()}\nafter {years[-1]} year{'s' if years[-1] > 1 else ''}"] if compared else []
    heads += [f"programme cost\nof {about['years']} year{'s' if about['years'] > 1 else ''}, {currency}"]
    heads += [f"cost of one\nleaver fewer, {currency}"] if compared else []
    notes = [*_footnotes(kind, about, compared), *(typed(said) for said in few(rows, about, language()))]
    if any(row[-1] == NOT_CLEAR for row in table):
        notes.append(f"{NOT_CLEAR}: it is not certain enough that fewer leave, so no price is named.")
    return heads, table, notes


def in_a_line(rows: list[dict], about: dict) -> str:
    """Return the headline of a folder with one scenario in a line."""
    heads, table, _ = final_table(rows, about)
    years = [head.split("\n")[1] for head in heads if head.startswith("after")]
    kept = ", ".join(f"{table[0][1 + place]} after {year}" for place, year in enumerate(years))
    return f"of 100 new teachers still teach {kept}; programme cost {table[0][-1]} {about['context']['currency']}"


def _footnotes(kind, about, compared):
    notes = [f"{MARK.strip()} the reference: every difference is against {about['reference']}."] if compared else []
    if kind == "ignorance":
        sets = min(about["parameter_sets"], about["replicates"])
        luck = "luck is taken out" if about["replicates"] > sets else "with luck in it, for each set was run once"
        notes.append(f"Bounds: 90 %, from what is not known about the numbers ({sets} parameter sets); {luck}.")
    elif compared and about["replicates"] > 1:
        notes.append("Bounds: 90 %, computing error only; with one parameter set what is not known is not in them.")
    elif compared:
        notes.append("No bounds: they need more than one run (replicates=50).")
    if about["context"]["illustrative"]:
        notes.append(f"Illustrative: {about['context']['title']} has no measured series of leavers; read differences, not levels.")
    return notes


def _heads(share):
    return NOT_KNOWN if share is None else f"{100 * share:.0f}"


def _difference(row):
    if row.get("difference") is None:
        return NOT_KNOWN
    said, low, high = (_signed(row[key]) for key in ("difference", "difference_low", "difference_high"))
    return f"{said} ({low} to {high})" if low else said


def _signed(share):
    if share is None:
        return ""
    said = f"{100 * share:+.1f}"
    return "0.0" if float(said) == 0 else said
