"""The mechanism that CONTRIBUTING.md adds is added to a copy, as a reader would type it, and does what the text says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

BLOCK = re.compile(r"^```python\n# (?P<file>\S+), (?:below (?P<below>[^\n]+)|at the end)\n(?P<code>.*?)^```$", re.M | re.S)


def test_the_mechanism_of_the_text_works_in_a_copy(checkout, tmp_path):
    for room in ("sim", "configs", "experiments", "analysis"):
        shutil.copytree(checkout / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(checkout / "pyproject.toml", tmp_path)
    blocks = list(BLOCK.finditer((checkout / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    changed = [block["file"] for block in blocks]
    assert changed == ["sim/rules/time.py", "sim/parameters.py", "sim/month.py", "tests/sim/test_settling_in.py"]
    for block in blocks:
        path = tmp_path / block["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        at = len(lines)
        if block["below"]:
            (at,) = (number for number, line in enumerate(lines, 1) if line.strip().startswith(block["below"]))
        blank = "\n\n" if lines and not block["below"] else ""
        path.write_text("".join([*lines[:at], blank, block["code"], *lines[at:]]), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", changed[-1]],
        cwd=tmp_path, env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
