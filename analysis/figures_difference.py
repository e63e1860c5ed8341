"""Figures of differences between policies: forest plots over policies and groups, teachers in post, what would change the answer."""

from __future__ import annotations

import textwrap

import numpy as np

from analysis.chart import FAINT, GREY, INK, STAYED, colour_key, colours_of, end_labels, key_height, noted, palette, panels, styled, ticks
from analysis.outcomes import CAUSE_GROUPS, LOWER, OUTCOMES
from analysis.paired import FEWER, MORE, best_interval, verdicts
from analysis.uncertainty import DISTRICT

MOST_ROWS = 8
FEWEST = 0.5  # teachers of a group in a run
# groups that a title may set side by side: they share no teacher and mean the opposite
OPPOSITES = (("woman", "man"), ("rural", "urban"), ("private", "government"), ("novice", "veteran"))
FELL = "#d55e00"
COLOURS = {MORE: STAYED, FEWER: FELL}


@styled
def differences(summary, reference: str, outcomes, illustrative: bool = False, look=None):
    """Draw the difference of each policy against the reference in heads of 100: bounds of ignorance thick, of one district thin."""
    say = look.say
    names = [name for name in dict.fromkeys(summary["scenario"]) if name != reference]
    outcomes = list(outcomes)[-1:] if len(names) > MOST_ROWS else list(outcomes)
    kind = best_interval(summary)
    lines = [(name, outcome) for name in names for outcome in outcomes]
    last = {name: row_of(summary, name, outcomes[-1], kind) for name in names}
    found = verdicts(summary)
    clear = [name for name in names if found.get((name, "all", outcomes[-1])) in COLOURS]
    what = say(f"outcome.{outcomes[-1]}")
    title = say("chart.differences.none", what=what)
    if clear:
        best = max(clear, key=lambda name: last[name]["difference"])
        bounds = say.probably(last[best]["difference_low"], last[best]["difference_high"])
        title = say("chart.differences.title", policy=look(best), bounds=bounds, what=what)
    gap = 0.7 if len(outcomes) > 1 else 0.0
    height = 0.25 * len(lines) + 0.2 * gap * len(names) + 0.25
    figure, axes = panels(height, title, illustrative, extra_bottom=0.75, left=0.40, right=0.75, look=look)
    y, marks = 0.0, []
    for i, (name, outcome) in enumerate(lines):
        if i and lines[i - 1][0] != name:
            y -= gap
        row, one = row_of(summary, name, outcome, kind), row_of(summary, name, outcome, DISTRICT)
        years = say.years(int(outcome.rsplit("_", 1)[1][:-1])).replace(" ", "\u00a0")
        first = len(outcomes) == 1 or i == 0 or lines[i - 1][0] != name
        marks.append((y, textwrap.fill(f"{look(name)}, {years}", 28) if first else years))
        if row is not None and np.isfinite(row["difference"]):
            colour = COLOURS.get(found.get((name, "all", outcome)), GREY)
            for bar, width, alpha in ((one, 1, 0.7), (row, 5, 0.55)):
                ends = [100 * bar["difference_low"], 100 * bar["difference_high"]]
                axes.plot(ends, [y, y], color=colour, lw=width, alpha=alpha, solid_capstyle="butt")
            axes.plot(100 * row["difference"], y, "o", color=colour, ms=5)
            low, high = (say.number(100 * row[bound], 1) for bound in ("difference_low", "difference_high"))
            text = say("number.about_between", value=say.signed(100 * row["difference"]), low=low, high=high)
            axes.text(1.02, y, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8)
        y -= 1.0
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks([y for y, _ in marks], [text for _, text in marks], fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(y + 0.4, 0.6)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    ticks(axes, say, "x")
    thick = say("chart.differences.thick_computing" if kind == "computing" else "chart.differences.thick")
    axis = textwrap.fill(say("chart.differences.axis", policy=look(reference)), 46)
    axes.set_xlabel(f"{axis}\n{thick}", fontsize=8.5)
    return figure


@styled
def by_group(summary, reference: str, outcome: str, illustrative: bool = False, sizes=None, look=None):
    """Draw who gains: the difference against the reference by group of teachers, in heads of 100; full dots are clear.

    ``sizes`` gives the teachers counted in a run by group; they stand beside the groups.
    """
    say, kind, sizes, found = look.say, best_interval(summary), sizes or {}, verdicts(summary)
    better, sense = (FEWER, -1) if OUTCOMES[outcome].better == LOWER else (MORE, 1)
    mine = summary[(summary["outcome"] == outcome) & (summary["interval"] == kind) & (summary["scenario"] != reference)]
    overall = mine[mine["group"] == "all"].set_index("scenario")["difference"]
    names = [name for name in overall.index if name in set(overall.abs().sort_values(ascending=False, kind="stable").index[:4])]
    groups = [group for group in groups_of(summary, outcome) if sizes.get(group, 1) >= FEWEST]
    colours = dict(zip(names, palette()))
    gaining = [name for name in names if any(found.get((name, group, outcome)) == better for group in groups)]
    yearly = OUTCOMES[outcome].unit.endswith("year")
    title = say("chart.groups.nobody_year") if yearly else say("chart.groups.nobody", what=say(f"outcome.{outcome}"))
    if gaining:
        best = max(gaining, key=lambda name: sense * overall[name])
        title = say("chart.groups.title_none", policy=look(best))
        within = mine[(mine["scenario"] == best) & np.isfinite(mine["difference"])].set_index("group")
        near, far = ("difference_low", "difference_high") if sense > 0 else ("difference_high", "difference_low")
        apart = {
            (most, least): sense * (within["difference"][most] - within["difference"][least])
            for pair in OPPOSITES
            for most, least in (pair, pair[::-1])
            if {most, least} <= set(within.index) & set(groups)
            and found.get((best, most, outcome)) == better
            and sense * within[near][most] > sense * within[far][least]
        }
        if apart:
            most, least = (group_word(say, group, outcome) for group in max(apart, key=apart.get))
            title = say("chart.groups.title", policy=look(best), most=most, least=least)
    labels = [look(name) for name in names]
    figure, axes = panels(
        (0.16 * len(names) + 0.16) * len(groups) + 0.2, title, illustrative, extra_top=key_height(labels), extra_bottom=0.66, left=0.36,
        right=0.96, look=look,
    )  # fmt: skip
    colour_key(axes, figure, zip(labels, colours.values()))
    alike = []
    for g, group in enumerate(groups):
        rows = mine[(mine["group"] == group) & mine["scenario"].isin(names) & np.isfinite(mine["difference"])].set_index("scenario")
        if len(rows) and not rows[["difference", "difference_low", "difference_high"]].abs().any(axis=None):
            alike.append(g)
        for s, name in enumerate(name for name in names if name in rows.index):
            y = -g + 0.35 - 0.7 * (s + 0.5) / len(names)
            ends = 100 * rows.loc[name, ["difference_low", "difference_high"]].astype(float)
            axes.plot(ends, [y, y], color=colours[name], lw=3, alpha=0.45, solid_capstyle="butt")
            clear = found.get((name, group, outcome)) in COLOURS
            axes.plot(100 * rows["difference"][name], y, "o", mec=colours[name], mfc=colours[name] if clear else "white", ms=4)
    axes.axvline(0, color=INK, lw=1)
    low, high = axes.get_xlim()
    for g in alike:
        side = "left" if high > -low else "right"
        axes.text(0, -g, f"\u2002{say('probably.nothing')}\u2002", fontsize=7, va="center", ha=side, color=GREY)
    axes.set_xlim(low, high)
    words = [group_word(say, group, outcome) + (f" ({say.number(sizes[group], 0)})" if group in sizes else "") for group in groups]
    axes.set_yticks([-g for g in range(len(groups))], [textwrap.fill(text, 24) for text in words])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-len(groups) + 0.5, 0.5)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    ticks(axes, say, "x")
    key = "chart.groups.axis_year" if yearly else "chart.groups.axis"
    axes.set_xlabel(textwrap.fill(say(key, what=say(f"outcome.{outcome}"), policy=look(reference)), 56), fontsize=8.5)
    return figure


