"""Hydra composes every shipped file, and what it gives is what the plain reader gives."""

import pytest

from experiments import configure
from experiments.input import cards, library
from experiments.input.request import request
from experiments.input.settings import COMMON, shipped


def plan(verb="compare", words=(), **settings):
    return configure.plan(request(verb, list(words), {key: str(value) for key, value in settings.items()}, "typed"))


@pytest.mark.parametrize("name", shipped("scenario"))
def test_every_scenario_composes(name):
    values = configure.compose([f"scenario={name}"])
    assert cards.scenario(values["scenario"], name, lambda *keys: "", shipped("context")) == library.find("scenario", name).made()


@pytest.mark.parametrize("name", shipped("context"))
def test_every_context_composes(name):
    values = configure.compose([f"context={name}"])
    made = cards.context(values["context"], name, lambda *keys: "", shipped("scenario"))
    assert made == library.find("context", name).made()
    assert made.today in shipped("scenario")


@pytest.mark.parametrize("group", ["backend", "parameters"])
def test_every_choice_composes(group):
    assert sorted(COMMON[group].choices) == shipped(group)
    for name in shipped(group):
        assert configure.compose([f"{group}={name}"])[group]


def test_the_default_comparison():
    made = plan()
    assert [one.name for one in made.study.scenarios] == ["no_mentoring", "karachi_government", "karachi_private"]
    assert made.study.reference == made.study.today.name == made.study.context.today == "karachi_government"
    assert (made.study.teachers, made.study.years, made.study.replicates, made.study.parameter_sets, made.study.seed) == (
        2000,
        10,
        50,
        25,
        1,
    )
    assert str(made.out).startswith("retain-results") and made.study.id[:8] in made.out.name


def test_words_and_lists_mean_the_same():
    words = plan(words=["no_mentoring", "karachi_private"]).study
    assert words == plan(scenarios="[no_mentoring,karachi_private]").study == plan(words=["[no_mentoring,karachi_private]"]).study


def test_the_reference_is_added_and_said():
    made = plan(words=["no_mentoring"], context="kazakhstan")
    assert made.study.reference == made.study.context.today
    assert made.study.reference in [one.name for one in made.study.scenarios]
    assert any("added" in note for note in made.notes)
    assert plan(words=["no_mentoring", "karachi_private"], reference="no_mentoring").study.reference == "no_mentoring"


def test_numbers_typed_drive_out_ranges_and_sources():
    context = plan(**{"context.weekly_hours": 41, "context.prices.visit": 7}).study.context
    assert context.place.weekly_hours == 41 and context.prices.visit == 7
    assert "weekly_hours" not in context.ranges and context.sources["weekly_hours"] == "set on the command line"
    assert "leadership" in context.ranges


def test_changed_levers_are_named():
    made = plan(**{"karachi_private.coverage": 1, "karachi_private.match_rule": "subject", "karachi_government.coverage": 0.9})
    changed = {one.name: one for one in made.study.scenarios}["karachi_private"]
    assert changed.levers.coverage == 1 and changed.levers.match_rule == "subject" and "coverage=1" in changed.title
    assert made.study.today.levers.coverage == 0.5 and any("today's policy" in note for note in made.notes)
    run = plan("run", **{"levers.coverage": 0.9, "scenario.group_size": 3}).study.scenarios[0]
    assert run.levers.coverage == 0.9 and run.levers.group_size == 3


def test_parameters_are_fixed_or_drawn(fake_model):
    from experiments.runner import numbers_of

    study = plan(**{"parameters.contact_half": 1.2}).study
    first, other = (numbers_of(study.runs(replicate)[0])[0] for replicate in (0, 1))
    assert first.contact_half == other.contact_half == 1.2 and first.learning_rate != other.learning_rate
    fixed = plan(parameters="default").study
    assert fixed.parameter_sets == 1 and numbers_of(fixed.runs(3)[0])[0].learning_rate == 0.10


def test_own_files_from_anywhere(here):
    (here / "پالیسی").mkdir()
    own = here / "پالیسی" / "мой план.yaml"
    own.write_text("title: mine\nlevers: {coverage: 0.3}\n", encoding="utf-8")
    place = here / "district.yaml"
    place.write_text(
        "title: ours\nfrom: united_states\n"
        "today: پالیسی/мой план.yaml\nplace: {class_size: 31, move: }\nranges: {weekly_hours: [40, 50]}\n",
        encoding="utf-8",
    )
    made = plan(words=["no_mentoring", str(own)], context=str(place))
    assert [one.name for one in made.study.scenarios] == ["no_mentoring", "мой план"]
    assert made.study.today.name == made.study.reference == "мой план" and made.study.today.levers.coverage == 0.3
    context = made.study.context
    parent = library.find("context", "united_states").made()
    assert context.place.class_size == 31 and context.place.move == parent.place.move and context.ranges["weekly_hours"] == (40.0, 50.0)
    assert context.illustrative and context.sources["class_size"] == "given in district.yaml"
    assert made.borrowed["from"] == "united_states" and "move" in made.borrowed["fields"] and "class_size" not in made.borrowed["fields"]
    assert plan("run", scenario=str(own)).study.scenarios[0].levers.coverage == 0.3


def test_nothing_of_a_file_is_resolved(here):
    (here / "mine.yaml").write_text('title: "${oc.env:HOME}"\nlevers: {coverage: 0.3}\n')
    assert plan("run", scenario="mine.yaml").study.scenarios[0].title == "${oc.env:HOME}"
