"""Why she left: the path arithmetic is that of the rules, nothing is blamed that is off, and the parts are the hazard's own."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from sim import RetentionModel
from sim.context import Context, Place
from sim.levers import Levers
from sim.parameters import Parameters
from sim.record import CAUSES, DUE, EXIT
from sim.rules import burnout, causes, commitment, efficacy, exit
from sim.scenario import Scenario
from sim.simulate import branch, run_in
from sim.vector import NAMES, vector
from tests.sim.worlds import NOTHING

MENTORED = Levers(coverage=0.9, individual_h_month=4.0, reach_years=30, duration_months=36, imposed_share=0.5)
NUMBERS = dict(zip(NAMES, vector(Parameters(), Place(), Levers()).tolist()))
PLAIN = {
    name: getattr(function, "py_func", function)
    for name, function in {
        "lasting": causes.lasting, "held": causes.held, "per_log": causes.per_log, "pay": causes.log_pay_part,
        "young": causes.log_first_year_part, "weight": causes.step_weight, "passing": causes.passing_share,
    }.items()
}  # fmt: skip


def called(function, **values):
    """Call a rule in plain Python; what is not given is a default number."""
    plain = getattr(function, "py_func", function)
    names = plain.__code__.co_varnames[: plain.__code__.co_argcount]
    return plain(**{name: values[name] if name in values else NUMBERS[name] for name in names})


def life(months, support=0.0, workload=0.0, leadership=0.0, settled=False):
    """Live some months by the rules of the teacher act, without chance; return the log factors of intention and belonging."""
    quiet = dict.fromkeys(
        ("trait_efficacy", "trait_exhaustion", "trait_depersonalisation", "trait_belonging", "trait_intention", "practice",
         "mean_practice", "mentor_gain", "mentor_load", "warmth_felt", "network", "tenure",
         "experience", "shock_efficacy", "shock_exhaustion", "shock_depersonalisation", "shock_belonging", "shock_intention"), 0.0,
    )  # fmt: skip
    state = dict.fromkeys(("efficacy", "exhaustion", "depersonalisation", "belonging", "intention"), 0.0)
    given = quiet | {"support": support, "workload": workload, "leadership": leadership}
    for _ in range(months):
        for name, rule in (
            ("efficacy", efficacy.efficacy), ("exhaustion", burnout.exhaustion), ("depersonalisation", burnout.depersonalisation),
            ("belonging", commitment.belonging), ("intention", commitment.intention),
        ):  # fmt: skip
            state[name] = called(rule, **given, **state)
    return called(exit.log_intention, **state) + called(exit.log_belonging, **state)


@pytest.mark.parametrize("months", [0, 1, 2, 7, 24, 60])
def test_held_is_what_the_rules_do_with_support(months):
    pushes = {
        "efficacy_push": 0.8 * NUMBERS["mentoring_efficacy"],
        "exhaustion_push": -0.8 * NUMBERS["mentoring_exhaustion"],
        "belonging_push": 0.8 * NUMBERS["mentoring_belonging"],
    }
    assert called(causes.held, months=months, **pushes) == pytest.approx(life(months, support=0.8) - life(months), abs=1e-12)


def test_lasting_is_where_the_rules_arrive():
    load = called(
        causes.lasting, efficacy_push=0.0, exhaustion_push=1.3 * NUMBERS["workload_exhaustion"], belonging_push=0.0, intention_push=0.0
    )
    assert load == pytest.approx(life(600, workload=1.3) - life(600), abs=1e-9)
    assert load > 0.1
    head = called(
        causes.lasting, efficacy_push=-NUMBERS["leadership_efficacy"], exhaustion_push=NUMBERS["leadership_exhaustion"],
        belonging_push=-NUMBERS["leadership_belonging"], intention_push=NUMBERS["leadership_intention"],
    )  # fmt: skip
    assert head == pytest.approx(life(600, leadership=-1.0) - life(600), abs=1e-9)
    pushes = {"efficacy_push": 0.3, "exhaustion_push": -0.2, "belonging_push": 0.5}
    after = called(causes.held, months=60, **pushes)
    assert after == pytest.approx(called(causes.lasting, intention_push=0.0, **pushes), abs=0.01)


def test_a_log_factor_takes_its_log_mean():
    for total in (-2.0, -0.3, 0.7, 3.0):
        hazard, neutral = math.exp(total), 1.0
        log_mean = (hazard - neutral) / math.log(hazard / neutral)
        assert PLAIN["per_log"](total) == pytest.approx(log_mean / hazard, rel=1e-9)
    assert PLAIN["per_log"](0.0) == 1.0
    assert PLAIN["per_log"](0.0001) == pytest.approx(PLAIN["per_log"](0.00009999), rel=1e-7)


def test_pay_and_the_first_year_share_their_sum():
    for log_pay, first_year in ((-0.8, 1.2), (0.0, 1.2), (-0.8, 0.0), (0.0, 0.0)):
        pay, young = PLAIN["pay"](log_pay, first_year), PLAIN["young"](log_pay, first_year)
        assert pay + young == pytest.approx(math.log(math.exp(log_pay) + first_year), abs=1e-12)
        assert pay <= 1e-12 and young >= -1e-12
    assert PLAIN["pay"](0.0, 1.2) == pytest.approx(0.0, abs=1e-12)
    assert PLAIN["young"](-0.8, 0.0) == pytest.approx(0.0, abs=1e-12)


def test_weights_of_three_players_are_shapleys():
    worth = {0: 1.0, 1: 2.0, 2: 0.5, 3: 4.0, 4: -1.0, 5: 2.5, 6: 3.0, 7: 7.0}
    found = [0.0, 0.0, 0.0]
    for mask, value in worth.items():
        bits = [mask >> k & 1 for k in range(3)]
        for k in range(3):
            found[k] += PLAIN["weight"](bits[k], sum(bits) - bits[k]) * value
    assert sum(found) == pytest.approx(worth[7] - worth[0])
    orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    for k in range(3):
        steps = []
        for order in orders:
            before = sum(1 << j for j in order[: order.index(k)])
            steps.append(worth[before | 1 << k] - worth[before])
        assert found[k] == pytest.approx(sum(steps) / 6)


def test_a_passing_exhaustion_reaches_intention_in_part():
    """The share is the regression of a slow filter on the fast chance that drives it."""
    fast, slow = 0.12, 0.08
    draws = np.random.default_rng(1).standard_normal(200_000)
    state, wish, states, wishes = 0.0, 0.0, np.empty(draws.size), np.empty(draws.size)
    for k, shock in enumerate(draws.tolist()):
        state = state + fast * (0.0 - state) + shock
        wish = wish + slow * (state - wish)
        states[k], wishes[k] = state, wish
    assert PLAIN["passing"](fast, slow) == pytest.approx((states * wishes).sum() / (states * states).sum(), abs=0.02)


def left(parameters=None, levers=MENTORED, place=None, years=3):
    """Return {cause: parts of those who resigned} in a world under a policy."""
    context = Context("a place", "A place", "none", place=place or Place())
    snapshot = run_in(context, NOTHING, parameters or Parameters(), teachers=1500, years=2)
    spells = branch(snapshot, Scenario("policy", "Policy", levers), years=years).spells
    resigned = spells["exit"] == EXIT.index("voluntary")
    assert resigned.sum() > 80
    return {cause: spells[due][resigned] for cause, due in zip(CAUSES, DUE)}


CHANGED = partial(replace, Parameters())


@pytest.mark.parametrize(
    "off, nothing",
    [
        ({"levers": Levers()}, ("mismatch", "on_paper", "pay")),
        ({"levers": MENTORED, "parameters": CHANGED(paper_signal=0.0)}, ("on_paper", "pay")),
        ({"levers": MENTORED, "parameters": CHANGED(quality_fit=0.0, warmth_fit=0.0)}, ("mismatch",)),
        ({"levers": MENTORED, "parameters": CHANGED(mentoring_efficacy=0.0, mentoring_exhaustion=0.0, mentoring_belonging=0.0,
          warmth_exhaustion=0.0)}, ("on_paper", "mismatch")),
        ({"place": Place(first_year_leave=0.0)}, ("first_year",)),
    ],
    ids=["nothing", "no paper", "fit does nothing", "mentoring does nothing", "no first year"],
)  # fmt: skip
def test_what_is_off_is_not_blamed(off, nothing):
    found = left(**off)
    for cause in nothing:
        assert np.abs(found[cause]).max() < 1e-12, cause


def test_what_is_on_is_blamed_in_the_right_direction():
    found = left(place=Place(weekly_hours=52.0, leadership=-0.8), levers=replace(MENTORED, pay_supplement=0.05))
    assert found["time"].mean() > 0.1 and found["leadership"].mean() > 0.1
    assert found["pay"].max() < 0.0 and found["mentoring"].mean() < 0.0
    assert found["on_paper"].mean() > 0.0  # single ones may be below: a harmful mentor would be worse than none
    assert found["first_year"].min() > -1e-12 and found["first_year"].max() > 0.1


def test_a_teacher_tells_the_causes_of_the_records():
    model = RetentionModel(context="england", scenario="england_ecf", teachers=300, run_in_years=2, years=2)
    staff = list(model.agents)
    assert all(sum(teacher.causes().values()) == pytest.approx(1.0) for teacher in staff[:50])
    model.step()
    for teacher in staff[:50]:
        assert not teacher.present or sum(teacher.causes().values()) == pytest.approx(1.0)
    guesses = {}
    while model.month < 24:
        model.school_act()
        model.teacher_act()
        guesses |= {t.unique_id: t.causes() for t in staff if t.present and t.exit_cause == "voluntary"}
        model.posts_act()
    gone = [teacher for teacher in staff if not teacher.present and teacher.exit_cause == "voluntary"]
    assert len(gone) > 5
    for teacher in gone:
        assert list(teacher.causes()) == list(CAUSES)
        assert teacher.causes() == guesses[teacher.unique_id], "the records say what she would have said"
        story = teacher.story()
        largest = max(CAUSES, key=teacher.causes().get)
        assert "resigned, in 100 parts" in story and CAUSES[largest] in story
