"""The front of a search: numbers as in the summary, sentences that say what is not certain, a page that draws."""

import json
import shutil

import numpy as np
import pandas
import pytest

from analysis import frontier, frontier_page
from analysis.frontier_words import Words, table
from analysis.language import LANGUAGES, language

OUTCOME, GROUPS = "retained_profession_5y", ("rural", "urban")


@pytest.fixture(scope="module")
def front(compare_folder):
    order = [scenario["name"] for scenario in json.loads((compare_folder / "manifest.json").read_text(encoding="utf-8"))["scenarios"]]
    reference = json.loads((compare_folder / "manifest.json").read_text(encoding="utf-8"))["reference"]
    best = next(name for name in order if name != reference)
    return frontier.measured(compare_folder, OUTCOME, GROUPS, {best: ["best", "kept"]}, 1.0), reference, best


def about(compare_folder, front, **changes):
    rows, reference, best = front
    manifest = json.loads((compare_folder / "manifest.json").read_text(encoding="utf-8"))
    found = {
        "contexts": [manifest["context"] | {"today": reference}], "budget": 5e6, "target": None, "outcome": OUTCOME,
        "years": manifest["years"], "roles": {best: ["best", "kept"]}, "reference": reference, "titles": {reference: "Today's"},
        "changed": {best: {"coverage": [0.5, 0.8], "recognition": ["none", "letter"]}},
        "over": ["coverage:0:0.8", "recognition:none:letter"],
        "equity": list(GROUPS), "goals": ["kept", "exhaustion", "equity"], "illustrative": [], "teachers": 200, "tried": 3, "different": 3,
        "checked": 2, "check_worlds": 4, "could_not_run": 0, "worlds": 2, "replicates": 6, "parameter_sets": 3, "base": reference,
        "fixed": {}, "notes": [], "command": "retain optimise", "model_version": "x", "git": None, "versions": {"python": "3"},
    }  # fmt: skip
    return found | changes


def test_the_front_holds_the_numbers_of_the_summary(compare_folder, front):
    rows, reference, best = front
    assert tuple(rows.columns) == frontier.COLUMNS and rows["policy"].iloc[0] == reference
    summary = pandas.read_csv(compare_folder / "summary.csv")
    kind = rows["interval"].iloc[0]
    mine = summary[(summary["group"] == "all") & (summary["interval"] == kind)].set_index(["scenario", "outcome"])
    row = rows.set_index("policy").loc[best]
    assert row["more"] == pytest.approx(mine.loc[(best, OUTCOME), "difference"]) and row["over_budget"] in (0.0, 1.0)
    assert row["more_low"] == pytest.approx(mine.loc[(best, OUTCOME), "difference_low"])
    assert row["tired"] == pytest.approx(mine.loc[(best, "exhaustion"), "difference"])
    assert rows.set_index("policy").loc[reference, "nearer"] == 0


def test_a_gap_that_halves_is_nearer():
    def rows(scenario, rural):
        made = []
        for replicate in range(4):
            for group, gone in (("rural", rural), ("urban", 10.0)):
                for outcome, numerator in (("annual_leaver_rate", gone), ("annual_mover_rate", gone)):
                    made.append((scenario, replicate, replicate % 2, group, outcome, numerator / 100, numerator, 100.0))
        return made

    names = ["scenario", "replicate", "parameter_set", "group", "outcome", "value", "numerator", "denominator"]
    runs = pandas.DataFrame([*rows("today", 20.0), *rows("other", 15.0), *rows("beyond", 5.0)], columns=names)
    found = frontier._gaps(runs, GROUPS, "today", "ignorance")
    assert found["today"]["gap"] == pytest.approx(0.2) and found["other"]["nearer"] == pytest.approx(0.1)
    assert found["beyond"]["gap"] == pytest.approx(-0.1) and found["beyond"]["nearer"] == pytest.approx(0.1)


def test_what_is_not_certain_is_said(compare_folder, front):
    rows, _, best = front
    rows = rows.copy()
    mine = rows["policy"] == best
    rows.loc[mine, ["more", "more_low", "more_high", "over_budget"]] = [0.01, -0.01, 0.03, 0.3]
    rows.loc[mine, "clear"] = frontier.NOT_CLEAR
    said = " ".join(Words(about(compare_folder, front)).answer(rows))
    assert "cannot be told from zero" in said and "30 of 100 cases" in said and "best mix found is: coverage: 80 %" in said
    assert "At the end of the range that was searched: coverage: 80 %" in said
    none = about(compare_folder, front, roles={best: ["kept"]})
    assert "no mix that was tried can be paid" in " ".join(Words(none).answer(rows)) and "nothing that was tried" in Words(none).title()
    both = about(compare_folder, front, target=0.012, roles={best: ["best", "cheapest"]})
    short = " ".join(Words(both).answer(rows))
    assert "It is also the cheapest mix" in short and "a little short of the target" in short and Words(both).missed(rows) == ""
    doubtful = Words(both | {"target": 0.02})
    assert doubtful.missed(rows).startswith("It is not sure that the target is reached: in fresh worlds") and "+1.0" in doubtful.missed(rows)
    assert "a little short" not in " ".join(doubtful.answer(rows))
    idle = about(compare_folder, front, changed={best: {}})
    assert Words(idle).answer(rows)[0].endswith("the best that was found is to change nothing: today's policy stays.")
    assert any("not distinguishable" in cell for line in table(rows, idle)[1] for cell in line)


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_target_that_is_missed_comes_first(compare_folder, front, name):
    rows, _, best = front
    for changes in ({"budget": None}, {}):
        words = Words(about(compare_folder, front, target=0.2, roles={best: ["kept"]}, **changes), language(name))
        missed = words.missed(rows)
        assert words.answer(rows)[0] == missed and "20" in missed
    far = Words(about(compare_folder, front, budget=None, target=0.2, roles={best: ["kept"]}))
    assert far.missed(rows).startswith("The target is not reached: no mix that was tried keeps 20 more of 100")
    assert "no mix found that keeps 20 more of 100" in far.title()


def test_words_of_levers(compare_folder, front):
    words = Words(about(compare_folder, front))
    assert words.set_to("coverage", 0.8) == "coverage: 80 %" and words.value("reach_years", 1) == "1 year"
    assert words.value("match_rule", "cluster_geography") == "whoever is near" and words.value("individual_h_month", 2) == "2 hours a month"
    assert words.reach("coverage:0:1") == ("coverage", "0 % to 100 %") and words.mix({}) == "nothing is changed"
    assert [words.policy(name) for name in ("best_buy", "cheapest_again", "mix_12", "load_cut", "my_plan")] == [
        "best buy", "cheapest", "mix 12", "Load cut", "my plan",
    ]  # fmt: skip


def test_the_page_draws(compare_folder, front, tmp_path):
    rows, _, best = front
    shutil.copytree(compare_folder, tmp_path / "comparison")
    (tmp_path / "manifest.json").write_text(json.dumps(about(compare_folder, front, target=0.02)), encoding="utf-8")
    rows.to_csv(tmp_path / "optimise.csv", index=False)
    draw = np.random.default_rng(1)
    cloud = pandas.DataFrame({"cost": draw.uniform(0, 1e7, 20)} | {name: draw.normal(0, 0.02, 20) for name in ("more", "tired", "nearer")})
    cloud.to_csv(tmp_path / "candidates.csv", index=False)
    part = {"policy": best, "lever": "coverage", "unit": "share", "before": 0.5, "chosen": 0.8, "more": 0.01, "clear": "no", "cost": 1e5}
    pandas.DataFrame([part]).to_csv(tmp_path / "levers.csv", index=False)
    for name in [*LANGUAGES][::-1]:
        page, say = frontier_page.build(tmp_path, name).read_text(encoding="utf-8"), language(name)
        assert f'<html lang="{name}" dir="{say.direction}">' in page and say("optimise.section.best") in page
    assert page.count("<svg") == 6 and "lever by lever" in page and "retain compare" in page and "not told from zero" in page
    first = [path.read_bytes() for path in sorted((tmp_path / "figures").iterdir())]
    frontier_page.build(tmp_path)
    assert first == [path.read_bytes() for path in sorted((tmp_path / "figures").iterdir())], "the same files again"
