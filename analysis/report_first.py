"""The first page of a report: the answer in a few sentences, the policies side by side, when the money ends, how sure this is."""

from __future__ import annotations

import math

from analysis import paired, uncertainty
from analysis.outcomes import KEPT_YEARS
from analysis.pages import cell
from analysis.reading import Reading
from sim.prices import TEACHERS

PRICES = ("cost_per_leaver_avoided",)
MOST_NAMED = 3
SAME = 0.005  # two costs that differ by less are said to be the same, as where one is scaled to the other


def answer(reading: Reading) -> list[str]:
    """Return the answer: today, the best policy, its price, and the policy with the lowest price where that is another one."""
    say, k, reference = reading.say, reading.kept, reading.reference
    if not k:
        return [say("answer.short")]
    rows = reading.rows(reading.headline)
    # where a difference is smaller than a head, whole heads would hide it
    digits = 1 if len(reading.clear) and reading.clear["difference"].max() < 0.01 else 0
    heads = say.number(100 * rows["estimate"][reference], digits)
    first = say("answer.today", place=reading.place, n=heads, years=say.years(k), policy=reading.labels[reference])
    if reading.best is None:
        return [first]
    if reading.clear.empty:
        named = reading.others.sort_values("difference", ascending=False, kind="stable").head(MOST_NAMED)
        bounds = {name: reading.probably(row, reading.headline) for name, row in named.iterrows()}
        second = say("answer.none", each=joined(say, [say("answer.each", policy=reading.titles[n], bounds=b) for n, b in bounds.items()]))
        money = [costs_of(reading, name) for name in named.index] if len(reading.costs) else []
        money += price(reading, reading.best) if reading.cheapest is None else []
    else:
        row = reading.clear.loc[reading.best]
        n = say.number(100 * row["estimate"], digits)
        second = say("answer.best", policy=reading.titles[reading.best], n=n, bounds=reading.probably(row, reading.headline))
        money = [costs_of(reading, reading.best)] if len(reading.costs) else []
        money += [*price(reading, reading.best), *payer(reading, reading.best)]
    caution = "" if paired.best_interval(reading.found.summary) == uncertainty.IGNORANCE else f" {say('answer.one_set')}"
    if reading.costs.empty:
        return [first, f"{second}{caution}", say("answer.no_costs")]
    return [first, f"{second}{caution}", joined(say, money) + say("answer.stop"), *lowest_price(reading)]


def costs_of(reading: Reading, name: str) -> str:
    """Say what a policy costs a year, and how much more or less than the policy in force."""
    say, more = reading.say, reading.costs["more"][name]
    values = {
        "policy": reading.titles[name],
        "cost": say.money(reading.costs["cost"][name], reading.currency),
        "more": say.money(abs(more), reading.currency),
        "posts": say.number(reading.manifest["teachers"], 0),
    }
    same = abs(more) <= SAME * reading.costs["cost"][name]
    return say("answer.costs_same" if same else "answer.costs_more" if more > 0 else "answer.costs_less", **values)


def price(reading: Reading, name: str) -> list[str]:
    """Say what one leaver fewer costs under a policy, or that it cannot be told."""
    say, rows = reading.say, reading.rows("cost_per_leaver_avoided")
    each = rows["estimate"].get(name, math.nan)
    if not math.isfinite(each):
        return [say("answer.cost_per_leaver_avoided_unclear")]
    if each <= 0:
        return [say("answer.saves")]
    bounds = say.between_sums(rows["low"][name], rows["high"][name], reading.currency)
    return [say("answer.cost_per_leaver_avoided", cost=f"{say.money(each, reading.currency)} ({bounds})")]


def payer(reading: Reading, name: str) -> list[str]:
    """Say who pays most of a programme."""
    say, paid = reading.say, reading.paid
    if paid is None:
        return []
    mine = paid[(paid["scenario"] == name) & (paid["payer"] != TEACHERS)].set_index("payer")["cost"]
    if not len(mine) or mine.sum() <= 0:
        return []
    share = 100 * mine.max() / mine.sum()
    key = "answer.payer_alone" if share > 99.5 else "answer.payer"
    return [say(key, payer=say.named("payer", mine.idxmax()), n=say.number(share, 0))]


def lowest_price(reading: Reading) -> list[str]:
    """Say which policy buys one leaver fewer for the least, where that is not the policy that the answer named already."""
    say, name = reading.say, reading.cheapest
    if name is None or (name == reading.best and len(reading.clear)):
        return []
    parts = [say("answer.cheapest", policy=reading.titles[name]), *price(reading, name), costs_of(reading, name)]
    return [joined(say, parts) + say("answer.stop")]


