"""Figures of schools: posts without a teacher, pupils without a teacher, and what is left of a programme when its money ends."""

from __future__ import annotations

import textwrap

import numpy as np

from analysis.chart import FAINT, GREY, INK, STAYED, colours_of, end_labels, noted, panels, styled, ticks
from analysis.figures_difference import FELL
from analysis.paired import FEWER, MORE, best_interval, verdicts


@styled
def vacancies(yearly, reference: str, illustrative: bool = False, look=None):
    """Draw vacant posts of 100 by school year; frame of :meth:`analysis.results.Results.by_year`."""
    say = look.say
    mine = yearly[yearly["outcome"] == "vacancies"]
    last = int(mine["year"].max())
    at_last = mine[mine["year"] == last].set_index("scenario")
    ends = at_last["estimate"]
    colours = colours_of(ends, reference)
    values = {"n": say.number(ends[reference], 1), "policy": look(reference), "year": last}
    title = say("chart.vacancies.title", **values)
    clear = ends[(at_last["verdict"] == FEWER) & (at_last.index != reference) & (ends[reference] - ends >= 0.05)]
    if len(clear):
        fewest = clear.idxmin()
        title = say("chart.vacancies.title_best", **values, best=look(fewest), fewer=say.number(ends[fewest], 1))
    figure, axes = panels(2.3, title, illustrative, extra_top=0.05, extra_bottom=0.45, right=0.72, left=0.14, look=look)
    labels = []
    for name in ends.index:
        line = mine[mine["scenario"] == name]
        colour, strong = colours.get(name, FAINT), name in colours
        axes.plot(line["year"], line["estimate"], color=colour, lw=1 + strong, marker="o", ms=3, zorder=1 + 2 * strong)
        if strong:
            labels.append((line["estimate"].iloc[-1], look(name), colour))
    axes.set_ylabel(say("chart.vacancies.axis"))
    axes.set_xlabel(say("chart.school_year"))
    axes.set_xticks(range(1, last + 1))
    axes.set_xlim(0.8, last + 0.2)
    axes.set_ylim(0, 1.15 * mine["estimate"].max())
    ticks(axes, say, "y")
    axes.grid(axis="y", color=FAINT, lw=0.6)
    end_labels(axes, labels)
    return figure


@styled
def pupils(summary, reference: str, illustrative: bool = False, look=None):
    """Draw pupil-months without a teacher in a year of 100 posts, against the reference, from the tidy summary."""
    say, kind = look.say, best_interval(summary)
    mine = summary[(summary["outcome"] == "pupil_months_without_teacher") & (summary["group"] == "all") & (summary["interval"] == kind)]
    level = mine.set_index("scenario")["estimate"].get(reference, np.nan)
    mine = mine[mine["scenario"] != reference].reset_index(drop=True)
    found = [verdicts(summary).get((name, "all", "pupil_months_without_teacher")) for name in mine["scenario"]]
    clear = mine[[one == FEWER for one in found]]
    values = {"n": say.number(level, 0), "policy": look(reference)}
    title = say("chart.pupils.none", **values)
    if len(clear):
        best = clear.loc[clear["difference"].idxmin()]
        title = say("chart.pupils.title", **values, best=look(best["scenario"]), fewer=say.number(-best["difference"], 0))
    figure, axes = panels(0.34 * len(mine) + 0.15, title, illustrative, extra_bottom=0.6, left=0.34, right=0.72, look=look)
    for i, row in mine.iterrows():
        colour = {FEWER: STAYED, MORE: FELL}.get(found[i], GREY)
        axes.plot([row["difference_low"], row["difference_high"]], [-i, -i], color=colour, lw=5, alpha=0.5, solid_capstyle="butt")
        axes.plot(row["difference"], -i, "o", color=colour, ms=5)
        low, high = (say.number(row[end], 0) for end in ("difference_low", "difference_high"))
        text = say("number.about_between", value=say.signed(row["difference"], 0), low=low, high=high)
        axes.text(1.02, -i, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8)
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks([-i for i in range(len(mine))], [textwrap.fill(look(name), 24) for name in mine["scenario"]])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-len(mine) + 0.4, 0.6)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(textwrap.fill(say("chart.pupils.axis", policy=look(reference)), 48))
    ticks(axes, say, "x")
    axes.grid(axis="x", color=FAINT, lw=0.6)
    return figure


@styled
def after_money(yearly, ends, illustrative: bool = False, look=None):
    """Draw what is left of programmes whose money ends: of 100 schools that had one, those that still run it, by school year.

    ``yearly`` is the frame of :meth:`analysis.results.Results.by_year`; ``ends`` gives the month in which the money ends by scenario.
    """
    say = look.say
    mine = yearly[(yearly["outcome"] == "programme") & yearly["scenario"].isin(ends) & yearly["estimate"].notna()]
    last = int(mine["year"].max())
    final = mine[mine["year"] == last].set_index("scenario")["estimate"]
    colours = colours_of(final, None)
    first = final.index[0]
    title = say("chart.after_money.title", policy=look(first), month=say.plain(ends[first]), n=say.number(final[first], 0), year=last)
    figure, axes = panels(2.2, title, illustrative, extra_top=0.05, extra_bottom=0.45, right=0.72, left=0.19, look=look)
    labels = []
    for name in final.index:
        line, colour = mine[mine["scenario"] == name], colours.get(name, GREY)
        axes.plot(line["year"], line["estimate"], color=colour, lw=2, marker="o", ms=3)
        axes.axvline(ends[name] / 12 + 0.5, color=colour, lw=1, ls=(0, (2, 2)))
        labels.append((line["estimate"].iloc[-1], look(name), colour))
    for at in sorted({ends[name] for name in final.index}):
        noted(axes, at / 12 + 0.5, 0.98, say("chart.money_ends"), GREY)
    axes.set_ylim(-2, 104)
    axes.set_ylabel(textwrap.fill(say("chart.after_money.axis"), 26))
    axes.set_xlabel(say("chart.school_year"))
    axes.set_xticks(range(1, last + 1))
    axes.set_xlim(0.8, last + 0.2)
    axes.grid(axis="y", color=FAINT, lw=0.6)
    end_labels(axes, labels)
    return figure
