"""The rules one by one: finite everywhere, probabilities in range, known answers, signs as their docstrings say, off values."""

from __future__ import annotations

import inspect
import math
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.context import Place
from sim.levers import Levers
from sim.parameters import Parameters
from sim.rules import burnout, calendar, commitment, efficacy, exit, hiring, learning, matching, mentoring, mentors, programme, time
from sim.vector import NAMES, vector
from tests.sim import rulebook

RULES = rulebook.rules()
P = Parameters()
PROBABILITIES = (
    "exit.leave_probability", "exit.move_probability", "mentoring.paper_probability", "mentoring.effort",
    "mentoring.reached", "mentoring.let_happen", "mentoring.contact", "mentoring.novice_weight",
    "mentors.stop_probability", "programme.selection_probability", "programme.lapse_probability", "programme.take_up_probability",
    "hiring.fill_probability", "causes.passing_share",
    "time.own_time", "time.time_found", "commitment.network",
)  # fmt: skip
ZERO_OR_ONE = (
    "burnout.burned_out", "calendar.teaching", "exit.asks_to_move", "hiring.accepts", "hiring.returns", "learning.once_mentored",
    "matching.parts", "matching.volunteers", "mentoring.tied",
)  # fmt: skip
NOT_NEGATIVE = (
    "calendar.season", "exit.voluntary_hazard", "exit.other_hazard", "exit.retirement_hazard", "exit.move_hazard",
    "exit.pay_gain", "learning.knowledge", "learning.practice", "learning.dose", "learning.circle", "learning.slowing",
    "causes.per_log", "mentors.unreleased", "mentors.mentor_gain", "mentors.mentor_load", "time.weekly_hours",
)  # fmt: skip
# rule, argument, sign: what one reads in the docstring
SIGNS = [
    ("causes.lasting", "exhaustion_push", 1), ("causes.lasting", "intention_push", 1), ("causes.lasting", "efficacy_push", -1),
    ("causes.lasting", "belonging_push", -1), ("causes.held", "belonging_push", -1), ("causes.per_log", "log_factor", -1),
    ("causes.log_pay_part", "log_pay", 1), ("causes.log_first_year_part", "first_year", 1),
    ("exit.voluntary_hazard", "intention", 1), ("exit.voluntary_hazard", "belonging", -1), ("exit.voluntary_hazard", "pay_gain", -1),
    ("exit.voluntary_hazard", "log_attachment", 1), ("exit.voluntary_hazard", "experience", -1), ("exit.log_attachment", "attachment", -1),
    ("exit.other_hazard", "log_attachment", 1), ("exit.retirement_hazard", "age", 1), ("exit.move_hazard", "experience", -1),
    ("exit.move_hazard", "leadership", -1), ("exit.move_hazard", "belonging", -1), ("exit.move_hazard", "intention", 1),
    ("exit.move_hazard", "log_hardship", -1), ("exit.pay_gain", "log_supplement", 1),
    ("exit.pay_gain", "log_bonus", 1), ("exit.pay_gain", "log_mentor_pay", 1),
    ("exit.leave_probability", "voluntary_hazard", 1), ("exit.leave_probability", "season", 1),
    ("commitment.intention", "exhaustion", 1), ("commitment.intention", "depersonalisation", 1), ("commitment.intention", "efficacy", -1),
    ("commitment.intention", "leadership", -1), ("commitment.intention", "belonging", -1), ("commitment.belonging", "leadership", 1),
    ("commitment.belonging", "support", 1), ("commitment.belonging", "tenure", 1), ("commitment.belonging", "network", 1),
    ("efficacy.efficacy", "exhaustion", -1), ("efficacy.efficacy", "support", 1),
    ("efficacy.efficacy", "practice", 1), ("efficacy.efficacy", "leadership", 1),
    ("efficacy.efficacy", "mentor_gain", 1), ("burnout.exhaustion", "workload", 1), ("burnout.exhaustion", "leadership", -1),
    ("burnout.exhaustion", "support", -1), ("burnout.exhaustion", "warmth_felt", -1),
    ("burnout.exhaustion", "mentor_load", 1),
    ("burnout.depersonalisation", "exhaustion", 1), ("burnout.depersonalisation", "efficacy", -1),
    ("mentoring.paper_probability", "imposed", 1), ("mentoring.paper_probability", "reward", -1),
    ("mentoring.paper_probability", "overload", 1), ("mentoring.paper_probability", "monitoring", -1),
    ("mentoring.reached", "distance", -1), ("mentoring.reached", "remote_share", 1),
    ("mentoring.effort", "imposed", -1), ("mentoring.let_happen", "leadership", 1), ("mentoring.contact", "hours", 1),
    ("mentoring.design_quality", "training_worth", 1),
    ("mentoring.design_quality", "skill", 1), ("mentoring.quality", "fit", 1),
    ("mentoring.effect_of_quality", "quality", 1), ("mentoring.novice_weight", "experience", -1),
    ("mentoring.support", "signal", 1),
    ("time.own_time", "workload", -1), ("time.time_found", "released_hours", 1), ("time.time_found", "own_time", 1),
    ("time.weekly_hours", "vacancy_share", 1), ("time.weekly_hours", "duty_hours", 1), ("time.weekly_hours", "release_h_week", -1),
    ("time.weekly_hours", "load_cut_hours", -1), ("time.weekly_hours", "class_size_cut", -1),
    ("mentors.mentor_load", "willingness", -1), ("mentors.mentor_gain", "unreleased", -1), ("mentors.mentor_gain", "duty_hours", 1),
    ("mentors.stop_probability", "own_time", -1), ("mentors.stop_probability", "release_h_week", -1),
    ("learning.knowledge", "learning_dose", 1), ("learning.practice", "knowledge", 1), ("learning.slowing", "followup", 1),
    ("learning.slowing", "leadership", 1), ("learning.slowing", "disturbed", -1),
    ("learning.dose", "effect", 1), ("learning.circle", "mean_practice", 1), ("matching.volunteers", "willingness", 1),
    ("matching.volunteers", "recognised", 1), ("matching.volunteers", "attested", -1), ("matching.volunteers", "mentor_pay_share", 1),
    ("matching.fit", "like", 1), ("matching.parts", "fit", -1), ("programme.lapse_probability", "local_ownership", -1),
    ("programme.lapse_probability", "unfunded", 1), ("programme.lapse_probability", "new_head", 1),
    ("programme.selection_probability", "leadership", 1), ("programme.selection_probability", "attachment", 1),
    ("programme.take_up_probability", "unfunded", -1),
    ("hiring.fill_probability", "remote", -1), ("hiring.attraction", "remote", -1), ("calendar.leadership", "disturbed", -1),
    ("calendar.leadership", "head_support", 1),
]  # fmt: skip
# arguments that are bounded by each other in every world: without this a sign has no meaning
WHERE = {
    "time.weekly_hours": {"role": 1.0, "tied": 1.0},
    "mentoring.effort": {"effort_volunteer": 0.9, "effort_imposed": 0.7},
    "mentors.mentor_load": {"role": 1.0},
    "exit.voluntary_hazard": {"first_year_leave": 1.0},
    "matching.volunteers": {"attestation": 1.0, "willingness": -0.5, "recognised": 1.0},
    "mentors.mentor_gain": {"role": 1.0, "unreleased": 0.2, "duty_hours": 0.5},
    "mentoring.support": {"tied": 1.0},
    "exit.move_hazard": {"remote": 1.0},
    "exit.pay_gain": {"remote": 1.0, "role": 1.0, "experience": 0.0},
    "mentoring.paper_probability": {"paper_signal": P.paper_signal},
}
# mechanism: (rule, its off values, what then no longer matters)
OFF = {
    "workload": ("burnout.exhaustion", {"workload_exhaustion": 0.0}, ["workload"]),
    "relief by mentoring": ("burnout.exhaustion", {"mentoring_exhaustion": 0.0, "warmth_exhaustion": 0.0}, ["support", "warmth_felt"]),
    "exhaustion to efficacy": ("efficacy.efficacy", {"exhaustion_efficacy": 0.0}, ["exhaustion"]),
    "mastery": ("efficacy.efficacy", {"mastery": 0.0}, ["practice"]),
    "persuasion": ("efficacy.efficacy", {"mentoring_efficacy": 0.0}, ["support"]),
    "career": ("efficacy.efficacy", {"efficacy_growth": 0.0}, ["experience"]),
    "efficacy to cynicism": ("burnout.depersonalisation", {"efficacy_depersonalisation": 0.0}, ["efficacy"]),
    "bond": ("commitment.belonging", {"mentoring_belonging": 0.0}, ["support"]),
    "years bond": ("commitment.belonging", {"tenure_belonging": 0.0}, ["tenure"]),
    "networks": ("commitment.belonging", {"network_belonging": 0.0}, ["network"]),
    "intention": ("exit.voluntary_hazard", {"intention_leave": 0.0}, ["intention"]),
    "belonging holds": ("exit.voluntary_hazard", {"belonging_leave": 0.0}, ["belonging"]),
    "pay": ("exit.voluntary_hazard", {"pay_elasticity": 0.0}, ["pay_gain"]),
    "first year": ("exit.voluntary_hazard", {"first_year_leave": 0.0}, ["experience"]),
    "attachment": ("exit.log_attachment", {"attachment_leave": 0.0}, ["attachment"]),
    "family": ("exit.other_hazard", {"family_bump": 0.0}, ["age"]),
    "allowance and moving": ("exit.move_hazard", {"pay_move": 0.0}, ["log_hardship"]),
    "covering vacancies": ("time.weekly_hours", {"cover_hours": 0.0}, ["vacancy_share"]),
    "on paper": ("mentoring.paper_probability", {"paper_signal": 0.0}, ["imposed", "reward", "overload", "monitoring", "planned_hours"]),
    "travel": ("mentoring.reached", {"travel_loss": 0.0}, ["distance"]),
    "heads in delivery": ("mentoring.let_happen", {"delivery_leadership": 0.0}, ["leadership"]),
    "follow-up": ("learning.slowing", {"followup_slows": 0.0}, ["followup", "once_mentored"]),
    "heads in fading": ("learning.slowing", {"context_slows": 0.0}, ["leadership", "disturbed"]),
    "mentors grow": ("mentors.mentor_gain", {"mentor_growth": 0.0}, ["duty_hours", "unreleased", "role"]),
    "unwilling mentors strain": ("mentors.mentor_load", {"reluctant_strain": 0.0}, ["role", "willingness"]),
    "load stops mentors": ("mentors.stop_probability", {"dropout_load": 0.0}, ["own_time", "duty_hours"]),
    "re-match": ("matching.parts", {"rematch_window_months": 0.0, "months_together": 1.0}, ["fit"]),
    "selection": ("programme.selection_probability", {"mentor_leadership": 0.0, "mentor_attachment": 0.0}, ["leadership", "attachment"]),
    "ownership": ("programme.lapse_probability", {"ownership_protects": 0.0}, ["local_ownership"]),
    "interference": ("calendar.leadership", {"interference_loss": 0.0}, ["disturbed"]),
    "returners": ("hiring.returns", {"return_share": 0.0}, ["cause"]),
}


