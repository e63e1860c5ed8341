"""Carry a plan out: say what will happen, compile, run what is missing, store, merge, and keep the manifest."""

from __future__ import annotations

import contextlib
import math
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from experiments import runner, store
from experiments.errors import BadInput, RunFailed
from experiments.manifest import manifest
from experiments.plan import Plan
from experiments.screen import Screen, said_time, said_years
from experiments.tally import ROUGH_AFTER, Tally

# seconds per teacher and month, and per run for tables and files, on a five-year-old laptop; the probe replaces them
SECONDS_PER_STEP, SECONDS_PER_RUN = 2e-7, 0.02
LONG_HOURS, TOO_LONG_HOURS = 1.0, 2000.0
BYTES_PER_SPELL = 120
MUCH_DISK = 10e9


class Interrupted(Exception):
    """Say that the user stopped the runs; the finished ones are stored."""


@dataclass
class Execution:
    """Hold what came of a plan.

    Attributes
    ----------
    folder : where everything is;  reused : nothing was left to do;  found : the tables are those of an earlier command.
    failures : one dictionary a failed run;  timing : seconds by stage.
    manifest : what the manifest says.
    """

    folder: Path
    reused: bool
    failures: list[dict]
    timing: dict
    manifest: dict
    begun: float = field(default_factory=time.perf_counter)
    found: bool = False

    def reading(self):
        """Return the block in which tables of an earlier command are read: what is torn is said in a sentence, not our own faults."""
        return store.reading(self.folder) if self.found else contextlib.nullcontext()


def jobs_of(plan: Plan) -> int:
    """Return how many runs go at the same time."""
    return plan.jobs if plan.jobs > 0 else runner.processors()


def expected_seconds(plan: Plan, replicates: int) -> float:
    """Guess the seconds of a number of replicates before anything was timed."""
    study = plan.study
    steps = study.teachers * 12 * (study.run_in_years + study.years * len(study.scenarios))
    one = steps * SECONDS_PER_STEP + SECONDS_PER_RUN * len(study.scenarios) * (1 + study.teachers / 10_000)
    return one * math.ceil(replicates / jobs_of(plan))


def check_size(plan: Plan) -> None:
    """Refuse what no machine of this kind ends in months, and note what takes hours; nothing is written yet.

    Raises
    ------
    BadInput : the runs would take months.
    """
    study = plan.study
    seconds = expected_seconds(plan, study.replicates)
    runs = f"{study.replicates * len(study.scenarios):,} runs of {study.teachers:,} teachers over {said_years(study.years)}"
    if seconds > TOO_LONG_HOURS * 3600:
        raise BadInput(
            f"{runs} would take about {seconds / 3600:,.0f} hours on this computer", mend="ask for fewer replicates, teachers or years"
        )
    if seconds > LONG_HOURS * 3600:
        plan.notes.append(
            f"{runs} take about {seconds / 3600:,.0f} hours here; they can be stopped and go on when the command is typed again."
        )
    disk = study.replicates * len(study.scenarios) * study.teachers * (1 + 0.15 * (study.years + study.run_in_years)) * BYTES_PER_SPELL
    if disk > MUCH_DISK:
        plan.notes.append(f"The results will fill about {disk / 1e9:,.0f} GB.")


def execute(plan: Plan, screen: Screen, needed: tuple[str, ...]) -> Execution:
    """Do what is left of a plan and return when all tables are stored.

    Parameters
    ----------
    needed : files that a complete folder holds beside the tables; where one is missing the folder is not complete.

    Raises
    ------
    BadInput : the folder cannot be used;  Interrupted : the user stopped it.
    """
    begun = time.perf_counter()
    study, folder = plan.study, plan.out
    state = store.check_folder(folder, study)
    tables = [f"{name}.parquet" for name in store.TABLES]
    stored = state in (store.STORED, store.COMPLETE) and all((folder / name).is_file() for name in tables)
    if stored:
        with store.reading(folder):
            about = store.read_manifest(folder)
            timing = dict(about["timing"])
        complete = state == store.COMPLETE and all((folder / name).exists() for name in needed)
        return Execution(folder, complete, [], timing, about, begun, found=True)

    store.make_folder(folder)
    with store.locked(folder):
        return _go_on(plan, screen, begun)


def _go_on(plan, screen, begun) -> Execution:
    """Do what is left in a folder that nobody else works in."""
    study, folder, timing = plan.study, plan.out, {}
    about = manifest(plan)
    if (folder / "report.html").is_file():
        about["language"] = store.read_manifest(folder).get("language", "en")
    store.write_manifest(folder, about | {"status": store.RUNNING, "timing": timing})
    finished = store.finished(folder, study)
    missing = [replicate for replicate in range(study.replicates) if finished.get(replicate) != []]
    _announce(plan, screen, len(missing))
    timing["compile"] = prepare(screen)
    failures = _run(plan, screen, missing, timing)
    start = time.perf_counter()
    left_out = {failure["replicate"] for failure in failures}
    store.write_failures(folder, failures)
    if len(left_out) < study.replicates:
        store.merge(folder, study, left_out)
    timing["merge"] = time.perf_counter() - start
    about |= {"replicates": study.replicates - len(left_out), "timing": _rounded(timing)}
    status = store.RUNNING if failures else store.STORED
    store.write_manifest(folder, about | {"status": status})
    return Execution(folder, False, failures, timing, about, begun)


