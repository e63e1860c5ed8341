"""Figures of money: who pays, year by year, what it buys, and how likely it is worth it."""

from __future__ import annotations

import textwrap

import numpy as np

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
    key_height,
    money_scale,
    noted,
    panels,
    styled,
    ticks,
)
from analysis.costs import even_chances
from analysis.figures_difference import COLOURS as VERDICT_COLOURS
from analysis.paired import MORE
from sim.prices import PAYERS, TEACHERS

PAYER_COLOURS = dict(zip(PAYERS, (STAYED, MOVED, "#029e73", LEFT)))


def payer_word(say, payer: str) -> str:
    """Return a payer in words."""
    return say.named("payer", payer)


@styled
def payers(by_payer, order, illustrative: bool = False, look=None):
    """Draw what each policy's programme costs a year and who pays, and apart, thin, teachers' unpaid time.

    Frame of :func:`analysis.costs.by_payer`; the sum beside a bar is that of the programme.
    """
    say, currency = look.say, look.currency
    cost = by_payer.pivot_table(index="scenario", columns="payer", values="cost_a_year", aggfunc="sum", fill_value=0.0)
    cost = cost.reindex([name for name in order if name in cost.index]).reindex(columns=list(PAYERS), fill_value=0.0)
    unpaid, cost = cost[TEACHERS], cost.drop(columns=TEACHERS)
    total = cost.sum(axis=1)
    dearest = total.idxmax()
    who = cost.loc[dearest].idxmax()
    title = say("chart.payers.title", policy=look(dearest), cost=say.money(total[dearest], currency), payer=payer_word(say, who))
    shown = [payer for payer in PAYERS if (unpaid if payer == TEACHERS else cost[payer]).any()]
    keys = [payer_word(say, payer) for payer in shown]
    figure, axes = panels(
        0.44 * len(cost) + 0.1, title, illustrative, extra_top=key_height(keys), extra_bottom=0.45, left=0.32, right=0.78, look=look
    )
    colour_key(axes, figure, zip(keys, (PAYER_COLOURS[payer] for payer in shown)))
    start, y = np.zeros(len(cost)), -np.arange(len(cost))
    scale, unit = money_scale(max(total.max(), unpaid.max()), say)
    for payer in cost.columns:
        axes.barh(y + 0.1, cost[payer] / scale, left=start / scale, color=PAYER_COLOURS[payer], height=0.46)
        start = start + cost[payer].to_numpy()
    axes.barh(y - 0.28, unpaid / scale, color=PAYER_COLOURS[TEACHERS], height=0.2)
    for i, name in enumerate(cost.index):
        axes.text(total[name] / scale, y[i] + 0.1, f"\u00a0{say.money(total[name], currency)}", va="center", fontsize=8)
        if unpaid[name] > 0:
            axes.text(unpaid[name] / scale, y[i] - 0.29, f"\u00a0{say.money(unpaid[name])}", va="center", fontsize=7, color=GREY)
    axes.set_yticks(y, [textwrap.fill(look(name), 22) for name in cost.index])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-len(cost) + 0.45, 0.5)
    axes.set_xlabel(say("chart.payers.axis", unit=f"{unit}{currency}"))
    ticks(axes, say, "x")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure


