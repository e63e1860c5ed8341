"""The model in WebAssembly gives Python's bytes in headless Chromium too: from a file: address, offline, under the page's own policy."""

from __future__ import annotations

import json

import pytest

from tests.workshop.cases import BUILDS, CASES, different

pytestmark = pytest.mark.slow
POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:"


@pytest.fixture(scope="module")
def ask(script, browser, tmp_path_factory):
    """Return a function that puts a question to the engine in a page of its own; it notes requests and errors."""
    path = tmp_path_factory.mktemp("chromium") / "engine.html"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}"><script>{script}</script>',
        encoding="utf-8",
    )

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

    return put


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("place", list(CASES)[:3], ids=lambda place: place[0])
def test_every_byte_of_every_column(told, ask, place, build):
    data = told(*place, build)
    answers = ask(data, "columns", {"cases": [{"scenario": place[1], **case} for case in CASES[place]]})
    for case, columns in zip(CASES[place], answers, strict=True):
        assert different(columns, *place, data["meta"], case) == []


def test_the_page_checks_itself(told, ask):
    assert ask(told(), "check") == {"build": "simd", "equal": True, "columns": len(told()["meta"]["check"]["hashes"])}
