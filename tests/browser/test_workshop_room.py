"""What a room does with the workshop page: a hundred districts, other plausible worlds, lessons, handouts, the facilitator's sheet."""

import re

import pytest

from analysis.language import LANGUAGES, language
from analysis.workshop.page import CLAIMS
from tests.conftest import program

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


RESULTS = "[...document.querySelectorAll('#results tbody tr')].map(r => [...r.children].map(c => c.textContent))"


def heads(name):
    """Return how the rows of a lesson's table begin."""
    own = [f"{letter}. {language('en')(f'workshop.lesson.{name}.run{k}')}" for k, letter in enumerate("AB")]
    none = ["C. no programme"] if name == "paper" else []
    return ["As today", *own, *none, "Difference B − A", *(["Difference A − C"] if none else [])]


@pytest.mark.parametrize("name", ("time", "match", "paper"))
def test_a_lesson_from_guess_to_handout(opened, name):
    page = opened(width=1000).ready()
    page.page.click(f"[data-room={name}]")
    page.page.fill("#guess-0", "3")
    page.page.fill("#guess-1", "2")
    letters = "ABC" if name == "paper" else "AB"
    for letter in letters:
        page.page.click(f"#lesson [data-run={letter}]")
        assert page.text("#ours-title").startswith(f"Run {letter}: ")
        page.page.evaluate("app.pause()")
    pairs = ["Atoday", "Btoday", "BA"] + (["Ctoday", "AC"] if name == "paper" else [])
    page.until(f"{pairs}.every(pair => (app.lessons.{name}.found[pair] || {{}}).done === 100)", 180)
    rows = page.page.evaluate(RESULTS)
    assert [row[0] for row in rows] == heads(name)
    assert [row[1] for row in rows[1:3]] == ["3", "2"]
    first, second = (float(row[2]) for row in rows[1:3])
    assert first < second if name == "time" else first > second, "the lesson shows what it is about"
    found = page.page.evaluate(f"app.lessons.{name}.found")
    for pair in pairs:
        if pair.endswith("today"):
            continue
        one, other, both = (found[key]["outcomes"]["kept_new"] for key in (f"{pair[1]}today", f"{pair[0]}today", pair))
        assert both["difference"] == pytest.approx(other["difference"] - one["difference"], abs=1e-12), "the same districts, in pairs"
        assert both["n"] == 100 and both["mean_low"] <= both["difference"] <= both["mean_high"]
        luck = "sure" if both["mean_low"] > 0 or both["mean_high"] < 0 else "unsure"
        verdict = next(text for text in page.text("#results").split("beside ") if text.startswith(f"{pair[1]}:"))
        assert language("en")(f"workshop.luck.{luck}") in verdict, "whatever the numbers are, the words say them"
        dearer = found[pair]["outcomes"]["cost_total"]["difference"] > 0
        assert ("kept costs" in verdict) == (luck == "sure" and both["difference"] > 0 and dearer)
    assert "Between A and B only this differs: " in page.text("#results")
    assert "and it is not so today: Mentor hours, planned: 4, today 1.5" in page.text("#results")
    assert pages(page, "[...document.querySelectorAll('#lesson button')].pop().click()") == 1
    page.clean()


def test_a_lesson_gives_nothing_away_before_its_first_run(opened):
    page = opened(still=False)
    page.until("!document.getElementById('live').hidden && app.playing")
    page.page.click("[data-room=match]")
    hidden = "document.getElementById('floor').hidden"
    assert page.page.evaluate(f"[app.playing, {hidden}]") == [False, True]
    page.page.click("#lesson [data-run=A]")
    assert page.page.evaluate(f"[app.playing, {hidden}]") == [True, False]
    beside = page.page.evaluate("[...document.querySelectorAll('.transport button')].map(button => button.textContent)")
    assert beside[1:4] == ["Run A", "Run B", "To the results"]
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    assert page.text("#ours-title").startswith("Run B: ")
    page.page.focus("#to-results")
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "results"
    page.page.click("[data-room=paper]")
    assert page.page.evaluate(hidden), "another lesson, another guess"
    page.page.click("[data-room=floor]")
    assert not page.page.evaluate(hidden) and page.page.evaluate("document.querySelectorAll('#lesson-runs').length") == 0
    page.clean()


def test_a_guess_that_cannot_be_is_said_and_a_reload_keeps_what_was_typed(opened):
    page = opened().ready()
    page.page.click("[data-room=match]")
    page.page.fill("#guess-0", "500")
    assert page.text("#guess-0-wrong") == "From 0 to 100, please."
    assert page.page.evaluate(RESULTS)[1][1] == "–"
    page.page.fill("#guess-0", "40")
    page.page.fill("#reason", "they were put together by the office")
    assert page.text("#guess-0-wrong") == "" and page.page.evaluate(RESULTS)[1][1] == "40"
    page.page.reload()
    page.ready()
    page.page.click("[data-room=match]")
    assert [page.page.input_value(box) for box in ("#guess-0", "#reason")] == ["40", "they were put together by the office"]
    assert pages(page, "[...document.querySelectorAll('#lesson button')].pop().click()") == 1
    assert "they were put together by the office" in page.text("#handout")
    page.clean()


def test_a_lessons_table_is_counted_anew_in_another_plausible_world(opened):
    page = opened().ready()
    page.page.click("[data-room=paper]")
    page.page.click("#lesson [data-run=A]")
    page.page.evaluate("app.pause()")
    done = "(app.lessons.paper.found.Atoday || {}).done === 100"
    page.until(done, 90)
    before = page.page.evaluate(RESULTS)
    page.page.click("#another")
    assert not page.page.evaluate(done)
    page.until(done, 90)
    assert page.page.evaluate(RESULTS)[1] != before[1] and "plausible world" in page.text("#results")
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
    page.page.evaluate("app.enter('sheet')")  # all that a lesson shows is counted there
    page.until("Object.values(app.lessons).every(one => one.found.BA && one.found.BA.done === 100)", 180)
    for lesson in ("time", "match", "paper"):
        for run in ("false", "true"):
            page.page.evaluate("document.body.className = ''; document.getElementById('handout').hidden = true;")
            page.page.evaluate(f"app.lessons.{lesson}.done.fill({run}); app.enter('{lesson}')")
            assert pages(page, "[...document.querySelectorAll('#lesson button')].pop().click()") == 1, (lesson, run)
            assert (language(name)("workshop.draft") in page.text("#handout")) == (name != "en")


def test_the_facilitators_sheet_cites_the_evidence(opened, evidence):
    page = opened().ready()
    page.page.click("[data-room=sheet]")
    said, english = page.text("#sheet"), language("en")
    for ids in CLAIMS.values():
        for row in ids:
            source = evidence[row]["source"]
            assert source in said and english(f"workshop.found.{row}") in said
            assert re.search(r"\d{4}", source) or f"{source} ({evidence[row]['year']})" in said, "no source without its year"
    for name in ("split", "hours", "pairs", "novice", "money", "transfer", "prices", "scale"):
        assert english(f"workshop.assume.{name}") in said
    assert "Difference A − C" in said and "Our guess" not in said
    page.until("document.querySelectorAll('[data-expected=time] p').length > 2", 120)
    assert "B beside A: " in page.text("[data-expected=time]"), "what the lesson shows here is counted, not promised"
    page.clean()


def test_what_would_have_to_be_measured_is_said_in_the_readers_language(opened):
    page = opened("ur").ready()
    page.page.click("[data-room=sheet]")
    for k in (1, 2, 3):
        assert language("ur")(f"measure.karachi_government.{k}") in page.text("#sheet")
