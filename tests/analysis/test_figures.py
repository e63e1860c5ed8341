"""Figures: the same bytes twice, the mark of illustrative contexts, text as text, nobody else's settings touched."""

import matplotlib
import numpy as np
import pandas
import pytest

from analysis import assumptions, causes, costs, figures, paired, results, survival
from analysis.chart import end_labels, panels
from analysis.figures_people import whole_heads
from analysis.language import LANGUAGES, language


@pytest.fixture(scope="module")
def draw(compare_folder):
    found = results.read(compare_folder)
    reference, years = found.manifest["reference"], found.manifest["years"]
    retained = [f"retained_profession_{k}y" for k in (1, 3, 5)]
    curves, yearly = survival.curves(found.spells, years, order=found.order), found.by_year()
    points, states = costs.plane(found.runs, reference, years, found.order), found.states()
    worth = costs.acceptability(found.runs, reference, 10_000.0, found.order)
    sets = pandas.DataFrame({"learning_rate": [0.1, 0.2, 0.3]}, index=range(3))
    ends = found.money_ends()
    swings = pandas.DataFrame(
        {"name": ["learning_rate"], "label": ["learning"], "low": [-0.01], "high": [0.03], "middle": [0.01]}
    )
    assert assumptions.swings(found.runs, sets, "pairs", reference, retained[-1]) is None, "three sets are too few for a tornado"
    same = pandas.DataFrame(
        {"scenario": ["pairs", "on_paper"], "cost": 9.0, "scale": 1.0, "kept": 1.0, "low": 0.5, "high": 2.0, "verdict": "more"}
    )
    return {
        "heads_of_hundred": lambda **how: figures.heads_of_hundred(survival.fates(found.spells, 5, found.order), 5, reference, **how),
        "differences": lambda **how: figures.differences(found.summary, reference, retained, **how),
        "retention": lambda **how: figures.retention(curves, reference, **how),
        "retention_school": lambda **how: figures.retention(curves, reference, "school", **how),
        "by_group": lambda **how: figures.by_group(found.summary, reference, retained[-1], **how),
        "efficacy": lambda **how: figures.state(states, "efficacy", reference, **how),
        "exhaustion": lambda **how: figures.state(states, "exhaustion", reference, **how),
        "mentoring": lambda **how: figures.mentoring(found.mentoring(), **how),
        "payers": lambda **how: figures.payers(costs.by_payer(found.ledger, 6, years), found.order, **how),
        "spending": lambda **how: figures.spending(costs.by_year(found.ledger, 6), found.order, years, ends, **how),
        "plane": lambda **how: figures.plane(points, found.order, **how),
        "same_money": lambda **how: figures.same_money(same, reference, **how),
        "acceptability": lambda **how: figures.acceptability(worth, **how),
        "in_post": lambda **how: figures.in_post(yearly, reference, ends, **how),
        "after_money": lambda **how: figures.after_money(yearly, ends, **how),
        "vacancies": lambda **how: figures.vacancies(yearly, reference, **how),
        "pupils": lambda **how: figures.pupils(found.summary, reference, **how),
        "tornado": lambda **how: figures.tornado(swings, "pairs", retained[-1], **how),
        "causes": lambda **how: figures.causes(causes.frame(found.summary), reference, **how),
    }


DRAWN = (
    "heads_of_hundred", "differences", "retention", "retention_school", "by_group", "efficacy", "exhaustion", "mentoring", "payers",
    "spending", "plane", "same_money", "acceptability", "in_post", "after_money", "vacancies", "pupils", "tornado", "causes",
)  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_the_same_twice_and_carries_its_mark(draw, name, tmp_path):
    folders = (tmp_path / folder / name for folder in ("a", "b"))
    first, again = ([path.read_bytes() for path in figures.save(draw[name](illustrative=True), path)] for path in folders)
    assert first == again
    assert b"illustrative" in first[0] and b"<text" in first[0] and b"<dc:date>" not in first[0]
    assert first[1].startswith(b"\x89PNG")
    assert b"illustrative" not in figures.save(draw[name](), tmp_path / name)[0].read_bytes()


