"""The small runs of :mod:`experiments.calibration.fingerprint`, and the file in which their results are kept."""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path(__file__).with_name("golden.json")


def kept() -> dict:
    """Return the summaries that were kept."""
    return json.loads(FILE.read_text(encoding="utf-8"))
