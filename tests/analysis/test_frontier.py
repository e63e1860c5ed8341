"""The front of a search: numbers as in the summary, sentences that say what is not certain, a page that draws."""

import pandas
import pytest

from analysis import frontier, frontier_page
from analysis.frontier_words import Words, table
from analysis.language import LANGUAGES, language
from tests.analysis.searches import GROUPS, OUTCOME, about, measured, write_search


@pytest.fixture(scope="module")
def front(compare_folder):
    return measured(compare_folder)


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
    assert doubtful.missed(rows).startswith("It is not sure that the target is reached: in fresh worlds the")
    assert "+1.0" in doubtful.missed(rows)
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
    assert words.set_to("coverage", 0.8) == words.set_to("coverage", "0.8") == "coverage: 80 %"
    assert words.value("reach_years", 1) == "1 year"
    assert words.value("match_rule", "cluster_geography") == "whoever is near" and words.value("individual_h_month", 2) == "2 hours a month"
    assert words.reach("coverage:0:1") == ("coverage", "0 % to 100 %") and words.mix({}) == "nothing is changed"
    assert [words.policy(name) for name in ("best_buy", "cheapest_again", "mix_12", "load_cut", "my_plan")] == [
        "best buy", "cheapest", "mix 12", "Load cut", "my plan",
    ]  # fmt: skip


def test_the_page_draws(compare_folder, front, tmp_path):
    write_search(tmp_path, compare_folder, front)
    for name in [*LANGUAGES][::-1]:
        page, say = frontier_page.build(tmp_path, name).read_text(encoding="utf-8"), language(name)
        assert f'<html lang="{name}" dir="{say.direction}">' in page and say("optimise.section.best") in page
    assert page.count("<svg") == 6 and "lever by lever" in page and "retain compare" in page and "not told from zero" in page
    first = [path.read_bytes() for path in sorted((tmp_path / "figures").iterdir())]
    frontier_page.build(tmp_path)
    assert first == [path.read_bytes() for path in sorted((tmp_path / "figures").iterdir())], "the same files again"
