"""What Mesa users expect of a model, and the private names of Mesa that the views lean on."""

from __future__ import annotations

import gc
import weakref
from random import Random

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from sim import RetentionModel, Teacher
from sim.columns import COLUMN
from sim.figures import REPORTERS

SMALL = {"teachers": 80, "run_in_years": 1, "years": 1, "seed": 3}


@pytest.fixture
def model():
    return RetentionModel(**SMALL)


def test_the_private_names_that_the_views_lean_on():
    staff = AgentSet([], random=Random(1))
    assert isinstance(staff._agents, weakref.WeakKeyDictionary), "AgentSet keeps its agents in _agents: sim.staff.Rows stands in for it"
    assert callable(mesa.Model._wrapped_step), "Mesa wraps step(): sim.model checks first whether a month can begin"


def test_no_view_is_made_unless_asked(model):
    model.step()
    assert len(model.agents) == int(model.world.f[COLUMN.present].sum())
    assert model._views == {}


@pytest.mark.filterwarnings("ignore:AgentSet.__getitem__")
def test_select(model):
    novices = model.agents.select(lambda teacher: teacher.experience < 3.0)
    assert isinstance(novices, AgentSet)
    assert 0 < len(novices) < len(model.agents)
    assert {teacher.unique_id for teacher in novices} == {teacher.unique_id for teacher in model.agents if teacher.experience < 3.0}
    assert len(model.agents.select(at_most=5)) == 5
    assert len(model.agents.select(agent_type=Teacher)) == len(model.agents.select()) == len(model.agents)
    assert model.agents[0] is model.agents[0] and isinstance(model.agents[:3], list)


def test_sort_and_shuffle(model):
    oldest = model.agents.sort("age")
    ages = [teacher.age for teacher in oldest]
    assert ages == sorted(ages, reverse=True)
    assert list(model.agents.shuffle()) != list(model.agents)
    held = model.agents
    held.sort("age", inplace=True)
    assert list(held) == list(oldest) and list(model.agents) != list(held)
    with pytest.raises(TypeError, match="use model.agents.shuffle"):
        model.agents.shuffle(inplace=True)


def test_groupby(model):
    groups = model.agents.groupby("school")
    assert sum(groups.count().values()) == len(model.agents)
    mean = groups.agg("efficacy", np.mean)
    school = next(iter(model.agents)).school
    assert mean[school] == pytest.approx(np.mean([teacher.efficacy for teacher in model.agents if teacher.school == school]))


def test_get_set_agg_map_and_do(model):
    assert model.agents.get("efficacy") == model.world.f[COLUMN.efficacy][model.world.f[COLUMN.present] > 0.5].tolist()
    assert model.agents.agg("age", [min, max]) == [min(model.agents.get("age")), max(model.agents.get("age"))]
    model.agents.set("exhaustion", 0.25)
    assert set(model.world.f[COLUMN.exhaustion][model.world.f[COLUMN.present] > 0.5]) == {0.25}
    model.agents.do(lambda teacher: setattr(teacher, "belonging", 1.0))
    assert set(model.agents.map(lambda teacher: teacher.belonging)) == {1.0}
    with pytest.raises(AttributeError):
        model.agents.get("efficcay")


def test_membership_is_of_today(model):
    teacher = next(iter(model.agents))
    assert teacher in model.agents and teacher not in RetentionModel(**SMALL).agents
    assert next(iter(model.agents_by_type[Teacher])) is teacher and model.agent_types == [Teacher]


def test_nobody_is_added_or_removed_by_hand(model):
    teacher = next(iter(model.agents))
    for fault in (
        lambda: Teacher(model),
        lambda: Teacher.create_agents(model, 3),
        lambda: model.agents.add(teacher),
        lambda: model.register_agent(teacher),
    ):
        with pytest.raises(TypeError, match="sim/rules/hiring.py"):
            fault()
    for fault in (
        teacher.remove,
        model.remove_all_agents,
        lambda: model.agents.remove(teacher),
        lambda: model.agents.discard(teacher),
        lambda: model.deregister_agent(teacher),
    ):
        with pytest.raises(TypeError, match="sim/rules/exit.py"):
            fault()


def test_the_own_collector_gives_every_month(model):
    model.run()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(REPORTERS) and len(frame) == 12
    assert (frame["heads"] + frame["vacancies"] == 80).all()
    outcome = model.outcome()
    assert frame["heads"].tolist() == outcome.monthly[:, 0].tolist()
    assert RetentionModel(**SMALL, collect=False).datacollector is None


def test_a_collector_of_the_users_own(model):
    reporters = {"heads": REPORTERS["heads"], "efficacy": REPORTERS["efficacy"], "staff": lambda model: len(model.agents)}
    plain = RetentionModel(**SMALL).run().datacollector.get_model_vars_dataframe()
    model.datacollector = mesa.DataCollector(model_reporters=reporters, agent_reporters={"efficacy": "efficacy", "school": "school"})
    model.run()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["heads"].tolist() == plain["heads"].tolist()
    assert frame["efficacy"].tolist() == plain["efficacy"].tolist()
    agents = model.datacollector.get_agent_vars_dataframe()
    assert agents.groupby(level=0).size().tolist() == frame["staff"].tolist()


def test_a_step_of_the_users_own():
    class Mine(RetentionModel):
        def step(self):
            self.school_act()
            self.agents.shuffle_do("step")
            self.posts_act()

    mine, plain = Mine(**SMALL).run(), RetentionModel(**SMALL).run()
    assert mine.steps == plain.steps == 12
    assert mine.world.f.tobytes() == plain.world.f.tobytes()


def test_a_dropped_model_is_freed():
    model = RetentionModel(**SMALL)
    model.step()
    list(model.agents)
    model.step()
    watch, column = weakref.ref(model), weakref.ref(model.world.f)
    del model
    gc.collect()
    assert watch() is None and column() is None
