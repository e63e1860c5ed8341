"""Figures: one function per figure, from tidy frames to a matplotlib Figure.

The title says the finding, the axis carries the unit, lines and bars are labelled where they are, colours are safe for the colour-blind.
Figures are drawn on their own canvas, so a notebook's backend stays as it is.
"""

from __future__ import annotations

import textwrap

import numpy as np

from analysis import words
from analysis.chart import (
    FAINT,
    GREY,
    INK,
    LEFT,
    MOVED,
    STAYED,
    colour_key,
    colours_of,
    end_labels,
    hundred_bar,
    money_scale,
    numbers_at_risk,
    palette,
    panels,
    save,
    short,
    styled,
    waffle,
)
from analysis.outcomes import OUTCOMES
from analysis.paired import best_interval
from analysis.uncertainty import DISTRICT
from sim.prices import PAYERS

MOST_WAFFLES, MOST_ROWS = 6, 8
FELL = "#d55e00"
__all__ = ["acceptability", "by_group", "differences", "heads_of_hundred", "mentoring", "payers", "retention", "save", "short", "states"]


@styled
def heads_of_hundred(summary, years: int, reference: str, illustrative: bool = False):
    """Draw what became of 100 new teachers after ``years`` under each policy: same school, another school, left."""
    stays = _rows(summary, f"retained_school_{years}y")["estimate"]
    teaches = _rows(summary, f"retained_profession_{years}y")["estimate"]
    parts = {name: _whole_heads(stays[name], teaches[name]) for name in teaches.index}
    best = max(parts, key=lambda name: teaches[name])
    title = f"Of 100 new teachers, {parts[reference][0] + parts[reference][1]} still teach after {_years(years)} under {short(reference)}"
    if best != reference and parts[best][2] < parts[reference][2]:
        title += f", {parts[best][0] + parts[best][1]} under {short(best)}"
    dots = len(parts) <= MOST_WAFFLES
    figure, axes = panels(
        0.86 * len(parts) + 0.2 if dots else 0.34 * len(parts) + 0.2, title, illustrative, extra_top=0.25, extra_bottom=0.0
    )
    colour_key(axes, figure, (("in the same school", STAYED), ("in another school", MOVED), ("left teaching", LEFT)))
    axes.set_axis_off()
    for row, (name, heads) in enumerate(parts.items()):
        if dots:
            waffle(axes, -6.1 * row, short(name), heads)
        else:
            hundred_bar(axes, -row, short(name), heads)
    if dots:
        axes.set_xlim(-0.7, 25.4)
        axes.set_ylim(-6.1 * len(parts) + 1.4, 1.0)
        axes.set_aspect("auto")
    else:
        axes.set_xlim(-62, 102)
        axes.set_ylim(-len(parts) + 0.4, 0.6)
    return figure


