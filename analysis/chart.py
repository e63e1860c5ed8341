"""The house style of figures: canvas, title, colours, labels beside lines, and files that do not change with the clock."""

from __future__ import annotations

import logging
import textwrap
import warnings
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path

import numpy as np

from analysis.language import Language, language

WIDTH = 5.0
STAYED, MOVED, LEFT = "#0173b2", "#de8f05", "#c4c4c4"
LEFT_VOLUNTARY, RETIRED = "#7a3b6e", "#e8e0d0"
INK, GREY, FAINT = "#222222", "#6b6b6b", "#dddddd"
MOST_COLOURED = 6
WARN = "#8a3b00"
# what a browser draws the letters with; in files of pixels the first font that is installed and has the language's letters does
FAMILIES = "'DejaVu Sans', 'Noto Sans', 'Segoe UI', 'Noto Naskh Arabic', Tahoma, Arial, sans-serif"
FONTS = {"ur": ("Noto Naskh Arabic", "Scheherazade New", "Amiri", "Noto Sans Arabic", "Tahoma", "Arial")}
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


@dataclass(frozen=True)
class Look:
    """Hold what a figure is labelled with.

    Attributes
    ----------
    say : the language;  labels : short names by scenario, else the name without its underscores;  currency : an ISO code.
    """

    say: Language = field(default_factory=language)
    labels: dict = field(default_factory=dict)
    currency: str = ""

    def __call__(self, scenario: str) -> str:
        """Return a scenario's short name."""
        return self.labels.get(scenario, short(scenario))


def styled(draw):
    """Draw under the house style and in a language, leaving the caller's matplotlib settings as they were."""

    @wraps(draw)
    def drawn(*arguments, look: Look | None = None, **options):
        import matplotlib

        look = look or Look()
        with matplotlib.rc_context(STYLE):
            figure = draw(*arguments, look=look, **options)
        figure.look = look
        return figure

    return drawn


def worded(draw):
    """Draw under the house style in the language of the words that come first, which have a ``look``."""
    with_look = styled(draw)

    @wraps(draw)
    def drawn(words, *arguments):
        return with_look(words, *arguments, look=words.look)

    return drawn


@cache
def font_of(name: str) -> str | None:
    """Return the first installed font that has a language's letters; None where the house's own has them, empty where none is there."""
    if name not in FONTS:
        return None
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((font for font in FONTS[name] if font in installed), "")


def save(figure, path) -> tuple[Path, Path | None]:
    """Write ``path``.svg and ``path``.png, the same bytes for the same figure; return both paths.

    No picture of pixels is made (None) where no installed font has the letters of the figure's language: a browser has one.
    """
    import matplotlib

    look = getattr(figure, "look", None) or Look()
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    vector, picture = path.with_name(f"{path.name}.svg"), path.with_name(f"{path.name}.png")
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that the first font lacks is the browser's business, or the next font's
        figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
        own = font_of(look.say.name)
        if own == "":
            picture = None
        else:
            if own:
                _lettered(figure, [own, "DejaVu Sans"])
            figure.savefig(picture, format="png", dpi=160, metadata={"Software": None})
    text = vector.read_text(encoding="utf-8").replace("'DejaVu Sans'", FAMILIES)
    vector.write_text(text, encoding="utf-8", newline="\n")
    return vector, picture


def _lettered(figure, families) -> None:
    """Draw all text with other fonts; their lines are higher than the house font's, for which the figure was laid out."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        text.set_family(families)
        text.set_linespacing(0.8)


def short(name: str) -> str:
    """Return a scenario's name as it stands on charts."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def panels(height, title, illustrative, rows=1, extra_top=0.0, extra_bottom=0.0, left=0.03, right=0.97, space=0.3, look=None):
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
    # a page says the title itself and shows the picture from here down, in points
    figure.finding, figure.below_title = title, 72 * (0.22 * len(lines) + 0.12)
    if illustrative:
        mark = (look or Look()).say("chart.illustrative")
        figure.text(0.98, 0.08 / whole, mark, fontsize=8, ha="right", va="bottom", style="italic", color=WARN)
    figure.key_height = 1 - (0.22 * len(lines) + 0.2) / whole
    return figure, grid