@pytest.mark.parametrize("name", RULES)
def test_every_argument_is_known(name):
    assert [argument for argument in rulebook.arguments(RULES[name]) if not rulebook.known(argument)] == []


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_gives(name):
    assert inspect.getdoc(rulebook.plain(RULES[name])).startswith("Return ")


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=30)
@given(data=st.data())
def test_finite_and_in_range(name, data):
    given_values = data.draw(rulebook.inputs(RULES[name]))
    found = rulebook.plain(RULES[name])(**given_values)
    assert math.isfinite(found)
    if name in PROBABILITIES:
        assert 0.0 <= found <= 1.0
    if name in ZERO_OR_ONE:
        assert found in (0.0, 1.0)
    if name in NOT_NEGATIVE:
        assert found >= 0.0


@pytest.mark.parametrize("name", RULES)
def test_plain_and_compiled_give_the_same_bits(name):
    names = rulebook.arguments(RULES[name])
    for part in (0.15, 0.5, 0.85):
        middle = {key: low + part * (high - low) for key, (low, high) in ((key, rulebook.limits(key)) for key in names)}
        middle = {key: float(round(value)) if isinstance(rulebook.limits(key)[0], int) else value for key, value in middle.items()}
        assert RULES[name](*middle.values()) == rulebook.plain(RULES[name])(**middle)