@styled
def in_post(yearly, reference: str, ends=None, illustrative: bool = False, look=None):
    """Draw how many more of 100 posts have a teacher than under the reference, by school year; a mark where a policy's money ends.

    ``yearly`` is the frame of :meth:`analysis.results.Results.by_year`; ``ends`` gives the month in which the money ends by scenario.
    """
    say, ends = look.say, ends or {}
    mine = yearly[(yearly["outcome"] == "in_post") & (yearly["scenario"] != reference)]
    last = int(mine["year"].max())
    at_last = mine[mine["year"] == last].set_index("scenario")
    final = at_last["difference"]
    colours = {name: colour for name, colour in colours_of(final, None).items() if name is not None}
    title = say("chart.in_post.none", year=last, policy=look(reference))
    clear = final[(at_last["verdict"] == MORE) & (final >= 0.05)]
    if len(clear):
        best = clear.idxmax()
        title = say("chart.in_post.title", year=last, n=say.number(final[best], 1), best=look(best), policy=look(reference))
    figure, axes = panels(2.5, title, illustrative, extra_top=0.05, extra_bottom=0.45, right=0.72, left=0.15, look=look)
    labels = []
    for name in final.index:
        line = mine[mine["scenario"] == name]
        colour, strong = colours.get(name, FAINT), name in colours
        axes.plot(line["year"], line["difference"], color=colour, lw=1 + strong, marker="o", ms=3, zorder=1 + 2 * strong)
        if strong:
            axes.fill_between(line["year"], line["low"].astype(float), line["high"].astype(float), color=colour, alpha=0.12, lw=0)
            labels.append((line["difference"].iloc[-1], look(name), colour))
        if name in ends:
            axes.axvline(ends[name] / 12 + 0.5, color=colour if strong else GREY, lw=1, ls=(0, (2, 2)))
    for at in sorted(set(ends.values())):
        noted(axes, at / 12 + 0.5, 0.99, say("chart.money_ends"), GREY)
    axes.axhline(0, color=INK, lw=1)
    axes.set_ylabel(say("chart.in_post.axis"))
    axes.set_xlabel(say("chart.school_year"))
    axes.set_xticks(range(1, last + 1))
    axes.set_xlim(0.8, last + 0.2)
    axes.grid(axis="y", color=FAINT, lw=0.6)
    ticks(axes, say, "y")
    end_labels(axes, [*labels, (0.0, look(reference), INK)])
    return figure


