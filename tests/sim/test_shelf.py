"""The shelf: every shipped place and policy by name, the same as the command reads it; unknown names are answered with the nearest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.input import library
from sim import shelf
from sim.levers import Levers


@pytest.mark.parametrize(("group", "name"), [("context", n) for n in shelf.contexts()] + [("scenario", n) for n in shelf.scenarios()])
def test_the_shelf_gives_what_the_command_reads(group, name):
    assert getattr(shelf, group)(name) == library.find(group, name).made()


def test_today_of_every_context_is_on_the_shelf():
    assert {shelf.context(name).today for name in shelf.contexts()} <= set(shelf.scenarios())


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="no context called 'Karachi goverment'. The nearest is karachi_government. There are: england"):
        shelf.context("Karachi goverment")
    with pytest.raises(ValueError, match="no scenario called '../config'"):
        shelf.scenario("../config")


def test_a_number_out_of_bounds_is_refused():
    with pytest.raises(ValueError, match="my plan: coverage is 1.5 and must lie between 0 and 1"):
        shelf.check(replace(Levers(), coverage=1.5), "my plan")
