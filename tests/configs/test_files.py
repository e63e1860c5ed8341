"""Every shipped context, scenario and evidence file says what the dataclasses and each other allow."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import pytest
import yaml

from sim.context import Context, Place
from sim.levers import Levers
from sim.number import numbers, problem
from sim.parameters import Parameters
from sim.prices import DONOR, MINISTRY, SCHOOL, Prices
from sim.scenario import Scenario

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
CONTEXTS = sorted((CONFIGS / "context").glob("*.yaml"))
SCENARIOS = sorted((CONFIGS / "scenario").glob("*.yaml"))
CONTEXT_NAMES = {p.stem for p in CONTEXTS}
SCENARIO_NAMES = {p.stem for p in SCENARIOS}
PLACE, PRICES, LEVERS = numbers(Place), numbers(Prices), numbers(Levers)
EVIDENCE_ID = re.compile(r"\b[SDBMPWIXFCNA]\d\d[a-z]?\b")


def read_yaml(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_table(name):
    with (CONFIGS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


EVIDENCE = {row[0] for row in read_table("evidence.csv")[1:]}


def unknown_rows(text):
    """Return the cited evidence rows that do not exist; ``assumed`` cites none."""
    return sorted(set(EVIDENCE_ID.findall(text)) - EVIDENCE)


def is_source(text):
    """Say whether a source is ``assumed`` or evidence rows and nothing else."""
    return text == "assumed" or (text != "" and all(row in EVIDENCE for row in text.split()))


def problems_of(values, specs):
    """Return ``key: what is wrong`` for keys that do not exist and values that may not stand."""
    wrong = [f"{key}: no such field" for key in values if key not in specs]
    wrong += [f"{key}: {problem(specs[key], value)}" for key, value in values.items() if key in specs and problem(specs[key], value)]
    return wrong


def file_name(path):
    return path.stem


def test_the_shipped_sets_are_complete():
    assert CONTEXT_NAMES == {
        "karachi_private", "karachi_government", "lasbella", "sindh_rural", "kazakhstan", "united_states", "england", "reference",
    }
    assert len(SCENARIO_NAMES) >= 27  # eighteen cards and nine comparators, and whatever joins them


@pytest.mark.parametrize("path", CONTEXTS, ids=file_name)
class TestContext:
    def test_keys_are_the_fields_of_a_context(self, path):
        assert set(read_yaml(path)) == {f.name for f in dataclasses.fields(Context)} - {"name"}

    def test_every_value_may_stand(self, path):
        context = read_yaml(path)
        assert problems_of(context["place"], PLACE) == []
        assert problems_of(context["prices"], PRICES) == []
        assert isinstance(context["illustrative"], bool)
        assert re.fullmatch("[A-Z]{3}", context["currency"])
        assert 2000 <= context["price_year"] <= 2030

    def test_every_price_is_given(self, path):
        assert set(read_yaml(path)["prices"]) == set(PRICES)

    def test_schools_of_one_sex_leave_no_more_than_all(self, path):
        place = Place(**read_yaml(path)["place"])
        assert place.girls_share + place.boys_share <= 1

    def test_every_set_number_has_a_source_and_no_other_has(self, path):
        context = read_yaml(path)
        assert set(context["sources"]) == set(context["place"]) | set(context["prices"])
        assert [key for key, source in context["sources"].items() if not is_source(source)] == []

    def test_ranges_hold_the_value_and_may_stand(self, path):
        context = read_yaml(path)
        given = dataclasses.asdict(Place(**context["place"])) | dataclasses.asdict(Prices(**context["prices"]))
        specs = PLACE | numbers(Prices)
        for key, (low, high) in context["ranges"].items():
            assert problem(specs[key], low) is None and problem(specs[key], high) is None, key
            assert low < high and low <= given[key] <= high, key
        assert {key for key in context["prices"] if context["prices"][key]} <= set(context["ranges"]), "no price is known to the last coin"

    def test_today_exists(self, path):
        assert read_yaml(path)["today"] in SCENARIO_NAMES

    def test_illustrative_contexts_say_what_to_measure(self, path):
        context = read_yaml(path)
        assert all(isinstance(sentence, str) and sentence.endswith(".") for sentence in context["to_measure"])
        assert bool(context["to_measure"]) == context["illustrative"]
        if context["illustrative"]:
            assert {"voluntary_leave", "other_exit", "move", "return_share", "leadership", "fit", "weekly_hours"} <= set(context["ranges"])

    def test_cited_rows_exist(self, path):
        assert unknown_rows(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=file_name)
class TestScenario:
    def test_keys_are_the_fields_of_a_scenario(self, path):
        assert set(read_yaml(path)) - {"scales"} == {f.name for f in dataclasses.fields(Scenario)} - {"name"}

    def test_the_lever_that_scales_it_is_one_that_it_sets(self, path):
        scenario = read_yaml(path)
        assert "scales" not in scenario or scenario["scales"] in scenario["levers"]

    def test_every_lever_may_stand(self, path):
        assert problems_of(read_yaml(path)["levers"], LEVERS) == []

    def test_a_lever_at_its_default_is_written_only_where_the_source_states_it(self, path):
        scenario = read_yaml(path)
        idle = [key for key, value in scenario["levers"].items() if value == LEVERS[key].default and key not in scenario["stated"]]
        assert idle == []

    def test_stated_levers_are_set_once(self, path):
        scenario = read_yaml(path)
        assert set(scenario["stated"]) <= set(scenario["levers"])
        assert len(scenario["stated"]) == len(set(scenario["stated"]))

    def test_comments_agree_with_the_stated_list(self, path):
        commented = re.findall(r"^  (\w+): \S+\s+# stated", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert set(commented) == set(read_yaml(path)["stated"])

    def test_home_payer_and_what_was_found(self, path):
        scenario = read_yaml(path)
        assert scenario["home_context"] in CONTEXT_NAMES | {None}
        assert scenario["payer"] in (MINISTRY, SCHOOL, DONOR)
        assert set(scenario["found_with"]) <= {"leadership_support", "expected_fit"}
        assert all(0 <= value <= 1 for value in scenario["found_with"].values())

    def test_a_cluster_programme_draws_on_the_cluster(self, path):
        levers = Levers(**read_yaml(path)["levers"])
        assert levers.match_rule != "cluster_geography" or levers.mentor_pool == "cluster"

    def test_cited_rows_exist(self, path):
        assert unknown_rows(path.read_text(encoding="utf-8")) == []


def test_no_mentoring_sets_nothing():
    assert read_yaml(CONFIGS / "scenario" / "no_mentoring.yaml")["levers"] == {}


@pytest.mark.parametrize("table", [Place, Prices, Parameters, Levers], ids=lambda t: t.__name__)
def test_sources_in_the_code_exist(table):
    assert [key for key, spec in numbers(table).items() if not is_source(spec.source)] == []


def test_evidence_is_rectangular():
    head, *rows = read_table("evidence.csv")
    assert head == ["id", "quantity", "value", "low", "high", "unit", "population", "year", "source", "verified", "used_for"]
    assert {len(row) for row in rows} == {len(head)}
    assert len(EVIDENCE) == len(rows)
    kinds = {row[head.index("verified")] for row in rows}
    assert kinds == {
        "source document", "derived", "from memory", "looked up (press summary)", "direction looked up, magnitude from memory",
        "looked up (official table, abstract or press summary)",
    }
    assert all(row[head.index(column)].strip() for row in rows for column in ("quantity", "value", "source", "verified", "used_for"))


def test_patterns_are_the_targets_and_directions():
    head, *rows = read_table("patterns.csv")
    assert head == ["id", "pattern", "unit", "published", "low", "high", "rows", "kind", "assertion"]
    assert {len(row) for row in rows} == {len(head)}
    table = [dict(zip(head, row, strict=True)) for row in rows]
    assert len({row["id"] for row in table}) == len(table)
    targets = {re.match(r"T\d+", row["id"]).group() for row in table if row["kind"] == "calibration"}
    directions = {row["id"] for row in table if row["kind"] == "direction"}
    assert targets == {f"T{k}" for k in range(1, 15)}
    assert directions == {"SF1"} | {f"SF{k}" for k in range(5, 25)}
    for row in table:
        assert row["rows"] and is_source(row["rows"]), row["id"]
        published, low, high = (float(row[key]) if row[key] else None for key in ("published", "low", "high"))
        assert low is None or high is None or low < high, row["id"]
        assert published is None or ((low is None or low <= published) and (high is None or published <= high)), row["id"]


def test_run_settings_name_files_that_exist():
    config = read_yaml(CONFIGS / "config.yaml")
    chosen = {group: name for entry in config["defaults"] if isinstance(entry, dict) for group, name in entry.items()}
    for group, name in chosen.items():
        if not group.startswith("override "):
            assert (CONFIGS / group / f"{name}.yaml").is_file(), group
    assert set(config["scenarios"]) <= SCENARIO_NAMES
    assert read_yaml(CONFIGS / "context" / f"{chosen['context']}.yaml")["today"] in config["scenarios"]


@pytest.mark.parametrize("group, name_key, keys", [("backend", "name", {"name", "jobs"}), ("parameters", "source", {"source"})])
def test_small_groups_are_plain(group, name_key, keys):
    for path in (CONFIGS / group).glob("*.yaml"):
        content = read_yaml(path)
        assert set(content) == keys
        assert content[name_key] == path.stem
