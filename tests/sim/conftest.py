"""Worlds that have settled once and are shared by the tests of the model; nothing may change them."""

from __future__ import annotations

import pytest

from sim.simulate import run_in
from tests.sim.worlds import BUSY, NOTHING


@pytest.fixture(scope="session")
def settled():
    """Return a function that gives a settled world and keeps it: ``settled(context=BUSY, today=NOTHING, teachers=120, ...)``."""
    kept = {}

    def give(context=BUSY, today=NOTHING, **settings):
        settings = {"teachers": 120, "years": 2, **settings}
        key = (repr(context), repr(today), *sorted((name, repr(value)) for name, value in settings.items()))
        if key not in kept:
            kept[key] = run_in(context, today, **settings)
        return kept[key]

    return give
