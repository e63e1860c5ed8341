"""Speed of a sweep: how much of its time is the model's, and beside the same sweep through ``mesa.batch_run`` on plain Mesa objects.

The plain side runs as a process of its own, ``python -m experiments.benchmark.sweep_speed MONTHS WORLD...``, with ``NUMBA_DISABLE_JIT=1``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path

from experiments.benchmark.speed import PLACE, POLICY, environment, median_ratio, plain_equals_kernel, processors, timed
from experiments.errors import RunFailed

PLAIN_POINTS = 2  # of the sweep's points, a run of each: a plain run takes some ten seconds


def stored_sweep(size, asked) -> dict:
    """Measure a sweep with everything stored against the same runs with nothing done to what they leave behind.

    Raises
    ------
    RunFailed : a run of the benchmark failed.
    """
    from joblib import Parallel, delayed

    from experiments import runner, sweep
    from experiments.screen import Screen
    from experiments.sweeping import shards, worker
    from sim.simulate import branch, run_in

    jobs = min(2, processors())
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        plan = _plan(size, Path(folder) / "plan", keep="all")

        def whole():
            place = Path(tempfile.mkdtemp(dir=folder))
            plan.out = place
            shards.make(place, (shards.RUNS, *plan.sweep.keep))
            begun = time.perf_counter()
            with open(place / sweep.POINTS, "wb") as stream:
                plan.points.write(stream)
            failures, _, _ = sweep.run_shards(plan, Screen(quiet=True), plan.mine(), {}, jobs)
            shards.merge(place, plan.shards)
            if failures:
                raise RunFailed(f"A run of the benchmark failed: {failures[0]['message']}")
            return time.perf_counter() - begun

        def kernel_of(shard):
            for _, batch in groupby(plan.runs_of(shard), key=worker.world_of):
                specs = [spec for _, spec in batch]
                first = specs[0]
                parameters, context = runner.numbers_of(first)
                snapshot = run_in(
                    context, first.today, parameters, teachers=first.teachers, seed=first.seed, replicate=first.replicate,
                    years=first.run_in_years,
                )  # fmt: skip
                for spec in specs:
                    branch(snapshot, spec.scenario, years=spec.years)

        def kernel():
            pool = Parallel(n_jobs=jobs, backend="threading", batch_size=1)
            return timed(lambda: pool(delayed(kernel_of)(shard) for shard in plan.mine()))

        share, alone, stored = median_ratio(kernel, whole, max(3, size.rounds // 2))
    return {
        "sweep_stored": (
            100 * share,
            f"{len(plan.order)} runs of a grid with runs, groups, monthly, ledger and spells stored and merged, {jobs} at a time: "
            f"{stored:.2f} s, {1000 * stored / len(plan.order):.1f} ms a run; the same runs without a table or a file {alone:.2f} s.",
        )
    }


def _plan(size, out, keep):
    from experiments.sweeping.request import plan

    given = {
        "design": "grid", "levers.coverage": "0.1..1:10", "scenario": POLICY, "context": PLACE, "teachers": str(size.teachers),
        "years": str(size.years), "replicates": str(size.replicates), "out": str(out),
    }  # fmt: skip
    return plan([], given | ({"keep": keep} if keep else {}), "retain bench")


def against_batch_run(size, asked) -> dict:
    """Measure runs a second of a sweep against the same sweep through ``mesa.batch_run``, one processor on either side.

    Raises
    ------
    RunFailed : the models differ after a year, or the plain sweep failed.
    """
    from experiments import runner, sweep
    from experiments.benchmark.baseline import save
    from experiments.screen import Screen
    from experiments.sweeping import shards
    from sim.simulate import run_in, start

    if not plain_equals_kernel(min(size.teachers, 400)):
        raise RunFailed("The plain-Mesa baseline and the compiled kernel differ after a year: nothing was timed.")
    months = 12 * size.years if size.costly else 12
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        plan = _plan(size, Path(folder) / "plan", keep=None)
        worlds = []
        for point in range(PLAIN_POINTS):
            spec = plan.points.spec(point, 0)
            parameters, context = runner.numbers_of(spec)
            snapshot = run_in(context, spec.today, parameters, teachers=spec.teachers, seed=spec.seed, years=spec.run_in_years)
            worlds.append(str(Path(folder) / f"point-{point}.npz"))
            save(start(snapshot, spec.scenario, 1, spells=False), snapshot.month, worlds[-1])

        def plain():
            words = [sys.executable, "-m", "experiments.benchmark.sweep_speed", str(months), *worlds]
            done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", env=environment(NUMBA_DISABLE_JIT="1"))
            if done.returncode:
                raise RunFailed(f"The plain-Mesa sweep failed: {done.stderr.strip().splitlines()[-1]}")
            return json.loads(done.stdout)["seconds"] / PLAIN_POINTS * (12 * size.years / months)

        def ours():
            plan.out = Path(tempfile.mkdtemp(dir=folder))
            shards.make(plan.out, (shards.RUNS,))
            begun = time.perf_counter()
            sweep.run_shards(plan, Screen(quiet=True), plan.mine(), {}, 1)
            shards.merge(plan.out, plan.shards)
            return (time.perf_counter() - begun) / len(plan.order)

        ratio, slow, fast = median_ratio(plain, ours, 1 if size.costly else 2)
    extrapolated = "" if months == 12 * size.years else f", extrapolated from {months} months"
    return {
        "sweep_plain": (
            ratio,
            f"{size.teachers:,} teachers x {12 * size.years} months: {1 / fast:,.1f} runs a second, run-ins and storing included, and "
            f"{1 / slow:.3f} through mesa.batch_run{extrapolated}, one processor each. The plain side begins from a stored world, with no "
            "run-in, and begins there again each autumn, as it has no turn of the year.",
        )
    }


def main(months: int, worlds: list[str]) -> None:
    """Run each world for some months through ``mesa.batch_run`` and print the seconds."""
    from mesa.batchrunner import batch_run

    from experiments.benchmark import plain_teacher
    from experiments.benchmark.baseline import FastDraws, PlainModel, load

    class Swept(PlainModel):
        """The plain model as ``mesa.batch_run`` wants it; a school year over and over."""

        def __init__(self, path, **_):
            self.world, self.first = load(path)
            super().__init__(self.world, FastDraws(1), self.first)

        def step(self):
            if self.month == self.first + 12:
                self.remove_all_agents()
                self.away, self.month = [], self.first
                self._build(self.world)
            super().step()

    plain_teacher.use_library_mathematics()
    begun = time.perf_counter()
    rows = batch_run(
        Swept, {"path": worlds}, iterations=1, number_processes=1, max_steps=months, data_collection_period=-1, display_progress=False
    )
    if len(rows) != len(worlds):
        raise SystemExit(f"{len(rows)} runs came back of {len(worlds)}")
    print(json.dumps({"seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