@styled
def retention(curves, reference: str, illustrative: bool = False):
    """Draw retention of the first cohort by year with bounds between parameter sets and the numbers at risk."""
    last = int(curves["year"].max())
    end = curves[(curves["year"] == last) & (curves["kind"] == "profession")].set_index("scenario")["estimate"]
    colours = colours_of(end, reference)
    tabled = [name for name in end.index if name in colours]
    panel, table = 2.3, 0.17 * len(tabled) + 0.4
    gap = table + 0.45
    best = end.idxmax()
    title = f"After {_years(last)}, {words.heads(end[reference])} of 100 new teachers still teach under {short(reference)}"
    if best != reference and round(100 * end[best]) > round(100 * end[reference]):
        title += f", {words.heads(end[best])} under {short(best)}"
    figure, grid = panels(
        2 * panel + gap, title, illustrative, rows=2, extra_bottom=table - 0.05, space=gap / panel, right=0.73, left=0.135
    )
    for axes, kind, label in zip(grid, ("profession", "school"), ("still teaching, in any school", "still in their first school")):
        mine = curves[curves["kind"] == kind]
        labels = []
        for name in end.index:
            line = mine[mine["scenario"] == name]
            colour = colours.get(name, FAINT)
            axes.plot(
                line["year"],
                100 * line["estimate"],
                color=colour,
                lw=2 if name in colours else 1,
                zorder=3 if name in colours else 1,
                marker="o",
                ms=3,
            )
            if name in colours:
                axes.fill_between(
                    line["year"], 100 * line["low"].astype(float), 100 * line["high"].astype(float), color=colour, alpha=0.15, lw=0
                )
                labels.append((100 * line["estimate"].iloc[-1], f"{short(name)} {words.heads(line['estimate'].iloc[-1])}", colour))
        floor = 10 * np.floor(10 * np.nanmin(np.append(mine["low"], mine["estimate"])))
        axes.set_ylim(max(0.0, floor - 5), 102)
        axes.set_xlim(-0.15, last + 0.15)
        axes.set_xticks(range(last + 1))
        axes.set_ylabel("of 100 new teachers")
        axes.set_title(label, loc="left", fontweight="bold")
        axes.grid(axis="y", color=FAINT, lw=0.6)
        end_labels(axes, labels)
        numbers_at_risk(axes, mine, tabled, colours, last)
    return figure


@styled
def differences(summary, reference: str, outcomes, illustrative: bool = False):
    """Draw the difference of each policy against the reference in heads of 100: bounds of ignorance thick, of one district thin."""
    names = [name for name in dict.fromkeys(summary["scenario"]) if name != reference]
    outcomes = list(outcomes)[-1:] if len(names) > MOST_ROWS else list(outcomes)
    kind = best_interval(summary)
    lines = [(name, outcome) for name in names for outcome in outcomes]
    clear = [
        name
        for name in names
        if (row := _row(summary, name, outcomes[-1], kind)) is not None and row["difference_low"] * row["difference_high"] > 0
    ]
    label = OUTCOMES[outcomes[-1]].label
    if not clear:
        title = f"No policy clearly changes how many are {label}"
    else:
        best = max(clear, key=lambda name: _row(summary, name, outcomes[-1], kind)["difference"])
        row = _row(summary, best, outcomes[-1], kind)
        title = f"{short(best)[:1].upper()}{short(best)[1:]}: {words.probably(row['difference_low'], row['difference_high'])} {label}"
    gap = 0.7 if len(outcomes) > 1 else 0.0
    figure, axes = panels(0.25 * len(lines) + 0.2 * gap * len(names) + 0.25, title, illustrative, extra_bottom=0.6, left=0.36, right=0.76)
    y, ticks = 0.0, []
    for i, (name, outcome) in enumerate(lines):
        if i and lines[i - 1][0] != name:
            y -= gap
        row, one = _row(summary, name, outcome, kind), _row(summary, name, outcome, DISTRICT)
        years = outcome.rsplit("_", 1)[1][:-1]
        first = len(outcomes) == 1 or i == 0 or lines[i - 1][0] != name
        ticks.append((y, textwrap.fill(f"{short(name)}, {_years(int(years))}", 24) if first else _years(int(years))))
        if row is not None and np.isfinite(row["difference"]):
            colour = STAYED if row["difference_low"] > 0 else FELL if row["difference_high"] < 0 else GREY
            axes.plot(
                [100 * one["difference_low"], 100 * one["difference_high"]], [y, y], color=colour, lw=1, alpha=0.7, solid_capstyle="butt"
            )
            axes.plot(
                [100 * row["difference_low"], 100 * row["difference_high"]], [y, y], color=colour, lw=5, alpha=0.55, solid_capstyle="butt"
            )
            axes.plot(100 * row["difference"], y, "o", color=colour, ms=5)
            low, high = (words.number(100 * row[bound], 1) for bound in ("difference_low", "difference_high"))
            text = f"{words.signed(100 * row['difference'])}  ({low} to {high})"
            axes.text(1.02, y, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8)
        y -= 1.0
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks([y for y, _ in ticks], [text for _, text in ticks])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(y + 0.4, 0.6)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    what = "parameter sets" if kind != "computing" else "other runs (one parameter set)"
    axes.set_xlabel(f"more or fewer of 100 than under {short(reference)}\nthick: 90 % of {what}; thin: 90 % of single districts")
    return figure


