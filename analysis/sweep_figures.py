"""The figures of a sweep: each with its finding as title, units on its axis, labels beside what they name."""

from __future__ import annotations

import textwrap
import warnings

import numpy as np

from analysis import chart
from analysis.sweep_words import Words, capital

LABEL = 0.40
BLUE, ORANGE, PALE, BAD = chart.STAYED, chart.MOVED, "#9ecae1", "#c0392b"
FAINT_BLUE, FAINT_ORANGE = "#cfe3f1", "#f6e0bd"  # what may be chance
MOST_ROWS = 24


def _illustrative(words):
    return any(one["illustrative"] for one in words.found.manifest["contexts"])


def _names(axes, labels, size=8.5, width=26):
    axes.set_yticks(range(len(labels)), [_wrap(label, width) for label in labels], fontsize=size)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _wrap(text, width=28, lines=3):
    parts = textwrap.wrap(text, width)
    return "\n".join(
        [*parts[: lines - 1], textwrap.shorten(" ".join(parts[lines - 1 :]), width, placeholder="…")] if len(parts) > lines else parts
    )


def _axis(axes, words, text, width=62):
    axes.set_xlabel("\n".join(textwrap.wrap(text, width)), fontsize=8.5, loc="right")
    chart.ticks(axes, words.say, "x")


@chart.worded
def indices(words: Words, first, total, title, look=None):
    """Draw first and total shares as bars with intervals; pale where they may be chance."""
    say, order = words.say, np.argsort(-total.value)[:MOST_ROWS]
    figure, axes = chart.panels(
        0.44 * len(order) + 0.6, title, _illustrative(words), extra_bottom=0.45, extra_top=0.24, left=LABEL, look=look
    )
    # a share lies between none and all, whatever an estimate gives
    parts = [np.clip([one.value, one.low, one.high], 0, 1) * 100 for one in (first, total)]
    for row, k in enumerate(order):
        for shift, one, part, colour, faint in ((-0.18, first, parts[0], BLUE, FAINT_BLUE), (0.18, total, parts[1], ORANGE, FAINT_ORANGE)):
            axes.barh(row + shift, part[0, k], height=0.34, color=colour if one.clear[k] else faint)
            axes.plot(part[1:, k], [row + shift] * 2, color=chart.INK, lw=1.0)
        both = ", ".join(say.number(part[0, k], 0) for part in parts)
        axes.text(max(part[2, k] for part in parts) + 2, row, both, va="center", fontsize=8)
    _names(axes, [words.labels[k] for k in order])
    axes.set_xlim(0, 118)
    _axis(axes, words, say("sweep.axis.shares"))
    chart.colour_key(axes, figure, [(say("sweep.key.first"), BLUE), (say("sweep.key.total"), ORANGE)])
    return figure


@chart.worded
def effects(words: Words, size, sigma, title, look=None):
    """Draw Morris' mu* as bars with intervals, sigma written beside; pale where they may be chance."""
    order, scale = np.argsort(-size.value)[:MOST_ROWS], words.scale
    figure, axes = chart.panels(0.34 * len(order) + 0.6, title, _illustrative(words), extra_bottom=0.58, left=LABEL, look=look)
    most = scale * float(np.nanmax(size.high)) or 1.0
    for row, k in enumerate(order):
        axes.barh(row, scale * size.value[k], height=0.6, color=BLUE if size.clear[k] else FAINT_BLUE)
        axes.plot([scale * size.low[k], scale * size.high[k]], [row, row], color=chart.INK, lw=1.2)
        text = words.say("sweep.morris.spread", size=words.answer(size.value[k], False), sigma=words.answer(sigma[k], False))
        axes.text(scale * size.high[k] + 0.02 * most, row, text, va="center", fontsize=8)
    _names(axes, [words.labels[k] for k in order])
    axes.set_xlim(0, 1.8 * most)
    _axis(axes, words, words.say("sweep.axis.morris", axis=words.axis))
    return figure