def key_columns(labels) -> int:
    """Return into how many columns the labels of a colour key go, so that the longest still fits."""
    labels = list(labels)
    longest = max((len(label) for label in labels), default=1)
    return max(1, min(len(labels), 75 // (longest + 4)))


def key_height(labels) -> float:
    """Return the inches that a colour key takes."""
    labels = list(labels)
    return 0.06 + 0.19 * -(-len(labels) // key_columns(labels)) if labels else 0.0


def colour_key(axes, figure, entries, columns=None) -> None:
    """Draw a colour key below the title: entries of (label, colour)."""
    from matplotlib.patches import Patch

    entries = list(entries)
    columns = columns or key_columns(label for label, _ in entries)
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
    """Return the colours of lines: seaborn's palette for the colour-blind without its grey and its yellow."""
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
    # what stands outside the panel would be cut off at the edge of the picture: up from the foot, then down from the head
    for i, _ in enumerate(wrapped):
        places[i] = max(places[i], places[i - 1] + room[i - 1] if i else low + 0.5 * step)
    for i, (_, lines, _) in reversed(list(enumerate(wrapped))):
        places[i] = min(places[i], places[i + 1] - room[i] if i + 1 < len(places) else high - 0.5 * step * (len(lines) - 1))
    for place, (_, lines, colour) in zip(places, wrapped):
        axes.text(
            1.015, place, "\n".join(lines), transform=axes.get_yaxis_transform(), color=colour, va="center", fontsize=8, linespacing=1.1
        )


def noted(axes, x, height, text, colour) -> None:
    """Write a short note right of a vertical mark, at a share of the panel's height, on paper of its own so that no line strikes it."""
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
    at = axes.get_xaxis_transform()
    axes.annotate(
        text, (x, height), xycoords=at, xytext=(3, 0), textcoords="offset points", fontsize=7, va="top", color=colour, bbox=paper, zorder=6
    )


def numbers_at_risk(axes, mine, names, colours, last, look) -> None:
    """Write the numbers at risk below a retention curve, a row for each named scenario."""
    height = axes.get_position().height * axes.figure.get_figheight()
    axes.text(
        -0.15, -0.50 / height, look.say("chart.at_risk"), transform=axes.get_xaxis_transform(), fontsize=7, va="center", color=GREY
    )
    # numbers of many digits would run into each other
    step = 1 if (last + 1) * len(str(mine["at_risk"].max())) <= 40 else 2
    for i, name in enumerate(names):
        line = mine[mine["scenario"] == name]
        for year, count in list(zip(line["year"], line["at_risk"]))[::step]:
            place = -(0.65 + 0.17 * i) / height
            axes.text(
                year, place, f"{count}", transform=axes.get_xaxis_transform(), fontsize=7, ha="center", va="center", color=colours[name]
            )
        axes.annotate(
            textwrap.shorten(look(name), 24, placeholder="…"),
            (last, place),
            xycoords=axes.get_xaxis_transform(),
            xytext=(12, 0),
            textcoords="offset points",
            fontsize=7,
            va="center",
            color=colours[name],
            annotation_clip=False,
        )


def waffle(axes, top, label, parts) -> None:
    """Draw 100 dots in the colours of their parts, (count, colour) each, with a label above."""
    place = 0
    for count, colour in parts:
        at = np.arange(place, place + count)
        axes.scatter(at // 4, top - 1.0 - at % 4, s=38, color=colour, lw=0, marker="o")
        place += count
    axes.text(-0.4, top + 0.15, label, fontweight="bold", va="center")


def hundred_bar(axes, y, label, parts) -> None:
    """Draw a bar of 100 heads in the colours of its parts, (count, colour) each, with a label to the left."""
    place = 0
    for count, colour in parts:
        axes.barh(y, count, left=place, color=colour, height=0.72)
        if count >= 4:
            dark = colour in (STAYED, LEFT_VOLUNTARY)
            axes.text(place + count / 2, y, f"{count}", ha="center", va="center", color="white" if dark else INK, fontsize=8)
        place += count
    axes.text(-1.5, y, label, ha="right", va="center", fontsize=8.5)


def money_scale(most: float, say: Language | None = None) -> tuple[float, str]:
    """Return a divisor for an axis of money and the word for it, with a space behind."""
    say = say or language()
    for size, least, name in ((1e9, 1e9, "billion"), (1e6, 1e6, "million"), (1e3, 1e4, "thousand")):
        if most >= least:
            return size, f"{say(f'number.{name}')} "
    return 1.0, ""


def ticks(axes, say: Language, which: str = "both") -> None:
    """Write the numbers of an axis in the language's marks."""
    from matplotlib.ticker import FuncFormatter

    def written(value, _):
        return say.plain(round(value, 6), 3)

    for name in ("x", "y") if which == "both" else (which,):
        getattr(axes, f"{name}axis").set_major_formatter(FuncFormatter(written))