@pytest.mark.parametrize("name, argument, sign", SIGNS, ids=[f"{name}-{argument}" for name, argument, _ in SIGNS])
def test_sign(name, argument, sign):
    """More of an argument never acts against its sign, and somewhere it acts."""
    rule = rulebook.plain(RULES[name])
    # parameters at their defaults: the sign of a slope is the theory, its size is not
    fixed = {key: rulebook.SPECS[key].default for key in rulebook.arguments(rule) if hasattr(P, key)} | WHERE.get(name, {})
    fixed.pop(argument, None)
    changes = []

    @settings(max_examples=300 if name in ZERO_OR_ONE else 30)
    @given(rulebook.inputs(rule), rulebook.values(argument))
    def compare(first, other):
        first |= fixed
        low, high = sorted((first[argument], other))
        assume(low < high)
        changes.append(rule(**(first | {argument: high})) - rule(**(first | {argument: low})))
        assert sign * changes[-1] >= -1e-9 * max(1.0, abs(rule(**first)))

    compare()
    assert any(sign * change > 0.0 for change in changes), f"{argument} does not act on {name}"


@pytest.mark.parametrize("mechanism", OFF)
@settings(max_examples=20)
@given(data=st.data())
def test_a_mechanism_at_its_off_value_is_absent(mechanism, data):
    name, off, silent = OFF[mechanism]
    rule = rulebook.plain(RULES[name])
    first = data.draw(rulebook.inputs(rule)) | off
    second = first | {key: data.draw(rulebook.values(key)) for key in silent}
    assert rule(**first) == rule(**second)


