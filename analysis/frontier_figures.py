"""Figures of a search: what money buys, where the money of the chosen mix goes, what each lever of it does."""

from __future__ import annotations

import textwrap

import numpy as np

from analysis import chart, frontier
from analysis.chart import FAINT, GREY, INK, MOVED, STAYED, colour_key, key_height, money_scale, panels
from analysis.frontier_words import Words

CLOUD, CHOSEN, PALE = "#c9d3dc", "#d55e00", "#cfe3f1"
# field of the front, what it is multiplied by
GOALS = {"kept": ("more", 100.0), "exhaustion": ("tired", 1.0), "equity": ("nearer", 100.0)}


@chart.worded
def money_buys(words: Words, rows, candidates, goal: str, look=None):
    """Draw the front of one goal: every mix that was tried, the policies of the front with their bounds, budget and target."""
    about, say, (field, factor) = words.about, words.say, GOALS[goal]
    budget, target = about["budget"], about["target"] if goal == "kept" else None
    reference, answers = about["reference"], frontier.chosen(about)
    most = max(1.08 * rows["cost"].max(), 1.15 * (budget or 0.0), 1e-9)
    scale, unit = money_scale(most, say)
    key = [(say("optimise.key.tried"), CLOUD), (say("optimise.key.front"), STAYED)]
    key += [(say("optimise.key.chosen"), CHOSEN)] if answers else []
    key += [(words.policy(reference), INK)]
    figure, axes = panels(
        2.7, _title(words, rows, goal), bool(about["illustrative"]), extra_top=key_height([name for name, _ in key]) + 0.08,
        extra_bottom=0.5, left=0.17, right=0.86, look=look,
    )  # fmt: skip
    colour_key(axes, figure, key)
    inside = candidates[candidates["cost"].notna() & (candidates["cost"] <= most)]
    axes.scatter(inside["cost"] / scale, factor * inside[field], s=9, color=CLOUD, lw=0, zorder=1)
    axes.axhline(0.0, color=GREY, lw=0.8, zorder=1)
    mine = rows[[goal in role.split() or bool({"best", "cheapest", "reference"} & set(role.split())) for role in rows["role"]]]
    for _, row in sorted(mine.iterrows(), key=lambda one: one[1]["policy"] in answers):
        is_reference = row["policy"] == reference
        colour = INK if is_reference else CHOSEN if row["policy"] in answers else STAYED
        x, y = row["cost"] / scale, factor * row[field]
        if np.isfinite(row[f"{field}_low"]) and not is_reference:
            axes.plot([x, x], [factor * row[f"{field}_low"], factor * row[f"{field}_high"]], color=colour, lw=1.4, zorder=3)
        axes.scatter([x], [y], s=34, color=colour, zorder=4, lw=0, marker="s" if is_reference else "o")
    if budget is not None:
        axes.axvline(budget / scale, color=CHOSEN, lw=0.9, ls=(0, (4, 3)))
        axes.annotate(say("optimise.budget"), (budget / scale, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -8),
                      textcoords="offset points", fontsize=8, color=CHOSEN)  # fmt: skip
    if target is not None:
        axes.axhline(100 * target, color=CHOSEN, lw=0.9, ls=(0, (4, 3)))
        axes.text(1.01, 100 * target, say("optimise.target"), transform=axes.get_yaxis_transform(), fontsize=8, va="center", color=CHOSEN)
    axes.set_xlim(left=-0.02 * most / scale, right=most / scale)
    axes.set_ylim(*_limits(mine, inside, field, factor, target))
    axes.set_xlabel(say("optimise.axis.cost", years=say.years(about["years"]), unit=f"{unit}{words.currency}"))
    axes.set_ylabel("\n".join(textwrap.wrap(say(f"optimise.axis.{goal}"), 30)))
    chart.ticks(axes, say)
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


