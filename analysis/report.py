"""The report: one HTML file that needs nothing else, built from the stored files of a comparison alone."""

from __future__ import annotations

import hashlib
import math
import re
from pathlib import Path

from analysis import assumptions, causes, costs, figures, paired, results, survival, uncertainty, words
from analysis.outcomes import KEPT_YEARS, OUTCOMES, kept_years
from sim.levers import ANCHORS

TEMPLATES = Path(__file__).parent / "templates"
PRICE_WORDS = (
    ("cost_per_leaver_avoided", "one leaver fewer", "all teachers and all years counted"),
    ("cost_per_teacher_retained", "one more new teacher kept", "only those who started in the first autumn counted"),
)
HEADLINE_OUTCOMES = (
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


def build(folder, language: str | None = None) -> Path:
    """Draw the figures and write ``report.html`` into a comparison's folder; return the path of the report.

    Parameters
    ----------
    language : None takes the one that the manifest names, else English.

    Raises
    ------
    FileNotFoundError, ValueError : see :func:`analysis.results.read`.
    """
    found = results.read(folder)
    text = render(found, draw(found))
    path = found.folder / "report.html"
    path.write_bytes(text.encode("utf-8"))
    return path


def draw(found: results.Results) -> list[dict]:
    """Draw every figure that the results allow into ``figures/``; return name, caption and inline SVG of each."""
    manifest = found.manifest
    reference, years = manifest["reference"], manifest["years"]
    mark = bool(manifest["context"].get("illustrative"))
    currency = manifest["context"].get("currency", "")
    k = kept_years(years)
    drawn = []

    def add(name, figure, caption):
        vector, _ = figures.save(figure, found.folder / "figures" / name)
        drawn.append({"name": name, "svg": inline_svg(vector.read_text(encoding="utf-8"), name), "caption": caption})

    several = len(found.order) > 1
    if k:
        add(
            "heads_of_hundred",
            figures.heads_of_hundred(found.summary, k, reference, mark),
            "Every dot is one of 100 teachers who started in the first autumn under the policy, counted in the autumn after "
            f"{k} school year{'s' if k > 1 else ''}; people who came back count as teaching.",
        )
        if several:
            add(
                "differences",
                figures.differences(found.summary, reference, [f"retained_profession_{n}y" for n in KEPT_YEARS if n <= k], mark),
                "Each policy beside the reference, on the same teachers with the same luck.",
            )
        add(
            "retention",
            figures.retention(survival.curves(found.spells, years, order=found.order), reference, mark),
            "First cohort, counts pooled over all runs; the bands hold 90 % of the parameter sets, with luck taken out.",
        )
        if several:
            add(
                "groups",
                figures.by_group(found.summary, reference, f"retained_profession_{k}y", mark),
                "The same difference by group of teachers; the four policies that change most.",
            )
    for group, name in (("all", "causes"), ("novice", "causes_of_novices")):
        why = causes.frame(found.summary, group, found.order)
        if len(why):
            add(
                name,
                causes.figure(why, reference, mark),
                f"{causes.GROUP_WORDS[group].capitalize()}, beside the same people at 45 hours a week, under a usual head, without a "
                "mentor and at usual pay. Who came back within the summer counts as a leaver here.",
            )
    if several:
        add(
            "states",
            figures.states(found.states(), reference, mark),
            "All teachers in post, in SD of the reference workforce. The tired who leave no longer count: read it beside who left.",
        )
    mentored = found.mentoring()
    if len(mentored):
        add("mentoring", figures.mentoring(mentored, mark), "Mean of the months with teaching, over all who have a mentor.")
    if len(found.ledger):
        paid = costs.by_payer(found.ledger, manifest["replicates"], years)
        if paid["cost"].sum() > 0:
            add(
                "payers",
                figures.payers(paid, found.order, currency, mark),
                f"Mean cost a year over {years} years, district of {_teachers(found)} posts.",
            )
    worth = costs.acceptability(found.runs, reference, found.order)
    if len(worth):
        add(
            "worth",
            figures.acceptability(worth, currency, mark),
            "Share of the parameter sets in which the extra teachers of the first cohort are worth the extra cost up to the count.",
        )
    return drawn


def render(found: results.Results, drawn: list[dict]) -> str:
    """Return the report's HTML."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words)
    manifest = found.manifest
    return environment.get_template("report.html").render(
        manifest=manifest,
        context=manifest["context"],
        answer=answer(found),
        policies=policies(found),
        years=[n for n in KEPT_YEARS if n <= manifest["years"]],
        figures=drawn,
        other=other_outcomes(found),
        why=why_they_leave(found),
        short={name: figures.short(name) for name in found.order},
        lines=cost_lines(found),
        scenarios=[assumptions.stated_and_assumed(scenario) for scenario in manifest["scenarios"]],
        inputs=assumptions.inputs(manifest["context"]),
        parameters=assumptions.parameters(manifest),
        certainty=certainty(found),
        later=later_cohorts(found),
        anchors=ANCHORS,
        reference=manifest["reference"],
        reference_title=found.titles[manifest["reference"]],
        price_help=[OUTCOMES[outcome].help for outcome, *_ in PRICE_WORDS],
    )


def answer(found: results.Results) -> list[str]:
    """Return the answer in three sentences: today, the best policy, its price."""
    k, reference, titles = kept_years(found.manifest["years"]), found.manifest["reference"], found.titles
    if not k:
        return ["The runs are shorter than one school year: nothing can be said about who stays."]
    outcome = f"retained_profession_{k}y"
    place = found.manifest["context"].get("title", "")
    first = paired.sentence(found.summary, reference, outcome, who=f"new teachers in {place}", title=titles[reference])
    rows = _headline_rows(found, outcome)
    others = rows[rows.index != reference]
    if others.empty:
        return [first]
    clear = others[others["difference_low"] > 0]
    if clear.empty:
        second = (
            "No policy here clearly keeps more of them: "
            + "; ".join(
                f"{titles[name]}: {words.probably(row['difference_low'], row['difference_high'])}"
                for name, row in others.sort_values("difference", ascending=False, kind="stable").head(3).iterrows()
            )
            + "."
        )
        best = others["difference"].idxmax()
    else:
        best = clear["difference"].idxmax()
        row = clear.loc[best]
        bounds = words.probably(row["difference_low"], row["difference_high"])
        second = f"{titles[best]} keeps the most, {words.heads(row['estimate'])}: {bounds}."
    return [first, second, _price_sentence(found, best)]


def policies(found: results.Results) -> list[dict]:
    """Return the table of policies: heads of 100 after 1, 3, 5 years, the difference with its bounds, what it costs."""
    years = [n for n in KEPT_YEARS if n <= found.manifest["years"]]
    shares = {n: _headline_rows(found, f"retained_profession_{n}y") for n in years}
    total = _headline_rows(found, "cost_total")
    table = []
    for name in found.order:
        differences = []
        for n in years:
            row = shares[n].loc[name]
            verdict = "reference" if name == found.manifest["reference"] else paired.verdict(row["difference_low"], row["difference_high"])
            differences.append(
                {
                    "years": n,
                    "heads": words.heads(row["estimate"]),
                    "verdict": verdict,
                    "difference": words.signed(100 * row["difference"]),
                    "low": words.number(100 * row["difference_low"], 1),
                    "high": words.number(100 * row["difference_high"], 1),
                }
            )
        cost = total["estimate"].get(name, math.nan) / found.manifest["years"]
        prices = []
        for outcome, what, _ in PRICE_WORDS:
            rows = _headline_rows(found, outcome)
            each = rows["estimate"].get(name, math.nan)
            known = math.isfinite(each)
            prices.append(
                {
                    "label": f"{what} costs",
                    "each": words.money(each) if known else words.NOT_DISTINGUISHABLE,
                    "bounds": _between(rows.loc[name], "{} to {}") if known else "",
                }
            )
        table.append(
            {
                "name": name,
                "title": found.titles[name],
                "differences": differences,
                "cost_a_year": words.money(cost),
                "prices": prices,
                "is_reference": name == found.manifest["reference"],
            }
        )
    return table


def other_outcomes(found: results.Results) -> list[dict]:
    """Return the other outcomes of all teachers, one row each with a value per policy."""
    table = []
    for outcome in HEADLINE_OUTCOMES:
        rows, meaning = _headline_rows(found, outcome), OUTCOMES[outcome]
        if rows.empty:
            continue
        share = meaning.unit.startswith("share")
        factor, digits = (100.0, 1) if share else (1.0, 2 if meaning.unit == "SD" else 1)
        unit = meaning.unit.replace("share", "of 100", 1) if share else meaning.unit
        cells = []
        for name in found.order:
            row = rows.loc[name] if name in rows.index else None
            value, difference = words.NOT_KNOWN, ""
            if row is not None:
                value = words.number(factor * row["estimate"], digits)
                said = words.signed(factor * row["difference"], digits)
                clear = paired.verdict(row["difference_low"], row["difference_high"]) != paired.UNCLEAR
                difference = said if clear and any(digit in said for digit in "123456789") else ""
            cells.append({"value": value, "difference": difference})
        table.append({"label": meaning.label, "unit": unit, "help": meaning.help, "cells": cells})
    return table


def why_they_leave(found: results.Results) -> dict:
    """Return why teachers leave: a sentence on the reference, and a row per cause with a cell per policy, of 100 teachers a year."""
    why, reference = causes.frame(found.summary, order=found.order), found.manifest["reference"]
    return {
        "sentence": causes.sentence(why, reference, found.titles[reference]) if len(why) else "",
        "rows": causes.table(why, found.order) if len(why) else [],
        "totals": causes.totals(why, found.order) if len(why) else [],
    }


def cost_lines(found: results.Results) -> list[dict]:
    """Return the mean ledger of a run, one row per policy, line and payer."""
    if not len(found.ledger):
        return []
    table = costs.by_line(found.ledger, found.manifest["replicates"])
    place = {name: i for i, name in enumerate(found.order)}
    table = table.assign(place=table["scenario"].map(place)).sort_values("place", kind="stable")
    return [
        {
            "scenario": row.scenario,
            "line": figures.short(row.line),
            "payer": row.payer,
            "quantity": words.money(row.quantity),
            "unit": row.unit,
            "price": words.money(row.price),
            "cost": words.money(row.cost),
            "programme": row.programme,
        }
        for row in table.itertuples()
    ]


def certainty(found: results.Results) -> dict:
    """Return the widths of the three kinds of interval for the headline, in heads of 100."""
    k, summary = kept_years(found.manifest["years"]), found.summary
    rows = summary[
        (summary["outcome"] == f"retained_profession_{k}y") & (summary["group"] == "all") & (summary["scenario"] != summary["vs"])
    ]
    half = 50.0 * (rows["difference_high"] - rows["difference_low"]).groupby(rows["interval"]).max()
    return {kind: words.number(half.get(kind, math.nan), 1) for kind in uncertainty.INTERVALS}


def later_cohorts(found: results.Results) -> dict:
    """Return heads of 100 still teaching a year after entry, by policy and school year of entry, the first cohort apart."""
    counts = survival.later_cohorts(found.spells, found.manifest["years"], order=found.order)
    if counts.empty:
        return {"cohorts": [], "rows": []}
    share = counts.assign(share=counts["kept"] / counts["cohort_size"]).pivot(index="scenario", columns="cohort", values="share")
    cohorts = [int(c) for c in share.columns]
    rows = [
        {"title": found.titles[name], "cells": [words.heads(share.loc[name, c]) for c in cohorts]}
        for name in found.order
        if name in share.index
    ]
    return {"cohorts": [c + 1 for c in cohorts], "rows": rows}


def inline_svg(text: str, name: str) -> str:
    """Return an SVG picture that can stand in a page: no prolog, and every id prefixed so that two pictures do not mix."""
    prefix = "f" + hashlib.sha256(name.encode()).hexdigest()[:8] + "-"
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}\1"', text)
    return re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", text, count=1), count=1)


def _headline_rows(found: results.Results, outcome: str):
    mine = found.summary[(found.summary["outcome"] == outcome) & (found.summary["group"] == "all")]
    return mine[mine["interval"] == paired.best_interval(found.summary)].set_index("scenario")


def _price_sentence(found: results.Results, name: str) -> str:
    currency = found.manifest["context"].get("currency", "")
    total = _headline_rows(found, "cost_total")
    if name not in total.index:
        return "No costs were recorded."
    more = words.money(total["difference"][name] / found.manifest["years"], currency)
    parts = [f"It costs {more} a year more than the reference in a district of {_teachers(found)} posts"]
    unclear = []
    for outcome, what, scope in PRICE_WORDS:
        rows = _headline_rows(found, outcome)
        each = rows["estimate"].get(name, math.nan)
        if math.isfinite(each):
            parts.append(f"{what} costs about {words.money(each, currency)}{_between(rows.loc[name])}, {scope}")
        else:
            unclear.append(what)
    if unclear:
        parts.append(f"what {' or '.join(unclear)} costs is {words.NOT_DISTINGUISHABLE}, because there may be none")
    return "; ".join(parts) + "."


def _between(row, form: str = " (between {} and {})") -> str:
    low, high = row["low"], row["high"]
    return form.format(words.money(low), words.money(high)) if math.isfinite(low) and math.isfinite(high) else ""


def _teachers(found: results.Results) -> str:
    return words.number(found.manifest["teachers"], 0)
