"""What a room does with the workshop page: a hundred districts, other plausible worlds, lessons, handouts, the facilitator's sheet."""

import re

import pytest

from analysis.language import LANGUAGES, language
from analysis.workshop.page import CLAIMS
from tests.browser.conftest import program

pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(program() is None, reason="needs chromium")]
NO_WORKER = "window.Worker = class { postMessage() { setTimeout(() => this.onerror(new Event('error', {cancelable: true}))); } };"


@pytest.mark.parametrize("before", ("delete window.Worker;", NO_WORKER), ids=("none", "fails"))
def test_a_hundred_districts_without_a_worker(opened, before):
    """Where none starts, or one that fails, the page itself counts, and counts the same."""
    found = []
    for page in (opened().ready(), opened(before=before).ready()):
        page.until("app.heard && app.heard.done === 100", 120)
        found.append(page.page.evaluate("[Boolean(app.luck.aside.worker), JSON.stringify(app.heard.outcomes)]"))
        page.clean()
    assert [one[0] for one in found] == [True, False] and found[0][1] == found[1][1]


def test_a_hundred_districts_and_another_plausible_world(opened):
    page = opened().ready()
    page.page.evaluate("app.set(Object.assign(app.engine.levers(), {pay_supplement: 0.4}))")
    page.until("app.heard && app.heard.done === 100 && document.getElementById('luck-progress').value === 100", 90)
    assert "over 100 districts" in page.text("#luck-answer")
    found = page.page.evaluate("app.heard.outcomes[document.getElementById('luck-of').value]")
    assert found["n"] == 100 and found["low"] <= found["mean_low"] < found["difference"] < found["mean_high"] <= found["high"]
    assert found["difference"] > 0
    before = page.page.evaluate("[app.set_number, app.today.month.exhaustion[50]]")
    page.page.click("#another")
    after = page.page.evaluate("[app.set_number, app.today.month.exhaustion[50]]")
    assert after[0] != before[0] and after[1] != before[1]
    assert "plausible world" in page.text("#plausible-now")
    page.until("document.querySelectorAll('#plausible-picture circle').length === 2", 90)
    page.page.click("#middle")
    assert page.page.evaluate("[app.set_number, app.today.month.exhaustion[50]]") == before
    page.clean()


@pytest.mark.parametrize("name", ("time", "match", "paper"))
def test_a_lesson_from_guess_to_handout(opened, name):
    page = opened(width=1000).ready()
    page.page.click(f"[data-room={name}]")
    page.page.fill("#guess-0", "3")
    page.page.fill("#guess-1", "2")
    for k in (0, 1):
        page.page.locator("#lesson .step .buttons button").nth(k).click()
        page.page.evaluate("app.pause()")
    page.until(f"app.lessons.{name}.done.every(one => one && one.luck && one.luck.done === 100)", 120)
    rows = page.page.evaluate("[...document.querySelectorAll('#lesson tbody tr')].map(r => [...r.children].map(c => c.textContent))")
    assert [row[1] for row in rows] == ["3", "2"]
    assert not any("…" in cell and "(" not in cell for row in rows for cell in row)
    column = {"time": 2, "match": 3, "paper": 4}[name]
    first, second = (float(row[column]) for row in rows)
    assert first < second if name == "time" else first > second, "the lesson shows what it is about"
    assert pages(page, "[...document.querySelectorAll('#lesson button')].pop().click()") == 1
    page.clean()


def pages(page, click):
    """Print as the button does, the dialog left out, and count the sheets of A4."""
    page.page.evaluate("window.print = () => { window.kept = [document.body.className, document.getElementById('handout').innerHTML]; }")
    page.page.evaluate(click)
    page.page.evaluate("""(() => { document.body.className = window.kept[0]; const h = document.getElementById('handout');
      h.innerHTML = window.kept[1]; h.hidden = false; })()""")
    return len(re.findall(rb"/Type\s*/Page\b", page.page.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.parametrize("name", LANGUAGES)
def test_handouts_are_one_page_in_every_language(opened, name):
    page = opened(name, 1000).ready()
    for lesson in ("time", "match", "paper"):
        page.page.evaluate("document.body.className = ''; document.getElementById('handout').hidden = true;")
        page.page.evaluate(f"app.enter('{lesson}')")
        assert pages(page, "[...document.querySelectorAll('#lesson button')].pop().click()") == 1, lesson


def test_the_facilitators_sheet_cites_the_evidence(opened, evidence):
    page = opened().ready()
    page.page.click("[data-room=sheet]")
    said = page.text("#sheet")
    for ids in CLAIMS.values():
        for row in ids:
            assert f"{row}: {evidence[row]['source']}" in said
    for name in ("split", "hours", "pairs", "transfer", "prices", "scale"):
        assert language("en")(f"workshop.assume.{name}") in said
