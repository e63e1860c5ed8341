"""What CONTRIBUTING.md adds, a mechanism and a lever, is added to a copy as a reader would type it, and does what the text says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

BLOCK = re.compile(r"^```python\n# (?P<file>\S+), (?:below (?P<below>[^\n]+)|at the end)\n(?P<code>.*?)^```$", re.M | re.S)
# files that a mechanism touches, and those that a lever touches beside it: fewer is better
MECHANISM = ["sim/rules/time.py", "sim/parameters.py", "sim/month.py", "tests/sim/test_answers.py", "tests/sim/test_settling_in.py"]
LEVER = ["sim/levers.py", "sim/rules/time.py", "sim/month.py", "tests/sim/test_answers.py", "sim/prices.py", "sim/posts.py"]
POLICY = """title: A substitute for remote schools
levers:
  substitute_h_week: 3
payer: ministry
"""


@pytest.fixture
def copy(checkout, tmp_path):
    """Return a copy of the checkout with all that the text adds, and a function that runs Python there."""
    for room in ("sim", "configs", "experiments", "analysis", "tests"):
        shutil.copytree(checkout / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(checkout / file, tmp_path)
    blocks = list(BLOCK.finditer((checkout / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert [block["file"] for block in blocks] == MECHANISM + LEVER
    for block in blocks:
        path = tmp_path / block["file"]
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        at = len(lines)
        if block["below"]:
            (at,) = (number for number, line in enumerate(lines, 1) if line.strip().startswith(block["below"]))
        blank = "\n\n" if lines and not block["below"] else ""
        path.write_text("".join([*lines[:at], blank, block["code"], *lines[at:]]), encoding="utf-8")

    def run(*words, **environment):
        ran = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path), **environment},
            capture_output=True, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-3000:]
        return ran.stdout

    return tmp_path, run


def test_the_mechanism_of_the_text_works_in_a_copy(copy):
    _, run = copy
    run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/sim/test_settling_in.py", "tests/sim/test_answers.py", NUMBA_DISABLE_JIT="1")


@pytest.mark.slow
def test_nothing_else_breaks_and_the_lever_can_be_used(copy):
    """The ensemble stays, what is generated is renewed, the model's own tests pass, and a policy of it costs money."""
    folder, run = copy
    cache = {"RETAIN_CACHE": str(folder / "cache")}
    assert "named anew" in run("-m", "experiments.release", **cache)
    run("-m", "experiments.document", **cache)
    run(
        "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "tests/sim", "tests/configs", "tests/golden",
        "tests/contract/test_mesa.py", "tests/analysis/test_language.py", "tests/experiments/searching", **cache,
    )  # fmt: skip
    (folder / "relief.yaml").write_text(POLICY, encoding="utf-8")
    small = ("context=lasbella", "teachers=200", "years=2", "run_in_years=2", "replicates=4", "parameter_sets=2", "out=relief")
    policies = ("relief.yaml", "pay_supplement", "pay_supplement.same_money=relief")
    assert "relief" in run("-m", "experiments.cli", "compare", *policies, *small, **cache)
    costs = "import pandas; print(pandas.read_parquet('relief/ledger.parquet').groupby('line')['cost'].sum()['substitute'])"
    assert float(run("-c", costs)) > 0
