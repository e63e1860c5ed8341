"""Shared by the tests of the workshop's engine: the compiled module, what the page is told of a place, and node."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ENGINE = ("unpack.js", "world.js", "film.js", "paired.js", "engine.js")


@pytest.fixture(scope="session")
def modules(shared):
    """Return both builds of the model as WebAssembly; one worker of a test run builds them for all."""
    from experiments.page import webassembly

    shared("webassembly", lambda folder: webassembly.modules())
    return webassembly.modules()


@pytest.fixture(scope="session")
def told(modules):
    """Return a function that gives what a page of a place is given: ``told(context, scenario)`` -> {meta, simd, plain}."""
    from analysis.workshop import page
    from experiments.page import numbers as workshop_numbers
    from experiments.page import webassembly
    from sim import shelf

    @lru_cache
    def of(context, scenario):
        place = shelf.context(context)
        policies = {name: shelf.scenario(name) for name in (place.today, "no_mentoring", scenario)}
        meta = workshop_numbers.meta(place, tuple(policies.values()), max(map(webassembly.stack_top, modules.values())))
        return json.loads(json.dumps(meta)), {name: page.packed(data) for name, data in modules.items()}

    def give(context="karachi_government", scenario="karachi_private", build="simd"):
        meta, packed = of(context, scenario)
        return {"meta": meta, "simd": packed["simd"] if build == "simd" else None, "plain": packed["plain"]}

    return give


@pytest.fixture(scope="session")
def script():
    """Return the engine's script as it stands in the page, and what the tests ask of it."""
    folder = HERE.parent.parent / "analysis" / "workshop"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in ENGINE) + (HERE / "ask.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def node(script, tmp_path_factory):
    """Return a function that puts a question to the engine in node: ``node(data, "columns", {...})``."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs node")
    path = tmp_path_factory.mktemp("node") / "engine.js"
    last = "answer(require('fs').readFileSync(0, 'utf8')).then((text) => process.stdout.write(text));\n"
    path.write_text(f"{script}\n{last}", encoding="utf-8")

    def ask(data, question, given=None):
        asked = json.dumps({"data": data, "question": question, "given": given or {}})
        done = subprocess.run([program, str(path)], input=asked, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return ask