def test_the_year_sums_to_twelve_months_of_leaving():
    weights = [calendar.season(month, P.season_term, P.season_ninth, P.season_tenth) for month in range(12)]
    assert sum(weights) == pytest.approx(12.0)
    assert weights[10] == max(weights), "most leave at the end of the school year"
    assert [calendar.teaching(month, P.vacation_months) for month in range(12)] == [1.0] * 10 + [0.0] * 2


def test_no_month_brings_leavers_back():
    """The weights of three months are free; the rest of the year may not go below zero for any values within their bounds."""
    high = rulebook.SPECS
    weights = [calendar.season(m, high["season_term"].high, high["season_ninth"].default, high["season_tenth"].default) for m in range(12)]
    assert min(weights) >= 0.0


def test_learning_takes_nothing_away():
    """Harmful mentoring teaches nothing; it does not unteach."""
    assert learning.dose(1.0, -0.5) == 0.0 < learning.dose(1.0, 0.5)


def test_who_was_away_is_rested_and_out_of_practice():
    assert hiring.rested(2.0, 0.5, 0.0, P.state_rate) == 2.0
    assert 0.5 < hiring.rested(2.0, 0.5, 12.0, P.state_rate) < 0.5 + 0.3 * 1.5, "within a year (P21)"
    assert hiring.unpractised(0.8, P.knowledge_half_life, P.knowledge_half_life) == pytest.approx(0.4)


def test_pay_that_nobody_knows_of_is_no_pay():
    """Awareness scales every payment; with none the mechanism is off."""
    paid = Levers(pay_supplement=0.1, hardship_allowance=0.2, retention_bonus=0.1, mentor_pay_share=0.05)
    gains = []
    for awareness in (0.0, 0.5, 1.0):
        numbers = dict(zip(NAMES, vector(replace(P, pay_awareness=awareness), Place(), paid)))
        said = {"experience": 1.0, "remote": 1.0, "role": 1.0}
        rule = rulebook.plain(exit.pay_gain)
        gains.append(rule(**{name: said.get(name, numbers.get(name)) for name in rulebook.arguments(rule)}))
    assert gains[0] == 0.0 < gains[1] < gains[2]
    assert gains[2] == pytest.approx(math.log(1.1 * 1.2 * 1.1 * 1.05)), "one payment on top of the other"


