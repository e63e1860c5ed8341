"""Libraries that only some verbs need: what to type where one is not installed."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path

from experiments.errors import BadInput

ROOT = Path(__file__).resolve().parents[1]


def check(library: str, extra: str, who: str) -> None:
    """Raise :class:`BadInput`, with the line to type, where a library is not installed.

    Parameters
    ----------
    library : as it is imported;  extra : of this package, which brings it;  who : what needs it, such as ``a search``.
    """
    try:
        found = find_spec(library)
    except ValueError:  # it stands among the loaded modules as None
        found = None
    if found is None:
        raise BadInput(f"{who} needs the library {library}, which is not installed here", mend=f"type: {line(extra)}")


def line(extra: str) -> str:
    """Return the line that installs an extra for the Python that is running: from the checkout where this is one, else by name."""
    package = str(ROOT) if (ROOT / "pyproject.toml").is_file() else "teacher-retention"
    words = [sys.executable, "-m", "pip", "install", f"{package}[{extra}]"]
    return shlex.join(words) if sys.platform != "win32" else " ".join(f'"{word}"' if " " in word else word for word in words)
