"""Figures about teachers: what became of 100 of them, how long they stay, how they are, how much mentoring they get."""

from __future__ import annotations

import textwrap

import numpy as np

from analysis.chart import (
    FAINT,
    INK,
    LEFT,
    LEFT_VOLUNTARY,
    MOVED,
    RETIRED,
    STAYED,
    colour_key,
    colours_of,
    end_labels,
    hundred_bar,
    key_height,
    numbers_at_risk,
    panels,
    styled,
    ticks,
    waffle,
)
from analysis.paired import MORE, UNCLEAR
from analysis.survival import FATES

MOST_WAFFLES = 6
FATE_COLOURS = dict(zip(FATES, (STAYED, MOVED, LEFT_VOLUNTARY, LEFT, RETIRED)))
PLANNED = "#a6cfe8"


@styled
def heads_of_hundred(fates, years: int, reference: str, illustrative: bool = False, clear=(), look=None):
    """Draw what became of 100 new teachers after ``years`` under each policy: stayed, moved, or left, and why.

    ``fates`` is the frame of :func:`analysis.survival.fates`; ``clear`` names the policies that clearly keep more, for the title.
    """
    say = look.say
    parts = {name: whole_heads(mine.set_index("fate")["share"]) for name, mine in fates.groupby("scenario", sort=False)}
    teaching = {name: heads["stayed"] + heads["moved"] for name, heads in parts.items()}
    best = max((name for name in parts if name in clear), key=lambda name: teaching[name], default=reference)
    values = {"n": teaching[reference], "years": say.years(years), "policy": look(reference)}
    title = say("chart.heads.title", **values)
    if teaching[best] > teaching[reference]:
        title = say("chart.heads.title_best", **values, best=look(best), more=teaching[best])
    shown = [fate for fate in FATES if any(heads[fate] for heads in parts.values())]
    labels = [say(f"fate.{fate}") for fate in shown]
    dots = len(parts) <= MOST_WAFFLES
    height = 0.86 * len(parts) + 0.2 if dots else 0.34 * len(parts) + 0.2
    figure, axes = panels(height, title, illustrative, extra_top=key_height(labels), look=look)
    colour_key(axes, figure, zip(labels, (FATE_COLOURS[fate] for fate in shown)))
    axes.set_axis_off()
    for row, (name, heads) in enumerate(parts.items()):
        counted = [(heads[fate], FATE_COLOURS[fate]) for fate in FATES]
        if dots:
            waffle(axes, -6.1 * row, look(name), counted)
            gone = 100 - teaching[name]
            text = say("chart.heads.counts", stayed=heads["stayed"], moved=heads["moved"], left=gone)
            axes.text(24.4, -6.1 * row + 0.15, text, va="center", ha="right", fontsize=8)
        else:
            hundred_bar(axes, -row, textwrap.shorten(look(name), 28, placeholder="…"), counted)
    if dots:
        axes.set_xlim(-0.7, 25.4)
        axes.set_ylim(-6.1 * len(parts) + 1.4, 1.0)
        axes.set_aspect("auto")
    else:
        axes.set_xlim(-62, 102)
        axes.set_ylim(-len(parts) + 0.4, 0.6)
    return figure


def whole_heads(share) -> dict[str, int]:
    """Return whole heads of 100 by fate that sum to 100; those teaching are the rounded share of all who teach."""
    teaching = int(np.floor(100 * (share["stayed"] + share["moved"]) + 0.5))
    stayed = min(int(round(100 * share["stayed"])), teaching)
    left = {fate: 100 * share[fate] for fate in FATES[2:]}
    scale = (100 - teaching) / max(sum(left.values()), 1e-12)
    whole = {fate: int(value * scale) for fate, value in left.items()}
    order = sorted(left, key=lambda fate: whole[fate] - left[fate] * scale)
    for fate in order[: 100 - teaching - sum(whole.values())]:
        whole[fate] += 1
    return {"stayed": stayed, "moved": teaching - stayed, **whole}


@styled
def retention(curves, reference: str, kind: str = "profession", illustrative: bool = False, years=None, clear=(), look=None):
    """Draw retention of the first cohort by year with bounds between parameter sets and the numbers at risk.

    ``curves`` is the frame of :func:`analysis.survival.curves`; ``kind`` is ``profession`` (any school) or ``school`` (the first one).
    The title counts after ``years`` (None: the last there are); ``clear`` names the policies that clearly keep more by then.
    """
    say, curves = look.say, curves[curves["kind"] == kind]
    last = int(curves["year"].max())
    end = curves[curves["year"] == last].set_index("scenario")["estimate"]
    colours = colours_of(end, reference)
    named = [name for name in end.index if name in colours]
    counted = curves[curves["year"] == (last if years is None else years)].set_index("scenario")["estimate"]
    best = max((name for name in counted.index if name in clear), key=lambda name: counted[name], default=reference)
    values = {"n": say.heads(counted[reference]), "years": say.years(last if years is None else years), "policy": look(reference)}
    key = f"chart.retention.{kind}"
    title = say(key, **values)
    if round(100 * counted[best]) > round(100 * counted[reference]):
        title = say(f"{key}_best", **values, best=look(best), more=say.heads(counted[best]))
    below = 0.17 * len(named) + 0.6
    figure, axes = panels(2.5, title, illustrative, extra_top=0.05, extra_bottom=below + 0.2, right=0.72, left=0.135, look=look)
    labels = []
    for name in end.index:
        line = curves[curves["scenario"] == name]
        colour, strong = colours.get(name, FAINT), name in colours
        axes.plot(line["year"], 100 * line["estimate"], color=colour, lw=1 + strong, zorder=1 + 2 * strong, marker="o", ms=3)
        if strong:
            low, high = 100 * line["low"].astype(float), 100 * line["high"].astype(float)
            axes.fill_between(line["year"], low, high, color=colour, alpha=0.15, lw=0)
            labels.append((100 * line["estimate"].iloc[-1], f"{look(name)}\u00a0{say.heads(line['estimate'].iloc[-1])}", colour))
    floor = 10 * np.floor(10 * np.nanmin(np.append(curves["low"].astype(float), curves["estimate"])))
    axes.set_ylim(max(0.0, floor - 5), 102)
    axes.set_xlim(-0.15, last + 0.15)
    axes.set_xticks(range(last + 1))
    axes.set_ylabel(say("chart.of_100_new"))
    axes.set_xlabel(say("chart.years_after"), fontsize=8, labelpad=1)
    axes.grid(axis="y", color=FAINT, lw=0.6)
    end_labels(axes, labels)
    numbers_at_risk(axes, curves, named, colours, last, look)
    return figure


