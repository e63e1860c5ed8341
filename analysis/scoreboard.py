"""The scoreboard: published value, band, simulated value with interval, pass or fail; as a table and as a page.

Works on measured numbers only. A row without a band is shown and not judged; a direction must hold in 90 % of the parameter sets.
"""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = ("id", "pattern", "unit", "published", "low", "high", "simulated", "simulated_low", "simulated_high", "pass")
HOLDS_IN = 0.9  # of the parameter sets
SHOWN_ONLY = "shown and not counted"


@dataclass(frozen=True)
class Measured:
    """Hold what the model gave for one row.

    Attributes
    ----------
    value, low, high : simulated value with the middle 90 % of parameter sets (of luck where there is one set).
    holds : {assertion: share of parameter sets in which it holds}, for directions.
    """

    value: float
    low: float
    high: float
    holds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """Hold one judged row; ``passed`` is None where nothing is judged, ``why`` a sentence where it fails."""

    pattern: dict
    measured: Measured
    passed: bool | None
    why: str = ""

    @property
    def group(self) -> str:
        """Return the row's target without its letter: T1a belongs to T1."""
        return re.match(r"[A-Z]+\d+", self.pattern["id"]).group()


def judge(pattern: dict, measured: Measured) -> Row:
    """Judge one row of the table of patterns.

    Parameters
    ----------
    pattern : ``id, pattern, unit, published, low, high, rows, kind, assertion``; numbers or None.
    measured : what the model gave.
    """
    low, high = pattern["low"], pattern["high"]
    weak = {what: share for what, share in measured.holds.items() if share < HOLDS_IN}
    banded = low is not None or high is not None
    if SHOWN_ONLY in (pattern["assertion"] or "") or not (banded or measured.holds):
        return Row(pattern, measured, None)
    reasons = []
    if measured.value != measured.value:
        reasons.append("gave no number")
    elif low is not None and measured.value < low:
        reasons.append(f"below {low:g}")
    elif high is not None and measured.value > high:
        reasons.append(f"above {high:g}")
    reasons += [f"{what}: in {100 * share:.0f} of 100 sets" for what, share in weak.items()]
    return Row(pattern, measured, not reasons, "; ".join(reasons))


def table(rows: list[Row]) -> str:
    """Return ``scoreboard.csv`` as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        p, m = row.pattern, row.measured
        numbers = ["" if p[key] is None else f"{p[key]:g}" for key in ("published", "low", "high")]
        numbers += [f"{number:.4g}" for number in (m.value, m.low, m.high)]
        writer.writerow([p["id"], p["pattern"], p["unit"], *numbers, {True: "yes", False: "no", None: ""}[row.passed]])
    return text.getvalue()


def tally(rows: list[Row]) -> dict[str, tuple[int, int]]:
    """Return for T and SF how many pass of how many judged; a target passes when all its judged rows do."""
    found = {}
    for kind in ("T", "SF"):
        groups: dict[str, bool] = {}
        for row in rows:
            if row.group.rstrip("0123456789") == kind and row.passed is not None:
                groups[row.group] = groups.get(row.group, True) and row.passed
        found[kind] = (sum(groups.values()), len(groups))
    return found


def stored(row: Row) -> dict:
    """Return a row as plain values for a manifest."""
    numbers = {name: getattr(row.measured, name) for name in ("value", "low", "high")}
    numbers = {name: float(value) if math.isfinite(value) else None for name, value in numbers.items()}
    return {"pattern": row.pattern, **numbers, "holds": row.measured.holds}


def build(folder, language: str | None = None) -> Path:
    """Write ``scoreboard.html`` of a folder of ``retain validate`` from its manifest; return its path."""
    from analysis.pages import page_of, read_manifest, spoken

    manifest = read_manifest(folder)
    rows = [
        judge(row["pattern"], Measured(*(math.nan if row[key] is None else row[key] for key in ("value", "low", "high")), row["holds"]))
        for row in manifest["rows"]
    ]
    path = page_of(folder, language)
    path.write_bytes(page(rows, manifest["facts"], manifest["ablation"], spoken(manifest, language)).encode("utf-8"))
    return path


def page(rows: list[Row], facts: dict[str, str], ablation: list[dict] | None = None, say=None) -> str:
    """Return a page that needs no other file.

    Parameters
    ----------
    facts : what was run, by label.
    ablation : rows ``mechanism, lost, gained, moved``, or None where it was not asked for.
    """
    from analysis import pages
    from analysis.language import language

    say = say or language()
    kinds = {"T": "board.targets", "SF": "board.directions"}
    parts = {say(key): [row for row in rows if row.group.rstrip("0123456789") == kind] for kind, key in kinds.items()}
    return pages.render(
        "scoreboard.html",
        say,
        filters={"number": lambda value: "" if value is None else significant(value, say)},
        parts_of_board=parts,
        tally=tally(rows),
        facts=facts,
        ablation=ablation,
        draft=say.is_draft(),
        why=lambda row: why(row, say),
    )


def significant(value: float, say) -> str:
    """Write a number with three significant figures in the marks of a language."""
    if not math.isfinite(value):
        return say.number(None)
    return say.plain(float(f"{value:.3g}"), 6) if 1e-4 <= abs(value) < 1e6 or value == 0 else f"{value:.3g}".replace("-", "\u2212")


def why(row: Row, say) -> str:
    """Say in a language why a row fails."""
    low, high, value = row.pattern["low"], row.pattern["high"], row.measured.value
    reasons = []
    if value != value:
        reasons.append(say("board.no_number"))
    elif low is not None and value < low:
        reasons.append(say("board.below", value=significant(low, say)))
    elif high is not None and value > high:
        reasons.append(say("board.above", value=significant(high, say)))
    weak = {what: share for what, share in row.measured.holds.items() if share < HOLDS_IN}
    reasons += [f"{what}: {say('board.in_sets', n=say.number(100 * share, 0))}" for what, share in weak.items()]
    return f"{say('answer.join')} ".join(reasons)
