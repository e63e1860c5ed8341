"""Build the report of a folder of results again from its stored files, for ``retain report FOLDER``: nothing is run."""

from __future__ import annotations

import time
from pathlib import Path

from experiments import store
from experiments.errors import BadInput
from experiments.input.settings import SETTINGS, check_setting
from experiments.input.words import unknown
from experiments.screen import Screen


def main(command) -> int:
    """Do ``retain report``; return the exit code."""
    begun = time.perf_counter()
    for key in command.settings:
        if key not in SETTINGS["report"]:
            raise unknown("setting", key, SETTINGS["report"], f"{key}={command.settings[key]}", mend="write language=ur, or nothing")
    if len(command.words) != 1:
        said = "no folder is named" if not command.words else f"report takes one folder, not {' and '.join(command.words)}"
        raise BadInput(said, mend="write retain report FOLDER, for example a folder of retain-results")
    given = command.settings.get("language")
    language = None if given is None else check_setting("language", given, SETTINGS["report"]["language"])
    path = rebuild(Path(command.words[0]).expanduser(), language)
    Screen().say(f"Report: {path}, built in {time.perf_counter() - begun:.1f} seconds.")
    return 0


def rebuild(folder: Path, language: str | None = None) -> Path:
    """Build a folder's report again and return its path; another language than the folder's own is written beside it.

    Raises
    ------
    BadInput : the folder holds no finished results, or a file cannot be written.
    """
    from analysis import pages

    if not folder.is_dir():
        raise BadInput("there is no such folder", str(folder), mend="name a folder that retain has written, for example in retain-results")
    if not (folder / "manifest.json").is_file():
        raise BadInput(
            "the folder holds no results: it has no manifest.json", str(folder), mend="name the folder that retain named when it ended"
        )
    about = store.read_manifest(folder)
    if about.get("status", store.COMPLETE) == store.RUNNING:
        raise BadInput("its runs are not finished", str(folder), mend=f"type this again first: {about.get('command', 'the command')}")
    if about.get("verb") not in pages.PAGES:
        raise BadInput(f"{about.get('verb')} writes no report", str(folder), ", ".join(pages.PAGES))
    with store.reading(folder):
        return pages.build(folder, language)
