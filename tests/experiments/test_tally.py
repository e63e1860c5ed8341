"""The tables on the screen: a rough view says how far it may be off, the last one whether there are enough runs."""

from experiments.tally import Tally, final_table

LINE = {"group": "all", "low": None, "high": None}


def test_the_rough_view_says_how_far_it_may_be_off():
    tally = Tally(["ours", "torn"], 3)
    for kept in (90, 80, 85, 95, 75):
        tally.add([("ours", "retained_profession_1y", kept, 100), ("ours", "retained_profession_3y", 80, 100)])
    heads, rows = tally.table()
    # residuals -5, 5, 0, 10, 10: sqrt(5 / 4 * 250) / 500 = 0.035 and 2.13 of these are 7.5 heads
    assert rows[0][0] == "ours" and [cell.replace("+/-", "\u00b1") for cell in rows[0][1:]] == ["85 \u00b1 8", "80 \u00b1 1"]
    assert rows[1] == ["torn", "-", "-"] and len(heads) == 3


def test_few_runs_are_said_to_be_few():
    found = []
    for kind in ("computing", "ignorance"):
        for scenario in ("today", "ours"):
            row = {"scenario": scenario, "outcome": "retained_profession_5y", "interval": kind, "estimate": 0.8, **LINE, "low": 0.7}
            found.append(row | {"difference": 0.0, "difference_low": 0.0, "difference_high": 0.0})
    about = {
        "years": 5, "replicates": 10, "parameter_sets": 25, "teachers": 300, "reference": "today",
        "scenarios": [{"name": "today"}, {"name": "ours"}], "context": {"currency": "PKR", "illustrative": False, "title": "x"},
    }  # fmt: skip
    _, _, notes = final_table(found, about)
    assert any("with luck in it" in note for note in notes) and any("replicates=500" in note for note in notes)
    _, _, notes = final_table(found, about | {"replicates": 500})
    assert any("luck is taken out" in note for note in notes) and not any("replicates=" in note for note in notes)
