"""Why teachers leave: the leavers of a year by cause, as a tidy frame, a table, a figure and a sentence."""

from __future__ import annotations

import textwrap

import numpy as np

from analysis.chart import FAINT, INK, colour_key, key_height, panels, styled, ticks
from analysis.language import language
from analysis.outcomes import CAUSE_GROUPS
from analysis.paired import best_interval
from sim.record import CAUSES

COLUMNS = ("scenario", "group", "cause", "label", "share", "rate", "low", "high", "difference", "difference_low", "difference_high")
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


def sentence(causes, scenario: str, title=None, say=None) -> str:
    """Say why teachers leave under a scenario, of 100 teachers a year: causes no policy here reaches, those it does, and what keeps.

    For example: *Of 100 teachers, 9.5 leave in a year under A: 8.4 for own reasons, family, health or retirement, 0.7 for working hours;
    mentoring received keeps 0.3.*
    """
    say = say or language()
    mine = causes[causes["scenario"] == scenario].sort_values("rate", ascending=False, kind="stable")
    reached = mine[~mine["cause"].isin(BEYOND_POLICY)]
    beyond = mine[mine["cause"].isin(BEYOND_POLICY)]["rate"].sum()
    named = reached[reached["rate"].abs() >= SMALLEST]
    rest = reached[reached["rate"].abs() < SMALLEST]["rate"].sum()
    total, (beyond, *rates, rest) = _tenths([beyond, *named["rate"], rest])
    parts = [say("causes.beyond", n=say.number(beyond, 1))]
    words = [word(say, cause) for cause in named["cause"]]
    parts += [say("causes.pushes", n=say.number(rate, 1), cause=cause) for rate, cause in zip(rates, words) if rate > 0]
    parts += [say("causes.rest", n=say.number(rest, 1))] if rest > 0 else []
    holds = [say("causes.keeps", n=say.number(-rate, 1), cause=cause) for rate, cause in list(zip(rates, words))[::-1] if rate < 0]
    holds += [say("causes.rest_keeps", n=say.number(-rest, 1))] if rest < 0 else []
    first = say("causes.of_100", n=say.number(total, 1), policy=title or scenario)
    comma, join = f"{say('answer.comma')} ", f"{say('answer.join')} "
    return f"{first} {comma.join(parts)}{join if holds else ''}{comma.join(holds)}{say('answer.stop')}"


def _tenths(shares) -> tuple[float, list[float]]:
    """Return a sum of shares and its parts, of 100 and in tenths, each part within a tenth of what it is, so that the parts add up."""
    exact = 1000.0 * np.array(shares)
    total, whole = int(np.round(exact.sum())), np.floor(exact).astype(int)
    for place in np.argsort(whole - exact, kind="stable")[: total - whole.sum()]:
        whole[place] += 1
    return total / 10, [part / 10 for part in whole]


def word(say, cause: str) -> str:
    """Return a cause in words."""
    return say.named("cause", cause, CAUSES.get(cause, cause))


@styled
def figure(causes, reference: str, illustrative: bool = False, look=None):
    """Draw the leavers of 100 teachers a year by cause, a bar per scenario; what kept teachers lies left of zero."""
    say = look.say
    names = list(dict.fromkeys(causes["scenario"]))
    rate = causes.pivot(index="scenario", columns="cause", values="rate").reindex(names)
    shown = [cause for cause in COLOURS if cause in rate and rate[cause].abs().max() >= SMALLEST]
    keys = [word(say, cause) for cause in shown]
    drawn, axes = panels(
        0.36 * len(names) + 0.1, _title(causes, reference, look), illustrative, extra_top=key_height(keys), extra_bottom=0.62, left=0.31,
        right=0.9, look=look,
    )  # fmt: skip
    colour_key(axes, drawn, zip(keys, (COLOURS[cause] for cause in shown)))
    y = -np.arange(len(names), dtype=float)
    right, left = np.zeros(len(names)), np.zeros(len(names))
    for cause in shown:
        value = 100 * rate[cause].to_numpy()
        for side, part in ((right, np.maximum(value, 0.0)), (left, np.minimum(value, 0.0))):
            axes.barh(y, part, left=side.copy(), color=COLOURS[cause], height=0.62)
            side += part
    for i, name in enumerate(names):
        axes.text(right[i], y[i], f"\u00a0{say.number(100 * rate.loc[name].sum(), 1)}", va="center", fontsize=8, fontweight="bold")
    axes.axvline(0, color=INK, lw=1)
    axes.set_yticks(y, [textwrap.fill(look(name), 20) for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(1.05 * left.min() - 0.02 * right.max(), 1.12 * right.max())
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(textwrap.fill(say("chart.causes.axis"), 58))
    ticks(axes, say, "x")
    return drawn


def _title(causes, reference, look):
    group = look.say(f"causes.group.{causes['group'].iloc[0]}")
    mine = causes[(causes["scenario"] == reference) & ~causes["cause"].isin(BEYOND_POLICY)]
    if mine.empty or mine["share"].max() < 0.005:
        return look.say("chart.causes.title_plain", group=group)
    most = mine.loc[mine["share"].idxmax()]
    values = {"policy": look(reference), "n": look.say.heads(most["share"]), "cause": word(look.say, most["cause"])}
    return look.say("chart.causes.title", group=group, **values)