def complete(done: Execution) -> None:
    """Mark a folder as complete and take the shards away; a folder with failed runs stays open for another try."""
    done.timing["total"] = time.perf_counter() - done.begun
    status = store.RUNNING if done.failures else store.COMPLETE
    store.write_manifest(done.folder, done.manifest | {"timing": _rounded(done.timing), "status": status})
    if not done.failures:
        store.clear_shards(done.folder)


def _rounded(timing):
    return {stage: round(seconds, 3) for stage, seconds in timing.items()}


def said_runs(number: int) -> str:
    """Say a number of runs."""
    return f"{number:,} run{'s' if number != 1 else ''}"


def _announce(plan, screen, missing):
    study = plan.study
    each = len(study.scenarios)
    policies = f"{each} policies x {said_runs(study.replicates)}" if each > 1 else said_runs(study.replicates)
    screen.say(f"{study.context.title}: {policies} of about {study.teachers:,} teachers over {said_years(study.years)}.")
    if study.context.illustrative:
        screen.say("Illustrative: how many teachers leave here has not been measured; differences mean more than levels.")
    for note in plan.notes:
        screen.say(f"Note: {note}")
    if missing < study.replicates:
        screen.say(f"{(study.replicates - missing) * each} runs are already stored in {plan.out}; {missing * each} are left.")
    if missing:
        first = ", and up to a minute more before, as the model is compiled first" if must_compile() else ""
        screen.say(f"Expected: {said_runs(missing * each)}, about {said_time(expected_seconds(plan, missing))}{first}.")


def must_compile() -> bool:
    """Say whether nothing of this model is compiled yet on this computer."""
    from sim.compiled import cache_folder, jit_disabled

    return not jit_disabled and not any(cache_folder().iterdir())


def prepare(screen) -> float:
    """Compile the model, or load it, and import what the first run needs; return the seconds it took."""
    import importlib

    first = must_compile()
    if first:
        screen.say("Preparing the model: it is compiled once after the installation, which can take a minute ...")
    start = time.perf_counter()
    from sim.simulate import compile_kernels  # to import it is to compile its loops, or to load them

    compile_kernels()
    for room in ("pandas", "experiments.tables", "pyarrow.compute", "analysis.outcomes", "analysis.costs"):
        importlib.import_module(room)  # else the first run would be timed with these imports
    seconds = time.perf_counter() - start
    if first:
        screen.say(f"Ready after {seconds:.1f} seconds.")
    return seconds


def _run(plan, screen, missing, timing):
    """Run the missing replicates; return the failures."""
    study, folder = plan.study, plan.out
    each, jobs = len(study.scenarios), jobs_of(plan)
    failures, tally = [], Tally([scenario.name for scenario in study.scenarios], study.years)
    start = time.perf_counter()
    ended = 0
    rough_at = min(ROUGH_AFTER, len(missing)) if len(missing) > ROUGH_AFTER else None

    def take(finished):
        nonlocal ended
        ended += 1
        screen.advance(each)
        tally.add(finished.headlines)
        for failure in finished.failures:
            failures.append(failure)
            screen.warn(
                f"Run {failure['replicate']} of {failure['scenario']} failed: {failure['error']}: {failure['message']} ({failure['place']})"
            )
        if ended == rough_at:
            heads, rows = tally.table()
            screen.table(
                heads,
                rows,
                f"A first rough view, {ended} of {study.replicates} runs of each policy: of 100 new teachers, how many still teach,\n"
                "and how far that may still move, for all policies together; read the differences at the end",
            )

    try:
        with screen.progress(study.replicates * each, (study.replicates - len(missing)) * each):
            if missing:
                probe = runner.replicate_job(folder, study, missing[0])
                take(probe)
                if len(missing) > 1:
                    rest = said_time(math.ceil((len(missing) - 1) / jobs) * probe.seconds)
                    at_once = f", {jobs} at a time" if jobs > 1 else ""
                    screen.say(
                        f"The first took {probe.seconds:.2f} seconds: about {rest} for the other {(len(missing) - 1) * each} runs{at_once}."
                    )
            for finished in runner.do(folder, study, missing[1:], plan.backend, jobs):
                take(finished)
    except KeyboardInterrupt:
        done = study.replicates - len(missing) + ended
        raise Interrupted(
            f"Stopped: {done * each} of {study.replicates * each} runs are stored in {folder}. Type the same command again to go on."
        ) from None
    except OSError as fault:
        raise RunFailed(
            f"The runs cannot be stored in {folder}: {fault.strerror}. Make room and type the same command again to go on."
        ) from fault
    except RuntimeError as fault:
        # a run's own errors are rows of the failures; what arrives here broke a worker process
        raise RunFailed(
            f"A worker process ended: {fault}. Finished runs are stored; type the same command again with jobs=1 to go on."
        ) from fault
    timing["runs"] = time.perf_counter() - start
    return sorted(failures, key=lambda failure: (failure["replicate"], [one.name for one in study.scenarios].index(failure["scenario"])))


def exit_code(done: Execution) -> int:
    """Return 1 where a run failed, else 0, and say so on the error stream."""
    if not done.failures:
        return 0
    again = "Type the same command again to try them once more."
    print(f"{said_runs(len(done.failures))} failed: see {done.folder / store.FAILURES}. {again}", file=sys.stderr)
    return 1
