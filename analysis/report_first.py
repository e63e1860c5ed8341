"""The first page of a report: the answer in three sentences, the policies side by side, when the money ends, how sure this is."""

from __future__ import annotations

import math

from analysis import costs, paired, uncertainty
from analysis.outcomes import KEPT_YEARS
from analysis.pages import cell
from analysis.reading import Reading

PRICES = ("cost_per_leaver_avoided", "cost_per_teacher_retained")


def answer(reading: Reading) -> list[str]:
    """Return the answer in three sentences: today, the best policy, its price."""
    say, k, reference = reading.say, reading.kept, reading.reference
    if not k:
        return [say("answer.short")]
    rows = reading.rows(reading.headline)
    heads = say.heads(rows["estimate"][reference])
    first = say("answer.today", place=reading.place, n=heads, years=say.years(k), policy=reading.labels[reference])
    if reading.best is None:
        return [first]
    if reading.clear.empty:
        parts = [
            say("answer.each", policy=reading.titles[name], bounds=say.probably(row["difference_low"], row["difference_high"]))
            for name, row in reading.others.sort_values("difference", ascending=False, kind="stable").head(3).iterrows()
        ]
        second = say("answer.none", each=joined(say, parts))
    else:
        row = reading.clear.loc[reading.best]
        bounds = say.probably(row["difference_low"], row["difference_high"])
        second = say("answer.best", policy=reading.titles[reading.best], n=say.heads(row["estimate"]), bounds=bounds)
    caution = "" if paired.best_interval(reading.found.summary) == uncertainty.IGNORANCE else f" {say('answer.one_set')}"
    return [first, f"{second}{caution}", price(reading, reading.best)]


def price(reading: Reading, name: str) -> str:
    """Say what a policy costs beside the reference, what one more teacher kept costs, and who pays most of it."""
    say, found = reading.say, reading.found
    total = reading.rows("cost_total")
    if name not in total.index:
        return say("answer.no_costs")
    extra = total["difference"][name] / reading.manifest["years"]
    posts = say.number(reading.manifest["teachers"], 0)
    values = {"policy": reading.titles[name], "cost": say.money(abs(extra), reading.currency), "posts": posts}
    parts = [say("answer.costs_more" if extra >= 0 else "answer.costs_less", **values)]
    unclear = []
    for outcome in PRICES:
        rows = reading.rows(outcome)
        each = rows["estimate"].get(name, math.nan)
        if math.isfinite(each):
            low, high = rows["low"][name], rows["high"][name]
            bounds = say.between_sums(low, high, reading.currency)
            said = say.money(each, reading.currency)
            parts.append(say(f"answer.{outcome}", cost=f"{said} ({bounds})" if bounds else said))
        else:
            unclear.append(say(f"answer.{outcome}_unclear"))
    parts += unclear
    paid = costs.by_payer(found.ledger, reading.manifest["replicates"], reading.manifest["years"]) if len(found.ledger) else None
    if paid is not None:
        mine = paid[(paid["scenario"] == name) & (paid["payer"] != "teachers")].set_index("payer")["cost"]
        if len(mine) and mine.sum() > 0:
            share, payer = 100 * mine.max() / mine.sum(), say.named("payer", mine.idxmax())
            key = "answer.payer_alone" if share > 99.5 else "answer.payer"
            parts.append(say(key, payer=payer, n=say.number(share, 0)))
    return joined(say, parts) + say("answer.stop")


def joined(say, parts) -> str:
    """Join clauses with the language's semicolon."""
    return f"{say('answer.join')} ".join(parts)


