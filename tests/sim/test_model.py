"""RetentionModel and its teachers: month by month, act by act and teacher by teacher the same bits; a view is a person."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from sim import RetentionModel, shelf
from sim import teacher as teacher_module
from sim.columns import BYTE, COLUMN, World
from sim.levers import Levers
from sim.parameters import Parameters
from sim.record import ENTRY, EXIT
from sim.scenario import Scenario
from sim.simulate import branch, run_in

YEARS = 2
PLACE = shelf.context("sindh_rural")
# many leave and ask for another school, so that a small district shows everything within two years
RESTLESS = replace(PLACE, place=replace(PLACE.place, voluntary_leave=0.08, other_exit=0.05, move=0.8, return_share=0.6, autumn_fill=0.9))

PAIRS = Scenario(
    "pairs", "Pairs from the whole cluster, for three years",
    Levers(
        coverage=1.0, reach_years=12, duration_months=36, mentor_pool="cluster", imposed_share=0.5, individual_h_month=4,
        mentor_training_h=16, mentor_pay_share=0.05, pay_supplement=0.02, rematch_window_months=3,
    ),
)  # fmt: skip


def built(**more):
    given = {"context": RESTLESS, "scenario": PAIRS, "teachers": 120, "run_in_years": 1, "years": YEARS, "seed": 1}
    return RetentionModel(**(given | more))


def same(a: World, b: World) -> list[str]:
    """Return the names of the arrays that differ in a byte."""
    return [name for name in World._fields if getattr(a, name).tobytes() != getattr(b, name).tobytes()]


@pytest.fixture(scope="module")
def batch():
    """Return a model that was stepped through all its months without anybody looking."""
    return built().run()


@pytest.fixture(scope="module")
def watched():
    """Return a filmed model that was stepped to its end with a view of everybody, and all views ever made."""
    model, seen = built(film=True), {}
    while model.running:
        seen |= {teacher.unique_id: teacher for teacher in model.agents}
        model.step()
    return model, seen | {teacher.unique_id: teacher for teacher in model.agents}


def test_a_run_is_the_branch_of_simulate(batch):
    today = shelf.scenario(RESTLESS.today)
    kernel = branch(run_in(RESTLESS, today, None, 120, 1, 0, 1), PAIRS, YEARS)
    mine = batch.outcome()
    assert mine.monthly.tobytes() == kernel.monthly.tobytes()
    assert mine.yearly.tobytes() == kernel.yearly.tobytes()
    assert mine.ledger.tobytes() == kernel.ledger.tobytes()
    assert {name: mine.spells[name].tobytes() for name in mine.spells} == {name: kernel.spells[name].tobytes() for name in kernel.spells}


@pytest.mark.parametrize("order", ["do", "shuffle_do", "teacher_act"])
def test_teachers_one_by_one_in_any_order_give_the_bits_of_the_batch(order):
    model, by_hand = built(), built()
    for _ in range(14):
        model.step()
        by_hand.school_act()
        if order == "teacher_act":
            by_hand.teacher_act()
        else:
            getattr(by_hand.agents, order)("step")
        by_hand.posts_act()
    assert same(model.world, by_hand.world) == []
    assert by_hand.month == by_hand.steps == model.month == 14


def test_being_watched_and_filmed_changes_nothing(batch, watched):
    assert same(batch.world, watched[0].world) == []


def history(model, teacher):
    """Return a teacher's spells in order, each a dictionary."""
    table = model.outcome().spells
    mine = (table["person_post"] == teacher.person_id[0]) & (table["person_number"] == teacher.person_id[1])
    rows = sorted(np.flatnonzero(mine), key=lambda k: (table["start_month"][k], table["end_month"][k] == -1))
    return [{name: values[k].item() for name, values in table.items()} for k in rows]


def test_views_are_as_the_spells_tell(watched):
    model, seen = watched
    ways = set()
    for teacher in seen.values():
        spells = history(model, teacher)
        last = spells[-1]
        ways |= {EXIT[spell["exit"]] for spell in spells} | {ENTRY[spell["entry"]] for spell in spells}
        assert teacher.post == last["post"] and teacher.school == last["school"]
        assert teacher.present == (last["end_month"] == -1)
        if teacher.present:
            assert teacher.exit_cause is None
            continue
        assert teacher.exit_cause == EXIT[last["exit"]]
        for name in ("efficacy", "exhaustion", "practice"):
            assert getattr(teacher, name) == last[f"{name}_end"]
        assert f"left in month {last['end_month'] - 1}" in repr(teacher)
        hazards = teacher.hazards()
        parts = hazards.voluntary, hazards.other, hazards.retirement, hazards.move
        assert parts == pytest.approx(tuple(last[f"hazard_{cause}"] for cause in ("voluntary", "other", "retired", "move")), rel=1e-12)
    assert ways >= {*ENTRY, *EXIT} - {"moved_out"}, "the little world must show every way to come and to go"


