"""The accessibility checker, a made-up district's pages in every language, the workshop page."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis import pages
from tests.analysis.conftest import write_folder

AXE = "axe-core@4.10.3"


@pytest.fixture(scope="session")
def axe(shared) -> str:
    """Return the source of the accessibility checker, from the package registry of npm; nothing of it is kept in the house."""

    def fetch(folder: Path) -> None:
        if shutil.which("npm") is None:
            (folder / "why").write_text("npm is not installed", encoding="utf-8")
            return
        order, own = [shutil.which("npm"), "pack", AXE, "--silent"], {**os.environ, "npm_config_cache": str(folder / "cache")}
        got = subprocess.run(order, cwd=folder, capture_output=True, text=True, timeout=120, env=own)
        packed = next(iter(folder.glob("axe-core-*.tgz")), None)
        if got.returncode or packed is None:
            (folder / "why").write_text(f"npm cannot fetch {AXE}: {got.stderr.strip()[-300:]}", encoding="utf-8")
            return
        shutil.unpack_archive(packed, folder, filter="data")

    folder = shared("axe", fetch)
    source = folder / "package" / "axe.min.js"
    if not source.is_file():
        pytest.skip((folder / "why").read_text(encoding="utf-8"))
    return source.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def report_of(shared):
    """Return a function that gives the path of the report of a made-up district in a language: ``report_of("ur")``."""
    folder = shared("district", lambda folder: write_folder(folder / "results"))

    def build(name: str) -> Path:
        def make(target: Path) -> None:
            shutil.copytree(folder / "results", target / "results")
            pages.build(target / "results", name)

        return pages.page_of(shared(f"report-{name}", make) / "results", name)

    return build


class Visit:
    """Hold an open page with what it asked for and what it complained about."""

    def __init__(self, browser, path: Path, width: int):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, accept_downloads=True)
        self.page, self.requests, self.complaints = self.context.new_page(), [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.goto(path.as_uri())

    def elsewhere(self) -> list[str]:
        """Return the addresses outside the page itself that were asked for."""
        return [url for url in self.requests[1:] if not url.startswith(("data:", "blob:"))]


@pytest.fixture
def visit(browser):
    """Return a function that opens a page: ``visit(path, width)``; every page is closed after the test."""
    opened = []

    def go(path: Path, width: int = 1280) -> Visit:
        opened.append(Visit(browser, path, width))
        return opened[-1]

    yield go
    for one in opened:
        one.context.close()


@pytest.fixture(scope="session")
def built(shared):
    """Return the path of the workshop page of karachi_government."""

    def make(folder):
        from experiments.workshop import build

        build("karachi_government", "karachi_private", "sustainable_design", "no_mentoring", out=folder / "page.html")

    return shared("workshop", make) / "page.html"


class Watched:
    """A page that notes every request but its own file, every error, and speaks through evaluate: the policy forbids more."""

    def __init__(self, context, path, name="en", before=None):
        self.page, self.requests, self.errors = context.new_page(), [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda fault: self.errors.append(str(fault)))
        if before:
            self.page.add_init_script(before)
        self.address = f"{path.as_uri()}#lang={name}"
        self.page.goto(self.address)

    def ready(self):
        self.until("!document.getElementById('live').hidden")
        self.page.evaluate("app.pause()")
        return self

    def until(self, condition, seconds=60):
        for _ in range(10 * seconds):
            if self.page.evaluate(f"Boolean({condition})"):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never true: {condition}; errors: {self.errors}")

    def text(self, selector):
        return self.page.evaluate(f"document.querySelector({json.dumps(selector)}).textContent")

    def clean(self):
        assert self.errors == []
        own = self.address.split("#")[0]  # and the worker, which is made of the page's own text
        assert [url for url in self.requests if url.split("#")[0] != own and not url.startswith("blob:null/")] == []


@pytest.fixture
def opened(browser, built):
    """Return a function that opens the page offline in a language, at a width, still or not."""
    contexts = []

    def make(name="en", width=1280, still=True, before=None, path=built):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, offline=True, reduced_motion="reduce" if still else "no-preference"
        )
        contexts.append(context)
        return Watched(context, path, name, before)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def evidence(checkout):
    """Return the rows of the evidence table by their id."""
    with (checkout / "configs" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}