def test_contact_and_quality_at_their_anchors():
    assert mentoring.contact(0.0, P.contact_half) == 0.0
    assert mentoring.contact(P.contact_half, P.contact_half) == 0.5
    assert mentoring.contact(3.0, 1.0) == pytest.approx(0.9)
    assert mentoring.effect_of_quality(0.0, P.curve_zero, P.curve_bend) == pytest.approx(1.0)
    assert mentoring.effect_of_quality(P.curve_zero, P.curve_zero, P.curve_bend) == 0.0
    assert mentoring.effect_of_quality(-2.0, P.curve_zero, P.curve_bend) < 0.0, "poor mentoring harms"
    steps = [mentoring.effect_of_quality(q, P.curve_zero, P.curve_bend) for q in (-1.0, 0.0, 1.0, 2.0)]
    gains = [b - a for a, b in zip(steps[:-1], steps[1:])]
    assert gains[0] > gains[1] > gains[2], "the first competent mentor gives most"


def test_novices_take_three_times_what_veterans_take():
    assert mentoring.novice_weight(0.0, P.novice_floor, P.novice_years) == 1.0
    assert mentoring.novice_weight(40.0, P.novice_floor, P.novice_years) == pytest.approx(1 / 3, abs=0.01)


def test_paper_mentoring_by_circumstance():
    odds = P.paper_base, P.paper_imposed, P.paper_unpaid, P.paper_overload, P.paper_unmonitored, P.paper_signal
    assert mentoring.paper_probability(0.0, 0.0, 0.0, 0.0, 4.0, *odds) == pytest.approx(P.paper_base)
    assert mentoring.paper_probability(1.0, 0.0, 1.0, 0.0, 4.0, *odds) == pytest.approx(0.33)
    assert mentoring.paper_probability(0.0, 1.0, 0.0, 1.0, 0.0, *odds) == 1.0, "no hours are planned: it is paper"
    assert mentoring.signal(1.0, 1.0, 1.0, 0.0, P.remote_effect, P.paper_signal) == P.paper_signal
    assert mentoring.signal(0.0, 1.0, 1.0, 1.0, P.remote_effect, P.paper_signal) == pytest.approx(P.remote_effect)


def test_causes_share_one_draw_by_their_hazards():
    hazards = 0.2, 0.1, 0.1
    probability = exit.leave_probability(*hazards, 1.0)
    assert probability == pytest.approx(1.0 - math.exp(-0.4 / 12))
    found = [exit.cause(1.0, (k + 0.5) / 1000 * probability, probability, *hazards) for k in range(1000)]
    assert [found.count(cause) for cause in (1.0, 2.0, 3.0)] == [500, 250, 250]
    assert exit.cause(1.0, probability, probability, *hazards) == 0.0
    assert exit.cause(0.0, 0.0, probability, *hazards) == 0.0, "nobody leaves a vacant post"
    assert exit.cause(1.0, 0.0, 0.0, 0.0, 0.0, 0.0) == 0.0


def test_half_the_squared_slope_keeps_the_mean():
    """The mean of exp(slope z - slope^2/2) over a standard normal z is 1: spread moves no level."""
    steps = [(-6.0 + 12.0 * (k + 0.5) / 2000) for k in range(2000)]
    weights = [math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * 12.0 / 2000 for z in steps]
    for rule, slope in (
        (exit.log_intention, P.intention_leave),
        (exit.log_belonging, P.belonging_leave),
        (exit.log_attachment, P.attachment_leave),
    ):
        assert sum(w * math.exp(rule(z, slope)) for z, w in zip(steps, weights)) == pytest.approx(1.0, abs=1e-6)