def test_the_same_view_for_the_same_person(watched):
    model, seen = watched
    assert all(seen[teacher.unique_id] is teacher for teacher in model.agents)
    assert len({teacher.person_id for teacher in seen.values()}) == len(seen)
    mentored = next(teacher for teacher in model.agents if teacher.mentor is not None)
    assert mentored.mentor is seen[mentored.mentor.unique_id]
    assert mentored.mentor.role == "mentor" and mentored.mentor.mentees >= 1
    outside = built(scenario=replace(PAIRS, levers=replace(PAIRS.levers, mentor_pool="outside")))
    outside.step()
    assert {teacher.mentor for teacher in outside.agents} == {None, "outside"}


def test_the_last_state_is_read_and_not_written(watched):
    gone = next(teacher for teacher in watched[1].values() if not teacher.present)
    with pytest.raises(AttributeError, match=f"teacher {gone.unique_id} left in month .*: her efficacy can be read, not changed"):
        gone.efficacy = 0.0
    with pytest.raises(AttributeError, match="there is no month to live"):
        gone.step()


def test_hazards_add_up_to_the_probability_of_leaving():
    model = built().run(years=1)
    model.school_act()
    model.teacher_act()
    for teacher in model.agents:
        hazards = teacher.hazards()
        assert hazards.leave_probability == pytest.approx(teacher.leave_probability, rel=1e-9)
        season = -12 * math.log1p(-teacher.leave_probability) / (hazards.voluntary + hazards.other + hazards.retirement)
        assert season == pytest.approx(0.35, rel=1e-9)
        logs = hazards.log_intention + hazards.log_belonging + hazards.log_attachment
        assert hazards.voluntary == pytest.approx(hazards.base * math.exp(logs) * (math.exp(hazards.log_pay) + hazards.first_year))
    before = {teacher.unique_id: teacher.leave_probability for teacher in model.agents}
    model.posts_act()
    for teacher in model.agents:
        if teacher.unique_id in before:
            assert teacher.hazards().leave_probability == pytest.approx(before[teacher.unique_id], rel=1e-9)


def test_a_write_changes_her_future_and_nobody_elses_luck():
    model = built()
    model.step()
    teacher = list(model.agents)[5]
    teacher.exhaustion += 2.0
    teacher.woman = not teacher.woman
    model.step()
    plain = built()
    plain.step()
    plain.step()
    changed = np.flatnonzero(model.world.f[COLUMN.exhaustion] != plain.world.f[COLUMN.exhaustion])
    assert teacher.post in changed
    # colleagues read the school's board, and a tired mentor finds less time; nobody else has heard of her yet
    near = {teacher.school} | {other.school for other in model.agents if other.mentor is teacher or other is teacher.mentor}
    assert {int(school) for school in model.world.post_school[changed]} <= near
    assert teacher.intention > plain.world.f[COLUMN.intention, teacher.post]
    assert teacher.woman != bool(plain.world.b[BYTE.woman, teacher.post])


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("efficacy", math.nan, "efficacy is nan; it is a number from -50 to 50"),
        ("woman", 2, "woman is 2; it is a whole number from 0 to 1"),
        ("subject", 300, "whole number from 0 to 127"),
    ],
)
def test_a_write_that_cannot_be_is_refused(watched, name, value, says):
    with pytest.raises(ValueError, match=says):
        setattr(next(iter(watched[0].agents)), name, value)


def test_what_follows_from_the_acts_cannot_be_written(watched):
    for name in ("mentees", "present", "mentor", "role", "person_id"):
        with pytest.raises(AttributeError):
            setattr(next(iter(watched[0].agents)), name, 1)


def test_a_teacher_is_let_go_and_kept_by_hand():
    model = built()
    model.school_act()
    teacher = list(model.agents)[3]
    with pytest.raises(RuntimeError, match="write it after teacher.step"):
        teacher.exit_cause = "other"
    model.agents.do("step")
    with pytest.raises(ValueError, match="allowed are None, voluntary, other, retired"):
        teacher.exit_cause = "bored"
    teacher.exit_cause = "other"
    model.posts_act()
    assert not teacher.present and teacher.exit_cause == "other"
    assert teacher not in model.agents
    assert "left for family, health or another place" in teacher.story()


def test_a_story_with_and_without_a_film(watched):
    model, seen = watched
    assert len(model.film) == 12 * YEARS
    left = next(teacher for teacher in seen.values() if teacher.exit_cause == "voluntary")
    story = left.story()
    spells = history(model, left)
    months = sum(spell["end_month"] - max(0, spell["start_month"]) for spell in spells)
    assert story.count("chance of leaving") == months
    assert "resigned." in story and "What moved" in story
    unfilmed = built()
    novice = next(teacher for teacher in unfilmed.agents if teacher.experience == 0.0)
    unfilmed.step()
    assert "chance of leaving" not in novice.story()
    assert novice.story().splitlines()[1].startswith("Month 0: ")
    assert "is in post in month 1" in novice.story()


