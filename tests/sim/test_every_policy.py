"""Every shipped scenario runs in every shipped context, from that context's own run-in."""

import numpy as np
import pytest

from sim import shelf
from sim.prices import LINES
from sim.record import MONTHLY
from sim.simulate import branch, run_in


@pytest.mark.parametrize("place", shelf.contexts())
def test_every_scenario_runs_here(place):
    context = shelf.context(place)
    snapshot = run_in(context, shelf.scenario(context.today), teachers=150, years=2)
    paid = 0
    for policy in shelf.scenarios():
        found = branch(snapshot, shelf.scenario(policy), years=3)
        table = dict(zip(MONTHLY, found.monthly.T, strict=True))
        assert np.isfinite(found.monthly).all() and np.isfinite(found.yearly).all() and (found.ledger >= 0.0).all(), policy
        assert (table["heads"] + table["vacancies"] == found.posts).all(), policy
        if policy == "no_mentoring":
            assert table["mentees"].sum() == 0.0
        paid += found.ledger[:, : list(LINES).index("own_time")].sum() > 0.0
    assert paid >= 20, "most policies buy something"
