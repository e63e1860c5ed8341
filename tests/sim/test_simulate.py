"""The same inputs give the same bits: in any block, with any threads, compiled or plain; and nothing touches whom it does not concern."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from sim import shelf
from sim.columns import BYTE, INTEGER
from sim.compiled import jit_disabled
from sim.record import MONTHLY
from sim.simulate import advance, branch, run_in, start
from tests.sim.worlds import (
    BUSY,
    MENTORING,
    NOTHING,
    context,
    digest,
    histories,
    monthly,
    outcome_digest,
    policy,
    scenario,
    unlike,
    world_digest,
)  # fmt: skip

# plain Python takes its time: the smallest world in which everybody may move, return and mentor
TINY = """
import json, sys
from dataclasses import replace
from tests.sim.worlds import BUSY, MENTORING, digest
from sim.simulate import advance, run_in, start
place = replace(BUSY, place=replace(BUSY.place, voluntary_leave=0.3))
snapshot = run_in(place, MENTORING, teachers=60, years=1)
world = start(snapshot, replace(MENTORING, levers=replace(MENTORING.levers, coverage=1.0)), 2)
advance(world, 12, 13)
print(json.dumps({name: digest(array) for name, array in world._asdict().items()}))
"""


def going_on(snapshot, drive, policy=MENTORING, years=2):
    """Return a hash of a world after ``drive(world, first month)``."""
    world = start(snapshot, policy, years)
    drive(world, snapshot.month)
    return world_digest(world)


def test_twice_the_same(settled):
    again = run_in(BUSY, NOTHING, teachers=120, years=2)
    assert world_digest(settled().world) == world_digest(again.world)
    assert outcome_digest(branch(settled(), MENTORING, 2)) == outcome_digest(branch(again, MENTORING, 2))


def test_blocked_is_month_by_month(settled):
    blocked = going_on(settled(), lambda world, first: advance(world, first, first + 24))
    assert blocked == going_on(settled(), lambda world, first: advance(world, first, first + 24, blocked=False))


@pytest.mark.parametrize("edges", [(1, 24), (5, 12, 13, 24), (7, 19, 24), tuple(range(1, 25))], ids=str)
@pytest.mark.parametrize("blocked", [True, False], ids=["blocked", "monthly"])
def test_any_block_of_months(settled, edges, blocked):
    def in_parts(world, first):
        for begin, end in zip((0, *edges[:-1]), edges):
            advance(world, first + begin, first + end, blocked=blocked)

    assert going_on(settled(), in_parts) == going_on(settled(), lambda world, first: advance(world, first, first + 24))


def test_one_thread_or_two(settled):
    large = settled(teachers=4500, years=1)
    assert large.world.district_i.shape[1] >= 2, "districts are what threads share"
    again = run_in(BUSY, NOTHING, teachers=4500, years=1, threads=2)
    assert world_digest(large.world) == world_digest(again.world)
    assert outcome_digest(branch(large, MENTORING, 2)) == outcome_digest(branch(again, MENTORING, 2, threads=2))


@pytest.mark.skipif(jit_disabled, reason="everything is plain Python already")
def test_compiled_is_plain_python():
    found = []
    for plain in ("0", "1"):
        settings = {**os.environ, "NUMBA_DISABLE_JIT": plain, "PYTHONPATH": os.pathsep.join([".", os.environ.get("PYTHONPATH", "")])}
        ran = subprocess.run([sys.executable, "-c", TINY], env=settings, capture_output=True, text=True, cwd=_checkout(), timeout=300)
        assert ran.returncode == 0, ran.stderr[-2000:]
        found.append(json.loads(ran.stdout))
    assert {name for name in found[0] if found[0][name] != found[1][name]} == set()


def _checkout():
    import sim

    return os.path.dirname(os.path.dirname(os.path.abspath(sim.__file__)))


@pytest.mark.skipif(jit_disabled, reason="everything is plain Python already")
def test_sums_of_small_columns_do_not_run_over_in_plain_python(settled):
    """A column of bytes holds at most 127: a sum over a cluster with more mentors than that must not stay a byte."""
    from sim import posts

    place = replace(BUSY, place=replace(BUSY.place, cluster_posts=600.0, one_teacher_share=0.0))
    everybody = policy(coverage=1.0, reach_years=60, individual_h_month=2.0, mentor_pool="outside", duration_months=600)
    world = start(run_in(place, NOTHING, teachers=400, years=1), everybody, 1, spells=False)
    world.b[BYTE.role] = 1
    world.b[BYTE.on_paper] = 1
    world.i[INTEGER.mentor] = -2
    rows = {}
    for name, function in (("compiled", posts.record), ("plain", posts.record.py_func)):
        rows[name], ledger = np.zeros(world.monthly.shape[2]), np.zeros(world.ledger.shape[2])
        function(world, 0, 0, 12, 1.0, True, world.p, rows[name], ledger)
    assert digest(rows["compiled"]) == digest(rows["plain"])


@pytest.mark.parametrize("place", shelf.contexts())
def test_all_levers_off_is_no_mentoring_in_every_context(place, settled):
    where = context(place)
    snapshot = settled(where, scenario(where.today), teachers=150, years=1)
    reference = branch(snapshot, scenario("no_mentoring"), 2)
    never = scenario("karachi_private").levers
    for name, other in {
        "another name": policy("another name"),
        "no coverage, whatever else mentoring is": replace(NOTHING, levers=replace(
            never, coverage=0.0, monitoring_visits=0.0, followup_visits=0.0, head_training_days=0.0, circle_h_month=0.0
        )),
        "starts after the end": replace(NOTHING, levers=replace(never, start_month=24)),
        "ends before it starts": replace(NOTHING, levers=replace(never, end_month=0)),
    }.items():  # fmt: skip
        assert unlike(branch(snapshot, other, 2), reference) == [], name


def test_a_policy_changes_nothing_before_its_start(settled):
    late = branch(settled(), replace(MENTORING, levers=replace(MENTORING.levers, start_month=12)), 2)
    none = branch(settled(), NOTHING, 2)
    before = [name for name in MONTHLY if digest(monthly(late, name)[:12]) != digest(monthly(none, name)[:12])]
    assert before == [] and digest(late.monthly[12:]) != digest(none.monthly[12:])


def test_identical_scenarios_give_identical_outcomes(settled):
    twin = replace(MENTORING, name="twin", title="Another title", source="somebody", notes=("A note.",), payer="donor")
    assert outcome_digest(branch(settled(), MENTORING, 2)) == outcome_digest(branch(settled(), twin, 2))


def test_an_output_changes_nobody(settled):
    with_spells, without = branch(settled(), MENTORING, 2, spells=True), branch(settled(), MENTORING, 2, spells=False)
    assert without.spells == {}
    for name in ("monthly", "yearly", "ledger"):
        assert digest(getattr(with_spells, name)) == digest(getattr(without, name))


def test_more_years_change_no_earlier_month(settled):
    short, long = branch(settled(), MENTORING, 1), branch(settled(), MENTORING, 3)
    assert digest(short.monthly) == digest(long.monthly[:12])
    assert digest(short.ledger) == digest(long.ledger[:1])


def test_replicates_and_seeds_are_worlds_of_their_own():
    same = {"teachers": 60, "years": 1}
    digests = {
        world_digest(run_in(BUSY, NOTHING, seed=seed, replicate=replicate, **same).world)
        for seed, replicate in ((1, 0), (1, 1), (1, 2), (2, 0), (1 + 2**32, 0))
    }
    assert len(digests) == 5


def test_more_luck_changes_no_other_run():
    few = [outcome_digest(branch(run_in(BUSY, NOTHING, teachers=60, years=1, replicate=r), MENTORING, 1)) for r in range(2)]
    more = [outcome_digest(branch(run_in(BUSY, NOTHING, teachers=60, years=1, replicate=r), MENTORING, 1)) for r in (2, 1, 0)]
    assert few == more[:0:-1]


def test_one_more_teacher_changes_nobody_elses_history():
    """Without places for which people meet (moving, returning, clusters) the last school alone can notice a post more."""
    place = replace(BUSY, place=replace(BUSY.place, move=0.0, return_share=0.0))
    in_school = replace(MENTORING, levers=replace(MENTORING.levers, mentor_pool="school"))
    found = []
    for teachers in (150, 151):
        snapshot = run_in(place, NOTHING, teachers=teachers, years=2)
        found.append((histories(branch(snapshot, in_school, 2)), snapshot.world.post_school))
    (fewer, schools), (more, _) = found
    unconcerned = [who for who in fewer if schools[who[0]] != schools[-1]]
    assert len(unconcerned) > 120
    assert [who for who in unconcerned if fewer[who] != more.get(who)] == []


def test_one_more_teacher_changes_few_where_people_move():
    found = []
    for teachers in (300, 301):
        found.append(histories(branch(run_in(BUSY, NOTHING, teachers=teachers, years=1), NOTHING, 1), leave_out=("spell",)))
    fewer, more = found
    assert sum(fewer[who] != more.get(who) for who in fewer) < 0.1 * len(fewer)


@pytest.mark.parametrize("off", [{"pay_awareness": 1.0}, {"preparation_share": 0.5}])
def test_a_number_at_its_default_changes_nobody(settled, off):
    from sim.parameters import Parameters

    again = run_in(BUSY, NOTHING, parameters=replace(Parameters(), **off), teachers=120, years=2)
    assert outcome_digest(branch(again, MENTORING, 1)) == outcome_digest(branch(settled(), MENTORING, 1))


def test_a_snapshot_says_what_it_is(settled):
    snapshot = settled()
    assert snapshot.posts == 120 and snapshot.month == 24
    assert (snapshot.seed, snapshot.replicate) == (1, 0)
    assert snapshot.today is NOTHING and snapshot.context is BUSY


MAD = replace(BUSY, place=replace(BUSY.place, voluntary_leave=1.0, other_exit=0.5, return_share=0.9, autumn_fill=1.0))


def test_too_much_turnover_in_a_branch_is_said(settled):
    snapshot = settled()
    with pytest.raises(RuntimeError, match="turnover is so high"):
        branch(replace(snapshot, context=MAD), NOTHING, 6)


def test_too_much_turnover_in_a_run_in_is_said():
    """Nothing is dropped quietly: returners for whom the run-in had no room are missing in every branch."""
    with pytest.raises(RuntimeError, match="turnover is so high"):
        run_in(MAD, NOTHING, teachers=60, years=6)


def test_a_year_has_its_leavers_in_summer(settled):
    left = sum(monthly(branch(settled(teachers=400), NOTHING, 3), name) for name in ("left_voluntary", "left_other", "left_retired"))
    assert left.reshape(3, 12)[:, 9:].sum() > 2 * left.reshape(3, 12)[:, :9].sum() * 0.9