def test_who_finds_no_other_school_leaves_the_district():
    one_school = replace(RESTLESS.place, one_teacher_share=0.0, school_size=200.0, school_size_spread=0.0, move=1.0)
    model = built(context=replace(RESTLESS, place=one_school), years=1)
    everybody = list(model.agents)
    model.run()
    moved = [teacher for teacher in everybody if teacher.exit_cause == "moved_out"]
    assert moved and len({teacher.school for teacher in everybody}) == 1
    assert "left the district to teach elsewhere" in moved[0].story()
    assert "left in month 11: moved_out" in repr(moved[0])


def test_the_order_of_the_acts_is_kept():
    model = built(years=1)
    teacher = next(iter(model.agents))
    with pytest.raises(RuntimeError, match="between model.school_act"):
        teacher.step()
    with pytest.raises(RuntimeError, match="between model.school_act"):
        model.posts_act()
    model.school_act()
    with pytest.raises(RuntimeError, match="open already"):
        model.step()
    teacher.step()
    with pytest.raises(RuntimeError, match="has lived this month already"):
        teacher.step()
    with pytest.raises(RuntimeError, match="some teachers have stepped"):
        model.teacher_act()
    model.posts_act()
    with pytest.raises(ValueError, match="whole school years, and 1 months are lived"):
        model.outcome()
    with pytest.raises(ValueError, match="2 more years do not fit"):
        model.run(years=2)
    model.run()
    assert not model.running and model.year == 1
    for _ in range(2):
        with pytest.raises(RuntimeError, match="records end after 1 years: build the model with a larger years="):
            model.step()


def test_an_outcome_of_the_years_so_far_is_that_of_a_shorter_run(batch):
    part, short = built().run(years=1).outcome(), built(years=1).run().outcome()
    assert part.years == short.years == 1
    for name in ("monthly", "yearly", "ledger"):
        assert getattr(part, name).tobytes() == getattr(short, name).tobytes()
    assert all(values.tobytes() == short.spells[name].tobytes() for name, values in part.spells.items())


def test_what_a_model_is_built_from_is_checked():
    with pytest.raises(ValueError, match="teachers is 2.5; it is a whole number from 2 to"):
        RetentionModel(teachers=2.5)
    with pytest.raises(ValueError, match="The nearest is karachi_private"):
        RetentionModel(scenario="karachi_privat")
    with pytest.raises(ValueError, match="scenario is 7; it is the name of a shipped scenario or a sim.scenario.Scenario"):
        RetentionModel(scenario=7)
    with pytest.raises(ValueError, match="scenario mine: coverage is 1.5 and must lie between 0 and 1"):
        RetentionModel(scenario=Scenario("mine", "mine", Levers(coverage=1.5)))
    with pytest.raises(ValueError, match="parameters: mastery is 9 and must lie"):
        RetentionModel(parameters=replace(Parameters(), mastery=9))


def test_a_model_says_which_luck_it_has():
    fresh = [RetentionModel(teachers=30, run_in_years=1, years=1, seed=None).seed for _ in range(2)]
    assert len(set(fresh)) == 2 and all(0 <= seed < 2**63 for seed in fresh)
    newer = RetentionModel(teachers=30, run_in_years=1, years=1, rng=5)
    assert newer.seed == 5 and newer.replicate == 0
    again = RetentionModel(teachers=30, run_in_years=1, years=1, rng=np.random.default_rng(2))
    assert again.seed == int(np.random.default_rng(2).integers(2**63 - 1))
    assert "karachi_private in karachi_government, 30 posts, month 0 of 12, seed 5" in repr(newer)


def test_a_model_goes_through_pickle_and_lives_on():
    model = RetentionModel(teachers=60, run_in_years=1, years=2)
    model.run(years=1)
    again = pickle.loads(pickle.dumps(model))
    model.run(), again.run()
    assert all(np.array_equal(getattr(model.world, name), getattr(again.world, name)) for name in model.world._fields)
    assert model.datacollector.get_model_vars_dataframe().equals(again.datacollector.get_model_vars_dataframe())


def test_a_name_that_is_nearly_a_column_is_met():
    teacher = next(iter(RetentionModel(teachers=30, run_in_years=1, years=1).agents))
    with pytest.raises(AttributeError, match="did you mean efficacy"):
        teacher.eficacy = 2.0
    teacher.remark = "a note of one's own"
    assert teacher.remark == "a note of one's own"


def test_a_value_that_two_rows_give_is_taken_apart_too(monkeypatch):
    model = RetentionModel(teachers=30, run_in_years=1, years=1)
    model.step()
    teacher = next(iter(model.agents))
    before = teacher.hazards()
    rules = [*teacher_module._GIVES["other_hazard"], lambda other_hazard: 2.0 * other_hazard]
    monkeypatch.setitem(teacher_module._GIVES, "other_hazard", rules)
    after = teacher.hazards()
    assert after.other == 2.0 * before.other and after.voluntary == before.voluntary
