"""The figures of a sweep: each with its finding as title, units on its axis, labels beside what they name."""

from __future__ import annotations

import numpy as np

from analysis import chart, sweep_words

LABEL = 0.40
BLUE, ORANGE, PALE = chart.STAYED, chart.MOVED, "#9ecae1"
MOST_ROWS = 24


def _axis_unit(swept):
    factor, unit, _ = sweep_words.unit_of(swept.meaning)
    what = "difference" if swept.is_difference else "level"
    return factor, f"{swept.meaning.label}: {what}, {unit}"


def _illustrative(swept):
    return any(one["illustrative"] for one in swept.manifest["contexts"])


def _names(axes, labels, size=8.5):
    axes.set_yticks(range(len(labels)), [_wrap(label) for label in labels], fontsize=size)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _wrap(text, width=28):
    import textwrap

    return "\n".join(textwrap.wrap(text, width)[:2])


@chart.styled
def indices(swept, labels, first, total, title, look=None):
    """Draw first and total shares as bars with intervals."""
    order = np.argsort(-total.value)[:MOST_ROWS]
    figure, axes = chart.panels(0.44 * len(order) + 0.6, title, _illustrative(swept), extra_bottom=0.42, extra_top=0.24, left=LABEL)
    for row, k in enumerate(order):
        for shift, one, colour in ((-0.18, first, BLUE), (0.18, total, PALE)):
            value = max(0.0, one.value[k])
            axes.barh(row + shift, 100 * value, height=0.34, color=colour)
            axes.plot([100 * max(0.0, one.low[k]), 100 * max(0.0, one.high[k])], [row + shift] * 2, color=chart.INK, lw=1.0)
        axes.text(
            100 * max(first.high[k], total.high[k], 0.0) + 2, row,
            f"{100 * max(0, first.value[k]):.0f}, {100 * max(0, total.value[k]):.0f}",
            va="center", fontsize=8,
        )  # fmt: skip
    _names(axes, [labels[k] for k in order])
    axes.set_xlim(0, max(105.0, 100 * float(np.nanmax(total.high)) + 16))
    axes.set_xlabel("share of the variance of the answer, % (first, total)")
    chart.colour_key(axes, figure, [("by itself (first)", BLUE), ("with the others too (total)", PALE)])
    return figure


@chart.styled
def effects(swept, labels, size, sigma, title, look=None):
    """Draw Morris' mu* as bars with intervals, sigma written beside."""
    scale, unit = _axis_unit(swept)
    order = np.argsort(-size.value)[:MOST_ROWS]
    figure, axes = chart.panels(0.34 * len(order) + 0.6, title, _illustrative(swept), extra_bottom=0.42, left=LABEL)
    most = scale * float(np.nanmax(size.high)) or 1.0
    for row, k in enumerate(order):
        axes.barh(row, scale * size.value[k], height=0.6, color=BLUE)
        axes.plot([scale * size.low[k], scale * size.high[k]], [row, row], color=chart.INK, lw=1.2)
        text = sweep_words.said(size.value[k], swept.meaning, False)
        spread = sweep_words.said(sigma[k], swept.meaning, False)
        axes.text(scale * size.high[k] + 0.02 * most, row, f"{text} (spread {spread})", va="center", fontsize=8)
    _names(axes, [labels[k] for k in order])
    axes.set_xlim(0, 1.45 * most)
    axes.set_xlabel(f"mean size of the change over the whole range (mu*)\n{unit}")
    return figure


@chart.styled
def tornado(swept, labels, ranges, base, title, look=None):
    """Draw for each factor the answers at the two values that lie farthest apart, with the values at the ends."""
    scale, unit = _axis_unit(swept)
    order = sorted(range(len(labels)), key=lambda k: -np.ptp(ranges[k][1]))[:MOST_ROWS]
    figure, axes = chart.panels(0.36 * len(order) + 0.6, title, _illustrative(swept), extra_bottom=0.42, left=LABEL)
    answers = np.concatenate([ranges[k][1] for k in order])
    room = float(np.ptp(answers)) * scale or 1.0
    for row, k in enumerate(order):
        values, mine = ranges[k]
        low, high = int(np.argmin(mine)), int(np.argmax(mine))
        axes.barh(row, scale * (base - mine[low]), left=scale * mine[low], height=0.6, color=ORANGE)
        axes.barh(row, scale * (mine[high] - base), left=scale * base, height=0.6, color=BLUE)
        for at, side, shift in ((low, "right", -0.015), (high, "left", 0.015)):
            if mine[high] > mine[low]:
                axes.text(scale * mine[at] + shift * room, row, sweep_words.value_of(values[at]), va="center", ha=side, fontsize=7.5)
    axes.axvline(scale * base, color=chart.INK, lw=1)
    _names(axes, [labels[k] for k in order])
    axes.set_xlim(scale * answers.min() - 0.22 * room, scale * answers.max() + 0.22 * room)
    axes.set_xlabel(unit)
    return figure


@chart.styled
def curves(swept, factors, lines, title, look=None):
    """Draw the answer against each factor, a panel each, two beside each other."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    scale, unit = _axis_unit(swept)
    rows = -(-len(lines) // 2)
    import textwrap

    head = textwrap.wrap(title, 51)
    height = 0.22 * len(head) + 0.45 + 1.9 * rows + (0.26 if _illustrative(swept) else 0.0)
    figure = Figure(figsize=(chart.WIDTH, height))
    FigureCanvasAgg(figure)
    top = 1 - (0.22 * len(head) + 0.42) / height
    grid = figure.subplots(
        rows, 2, squeeze=False, sharey=True,
        gridspec_kw={"left": 0.13, "right": 0.97, "top": top, "bottom": (0.55 + 0.26 * _illustrative(swept)) / height, "hspace": 0.75,
                     "wspace": 0.12},
    )  # fmt: skip
    figure.text(0.02, 1 - 0.1 / height, "\n".join(head), fontsize=11, fontweight="bold", va="top", linespacing=1.25)
    figure.text(0.02, top + 0.12 / height, unit, fontsize=8, color=chart.GREY, va="bottom")
    for axes, factor, (values, means, errors) in zip(grid.flat, factors, lines):
        named = values.dtype.kind not in "if"
        place = np.arange(len(values)) if named else values.astype(float)
        axes.errorbar(
            place,
            scale * means,
            yerr=None if np.isnan(errors).all() else 2 * scale * errors,
            fmt="o" if named else "o-",
            ms=3.5,
            lw=1.2,
            color=BLUE,
            ecolor=PALE,
        )
        if named:
            axes.set_xticks(place, [_wrap(sweep_words.value_of(one), 12) for one in values], fontsize=6.5, rotation=35, ha="right")
            axes.set_xlim(-0.5, len(values) - 0.5)
        axes.set_xlabel(
            _wrap(f"{sweep_words.label_of(factor)}" + (f", {factor['unit']}" if factor.get("unit") not in (None, "choice") else ""), 34),
            fontsize=8,
        )
        axes.tick_params(labelsize=7.5)
        if swept.is_difference:
            axes.axhline(0, color=chart.FAINT, lw=1, zorder=0)
    for axes in list(grid.flat)[len(lines) :]:
        axes.set_visible(False)
    if _illustrative(swept):
        mark = (look or chart.Look()).say("chart.illustrative")
        figure.text(0.98, 0.06 / height, mark, fontsize=8, ha="right", va="bottom", style="italic", color="#8a3b00")
    return figure


@chart.styled
def heat(swept, table, rows, columns, title, look=None):
    """Draw a map of two factors: a cell a pair, its answer written in it; differences with white at zero."""
    import seaborn

    scale, unit = _axis_unit(swept)
    numbers = scale * table.to_numpy(float)
    digits = 1 if scale == 100.0 else 2
    figure, axes = chart.panels(
        0.36 * len(table) + 0.4, title, _illustrative(swept), extra_bottom=1.15 if table.columns.dtype.kind not in "if" else 0.62,
        extra_top=0.2, left=0.34 if table.index.dtype.kind not in "if" else 0.2,
    )  # fmt: skip
    most = float(np.nanmax(np.abs(numbers))) or 1.0
    diverging = swept.is_difference
    good = "RdBu" if swept.meaning.better != "lower" else "RdBu_r"
    seaborn.heatmap(
        numbers, ax=axes, annot=True, fmt=f".{digits}f", annot_kws={"fontsize": 8}, cbar=False, linewidths=0.5,
        cmap=good if diverging else "Blues",
        vmin=-1.3 * most if diverging else None, vmax=1.3 * most if diverging else None,
        xticklabels=[sweep_words.value_of(one) for one in table.columns], yticklabels=[sweep_words.value_of(one) for one in table.index],
    )  # fmt: skip
    axes.tick_params(length=0, labelsize=8)
    axes.set_yticklabels(axes.get_yticklabels(), rotation=0)
    if table.columns.dtype.kind not in "if":
        axes.set_xticklabels([_wrap(label.get_text(), 16) for label in axes.get_xticklabels()], rotation=35, ha="right", fontsize=7.5)
    axes.set_xlabel(_with_unit(columns))
    axes.set_ylabel(_with_unit(rows))
    figure.text(0.02, figure.key_height, unit, fontsize=8, color=chart.GREY, va="top")
    return figure


def _with_unit(factor):
    unit = factor.get("unit")
    return sweep_words.label_of(factor) + (f", {unit}" if unit and unit != "choice" else "")


@chart.styled
def ranked(swept, labels, answers, errors, title, look=None):
    """Draw the points' answers with what luck may change."""
    scale, unit = _axis_unit(swept)
    order = np.argsort(-answers, kind="stable")
    if len(order) > MOST_ROWS:
        order = np.concatenate([order[: MOST_ROWS // 2], order[-MOST_ROWS // 2 :]])
    figure, axes = chart.panels(0.36 * len(order) + 0.5, title, _illustrative(swept), extra_bottom=0.42, left=0.46)
    errors = np.nan_to_num(errors)
    axes.errorbar(
        scale * answers[order], np.arange(len(order)), xerr=2 * scale * errors[order], fmt="o", ms=5, color=BLUE, ecolor=PALE, elinewidth=2
    )
    for row, k in enumerate(order):
        axes.text(
            scale * answers[k], row - 0.3, sweep_words.said(answers[k], swept.meaning, swept.is_difference), ha="center", fontsize=7.5
        )
    if swept.is_difference:
        axes.axvline(0, color=chart.FAINT, lw=1, zorder=0)
    _names(axes, [labels[k] for k in order], 7.5)
    axes.set_xlabel(unit)
    return figure


@chart.styled
def box(swept, factors, table, fails, limits, title, look=None):
    """Draw the points over the two conditions that matter most, failures filled, and the box round them."""
    from matplotlib.patches import Rectangle

    figure, axes = chart.panels(3.3, title, _illustrative(swept), extra_bottom=0.45, extra_top=0.24, left=0.16)
    columns = [table[one["name"]] for one in factors]
    for mine, colour, size in ((~fails, PALE, 12), (fails, "#c0392b", 16)):
        axes.scatter(columns[0][mine], columns[1][mine], s=size, color=colour, lw=0)
    ends = [(float(column.min()), float(column.max())) for column in columns]
    spans = [limits.get(one["name"], end) for one, end in zip(factors, ends)]
    (left, right), (low, high) = spans
    axes.add_patch(Rectangle((left, low), right - left, high - low, fill=False, ec=chart.INK, lw=1.6))
    axes.set_xlabel(_with_unit(factors[0]))
    axes.set_ylabel(_with_unit(factors[1]))
    chart.colour_key(axes, figure, [("fails", "#c0392b"), ("reaches the target", PALE)])
    return figure
