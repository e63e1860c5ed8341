"""The model in WebAssembly gives Python's bytes in headless Chromium too: from a file: address, offline, under the page's own policy."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.workshop.cases import BUILDS, CASES, different

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")]
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:"


@pytest.fixture(scope="module")
def ask(script, tmp_path_factory):
    """Return a function that puts a question to the engine in a page of its own; it notes requests and errors."""
    path = tmp_path_factory.mktemp("chromium") / "engine.html"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}"><script>{script}</script>',
        encoding="utf-8",
    )
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def put(data, question, given=None):
            context = browser.new_context(offline=True)
            page, requests, errors = context.new_page(), [], []
            page.on("request", lambda request: requests.append(request.url))
            page.on("console", lambda said: errors.append(said.text))
            page.on("pageerror", lambda fault: errors.append(str(fault)))
            page.goto(path.as_uri())
            answer = page.evaluate("text => answer(text)", json.dumps({"data": data, "question": question, "given": given or {}}))
            context.close()
            assert (requests, errors) == ([path.as_uri()], [])
            return json.loads(answer)

        yield put
        browser.close()


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("place", list(CASES)[:3], ids=lambda place: place[0])
def test_every_byte_of_every_column(told, ask, place, build):
    data = told(*place, build)
    answers = ask(data, "columns", {"cases": [{"scenario": place[1], **case} for case in CASES[place]]})
    for case, columns in zip(CASES[place], answers, strict=True):
        assert different(columns, *place, data["meta"], case) == []


def test_the_page_checks_itself(told, ask):
    assert ask(told(), "check") == {"build": "simd", "equal": True, "columns": len(told()["meta"]["check"]["hashes"])}
