"""Do the runs of a study on this machine: one job a replicate, its run-in shared by all scenarios."""

from __future__ import annotations

import os
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from experiments import pool, store


@dataclass
class Finished:
    """Hold what the main process needs to know of one finished replicate.

    Attributes
    ----------
    replicate : its number;  seconds : what it took;  failures : one dictionary a failed run.
    headlines : (scenario, outcome, numerator, denominator) for the first rough table.
    """

    replicate: int
    seconds: float
    failures: list[dict] = field(default_factory=list)
    headlines: list[tuple] = field(default_factory=list)


def processors() -> int:
    """Return how many runs this process may do at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def replicate_job(folder: Path, study, replicate: int) -> Finished:
    """Run a study's scenarios in one replicate and store them; a run that fails becomes a row of failures and stops no other."""
    import pyarrow

    from experiments import tables

    begun = time.perf_counter()
    runs = study.runs(replicate)
    done, failures = {}, []
    try:
        snapshot, context = run_in_of(runs[0])
    except Exception as fault:
        failures = [failure(run, fault) for run in runs]
        runs_left = ()
    else:
        runs_left = runs
    for run in runs_left:
        try:
            done[run.scenario.name] = _branch(run, snapshot, context)
        except Exception as fault:
            failures.append(failure(run, fault))
    joined = {name: pyarrow.concat_tables([of_run[name] for of_run in done.values()]) for name in store.TABLES} if done else {}
    store.write_shard(folder, replicate, study.id, joined, failures)
    return Finished(replicate, time.perf_counter() - begun, failures, tables.headlines(joined["runs"]) if joined else [])


def numbers_of(run):
    """Return the (parameters, context) of a run: drawn or default, then what the user has set."""
    import dataclasses

    from sim.parameters import Parameters

    if run.parameters == "prior":
        from sim.ensemble import parameter_set

        parameters, context = parameter_set(run.context, run.parameter_set)
    elif run.parameters == "calibrated":
        from experiments.release import calibrated_set

        parameters, context = calibrated_set(run.context, run.parameter_set)
    else:
        parameters, context = Parameters(), run.context
    return dataclasses.replace(parameters, **dict(run.changed_parameters)), context


def run_in_of(run):
    """Return the (snapshot, context) that a run and all others of its luck and parameter set begin from."""
    from sim.simulate import run_in

    parameters, context = numbers_of(run)
    snapshot = run_in(context, run.today, parameters, teachers=run.teachers, seed=run.seed, replicate=run.replicate, years=run.run_in_years)
    return snapshot, context


def _branch(run, snapshot, context):
    from experiments import tables
    from sim.simulate import branch

    return tables.of_outcome(run, branch(snapshot, run.scenario, years=run.years, spells=True), context)


def failure(run, fault) -> dict:
    """Return what is recorded of a run that ended in an error."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return {
        "scenario": run.scenario.name,
        "replicate": run.replicate,
        "parameter_set": run.parameter_set,
        "error": type(fault).__name__,
        "message": " ".join(str(fault).split()),
        "place": f"{Path(last.filename).name}, line {last.lineno}, {last.name}",
    }


def do(folder: Path, study, replicates: list[int], backend: str, jobs: int):
    """Yield a :class:`Finished` for each replicate as it ends, in any order.

    Parameters
    ----------
    folder : where shards go.
    study : :class:`experiments.specification.Study`.
    replicates : numbers of the replicates still to do.
    backend : ``threads``, ``loky`` (processes) or ``ray``, see :mod:`experiments.pool`.
    jobs : replicates at the same time.
    """
    tasks = ((Path(folder).absolute(), study, replicate) for replicate in replicates)
    yield from pool.unordered(replicate_job, tasks, len(replicates), backend, jobs)
