"""The lines that experiments/README.md gives for reading a sweep are run as they stand there."""

import re
from pathlib import Path

import pytest

from experiments.sweep import sweep

TEXT = (Path(__file__).resolve().parents[2] / "experiments" / "README.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"^```python\n(.*?)^```$", TEXT, re.M | re.S) if "night/" in block]


def test_the_stores_examples_run(here, capsys):
    assert len(BLOCKS) == 2 and all(len(block.strip().split("\n")) <= 5 for block in BLOCKS)
    pytest.importorskip("duckdb")
    small = {"teachers": "60", "years": "1", "run_in_years": "1", "replicates": "2"}
    sweep(design="grid", factors={"levers.coverage": "0,0.5,1"}, scenario="karachi_private", keep="[monthly]", out="night", **small)
    capsys.readouterr()
    for block in BLOCKS:
        exec(compile(block, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.count("0.5") >= 2 and "month" in said
