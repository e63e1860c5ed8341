"""The model in WebAssembly gives Python's bytes, in node: every column, both builds; and what the engine counts is what analysis counts."""

from __future__ import annotations

import base64
import dataclasses
import math
import struct

import numpy as np
import pytest

from analysis.workshop.page import packed
from experiments.page import numbers as workshop_numbers
from sim import shelf
from sim.context import Place
from sim.levers import Levers
from sim.parameters import Parameters
from tests.workshop.cases import BUILDS, CASES, different, python_world

pytestmark = pytest.mark.slow  # the module is built first, which takes minutes


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("place", CASES, ids=lambda place: place[0])
def test_every_byte_of_every_column(told, node, place, build):
    data = told(*place, build)
    answers = node(data, "columns", {"cases": [{"scenario": place[1], **case} for case in CASES[place]]})
    for case, columns in zip(CASES[place], answers, strict=True):
        assert different(columns, *place, data["meta"], case) == []


@pytest.mark.parametrize("build", BUILDS)
def test_the_page_checks_itself(told, node, build):
    found = node(told(build=build), "check")
    assert found["build"] == build and found["equal"] and found["columns"] > 90


def test_a_coefficient_changed_in_the_16th_digit_is_seen(told, node):
    data = told()
    middle = data["meta"]["middle"]["parameters"]
    middle = middle | {"exhaustion_noise": math.nextafter(middle["exhaustion_noise"], 1.0)}
    data = data | {"meta": data["meta"] | {"middle": data["meta"]["middle"] | {"parameters": middle}}}
    found = node(data, "check")
    assert not found["equal"] and "f.exhaustion" in found["different"] and "b.woman" not in found["different"]


def test_a_constant_of_a_rule_changed_in_the_16th_digit_is_seen(told, node, modules):
    """The bytes of a twelfth, in the module itself: a month is a little longer than in Python."""
    month = 0.08333333333333333
    code = modules["plain"].replace(struct.pack("<d", month), struct.pack("<d", math.nextafter(month, 1.0)))
    assert code != modules["plain"]
    found = node(told(build="plain") | {"plain": packed(code)}, "check")
    assert not found["equal"] and "f.experience" in found["different"]


def test_levers_become_pythons_numbers(told, node):
    """The flat vector, the derived numbers too, for policies that no file holds."""
    from sim.number import numbers
    from sim.vector import vector

    draw = np.random.default_rng(7)
    policies = [
        {
            name: str(draw.choice(spec.choices)) if spec.choices else round(float(draw.uniform(spec.low, spec.high)), 2)
            for name, spec in numbers(Levers).items()
        }
        for _ in range(40)
    ]
    data = told()
    middle = data["meta"]["middle"]
    answers = node(data, "numbers", {"cases": policies})
    for levers, found in zip(policies, answers, strict=True):
        ours = vector(Parameters(**middle["parameters"]), Place(**middle["place"]), Levers(**levers))
        assert base64.b64decode(found) == ours.tobytes(), levers


def test_the_film_is_the_mesa_models(told, node):
    from sim.model import FILM, RetentionModel

    data = told()
    middle = data["meta"]["middle"]
    place = dataclasses.replace(shelf.context("karachi_government"), place=Place(**middle["place"]))
    model = RetentionModel(
        place, "karachi_private", teachers=50, seed=4, run_in_years=2, years=3, film=True, parameters=Parameters(**middle["parameters"])
    ).run()
    asked = {"scenario": "karachi_private", "names": list(FILM), "teachers": 50, "seed": 4, "replicate": 0, "set": None}
    film = node(data, "film", asked | {"runInYears": 2, "years": 3})
    for name, months in zip(FILM, film, strict=True):
        assert np.array_equal(np.array(months), np.array([frame[name] for frame in model.film])), name


def test_why_she_left_is_what_her_spell_says(told, node):
    asked = {"scenario": "karachi_private", "teachers": 300, "seed": 9, "replicate": 0, "set": None, "runInYears": 3, "years": 10}
    found = node(told(), "why", asked)
    assert found["asked"] > 50 and found["wrong"] == 0
    # the spare row is the only thing that asking writes, and no column hands it out
    assert found["moved"] == [] and found["vacant"] is None