def policies(reading: Reading) -> list[dict]:
    """Return the table of policies: heads of 100 after 1, 3, 5 years, the difference with its bounds, what it costs and who pays."""
    say, found = reading.say, reading.found
    years = [n for n in KEPT_YEARS if n <= reading.manifest["years"]]
    shares = {n: reading.rows(f"retained_profession_{n}y") for n in years}
    total = reading.rows("cost_total")
    paid = costs.by_payer(found.ledger, reading.manifest["replicates"], reading.manifest["years"]) if len(found.ledger) else None
    table = []
    for name in found.order:
        differences = []
        for n in years:
            row = shares[n].loc[name]
            found_to_be = reading.verdict(name, f"retained_profession_{n}y")
            verdict = "reference" if name == reading.reference else found_to_be if found_to_be != paired.UNCLEAR else None
            differences.append(
                {
                    "years": say.years(n),
                    "heads": say.heads(row["estimate"]),
                    "value": float(row["estimate"]),
                    "verdict": verdict,
                    "difference": say.signed(100 * row["difference"]),
                    "bounds": say.between(100 * row["difference_low"], 100 * row["difference_high"]),
                }
            )
        cost = total["estimate"].get(name, math.nan) / reading.manifest["years"]
        prices = []
        for outcome in PRICES:
            rows = reading.rows(outcome)
            each = rows["estimate"].get(name, math.nan)
            known = math.isfinite(each)
            prices.append(
                {
                    "label": say(f"report.policies.{outcome}"),
                    "each": say.money(each) if known else say("number.not_distinguishable"),
                    "value": float(each) if known else None,
                    "bounds": say.between_sums(rows["low"][name], rows["high"][name]) if known else "",
                }
            )
        mine = paid[(paid["scenario"] == name) & (paid["cost"] > 0)]["payer"] if paid is not None else ()
        payers = f"{say('answer.comma')} ".join(say.named("payer", payer) for payer in mine)
        table.append(
            {
                "name": name,
                "title": reading.titles[name],
                "differences": differences,
                "cost_a_year": cell(say.money(cost), cost),
                "prices": prices,
                "payers": payers or say("report.policies.nobody"),
                "is_reference": name == reading.reference,
            }
        )
    return table


def money_ends(reading: Reading) -> list[str]:
    """Say what is left when a programme's money ends; where no money ends, that the budget recurs."""
    say, found = reading.say, reading.found
    ends = found.money_ends()
    if not ends:
        return [say("report.money_ends.never", years=say.years(reading.manifest["years"]))]
    yearly = found.by_year()
    said = []
    for name, month in ends.items():
        mine = yearly[yearly["scenario"] == name]
        by = {outcome: rows.set_index("year") for outcome, rows in mine.groupby("outcome")}
        last = int(mine["year"].max())
        before = max(1, min(last, int(month // 12)))
        values = {"policy": reading.titles[name], "month": say.plain(month), "year": say.number(last, 0)}
        kept = by["programme"]["estimate"][last]
        if reading.known(kept):
            said.append(say("report.money_ends.schools", n=say.number(kept, 0), **values))
        hours = by["delivered"]["estimate"]
        if reading.known(hours[before]) and reading.known(hours[last]):
            said.append(say("report.money_ends.hours", first=say.number(hours[before], 1), last=say.number(hours[last], 1)))
        elif reading.known(hours[before]):
            said.append(say("report.money_ends.no_hours", first=say.number(hours[before], 1)))
        if name != reading.reference:
            posts = by["in_post"]["difference"]
            gain = {"first": say.signed(posts[before]), "last": say.signed(posts[last])}
            said.append(say("report.money_ends.posts", **gain, year=say.number(last, 0)))
    return said


def certainty(reading: Reading) -> dict:
    """Return the widest half-widths of the three kinds of interval for the headline, in heads of 100."""
    summary = reading.found.summary
    rows = summary[(summary["outcome"] == reading.headline) & (summary["group"] == "all") & (summary["scenario"] != summary["vs"])]
    half = 50.0 * (rows["difference_high"] - rows["difference_low"]).groupby(rows["interval"]).max()
    return {kind: reading.say.number(half.get(kind, math.nan), 1) for kind in uncertainty.INTERVALS}


def sure(reading: Reading) -> list[str]:
    """Say in heads of 100 how far the answer may be off, and for which reason."""
    say, half = reading.say, certainty(reading)
    source = str(reading.manifest["parameters_source"])
    said = [say.named("parameters", source, source) + say("answer.stop")]
    if len(reading.found.order) > 1:
        said.append(say("report.sure.widths", ignorance=half["ignorance"], district=half["district"], computing=half["computing"]))
    if reading.illustrative:
        said.append(say("report.sure.illustrative"))
    return said
