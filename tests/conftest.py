"""What every test may use: the checkout, the command as a user types it, one headless browser, and one build shared by all workers."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import hypothesis
import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")

# the same examples every time: a red test must be red again when its fault is looked for
hypothesis.settings.register_profile("same examples", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("same examples")


def pytest_configure(config):
    """Compile the kernels once before the workers of ``pytest -n`` start: they would all compile them at the same time."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput") and not config.option.collectonly:
        code = "from sim.simulate import compile_kernels; compile_kernels()"
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, check=False)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the folder that holds the four rooms."""
    return CHECKOUT


@functools.cache
def program() -> str | None:
    """Return the browser that is on the path."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    """Return a running browser, closed after the last test."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
    if program() is None:
        pytest.skip(f"no browser is installed: none of {', '.join(PROGRAMS)} is on the path")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=program(), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def python():
    """Return a function that runs Python code in a process of its own: ``python(code, folder, **environment)``.

    It reads the rooms of the checkout, and its folder is searched first, as in a notebook.
    """

    def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
        settings = {**os.environ, "PYTHONPATH": str(CHECKOUT), **environment}
        return subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env=settings, capture_output=True, text=True, encoding="utf-8", errors="replace"
        )

    return run


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """Return a function that makes a folder once for all workers of a test run: ``shared(name, make)``."""
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent

    def once(name: str, make) -> Path:
        folder, ready, failed = base / name, base / f"{name}.ready", base / f"{name}.failed"
        try:
            folder.mkdir()
        except FileExistsError:
            while not ready.exists():
                assert not failed.exists(), f"{name} could not be made; the worker that tried says why"
                time.sleep(0.2)
            return folder
        try:
            make(folder)
        except BaseException:
            failed.touch()
            raise
        ready.touch()
        return folder

    return once