@styled
def tornado(swings, policy: str, outcome: str, illustrative: bool = False, look=None):
    """Draw which assumption would change the answer: the difference of a policy where a number is low and where it is high.

    ``swings`` is the frame of :func:`analysis.assumptions.swings`: ``name, label, low, high, middle``. Only what is beyond chance is drawn.
    """
    say = look.say
    title = say("chart.tornado.title", policy=look(policy), label=swings["label"].iloc[0])
    keys = [say("chart.tornado.low"), say("chart.tornado.high")]
    figure, axes = panels(
        0.33 * len(swings) + 0.15, title, illustrative, extra_top=key_height(keys), extra_bottom=0.62, left=0.42, right=0.95, look=look
    )
    colour_key(axes, figure, zip(keys, ("#de8f05", STAYED)))
    middle = swings["middle"].iloc[0]
    for i, row in enumerate(swings.itertuples()):
        for end, colour in ((row.low, "#de8f05"), (row.high, STAYED)):
            axes.barh(-i, 100 * (end - middle), left=100 * middle, color=colour, height=0.6)
    axes.axvline(100 * middle, color=INK, lw=1)
    ends = 100 * swings[["low", "high"]].to_numpy()
    if ends.min() < 0 < ends.max():
        axes.axvline(0, color=GREY, lw=1, ls=(0, (2, 2)))
    pad = 0.06 * max(np.ptp(ends), 0.5)
    axes.set_xlim(ends.min() - pad, ends.max() + pad)
    axes.set_yticks([-i for i in range(len(swings))], [textwrap.fill(label, 24) for label in swings["label"]])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-len(swings) + 0.4, 0.6)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    ticks(axes, say, "x")
    axes.set_xlabel(textwrap.fill(say("chart.tornado.axis", what=say(f"outcome.{outcome}")), 56), fontsize=8.5, loc="right")
    return figure


def row_of(summary, scenario, outcome, kind, group="all"):
    """Return one row of the tidy summary, or None."""
    mine = summary[
        (summary["scenario"] == scenario) & (summary["outcome"] == outcome) & (summary["group"] == group) & (summary["interval"] == kind)
    ]
    return None if mine.empty else mine.iloc[0]


def groups_of(summary, outcome: str) -> list[str]:
    """Return the groups that an outcome is known for and in which a difference is what a policy does.

    Of new teachers, the novices are all and are left out. Mentors are left out: each policy chooses its own, and to compare them would be
    to compare other people.
    """
    groups = dict.fromkeys(summary[summary["outcome"] == outcome]["group"])
    yearly = OUTCOMES[outcome].unit.endswith("year")
    return [group for group in groups if group != "mentor" and (yearly or group != "novice")]


def group_word(say, group: str, outcome: str) -> str:
    """Return a group of teachers in words: the headline counts new teachers, a yearly rate counts all."""
    yearly = OUTCOMES[outcome].unit.endswith("year") and group in CAUSE_GROUPS
    return say(f"causes.group.{group}") if yearly else say.named("group", group)