@styled
def spending(by_year, order, years: int, ends=None, illustrative: bool = False, look=None):
    """Draw what each policy costs in each school year by payer, one panel a policy; frame of :func:`analysis.costs.by_year`."""
    say, currency, ends = look.say, look.currency, ends or {}
    total = by_year.groupby("scenario")["cost"].sum()
    names = [name for name in order if total.get(name, 0.0) > 0]
    names = [name for name in names if name in set(total.sort_values(ascending=False, kind="stable").index[:4])]
    table = by_year.pivot_table(index=["scenario", "year"], columns="payer", values="cost", aggfunc="sum", fill_value=0.0)
    table = table.reindex(columns=list(PAYERS), fill_value=0.0)
    first = {name: table.loc[name].reindex(range(1, years + 1), fill_value=0.0) for name in names}
    top = names[int(np.argmax([total[name] for name in names]))]
    sums = first[top].sum(axis=1)
    values = {"policy": look(top), "first": say.money(sums.iloc[0], currency), "last": say.money(sums.iloc[-1], currency), "year": years}
    shown = [payer for payer in PAYERS if any(first[name][payer].any() for name in names)]
    keys = [payer_word(say, payer) for payer in shown]
    figure, grid = panels(
        1.05 * len(names) + 0.55 * (len(names) - 1), say("chart.spending.title", **values), illustrative, rows=len(names),
        extra_top=key_height(keys) + (0.25 if len(names) == 1 else 0.0), extra_bottom=0.45, left=0.14, right=0.97, space=0.55, look=look,
    )  # fmt: skip
    colour_key(None, figure, zip(keys, (PAYER_COLOURS[payer] for payer in shown)))
    for axes, name in zip(np.atleast_1d(grid), names):
        start = np.zeros(years)
        scale, unit = money_scale(first[name].sum(axis=1).max(), say)
        for payer in PAYERS:
            cost = first[name][payer].to_numpy() / scale
            axes.bar(range(1, years + 1), cost, bottom=start, color=PAYER_COLOURS[payer], width=0.7)
            start = start + cost
        if name in ends:
            axes.axvline(ends[name] / 12 + 0.5, color=INK, lw=1, ls=(0, (2, 2)))
            noted(axes, ends[name] / 12 + 0.5, 0.97, say("chart.money_ends"), INK)
        axes.set_title(f"{look(name)}, {unit}{currency}", loc="left", fontweight="bold", fontsize=8.5)
        axes.set_xticks(range(1, years + 1))
        axes.grid(axis="y", color=FAINT, lw=0.6)
        axes.set_axisbelow(True)
        axes.locator_params(axis="y", nbins=4)
        ticks(axes, say, "y")
    np.atleast_1d(grid)[-1].set_xlabel(say("chart.school_year"))
    return figure