def test_a_state_keeps_its_spread():
    """Shocks of stationary spread: variance v obeys v = (1 - k)^2 v + (1 - (1 - k)^2) noise^2."""
    rate, noise = P.state_rate, 0.6
    shaken = efficacy.relax(0.0, 0.0, rate, noise, 1.0)
    assert shaken**2 / (1.0 - (1.0 - rate) ** 2) == pytest.approx(noise**2)
    state = 1.0
    for _ in range(12):
        state = efficacy.relax(state, 0.0, rate, noise, 0.0)
    assert 0.1 < state < 0.3, "people recover within a year (P21)"


def test_half_lives():
    knowledge, practice = 0.8, 0.8
    for _ in range(int(P.knowledge_half_life)):
        knowledge = learning.knowledge(knowledge, 0.0, 0.0, 1.0, 0.0, P.learning_rate, P.knowledge_most, P.knowledge_half_life)
    for _ in range(int(P.practice_half_life)):
        practice = learning.practice(practice, 0.0, 0.0, 0.0, 1.0, 0.0, P.practice_rate, P.practice_most, P.practice_half_life)
    assert knowledge == pytest.approx(0.4) and practice == pytest.approx(0.4)


def test_a_new_head_keeps_the_spread_of_heads():
    keep = P.leadership_persistence
    assert calendar.new_head(1.0, 0.0, 0.0, keep) == pytest.approx(keep)
    assert calendar.new_head(0.0, 0.0, 1.0, keep) ** 2 + keep**2 == pytest.approx(1.0)


def test_likeness_is_standard_over_random_pairs():
    """|a - b| of two standard normals has mean 2/sqrt(pi) and variance 2 - 4/pi."""
    assert 1.1283791670955126 == pytest.approx(2 / math.sqrt(math.pi))
    scale = matching.likeness(0.0, 0.0) - matching.likeness(0.0, 1.0)
    assert scale * math.sqrt(2 - 4 / math.pi) == pytest.approx(1.0, abs=1e-3)


def test_small_answers():
    assert hiring.accepts(1, 1.0) == 1.0 and hiring.accepts(1, 0.0) == 0.0, "girls' schools take women"
    assert hiring.accepts(2, 1.0) == 0.0 and hiring.accepts(2, 0.0) == 1.0, "boys' schools take men"
    assert hiring.accepts(0, 1.0) == hiring.accepts(0, 0.0) == 1.0
    assert hiring.returns(0.0, 3.0, 0.0, 0.9, 0.8, 0.5) == 0.0, "the retired do not come back"
    assert hiring.return_month(0.5, 20.0, 9.0, 0.75) == 29.0 and hiring.return_month(0.8, 20.0, 9.0, 0.75) == 41.0
    assert matching.parts(-1.0, 3.0, 6.0, -0.5) == 1.0 and matching.parts(-1.0, 7.0, 6.0, -0.5) == 0.0
    assert matching.parts(0.0, 3.0, 6.0, -0.5) == 0.0
    assert time.time_found(2.0, 2.0, 0.0) == 1.0 and time.time_found(0.0, 2.0, 0.25) == 0.25
    assert time.own_time(P.own_time_centre, P.own_time_centre, P.own_time_slope) == 0.5
    assert mentors.mentor_load(1.0, 0.5, P.reluctant_strain) == 0.0, "who wished it is not strained"
    assert mentors.stop_probability(1.0, 0.0, 2.0, P.dropout_base, P.dropout_load) == P.dropout_base
    assert burnout.burned_out(P.burned_out_above + 0.1, P.burned_out_above, P.burned_out_above) == 1.0
    assert programme.lapse_probability(1.0, 0.0, 0.0, 0.0, 1.2, 0.35, 0.85) == pytest.approx(1.0 - math.exp(-1.2))
    assert programme.lapse_probability(1.0, 1.0, 1.0, 0.0, 1.2, 0.35, 1.0) == 0.0
    assert exit.retirement_hazard(54.9, 0.128, 55.0, 0.17) == 0.0
    assert exit.retirement_hazard(60.0, 0.128, 55.0, 0.17) == pytest.approx(0.128)
    assert exit.other_hazard(33.0, 0.0, 0.02, 1.3) == pytest.approx(0.046)
    assert commitment.network(3.0, 1.0, 0.0, 0.0, 1.0) == 0.0, "pairs are no network"
