"""The scoreboard judges by bands and by how many sets hold a direction, and shows failures in red."""

import csv
import io
import json

import pytest

from analysis.language import LANGUAGES, language
from analysis.scoreboard import COLUMNS, Measured, build, judge, page, stored, table, tally


def pattern(name="T1a", low=0.1, high=0.3, published=0.2, assertion="", kind="calibration"):
    """Return a row of the table of patterns."""
    return {
        "id": name, "pattern": f"Pattern <{name}>", "unit": "share", "published": published, "low": low, "high": high, "rows": "B03",
        "kind": kind, "assertion": assertion,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "value", "passed"),
    [(0.1, 0.3, 0.1, True), (0.1, 0.3, 0.31, False), (None, 0.0, -1.0, True), (0.0, None, -0.01, False), (0.1, 0.3, float("nan"), False)],
)
def test_a_row_passes_in_its_band(low, high, value, passed):
    assert judge(pattern(low=low, high=high), Measured(value, value, value)).passed is passed


def test_a_row_without_band_or_direction_is_only_shown():
    assert judge(pattern(low=None, high=None), Measured(1.0, 1.0, 1.0)).passed is None
    assert judge(pattern(assertion="an input's read-out, shown and not counted"), Measured(9.0, 9.0, 9.0)).passed is None


def test_a_direction_must_hold_in_ninety_of_a_hundred_sets():
    row = pattern("SF7", None, None, None)
    assert judge(row, Measured(1.0, 0.5, 1.5, {"fewer hours": 0.9})).passed
    weak = judge(row, Measured(1.0, 0.5, 1.5, {"fewer hours": 1.0, "mentors more exhausted": 0.4}))
    assert weak.passed is False and "mentors more exhausted: in 40 of 100 sets" in weak.why


def test_a_target_is_met_when_all_its_rows_are():
    rows = [judge(pattern(name), Measured(value, value, value)) for name, value in (("T1a", 0.2), ("T1b", 0.9), ("T2a", 0.2), ("T10", 0.2))]
    assert tally(rows) == {"T": (2, 3), "SF": (0, 0)}


def test_the_table_has_the_fixed_columns():
    found = list(csv.reader(io.StringIO(table([judge(pattern(high=None), Measured(0.05, 0.01, 0.09))]))))
    assert tuple(found[0]) == COLUMNS
    assert found[1] == ["T1a", "Pattern <T1a>", "share", "0.2", "0.1", "", "0.05", "0.01", "0.09", "no"]


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_stored_board_gives_its_page_again_in_every_language(tmp_path, name):
    rows = [judge(pattern(), Measured(0.5, 0.4, 0.6)), judge(pattern("SF5", None, None), Measured(float("nan"), 0.4, 0.6, {"less": 0.5}))]
    about = {"verb": "validate", "facts": {"Seed": "1"}, "rows": [stored(row) for row in rows], "ablation": None}
    (tmp_path / "manifest.json").write_text(json.dumps(about, allow_nan=False), encoding="utf-8")
    text, say = build(tmp_path, name).read_text(encoding="utf-8"), language(name)
    assert text.count('<tr class="no">') == 2 and say("board.no_number") in text
    assert say("board.above", value=say.plain(0.3)) in text and say("board.in_sets", n="50") in text


def test_the_page_stands_alone_and_marks_what_fails():
    rows = [judge(pattern(), Measured(0.5, 0.4, 0.6)), judge(pattern("SF5", None, None), Measured(0.5, 0.4, 0.6, {"less": 1.0}))]
    text = page(rows, {"Seed": "1"}, [{"mechanism": "travel", "lost": "", "gained": "", "moved": ""}])
    assert '<tr class="no">' in text and "above 0.3" in text and "&lt;T1a&gt;" in text
    assert "http:" not in text.replace("http://www.w3.org", "") and "https:" not in text and text.count("<script") == 1
    assert "0 of 1 targets and 1 of 1 directions" in text
