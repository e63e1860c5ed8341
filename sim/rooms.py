"""The four rooms and where they lie: side by side, or one sentence says which foreign file is in the way.

Import names are folder names, and these are common words: a user's own ``analysis.py`` may be found first.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOMS = ("configs", "sim", "experiments", "analysis")


def check_rooms(room: str, file: str) -> None:
    """Refuse to go on where another room would be imported from elsewhere.

    A room that is not there at all is no fault: a copy of ``sim`` alone still runs.

    Parameters
    ----------
    room : name of the room that is being imported, its ``__name__``.
    file : its ``__file__``.

    Raises
    ------
    ImportError : one sentence with the foreign file, where it was looked for, and how to mend it.
    """
    house = Path(file).resolve().parent.parent
    for other in ROOMS:
        places = [] if other == room else _places(other)
        if places and all(place.parent != house for place in places):
            raise ImportError(
                f"Python finds '{other}' in {places[0]}, which is not a part of Retain and hides the folder '{other}' of {house}: "
                "rename or move it, or start Python from another folder.",
                name=other,
                path=str(places[0]),
            )


def _places(name: str) -> list[Path]:
    """Return where an import would find a name: one file, one package folder, or the folders of a namespace."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        return []
    folders = spec.submodule_search_locations
    found = [spec.origin] if folders is None else list(folders)
    return [Path(place).resolve() for place in found if place]
