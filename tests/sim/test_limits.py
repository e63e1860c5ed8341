"""Limit cases with known answers: constant hazard, no hazard, everybody or nobody mentored, mentoring without effect."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.columns import COLUMN
from sim.context import Context, Place
from sim.levers import Levers
from sim.parameters import Parameters
from sim.record import YEARLY
from sim.simulate import branch, run_in, start
from tests.sim.worlds import MENTORING, NOTHING, histories, monthly, policy, retained, yearly

# nobody leaves or moves for any reason
STILL = Place(voluntary_leave=0.0, other_exit=0.0, retirement=0.0, move=0.0, return_share=0.0)
NO_EFFECT = {name: 0.0 for name in (
    "mentoring_efficacy", "mentoring_exhaustion", "warmth_exhaustion", "mentoring_belonging", "network_belonging", "mastery",
    "mentor_growth", "reluctant_strain",
)}  # fmt: skip
# what is about mentoring in a spell
MENTORED = ("mentored_months", "paper_months", "first_meeting_month", "delivered_hours", "practice_end", "cell", "log_pay")


def at(place, name="limit"):
    """Return a context with this place."""
    return Context(name, name, "none", place=place)


def test_a_constant_hazard_gives_geometric_survival():
    """With one exogenous hazard and no slopes, a share exp(-h k) of the entrants teaches after k years, whatever the season."""
    hazard, flat = 0.12, replace(Parameters(), family_bump=0.0, attachment_leave=0.0)
    here, entrants = np.zeros(4), 0
    for replicate in range(12):
        snapshot = run_in(at(replace(STILL, other_exit=hazard)), NOTHING, flat, teachers=400, years=2, replicate=replicate)
        found = branch(snapshot, NOTHING, 3)
        survivors = [retained(found, years) for years in range(4)]
        here += [still for still, _ in survivors]
        entrants += survivors[0][1]
    assert here[0] == entrants > 300
    for years in range(1, 4):
        share = math.exp(-hazard * years)
        assert abs(here[years] - entrants * share) < 3.5 * math.sqrt(entrants * share * (1.0 - share)), years


def test_without_hazards_nobody_leaves():
    snapshot = run_in(at(STILL), NOTHING, teachers=200, years=2)
    found = branch(snapshot, NOTHING, 3)
    assert (found.spells["exit"] == 0).all()
    for name in ("left_voluntary", "left_other", "left_retired", "asked_to_move", "moved_out", "expected_leave", "expected_move"):
        assert monthly(found, name).sum() == 0.0
    assert len(found.spells["post"]) == 200 and monthly(found, "vacancies").sum() == 0.0


def test_full_coverage_from_outside_gives_everybody_a_mentor():
    everybody = policy(coverage=1.0, reach_years=60, duration_months=600, mentor_pool="outside", individual_h_month=4.0)
    lasting = replace(Parameters(), survival_base=0.0)
    found = branch(run_in(at(Place(head_change=0.0)), NOTHING, lasting, teachers=200, years=1), everybody, 2)
    teaching = np.arange(24) % 12 < 10
    assert (monthly(found, "mentees") == monthly(found, "heads"))[teaching].all()
    assert monthly(found, "mentors").sum() == 0.0, "mentors from outside fill no post"


def test_no_coverage_gives_nobody_a_mentor():
    found = branch(
        run_in(at(Place()), NOTHING, teachers=200, years=1), replace(MENTORING, levers=replace(MENTORING.levers, coverage=0.0)), 2
    )
    for name in ("mentees", "mentors", "on_paper", "planned_hours", "delivered_hours"):
        assert monthly(found, name).sum() == 0.0
    for name in ("mentees", "mentors", "mentors_stopped", "delivered_hours"):
        assert yearly(found, name).sum() == 0.0


def test_coverage_is_met_whatever_the_selection():
    """Selection by heads and attachment changes who is mentored, not how many."""
    for slopes in ({}, {"mentor_leadership": 0.0, "mentor_attachment": 0.0}):
        mentored, heads = 0.0, 0.0
        for replicate in range(10):
            snapshot = run_in(at(Place()), NOTHING, replace(Parameters(), **slopes), teachers=400, years=1, replicate=replicate)
            half = policy(coverage=0.5, reach_years=60, duration_months=600, mentor_pool="outside", individual_h_month=4.0)
            found = branch(snapshot, half, 1)
            mentored, heads = mentored + monthly(found, "mentees")[0], heads + monthly(found, "heads")[0]
        assert mentored / heads == pytest.approx(0.5, abs=0.03), slopes


def test_without_returners_nobody_comes_back():
    found = branch(run_in(at(Place(return_share=0.0)), NOTHING, teachers=200, years=2), NOTHING, 3)
    assert monthly(found, "hired_returner").sum() == 0.0 and monthly(found, "left_voluntary").sum() > 0.0
    assert (found.spells["entry"] != 3).all()


def test_without_new_entrants_the_district_empties():
    found = branch(run_in(at(Place(autumn_fill=0.0, return_share=0.0, move=0.0)), NOTHING, teachers=200, years=1), NOTHING, 3)
    assert monthly(found, "hired_novice").sum() == 0.0
    assert (np.diff(monthly(found, "heads")) <= 0.0).all()


def test_mentoring_without_effect_changes_nothing_but_mentoring():
    """With every effect at zero and hours that do not tire, two mentoring policies give everybody the same life."""
    inert = replace(Parameters(), workload_exhaustion=0.0, **NO_EFFECT)
    snapshot = run_in(at(Place()), NOTHING, inert, teachers=300, years=2)
    unpaid = replace(MENTORING.levers, mentor_pay_share=0.0)
    lives = [
        histories(branch(snapshot, each, 3), leave_out=MENTORED)
        for each in (NOTHING, replace(MENTORING, levers=unpaid), policy(coverage=0.3, individual_h_month=20.0, mentor_pool="outside"))
    ]
    assert lives[0] == lives[1] == lives[2]
    again = branch(snapshot, replace(MENTORING, levers=unpaid), 3)
    assert monthly(again, "delivered_hours").sum() > 0.0


def test_mentoring_with_effect_changes_lives():
    """The same without the zeros: otherwise the test above would show nothing."""
    snapshot = run_in(at(Place()), NOTHING, teachers=300, years=2)
    lives = [histories(branch(snapshot, each, 3), leave_out=MENTORED) for each in (NOTHING, MENTORING)]
    assert lives[0] != lives[1]


def test_paper_off_puts_nobody_on_paper():
    off = replace(Parameters(), paper_signal=0.0)
    imposed = policy(coverage=1.0, imposed_share=1.0, individual_h_month=4.0, mentor_pool="outside", reach_years=10)
    found = branch(run_in(at(Place()), NOTHING, off, teachers=200, years=1), imposed, 1)
    assert monthly(found, "mentees").sum() > 0.0 == monthly(found, "on_paper").sum()


def test_no_planned_hours_is_mentoring_on_paper():
    name_only = policy(coverage=1.0, reach_years=10, mentor_pool="outside")
    found = branch(run_in(at(Place()), NOTHING, teachers=200, years=1), name_only, 1)
    assert (monthly(found, "on_paper") == monthly(found, "mentees")).all() and monthly(found, "delivered_hours").sum() == 0.0


def test_bought_hours_are_met():
    """With released mentees, mentors from outside, no lost time and heads who let it happen, planned is delivered."""
    ideal = replace(Parameters(), travel_loss=0.0, delivery_centre=5.0, delivery_leadership=0.0, paper_signal=0.0)
    ideal = replace(ideal, effort_volunteer=1.0)
    released = policy(coverage=1.0, reach_years=10, mentor_pool="outside", individual_h_month=4.0, mentee_load_reduction=0.1)
    found = branch(run_in(at(Place()), NOTHING, ideal, teachers=200, years=1), released, 1)
    share = 1.0 / (1.0 + math.exp(-5.0))
    assert monthly(found, "delivered_hours").sum() == pytest.approx(share * monthly(found, "planned_hours").sum())


def test_a_duration_ends_mentoring():
    found = branch(run_in(at(Place()), NOTHING, teachers=200, years=1), policy(
        coverage=1.0, reach_years=60, duration_months=3, mentor_pool="outside", individual_h_month=4.0
    ), 2)  # fmt: skip
    assert (found.spells["mentored_months"] <= 3).all()
    assert monthly(found, "mentees")[0] == monthly(found, "heads")[0] and monthly(found, "mentees")[4] < 10.0


def test_pay_acts_only_while_it_is_paid():
    """A flow: the hazard falls with the first month of a supplement and is back with its last."""
    paid = policy(pay_supplement=0.1, start_month=3, end_month=6)
    snapshot = run_in(at(Place()), NOTHING, teachers=400, years=1)
    expected = [monthly(branch(snapshot, each, 1), "expected_leave") for each in (NOTHING, paid)]
    share = expected[1] / expected[0]
    assert (share[:3] == 1.0).all() and (share[3:6] < 0.9).all() and (share[6:] > 0.95).all()
    assert yearly(branch(snapshot, paid, 1), "heads").shape == (1,)


def test_money_that_ends_takes_unowned_programmes_with_it():
    levers = {"coverage": 1.0, "individual_h_month": 4.0, "reach_years": 60, "duration_months": 600, "mentor_pool": "outside"}
    snapshot = run_in(at(Place(head_change=0.0, one_teacher_share=0.5)), NOTHING, replace(Parameters(), survival_base=0.0), 400, years=1)
    recurrent = branch(snapshot, policy(**levers), 4)
    project = branch(snapshot, policy(**levers, funding_end_month=12), 4)
    owned = branch(snapshot, policy(**levers, funding_end_month=12, local_ownership=1.0), 4)
    last = [monthly(each, "programme_schools")[-1] / monthly(each, "schools")[-1] for each in (recurrent, owned, project)]
    assert last[0] == 1.0 and last[0] > last[1] > last[2]
    # two turns of the year after the money: exp(-1.2) each; the third comes after the last month
    assert last[2] == pytest.approx(math.exp(-1.2 * 3), abs=0.05)


def test_the_spiral_can_be_cut():
    """Hours rise with vacancies, and hardly when nobody covers for colleagues."""
    rise = {}
    for cover in (12.0, 0.0):
        hours = []
        for fill in (1.0, 0.3):
            parameters = replace(Parameters(), cover_hours=cover)
            snapshot = run_in(at(Place(autumn_fill=fill)), NOTHING, parameters, teachers=300, years=3)
            found = branch(snapshot, NOTHING, 1)
            hours.append(monthly(found, "weekly_hours").sum() / monthly(found, "heads").sum())
        rise[cover] = hours[1] - hours[0]
    assert rise[12.0] > rise[0.0] + 0.3


def test_a_started_world_counts_its_autumn(settled):
    world = start(settled(), NOTHING, 1)
    heads = world.yearly[:, 0, :, YEARLY.index("heads")].sum()
    assert heads == (world.f[COLUMN.present] > 0.5).sum()
    assert Levers() == NOTHING.levers
