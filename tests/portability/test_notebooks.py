"""The notebooks beside the READMEs run from top to bottom, as a reader would run them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path for room in ("analysis", "sim", "experiments", "configs") for path in (CHECKOUT / room).glob("*.ipynb"))


def test_there_are_two():
    assert [path.relative_to(CHECKOUT).as_posix() for path in NOTEBOOKS] == ["analysis/comparison.ipynb", "sim/one_teacher.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_is_kept_with_its_results(path, tmp_path, monkeypatch):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(CHECKOUT), os.environ.get("PYTHONPATH", "")]))
    book = nbformat.read(path, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert any(cell.outputs for cell in code), "it is kept with its results"
    assert "/tmp/" not in path.read_text(encoding="utf-8"), "no path of one machine"
    nbclient.NotebookClient(book, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert all(cell.execution_count for cell in code)
