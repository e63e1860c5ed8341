"""What holds in every world, whatever the place and the policy: nobody is lost, doubled or matched with nobody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.columns import BYTE, CLUSTER, COLUMN, INTEGER, NO_MENTOR, OUTSIDE_MENTOR, POOL, SCHOOL, SITE, TEACHER_BYTES
from sim.context import Context, Place
from sim.levers import Levers
from sim.number import numbers
from sim.prices import LINES
from sim.record import (
    CELL_MENTOR,
    CELL_ONE_TEACHER,
    CELL_PRIVATE,
    CELL_REMOTE,
    CELL_STAGE,
    CELL_WOMAN,
    CELLS,
    DUE,
    ENTRY,
    EXIT,
    MONTHLY,
    NOVICE_YEARS,
    VETERAN_YEARS,
    YEARLY,
)  # fmt: skip
from sim.scenario import Scenario
from sim.simulate import advance, outcome, run_in, start
from tests.sim.worlds import in_post, monthly, persons, yearly

TEACHERS, YEARS = 90, 2
# hazards and clusters within what a small world can hold; everything else anywhere between its bounds
PLACE_WITHIN = {
    "voluntary_leave": (0.0, 0.2), "other_exit": (0.0, 0.1), "retirement": (0.0, 0.5), "move": (0.0, 0.6), "return_share": (0.0, 0.7),
    "private_leave": (0.5, 2.0), "cluster_posts": (20.0, 200.0), "school_size": (2.0, 40.0), "weekly_hours": (35.0, 55.0),
}  # fmt: skip
LEVERS_WITHIN = {
    "start_month": (0, 14),
    "end_month": (10, 40),
    "duration_months": (0, 30),
    "funding_end_month": (0, 30),
    "reach_years": (0, 30),
}


def anything(table, within):
    """Return a strategy for a dataclass of numbers: each at its default or anywhere between bounds."""

    def one(name, spec):
        if spec.choices:
            return st.sampled_from(spec.choices)
        low, high = within.get(name, (spec.low, spec.high))
        return st.one_of(st.just(spec.default), st.floats(low, high, allow_subnormal=False))

    return st.builds(table, **{name: one(name, spec) for name, spec in numbers(table).items()})


PLACES, POLICIES = anything(Place, PLACE_WITHIN), anything(Levers, LEVERS_WITHIN)


def world_under(place, levers, years=YEARS):
    """Return a started world of a place under a policy, and its first month."""
    snapshot = run_in(Context("anywhere", "Anywhere", "none", place=place), Scenario("none", "None"), teachers=TEACHERS, years=1)
    return start(snapshot, Scenario("policy", "Policy", levers), years), snapshot.month


def check_month(world):
    """Assert what holds at the start of every month."""
    present = world.f[COLUMN.present] > 0.5
    assert set(np.unique(world.f[COLUMN.present])) <= {0.0, 1.0}
    here = persons(world)[present]
    assert len(np.unique(here)) == len(here), "a person sits in two posts"
    for name in ("f", "school_f", "pool_f", "spell_f", "monthly", "yearly", "ledger"):
        assert np.isfinite(getattr(world, name)).all(), name
    for name in ("leave_probability", "move_probability", "tie_delivery"):
        assert 0.0 <= world.f[getattr(COLUMN, name)].min() and world.f[getattr(COLUMN, name)].max() <= 1.0, name
    flags = [k for k, (_, unit, _, _) in enumerate(TEACHER_BYTES) if unit == "0 or 1"]
    assert set(np.unique(world.b[flags])) <= {0, 1}
    check_ties(world, present)
    check_schools(world, present)
    check_pool(world, here)


def check_ties(world, present):
    """Assert that every mentor is there, knows how many mentees she has, and stays within her cluster."""
    mentor = world.i[INTEGER.mentor]
    tied = mentor != NO_MENTOR
    assert present[tied].all(), "a vacant post has a mentor"
    inside = np.flatnonzero(mentor >= 0)
    assert (mentor[mentor < 0] >= OUTSIDE_MENTOR).all()
    assert present[mentor[inside]].all(), "a mentor has left and her mentee does not know"
    assert (mentor[inside] != inside).all()
    assert (mentor[mentor[inside]] == NO_MENTOR).all(), "a mentor is a mentee"
    counts = np.bincount(mentor[inside], minlength=len(mentor))
    assert (counts == world.i[INTEGER.mentees]).all()
    assert ((counts > 0) == (world.b[BYTE.role] == 1)).all()
    edges = world.cluster_i[CLUSTER.first]
    cluster = np.searchsorted(edges, np.arange(len(mentor)), side="right")
    assert (cluster[inside] == cluster[mentor[inside]]).all(), "a tie leaves its cluster"
    assert (world.b[BYTE.on_paper][~tied] == 0).all()
    assert (world.f[COLUMN.delivered_hours][world.b[BYTE.on_paper] == 1] == 0.0).all()
    assert (world.f[COLUMN.signal][~tied] == 0.0).all() and (world.f[COLUMN.duty_hours] >= 0.0).all()


def check_schools(world, present):
    """Assert that schools hold whom they take, and that their posts are theirs."""
    takes, woman = world.school_i[SITE.takes][world.post_school], world.b[BYTE.woman] == 1
    assert woman[present & (takes == 1)].all() and not woman[present & (takes == 2)].any()
    for s in range(world.school_i.shape[1]):
        assert (world.post_school[world.school_i[SITE.first, s] : world.school_i[SITE.end, s]] == s).all()
    assert (world.school_i[SITE.end] - world.school_i[SITE.first]).sum() == world.post_school.size
    assert set(np.unique(world.school_f[SCHOOL.programme])) <= {0.0, 1.0}


def check_pool(world, here):
    """Assert that nobody waits to return who is here, or waits twice."""
    waiting = []
    for first, count in zip(world.cluster_i[CLUSTER.pool_first], world.cluster_i[CLUSTER.pool_count]):
        rows = slice(first, first + count)
        waiting.append(world.pool_i[POOL.person_post, rows].astype(np.int64) * 100_000 + world.pool_i[POOL.person_number, rows])
    waiting = np.concatenate(waiting)
    assert len(np.unique(waiting)) == len(waiting)
    assert not np.isin(waiting, here).any()


def check_record(found):
    """Assert that heads, vacancies, exits, hires and spells of an outcome tell one story."""
    heads, months, spells = monthly(found, "heads"), found.monthly.shape[0], found.spells
    assert (heads + monthly(found, "vacancies") == found.posts).all()
    exits = sum(monthly(found, name) for name in ("left_voluntary", "left_other", "left_retired", "moved_out"))
    hires = sum(monthly(found, name) for name in ("hired_novice", "hired_returner"))
    assert (heads[1:] == heads[:-1] - exits[:-1] + hires[:-1]).all()
    assert (monthly(found, "asked_to_move") == monthly(found, "hired_mover") + monthly(found, "moved_out")).all()
    for month in range(months):
        assert in_post(spells, month).sum() == heads[month]
    closed = spells["end_month"] >= 0
    assert ((spells["exit"] > 0) == closed).all() and (spells["end_month"][closed] > spells["start_month"][closed]).all()
    for name, cause in (
        ("left_voluntary", "voluntary"),
        ("left_other", "other"),
        ("left_retired", "retired"),
        ("moved_out", "moved_out"),
        ("hired_mover", "moved"),
    ):
        ended = np.bincount(spells["end_month"][spells["exit"] == EXIT.index(cause)] - 1, minlength=months)
        assert (ended == monthly(found, name)).all(), cause
    for name, entry in (("hired_novice", "novice"), ("hired_mover", "mover"), ("hired_returner", "returner")):
        began = spells["start_month"][(spells["entry"] == ENTRY.index(entry)) & (spells["start_month"] > 0)]
        assert (np.bincount(began - 1, minlength=months) == monthly(found, name)).all(), entry
    for key in (("post",), ("person_post", "person_number")):
        check_no_overlap(spells, key)
    check_causes(found)


def check_causes(found):
    """Assert that the causes of every leaver sum to one, and those of a year to its exits."""
    spells = found.spells
    due = np.array([spells[name] for name in DUE])
    left = np.isin(spells["exit"], [EXIT.index(name) for name in ("voluntary", "other", "retired")])
    np.testing.assert_allclose(due[:, left].sum(axis=0), 1.0, atol=1e-9 * max(1.0, np.abs(due).max()))
    assert (due[:, ~left] == 0.0).all(), "who has not left has no causes"
    for cause, left_for in (("exogenous", "other"), ("retirement", "retired")):
        assert (spells[f"due_{cause}"] == (spells["exit"] == EXIT.index(left_for))).all()
    year = found.yearly.sum(axis=1)
    exits, parts = year[:, YEARLY.index("exits")], year[:, YEARLY.index(DUE[0]) :]
    assert parts.shape[1] == len(DUE)
    np.testing.assert_allclose(parts.sum(axis=1), exits, atol=1e-9 * max(1.0, np.abs(parts).max()))
    gone = sum(monthly(found, name) for name in ("left_voluntary", "left_other", "left_retired")).reshape(-1, 12).sum(axis=1)
    assert (yearly(found, "leavers") <= exits).all() and (exits <= gone).all()


def check_no_overlap(spells, key):
    """Assert that spells with the same key follow each other."""
    order = np.lexsort((spells["start_month"], *(spells[name] for name in key)))
    same = np.all([spells[name][order][1:] == spells[name][order][:-1] for name in key], axis=0)
    end = np.where(spells["end_month"] < 0, 10**6, spells["end_month"])[order]
    assert (spells["start_month"][order][1:][same] >= end[:-1][same]).all(), f"spells of one {key} overlap"


def check_sums(found):
    """Assert that what is counted is not negative, and that parts do not exceed their whole."""
    assert (found.ledger >= -1e-9).all(), [name for k, name in enumerate(LINES) if found.ledger[:, k].min() < -1e-9]
    signed = {"efficacy", "exhaustion", "depersonalisation", "intention", "belonging", "leaver_efficacy", "leaver_exhaustion"}
    for k, name in enumerate(MONTHLY):
        assert name in signed or (found.monthly[:, k] >= 0.0).all(), name
    for part, whole in (
        ("mentees", "heads"), ("on_paper", "mentees"), ("mentors", "heads"), ("delivered_hours", "planned_hours"), ("burned_out", "heads"),
        ("programme_schools", "schools"), ("closed_schools", "schools"), ("expected_leave", "heads"), ("expected_move", "heads"),
    ):  # fmt: skip
        assert (monthly(found, part) <= monthly(found, whole) + 1e-9).all(), part
    assert (yearly(found, "heads") == monthly(found, "heads")[::12]).all()
    assert (yearly(found, "spring_heads") == monthly(found, "heads")[8::12]).all()
    for part, whole in (("leavers", "heads"), ("movers", "heads"), ("mentees", "spring_heads"), ("on_paper", "mentees")):
        assert (yearly(found, part) <= yearly(found, whole)).all() and (yearly(found, part) >= 0).all(), part
    assert (yearly(found, "mentors_stopped") <= yearly(found, "mentors_at_start")).all()
    assert found.yearly.shape[1] == CELLS


@settings(max_examples=60)
@given(PLACES, POLICIES)
def test_every_month_of_any_world(place, levers):
    world, month = world_under(place, levers)
    check_month(world)
    for at in range(month, month + 12 * YEARS):
        advance(world, at, at + 1)
        check_month(world)
    found = outcome(world, YEARS)
    check_record(found)
    check_sums(found)


@settings(max_examples=25)
@given(PLACES, POLICIES)
def test_a_teacher_alone_has_no_mentor_in_the_building(place, levers):
    place = replace(place, one_teacher_share=1.0)
    world, month = world_under(place, replace(levers, mentor_pool="school", coverage=1.0, individual_h_month=4.0))
    advance(world, month, month + 12 * YEARS)
    found = outcome(world, YEARS)
    assert monthly(found, "mentees").sum() == 0.0 == monthly(found, "mentors").sum()
    assert monthly(found, "delivered_hours").sum() == 0.0
    assert (monthly(found, "closed_schools") == monthly(found, "vacancies")).all(), "a vacancy closes the school"


@settings(max_examples=25)
@given(POLICIES)
def test_mentors_have_no_more_mentees_than_slots(levers):
    from sim.vector import P

    world, month = world_under(Place(), replace(levers, coverage=1.0, start_month=0, mentor_pool="cluster"))
    for at in range(month, month + 12):
        advance(world, at, at + 1)
        assert world.i[INTEGER.mentees].max() <= np.ceil(world.p[P.mentor_slots])


def test_the_autumn_cells_say_who_teaches_where(settled):
    world = start(settled(teachers=400), Scenario("none", "None"), 1)
    present, cell, school = world.f[COLUMN.present] > 0.5, world.b[BYTE.cell], world.post_school
    posts = world.school_i[SITE.end] - world.school_i[SITE.first]
    for bit, truth in (
        (CELL_WOMAN, world.b[BYTE.woman] == 1), (CELL_REMOTE, world.school_f[SCHOOL.remote, school] == 1.0),
        (CELL_ONE_TEACHER, posts[school] == 1), (CELL_PRIVATE, world.school_f[SCHOOL.private, school] == 1.0),
        (CELL_MENTOR, np.zeros(400, dtype=bool)),
    ):  # fmt: skip
        assert ((cell[present] & bit > 0) == truth[present]).all()
    years = world.f[COLUMN.experience][present]
    assert (cell[present] // CELL_STAGE == np.where(years <= NOVICE_YEARS, 0, np.where(years >= VETERAN_YEARS, 2, 1))).all()


def test_expected_and_realised_exits_agree():
    """Sums of hazards beside counts: over many lives the two differ by chance alone."""
    expected, realised, moves, asked = 0.0, 0.0, 0.0, 0.0
    policy = Scenario("policy", "Policy", Levers(coverage=0.7, individual_h_month=4.0, reach_years=5, duration_months=24))
    for replicate in range(20):
        snapshot = run_in(Context("reference", "Reference", "none"), policy, teachers=400, years=2, replicate=replicate)
        world = start(snapshot, policy, 3)
        advance(world, snapshot.month, snapshot.month + 36)
        found = outcome(world, 3)
        expected += monthly(found, "expected_leave").sum()
        realised += sum(monthly(found, name).sum() for name in ("left_voluntary", "left_other", "left_retired"))
        moves += monthly(found, "expected_move").sum()
        asked += monthly(found, "asked_to_move").sum()
        spells = found.spells
        hazards = sum(spells[name] for name in ("hazard_voluntary", "hazard_other", "hazard_retired"))
        assert (hazards[spells["exit"] > 0] > 0.0).all() and (hazards[spells["exit"] == 0] == 0.0).all()
    assert abs(realised - expected) < 4.0 * expected**0.5
    assert 0.8 * moves < asked < moves, "some who ask leave before the turn of the year"


def test_causes_come_by_their_hazards():
    """Of all who left, each cause has the share that the leavers' own hazards say."""
    table = {name: [] for name in ("exit", "hazard_voluntary", "hazard_other", "hazard_retired")}
    for replicate in range(15):
        snapshot = run_in(Context("reference", "Reference", "none"), Scenario("none", "None"), teachers=400, years=2, replicate=replicate)
        world = start(snapshot, snapshot.today, 3)
        advance(world, snapshot.month, snapshot.month + 36)
        spells = outcome(world, 3).spells
        left = (spells["exit"] >= 1) & (spells["exit"] <= 3)
        for name in table:
            table[name].append(spells[name][left])
    table = {name: np.concatenate(parts) for name, parts in table.items()}
    total = table["hazard_voluntary"] + table["hazard_other"] + table["hazard_retired"]
    for cause, name in enumerate(("hazard_voluntary", "hazard_other", "hazard_retired"), start=1):
        share = table[name] / total
        limit = 4.0 * np.sqrt((share * (1.0 - share)).sum())
        assert abs((table["exit"] == cause).sum() - share.sum()) < limit, name
