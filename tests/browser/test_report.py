"""The report in a browser: every language, narrow, wide and print; no request, no complaint, accessible, sorted and downloaded."""

from __future__ import annotations

import re

import pytest

from analysis.language import LANGUAGES, language

FAST = ("en", "ur")
EACH = [pytest.param(name, marks=() if name in FAST else pytest.mark.slow) for name in LANGUAGES]
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """[...document.querySelectorAll("figure svg")].flatMap(svg => {
  const frame = svg.getBoundingClientRect(), [, , width] = svg.getAttribute("viewBox").split(" ").map(Number), scale = frame.width / width;
  return [...svg.querySelectorAll("text")].filter(text => {
    const box = text.getBoundingClientRect();
    return box.bottom > frame.top && (box.left < frame.left - 2 * scale || box.right > frame.right + 2 * scale);
  }).map(text => svg.closest("figure").id + ": " + text.textContent);
})"""
BEYOND = """[...document.querySelectorAll("figure svg")].filter(svg => {
  const box = svg.getBoundingClientRect();
  return box.left < -1 || box.right > innerWidth + 1;
}).map(svg => svg.closest("figure").id)"""


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("width", (360, 1280))
def test_a_page_stands_alone_and_fits(visit, report_of, name, width):
    seen = visit(report_of(name), width)
    page = seen.page
    assert page.evaluate("document.documentElement.lang") == name
    assert page.evaluate("getComputedStyle(document.body).direction") == language(name).direction
    assert page.evaluate(OVERFLOW) <= 0, "the page must not scroll sideways"
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(BEYOND) == [], "a whole figure is seen without scrolling"
    assert page.evaluate("document.querySelectorAll('figure svg').length") >= 17
    # a name with HTML in it is text: no element came of it
    assert page.evaluate("document.querySelectorAll('script').length") == 1
    assert page.get_by_text("<script>alert('Imposed')</script>").count() >= 1
    assert (seen.elsewhere(), seen.complaints) == ([], [])


@pytest.mark.parametrize("name", EACH)
def test_it_is_accessible(visit, report_of, axe, name):
    page = visit(report_of(name)).page
    page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true")
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {{runOnly: {list(RULES)!r}}})")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("name", EACH)
def test_it_prints_on_a4(visit, report_of, name, tmp_path):
    page = visit(report_of(name)).page
    path = tmp_path / "report.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    content = path.read_bytes()
    pages = [tuple(map(float, box)) for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)]
    assert 8 <= len(pages) <= 40
    assert all(abs(width - 595) < 2 and abs(height - 842) < 2 for width, height in pages)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.tools')).display") == "none"
    assert page.evaluate("document.querySelector('.new-page').getBoundingClientRect().top") > 300


def test_the_keyboard_reaches_everything_in_the_order_of_reading(visit, report_of):
    page = visit(report_of("en")).page
    assert page.evaluate("document.querySelectorAll('[tabindex]:not([tabindex=\"0\"])').length") == 0, "nobody jumps the queue"
    places = []
    for _ in range(14):
        page.keyboard.press("Tab")
        here = "(() => { const it = document.activeElement, box = it.getBoundingClientRect(); return [it.tagName, box.top + scrollY]; })()"
        places.append(page.evaluate(here))
    tops = [top for _, top in places]
    assert tops == sorted(tops) and {"BUTTON", "SUMMARY"} <= {tag for tag, _ in places}
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_a_table_sorts_by_its_numbers_with_the_keyboard(visit, report_of):
    page = visit(report_of("ru")).page
    column = """[...document.querySelectorAll("table.cards tbody tr")].map(row => Number(row.cells[3].dataset.v))"""
    button = page.locator("table.cards thead th").nth(3).locator("button")
    button.focus()
    page.keyboard.press("Enter")
    found = page.evaluate(column)
    assert found == sorted(found) and len(found) == 4
    assert page.locator("table.cards thead th").nth(3).get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert page.evaluate(column) == sorted(found, reverse=True)


@pytest.mark.parametrize("name", ("en", "ur"))
def test_a_figure_downloads_whole_as_svg_and_png(visit, report_of, tmp_path, name):
    seen = visit(report_of(name))
    figure = seen.page.locator("#figure-retention_profession")
    for kind in ("svg", "png"):
        with seen.page.expect_download() as waiting:
            figure.locator(f"[data-save={kind}]").click()
        assert waiting.value.suggested_filename == f"retention_profession.{kind}"
        waiting.value.save_as(tmp_path / f"figure.{kind}")
    text = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    title = figure.locator(".finding").inner_text()
    assert 'viewBox="0 0 ' in text and text.count("<text") > 20
    assert title.split()[-1].strip("\u2066\u2069") in text, "the title is in the file, not only on the page"
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / "figure.png").stat().st_size > 20_000
    assert seen.complaints == []


def test_latin_words_in_urdu_have_their_own_direction(visit, report_of):
    page = visit(report_of("ur")).page
    loose = """(() => {
      const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const known = '[dir="ltr"], svg, code, script, style, .tools';
      for (let node; node = walk.nextNode();)
        if (/[A-Za-z]{3,}/.test(node.data) && !node.parentElement.closest(known)) found.push(node.data.trim());
      return found; })()"""
    assert page.evaluate(loose) == []
