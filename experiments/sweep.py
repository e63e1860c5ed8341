"""Go to many points and store what comes: resumable at any moment, in parts, on one computer or many."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from analysis.pages import page_of
from experiments import execution, manifest, pool, runner, store
from experiments.errors import FULL, BadInput, RunFailed
from experiments.execution import said_runs
from experiments.input.words import as_typed
from experiments.screen import Screen, said_time, said_years
from experiments.sweeping import designs, shards, worker
from experiments.sweeping.plan import SweepPlan
from experiments.sweeping.request import plan

POINTS, SETS = "points.parquet", "parameter_sets.parquet"


@dataclass
class Swept:
    """Hold what came of a sweep, or of a part of it.

    Attributes
    ----------
    folder : where everything is;  whole : all parts are there and the tables are written;  reused : nothing was left to do.
    failures : one dictionary a failed run;  runs : runs done now;  seconds : what they took.
    """

    folder: Path
    whole: bool = False
    reused: bool = False
    failures: list[dict] = field(default_factory=list)
    runs: int = 0
    seconds: float = 0.0
    workers: int = 1
    missing: int = 0


def main(command) -> int:
    """Do ``retain sweep``; return the exit code: 0, or 1 where a run failed."""
    begun = time.perf_counter()
    screen = Screen()
    asked = plan(command.words, command.settings, command.typed)
    done = carry_out(asked, screen)
    _close(asked, done, screen, time.perf_counter() - begun)
    return 1 if done.failures else 0


def sweep(*words, quiet: bool = True, **settings) -> Path:
    """Do a sweep and return its folder.

    Parameters
    ----------
    words : bare words of the command line: factors that take their own range, and scenarios.
    settings : as on the command line; factors with a dot in their name in the dictionary ``factors``.

    Raises
    ------
    BadInput : an input cannot be used; nothing was run or written.
    RunFailed : a run ended in an error; ``failures.csv`` names it, the others are stored.

    Examples
    --------
    >>> sweep(design="grid", factors={"levers.coverage": "0..1"}, context="karachi_government")  # doctest: +SKIP
    """
    factors = settings.pop("factors", None) or {}
    words, given, line = as_typed("sweep", words, {**settings, **factors})
    done = carry_out(plan(words, given, line), Screen(quiet))
    if done.failures:
        raise RunFailed(f"{len(done.failures)} runs failed: see {done.folder / store.FAILURES}")
    return done.folder


def carry_out(asked: SweepPlan, screen: Screen) -> Swept:
    """Do what is left of a sweep, then its tables and its report.

    Raises
    ------
    BadInput : the folder cannot be used, or another process works in it.
    RunFailed : the disk is full, a worker died, or a run failed and ``on_failure=stop``.
    """
    folder = asked.out
    state = store.check_folder(folder, asked.sweep)
    if state == store.COMPLETE and _is_there(asked):
        done = Swept(folder, whole=True, reused=True)
        shards.clear(folder)
        with store.reading(folder):
            _report(asked, done, screen)
        return done
    workers = _workers(asked)  # a cluster that is not there is met before the folder is made
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadInput(f"the folder cannot be made ({fault.strerror})", f"out={folder}", mend="name another folder with out=") from None
    try:
        with _locked(asked):
            return _go_on(asked, screen, state, workers)
    except OSError as fault:
        if fault.errno not in FULL:
            said = f"{fault.filename or 'a file'} cannot be read or written ({fault.strerror or fault})"
            raise BadInput(said, f"out={folder}", mend="take it away, or name another folder with out=") from None
        raise RunFailed(
            f"Results cannot be stored in {folder}: {fault.strerror or fault}. Make room and type the same command again to go on."
        ) from fault


@contextlib.contextmanager
def _locked(asked):
    """Keep a second process out; parts may work side by side in one folder, each once."""
    if asked.part is None:
        with store.locked(asked.out):
            yield
        return
    name = f"lock-{asked.part[0]}-of-{asked.part[1]}"
    with store.locked(asked.out, shared=True), store.locked(asked.out, name):
        yield


def _is_there(asked) -> bool:
    folder = asked.out
    tables = [POINTS, f"{shards.RUNS}.parquet"]
    return all((folder / name).is_file() for name in tables) and all(
        shards.path(folder, name, shard).is_file() for name in asked.sweep.keep for shard in range(asked.shards)
    )


def _go_on(asked, screen, state, workers) -> Swept:
    folder, sweep = asked.out, asked.sweep
    if asked.part is None:
        shards.sweep_up(folder)
    about = about_of(asked)
    if state == "new" or asked.part is None:
        store.write_manifest(folder, about | {"status": store.RUNNING})
    shards.make(folder, (shards.RUNS, *sweep.keep))
    with store.whole(folder / POINTS) as stream:
        asked.points.write(stream)
    if sweep.parameters != "default":
        with store.whole(folder / SETS) as stream:
            asked.points.write_sets(stream)
    names = (shards.RUNS, *sweep.keep)
    marks = {shard: shards.read(folder, shard, sweep.id, names) for shard in asked.mine()}
    missing = [shard for shard, mark in marks.items() if mark is None]
    failed = {shard: mark["failures"] for shard, mark in marks.items() if mark and mark["failures"]}
    done = Swept(folder, workers=workers)
    _announce(asked, screen, missing, failed)
    if missing or failed:
        execution.prepare(screen)
        done.failures, done.runs, done.seconds = run_shards(asked, screen, missing, failed, done.workers)
    if asked.part is not None:
        theirs = [shard for shard in range(asked.shards) if not shards.path(folder, shards.DONE, shard).is_file()]
        done.missing = len(theirs)
        return done
    store.write_failures(folder, done.failures, shards.FAILED)
    shards.merge(folder, asked.shards)
    done.whole = True
    about |= {"timing": _timing(done), "failed_runs": len(done.failures)}
    # the report reads the manifest, and a folder is complete only when the report is there
    store.write_manifest(folder, about | {"status": store.RUNNING})
    _report(asked, done, screen)
    if not done.failures:
        store.write_manifest(folder, about | {"status": store.COMPLETE})
        shards.clear(folder)
    return done


def _timing(done) -> dict:
    return {"runs_done_last": done.runs, "seconds": round(done.seconds, 3), "workers": done.workers}


def _workers(asked) -> int:
    """Return how many runs go at the same time."""
    if asked.plan.backend == "ray":
        cluster = pool.connect(asked.address)
        return min(asked.plan.jobs, cluster) if asked.plan.jobs > 0 else max(1, cluster // asked.threads)
    return asked.plan.jobs if asked.plan.jobs > 0 else runner.processors()


def about_of(asked: SweepPlan) -> dict:
    """Return the manifest of a sweep, without its timing."""
    base = manifest.manifest(asked.plan)
    sweep, points = asked.sweep, asked.points
    contexts = list(dict.fromkeys(points.world(k).context.name for k in range(len(points.rows)))) if len(points.worlds) < 5000 else None
    contexts = contexts or list(next(one.values for one in points.factors if one.key == "context"))
    made = {one.name: one for one in (points.world(k).context for k in _firsts(points, contexts))}
    return {
        **{key: base[key] for key in ("command", "versions", "model_version", "git", "backend")},
        "input_hashes": dict(sorted((base["input_hashes"] | points.inputs).items())),
        "verb": "sweep",
        "language": asked.plan.language or "en",
        "study_id": sweep.id,
        "title": asked.title,
        "design": {
            "kind": sweep.design,
            "n": asked.n,
            "levels": asked.levels,
            "points": len(points.rows),
            "references": len(points) - len(points.rows),
        },
        "factors": [factor.as_values() for factor in points.factors],
        "contexts": [
            {"name": one.name, "title": one.title, "currency": one.currency, "illustrative": one.illustrative, "today": one.today}
            for one in made.values()
        ],
        "scenario": {"name": asked.plan.study.scenarios[0].name, "title": asked.plan.study.scenarios[0].title},
        "reference": sweep.reference,
        **{key: getattr(sweep, key) for key in ("teachers", "run_in_years", "years", "replicates", "parameter_sets", "seed")},
        "parameters_source": sweep.parameters,
        "keep": list(sweep.keep),
        "runs": len(asked.order),
        "runs_per_shard": asked.per_shard,
        "shards": asked.shards,
        "report": {"outcome": asked.outcome, "target": asked.target},
        "notes": asked.notes,
        "study": json.loads(json.dumps(sweep.as_values())),
    }


def _firsts(points, names):
    wanted, found = set(names), []
    for k in range(len(points.rows)):
        name = points.world(k).context.name
        if name in wanted:
            wanted.discard(name)
            found.append(k)
        if not wanted:
            break
    return found


def _announce(asked, screen, missing, failed):
    sweep, points, study = asked.sweep, asked.points, asked.plan.study
    kind = designs.KINDS[sweep.design].help
    each = f"{len(points.rows):,} points x {sweep.replicates} replicates"
    references = len(points) - len(points.rows)
    beside = f", and {references * sweep.replicates:,} runs of what differences are against" if references else ""
    screen.say(f"{sweep.design}: {kind}.")
    screen.say(f"{each}{beside}: {len(asked.order):,} runs of about {sweep.teachers:,} teachers over {said_years(sweep.years)}.")
    screen.say(f"What varies: {'; '.join(f'{key}={given}' for key, given in sweep.varies)}.")
    if study.context.illustrative:
        screen.say("Illustrative: how many teachers leave here has not been measured; differences mean more than levels.")
    for note in asked.notes:
        screen.say(f"Note: {note}")
    mine = asked.mine()
    stored = len(mine) - len(missing)
    if asked.part:
        screen.say(f"Part {asked.part[0]} of {asked.part[1]}: {len(mine)} of {asked.shards} shard{'s' if asked.shards > 1 else ''}.")
    if stored and missing:
        screen.say(f"{stored} of {len(mine)} shards are already stored in {asked.out}; {len(missing)} are left.")
    if failed:
        screen.say(f"{said_runs(sum(map(len, failed.values())))} that failed before: tried once more.")


def run_shards(asked, screen, missing, failed, workers):
    """Run the missing shards and what failed before; return (failures, runs, seconds).

    Raises
    ------
    BadInput : a file cannot be written.
    RunFailed : a worker ended, or a run failed and ``on_failure=stop`` was asked for.
    Interrupted : the user stopped it.
    """
    folder, sweep, backend = asked.out, asked.sweep, asked.plan.backend
    here = None if backend == "ray" else folder.absolute()
    total = sum(len(asked.order[shard * asked.per_shard : (shard + 1) * asked.per_shard]) for shard in asked.mine())
    failures, runs = [], 0
    left = sum(len(asked.order[shard * asked.per_shard : (shard + 1) * asked.per_shard]) for shard in missing)
    left += sum(map(len, failed.values()))

    def tasks():
        for shard in sorted([*missing, *failed]):
            piece = worker.Piece(shard, sweep.id, asked.runs_of(shard), sweep.keep, asked.threads, here)
            yield (worker.before(folder, piece, failed[shard]) if shard in failed else piece,)

    begun = time.perf_counter()
    try:
        with screen.progress(total, total - left, rate=True):
            for harvest in pool.unordered(worker.work, tasks(), len(missing) + len(failed), backend, workers, asked.address, asked.threads):
                if harvest.files is not None:
                    shards.write(folder, harvest.number, sweep.id, harvest.files, harvest.failures)
                runs += harvest.runs
                screen.advance(harvest.runs)
                for failure in harvest.failures:
                    failures.append(failure)
                    _warn(screen, failure)
                    if asked.stop:
                        raise RunFailed(f"Stopped at the first failing run, as on_failure=stop asks. {runs:,} runs are stored in {folder}.")
    except KeyboardInterrupt:
        raise execution.Interrupted(f"Stopped: what was finished is stored in {folder}. Type the same command again to go on.") from None
    except RunFailed:
        raise
    except RuntimeError as fault:
        raise RunFailed(f"A worker process ended: {fault}. Finished runs are stored; type the same command again to go on.") from fault
    failures.sort(key=lambda row: (row["point_id"], row["replicate"]))
    return failures, runs, time.perf_counter() - begun


def _warn(screen, failure):
    screen.warn(
        f"Run {failure['replicate']} of point {failure['point_id']} ({failure['scenario']}) failed: "
        f"{failure['error']}: {failure['message']} ({failure['place']})"
    )


def _report(asked, done, screen):
    """Write the sweep's page where it is missing or was asked for with another outcome, target or language."""
    about = store.read_manifest(done.folder)
    own, wanted = about.get("language", "en"), {"outcome": asked.outcome, "target": asked.target}
    same = done.reused and wanted == about["report"]
    languages = [one for one in dict.fromkeys((own, asked.plan.language or own)) if not (same and page_of(done.folder, one).is_file())]
    if not languages:
        return
    if wanted != about["report"]:
        store.write_manifest(done.folder, about | {"report": wanted})
    from analysis import sweep_page

    screen.say("Drawing the report ...")
    try:
        for language in languages:
            sweep_page.build(done.folder, language)
    except PermissionError as fault:
        raise BadInput(f"{fault.filename} cannot be written", mend="close it in the other program and type the command again") from None


def _close(asked, done, screen, seconds):
    if done.reused:
        screen.say(f"This sweep is complete in {done.folder}; nothing is run again.")
    elif done.runs:
        each = done.seconds / done.runs
        screen.say(
            f"{said_runs(done.runs)} in {said_time(done.seconds)} on {done.workers} at a time: {1 / each:,.1f} runs a second, "
            f"{1000 * each:,.1f} ms each."
        )
    if asked.part and not done.whole:
        rest = f"{done.missing} of {asked.shards} shards are not here yet" if done.missing else "every shard is here"
        screen.say(
            f"Part {asked.part[0]} of {asked.part[1]} is stored in {done.folder}; {rest}. "
            "Copy the parts' folders into one and type the command without part= to finish."
        )
    if done.failures:
        screen.warn(
            f"{said_runs(len(done.failures))} failed: see {done.folder / store.FAILURES}. "
            "Type the same command again to try them once more."
        )
    if done.whole:
        screen.say(f"Report: {page_of(done.folder, asked.plan.language)}")
    screen.say(f"Tables: {done.folder}. Finished: {seconds:.1f} seconds.")
