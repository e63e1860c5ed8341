"""Keyed placement: one more leaver does not re-deal everybody, and paired policies share their luck."""

from __future__ import annotations

import numpy as np

from sim.columns import COLUMN
from sim.context import Context
from sim.simulate import advance, branch, outcome, run_in, start
from tests.sim.worlds import NOTHING, histories, in_post, persons, policy, retained

SETTLED = Context("reference", "Reference", "none")
PAIRS = {"coverage": 0.8, "individual_h_month": 4.0, "duration_months": 24, "mentor_training_h": 20.0, "mentor_pool": "cluster"}


def with_one_more_leaver(snapshot, row, years):
    """Return the outcome of a world in which the teacher in ``row`` is bound to leave, and that of the world as it is."""
    found = []
    for attachment in (None, -30.0):
        world = start(snapshot, NOTHING, years)
        if attachment:
            world.f[COLUMN.attachment, row] = attachment
        advance(world, snapshot.month, snapshot.month + 12 * years)
        found.append(outcome(world, years))
    return found


def places(found, month):
    """Return where everybody is: {person: post} at the start of a month."""
    spells = found.spells
    here = in_post(spells, month)
    return {
        (int(p), int(n)): int(post) for p, n, post in zip(spells["person_post"][here], spells["person_number"][here], spells["post"][here])
    }


def test_one_more_leaver_changes_few_others():
    snapshot = run_in(SETTLED, NOTHING, teachers=800, years=3)
    alive = np.flatnonzero((snapshot.world.f[COLUMN.present] > 0.5) & (snapshot.world.f[COLUMN.age] < 40))
    in_year, after = [], []
    for row in alive[:: len(alive) // 12][:12]:
        who = divmod(int(persons(snapshot.world)[row]), 100_000)
        plain, changed = with_one_more_leaver(snapshot, row, 3)
        assert who in places(plain, 0) and who not in places(changed, 1)
        moved = []
        for month in (9, 13, 36):
            a, b = places(plain, month), places(changed, month)
            moved.append(len([p for p in a.keys() | b.keys() if a.get(p) != b.get(p) and p != who]))
        in_year.append(moved[0])
        after.append(moved[1:])
    print(f"\nothers in another place: {np.mean(in_year):.1f} within the year, {np.mean(after, axis=0)} after one and three years, of 800")
    assert np.mean(in_year) <= 2.0
    assert np.mean(after, axis=0)[0] <= 8.0 and np.mean(after, axis=0)[1] <= 40.0


def test_pairing_saves_runs():
    """Policies differ in five-year retention far less within a run than between runs: two near ones, and one against none."""
    near = policy("near", **PAIRS), policy("nearer", **(PAIRS | {"mentor_training_h": 40.0, "monitoring_visits": 3.0})), NOTHING
    shares = np.zeros((30, 3))
    for replicate in range(30):
        snapshot = run_in(SETTLED, NOTHING, teachers=1000, years=4, replicate=replicate)
        for k, each in enumerate(near):
            still, entrants = retained(branch(snapshot, each, 5), 5)
            shares[replicate, k] = still / entrants
    spread = shares.var(axis=0, ddof=1)
    saved = [(spread[0] + spread[k]) / (shares[:, k] - shares[:, 0]).var(ddof=1) for k in (1, 2)]
    print(f"\nvariance of the difference in five-year retention, unpaired / paired: near {saved[0]:.1f}, against none {saved[1]:.1f}")
    assert saved[0] > 3.0 and saved[1] > 1.2


def test_a_scenario_shares_most_lives_with_its_reference():
    """Person-months at the same post in both worlds, after three years of different policies."""
    snapshot = run_in(SETTLED, NOTHING, teachers=800, years=3)
    a, b = branch(snapshot, NOTHING, 3), branch(snapshot, policy(**PAIRS), 3)
    both = [len(places(a, month).items() & places(b, month).items()) / len(places(a, month)) for month in range(0, 36, 6)]
    assert both[0] == 1.0 and min(both) > 0.85
    assert len(histories(a)) > 800
