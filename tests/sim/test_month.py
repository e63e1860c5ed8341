"""The month as data: the table is whole, the loops are written from it, and a name that means nothing is refused."""

from __future__ import annotations

import ast

import pytest

from sim import month
from sim.columns import BYTE, COLUMN, INTEGER
from sim.compiled import rule
from tests.sim import rulebook

COLUMNS = (*COLUMN._fields, *INTEGER._fields, *BYTE._fields)


@rule
def _puzzled(efficacy, moonlight):
    """Return nothing that anybody could know."""
    return efficacy + moonlight


def test_the_month_has_three_acts_with_a_sentence_for_every_row():
    assert list(month.MONTH) == ["school", "teacher", "posts"]
    for act in ("school", "posts"):
        assert all(name and sentence.endswith(".") for name, sentence in month.MONTH[act])
    for row in month.MONTH["teacher"]:
        assert row.sentence.startswith("Return ") and row.reads


def test_every_rule_of_the_teacher_act_stands_in_the_theory():
    theory = {rulebook.plain(function) for function in rulebook.rules().values()}
    assert all(rulebook.plain(row.rule) in theory for row in month.TEACHER_ACT)


def test_a_value_is_given_before_it_is_read():
    given = {
        *month.GIVEN,
        *(month.BOARD_NAMES.get(name, name) for name in month.BOARD),
        *(n for names in month.DRAWS.values() for n in names),
    }
    for row in month.TEACHER_ACT:
        for name in row.reads:
            assert name in given or name in COLUMNS or name in rulebook.SPECS or name in rulebook.DERIVED, (
                f"{row.gives} reads {name} too early"
            )
        given.add(row.gives)


def test_the_states_of_a_teacher_are_given_once():
    gives = [row.gives for row in month.TEACHER_ACT]
    for name in ("efficacy", "exhaustion", "depersonalisation", "belonging", "intention", "knowledge", "practice", "exit_cause", "age"):
        assert gives.count(name) == 1


def test_the_written_loops_are_python_and_follow_the_table():
    tree = ast.parse(month.source())
    (function,) = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert function.name == "teacher_act"
    called = [
        node.value.func.id for loop in ast.walk(function) if isinstance(loop, ast.For) for node in loop.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and "__" in node.value.func.id
    ]  # fmt: skip
    assert called == [
        f"{rulebook.plain(r.rule).__module__.rsplit('.', 1)[-1]}__{rulebook.plain(r.rule).__name__}" for r in month.TEACHER_ACT
    ]


def test_an_argument_that_is_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(month, "TEACHER_ACT", (*month.TEACHER_ACT, month.Row("efficacy", _puzzled)))
    with pytest.raises(LookupError, match="_puzzled: argument moonlight is no column"):
        month.loops()


def test_the_scratch_has_a_row_for_every_value_of_the_month():
    room = month.new_scratch(7)
    assert room.shape == (len(month.SCRATCH), 7)
    assert len(set(month.SCRATCH)) == len(month.SCRATCH)
    assert not set(month.SCRATCH) & set(COLUMNS) - {"leadership"}