def test_settings_and_backend_stay_as_they_were(draw):
    backend, font, grid = matplotlib.get_backend(), matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.grid"]
    draw["heads_of_hundred"]()
    assert (matplotlib.get_backend(), matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.grid"]) == (backend, font, grid)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_figure_speaks_every_language(draw, name):
    look = figures.Look(language(name), {"pairs": "PAIRS"}, "PKR")
    for which, figure in draw.items():
        drawn = figure(illustrative=True, look=look)
        texts = [text.get_text() for text in drawn.texts] + [text.get_text() for axes in drawn.axes for text in axes.texts]
        assert look.say("chart.illustrative") in texts, which
        labels = " ".join(axes.get_xlabel() + axes.get_ylabel() for axes in drawn.axes)
        foreign = [letter for letter in labels + drawn.finding if "\u0400" <= letter <= "\u06ff"]
        assert bool(foreign) == (name != "en"), which


def test_heads_add_up_to_a_hundred():
    for stayed, moved, left in ((0.333, 0.333, 0.1), (0.5, 0.0, 0.5), (0.0, 0.0, 0.6), (1.0, 0.0, 0.0), (0.335, 0.33, 0.2)):
        rest = 1.0 - stayed - moved - left
        parts = whole_heads(pandas.Series({"stayed": stayed, "moved": moved, "voluntary": left, "other": rest, "retired": 0.0}))
        assert sum(parts.values()) == 100 and min(parts.values()) >= 0
        assert abs(parts["stayed"] + parts["moved"] - 100 * (stayed + moved)) <= 0.5


def test_fates_agree_with_the_curves(compare_folder):
    found = results.read(compare_folder)
    fates = survival.fates(found.spells, 5, found.order).pivot(index="scenario", columns="fate", values="share")
    at = found.summary[(found.summary["group"] == "all") & (found.summary["interval"] == "computing")].set_index(["outcome", "scenario"])
    for name in found.order:
        assert fates.loc[name, ["stayed", "moved"]].sum() == pytest.approx(at.loc[("retained_profession_5y", name), "estimate"])
        assert fates.loc[name, "stayed"] == pytest.approx(at.loc[("retained_school_5y", name), "estimate"])
        assert fates.loc[name].sum() == pytest.approx(1.0)


def swinging(numbers, gain):
    rows, sets = [], pandas.DataFrame(numbers)
    for k in range(len(sets)):
        for scenario, kept in (("a", 500 + gain(k)), ("today", 500)):
            rows.append({"scenario": scenario, "parameter_set": k, "group": "all", "outcome": "x", "numerator": kept, "denominator": 1000})
    return assumptions.swings(pandas.DataFrame(rows), sets, "a", "today", "x")


def test_the_tornado_finds_the_number_that_matters_and_draws_no_other():
    rising = [0.06 + 0.004 * k for k in range(20)]
    numbers = {"learning_rate": rising, "mastery": [(7 * k) % 20 / 100 for k in range(20)], "context.prices.visit": rising}
    found = swinging(numbers, lambda k: 10 * k)
    assert found["name"].tolist() == ["learning_rate"], "a price that happens to rise with the answer moves no teacher"
    assert found["low"][0] < found["middle"][0] < found["high"][0] and found["label"][0] == "learning"


def test_the_tornado_draws_nothing_where_nothing_is_beyond_chance():
    numbers = {"learning_rate": [0.01 * k for k in range(20)], "mastery": [(7 * k) % 20 / 100 for k in range(20)]}
    assert swinging(numbers, lambda k: 0).empty, "no difference at all"
    draw = np.random.default_rng(4).normal(0, 30, 20).round()
    assert swinging(numbers, lambda k: draw[k]).empty, "luck"
    assert swinging({"learning_rate": [0.1, 0.2, 0.3]}, lambda k: k) is None, "too few sets to show anything"


def compared(**policies):
    frame = pandas.DataFrame.from_dict(policies, orient="index", columns=["cost", "kept", "low", "high", "verdict"])
    return costs.same_money(frame).set_index("scenario")


def test_the_same_money_is_that_of_the_cheapest_and_nothing_is_made_larger():
    found = compared(a=(10.0, 2.0, 1.0, 3.0, "more"), b=(40.0, 4.0, 2.0, 6.0, "more"), free=(0.0, 2.0, 1.0, 3.0, "more"))
    assert list(found.index) == ["a", "b"] and found["cost"].tolist() == [10.0, 10.0] and found["scale"].tolist() == [1.0, 0.25]
    assert found.loc["a", ["kept", "low", "high", "verdict"]].tolist() == [2.0, 1.0, 3.0, "more"], "at its own cost, its own difference"
    assert found.loc["b", ["kept", "low", "high", "verdict"]].tolist() == [1.0, 0.5, 1.5, "more"]
    assert compared(a=(10.0, 2.0, 1.0, 3.0, "more")).empty


def test_the_same_money_claims_no_more_than_the_comparison_did():
    found = compared(a=(10.0, 1.0, 0.1, 2.0, "not clear"), b=(1000.0, 4.0, 2.0, 6.0, "more"))
    assert found["verdict"].tolist() == ["not clear", "not clear"], "what prints as 0.0 is no claim"
    title = figures.same_money(found.reset_index(), "today").finding
    assert "no policy clearly keeps more" in title and "Today" in title


def test_titles_name_a_better_policy_only_where_it_is_clear(draw):
    assert "under pairs" not in draw["heads_of_hundred"]().finding
    assert draw["plane"]().finding == language()("chart.plane.none")
    assert draw["acceptability"]().finding.startswith("Under no policy do clearly fewer leave")
    assert "Pay supplement" in draw["heads_of_hundred"](clear={"pay_supplement"}).finding
    assert draw["plane"](clear={"pay_supplement"}).finding.startswith("Pay supplement keeps")


def test_groups_are_those_in_which_a_difference_is_what_a_policy_does(made_up_runs):
    summary = paired.summarise(made_up_runs[1], "no_mentoring")
    of_new, of_all = (figures.groups_of(summary, outcome) for outcome in ("retained_profession_5y", "annual_leaver_rate"))
    assert "novice" not in of_new and {"novice", "veteran"} <= set(of_all) and "mentor" not in {*of_new, *of_all}


def test_labels_at_the_ends_of_lines_stay_inside_their_panel():
    drawn, axes = panels(2.0, "title", False)
    axes.set_ylim(0, 100)
    end_labels(axes, [(100.0, "a name of two lines", "k"), (99.0, "another", "k"), (0.0, "low", "k"), (0.0, "lower", "k")])
    places = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert 0 < min(places.values()) and max(places.values()) <= 100
    assert len({round(place) for place in places.values()}) == 4


def test_hostile_names_are_drawn_as_they_stand(compare_folder, tmp_path):
    found = results.read(compare_folder)
    look = figures.Look(labels={"pairs": "<b>$x_1$ & =1</b>"})
    drawn = figures.heads_of_hundred(survival.fates(found.spells, 5, found.order), 5, "no_mentoring", look=look)
    text = figures.save(drawn, tmp_path / "hostile")[0].read_text(encoding="utf-8")
    assert "<b>" not in text and "&lt;b&gt;$x_1$ &amp; =1" in text


def test_the_same_money_names_no_winner_where_several_are_clear():
    found = compared(a=(10.0, 2.0, 1.0, 3.0, "more"), b=(20.0, 4.2, 2.0, 6.0, "more")).reset_index()
    assert "2 policies clearly keep more" in figures.same_money(found, "today").finding
    assert "B clearly keeps more than Today: 2.1 of" in figures.same_money(found[found["scenario"] == "b"], "today").finding
