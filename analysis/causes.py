"""Why teachers leave: the leavers of a year by cause, as a tidy frame, a table, a figure and a sentence."""

from __future__ import annotations

import textwrap

import numpy as np

from analysis import words
from analysis.chart import FAINT, INK, colour_key, panels, short, styled
from analysis.outcomes import CAUSE_GROUPS
from analysis.paired import best_interval, verdict
from sim.record import CAUSES

COLUMNS = ("scenario", "group", "cause", "label", "share", "rate", "low", "high", "difference", "difference_low", "difference_high")
GROUP_WORDS = {"all": "all teachers", "novice": "teachers in their first three years", "veteran": "teachers of 15 years and more"}
# what would happen anyway is grey, what a policy can reach is coloured
COLOURS = {
    "own_reasons": "#c4c4c4",
    "exogenous": "#dedede",
    "retirement": "#9c9c9c",
    "time": "#d55e00",
    "leadership": "#0173b2",
    "first_year": "#de8f05",
    "exhaustion": "#cc78bc",
    "on_paper": "#ca9161",
    "mismatch": "#fbafe4",
    "pay": "#949400",
    "mentoring": "#029e73",
}
BEYOND_POLICY = ("own_reasons", "exogenous", "retirement")
SMALLEST = 0.0005  # of the heads: what is less does not show


def frame(summary, group: str = "all", order=None):
    """Return the leavers of a group by cause, from the tidy summary.

    Parameters
    ----------
    summary : see :func:`analysis.paired.summarise`.
    group : one of :data:`analysis.outcomes.CAUSE_GROUPS`.
    order : names of scenarios; None keeps the summary's.

    Returns
    -------
    DataFrame with :data:`COLUMNS`, a row per scenario and cause. ``share`` is of all leavers and sums to 1 over the causes; ``rate`` is of
    the heads in a year and sums to the yearly leavers, with its 90 % bounds and the difference against the reference with its own.

    Raises
    ------
    ValueError : the group has no such rows.
    """
    import pandas

    if group not in CAUSE_GROUPS:
        raise ValueError(f"leavers by cause are known for {', '.join(CAUSE_GROUPS)}, not for {group}")
    mine = summary[(summary["group"] == group) & (summary["interval"] == best_interval(summary))]
    table = mine.set_index(["scenario", "outcome"])
    rows = []
    for scenario in order or dict.fromkeys(summary["scenario"]):
        for cause, label in CAUSES.items():
            if (scenario, f"leaver_rate_{cause}") not in table.index or (scenario, f"leavers_{cause}") not in table.index:
                continue
            rate = table.loc[(scenario, f"leaver_rate_{cause}")]
            bounds = (rate[name] for name in ("estimate", "low", "high", "difference", "difference_low", "difference_high"))
            rows.append((scenario, group, cause, label, table.loc[(scenario, f"leavers_{cause}"), "estimate"], *bounds))
    return pandas.DataFrame(rows, columns=list(COLUMNS))


def table(causes, order) -> list[dict]:
    """Return one row per cause with a cell per scenario, for the report: leavers of 100 teachers a year, and the difference where clear."""
    rows = []
    for cause, label in CAUSES.items():
        mine = causes[causes["cause"] == cause].set_index("scenario")
        if mine.empty or mine["rate"].abs().max() < SMALLEST / 10:
            continue
        cells = []
        for name in order:
            if name not in mine.index:
                cells.append({"value": words.NOT_KNOWN, "share": "", "difference": ""})
                continue
            row = mine.loc[name]
            clear = verdict(row["difference_low"], row["difference_high"]) != "not clear" and abs(row["difference"]) >= SMALLEST
            cells.append(
                {
                    "value": words.number(100 * row["rate"], 1),
                    "share": words.heads(row["share"]),
                    "difference": words.signed(100 * row["difference"], 1) if clear else "",
                }
            )
        rows.append({"cause": cause, "label": label, "reachable": cause not in BEYOND_POLICY, "cells": cells})
    return rows


