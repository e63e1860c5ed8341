"""Mesa's own page over RetentionModel starts and steps in headless Chromium, with no request but to this computer."""

from __future__ import annotations

import os
import socket
import subprocess
import time

import pytest

pytest.importorskip("solara")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.slow


def test_mesas_page_starts_and_steps(checkout, browser, tmp_path):
    from experiments.page.loopback import mesa_words

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {**os.environ, "PYTHONPATH": str(checkout)}
    with (tmp_path / "said.txt").open("w") as said:
        running = subprocess.Popen(mesa_words(port), cwd=tmp_path, env=settings, stdout=said, stderr=subprocess.STDOUT)
    try:
        page, requests = browser.new_page(viewport={"width": 1280, "height": 900}), []
        page.on("request", lambda request: requests.append(request.url))
        for _ in range(120):
            try:
                page.goto(f"http://127.0.0.1:{port}/")
                break
            except playwright.Error:
                assert running.poll() is None, (tmp_path / "said.txt").read_text()
                time.sleep(1)
        page.get_by_text("0 months lived").wait_for(timeout=180_000)
        page.get_by_role("button", name="Step", exact=True).click()
        page.get_by_text("1 months lived").wait_for(timeout=60_000)
        page.screenshot(path=str(tmp_path / "mesa.png"))
        page.get_by_role("button", name="Reset", exact=True).click()
        page.get_by_text("0 months lived").wait_for(timeout=60_000)
        page.close()
    finally:
        running.terminate()
        running.wait()
    elsewhere = [url for url in requests if not url.startswith((f"http://127.0.0.1:{port}/", f"ws://127.0.0.1:{port}/", "data:", "blob:"))]
    assert elsewhere == []
