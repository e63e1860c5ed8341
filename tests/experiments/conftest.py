"""Shared by the tests of the command: a model that answers at once, and the command in a process of its own."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
FAKE = Path(__file__).with_name("fake_model.py")


@pytest.fixture
def fake_model(monkeypatch):
    """Put the stand-in for the model in place and give its module; the real one is back after the test."""
    spec = importlib.util.spec_from_file_location("fake_model", FAKE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("sim.simulate", "sim.ensemble"):
        if name in sys.modules:
            monkeypatch.setitem(sys.modules, name, sys.modules[name])
        else:
            monkeypatch.setitem(sys.modules, name, None)
            monkeypatch.delitem(sys.modules, name)
    module.install()
    yield module
    for name in ("sim.simulate", "sim.ensemble"):
        sys.modules.pop(name, None)


@pytest.fixture
def fake_writers(fake_model, monkeypatch):
    """Write empty files for the workbook and the report, which take seconds."""
    import analysis

    for name in ("report", "workbook"):
        monkeypatch.setattr(analysis, name, None, raising=False)
        monkeypatch.setitem(sys.modules, f"analysis.{name}", None)
    fake_model.install_writers()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def environment(**changes):
    """Return the environment of a subprocess that finds the house from any folder."""
    paths = [str(HOUSE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **changes}


@pytest.fixture
def retain():
    """Run the command in a process of its own: ``retain("compare", ..., folder=..., fake=True)``.

    ``fake``: with the stand-in for the model; ``report``: with the real workbook and report; ``wait=False`` gives the process.
    """

    def call(*arguments, folder, fake=False, report=False, pause=0.0, wait=True, **variables):
        if fake:
            script = (
                # Ctrl+C as at a keyboard: a test run in the background of a shell would hand on that it is ignored
                "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
                "import runpy, sys; model = runpy.run_path(sys.argv.pop(1)); "
                f"model['install']({pause}); {report} or model['install_writers'](); "
                "from experiments.cli import main; sys.exit(main())"
            )
            command = [sys.executable, "-c", script, str(FAKE), *arguments]
        else:
            command = [sys.executable, "-m", "experiments.cli", *arguments]
        variables = environment(**{"PYTHONIOENCODING": "utf-8", **variables})
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": folder, "env": variables}
        if not wait:
            return subprocess.Popen(command, **pipes)
        return subprocess.run(command, timeout=300, **pipes)

    return call
