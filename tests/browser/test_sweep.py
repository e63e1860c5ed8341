"""The pages of sweep and optimise in a browser: narrow, wide and print; no request, no complaint, accessible, nothing cut off."""

from __future__ import annotations

import re
import shutil

import pytest

from analysis import pages
from analysis.language import LANGUAGES, language
from tests.analysis.conftest import write_folder
from tests.analysis.searches import measured, write_search
from tests.analysis.sweeps import write_sweep
from tests.browser.test_report import CUT_OFF, OVERFLOW, RULES

KINDS = ("sobol", "morris", "one_at_a_time", "discovery", "grid")
FAST = [("ur", 360), ("en", 1280)]
EACH = [
    *FAST,
    *(pytest.param((name, width), marks=pytest.mark.slow) for name in LANGUAGES for width in (360, 1280) if (name, width) not in FAST),
]


def strong(shares):
    return 8.0 * shares[:, 0] - 4.0


@pytest.fixture(scope="session")
def page_of(shared):
    """Return a function that gives the page of a kind of sweep, or of a search, in a language."""

    def make_sweep(kind):
        target = {"target": ">=0"} if kind == "discovery" else {}
        return lambda folder: write_sweep(folder / "out", kind, strong, luck=0.4, sets=4 if kind == "grid" else 1, **target)

    def make_search(folder):
        comparison = write_folder(folder / "comparison")
        write_search(folder / "out", comparison, measured(comparison))

    def build(kind, name):
        folder = shared(f"made-{kind}", make_search if kind == "optimise" else make_sweep(kind))

        def make(own):
            shutil.copytree(folder / "out", own / "out")
            pages.build(own / "out", name)

        return pages.page_of(shared(f"made-{kind}-{name}", make) / "out", name)

    return build


@pytest.mark.parametrize("kind", [*KINDS, "optimise"])
@pytest.mark.parametrize("reader", EACH)
def test_a_page_stands_alone_and_fits(visit, page_of, axe, kind, reader):
    name, width = reader
    seen = visit(page_of(kind, name), width)
    page = seen.page
    assert page.evaluate("getComputedStyle(document.body).direction") == language(name).direction
    assert page.evaluate(OVERFLOW) <= 0, "the page must not scroll sideways"
    assert page.evaluate(CUT_OFF) == []
    page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true")
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {{runOnly: {list(RULES)!r}}})")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]] == []
    assert (seen.elsewhere(), seen.complaints) == ([], [])


@pytest.mark.parametrize("kind", ["discovery", "optimise"])
def test_it_prints_on_a4(visit, page_of, kind, tmp_path):
    page = visit(page_of(kind, "en")).page
    path = tmp_path / "report.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    boxes = [tuple(map(float, box)) for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", path.read_bytes())]
    assert 2 <= len(boxes) <= 12 and all(abs(width - 595) < 2 and abs(height - 842) < 2 for width, height in boxes)
