"""The pages of survey, trial and validate in a browser: nothing asked for, accessible; a file of one's own with hostile names."""

from __future__ import annotations

import csv
import json
import re

import openpyxl
import pytest

from analysis.scoreboard import Measured, build, judge, stored
from experiments.cli import main
from experiments.report import rebuild
from tests.browser.test_report import OVERFLOW, RULES

TINY = ("teachers=150", "run_in_years=1", "replicates=4", "parameter_sets=2", "jobs=1")
HOSTILE = "<img src=x onerror=alert(1)> \"quoted\" 'single' & =cmd()"


def survey(folder):
    assert main(["survey", "n=20", *TINY, "samples=12", f"out={folder}"]) == 0


def trial(folder):
    pytest.importorskip("statsmodels")
    places = ("no_mentoring", "us_induction_usual", "context=united_states")
    assert main(["trial", *places, "schools=6", "months=12", "trials=20", *TINY[1:], f"out={folder}"]) == 0


def validate(folder):
    row = {"id": "T1a", "pattern": "Leavers", "unit": "share", "published": 0.2, "low": 0.1, "high": 0.3, "rows": "B03", "assertion": ""}
    rows = [stored(judge(row, Measured(value, 0.1, 0.5))) for value in (0.2, 0.4)]
    ablation = [dict.fromkeys(("mechanism", "lost", "gained", "moved"), "a")]
    about = {"verb": "validate", "facts": {"Seed": "1"}, "rows": rows, "ablation": ablation}
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    build(folder)


PAGES = {"survey": (survey, "report.html"), "trial": (trial, "report.html"), "validate": (validate, "scoreboard.html")}


@pytest.mark.parametrize("verb", PAGES)
def test_a_page_of_fieldwork_stands_alone(visit, axe, shared, verb):
    make, name = PAGES[verb]
    folder = shared(f"fieldwork-{verb}", lambda folder: make(folder / "out")) / "out"
    for language, width in (("ur", 360), ("en", 1280)):
        path = rebuild(folder, language)
        assert path.name == (name if language == "en" else name.replace(".", f".{language}.", 1))
        seen = visit(path, width)
        assert seen.page.evaluate(OVERFLOW) <= 0
        assert (seen.elsewhere(), seen.complaints) == ([], [])
        seen.page.evaluate(axe)
        found = seen.page.evaluate(f"axe.run(document, {{runOnly: {list(RULES)!r}}})")
        assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]] == []


@pytest.fixture(scope="module")
def hostile(shared):
    """Return the folder of a comparison whose scenario file has names that are HTML, quotes and a formula."""

    def make(folder):
        texts = {"title": HOSTILE, "source": f"=cmd() {HOSTILE}"}
        lines = [f"{key}: {json.dumps(text)}" for key, text in texts.items()]
        plan = folder / "my_plan.yaml"
        plan.write_text("\n".join([*lines, "levers:", "  coverage: 0.8", f"notes: [{json.dumps('=1+1' + HOSTILE)}]", ""]), encoding="utf-8")
        small = [setting for setting in TINY if not setting.startswith("teachers")]
        arguments = ["compare", str(plan), "no_mentoring", "context=united_states", "teachers=150", "years=3", *small]
        assert main([*arguments, f"out={folder / 'out'}"]) == 0

    return shared("hostile", make) / "out"


def test_hostile_names_stay_text_on_the_page(visit, hostile):
    seen = visit(hostile / "report.html")
    assert seen.page.evaluate("document.querySelectorAll('img, iframe, object').length") == 0
    assert seen.page.get_by_text("<img src=x onerror=alert(1)>").count() >= 2
    assert (seen.elsewhere(), seen.complaints) == ([], [])
    assert seen.page.locator("details", has_text="=1+1<img").count() >= 1


def test_hostile_names_stay_text_in_excel_and_csv(hostile):
    book = openpyxl.load_workbook(hostile / "summary.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert any(cell.value == HOSTILE for cell in cells)
    with open(hostile / "summary.csv", encoding="utf-8", newline="") as stream:
        words = {cell for row in csv.reader(stream) for cell in row if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)}
    assert [word for word in words if word[:1] in ("=", "+", "-", "@")] == []
