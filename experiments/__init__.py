"""Ask the model many times and store the answers: the command ``retain``, and ``compare`` from Python."""

from __future__ import annotations

import runpy
from pathlib import Path

# read by its path: a foreign `sim` in the way must be named, not run
runpy.run_path(str(Path(__file__).parents[1] / "sim" / "rooms.py"))["check_rooms"](__name__, __file__)

# imported here and not when it is asked for: the file of the same name would otherwise take the function's place in this room
from experiments.compare import Comparison, compare  # noqa: E402

__all__ = ["Comparison", "compare"]
