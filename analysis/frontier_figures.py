"""Figures of a search: what money buys, where the money of the chosen mix goes, what each lever of it does."""

from __future__ import annotations

import textwrap

import numpy as np

from analysis import words
from analysis.chart import FAINT, GREY, INK, MOVED, STAYED, colour_key, money_scale, panels, short, styled
from analysis.frontier import after, chosen, lever_said
from sim.levers import Levers
from sim.number import numbers

CLOUD, CHOSEN = "#c9d3dc", "#d55e00"
PICTURES = {
    "kept": ("more", 100.0, "more of 100 kept"),
    "exhaustion": ("tired", 1.0, "exhaustion, SD"),
    "equity": ("nearer", 100.0, "nearer, of 100 a year"),
}


@styled
def money_buys(rows, candidates, about: dict, goal: str, look=None):
    """Draw the front of one goal: every mix that was tried, the policies of the front with their bounds, budget and target."""
    field, factor, label = PICTURES[goal]
    context = about["contexts"][0]
    budget, target = about["budget"], about["target"] if goal == "kept" else None
    reference = about["reference"]
    known = candidates[candidates["cost"].notna()]
    most = max(1.08 * rows["cost"].max(), 1.15 * (budget or 0.0), 1e-9)
    scale, unit = money_scale(most)
    figure, axes = panels(
        2.7, _title(rows, about, goal), bool(about["illustrative"]), extra_top=0.28, extra_bottom=0.5, left=0.17, right=0.86
    )
    answers = chosen(about)
    key = (("chosen", CHOSEN),) if answers else ()
    colour_key(axes, figure, (("tried", CLOUD), ("front, fresh worlds", STAYED), *key, ("today", INK)))
    inside = known[known["cost"] <= most]
    axes.scatter(inside["cost"] / scale, factor * inside[field], s=9, color=CLOUD, lw=0, zorder=1)
    axes.axhline(0.0, color=GREY, lw=0.8, zorder=1)
    mine = rows[[goal in role.split() or bool({"best", "cheapest", "reference"} & set(role.split())) for role in rows["role"]]]
    points = []
    for _, row in sorted(mine.iterrows(), key=lambda one: one[1]["policy"] in answers):
        colour = INK if row["policy"] == reference else CHOSEN if row["policy"] in answers else STAYED
        x, y = row["cost"] / scale, factor * row[field]
        if np.isfinite(row[f"{field}_low"]) and row["policy"] != reference:
            axes.plot([x, x], [factor * row[f"{field}_low"], factor * row[f"{field}_high"]], color=colour, lw=1.4, zorder=3)
        axes.scatter([x], [y], s=34, color=colour, zorder=4, lw=0, marker="s" if row["policy"] == reference else "o")
        top = factor * row[f"{field}_high"] if np.isfinite(row[f"{field}_high"]) else y
        points.append((row["policy"], x, top, colour))
    for name, x, y, colour in points:
        if name == reference or name in answers:
            axes.annotate(
                short(name) if name != reference else "today",
                (x, y),
                xytext=(0, 5),
                textcoords="offset points",
                fontsize=8,
                ha="center",
                color=colour,
            )
    if budget is not None:
        axes.axvline(budget / scale, color=CHOSEN, lw=0.9, ls=(0, (4, 3)))
        axes.annotate("budget", (budget / scale, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -8), textcoords="offset points",
                      fontsize=8, color=CHOSEN)  # fmt: skip
    if target is not None:
        axes.axhline(100 * target, color=CHOSEN, lw=0.9, ls=(0, (4, 3)))
        axes.text(1.01, 100 * target, "target", transform=axes.get_yaxis_transform(), fontsize=8, va="center", color=CHOSEN)
    axes.set_xlim(left=-0.02 * most / scale, right=most / scale)
    low, high = _limits(mine, inside, field, factor, target)
    axes.set_ylim(low, high)
    axes.set_xlabel(f"cost over {about['years']} years, {unit}{context['currency']}")
    axes.set_ylabel(label)
    axes.grid(axis="y", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure


def _limits(mine, inside, field, factor, target):
    """Return bounds that hold the front with its intervals, and most of the cloud."""
    values = [factor * mine[field], factor * mine[f"{field}_low"].dropna(), factor * mine[f"{field}_high"].dropna()]
    values += [factor * inside[field].quantile([0.03, 0.99])] if len(inside) else []
    values = np.concatenate([np.asarray(part, float) for part in values] + ([[100 * target]] if target is not None else []))
    low, high = min(values.min(), 0.0), max(values.max(), 0.0)
    room = 0.08 * (high - low or 1.0)
    return low - room, high + room


def _title(rows, about, goal):
    currency = about["contexts"][0]["currency"]
    at = rows.set_index("policy")
    names = chosen(about)
    if goal == "exhaustion":
        return "What the same money does to exhaustion"
    if goal == "equity":
        first, second = about["equity"]
        return f"What the same money does to the gap between {first.replace('_', ' ')} and {second.replace('_', ' ')} schools or teachers"
    if not names:
        return "No mix that was tried does what was asked"
    row = at.loc[names[0]]
    if row["clear"] != "yes":
        return f"What {words.money(row['cost'], currency)} buy cannot be told from nothing"
    word = "more" if row["more"] > 0 else "fewer"
    cost = words.money(row["cost"], currency)
    return f"{cost} keep {words.number(abs(100 * row['more']), 1)} {word} of 100 new teachers, {after(about['outcome'])}"


@styled
def money_goes(by_line, about: dict, policy: str, look=None):
    """Draw where the money of the chosen mix goes, beside today's policy."""
    currency, years = about["contexts"][0]["currency"], about["years"]
    wanted = by_line[by_line["programme"]]
    cost = wanted.pivot_table(index="line", columns="scenario", values="cost", aggfunc="sum", fill_value=0.0) / years
    for name in (policy, about["reference"]):
        if name not in cost:
            cost[name] = 0.0
    cost = cost.loc[cost[[policy, about["reference"]]].max(axis=1).sort_values(ascending=False).index]
    cost = cost[cost[[policy, about["reference"]]].max(axis=1) > 0]
    scale, unit = money_scale(max(cost[[policy, about["reference"]]].max().max(), 1e-9))
    total = cost[policy].sum()
    largest = short(cost[policy].idxmax()) if total > 0 else "nothing"
    title = f"Of {words.money(total, currency)} a year, most goes to {largest}" if total > 0 else "The chosen mix costs nothing"
    figure, axes = panels(
        0.46 * max(len(cost), 1) + 0.1, title, bool(about["illustrative"]), extra_top=0.28, extra_bottom=0.45, left=0.27, right=0.82
    )
    colour_key(axes, figure, ((short(policy), CHOSEN), (f"today: {short(about['reference'])}", GREY)))
    y = -np.arange(len(cost))
    for name, shift, colour in ((policy, 0.17, CHOSEN), (about["reference"], -0.17, GREY)):
        axes.barh(y + shift, cost[name] / scale, height=0.3, color=colour)
        for place, value in zip(y, cost[name]):
            if value > 0:
                axes.text(value / scale, place + shift, f" {words.money(value)}", va="center", fontsize=7.5, color=INK)
    axes.set_yticks(y, [textwrap.fill(short(line), 18) for line in cost.index])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(f"{unit}{currency} a year")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure


@styled
def levers_do(parts, about: dict, policy: str, look=None):
    """Draw what is lost where one lever of the chosen mix stays as it is today."""
    parts = parts[parts["policy"] == policy].sort_values("more", ascending=False, kind="stable")
    lost = 100.0 * parts["more"].to_numpy()
    first = numbers(Levers)[parts["lever"].iloc[0]].label
    title = f"Of the chosen levers, {first} does most" if lost[0] > 0.05 else "No lever of the mix does much alone"
    figure, axes = panels(
        0.4 * len(parts) + 0.1, title, bool(about["illustrative"]), extra_top=0.05, extra_bottom=0.45, left=0.42, right=0.92
    )
    y = -np.arange(len(parts))
    axes.barh(y, lost, height=0.55, color=[STAYED if value >= 0 else MOVED for value in lost])
    axes.axvline(0, color=GREY, lw=0.8)
    for place, value in zip(y, lost):
        at = max(value, 0.0)
        axes.annotate(words.signed(value, 1), (at, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(y, [textwrap.fill(lever_said(row["lever"], row["chosen"]), 26) for _, row in parts.iterrows()])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("of 100 kept because of it, the others in place")
    axes.margins(x=0.12)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure
