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


def test_a_difference_is_clear_where_the_check_says_so_too(compare_folder, front):
    rows, _, best = front
    verdict = rows.set_index("policy").loc[best, "clear"]
    for said in ("not clear", "fewer", None):
        alone = frontier.measured(compare_folder, OUTCOME, GROUPS, {best: ["best"]}, 1.0, {best: said} if said else {})
        assert alone.set_index("policy").loc[best, "clear"] == frontier.NOT_CLEAR, f"clear here ({verdict}), in the check {said}"
    assert set(rows.loc[rows["policy"] != best, "clear"]) == {frontier.NOT_CLEAR}


def _with(front, **changes):
    rows, _, best = front
    rows = rows[rows["policy"].isin((best, rows["policy"].iloc[0]))].copy()
    for name, value in changes.items():
        rows.loc[rows["policy"] == best, name] = value
    return rows


def test_the_answer_says_what_the_table_says(compare_folder, front):
    best = front[2]
    rows = _with(front, more=0.029, more_low=0.004, more_high=0.111, over_budget=0.3, clear=frontier.CLEAR)
    said = " ".join(Words(about(compare_folder, front)).answer(rows))
    assert "+2.9 of 100, probably between +0.4 and +11.1" in said and "up to" not in said
    assert "it is the cheapest that no other clearly beats" in said and "cannot be told from zero" not in said
    assert "30 of 100 cases" in said and "best mix found is: coverage: 80\u00a0% (now 50\u00a0%)" in said
    assert "At the end of the range that was searched: coverage: 80\u00a0%" in said
    stopped = Words(about(compare_folder, front, changed={best: {"coverage": [0.5, 0.0]}}))
    assert "best mix found is: stop giving mentors (coverage: 0\u00a0%, now 50\u00a0%)." in " ".join(stopped.answer(rows))


def test_where_no_mix_clearly_keeps_more_today_stays(compare_folder, front):
    best = front[2]
    rows = _with(front, more=0.01, more_low=-0.01, more_high=0.03, clear=frontier.NOT_CLEAR)
    none = Words(about(compare_folder, front, roles={best: ["kept"]}, budget=1e12))
    assert "no mix that was tried clearly keeps more than today's policy. So nothing is recommended" in " ".join(none.answer(rows))
    assert "no mix found that clearly keeps more" in none.title()
    assert any("not distinguishable" in cell for line in table(rows, none.about)[1] for cell in line)
    poor = Words(about(compare_folder, front, roles={best: ["kept"]}, budget=1.0))
    rows["cost"] = 5.0
    assert "no mix that was tried can be paid" in " ".join(poor.answer(rows))
    less = " ".join(Words(about(compare_folder, front, budget=1.0)).answer(rows))
    assert "The budget does not pay for today's policy." in less and "cannot be told from zero" in less


def test_a_target_is_reached_shortly_or_not_surely(compare_folder, front):
    best = front[2]
    rows = _with(front, more=0.01, more_low=0.002, more_high=0.03, clear=frontier.CLEAR)
    both = Words(about(compare_folder, front, target=0.012, roles={best: ["best", "cheapest"]}))
    short = " ".join(both.answer(rows))
    assert "It is also the cheapest mix" in short and "a little short of the target" in short and both.missed(rows) == ""
    unsure = Words(about(compare_folder, front, target=0.01, roles={best: ["kept"]}))
    assert unsure.missed(rows).startswith("It is not sure that the target is reached: no mix clearly keeps 1 more of 100")
    assert "+1.0 of 100, probably between +0.2 and +3.0" in unsure.missed(rows)
    far = Words(about(compare_folder, front, target=0.5, roles={best: ["kept"]}))
    assert "clearly reaches is +1.0 of 100" in far.missed(rows)
    nothing = _with(front, more=0.01, more_low=-0.002, more_high=0.03, clear=frontier.NOT_CLEAR)
    assert far.missed(nothing).endswith("None of the policies shown here clearly keeps more at all.")
    assert unsure.missed(nothing).startswith("It is not sure"), "the table shows it at the target"


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_target_that_is_missed_comes_first(compare_folder, front, name):
    rows, _, best = front
    for changes in ({"budget": None}, {}):
        words = Words(about(compare_folder, front, target=0.2, roles={best: ["kept"]}, **changes), language(name))
        missed = words.missed(rows)
        assert words.answer(rows)[0] == missed and "20" in missed
    far = Words(about(compare_folder, front, budget=None, target=0.2, roles={best: ["kept"]}))
    assert far.missed(rows).startswith("The target is not reached: no mix that was tried keeps 20 more of 100")
    assert "no mix found that clearly keeps 20 more of 100" in far.title()


def test_words_of_levers(compare_folder, front):
    words = Words(about(compare_folder, front))
    assert words.set_to("coverage", 0.8) == words.set_to("coverage", "0.8") == "coverage: 80\u00a0%"
    assert words.value("reach_years", 1) == "1 year"
    assert words.value("match_rule", "cluster_geography") == "whoever is near" and words.value("individual_h_month", 2) == "2 hours a month"
    assert words.reach("coverage:0:1") == ("coverage", "0 % to 100\u00a0%") and words.mix({}) == "nothing is changed"
    assert [words.policy(name) for name in ("best_buy", "cheapest_again", "mix_12", "load_cut", "my_plan")] == [
        "Best buy", "Cheapest", "Mix 12", "Load cut", "My plan",
    ]  # fmt: skip


def test_the_page_draws(compare_folder, front, tmp_path):
    write_search(tmp_path, compare_folder, front)
    for name in [*LANGUAGES][::-1]:
        page, say = frontier_page.build(tmp_path, name).read_text(encoding="utf-8"), language(name)
        assert f'<html lang="{name}" dir="{say.direction}">' in page and say("optimise.section.best") in page
    assert page.count("<svg") == 6 and "lever by lever" in page and "retain compare" in page and "not told from zero" in page
    # 2.9 of the whole mix less 1.0 and 0.2 of its levers
    assert "+1.7" in page and "only together" in page and "the whole mix, against" in page and "In the folder of this page type" in page
    first = [path.read_bytes() for path in sorted((tmp_path / "figures").iterdir())]
    frontier_page.build(tmp_path)
    assert first == [path.read_bytes() for path in sorted((tmp_path / "figures").iterdir())], "the same files again"
