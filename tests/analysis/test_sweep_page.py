"""The page of a sweep: what luck alone draws is never called a finding, what is strong is found, in every language."""

import types

import numpy as np
import pytest

from analysis import chance, pages, sweep_figures, sweep_page, swept
from analysis.language import LANGUAGES, language
from analysis.sweep_sections import sections_of
from analysis.sweep_words import Words
from tests.analysis.sweeps import write_sweep

KINDS = ("sobol", "morris", "one_at_a_time", "latin_hypercube", "discovery", "grid")
# what is said where nothing is beyond chance
NOTHING = {
    "sobol": "No factor explains the spread", "morris": "No factor moves", "tornado": "No factor moves", "curves": "No factor moves",
    "map": "No cell of this map stands out", "points": "No point is clearly better", "box": "no condition among these tells clearly where",
    "regret": "Which policy is the safe choice cannot be told",
}  # fmt: skip


@pytest.fixture
def unseen(monkeypatch):
    """Draw nothing: what is found takes no time then."""
    for name in ("indices", "effects", "tornado", "curves", "heat", "ranked", "box", "leaves", "regret"):
        monkeypatch.setattr(sweep_figures, name, lambda *arguments: types.SimpleNamespace())


def nothing(shares):
    return np.zeros(len(shares))


def strong(shares):
    return 8.0 * shares[:, 0] - 4.0


def sections(folder):
    return {one.name: one for one in sections_of(Words(swept.read(folder)))}


@pytest.mark.parametrize("kind", KINDS)
def test_luck_alone_is_no_finding(tmp_path, unseen, kind):
    """Luck that is smooth along the factors and shared by all points fools whoever counts points; one page in twenty may still be wrong."""
    found, pages_made = [], 12
    for seed in range(pages_made):
        target = {"target": ">=0"} if kind == "discovery" else {}
        made = sections(write_sweep(tmp_path / str(seed), kind, nothing, seed, sets=4 if kind == "grid" else 1, **target))
        assert made and set(made) <= {*NOTHING, "tree"}
        found += [f"{seed} {name}: {one.finding}" for name, one in made.items() if name == "tree" or NOTHING[name] not in one.finding]
    assert len(found) <= 2, found


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_strong_is_found(tmp_path, unseen, kind):
    target = {"target": ">=0"} if kind == "discovery" else {}
    made = sections(write_sweep(tmp_path / "sweep", kind, strong, luck=0.4, sets=4 if kind == "grid" else 1, **target))
    said = {name: one.finding for name, one in made.items()}
    if kind == "grid":
        assert "England" in said["map"] and "England" in said["curves"]
        return
    assert "overage" in said["curves" if kind in ("latin_hypercube", "discovery") else "tornado" if kind == "one_at_a_time" else kind]
    if kind == "discovery":
        text = " ".join(made["box"].said)
        assert text.startswith("With coverage below 4") and "the policy fails in 100 of 100 such districts" in text
        assert made["tree"].rows[0][0]["text"].startswith("Coverage below 5") and int(made["tree"].rows[0][1]["text"]) > 90


def test_a_sweep_of_one_replicate_says_that_luck_is_not_known(tmp_path):
    path = sweep_page.build(write_sweep(tmp_path / "sweep", "one_at_a_time", strong, replicates=1))
    text = path.read_text(encoding="utf-8")
    assert "luck cannot be told from effect: write replicates=8" in text and "No factor moves the answer clearly beyond chance" in text


def test_every_point_fails_or_none(tmp_path, unseen):
    for number, (target, said) in enumerate(((">=99", "At every one of the 200 points"), (">=-99", "At none of the 200 points"))):
        made = sections(write_sweep(tmp_path / str(number), "discovery", strong, luck=0.1, target=target))
        assert made["box"].said[0].startswith(said) and "tree" not in made


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_draws_in_every_language(tmp_path, kind):
    target = {"target": ">=0"} if kind == "discovery" else {}
    folder = write_sweep(tmp_path / "sweep", kind, strong, luck=0.4, sets=4 if kind == "grid" else 1, **target)
    for name in LANGUAGES if kind == "discovery" else ("en", "ur"):
        text, say = pages.build(folder, name).read_text(encoding="utf-8"), language(name)
        assert f'<html lang="{name}" dir="{say.direction}">' in text and say("sweep.varied") in text
        assert (say("language.draft") in text) == (name != "en")
    drawn = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    pages.build(folder, name)
    assert drawn == {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}, "the same files again"


def test_lucks_are_the_answers_of_each_replicate(tmp_path):
    found = swept.read(write_sweep(tmp_path / "sweep", "one_at_a_time", strong, luck=0.5))
    assert found.lucks.shape == (len(found.answers), 8)
    assert found.lucks.mean(axis=1) == pytest.approx(found.answers["answer"].to_numpy())
    error = found.lucks.std(axis=1, ddof=1) / np.sqrt(8)
    assert error == pytest.approx(found.answers["error"].to_numpy())
    many = swept.read(write_sweep(tmp_path / "many", "one_at_a_time", strong, luck=0.5, replicates=50))
    assert many.lucks.shape[1] == swept.MOST_LUCKS


def test_differences_between_points_are_held_against_luck():
    draw = np.random.default_rng(1)
    lucks = np.array([0.0, 0.0, 1.0])[:, None] + 0.1 * draw.normal(size=(3, 10)) + draw.normal(size=10)  # the last part is shared
    assert chance.differ(lucks, [2], [0]) and not chance.differ(lucks, [1], [0])
    assert chance.alike(lucks, 2).tolist() == [False, False, True]
    assert not chance.differ(lucks[:, :1], [2], [0]), "one luck says nothing"
    assert not chance.beyond(np.nan, 1.0, 9) and chance.beyond(1.0, 0.0, 9) and not chance.beyond(3.0, 1.0, 9, looks=100)