@styled
def by_group(summary, reference: str, outcome: str, illustrative: bool = False):
    """Draw who gains: the difference against the reference by group of teachers, in heads of 100."""
    kind = best_interval(summary)
    mine = summary[(summary["outcome"] == outcome) & (summary["interval"] == kind) & (summary["scenario"] != reference)]
    overall = mine[mine["group"] == "all"].set_index("scenario")["difference"]
    names = [name for name in overall.index if name in set(overall.abs().sort_values(ascending=False, kind="stable").index[:4])]
    groups = [group for group in dict.fromkeys(mine["group"]) if group != "novice"]
    colours = dict(zip(names, palette()))
    best = overall.idxmax()
    within = mine[(mine["scenario"] == best) & (mine["group"] != "all") & mine["group"].isin(groups)].set_index("group")
    within = within[np.isfinite(within["difference"])]
    title = f"Who gains: {OUTCOMES[outcome].label}"
    if len(within):
        most, least = within["difference"].idxmax(), within["difference"].idxmin()
        title = f"Under {short(best)}, {_group(most)} gain more than {_group(least)}"
        if within["difference_low"][most] <= within["difference_high"][least]:
            title = f"Under {short(best)}, no group clearly gains more than another"
    figure, axes = panels(
        (0.16 * len(names) + 0.16) * len(groups) + 0.2,
        title,
        illustrative,
        extra_top=0.24 * ((len(names) + 1) // 2),
        extra_bottom=0.62,
        left=0.31,
        right=0.96,
    )
    colour_key(axes, figure, [(short(name), colours[name]) for name in names], columns=2)
    for g, group in enumerate(groups):
        for s, name in enumerate(names):
            row = mine[(mine["group"] == group) & (mine["scenario"] == name)]
            if row.empty or not np.isfinite(row["difference"].iloc[0]):
                continue
            y = -g + 0.35 - 0.7 * (s + 0.5) / len(names)
            axes.plot(
                100 * row[["difference_low", "difference_high"]].iloc[0],
                [y, y],
                color=colours[name],
                lw=3,
                alpha=0.45,
                solid_capstyle="butt",
            )
            axes.plot(100 * row["difference"].iloc[0], y, "o", color=colours[name], ms=4)
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks([-g for g in range(len(groups))], [_group(group) for group in groups])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-len(groups) + 0.4, 0.6)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_xlabel(f"more or fewer of 100 {OUTCOMES[outcome].label}\nthan under {short(reference)}; bars: 90 % bounds")
    return figure