def totals(causes, order) -> list[str]:
    """Return the leavers of 100 teachers a year by scenario: the sum of the causes."""
    whole = causes.groupby("scenario")["rate"].sum()
    return [words.number(100 * whole[name], 1) if name in whole.index else words.NOT_KNOWN for name in order]


def sentence(causes, scenario: str, title=None) -> str:
    """Say why teachers leave under a scenario, of 100 teachers a year: causes no policy here reaches, those it does, and what keeps.

    For example: *Of 100 teachers, 9.5 leave in a year under A: 8.4 for own reasons, family, health or retirement, 0.7 for working hours;
    mentoring received keeps 0.3.*
    """
    mine = causes[causes["scenario"] == scenario].sort_values("rate", ascending=False, kind="stable")
    reached = mine[~mine["cause"].isin(BEYOND_POLICY)]
    beyond = mine[mine["cause"].isin(BEYOND_POLICY)]["rate"].sum()
    pushes = [f"{words.number(100 * row.rate, 1)} for {row.label}" for row in reached.itertuples() if row.rate >= SMALLEST]
    holds = [f"{row.label} keeps {words.number(-100 * row.rate, 1)}" for row in reached[::-1].itertuples() if row.rate <= -SMALLEST]
    first = f"Of 100 teachers, {words.number(100 * mine['rate'].sum(), 1)} leave in a year under {title or scenario}: "
    parts = [f"{words.number(100 * beyond, 1)} for own reasons, family, health or retirement", *pushes]
    return f"{first}{', '.join(parts)}{'; ' if holds else ''}{', '.join(holds)}."


@styled
def figure(causes, reference: str, illustrative: bool = False):
    """Draw the leavers of 100 teachers a year by cause, a bar per scenario; what kept teachers lies left of zero."""
    names = list(dict.fromkeys(causes["scenario"]))
    rate = causes.pivot(index="scenario", columns="cause", values="rate").reindex(names)
    shown = [cause for cause in COLOURS if cause in rate and rate[cause].abs().max() >= SMALLEST]
    group = GROUP_WORDS[causes["group"].iloc[0]]
    rows = (len(shown) + 1) // 2
    drawn, axes = panels(
        0.36 * len(names) + 0.1, _title(causes, reference, group), illustrative, extra_top=0.19 * rows + 0.08, extra_bottom=0.58, left=0.29,
        right=0.9,
    )  # fmt: skip
    colour_key(axes, drawn, [(CAUSES[cause], COLOURS[cause]) for cause in shown], columns=2)
    y = -np.arange(len(names), dtype=float)
    right, left = np.zeros(len(names)), np.zeros(len(names))
    for cause in shown:
        value = 100 * rate[cause].to_numpy()
        for side, part in ((right, np.maximum(value, 0.0)), (left, np.minimum(value, 0.0))):
            axes.barh(y, part, left=side.copy(), color=COLOURS[cause], height=0.62)
            side += part
    for i, name in enumerate(names):
        axes.text(right[i], y[i], f" {words.number(100 * rate.loc[name].sum(), 1)}", va="center", fontsize=8, fontweight="bold")
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks(y, [textwrap.fill(short(name), 22) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(1.05 * left.min() - 0.02 * right.max(), 1.12 * right.max())
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("leavers of 100 teachers a year, by cause; bold: all leavers\nleft of zero: what kept teachers who would have left")
    return drawn


def _title(causes, reference, group):
    mine = causes[(causes["scenario"] == reference) & ~causes["cause"].isin(BEYOND_POLICY)]
    if mine.empty or mine["share"].max() < 0.005:
        return f"Why {group} leave in a year"
    most = mine.loc[mine["share"].idxmax()]
    return f"Why {group} leave: under {short(reference)}, {words.heads(most['share'])} of 100 leavers are due to {most['label']}"