@styled
def state(yearly, outcome: str, reference: str, illustrative: bool = False, look=None):
    """Draw self-efficacy or exhaustion by school year: the mean of those in post, and dashed the last value of those who left.

    ``yearly`` is the frame of :meth:`analysis.results.Results.states` (SD).
    """
    say = look.say
    mine = yearly[yearly["outcome"] == outcome]
    last = int(mine["year"].max())
    ends = mine[mine["year"] == last].set_index("scenario")
    colours = colours_of(ends["estimate"], reference)
    others = ends[ends.index != reference]
    values = {"what": say(f"outcome.{outcome}"), "year": last, "policy": look(reference)}
    title = say("chart.state.title_alone", **values)
    if len(others):
        clear = others[others["verdict"] != UNCLEAR]
        widest = np.nanmax(others[["difference", "low", "high"]].astype(float).abs().to_numpy())
        title = say("chart.state.title_alike", **values, sd=say.number(max(0.01, np.ceil(100 * widest - 1e-9) / 100)))
        if len(clear) and widest >= 0.05:
            most = clear["difference"].abs().idxmax()
            word = "higher" if clear["verdict"][most] == MORE else "lower"
            title = say(f"chart.state.title_{word}", **values, best=look(most), sd=say.number(abs(clear["difference"][most])))
    figure, axes = panels(2.6, title, illustrative, extra_top=0.05, extra_bottom=0.45, right=0.72, left=0.15, look=look)
    labels = []
    for name in ends.index:
        line = mine[mine["scenario"] == name]
        colour, strong = colours.get(name, FAINT), name in colours
        axes.plot(line["year"], line["estimate"], color=colour, lw=1 + strong, marker="o", ms=3, zorder=1 + 2 * strong)
        if strong:
            axes.plot(line["year"], line["leavers"], color=colour, lw=1.2, ls=(0, (3, 2)), zorder=2)
            labels.append((line["estimate"].iloc[-1], look(name), colour))
    gone = ends["leavers"].mean()
    if np.isfinite(gone):
        labels.append((gone, say("chart.state.leavers"), INK))
    axes.axhline(0, color=FAINT, lw=1, zorder=0)
    axes.set_ylabel(say("chart.state.axis"))
    axes.set_xlabel(say("chart.school_year"))
    axes.set_xticks(range(1, last + 1))
    axes.set_xlim(0.8, last + 0.2)
    axes.grid(axis="y", color=FAINT, lw=0.6)
    axes.margins(y=0.12)
    axes.locator_params(axis="y", nbins=6)
    ticks(axes, say, "y")
    end_labels(axes, labels)
    return figure


@styled
def mentoring(table, illustrative: bool = False, look=None):
    """Draw mentoring planned and delivered in hours a month per mentee, with the share on paper.

    ``table`` is a frame ``scenario, planned, delivered, on_paper`` (hours a month per mentee; share of mentees), mentored policies only.
    """
    say, table = look.say, table.reset_index(drop=True)
    planned, delivered = table["planned"].to_numpy(), table["delivered"].to_numpy()
    worst = int(np.argmin(np.divide(delivered, planned, out=np.ones(len(table)), where=planned > 0)))
    plan, fact = say.number(planned[worst], 1), say.number(delivered[worst], 1)
    title = say("chart.mentoring.title", planned=plan, delivered=fact, policy=look(table["scenario"][worst]))
    keys = [say("chart.mentoring.planned"), say("chart.mentoring.delivered")]
    figure, axes = panels(
        0.52 * len(table) + 0.1, title, illustrative, extra_top=key_height(keys), extra_bottom=0.45, left=0.32, right=0.70, look=look
    )
    colour_key(axes, figure, zip(keys, (PLANNED, STAYED)))
    y = -np.arange(len(table))
    axes.barh(y + 0.19, planned, height=0.36, color=PLANNED)
    axes.barh(y - 0.19, delivered, height=0.36, color=STAYED)
    for i in range(len(table)):
        axes.text(planned[i], y[i] + 0.19, f"\u00a0{say.number(planned[i], 1)}", va="center", fontsize=8)
        axes.text(delivered[i], y[i] - 0.19, f"\u00a0{say.number(delivered[i], 1)}", va="center", fontsize=8)
        text = textwrap.fill(say("chart.mentoring.on_paper", n=say.heads(table["on_paper"][i])), 20)
        axes.text(1.06, y[i], text, va="center", fontsize=8, transform=axes.get_yaxis_transform())
    axes.set_yticks(y, [textwrap.fill(look(name), 22) for name in table["scenario"]])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1.16 * max(planned.max(), delivered.max(), 0.1))
    axes.set_xlabel(say("chart.mentoring.axis"))
    ticks(axes, say, "x")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    return figure
