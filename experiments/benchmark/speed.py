"""Speed of the model: beside plain Mesa objects, beside its own arithmetic, act by act, on two processors, and for a nation."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from experiments.errors import RunFailed
from experiments.specification import HOUSE

PLACE, POLICY = "karachi_government", "karachi_private"
MONTHS = 12
GIB = 2.0**30


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cards(place=PLACE, *policies):
    """Return (context, today's policy, the named policies)."""
    from experiments.input.library import find

    context = find("context", place).made()
    return context, find("scenario", context.today).made(), *(find("scenario", name).made() for name in policies)


def timed(work) -> float:
    """Return the wall seconds of a piece of work."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def worked(work) -> float:
    """Return the processor seconds of a piece of work in this thread: its wall time on an idle computer, deaf to other programs."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def median_ratio(over, under, rounds):
    """Return (median of over / under, median of over, median of under) in seconds, in turns, after one round that does not count."""
    pairs = [(over(), under()) for _ in range(rounds + 1)][1:]
    return statistics.median(a / b for a, b in pairs), *(statistics.median(side) for side in zip(*pairs, strict=True))


def environment(**changes):
    """Return the variables for a process that imports this house."""
    paths = os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", **changes}


@contextlib.contextmanager
def plain_process(world, month: int):
    """Start the plain-Mesa baseline from a world; yield a function that gives it a job and returns its seconds of processor time.

    Raises
    ------
    RunFailed : the process of the baseline ended.
    """
    from experiments.benchmark.baseline import save

    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        path = Path(folder) / "world.npz"
        save(world, month, path)
        process = subprocess.Popen(
            [sys.executable, "-m", "experiments.benchmark.baseline", str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8", env=environment(NUMBA_DISABLE_JIT="1"),
        )  # fmt: skip

        def ask(job: str) -> float:
            process.stdin.write(job + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise RunFailed("The plain-Mesa baseline ended in an error; its message stands above.")
            return json.loads(answer)["seconds"]

        try:
            yield ask
        finally:
            process.stdin.close()
            process.wait()
            process.stdout.close()


def plain_equals_kernel(teachers: int, place: str = PLACE, policy: str = POLICY) -> bool:
    """Say whether the plain model, fed the keyed draws, goes through a school year with the compiled model's columns, bit for bit.

    The columns are read after eleven months: the twelfth ends in the turn of the year, which the plain model does not hold.
    """
    import numpy as np

    from experiments.benchmark.baseline import columns_of
    from sim.simulate import advance, run_in, start

    context, today, scenario = cards(place, policy)
    snapshot = run_in(context, today, teachers=teachers, years=1)
    world = start(snapshot, scenario, 1, spells=False)
    with plain_process(world, snapshot.month) as ask, tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        path = Path(folder) / "columns.npz"
        ask(f"equal {MONTHS - 1} {path}")
        with np.load(path) as stored:
            plain = stored["columns"]
    advance(world, snapshot.month, snapshot.month + MONTHS - 1)
    return bool(np.array_equal(plain, columns_of(world)))


def model_equals_kernel(teachers: int) -> bool:
    """Say whether twelve steps of RetentionModel end with the compiled model's columns, bit for bit."""
    import numpy as np

    from experiments.benchmark.baseline import columns_of
    from sim import RetentionModel
    from sim.simulate import advance, run_in, start

    context, today, scenario = cards(PLACE, POLICY)
    snapshot = run_in(context, today, teachers=teachers, years=1)
    world = start(snapshot, scenario, 1)
    advance(world, snapshot.month, snapshot.month + MONTHS)
    model = RetentionModel(context, scenario, teachers=teachers, run_in_years=1, years=1)
    for _ in range(MONTHS):
        model.step()
    return bool(np.array_equal(columns_of(model.world), columns_of(world)))


def against_plain(size, asked):
    """Measure the Mesa model and the nation against plain Mesa objects.

    Raises
    ------
    RunFailed : the models differ after a year, or a process ended in an error.
    """
    from sim import RetentionModel
    from sim.simulate import advance, run_in, start

    context, today, policy = cards(PLACE, POLICY)
    if not plain_equals_kernel(size.teachers) or not model_equals_kernel(size.teachers):
        raise RunFailed("The plain-Mesa baseline, RetentionModel and the compiled kernel differ after a year: nothing was timed.")
    snapshot = run_in(context, today, teachers=size.teachers, years=2)
    steps = snapshot.posts * MONTHS
    found = {}
    with plain_process(start(snapshot, policy, 1, spells=False), snapshot.month) as ask:
        plain = lambda: ask(f"time {MONTHS}") / steps  # noqa: E731
        plain()

        def live(model):
            for _ in range(12 * size.years):
                model.step()
            return model.datacollector.model_vars  # its figures are put together when they are asked for

        def ours():
            model = RetentionModel(context, policy, teachers=size.teachers, run_in_years=2, years=size.years)
            return worked(lambda: live(model)) / (snapshot.posts * 12 * size.years)

        def bare():
            world = start(snapshot, policy, size.years, spells=False)
            return worked(lambda: advance(world, snapshot.month, snapshot.month + 12 * size.years)) / (snapshot.posts * 12 * size.years)

        kernel_ratio, _, kernel = median_ratio(plain, bare, size.rounds)
        ratio, slow, fast = median_ratio(plain, ours, size.rounds)
        found["model"] = ratio, (
            f"plain Mesa {1 / slow:,.0f} teacher-months a second, RetentionModel {1 / fast:,.0f}, compiled kernel alone {1 / kernel:,.0f} "
            f"({kernel_ratio:.0f}x), one thread, {size.teachers:,} teachers. Equal columns after a year with keyed draws; timed with "
            "NumPy's generator and math.exp on the plain side, which also leaves out the turn of the year."
        )
    if {"nation", "nation_memory"} & set(asked):
        told = _in_process("nation", size.nation, 2, 10 if size.costly else 2)
        whole = slow * told["teachers"] * told["months"]
        note = (
            f"{told['teachers']:,} teachers x {told['months']} months in {told['seconds']:.1f} s with 2 threads on {processors()} "
            f"processors (and {told['before']:.1f} s for a run-in of a year); plain Mesa would take {whole / 3600:.1f} h."
        )
        found["nation"] = whole / told["seconds"], note
        peak = told["peak"]
        found["nation_memory"] = (
            (peak / GIB, f"{told['teachers']:,} teachers in a process of their own; the branch goes on in place: one world in memory.")
            if peak and size.costly
            else (None, "not measured: this system does not tell a process's peak" if size.costly else "not measured with quick=true")
        )
    return found


def _in_process(*arguments):
    words = [sys.executable, "-m", "experiments.benchmark.speed", *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", env=environment())
    if done.returncode:
        raise RunFailed(f"The process of the {arguments[0]} failed: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def nation(teachers: int, threads: int, years: int) -> dict:
    """Run a nation in this process and return what it took: seconds, seconds of the run-in, peak memory in bytes (None if unknown)."""
    from sim.simulate import advance, run_in, start

    context, today, policy = cards(PLACE, POLICY)
    begun = time.perf_counter()
    snapshot = run_in(context, today, teachers=teachers, years=1, threads=threads)
    before = time.perf_counter() - begun
    world, month, posts = start(snapshot, policy, years, spells=False, keep=False), snapshot.month, snapshot.posts
    del snapshot
    seconds = timed(lambda: advance(world, month, month + 12 * years, threads=threads))
    try:
        import resource
    except ImportError:
        peak = None
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"teachers": posts, "months": 12 * years, "seconds": seconds, "before": before, "peak": peak}


def floor(size, asked):
    """Measure the kernel beside its own teacher act on one block of rows that stays in the nearest cache."""
    import numba

    from sim import drive
    from sim.month import new_scratch
    from sim.simulate import advance, run_in, start

    act = drive.teacher_act

    @numba.njit(nogil=True, error_model="numpy")
    def again(world, scratch, rows, month, repeats, p):
        for _ in range(repeats):
            act(world, scratch, 0, rows, month, 1.0, 1.0, 0.0, p)

    context, today, policy = cards(PLACE, POLICY)
    snapshot = run_in(context, today, teachers=size.teachers, years=2)
    month, steps = snapshot.month, 12 * size.years
    blocks = [rows for rows in (40, 96, 200) if rows <= snapshot.posts]
    best = {}

    def floor():
        least = None
        for rows in blocks:
            world = start(snapshot, policy, 1, spells=False)
            room, repeats = new_scratch(rows), max(1, snapshot.posts * steps // rows)
            if rows not in best:
                again(world, room, rows, month, 1, world.p)
            seconds = worked(lambda: again(world, room, rows, month, repeats, world.p)) / (repeats * rows)  # noqa: B023
            best[rows] = min(best.get(rows, seconds), seconds)
            least = seconds if least is None else min(least, seconds)
        return least

    def kernel():
        world = start(snapshot, policy, size.years, spells=False)
        return worked(lambda: advance(world, month, month + steps)) / (snapshot.posts * steps)

    ratio, low, high = median_ratio(floor, kernel, size.rounds)
    acts = ", ".join(f"{name} {nanoseconds:.1f}" for name, nanoseconds in acts_of(snapshot, policy, size.years).items())
    return {
        "floor": (
            100 * ratio,
            f"floor {low * 1e9:.0f} ns a teacher-month: the teacher act's rules and draws alone, over and over on "
            f"{min(best, key=best.get)} rows; kernel {high * 1e9:.0f} ns with all three acts and the turn of the year. "
            f"Where the kernel's time goes (ns, month by month): {acts}.",
        )
    }


def acts_of(snapshot, scenario, years: int) -> dict[str, float]:
    """Return nanoseconds per teacher-month by act, each act timed over all clusters of a month."""
    import numba

    from sim import drive, posts, school
    from sim.columns import CLOCK, CLUSTER, DISTRICT
    from sim.rules import calendar
    from sim.simulate import start
    from sim.vector import P

    is_active, teach = drive.is_active, drive.teach
    board, match, mentor, record, survey = school.board, school.match, school.mentor, posts.record, posts.survey
    leave, hire, turn_of_year = posts.leave, posts.hire_midyear, drive.turn_of_year
    branch_at, first_cluster, end_cluster = CLOCK.branch, DISTRICT.first_cluster, DISTRICT.end_cluster
    first_row, end_row = CLUSTER.first, CLUSTER.end
    vacation, spring, teaching_in = P.vacation_months, posts.SPRING, calendar.teaching

    @numba.njit(nogil=True, error_model="numpy")
    def run(world, scratch, free, month, which):
        active, at = is_active(world, month), month - world.clock[branch_at]
        p = world.p if active else world.off
        teaching = teaching_in(month % 12, p[vacation])
        for d in range(world.district_i.shape[1]):
            row, ledger = world.monthly[d, at], world.ledger[d, at]
            for c in range(world.district_i[first_cluster, d], world.district_i[end_cluster, d]):
                if which == 0:
                    board(world, c, p)
                elif which == 1:
                    match(world, c, month, teaching, active, p, ledger)
                elif which == 2:
                    mentor(world, c, teaching, p, ledger)
                elif which == 3:
                    teach(world, scratch, c, world.cluster_i[first_row, c], world.cluster_i[end_row, c], month)
                elif which == 4:
                    record(world, d, c, month, teaching, active, p, row, ledger)
                    if month % 12 == spring:
                        survey(world, d, c, at // 12, p)
                elif which == 5:
                    leave(world, d, c, month, at // 12, p, row, ledger)
                elif which == 6 and month % 12 < 9:
                    hire(world, c, month, active, p, row, ledger)
            if which == 7 and month % 12 == 11:
                turn_of_year(world, free, d, month)

    names = "board", "matching", "mentoring", "teacher act", "record", "exits", "hiring", "turn of the year"
    for warm in (True, False):
        world = start(snapshot, scenario, years, spells=False)
        rooms, spent = drive.scratch_for(world), dict.fromkeys(names, 0.0)
        for month in range(snapshot.month, snapshot.month + (12 if warm else 12 * years)):
            for which, name in enumerate(names):
                spent[name] += worked(lambda: run(world, *rooms, month, which))  # noqa: B023
    # calling a compiled function from here costs some microseconds, which are not the act's
    call = min(worked(lambda: run(world, *rooms, snapshot.month, len(names))) for _ in range(50)) * 12 * years
    return {name: max(0.0, seconds - call) / (snapshot.posts * 12 * years) * 1e9 for name, seconds in spent.items()}


def threads(size, asked):
    """Measure two threads against one, for replicates and for one nation."""
    import numba

    from sim.simulate import advance, branch, run_in, start

    if processors() < 2:
        return dict.fromkeys(("threads_replicates", "threads_nation"), (None, "not measured: this process may use one processor only"))
    context, today, policy = cards(PLACE, POLICY)
    snapshots = [run_in(context, today, teachers=size.teachers, replicate=k, years=1) for k in range(size.replicates)]

    def replicates(threads):
        with ThreadPoolExecutor(threads) as pool:
            return timed(lambda: list(pool.map(lambda snapshot: branch(snapshot, policy, years=size.years), snapshots)))

    crowd = run_in(context, today, teachers=size.crowd, years=1, threads=2)

    def one_nation(threads):
        world = start(crowd, policy, 2, spells=False)
        return timed(lambda: advance(world, crowd.month, crowd.month + 24, threads=threads))

    @numba.njit(nogil=True)
    def count(steps):
        total = 0.0
        for step in range(steps):
            total += step * 0.5
        return total

    def idle(threads):
        with ThreadPoolExecutor(threads) as pool:
            return timed(lambda: list(pool.map(count, [100_000_000] * 2)))

    count(1)
    best, _, _ = median_ratio(lambda: idle(1), lambda: idle(2), 3)
    many, alone, together = median_ratio(lambda: replicates(1), lambda: replicates(2), size.rounds)
    large, slow, fast = median_ratio(lambda: one_nation(1), lambda: one_nation(2), size.rounds)
    control = f"two loops that only count reach {best:.2f}x here now" + ("" if best > 1.8 else ": other programs use the processors")
    return {
        "threads_replicates": (
            many, f"{size.replicates} branches of {size.teachers:,} teachers: {alone:.2f} s and {together:.2f} s; {control}."
        ),
        "threads_nation": (large, f"{size.crowd:,} teachers x 24 months: {slow:.2f} s and {fast:.2f} s; {control}."),
    }


if __name__ == "__main__":
    print(json.dumps(nation(*map(int, sys.argv[2:]))))