def _title(words, rows, goal):
    say, names = words.say, frontier.chosen(words.about)
    if goal == "exhaustion":
        return say("optimise.figure.exhaustion")
    if goal == "equity":
        first, second = (say.named("group", group) for group in words.about["equity"])
        return say("optimise.figure.equity", first=first, second=second)
    if not names:
        return say("optimise.figure.none")
    row = rows.set_index("policy").loc[names[0]]
    cost = say.money(row["cost"], words.currency)
    if row["clear"] != frontier.CLEAR:
        return say("optimise.figure.unclear", cost=cost)
    key = "optimise.figure.more" if row["more"] > 0 else "optimise.figure.fewer"
    return say(key, cost=cost, n=say.number(abs(100 * row["more"]), 1), what=words.outcome)


@chart.worded
def money_goes(words: Words, by_line, policy: str, look=None):
    """Draw where the money of the chosen mix goes, beside the reference."""
    about, say, reference = words.about, words.say, words.about["reference"]
    wanted = by_line[by_line["programme"]]
    cost = wanted.pivot_table(index="line", columns="scenario", values="cost", aggfunc="sum", fill_value=0.0) / about["years"]
    for name in (policy, reference):
        if name not in cost:
            cost[name] = 0.0
    cost = cost.loc[cost[[policy, reference]].max(axis=1).sort_values(ascending=False).index]
    cost = cost[cost[[policy, reference]].max(axis=1) > 0]
    scale, unit = money_scale(max(cost[[policy, reference]].max().max() if len(cost) else 0.0, 1e-9), say)
    total = cost[policy].sum()
    title = say("optimise.figure.free")
    if total > 0:
        title = say("optimise.figure.goes", cost=say.money(total, words.currency), line=say.named("line", cost[policy].idxmax()))
    names = (policy, CHOSEN), (reference, GREY)
    figure, axes = panels(
        0.46 * max(len(cost), 1) + 0.1, title, bool(about["illustrative"]), extra_top=key_height([look(name) for name, _ in names]) + 0.08,
        extra_bottom=0.45, left=0.3, right=0.82, look=look,
    )  # fmt: skip
    colour_key(axes, figure, [(look(name), colour) for name, colour in names])
    y = -np.arange(len(cost))
    for (name, colour), shift in zip(names, (0.17, -0.17)):
        axes.barh(y + shift, cost[name] / scale, height=0.3, color=colour)
        for place, value in zip(y, cost[name]):
            if value > 0:
                axes.text(value / scale, place + shift, f"\u00a0{say.money(value)}", va="center", fontsize=7.5, color=INK)
    axes.set_yticks(y, [textwrap.fill(say.named("line", line), 20) for line in cost.index])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(say("chart.payers.axis", unit=f"{unit}{words.currency}"))
    chart.ticks(axes, say, "x")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure


@chart.worded
def levers_do(words: Words, parts, look=None):
    """Draw what is lost where one lever of the chosen mix stays as the base has it; pale where that cannot be told from nothing."""
    say = words.say
    parts = parts.sort_values("more", ascending=False, kind="stable")
    lost, clear = 100.0 * parts["more"].to_numpy(), (parts["clear"] == frontier.CLEAR).to_numpy()
    title = (
        say("optimise.figure.lever", lever=words.lever(parts["lever"].iloc[0]))
        if clear[0] and lost[0] > 0.05
        else say("optimise.figure.no_lever")
    )
    figure, axes = panels(
        0.46 * len(parts) + 0.1,
        title,
        bool(words.about["illustrative"]),
        extra_top=0.05,
        extra_bottom=0.45,
        left=0.42,
        right=0.92,
        look=look,
    )
    y = -np.arange(len(parts))
    axes.barh(y, lost, height=0.55, color=[(STAYED if value >= 0 else MOVED) if sure else PALE for value, sure in zip(lost, clear)])
    axes.axvline(0, color=GREY, lw=0.8)
    for place, value in zip(y, lost):
        axes.annotate(say.signed(value, 1), (max(value, 0.0), place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(y, [textwrap.fill(words.set_to(row["lever"], row["chosen"]), 28) for _, row in parts.iterrows()], fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("\n".join(textwrap.wrap(say("optimise.axis.lever"), 56)))
    axes.margins(x=0.12)
    chart.ticks(axes, say, "x")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure
