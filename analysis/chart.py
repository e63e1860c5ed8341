"""The house style of figures: canvas, title, colours, labels beside lines, and files that do not change with the clock."""

from __future__ import annotations

import textwrap
from functools import wraps
from pathlib import Path

import numpy as np

WIDTH = 5.0
STAYED, MOVED, LEFT = "#0173b2", "#de8f05", "#c4c4c4"
INK, GREY, FAINT = "#222222", "#6b6b6b", "#dddddd"
MOST_COLOURED = 6
ILLUSTRATIVE = "illustrative: leaving rates assumed, not measured here"
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 9.0,
    "axes.labelsize": 9.0,
    "text.parse_math": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "teacher-retention",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
}


def styled(draw):
    """Draw under the house style, leaving the caller's matplotlib settings as they were."""

    @wraps(draw)
    def drawn(*arguments, **options):
        import matplotlib

        with matplotlib.rc_context(STYLE):
            return draw(*arguments, **options)

    return drawn


def save(figure, path) -> tuple[Path, Path]:
    """Write ``path``.svg and ``path``.png, the same bytes for the same figure; return both paths."""
    import matplotlib

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    vector, picture = path.with_name(f"{path.name}.svg"), path.with_name(f"{path.name}.png")
    with matplotlib.rc_context(STYLE):
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(picture, format="png", dpi=160, metadata={"Software": None})
    return vector, picture


def short(name: str) -> str:
    """Return a scenario's name as it stands on charts."""
    return name.replace("_", " ")


def panels(height, title, illustrative, rows=1, extra_top=0.0, extra_bottom=0.0, left=0.03, right=0.97, space=0.3):
    """Return a figure of ``height`` inches for its panels, with the finding above and the mark of illustrative contexts below."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lines = textwrap.wrap(title, 51)
    top = 0.22 * len(lines) + 0.18 + extra_top
    bottom = 0.15 + extra_bottom + (0.26 if illustrative else 0.0)
    if rows > 1:
        top += 0.22
    whole = height + top + bottom
    figure = Figure(figsize=(WIDTH, whole))
    FigureCanvasAgg(figure)
    grid = figure.subplots(
        rows, 1, gridspec_kw={"left": left, "right": right, "top": 1 - top / whole, "bottom": bottom / whole, "hspace": space}
    )
    figure.text(0.02, 1 - 0.1 / whole, "\n".join(lines), fontsize=11, fontweight="bold", va="top", linespacing=1.25)
    if illustrative:
        figure.text(0.98, 0.08 / whole, ILLUSTRATIVE, fontsize=8, ha="right", va="bottom", style="italic", color="#8a3b00")
    figure.key_height = 1 - (0.22 * len(lines) + 0.2) / whole
    return figure, grid


def colour_key(axes, figure, entries, columns=None) -> None:
    from matplotlib.patches import Patch

    columns = columns or len(entries)
    figure.legend(
        handles=[Patch(color=colour, label=label) for label, colour in entries],
        loc="upper left",
        bbox_to_anchor=(0.01, figure.key_height),
        ncols=columns,
        frameon=False,
        fontsize=8.5,
        handlelength=0.9,
        handleheight=0.9,
        borderaxespad=0,
        columnspacing=1.2,
        handletextpad=0.4,
    )


def palette() -> list[str]:
    import seaborn

    return [c for i, c in enumerate(seaborn.color_palette("colorblind").as_hex()) if i not in (7, 8)]


def colours_of(ends, reference) -> dict:
    """Return colours of the lines that are named: all when few, else the reference and those that end farthest from it."""
    names = [name for name in ends.index if name != reference]
    if len(names) > MOST_COLOURED:
        middle = ends[reference] if reference in ends.index else 0.0
        order = (ends[names] - middle).abs().sort_values(ascending=False, kind="stable").index[:MOST_COLOURED]
        names = [name for name in names if name in set(order)]
    colours = dict(zip(names, palette()))
    return ({reference: INK} if reference in ends.index else {}) | colours


def end_labels(axes, labels) -> None:
    """Write labels beside the ends of lines, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    height = axes.get_position().height * axes.figure.get_figheight()
    step = (high - low) * 0.155 / height
    wrapped = sorted(((y, textwrap.wrap(text, 18), colour) for y, text, colour in labels if np.isfinite(y)), key=lambda label: label[0])
    places = [y for y, _, _ in wrapped]
    room = [0.5 * step * (len(a[1]) + len(b[1])) for a, b in zip(wrapped, wrapped[1:])]
    for _ in range(60):
        for i, need in enumerate(room):
            lack = need - (places[i + 1] - places[i])
            if lack > 1e-9:
                places[i] -= lack / 2
                places[i + 1] += lack / 2
    lift = max(0.0, low + 0.5 * step - places[0]) if places else 0.0
    for place, (_, lines, colour) in zip([place + lift for place in places], wrapped):
        axes.text(
            1.015, place, "\n".join(lines), transform=axes.get_yaxis_transform(), color=colour, va="center", fontsize=8, linespacing=1.1
        )


def numbers_at_risk(axes, mine, names, colours, last) -> None:
    height = axes.get_position().height * axes.figure.get_figheight()
    axes.text(
        -0.15, -0.30 / height, "teachers still counted, all runs", transform=axes.get_xaxis_transform(), fontsize=7, va="center", color=GREY
    )
    # numbers of many digits would run into each other
    step = 1 if (last + 1) * len(str(mine["at_risk"].max())) <= 40 else 2
    for i, name in enumerate(names):
        line = mine[mine["scenario"] == name]
        for year, count in list(zip(line["year"], line["at_risk"]))[::step]:
            place = -(0.45 + 0.17 * i) / height
            axes.text(
                year, place, f"{count}", transform=axes.get_xaxis_transform(), fontsize=7, ha="center", va="center", color=colours[name]
            )
        axes.annotate(
            short(name),
            (last, place),
            xycoords=axes.get_xaxis_transform(),
            xytext=(12, 0),
            textcoords="offset points",
            fontsize=7,
            va="center",
            color=colours[name],
            annotation_clip=False,
        )


def waffle(axes, top, label, heads) -> None:
    place = 0
    for count, colour in zip(heads, (STAYED, MOVED, LEFT)):
        at = np.arange(place, place + count)
        axes.scatter(at // 4, top - 1.0 - at % 4, s=38, color=colour, lw=0, marker="o")
        place += count
    axes.text(-0.4, top + 0.15, label, fontweight="bold", va="center")
    axes.text(24.4, top + 0.15, f"{heads[0]} stayed, {heads[1]} moved, {heads[2]} left", va="center", ha="right", fontsize=8.5)


def hundred_bar(axes, y, label, heads) -> None:
    place = 0
    for count, colour, ink in zip(heads, (STAYED, MOVED, LEFT), ("white", INK, INK)):
        axes.barh(y, count, left=place, color=colour, height=0.72)
        if count >= 4:
            axes.text(place + count / 2, y, f"{count}", ha="center", va="center", color=ink, fontsize=8)
        place += count
    axes.text(-1.5, y, label, ha="right", va="center", fontsize=8.5)


def money_scale(most: float) -> tuple[float, str]:
    return (1e9, "billion ") if most >= 1e9 else (1e6, "million ") if most >= 1e6 else (1e3, "thousand ") if most >= 1e4 else (1.0, "")