@styled
def states(yearly, reference: str, illustrative: bool = False):
    """Draw self-efficacy and exhaustion by school year as differences against the reference, with bounds.

    ``yearly`` is a frame ``scenario, outcome, year, difference, low, high`` (SD).
    """
    last = int(yearly["year"].max())
    ends = yearly[(yearly["year"] == last) & (yearly["outcome"] == "exhaustion") & (yearly["scenario"] != reference)].set_index("scenario")[
        "difference"
    ]
    colours = colours_of(ends, reference)
    title = f"Self-efficacy and exhaustion beside {short(reference)}, all teachers"
    if len(ends):
        low = ends.idxmin()
        most = max(0.01, np.ceil(100 * ends.abs().max()) / 100)
        title = f"In year {last}, exhaustion of all teachers is within {most:.2f} SD of that under {short(reference)}"
        if ends[low] <= -0.05:
            title = f"In year {last}, teachers under {short(low)} are {-ends[low]:.2f} SD less exhausted than under {short(reference)}"
    figure, grid = panels(4.3, title, illustrative, rows=2, extra_bottom=0.42, space=0.36, right=0.75, left=0.19)
    for axes, outcome in zip(grid, ("efficacy", "exhaustion")):
        labels = []
        for name in ends.index:
            line = yearly[(yearly["scenario"] == name) & (yearly["outcome"] == outcome)]
            colour = colours.get(name, FAINT)
            axes.plot(
                line["year"],
                line["difference"],
                color=colour,
                lw=2 if name in colours else 1,
                marker="o",
                ms=3,
                zorder=3 if name in colours else 1,
            )
            if name in colours:
                axes.fill_between(line["year"], line["low"].astype(float), line["high"].astype(float), color=colour, alpha=0.15, lw=0)
                labels.append((line["difference"].iloc[-1], short(name), colour))
        axes.axhline(0, color=INK, lw=1)
        axes.set_title(
            f"{OUTCOMES[outcome].label} ({'more' if OUTCOMES[outcome].better == 'higher' else 'less'} is better)",
            loc="left",
            fontweight="bold",
        )
        axes.set_ylabel("difference, SD")
        axes.set_xticks(range(1, last + 1))
        axes.set_xlim(0.8, last + 0.2)
        axes.grid(axis="y", color=FAINT, lw=0.6)
        axes.margins(y=0.15)
        axes.locator_params(axis="y", nbins=5)
        end_labels(axes, labels + [(0.0, short(reference), INK)])
    grid[-1].set_xlabel("school year under the policy")
    return figure


@styled
def mentoring(table, illustrative: bool = False):
    """Draw mentoring planned and delivered in hours a month per mentee, with the share on paper.

    ``table`` is a frame ``scenario, planned, delivered, on_paper`` (hours a month per mentee; share of mentees), mentored policies only.
    """
    table = table.reset_index(drop=True)
    planned, delivered = table["planned"].to_numpy(), table["delivered"].to_numpy()
    worst = int(np.argmin(np.divide(delivered, planned, out=np.ones(len(table)), where=planned > 0)))
    plan, fact = words.number(planned[worst], 1), words.number(delivered[worst], 1)
    title = f"Of {plan} hours a month planned under {short(table['scenario'][worst])}, {fact} happen"
    figure, axes = panels(0.52 * len(table) + 0.1, title, illustrative, extra_top=0.25, extra_bottom=0.45, left=0.30, right=0.70)
    colour_key(axes, figure, (("planned", "#a6cfe8"), ("delivered", STAYED)))
    y = -np.arange(len(table))
    axes.barh(y + 0.19, planned, height=0.36, color="#a6cfe8")
    axes.barh(y - 0.19, delivered, height=0.36, color=STAYED)
    for i in range(len(table)):
        axes.text(planned[i], y[i] + 0.19, f" {words.number(planned[i], 1)}", va="center", fontsize=8)
        axes.text(delivered[i], y[i] - 0.19, f" {words.number(delivered[i], 1)}", va="center", fontsize=8)
        axes.text(
            1.06,
            y[i],
            f"{words.heads(table['on_paper'][i])} of 100 mentees\non paper only",
            va="center",
            fontsize=8,
            transform=axes.get_yaxis_transform(),
        )
    axes.set_yticks(y, [textwrap.fill(short(name), 20) for name in table["scenario"]])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1.12 * max(planned.max(), delivered.max(), 0.1))
    axes.set_xlabel("hours a month per mentee")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure


@styled
def payers(by_payer, order, currency: str, illustrative: bool = False):
    """Draw what each policy costs a year and who pays, teachers' unpaid time included."""
    cost = by_payer.pivot_table(index="scenario", columns="payer", values="cost_a_year", aggfunc="sum", fill_value=0.0)
    cost = cost.reindex([name for name in order if name in cost.index]).reindex(columns=list(PAYERS), fill_value=0.0)
    total = cost.sum(axis=1)
    dearest = total.idxmax()
    who = cost.loc[dearest].idxmax()
    title = f"{short(dearest)[:1].upper()}{short(dearest)[1:]} costs most, {words.money(total[dearest], currency)} a year"
    title += f"; the largest part is {_payer(who)}" if who == "teachers" else f"; {_payer(who)} bears the largest part"
    figure, axes = panels(0.36 * len(cost) + 0.1, title, illustrative, extra_top=0.25, extra_bottom=0.45, left=0.30, right=0.80)
    colours = dict(zip(PAYERS, (STAYED, MOVED, "#029e73", LEFT)))
    colour_key(axes, figure, [(_payer(payer), colours[payer]) for payer in PAYERS if cost[payer].any()])
    start = np.zeros(len(cost))
    y = -np.arange(len(cost))
    scale, unit = money_scale(total.max())
    for payer in PAYERS:
        axes.barh(y, cost[payer] / scale, left=start / scale, color=colours[payer], height=0.6)
        start = start + cost[payer].to_numpy()
    for i, name in enumerate(cost.index):
        axes.text(total[name] / scale, y[i], f" {words.money(total[name], currency)}", va="center", fontsize=8)
    axes.set_yticks(y, [textwrap.fill(short(name), 20) for name in cost.index])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(f"{unit}{currency} a year")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure


@styled
def acceptability(frame, currency: str, illustrative: bool = False):
    """Draw how likely each policy is worth its money, by what one more teacher kept is worth."""
    ends = frame.groupby("scenario", sort=False)["probability"].last()
    colours = colours_of(ends, None)
    scale, unit = money_scale(frame["willingness"].max())
    best = ends.idxmax()
    worth = words.money(frame["willingness"].max(), currency)
    title = f"If one more teacher kept is worth {worth}, {short(best)} is likeliest to be worth its money"
    figure, axes = panels(2.4, title, illustrative, extra_bottom=0.45, left=0.15, right=0.73)
    labels = []
    for name in ends.index:
        line = frame[frame["scenario"] == name]
        axes.plot(line["willingness"] / scale, 100 * line["probability"], color=colours.get(name, FAINT), lw=2 if name in colours else 1)
        if name in colours:
            labels.append((100 * ends[name], short(name), colours[name]))
    axes.set_ylim(-2, 102)
    axes.set_xlim(0, frame["willingness"].max() / scale)
    axes.set_ylabel("chances of 100\nthat it is worth its money")
    axes.set_xlabel(f"worth of one more teacher kept, {unit}{currency}")
    axes.grid(axis="y", color=FAINT, lw=0.6)
    end_labels(axes, labels)
    return figure


def _whole_heads(stays: float, teaches: float) -> tuple[int, int, int]:
    teaching = int(round(100 * teaches))
    stayed = min(int(round(100 * stays)), teaching)
    return stayed, teaching - stayed, 100 - teaching


def _rows(summary, outcome, group="all"):
    kind = best_interval(summary)
    mine = summary[(summary["outcome"] == outcome) & (summary["group"] == group) & (summary["interval"] == kind)]
    return mine.set_index("scenario")


def _row(summary, scenario, outcome, kind, group="all"):
    mine = summary[
        (summary["scenario"] == scenario) & (summary["outcome"] == outcome) & (summary["group"] == group) & (summary["interval"] == kind)
    ]
    return None if mine.empty else mine.iloc[0]


def _years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


def _group(name: str) -> str:
    plain = {
        "all": "all new teachers",
        "woman": "women",
        "man": "men",
        "rural": "rural schools",
        "urban": "urban schools",
        "private": "private schools",
        "government": "government schools",
        "one_teacher_school": "one-teacher schools",
        "novice": "novices",
        "veteran": "veterans",
        "mentor": "mentors",
    }
    return plain.get(name, short(name))


def _payer(name: str) -> str:
    return {"ministry": "the ministry", "school": "the school", "donor": "the donor", "teachers": "teachers' unpaid time"}.get(name, name)