def test_what_is_counted_is_what_analysis_counts(told, node):
    from analysis.costs import ledger
    from analysis.outcomes import of_run
    from sim.simulate import outcome

    context, scenario, years = "united_states", "us_induction_usual", 10
    data = told(context, scenario)
    case = {"teachers": 400, "seed": 3, "replicate": 2, "set": None, "runInYears": 4, "years": years}
    policy, place = shelf.scenario(scenario), shelf.context(context)
    found = node(data, "outcomes", {"scenario": scenario, "payer": policy.payer, **case})
    run = outcome(python_world(context, scenario, data["meta"], **case), years)
    for said, read in ((found["outcomes"], years), (found["five"], 5)):
        table = of_run(run, place, policy, read)
        rows = zip(table["group"], table["outcome"], table["numerator"], table["denominator"])
        ours = {name: (numerator, denominator) for group, name, numerator, denominator in rows if group == "all"}
        shared = [name for name in data["meta"]["outcomes"] if name not in workshop_numbers.OWN and name in ours]
        assert len(shared) > 18 and set(shared) <= set(said)
        for name in shared:
            assert (said[name]["numerator"], said[name]["denominator"]) == pytest.approx(ours[name], rel=1e-9), name
    costs = ledger(run, place, policy)
    for payer in set(costs["payer"]):
        ours = sum(cost for who, cost in zip(costs["payer"], costs["cost"]) if who == payer)
        assert found["cost"]["payers"][payer] == pytest.approx(ours, rel=1e-9)
    # everybody seen in a month has a spell; a few spells end in the very autumn that they begin
    assert found["persons"] <= found["spell_persons"] and found["story"] >= 1
    starters = np.array(found["fates"])
    kept = found["outcomes"]["kept"]
    assert (np.isin(starters, (1, 2, 3, 4)).sum(), (starters > 0).sum()) == (kept["numerator"], kept["denominator"])


def test_pairs_of_many_lucks(told, node):
    given = {"teachers": 60, "seed": 1, "replicates": 6, "first": 2, "years": 3, "runInYears": 2}
    found = node(told(), "paired", {"one": "karachi_government", "other": "karachi_private", **given})
    assert found["first"] == found["again"] and found["stopped"] is None
    assert found["seen"] and found["seen"] == sorted(found["seen"])
    rate, alone = found["first"]["outcomes"]["annual_leaver_rate"], np.array(found["alone"])
    assert rate["n"] == 6
    assert (rate["one"], rate["other"]) == pytest.approx(alone.mean(axis=0), rel=1e-12)
    assert rate["difference"] == pytest.approx((alone[:, 1] - alone[:, 0]).mean(), rel=1e-9)
    assert (rate["low"], rate["high"]) == pytest.approx(np.quantile(alone[:, 1] - alone[:, 0], (0.05, 0.95)), rel=1e-9)
    assert found["back"]["outcomes"]["annual_leaver_rate"]["difference"] == pytest.approx(-rate["difference"], rel=1e-12)
    # any two of three policies are a pair over the same districts
    one, other = (third["outcomes"]["kept_new"]["difference"] for third in found["thirds"])
    assert found["first"]["outcomes"]["kept_new"]["difference"] == pytest.approx(one - other, abs=1e-12)
    assert 0 < found["first"]["outcomes"]["misfit_share"]["one"] < 1
    assert found["thirds"][0]["outcomes"]["misfit_share"]["n"] == 0, "nobody is mentored, so no pair can fail to fit"


def test_what_cannot_be_is_said(told, node):
    said = node(told(), "faults")
    assert all(said.values())
    assert said["lever"].startswith("lever: coverage is 1.5") and said["policy"].startswith("name: there is no policy")
    too_much, right, no_choice = said["problem"]
    assert (too_much["low"], too_much["high"]) == (0, 1) and right is None and "admin" in no_choice["choices"]
