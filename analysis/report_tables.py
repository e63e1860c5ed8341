"""The tables of a report: other outcomes, later cohorts, the ledger."""

from __future__ import annotations

import math

from analysis import costs, paired, report_first, survival
from analysis.outcomes import OUTCOMES
from analysis.pages import cell
from analysis.reading import Reading

INCREMENTS_SHOWN = ("cost_per_leaver_avoided", "cost_per_teacher_retained")
SHOWN = (
    "annual_leaver_rate",
    "annual_mover_rate",
    "vacancy_rate",
    "pupil_months_without_teacher",
    "extra_teachers_in_post",
    "efficacy",
    "exhaustion",
    "burned_out_share",
    "weekly_hours",
    "participation_share",
    "delivered_hours",
    "months_to_first_meeting",
    "on_paper_share",
    "mentor_dropout_rate",
    "programme_survival_share",
)


def unit_word(reading: Reading, unit: str) -> tuple[str, float, int]:
    """Return a unit in words, the factor that values take, and their decimals: shares are said in heads of 100."""
    share = unit.startswith("share")
    said = unit.replace("share", "heads", 1) if share else unit
    return reading.say.named("unit", said, unit), 100.0 if share else 1.0, 2 if unit == "SD" else 1


def other_outcomes(reading: Reading) -> dict:
    """Return the other outcomes of all teachers, and who leaves of veterans and mentors: heads, and one row each with a value per policy.

    No difference stands beside mentors: each policy chooses its own, so they are other people.
    """
    say, rows = reading.say, []
    for outcome, group in [*((outcome, "all") for outcome in SHOWN), *(("annual_leaver_rate", group) for group in ("veteran", "mentor"))]:
        found = reading.rows(outcome, group)
        if found.empty:
            continue
        unit, factor, digits = unit_word(reading, OUTCOMES[outcome].unit)
        own = "" if group == "all" else f" ({say('report.other.mentors') if group == 'mentor' else say(f'causes.group.{group}')})"
        cells = [cell(f"{say(f'outcome.{outcome}')}{own}", below=unit)]
        for name in reading.found.order:
            row = found.loc[name] if name in found.index else None
            if row is None or not math.isfinite(row["estimate"]):
                cells.append(cell(say.number(None), math.nan))
                continue
            said = say.signed(factor * row["difference"], digits)
            clear = group != "mentor" and reading.verdict(name, outcome, group) != paired.UNCLEAR
            below = said if clear and any(digit in said for digit in "123456789") else ""
            cells.append(cell(say.number(factor * row["estimate"], digits), row["estimate"], below))
        rows.append(cells)
    return {"heads": [say("report.other.outcome"), *(reading.labels[name] for name in reading.found.order)], "rows": rows}


def prices(reading: Reading) -> dict:
    """Return both prices of every policy side by side: of one leaver fewer, and of one more new teacher of the first cohort kept."""
    say, names = reading.say, [name for name in reading.found.order if name != reading.reference]
    rows = []
    for name in names if len(reading.costs) and reading.kept else ():
        both = [report_first.priced(reading, outcome, name) for outcome in INCREMENTS_SHOWN]
        rows.append([cell(reading.titles[name]), *(cell(text, math.nan if value is None else value, below) for text, value, below in both)])
    return {"heads": [say("head.policy"), *(say(f"report.policies.{outcome}") for outcome in INCREMENTS_SHOWN)], "rows": rows}


def cost_lines(reading: Reading) -> dict:
    """Return the mean ledger of a run, one row per policy, line and payer."""
    say, found = reading.say, reading.found
    heads = [say(f"report.ledger.{name}") for name in ("policy", "line", "payer", "quantity", "unit", "price", "cost")]
    if not len(found.ledger):
        return {"heads": heads, "rows": []}
    table = costs.by_line(found.ledger, reading.manifest["replicates"])
    place = {name: i for i, name in enumerate(found.order)}
    table = table.assign(place=table["scenario"].map(place)).sort_values("place", kind="stable")
    rows = [
        [
            cell(reading.labels[row.scenario]),
            cell(say.named("line", row.line) + ("" if row.programme else " *")),
            cell(say.named("payer", row.payer)),
            cell(say.money(row.quantity), row.quantity),
            cell(say.named("unit", row.unit, row.unit)),
            cell(say.money(row.price), row.price),
            cell(say.money(row.cost), row.cost),
        ]
        for row in table.itertuples()
    ]
    return {"heads": heads, "rows": rows}


def later_cohorts(reading: Reading) -> dict:
    """Return heads of 100 still teaching a year after entry, by policy and school year of entry, the first cohort apart."""
    say, found = reading.say, reading.found
    counts = survival.later_cohorts(found.spells, reading.manifest["years"], order=found.order)
    if counts.empty:
        return {"heads": [], "rows": []}
    share = counts.assign(share=counts["kept"] / counts["cohort_size"]).pivot(index="scenario", columns="cohort", values="share")
    heads = [say("report.ledger.policy"), *(say("report.later.year", n=int(c) + 1) for c in share.columns)]
    rows = [
        [cell(reading.titles[name]), *(cell(say.heads(share.loc[name, c]), share.loc[name, c]) for c in share.columns)]
        for name in found.order
        if name in share.index
    ]
    return {"heads": heads, "rows": rows}
