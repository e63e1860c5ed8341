"""What a worker does: the runs of one shard, each world's run-in once, and the files of the shard."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from experiments import runner
from experiments.specification import RunSpec, canonical, model_version
from experiments.sweeping import shards


@dataclass
class Piece:
    """Hold what is left to do of one shard; a worker receives nothing else.

    Attributes
    ----------
    number, sweep_id : which shard of which sweep.
    runs : (point, specification) for each run, in the order in which their rows are stored.
    keep : the tables that are kept beside the table of runs.
    threads : threads that share the runs.
    folder : where the files go, or None where the worker hands them back.
    again : runs that failed before, as (point, replicate); empty: all are done. The stored rows of the others are kept.
    """

    number: int
    sweep_id: str
    runs: list[tuple[int, RunSpec]]
    keep: tuple[str, ...]
    threads: int
    folder: Path | None
    again: frozenset = frozenset()
    stored: dict = field(default_factory=dict)


@dataclass
class Harvest:
    """Hold what a worker tells: how many runs, which failed, the seconds it took, and the files where it did not write them itself."""

    number: int
    runs: int
    failures: list[dict]
    seconds: float
    files: dict[str, bytes] | None = None


def work(piece: Piece) -> Harvest:
    """Do the runs of a piece and store them; a run that fails becomes a row of failures and stops no other.

    Raises
    ------
    RuntimeError : the worker holds another version of the model than the one that was asked for.
    OSError : the files cannot be stored.
    """
    begun = time.perf_counter()
    asked = piece.runs[0][1].model.split("-")[0]
    if asked != model_version():
        raise RuntimeError(
            f"this worker holds version {model_version()} of the model and not {asked}: install the same Retain on every computer"
        )
    todo = [run for run in piece.runs if not piece.again or (run[0], run[1].replicate) in piece.again]
    batches = [list(batch) for _, batch in groupby(todo, key=world_of)]
    if piece.threads > 1 and len(batches) > 1:
        with ThreadPoolExecutor(piece.threads) as pool:
            results = list(pool.map(lambda batch: _batch(batch, piece.keep), batches))
    else:
        results = [_batch(batch, piece.keep) for batch in batches]
    done = dict(piece.stored)
    failures = []
    for found, failed in results:
        done |= found
        failures += failed
    parts = [done[key] for key in ((point, spec.replicate) for point, spec in piece.runs) if key in done]
    files = shards.packed(shards.joined(parts, piece.keep))
    if piece.folder is not None:
        shards.write(piece.folder, piece.number, piece.sweep_id, files, failures)
        files = None
    return Harvest(piece.number, len(todo), failures, time.perf_counter() - begun, files)


def world_of(run):
    """Return what decides a run's run-in: runs with equal ones share it."""
    spec = run[1]
    return spec.replicate, spec.parameter_set, spec.changed_parameters, spec.context, spec.today


def _batch(batch, keep):
    """Return ({(point, replicate): what is stored}, failures) of runs that share a run-in."""
    from sim.simulate import branch, run_in

    done, failures = {}, []
    first = batch[0][1]
    try:
        parameters, context = runner.numbers_of(first)
        snapshot = run_in(
            context, first.today, parameters, teachers=first.teachers, seed=first.seed, replicate=first.replicate, years=first.run_in_years
        )
    except Exception as fault:
        return done, [failure(point, spec, fault) for point, spec in batch]
    for point, spec in batch:
        try:
            outcome = branch(snapshot, spec.scenario, years=spec.years, spells=True)
            done[point, spec.replicate] = shards.of_run(point, spec, outcome, context, keep)
        except Exception as fault:
            failures.append(failure(point, spec, fault))
    return done, failures


def failure(point: int, spec: RunSpec, fault: Exception) -> dict:
    """Return the row of ``failures.csv`` for a run that ended in an error: with its whole specification, so that it can be done again."""
    row = runner.failure(spec, fault)
    return {"point_id": point, **row, "run_id": spec.id, "spec": canonical(spec.as_values())}


def before(folder: Path, piece: Piece, failed: list[dict]) -> Piece:
    """Return the piece with what is stored of it, so that only the failed runs are done again."""
    import pyarrow.compute as compute

    again = frozenset((int(row["point_id"]), int(row["replicate"])) for row in failed)
    tables = {name: shards.table(folder, name, piece.number) for name in (shards.RUNS, *piece.keep)}
    rows = {(row[shards.NAMED], row["replicate"]): row for row in tables[shards.RUNS].to_pylist()}
    stored = {}
    for key, row in rows.items():
        part = {shards.RUNS: row}
        for name in piece.keep:
            of_run = compute.and_(compute.equal(tables[name][shards.NAMED], key[0]), compute.equal(tables[name]["replicate"], key[1]))
            part[name] = tables[name].filter(of_run)
        stored[key] = part
    piece.again, piece.stored = again, stored
    return piece


def spec_of(row: dict) -> RunSpec:
    """Return the specification of a row of ``failures.csv``."""
    return RunSpec.from_values(json.loads(row["spec"]))
