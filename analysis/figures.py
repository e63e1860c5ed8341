"""Figures: one function per figure, from tidy frames to a matplotlib Figure.

The title says the finding, the axis carries the unit, lines and bars are labelled where they are, colours are safe for the colour-blind.
Figures are drawn on their own canvas, so a notebook's backend stays as it is. Each takes ``look=Look(say, labels, currency)`` for another
language or other names, and ``illustrative=True`` for the mark of places whose leaving rates are assumed.
"""

from __future__ import annotations

from analysis.causes import figure as causes
from analysis.chart import Look, save, short
from analysis.figures_difference import FEWEST, by_group, differences, group_word, groups_of, in_post, tornado
from analysis.figures_money import acceptability, payers, plane, same_money, spending
from analysis.figures_people import heads_of_hundred, mentoring, retention, state
from analysis.figures_schools import after_money, pupils, vacancies

__all__ = [
    "FEWEST", "Look", "acceptability", "after_money", "by_group", "causes", "differences", "group_word", "groups_of", "heads_of_hundred",
    "in_post", "mentoring", "payers",
    "plane", "pupils", "retention", "same_money", "save", "short", "spending", "state", "tornado", "vacancies",
]  # fmt: skip
