"""What is released can be measured again, and the front page says what is released."""

from __future__ import annotations

import json

import pytest

from experiments import release, reproduce
from experiments.errors import BadInput

BOARD = "id,simulated,pass\nT1a,0.08,yes\nSF7,1.2,no\n"


def test_the_front_page_says_what_is_released():
    assert reproduce.missing_claims(reproduce.README.read_text(encoding="utf-8")) == []


def test_a_front_page_of_another_release_is_named():
    text = reproduce.README.read_text(encoding="utf-8").replace("14 of 14 targets", "13 of 14 targets")
    assert len(reproduce.missing_claims(text)) == 1


def test_the_released_scoreboard_says_how_it_was_made():
    question = reproduce.released_question(jobs=1)
    assert question.parameter_sets >= 25 and question.replicates >= question.parameter_sets and question.teachers == 2000


def test_every_difference_is_named():
    assert reproduce.differing(BOARD, BOARD) == []
    assert reproduce.differing(BOARD, BOARD.replace("0.08", "0.09").replace("SF7,1.2,no\n", "")) == [
        "T1a, simulated: released 0.08, here 0.09", "SF7 stands in one of the two only",
    ]  # fmt: skip


@pytest.mark.parametrize("facts", ["", "{}", "[1]", json.dumps({"Parameter sets": "forty"})])
def test_torn_facts_are_a_sentence(tmp_path, monkeypatch, facts):
    (tmp_path / release.BOARD_FACTS).write_text(facts)
    monkeypatch.setattr(release, "RELEASED", tmp_path)
    with pytest.raises(BadInput, match="retain validate release=true makes it anew"):
        reproduce.released_question(jobs=1)
