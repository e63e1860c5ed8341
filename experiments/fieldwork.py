"""What survey and trial share: the folder of an inquiry, its manifest, and its runs replicate by replicate."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from analysis.pages import page_of
from experiments import manifest, runner, store
from experiments.errors import BadInput, RunFailed
from experiments.screen import said_time
from experiments.specification import Specification, Study


@dataclass(frozen=True, eq=False)
class Inquiry(Specification):
    """Hold everything that decides a survey or a trial.

    Attributes
    ----------
    verb : ``survey`` or ``trial``.
    studies : one for each place.
    settings : (key, value) pairs of what the verb asks beside them.
    """

    verb: str
    studies: tuple[Study, ...]
    settings: tuple[tuple[str, object], ...]

    def as_values(self) -> dict:
        """Return plain values, ready for JSON; what people set comes first, so that a difference is named in their words."""
        sizes = {key: getattr(self.studies[0], key) for key in ("replicates", "parameter_sets", "seed", "teachers", "model")}
        places = {"name": ", ".join(study.context.name for study in self.studies), "studies": [study.as_values() for study in self.studies]}
        return {"verb": self.verb, **dict(self.settings), **sizes, "places": places}


def is_complete(folder: Path, inquiry: Inquiry, files: tuple[str, ...]) -> bool:
    """Say whether a folder holds the finished inquiry; raise :class:`BadInput` where it holds something else. Nothing is written."""
    state = store.check_folder(folder, inquiry)
    return state == store.COMPLETE and all((folder / name).is_file() for name in files)


def about(inquiry: Inquiry, plans: list, more: dict, seconds: float) -> dict:
    """Return the manifest of a finished inquiry, from the plans of its places."""
    first, first_plan = inquiry.studies[0], plans[0]
    inputs = {name: digest for plan in plans for name, digest in plan.inputs.items()}
    contexts = [manifest.manifest(plan)["context"] for plan in plans]
    return {
        "command": first_plan.typed,
        "verb": inquiry.verb,
        "language": first_plan.language or "en",
        "study_id": inquiry.id,
        "contexts": contexts,
        "illustrative": [context["title"] for context in contexts if context["illustrative"]],
        **dict(inquiry.settings),
        **more,
        "run_in_years": first.run_in_years,
        "parameter_sets": min(first.parameter_sets, first.replicates),
        "replicates": first.replicates,
        "teachers": first.teachers,
        "seed": first.seed,
        "parameters_source": first.parameters,
        "changed_parameters": dict(first.changed_parameters),
        "notes": list(dict.fromkeys(note for plan in plans for note in plan.notes)),
        "versions": manifest.versions(),
        "model_version": first.model,
        "git": manifest.git_state(),
        "input_hashes": dict(sorted(inputs.items())),
        "timing": {"total": round(seconds, 3)},
        "status": store.COMPLETE,
        "study": inquiry.as_values(),
    }


def write(folder: Path, values: dict, texts: dict[str, str], build) -> None:
    """Write the files of a finished inquiry: the manifest as running, the texts by file name, the report, the manifest as complete.

    Raises
    ------
    BadInput : the system refuses the folder, or another program holds a file open.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadInput(f"the folder cannot be made ({fault.strerror})", f"out={folder}", mend="name another folder with out=") from None
    store.write_manifest(folder, values | {"status": store.RUNNING})
    for name, text in texts.items():
        store.write_text(folder / name, text)
    try:
        build(folder)
    except PermissionError as fault:
        raise BadInput(f"{fault.filename} cannot be written", mend="close it in the other program and type the command again") from None
    store.write_manifest(folder, values)


def speak(folder: Path, language: str | None, build) -> None:
    """Build the page of a finished inquiry beside its own where another language is asked for and its page is not there."""
    with store.reading(folder):
        if not page_of(folder, language).is_file():
            build(folder, language)


def for_spreadsheets(frame) -> str:
    """Return a frame as CSV that SPSS, R, pandas and a spreadsheet read alike: UTF-8 with its mark at the start, a header, CRLF."""
    return "\ufeff" + frame.to_csv(index=False, lineterminator="\r\n")


def tidy(frame) -> str:
    """Return a frame of results as CSV with ten significant figures."""
    return frame.to_csv(index=False, lineterminator="\n", float_format="%.10g")


def run(job, replicates: int, jobs: int, screen) -> list:
    """Return ``job(replicate)`` for each replicate in their order; say how long it takes, and show what is done.

    Raises
    ------
    BadInput : a world cannot give what was asked, met before anything is written.
    RunFailed : a run ended in an error of the model.
    """
    jobs = min(jobs if jobs > 0 else runner.processors(), replicates)

    def one(replicate):
        try:
            return job(replicate)
        except (BadInput, KeyboardInterrupt):
            raise
        except Exception as fault:
            said = " ".join(str(fault).split())
            raise RunFailed(f"Run {replicate} failed: {type(fault).__name__}: {said}. Nothing was written.") from fault

    found = []
    with screen.progress(replicates):
        begun = time.perf_counter()
        found.append(one(0))
        screen.advance(1)
        if replicates > 1:
            each = time.perf_counter() - begun
            wait = said_time(each * (replicates - 1) / jobs)
            screen.say(f"The first took {each:.2f} seconds: about {wait} for the other {replicates - 1}.")
        with ThreadPoolExecutor(jobs) as pool:
            for result in pool.map(one, range(1, replicates)):
                found.append(result)
                screen.advance(1)
    return found
