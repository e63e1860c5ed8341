"""A study and a run are named by their content."""

import dataclasses
import json

from experiments import configure
from experiments.input.request import request
from experiments.specification import RunSpec, Study


def plan(words=(), **settings):
    return configure.plan(request("compare", list(words), {key: str(value) for key, value in settings.items()}, ""))


def test_ids_follow_content():
    study = plan().study
    assert study == plan().study and hash(study) == hash(plan().study)
    others = [
        plan(seed=2),
        plan(teachers=100),
        plan(years=3),
        plan(run_in_years=3),
        plan(replicates=49),
        plan(parameter_sets=10),
        plan(parameters="default"),
        plan(context="lasbella"),
        plan(["no_mentoring", "karachi_private"]),
        plan(reference="no_mentoring"),
        plan(**{"context.class_size": 41}),
        plan(**{"context.prices.visit": 41}),
        plan(**{"karachi_private.coverage": 0.81}),
        plan(**{"parameters.learning_rate": 0.11}),
    ]
    ids = {study.id, *(other.study.id for other in others)}
    assert len(ids) == 1 + len(others)
    assert plan(jobs=1, backend="loky", out="elsewhere").study == study


def test_json_gives_the_same_study_back():
    study = plan(**{"parameters.learning_rate": 0.11}).study
    again = Study.from_values(json.loads(json.dumps(study.as_values())))
    assert again == study and again.scenarios == study.scenarios and again.context == study.context
    run = study.runs(30)[1]
    assert run.replicate == 30 and run.parameter_set == 5
    assert RunSpec.from_values(json.loads(json.dumps(run.as_values()))) == run


def test_specifications_are_frozen_and_hashable():
    run = plan().study.runs(0)[0]
    assert len({*plan().study.runs(0), *plan().study.runs(0), *plan().study.runs(1)}) == 6
    try:
        run.seed = 3
    except dataclasses.FrozenInstanceError:
        return
    raise AssertionError


def test_a_changed_model_changes_the_id():
    study = plan().study
    assert dataclasses.replace(study, model="another").id != study.id
