"""Figures: the same bytes twice, the mark of illustrative contexts, text as text, nobody else's settings touched."""

import matplotlib
import pytest

from analysis import costs, figures, results, survival

DRAWN = ("heads_of_hundred", "differences", "retention", "by_group", "states", "mentoring", "payers", "acceptability")


@pytest.fixture(scope="module")
def draw(compare_folder):
    found = results.read(compare_folder)
    reference, years = found.manifest["reference"], found.manifest["years"]
    retained = [f"retained_profession_{k}y" for k in (1, 3, 5)]
    return {
        "heads_of_hundred": lambda mark: figures.heads_of_hundred(found.summary, 5, reference, mark),
        "differences": lambda mark: figures.differences(found.summary, reference, retained, mark),
        "retention": lambda mark: figures.retention(survival.curves(found.spells, years, order=found.order), reference, mark),
        "by_group": lambda mark: figures.by_group(found.summary, reference, retained[-1], mark),
        "states": lambda mark: figures.states(found.states(), reference, mark),
        "mentoring": lambda mark: figures.mentoring(found.mentoring(), mark),
        "payers": lambda mark: figures.payers(costs.by_payer(found.ledger, 6, years), found.order, "PKR", mark),
        "acceptability": lambda mark: figures.acceptability(costs.acceptability(found.runs, reference, found.order), "PKR", mark),
    }


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_the_same_twice_and_carries_its_mark(draw, name, tmp_path):
    first, again = ([path.read_bytes() for path in figures.save(draw[name](True), tmp_path / folder / name)] for folder in ("a", "b"))
    assert first == again
    assert b"illustrative" in first[0] and b"<text" in first[0] and b"<dc:date>" not in first[0]
    assert first[1].startswith(b"\x89PNG")
    assert b"illustrative" not in figures.save(draw[name](False), tmp_path / name)[0].read_bytes()


def test_settings_and_backend_stay_as_they_were(draw):
    backend, font, grid = matplotlib.get_backend(), matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.grid"]
    draw["heads_of_hundred"](False)
    assert (matplotlib.get_backend(), matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.grid"]) == (backend, font, grid)


def test_heads_add_up_to_a_hundred():
    for stays, teaches in ((0.333, 0.666), (0.5, 0.499), (0, 0), (1, 1)):
        assert sum(figures._whole_heads(stays, teaches)) == 100


def test_hostile_names_are_drawn_as_they_stand(compare_folder, tmp_path):
    found = results.read(compare_folder)
    renamed = found.summary.replace({"pairs": "<b>$x_1$ & =1</b>"})
    text = figures.save(figures.heads_of_hundred(renamed, 5, "no_mentoring"), tmp_path / "hostile")[0].read_text(encoding="utf-8")
    assert "<b>" not in text and "&lt;b&gt;$x 1$ &amp; =1" in text
