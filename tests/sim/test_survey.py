"""The questionnaire: keyed, inside its scale, reliable as stated, and reading what there is to read."""

import dataclasses

import numpy as np
import pytest

from sim import survey
from sim.context import Context, Place
from sim.levers import Levers
from sim.scenario import Scenario
from sim.simulate import advance, run_in, start

PLACE = np.array(survey.section_of())


def people(n=4000, leadership=0.0, signal=0.0, seed=1):
    """Return a roll of made-up teachers whose latents are known."""
    draw = np.random.default_rng(seed)
    zero = np.zeros(n)
    return survey.Roll(
        seed=seed, replicate=0, person_post=np.arange(n), person_number=np.ones(n, int), school=np.arange(n) // 10,
        mentored=np.ones(n, np.int8), private=np.zeros(n, np.int8), woman=np.ones(n, np.int8), age=zero + 30, experience=zero + 5,
        practices=np.stack([zero + signal, zero, zero]), learnt=zero, leadership=zero + leadership, states=draw.normal(size=(4, n)),
    )  # fmt: skip


def alpha(ticks):
    covariance = np.cov(ticks.T.astype(float))
    return len(covariance) / (len(covariance) - 1) * (1 - np.trace(covariance) / covariance.sum())


def test_there_are_25_items_in_three_sections_on_five_points():
    ticks = survey.answers(people(200), survey.Instrument(), 0)
    assert ticks.shape == (200, 25) and set(np.unique(ticks)) <= {1, 2, 3, 4, 5}
    assert [list(PLACE).count(name) for name in survey.SECTIONS] == [9, 8, 8]


def test_answers_belong_to_their_keys():
    everybody = people(60)
    whole = survey.answers(everybody, survey.Instrument(), 3)
    some = everybody.only(np.arange(60) % 2 == 0)
    assert np.array_equal(whole[::2], survey.answers(some, survey.Instrument(), 3))
    assert not np.array_equal(whole, survey.answers(everybody, survey.Instrument(), 4))
    assert np.array_equal(survey.sample(everybody, 12, 5), survey.sample(everybody, 12, 5))
    assert len({tuple(survey.sample(everybody, 12, draw)) for draw in range(8)}) == 8


def test_every_teacher_is_as_likely_to_be_asked():
    everybody = people(40)
    asked = np.bincount(np.concatenate([survey.sample(everybody, 10, draw) for draw in range(400)]), minlength=40)
    assert asked.sum() == 4000 and np.abs(asked - 100).max() < 4.5 * np.sqrt(75)


def test_a_sample_from_a_few_schools():
    everybody = people(200)
    rows = survey.sample(everybody, 15, 2, schools=2)
    assert rows.size == 15 and np.unique(everybody.school[rows]).size == 2
    with pytest.raises(ValueError, match="are there"):
        survey.sample(everybody, 60, 0, schools=2)
    with pytest.raises(ValueError, match="300 teachers"):
        survey.sample(everybody, 300, 0)


def test_reliability_rises_with_its_number_and_the_halo():
    made = people(2000, leadership=0.0)
    by_reliability = [alpha(survey.answers(made, survey.Instrument(reliability=one), 0)) for one in (0.6, 0.87, 0.97)]
    assert by_reliability == sorted(by_reliability)
    halos = [survey.answers(made, survey.Instrument(halo=one), 0) for one in (0.0, 0.35)]
    means = [[ticks[:, name == PLACE].mean(axis=1) for name in survey.SECTIONS] for ticks in halos]
    assert np.corrcoef(means[1])[0, 1] > np.corrcoef(means[0])[0, 1] + 0.15
    # the halo takes the place of own views: the spread of a section stays
    assert means[1][0].std() == pytest.approx(means[0][0].std(), rel=0.03)


def test_sections_read_what_they_are_about():
    base, led, mentored = people(1500), people(1500, leadership=1.0), people(1500, signal=1.0)
    asked = {"base": base, "led": led, "met": mentored}
    mean = {key: survey.answers(who, survey.Instrument(), 0) for key, who in asked.items()}
    section = {key: [ticks[:, name == PLACE].mean() for name in survey.SECTIONS] for key, ticks in mean.items()}
    assert section["led"][2] > section["base"][2] + 0.4 and section["led"][0] == section["base"][0]
    assert section["met"][0] > section["base"][0] + 0.4 and section["met"][2] == section["base"][2]


def test_further_scales_have_the_reliability_that_is_stated():
    made = people(4000)
    read = survey.scales(made, survey.Instrument(), 0)
    assert np.corrcoef(read[:, 0], made.states[0])[0, 1] ** 2 == pytest.approx(0.87, abs=0.02)
    again = survey.scales(made, survey.Instrument(), 1)
    assert np.corrcoef(read[:, 4], again[:, 4])[0, 1] == pytest.approx(0.87, abs=0.02)
    assert np.corrcoef(read[:, 3], read[:, 0])[0, 1] < -0.35


def test_anchoring_gives_the_numbers_it_is_given():
    private, government = people(1200, leadership=0.6, seed=2), people(1200, leadership=-0.5, seed=3)
    private = dataclasses.replace(private, practices=private.practices + np.array([[0.0], [0.0], [1.0]]))
    made = survey.anchored(survey.Instrument(), [private], [government], rounds=12)
    ticks = [survey.answers(who, made, 0).astype(float) for who in (private, government)]
    practices = [each[:, PLACE == "practices"].mean(axis=1) for each in ticks]
    assert [each.mean() for each in practices] == pytest.approx([4.21, 3.48], abs=0.03)
    assert np.sqrt(np.mean([each.var() for each in practices])) == pytest.approx(0.83, abs=0.03)
    assert alpha(np.concatenate(ticks)) == pytest.approx(0.87, abs=0.01)


def test_the_roll_of_a_world():
    context = Context(name="tiny", title="tiny", country="none", place=Place(private_share=0.5))
    levers = Levers(coverage=1.0, individual_h_month=4.0, formality=3.0, reach_years=60, duration_months=600)
    snapshot = run_in(context, Scenario("none", "none"), teachers=200, years=1)
    worlds = [start(snapshot, Scenario("a", "a", each), years=1) for each in (Levers(), levers)]
    for world in worlds:
        advance(world, snapshot.month, snapshot.month + 9)
    without, with_mentors = (survey.roll(world) for world in worlds)
    assert 150 < len(without) <= 200 and without.mentored.sum() == 0 and np.all(without.practices == 0)
    assert with_mentors.mentored.mean() > 0.3 and set(np.unique(with_mentors.private)) == {0, 1}
    assert np.all(with_mentors.practices[2] == 1.0) and with_mentors.practices[0].max() > 0.3
    assert np.all(with_mentors.practices[1][with_mentors.mentored == 1] == 0.0)