def joined(say, parts) -> str:
    """Join clauses with the language's semicolon."""
    return f"{say('answer.join')} ".join(parts)


def policies(reading: Reading) -> list[dict]:
    """Return the table of policies: heads of 100 after 1, 3, 5 years, the difference with its bounds, what it costs and who pays."""
    say, found, paid = reading.say, reading.found, reading.paid
    years = [n for n in KEPT_YEARS if n <= reading.manifest["years"]]
    shares = {n: reading.rows(f"retained_profession_{n}y") for n in years}
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
                    "heads": say.number(100 * row["estimate"], 1),
                    "value": float(row["estimate"]),
                    "verdict": verdict,
                    "difference": say.signed(100 * row["difference"]),
                    "bounds": say.between(100 * row["difference_low"], 100 * row["difference_high"]),
                }
            )
        cost = reading.costs["cost"].get(name, math.nan)
        prices = [
            {"label": say(f"report.policies.{outcome}"), **dict(zip(("each", "value", "bounds"), priced(reading, outcome, name)))}
            for outcome in PRICES
        ]
        mine = paid[(paid["scenario"] == name) & (paid["cost"] > 0)]["payer"] if paid is not None else ()
        payers = f"{say('answer.comma')} ".join(say.named("payer", payer) for payer in mine)
        unpaid = reading.unpaid(name)
        below = say("report.policies.unpaid", cost=say.money(unpaid)) if unpaid > 0 else ""
        table.append(
            {
                "name": name,
                "title": reading.titles[name],
                "differences": differences,
                "cost_a_year": cell(say.money(cost), cost, below),
                "prices": prices,
                "payers": payers or say("report.policies.nobody"),
                "is_reference": name == reading.reference,
            }
        )
    return table


def priced(reading: Reading, outcome: str, name: str) -> tuple[str, float | None, str]:
    """Return a price as a cell shows it: in words, as a number (None where none can be told), and its bounds."""
    say, rows = reading.say, reading.rows(outcome)
    each = rows["estimate"].get(name, math.nan)
    if not math.isfinite(each):
        return say("number.not_distinguishable"), None, ""
    return say.money(each), float(each), say.between_sums(rows["low"][name], rows["high"][name])


def money_ends(reading: Reading) -> list[str]:
    """Say what is left when a programme's money ends, a paragraph a policy; where no money ends, that the budget recurs."""
    ends = reading.found.money_ends()
    if not ends:
        return [reading.say("report.money_ends.never", years=reading.say.years(reading.manifest["years"]))]
    yearly = reading.found.by_year()
    return [" ".join(_ended(reading, name, month, yearly[yearly["scenario"] == name])) for name, month in ends.items()]


def _ended(reading: Reading, name: str, month: float, mine) -> list[str]:
    """Say of one policy what there is in the last whole year of the money, in the first whole year without it, and in the last year."""
    say = reading.say
    by = {outcome: rows.set_index("year") for outcome, rows in mine.groupby("outcome")}
    last = int(mine["year"].max())
    before, after = max(1, int(month // 12)), min(last, math.ceil(month / 12) + 1)
    when = {"year": say.number(last, 0), "before": say.number(before, 0), "after": say.number(after, 0)}
    said = [say("report.money_ends.when", policy=reading.titles[name], month=say.plain(month), **when)]
    schools, hours = by["programme"]["estimate"], by["delivered"]["estimate"]
    if reading.known(schools[last]):
        said.append(say("report.money_ends.schools", first=say.number(schools[after], 0), last=say.number(schools[last], 0), **when))
    if reading.known(hours[before]) and hours[before] > 0:
        values = {key: say.number(hours[year], 1) for key, year in (("while", before), ("then", after), ("last", last))}
        said.append(say("report.money_ends.hours", **values, **when))
    if name != reading.reference:
        posts, values = by["in_post"], {}
        if all(posts["verdict"][year] == paired.UNCLEAR for year in (before, after, last)):
            return [*said, say("report.money_ends.no_posts", **when)]
        for key, year in (("while", before), ("then", after), ("last", last)):
            bounds = say.between(posts["low"][year], posts["high"][year])
            clear = posts["verdict"][year] != paired.UNCLEAR
            values[key] = say("number.bounded" if clear else "number.unclear", value=say.signed(posts["difference"][year]), bounds=bounds)
        said.append(say("report.money_ends.posts", **values, **when))
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