@chart.worded
def tornado(words: Words, ranges, clear, base, title, look=None):
    """Draw for each factor the answers at the two values that lie farthest apart, with these values at the ends; pale: may be chance."""
    scale = words.scale
    order = sorted(range(len(ranges)), key=lambda k: -np.ptp(ranges[k][1]))[:MOST_ROWS]
    figure, axes = chart.panels(0.42 * len(order) + 0.6, title, _illustrative(words), extra_bottom=0.45, left=0.34, look=look)
    answers = np.concatenate([ranges[k][1] for k in order])
    room = float(np.ptp(answers)) * scale or 1.0
    for row, k in enumerate(order):
        values, mine = ranges[k]
        low, high = int(np.argmin(mine)), int(np.argmax(mine))
        axes.barh(row, scale * (base - mine[low]), left=scale * mine[low], height=0.6, color=ORANGE if clear[k] else FAINT_ORANGE)
        axes.barh(row, scale * (mine[high] - base), left=scale * base, height=0.6, color=BLUE if clear[k] else FAINT_BLUE)
        for at, side, shift in ((low, "right", -0.015), (high, "left", 0.015)):
            if mine[high] > mine[low]:
                text = _wrap(words.value(words.found.factors[k], values[at]), 16, 2)
                axes.text(scale * mine[at] + shift * room, row, text, va="center", ha=side, fontsize=7.5, linespacing=1.0)
    axes.axvline(scale * base, color=chart.INK, lw=1)
    _names(axes, [words.axis_of(words.found.factors[k]) for k in order], 8, 22)
    axes.set_xlim(scale * answers.min() - 0.35 * room, scale * answers.max() + 0.35 * room)
    _axis(axes, words, words.axis)
    return figure


