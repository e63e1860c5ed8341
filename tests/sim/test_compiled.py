"""The cache of compiled code: an edited rule is never answered by old code, and a mechanism that is off leaves every bit as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.compiled import jit_disabled

ROOM = Path(sim.__file__).resolve().parent
# depersonalisation stands in another file than relax, which it calls: a cache that looks at one file only would not see the edit
ONE_RULE = """
from sim.rules.burnout import depersonalisation
print(depersonalisation(1.0, 0.0, 0.0, 0.0, 0.0, 0.12, 0.5, 0.62, 0.24, 0.46))
print(sum(depersonalisation.stats.cache_hits.values()))
"""
WORLD = """
import hashlib
from sim.context import Context
from sim.levers import Levers
from sim.parameters import Parameters
from sim.scenario import Scenario
from sim.simulate import branch, run_in
none, some = Scenario("none", "None"), Scenario("some", "Some", Levers(coverage=0.5, individual_h_month=4.0))
found = branch(run_in(Context("here", "Here", "none"), none, Parameters(), teachers=60, years=1), some, years=1)
print(hashlib.sha256(found.monthly.tobytes() + found.spells["exhaustion_end"].tobytes()).hexdigest())
"""


@pytest.fixture
def copy(tmp_path):
    """Return a function that runs code with a copy of the model whose cache stays warm between edits."""
    shutil.copytree(ROOM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    # the room's guard would find the other rooms of the checkout beside a foreign copy
    (tmp_path / "sim" / "__init__.py").write_text('"""A copy."""\n', encoding="utf-8")

    def run(code, *edits):
        for file, old, new in edits:
            path = tmp_path / "sim" / file
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        settings = {**os.environ, "PYTHONPATH": "", "RETAIN_CACHE": str(tmp_path / "cache"), "NUMBA_DISABLE_JIT": "0"}
        ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=900)
        assert ran.returncode == 0, ran.stderr[-2000:]
        return ran.stdout.split()

    return run


RELAX = ("rules/efficacy.py", "return state + rate * (set_point - state)", "return state + 0.5 * rate * (set_point - state)")


@pytest.mark.skipif(jit_disabled, reason="there is no cache in plain Python")
def test_an_edited_rule_gives_other_results_with_a_warm_cache(copy):
    first, cold = copy(ONE_RULE)
    again, warm = copy(ONE_RULE)
    edited, anew = copy(ONE_RULE, RELAX)
    assert first == again == "0.88" and edited == "0.94"
    assert (cold, warm, anew) == ("0", "1", "0"), "the second run is answered from the cache, the third must not be"


@pytest.mark.slow
@pytest.mark.skipif(jit_disabled, reason="there is no cache in plain Python")
def test_an_edited_rule_gives_another_world_and_a_mechanism_that_is_off_the_same(copy):
    before = copy(WORLD)
    off = copy(
        WORLD,
        (
            "rules/time.py",
            "@rule\ndef workload(",
            "@rule\ndef settling_in(weekly_hours, tenure, settling_hours):\n"
            '    """Return working hours a week with those of a new school added (assumed)."""\n'
            "    return weekly_hours + settling_hours / (1.0 + 12.0 * tenure)\n\n\n@rule\ndef workload(",
        ),
        (
            "parameters.py",
            "    usual_vacancy: float",
            '    settling_hours: float = number(0.0, 0, 10, "hours a week", "settling in", "Hours in the first month; off at 0.")\n'
            "    usual_vacancy: float",
        ),
        (
            "month.py",
            '    Row("workload", time.workload),',
            '    Row("weekly_hours", time.settling_in),\n    Row("workload", time.workload),',
        ),
    )
    assert off == before
    assert copy(WORLD.replace("Parameters()", "Parameters(settling_hours=5.0)")) != before, "the mechanism acts when it is on"
    assert copy(WORLD, RELAX) != before