@styled
def plane(points, order, illustrative: bool = False, clear=(), look=None):
    """Draw the cost-effectiveness plane: extra new teachers kept and extra cost a year, a dot a parameter set.

    ``points`` is the frame of :func:`analysis.costs.plane`; ``clear`` names the policies that clearly keep more: their means are full.
    """
    say, currency = look.say, look.currency
    means = points.groupby("scenario", sort=False)[["kept", "cost"]].mean()
    names = [name for name in order if name in means.index]
    colours = colours_of(means["kept"].reindex(names), None)
    title = say("chart.plane.none")
    if set(names) & set(clear):
        best = max((name for name in names if name in clear), key=lambda name: means["kept"][name])
        key = "chart.plane.title" if means["cost"][best] >= 0 else "chart.plane.title_less"
        worth = {"n": say.number(means["kept"][best], 1), "cost": say.money(abs(means["cost"][best]), currency)}
        title = say(key, policy=look(best), **worth)
    figure, axes = panels(2.8, title, illustrative, extra_top=0.05, extra_bottom=0.62, left=0.17, right=0.73, look=look)
    scale, unit = money_scale(points["cost"].abs().max(), say)
    labels = []
    for name in names:
        mine, colour = points[points["scenario"] == name], colours.get(name, GREY)
        axes.scatter(mine["kept"], mine["cost"] / scale, s=9, color=colour, alpha=0.5, lw=0)
        full = {"color": colour, "mec": "white"} if name in clear else {"mfc": "white", "mec": colour, "mew": 1.5}
        axes.plot(means["kept"][name], means["cost"][name] / scale, "o", ms=7, **full)
        if name in colours:
            labels.append((means["cost"][name] / scale, look(name), colour))
    axes.axvline(0, color=INK, lw=1)
    axes.axhline(0, color=INK, lw=1)
    axes.margins(0.08)
    axes.set_ylabel(textwrap.fill(say("chart.plane.cost", unit=f"{unit}{currency}"), 30))
    axes.set_xlabel(textwrap.fill(say("chart.plane.kept"), 50))
    ticks(axes, say)
    axes.grid(color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    end_labels(axes, labels)
    return figure


@styled
def acceptability(frame, illustrative: bool = False, clear=(), salary: float = 0.0, look=None):
    """Draw how likely each policy is worth its money, by what one leaver fewer is worth.

    ``frame`` is that of :func:`analysis.costs.acceptability`; ``clear`` names the policies that clearly have fewer leavers; ``salary`` is
    what a teacher earns in a year, a mark to measure worth by.
    """
    say, currency = look.say, look.currency
    ends = frame.groupby("scenario", sort=False)["probability"].last()
    colours = colours_of(ends, None)
    most = frame["willingness"].max()
    scale, unit = money_scale(most, say)
    even = {name: even_chances(frame, name) for name in ends.index if name in clear}
    even = {name: worth for name, worth in even.items() if np.isfinite(worth)}
    title = say("chart.worth.none" if set(ends.index) & set(clear) else "chart.worth.unclear", most=say.money(most, currency))
    if even:
        first = min(even, key=even.get)
        title = say("chart.worth.title", worth=say.money(even[first], currency), policy=look(first))
    else:
        least = frame.groupby("scenario", sort=False)["probability"].min()
        always = [name for name in ends.index if name in clear and least[name] > 0.5]
        title = say("chart.worth.always", policy=look(always[0])) if always else title
    figure, axes = panels(2.4, title, illustrative, extra_top=0.1, extra_bottom=0.45, left=0.15, right=0.73, look=look)
    labels = []
    for name in ends.index:
        line, strong = frame[frame["scenario"] == name], name in colours
        axes.plot(line["willingness"] / scale, 100 * line["probability"], color=colours.get(name, FAINT), lw=1 + strong)
        if strong:
            labels.append((100 * ends[name], look(name), colours[name]))
    axes.axhline(50, color=FAINT, lw=1, zorder=0)
    if 0 < salary <= most:
        axes.axvline(salary / scale, color=GREY, lw=1, ls=(0, (2, 2)))
        noted(axes, salary / scale, 0.6, say("chart.worth.salary"), GREY)
    axes.set_ylim(-2, 102)
    axes.set_xlim(0, most / scale)
    axes.set_ylabel(textwrap.fill(say("chart.worth.chances"), 26))
    axes.set_xlabel(textwrap.fill(say("chart.worth.axis", unit=f"{unit}{currency}"), 50))
    ticks(axes, say, "x")
    axes.grid(axis="y", color=FAINT, lw=0.6)
    end_labels(axes, labels)
    return figure


@styled
def same_money(table, reference: str, illustrative: bool = False, look=None):
    """Draw what the same money buys: extra new teachers kept when each policy is scaled in proportion.

    ``table`` is the frame of :func:`analysis.costs.same_money`.
    """
    say, currency = look.say, look.currency
    table = table.sort_values("kept", ascending=False, kind="stable", ignore_index=True)
    values = {"cost": say.money(table["cost"][0], currency), "reference": look(reference)}
    title = say("chart.same_money.none", **values)
    clear = table[table["verdict"] == MORE]
    if len(clear) > 1:  # which of them keeps the most, their bounds seldom tell
        title = say("chart.same_money.several", **values, count=len(clear))
    elif len(clear):
        only = clear.iloc[0]
        title = say("chart.same_money.title", **values, policy=look(only["scenario"]), n=say.number(only["kept"], 1))
    figure, axes = panels(0.34 * len(table) + 0.15, title, illustrative, extra_bottom=0.75, left=0.34, right=0.72, look=look)
    y = -np.arange(len(table))
    for i, row in table.iterrows():
        colour = VERDICT_COLOURS.get(row["verdict"], GREY)
        axes.plot([row["low"], row["high"]], [y[i], y[i]], color=colour, lw=5, alpha=0.5, solid_capstyle="butt")
        axes.plot(row["kept"], y[i], "o", color=colour, ms=5)
        low, high = (say.number(row[end], 1) for end in ("low", "high"))
        text = say("number.about_between", value=say.signed(row["kept"]), low=low, high=high)
        axes.text(1.02, y[i], text, transform=axes.get_yaxis_transform(), va="center", fontsize=8)
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks(y, [textwrap.fill(look(name), 24) for name in table["scenario"]])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-len(table) + 0.4, 0.6)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(textwrap.fill(say("chart.same_money.axis", **values), 44))
    ticks(axes, say, "x")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    return figure