@chart.worded
def curves(words: Words, factors, lines, title, look=None):
    """Draw the answer against each factor, a panel each, two beside each other; factors of names last, as their names need room."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    scale, mark, panel = words.scale, _illustrative(words), 1.15  # inches
    order = sorted(range(len(lines)), key=lambda k: lines[k][0].dtype.kind not in "if")
    named = [lines[k][0].dtype.kind not in "if" for k in order]
    below = [1.55 if any(named[row : row + 2]) else 0.72 for row in range(0, len(order), 2)]
    head = textwrap.wrap(title, 51)
    above = 0.22 * len(head) + 0.42
    height = above + sum(panel + room for room in below) + (0.26 if mark else 0.0)
    figure = Figure(figsize=(chart.WIDTH, height))
    FigureCanvasAgg(figure)
    figure.text(0.02, 1 - 0.1 / height, "\n".join(head), fontsize=11, fontweight="bold", va="top", linespacing=1.25)
    figure.finding, figure.below_title = title, 72 * (0.22 * len(head) + 0.12)
    figure.text(0.02, 1 - (above - 0.06) / height, "\n".join(textwrap.wrap(words.axis, 84)), fontsize=8, color=chart.GREY, va="bottom")
    first = None
    for at, k in enumerate(order):
        row, column = divmod(at, 2)
        top = above + row * panel + sum(below[:row])
        axes = figure.add_axes((0.13 + 0.445 * column, 1 - (top + panel) / height, 0.395, panel / height), sharey=first)
        first = first or axes
        axes.tick_params(labelsize=7.5, labelleft=column == 0)
        factor, (values, means, errors) = factors[k], lines[k]
        share = 100 if str(factor.get("unit", "")).startswith("share") else 1
        place = np.arange(len(values)) if named[at] else values.astype(float) * share
        bars = None if np.isnan(errors).all() else 2 * scale * errors
        axes.errorbar(place, scale * means, yerr=bars, fmt="o" if named[at] else "o-", ms=3.5, lw=1.2, color=BLUE, ecolor=PALE)
        if named[at]:
            names = [textwrap.shorten(words.value(factor, one), 22, placeholder="…") for one in values]
            axes.set_xticks(place, names, fontsize=7, rotation=50, ha="right", rotation_mode="anchor")
            axes.set_xlim(-0.5, len(values) - 0.5)
        else:
            chart.ticks(axes, words.say, "x")
        axes.set_xlabel(_wrap(words.axis_of(factor), 34), fontsize=8)
        if words.is_difference:
            axes.axhline(0, color=chart.FAINT, lw=1, zorder=0)
    chart.ticks(first, words.say, "y")
    if mark:
        text = look.say("chart.illustrative")
        figure.text(0.98, 0.06 / height, text, fontsize=8, ha="right", va="bottom", style="italic", color=chart.WARN)
    return figure


@chart.worded
def heat(words: Words, table, down, across, title, look=None):
    """Draw a map of two factors: a cell a pair, its answer written in it; differences with white at zero."""
    import seaborn

    numbers = words.scale * table.to_numpy(float)
    named = {"down": table.index.dtype.kind not in "if", "across": table.columns.dtype.kind not in "if"}
    columns = [textwrap.shorten(words.value(across, one), 26, placeholder="…") for one in table.columns]
    figure, axes = chart.panels(
        0.36 * len(table) + 0.4, title, _illustrative(words), extra_bottom=1.25 if named["across"] else 0.62, extra_top=0.2,
        left=0.34 if named["down"] else 0.2, look=look,
    )  # fmt: skip
    most, diverging = float(np.nanmax(np.abs(numbers))) or 1.0, words.is_difference
    good = "RdBu" if words.meaning.better != "lower" else "RdBu_r"
    texts = [[words.answer(one) for one in row] for row in table.to_numpy(float)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # seaborn measures the labels; letters that the first font lacks come from the next
        seaborn.heatmap(
            numbers, ax=axes, annot=np.array(texts), fmt="", annot_kws={"fontsize": 8}, cbar=False, linewidths=0.5,
            cmap=good if diverging else "Blues", vmin=-1.3 * most if diverging else None, vmax=1.3 * most if diverging else None,
            xticklabels=columns, yticklabels=[_wrap(words.value(down, one), 24, 2) for one in table.index],
        )  # fmt: skip
    axes.tick_params(length=0, labelsize=8)
    axes.set_yticklabels(axes.get_yticklabels(), rotation=0)
    if named["across"]:
        axes.set_xticklabels(columns, rotation=40, ha="right", rotation_mode="anchor", fontsize=7.5)
    axes.set_xlabel(words.axis_of(across))
    axes.set_ylabel(words.axis_of(down))
    figure.text(0.02, figure.key_height, words.axis, fontsize=8, color=chart.GREY, va="top")
    return figure


@chart.worded
def ranked(words: Words, labels, answers, errors, title, look=None):
    """Draw the points' answers with what luck may change."""
    scale, order = words.scale, np.argsort(-answers, kind="stable")
    if len(order) > MOST_ROWS:
        order = np.concatenate([order[: MOST_ROWS // 2], order[-MOST_ROWS // 2 :]])
    figure, axes = chart.panels(0.44 * len(order) + 0.5, title, _illustrative(words), extra_bottom=0.45, left=0.46, look=look)
    errors = np.nan_to_num(errors)
    axes.errorbar(
        scale * answers[order], np.arange(len(order)), xerr=2 * scale * errors[order], fmt="o", ms=5, color=BLUE, ecolor=PALE, elinewidth=2
    )
    for row, k in enumerate(order):
        axes.text(scale * answers[k], row - 0.26, words.answer(answers[k]), ha="center", fontsize=7.5)
    if words.is_difference:
        axes.axvline(0, color=chart.FAINT, lw=1, zorder=0)
    _names(axes, [labels[k] for k in order], 7.5, 33)
    _axis(axes, words, words.axis)
    return figure


@chart.worded
def box(words: Words, factors, columns, fails, limits, title, look=None):
    """Draw the points over the two conditions that matter most, failures in red, and the box round them."""
    from matplotlib.patches import Rectangle

    say = words.say
    figure, axes = chart.panels(3.3, title, _illustrative(words), extra_bottom=0.45, extra_top=0.24, left=0.16, look=look)
    shares = [100 if str(one.get("unit", "")).startswith("share") else 1 for one in factors]
    table = [share * columns[one["name"]] for share, one in zip(shares, factors)]
    for mine, colour, size in ((~fails, PALE, 12), (fails, BAD, 16)):
        axes.scatter(table[0][mine], table[1][mine], s=size, color=colour, lw=0)
    spans = []
    for share, one, column in zip(shares, factors, table):
        low, high = limits[one["name"]] if one["name"] in limits else (column.min() / share, column.max() / share)
        spans.append((share * low, share * high))
    (left, right), (low, high) = spans
    axes.add_patch(Rectangle((left, low), right - left, high - low, fill=False, ec=chart.INK, lw=1.6))
    chart.ticks(axes, say)
    axes.set_xlabel(words.axis_of(factors[0]))
    axes.set_ylabel(words.axis_of(factors[1]))
    chart.colour_key(axes, figure, [(say("sweep.key.fails"), BAD), (say("sweep.key.reaches"), PALE)])
    return figure


@chart.worded
def leaves(words: Words, rules, leaves, share, title, look=None):
    """Draw the leaves of a tree: how many of 100 points fail in each, and a line for all points."""
    say = words.say
    figure, axes = chart.panels(0.55 * len(leaves) + 0.4, title, _illustrative(words), extra_bottom=0.42, left=0.46, look=look)
    for row, leaf in enumerate(leaves):
        axes.barh(row, 100 * leaf.density, height=0.55, color=BAD)
        text = say("sweep.tree.of", n=say.heads(leaf.density), points=leaf.cases)
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        axes.text(100 * leaf.density + 2.5, row, text, va="center", fontsize=7.5, bbox=paper, zorder=3)
    axes.axvline(100 * share, color=chart.INK, lw=1, ls=(0, (4, 3)), zorder=1)
    _names(axes, rules, 7.5, 36)
    axes.set_xlim(0, 185)
    axes.set_xticks([0, 25, 50, 75, 100])
    _axis(axes, words, say("sweep.axis.fails"), 50)
    return figure


@chart.worded
def regret(words: Words, table, worlds, title, look=None):
    """Draw each policy's regret: the mean as a dot, nine worlds of ten as a bar, the worst as a line."""
    say, scale, table = words.say, words.scale, table.head(MOST_ROWS)
    figure, axes = chart.panels(
        0.4 * len(table) + 0.4, title, _illustrative(words), extra_bottom=0.45, extra_top=0.26, left=0.34, look=look
    )
    most = scale * float(table["worst_regret"].max()) or 1.0
    for row, one in enumerate(table.itertuples()):
        axes.plot([0, scale * one.worst_regret], [row, row], color=chart.GREY, lw=1.0)
        axes.plot([scale * one.worst_regret] * 2, [row - 0.18, row + 0.18], color=chart.GREY, lw=1.0)
        axes.barh(row, scale * one.regret_90, height=0.5, color=PALE)
        axes.scatter([scale * one.mean_regret], [row], s=26, color=BLUE, zorder=3)
        axes.text(
            scale * one.worst_regret + 0.02 * most,
            row,
            say("sweep.regret.enough", n=say.heads(one.enough_share)),
            va="center",
            fontsize=7.5,
        )
    _names(axes, [capital(name) for name in table["policy"]], 8, 26)
    axes.set_xlim(0, 1.95 * most)
    _axis(axes, words, say("sweep.axis.regret", unit=words.unit, outcome=words.outcome))
    chart.colour_key(axes, figure, [(say("sweep.key.mean"), BLUE), (say("sweep.key.nine"), PALE), (say("sweep.key.worst"), chart.GREY)])
    return figure
