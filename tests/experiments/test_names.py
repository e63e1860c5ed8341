"""Names and words of a user's own stay words: no formula in a table, no element in a page, no path out of the folder."""

import csv
import re

import pytest

from experiments.cli import main
from experiments.errors import BadInput
from experiments.input import library

PLAIN = "title: mine\nlevers:\n  coverage: 0.5\n"
ELEMENT = "<img src=x onerror=alert(7)>"
HOSTILE = f"=cmd() </script></title></style>{ELEMENT} \"'&"
TINY = ["replicates=2", "run_in_years=1"]
QUOTED = HOSTILE.replace('"', '\\"')
POLICY = f"""title: "{QUOTED}"
source: "{QUOTED}"
payer: ministry
levers:
  coverage: 0.5
  individual_h_month: 2
notes: ["{QUOTED}"]
"""
PLACE = f"""title: "{QUOTED}"
country: "{QUOTED}"
from: karachi_government
sources:
  class_size: "{QUOTED}"
place:
  class_size: 35
prices:
  visit: 12
to_measure: ["{QUOTED}"]
"""
LINES = {
    "compare": "compare no_mentoring own.yaml context=there.yaml years=5 parameter_sets=2",
    "run": "run own.yaml context=there.yaml years=5 parameter_sets=2",
    "sweep": "sweep own.yaml design=plan.yaml years=5",
    "survey": "survey there.yaml scenario=own.yaml n=10 samples=2",
    "trial": "trial no_mentoring own.yaml context=there.yaml schools=3 trials=2 months=12",
    "optimise": "optimise own.yaml budget=100million context=there.yaml tries=10 worlds=2 years=5",
}
DESIGN = f'title: "{QUOTED}"\ndesign: grid\nfactors:\n  levers.coverage: [0, 1]\n  context: [there.yaml, england]\n'


@pytest.mark.parametrize("name", ["=cmd()", "+plan", "@plan", "-plan", "a,b", "a;b", "<b>", 'a"b', "a|b", "$(id)"])
def test_a_file_name_that_would_be_a_formula_or_a_list(name, here, capsys):
    """Names of files stand in every table, and spreadsheets run what begins with = + - @."""
    (here / f"{name}.yaml").write_text(PLAIN)
    with pytest.raises(BadInput, match="cannot stand in the name of a file"):
        library.find("scenario", str(here / f"{name}.yaml"))


@pytest.mark.parametrize("name", ["plan 2 (1)", "teacher's plan", "\u067e\u0627\u0644\u06cc\u0633\u06cc", "\u043f\u043b\u0430\u043d",
    "_plan", "v1.2"])
def test_file_names_that_people_give(name, here):
    (here / f"{name}.yaml").write_text(PLAIN)
    assert library.find("scenario", f"{name}.yaml").made().name == name


@pytest.mark.parametrize("verb", [verb if verb == "sweep" else pytest.param(verb, marks=pytest.mark.slow) for verb in LINES])
def test_hostile_words_in_every_file_of_a_folder(verb, here):
    (here / "own.yaml").write_text(POLICY)
    (here / "there.yaml").write_text(PLACE)
    (here / "plan.yaml").write_text(DESIGN)
    assert main([*LINES[verb].split(" "), *TINY, f"teachers={600 if verb == 'trial' else 60}", "out=done"]) == 0
    pages = sorted((here / "done").rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert ELEMENT not in text, page
        assert "onerror" in text, f"{page} does not show the title at all"
        assert not re.search(r"<img[^>]*onerror", text), page
    for table in sorted((here / "done").rglob("*.csv")):
        check_table(table)
    for book in sorted((here / "done").rglob("*.xlsx")):
        check_book(book)
    for drawing in sorted((here / "done").rglob("*.svg")):
        assert "<img" not in drawing.read_text(encoding="utf-8"), drawing


def check_table(path):
    """Assert that no cell of a table is a formula for a spreadsheet: text never begins with = + - @, a tab or a line end."""
    with open(path, encoding="utf-8-sig", newline="") as stream:
        for row in csv.reader(stream):
            for cell in row:
                assert cell[:1] not in "=+-@\t\r\n" or cell == "" or re.fullmatch(r"-?(\d+\.?\d*(e[+-]?\d+)?|inf|nan)", cell), (path, cell)


def check_book(path):
    """Assert that no cell of a workbook is a formula."""
    import openpyxl

    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row), (path, sheet.title)


@pytest.mark.parametrize("name", ["../up", "/up", "a/../../up", "..", "nul", "COM1", "a:b", "a\\b", "=x", "-x", "x" * 81])
def test_new_stays_in_its_folder(name, here, capsys):
    assert main(["new", "scenario", name]) == 2
    assert not list(here.iterdir()) and not (here.parent / "up.yaml").exists()
