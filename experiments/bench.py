"""The benchmark: each goal of speed and memory with what this computer reaches, on the screen and in ``bench.json``.

Speeds are ratios. Both sides of a ratio run in turns, round by round, and the median of the rounds counts, so that a computer that slows
down half way slows both. Equality is checked before anything is timed.
"""

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
from dataclasses import dataclass
from pathlib import Path

from experiments.errors import BadInput, RunFailed
from experiments.screen import Screen
from experiments.settings import Setting, check_setting
from experiments.words import unknown

HOUSE = Path(__file__).resolve().parent.parent
PLACE, POLICY, NEAR = "karachi_government", "karachi_private", "karachi_government"
COMPARED = ("no_mentoring", "karachi_government", "karachi_private")
MONTHS = 12
GIB = 2.0**30


@dataclass(frozen=True)
class Goal:
    """Hold one goal: its sentence, the target with its sense, and the unit of both."""

    sentence: str
    sense: str
    target: float
    unit: str

    def said(self) -> str:
        """Return the target in words."""
        return f"{self.sense} {self.target:g} {self.unit}"

    def met(self, measured: float) -> bool:
        """Say whether a measured value meets the goal."""
        return measured >= self.target if self.sense == ">=" else measured <= self.target


GOALS = {
    "model": Goal("RetentionModel with data collection / plain Mesa objects running the same rules, 2,000 teachers", ">=", 150, "x"),
    "floor": Goal("kernel / arithmetic floor measured in the same run", ">=", 70, "%"),
    "nation": Goal("nation, 2,000,000 teachers x 120 months on 2 cores: extrapolated plain Mesa / ours", ">=", 300, "x"),
    "nation_memory": Goal("nation: peak memory", "<=", 1.5, "GiB"),
    "threads_replicates": Goal("2 threads / 1 thread: replicates", ">=", 1.6, "x"),
    "threads_nation": Goal("2 threads / 1 thread: nation", ">=", 1.7, "x"),
    "stored": Goal("runs of 2,000 teachers x 120 months, everything stored: kernel time / wall time", ">=", 80, "%"),
    "first_compare": Goal("first retain compare of three scenarios x 50 runs after install, compile included", "<=", 90, "s"),
    "start_help": Goal("cached start: retain --help / import mesa", "<=", 0.5, "x"),
    "start_run": Goal("cached start: retain run / import mesa", "<=", 2.5, "x"),
    "pairing": Goal(
        "replicates saved by pairing: variance of the 5-year retention difference, unpaired / paired, between near policies", ">=", 5, "x"
    ),
    "state": Goal("state per teacher", "<=", 320, "bytes"),
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """Hold how much is measured: rounds, teachers, replicates; the full benchmark or the quick one."""

    rounds: int
    teachers: int
    years: int
    nation: int
    crowd: int
    replicates: int
    pairs: int
    costly: bool


# what a full benchmark measures, and a quick one
FULL = Size(rounds=7, teachers=2000, years=10, nation=2_000_000, crowd=200_000, replicates=8, pairs=60, costly=True)
QUICK = Size(rounds=3, teachers=400, years=5, nation=20_000, crowd=20_000, replicates=4, pairs=12, costly=False)
SETTINGS = {
    "quick": Setting("choice", "true measures a smaller version in under a minute, without the costly goals", choices=("true", "false")),
    "only": Setting("names", f"measure these goals alone: {', '.join(GOALS)}"),
    "out": Setting("folder", "where bench.json goes; without it retain-results/bench"),
}


def main(command) -> int:
    """Do ``retain bench``: measure, print the table, write ``bench.json``; return 0, or 1 where equality failed.

    Parameters
    ----------
    command : settings by key, or an object with such ``settings``.
    """
    settings = {}
    for key, text in getattr(command, "settings", command).items():
        if key not in SETTINGS:
            raise unknown("setting of bench called", key, SETTINGS, f"{key}={text}")
        settings[key] = check_setting(key, text, SETTINGS[key])
    asked = settings.get("only", list(GOALS))
    for name in asked:
        if name not in GOALS:
            raise unknown("goal called", name, GOALS, "only")
    folder = Path(settings.get("out", Path("retain-results") / "bench"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadInput(f"the folder cannot be made ({fault.strerror})", f"out={folder}", mend="name another folder with out=") from None
    rows = measure(QUICK if settings.get("quick") == "true" else FULL, asked, Screen())
    text = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    (folder / "bench.json").write_text(text, encoding="utf-8")
    show(rows, Screen())
    print(f"Written: {folder / 'bench.json'}")
    return 0


def measure(size: Size, asked: list[str], screen: Screen) -> list[dict]:
    """Measure the goals that are asked for and return a row for each goal: goal, target, measured, met, note.

    ``measured`` and ``met`` are None where a goal was not measured; the note says why.

    Raises
    ------
    RunFailed : the plain model and the compiled one differ: a speed would mean nothing.
    """
    from sim.simulate import compile_kernels

    minutes = "about 8 minutes, most of it a fresh compile and the nation" if size.costly else "less than a minute"
    screen.say(f"Measuring {len(asked)} of {len(GOALS)} goals on {processors()} processors: {minutes}, after the model is compiled.")
    screen.say("Speeds are ratios; leave the computer alone meanwhile.")
    screen.say(f"Compiled or loaded in {compile_kernels():.1f} seconds.")
    found: dict[str, tuple[float | None, str]] = {}
    parts = (
        (("model", "nation", "nation_memory"), _against_plain), (("floor",), _floor),
        (("threads_replicates", "threads_nation"), _threads), (("stored",), _stored), (("first_compare",), _first_compare),
        (("start_help", "start_run"), _start), (("pairing",), _pairing), (("state",), _state),
    )  # fmt: skip
    for names, part in parts:
        if set(names) & set(asked):
            begun = time.perf_counter()
            found |= part(size, asked)
            screen.say(f"  {', '.join(names)}: {time.perf_counter() - begun:.0f} s")
    smaller = "" if size.costly else "smaller version: "
    return [_row(name, *found.get(name, (None, "not asked for")), smaller) for name in GOALS]


def _row(name, measured, note, smaller):
    goal = GOALS[name]
    note = note if measured is None else smaller + note
    met = None if measured is None else goal.met(measured)
    rounded = None if measured is None else float(f"{measured:.4g}")
    return {"goal": goal.sentence, "target": goal.said(), "measured": rounded, "met": met, "note": note}


def show(rows: list[dict], screen: Screen) -> None:
    """Print the table and below it what each number means."""
    verdict = {True: "met", False: "missed", None: "not measured"}
    cells = [
        [
            f"{number}  {row['goal'][:88]}", row["target"],
            "" if row["measured"] is None else f"{row['measured']:g} {goal.unit}", verdict[row["met"]],
        ]
        for number, (row, goal) in enumerate(zip(rows, GOALS.values(), strict=True), 1)
    ]  # fmt: skip
    screen.table(["goal", "target", "measured", ""], cells)
    for number, row in enumerate(rows, 1):
        screen.say(f"{number:>3}  {row['note']}")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cards(place=PLACE, *policies):
    from experiments.library import find

    context = find("context", place).made()
    return context, find("scenario", context.today).made(), *(find("scenario", name).made() for name in policies)


def _timed(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _worked(work) -> float:
    # one thread that only computes: its processor time is its wall time on an idle computer, and does not feel other programs
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def _median_ratio(over, under, rounds):
    """Return (median of over / under, median of over, median of under) in seconds, in turns, after one round that does not count."""
    pairs = [(over(), under()) for _ in range(rounds + 1)][1:]
    return statistics.median(a / b for a, b in pairs), *(statistics.median(side) for side in zip(*pairs, strict=True))


def _environment(**changes):
    paths = os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", **changes}


@contextlib.contextmanager
def plain_process(world, month: int):
    """Start the plain-Mesa baseline from a world; yield a function that gives it a job and returns its seconds of processor time."""
    from experiments.baseline import save

    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        path = Path(folder) / "world.npz"
        save(world, month, path)
        process = subprocess.Popen(
            [sys.executable, "-m", "experiments.baseline", str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8", env=_environment(NUMBA_DISABLE_JIT="1"),
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

    from experiments.baseline import columns_of
    from sim.simulate import advance, run_in, start

    context, today, scenario = _cards(place, policy)
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

    from experiments.baseline import columns_of
    from sim import RetentionModel
    from sim.simulate import advance, run_in, start

    context, today, scenario = _cards(PLACE, POLICY)
    snapshot = run_in(context, today, teachers=teachers, years=1)
    world = start(snapshot, scenario, 1)
    advance(world, snapshot.month, snapshot.month + MONTHS)
    model = RetentionModel(context, scenario, teachers=teachers, run_in_years=1, years=1)
    for _ in range(MONTHS):
        model.step()
    return bool(np.array_equal(columns_of(model.world), columns_of(world)))


def _against_plain(size, asked):
    """Measure the Mesa model and the nation against plain Mesa objects."""
    from sim import RetentionModel
    from sim.simulate import advance, run_in, start

    context, today, policy = _cards(PLACE, POLICY)
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
            return _worked(lambda: live(model)) / (snapshot.posts * 12 * size.years)

        def bare():
            world = start(snapshot, policy, size.years, spells=False)
            return _worked(lambda: advance(world, snapshot.month, snapshot.month + 12 * size.years)) / (snapshot.posts * 12 * size.years)

        kernel_ratio, _, kernel = _median_ratio(plain, bare, size.rounds)
        ratio, slow, fast = _median_ratio(plain, ours, size.rounds)
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
            (peak / GIB, f"{told['teachers']:,} teachers in a process of their own; a branch copies its snapshot: two worlds in memory.")
            if peak and size.costly
            else (None, "not measured: this system does not tell a process's peak" if size.costly else "not measured with quick=true")
        )
    return found


def _in_process(*arguments):
    words = [sys.executable, "-m", "experiments.bench", *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", env=_environment())
    if done.returncode:
        raise RunFailed(f"The process of the {arguments[0]} failed: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def nation(teachers: int, threads: int, years: int) -> dict:
    """Run a nation in this process and return what it took: seconds, seconds of the run-in, peak memory in bytes (None if unknown)."""
    from sim.simulate import advance, run_in, start

    context, today, policy = _cards(PLACE, POLICY)
    begun = time.perf_counter()
    snapshot = run_in(context, today, teachers=teachers, years=1, threads=threads)
    before = time.perf_counter() - begun
    world, month, posts = start(snapshot, policy, years, spells=False), snapshot.month, snapshot.posts
    del snapshot
    seconds = _timed(lambda: advance(world, month, month + 12 * years, threads=threads))
    try:
        import resource
    except ImportError:
        peak = None
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"teachers": posts, "months": 12 * years, "seconds": seconds, "before": before, "peak": peak}


def _floor(size, asked):
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

    context, today, policy = _cards(PLACE, POLICY)
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
            seconds = _worked(lambda: again(world, room, rows, month, repeats, world.p)) / (repeats * rows)  # noqa: B023
            best[rows] = min(best.get(rows, seconds), seconds)
            least = seconds if least is None else min(least, seconds)
        return least

    def kernel():
        world = start(snapshot, policy, size.years, spells=False)
        return _worked(lambda: advance(world, month, month + steps)) / (snapshot.posts * steps)

    ratio, low, high = _median_ratio(floor, kernel, size.rounds)
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
                spent[name] += _worked(lambda: run(world, *rooms, month, which))  # noqa: B023
    # calling a compiled function from here costs some microseconds, which are not the act's
    call = min(_worked(lambda: run(world, *rooms, snapshot.month, len(names))) for _ in range(50)) * 12 * years
    return {name: max(0.0, seconds - call) / (snapshot.posts * 12 * years) * 1e9 for name, seconds in spent.items()}


def _threads(size, asked):
    """Measure two threads against one, for replicates and for one nation."""
    import numba

    from sim.simulate import advance, branch, run_in, start

    if processors() < 2:
        return dict.fromkeys(("threads_replicates", "threads_nation"), (None, "not measured: this process may use one processor only"))
    context, today, policy = _cards(PLACE, POLICY)
    snapshots = [run_in(context, today, teachers=size.teachers, replicate=k, years=1) for k in range(size.replicates)]

    def replicates(threads):
        with ThreadPoolExecutor(threads) as pool:
            return _timed(lambda: list(pool.map(lambda snapshot: branch(snapshot, policy, years=size.years), snapshots)))

    crowd = run_in(context, today, teachers=size.crowd, years=1, threads=2)

    def one_nation(threads):
        world = start(crowd, policy, 2, spells=False)
        return _timed(lambda: advance(world, crowd.month, crowd.month + 24, threads=threads))

    @numba.njit(nogil=True)
    def count(steps):
        total = 0.0
        for step in range(steps):
            total += step * 0.5
        return total

    def idle(threads):
        with ThreadPoolExecutor(threads) as pool:
            return _timed(lambda: list(pool.map(count, [100_000_000] * 2)))

    count(1)
    best, _, _ = _median_ratio(lambda: idle(1), lambda: idle(2), 3)
    many, alone, together = _median_ratio(lambda: replicates(1), lambda: replicates(2), size.rounds)
    large, slow, fast = _median_ratio(lambda: one_nation(1), lambda: one_nation(2), size.rounds)
    control = f"two loops that only count reach {best:.2f}x here now" + ("" if best > 1.8 else ": other programs use the processors")
    return {
        "threads_replicates": (
            many, f"{size.replicates} branches of {size.teachers:,} teachers: {alone:.2f} s and {together:.2f} s; {control}."
        ),
        "threads_nation": (large, f"{size.crowd:,} teachers x 24 months: {slow:.2f} s and {fast:.2f} s; {control}."),
    }


def _stored(size, asked):
    """Measure stored runs against the same runs with nothing done to what they leave behind."""
    from joblib import Parallel, delayed

    from experiments import configure, runner, store
    from experiments.request import request
    from sim.simulate import branch, run_in

    jobs, replicates = min(2, processors()), size.replicates
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        given = {"context": PLACE, "replicates": str(replicates), "teachers": str(size.teachers), "years": str(size.years), "out": folder}
        study = configure.plan(request("compare", list(COMPARED), given, "retain bench")).study

        def whole():
            place = Path(tempfile.mkdtemp(dir=folder))
            store.make_folder(place)
            begun = time.perf_counter()
            failed = [one for finished in runner.do(place, study, list(range(replicates)), "threads", jobs) for one in finished.failures]
            store.merge(place, study, set())
            if failed:
                raise RunFailed(f"A run of the benchmark failed: {failed[0]['message']}")
            return time.perf_counter() - begun

        def kernel_of(replicate):
            runs = study.runs(replicate)
            parameters, context = runner.numbers_of(runs[0])
            snapshot = run_in(
                context, study.today, parameters, teachers=study.teachers, seed=study.seed, replicate=replicate, years=study.run_in_years
            )
            for run in runs:
                branch(snapshot, run.scenario, years=study.years)

        def kernel():
            pool = Parallel(n_jobs=jobs, backend="threading", batch_size=1)
            return _timed(lambda: pool(delayed(kernel_of)(replicate) for replicate in range(replicates)))

        share, alone, stored = _median_ratio(kernel, whole, max(3, size.rounds // 2))
    return {
        "stored": (
            100 * share,
            f"three scenarios x {replicates} runs with all tables stored and merged by the runner of compare, {jobs} at a time: "
            f"{stored:.2f} s, the same runs without a table or a file {alone:.2f} s.",
        )
    }


def _first_compare(size, asked):
    """Measure the main job with an empty cache of compiled code."""
    if not size.costly:
        return {"first_compare": (None, "not measured with quick=true")}
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        words = [*COMPARED, f"context={PLACE}", "replicates=50", f"out={Path(folder) / 'results'}"]
        seconds = _timed(lambda: _command("compare", *words, RETAIN_CACHE=str(Path(folder) / "cache")))
        timing = json.loads((Path(folder) / "results" / "manifest.json").read_text(encoding="utf-8"))["timing"]
    stages = ", ".join(f"{stage} {spent:.1f}" for stage, spent in timing.items())
    return {"first_compare": (seconds, f"on {processors()} processors; seconds by stage: {stages}; the rest is starting Python.")}


def _command(*words, **variables):
    _checked([sys.executable, "-m", "experiments.cli", *words], f"retain {words[0]}", **variables)


def _checked(words, name, **variables):
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", errors="replace", env=_environment(**variables))
    if done.returncode:
        raise RunFailed(f"{name} ended with code {done.returncode}: {done.stderr.strip()[-300:]}")


def _start(size, asked):
    """Measure how long the command takes to start, beside importing Mesa."""
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:

        def run():
            out = tempfile.mkdtemp(dir=folder)
            tiny = "teachers=60", "years=1", "run_in_years=1", "replicates=1", "parameters=default"
            return _timed(lambda: _command("run", *tiny, f"out={Path(out) / 'run'}"))

        pieces = {
            "mesa": lambda: _timed(lambda: _checked([sys.executable, "-c", "import mesa"], "import mesa")),
            "help": lambda: _timed(lambda: _command("--help")),
            "run": run,
        }
        rounds = [{name: piece() for name, piece in pieces.items()} for _ in range(max(3, size.rounds) + 1)][1:]
    middle = {name: statistics.median(one[name] for one in rounds) for name in pieces}
    said = f"import mesa {middle['mesa']:.2f} s"
    return {
        "start_help": (statistics.median(one["help"] / one["mesa"] for one in rounds), f"retain --help {middle['help']:.2f} s, {said}."),
        "start_run": (
            statistics.median(one["run"] / one["mesa"] for one in rounds),
            f"retain run of 60 teachers over a year, files written, {middle['run']:.2f} s, {said}.",
        ),
    }


def _pairing(size, asked):
    """Measure how much less the difference of two near policies varies when both meet the same luck."""
    import numpy as np

    from analysis.outcomes import of_run
    from sim.simulate import branch, run_in

    context, today, one, other = _cards(PLACE, POLICY, NEAR)
    shown = (
        "retained_profession_1y", "retained_profession_3y", "retained_profession_5y", "retained_school_5y", "annual_leaver_rate",
        "annual_mover_rate", "efficacy", "exhaustion", "practice", "vacancy_rate",
    )  # fmt: skip

    def values(outcome, scenario):
        table = of_run(outcome, context, scenario)
        rows = zip(table["group"], table["outcome"], table["value"], strict=True)
        everybody = {str(name): float(value) for group, name, value in rows if group == "all"}
        return [everybody.get(name, float("nan")) for name in shown]

    def of_luck(replicate):
        snapshot = run_in(context, today, teachers=size.teachers, replicate=replicate, years=5)
        return [values(branch(snapshot, scenario, years=5), scenario) for scenario in (one, other)]

    with ThreadPoolExecutor(min(2, processors())) as pool:
        table = np.array(list(pool.map(of_luck, range(size.pairs))))
    unpaired = table.var(axis=0, ddof=1).sum(axis=0)
    paired = (table[:, 0] - table[:, 1]).var(axis=0, ddof=1)
    ratios = {name: float(a / b) if b > 0 else None for name, a, b in zip(shown, unpaired, paired, strict=True)}
    said = ", ".join(f"{name} {'all equal' if ratio is None else f'{ratio:.1f}'}" for name, ratio in ratios.items())
    kept = ratios["retained_profession_5y"]
    return {
        "pairing": (
            kept,
            f"{'not measured, no pair of runs differs after five years: ' if kept is None else ''}{one.name} and {other.name} in "
            f"{context.name}, {size.pairs} pairs of runs, {size.teachers:,} teachers: {said}.",
        )
    }


def _state(size, asked):
    """Read the bytes of a teacher from the columns."""
    from sim.columns import BYTES_PER_TEACHER, CARRIED_FLOATS, POOL
    from sim.population import POOL_SHARE, SPELLS_A_YEAR
    from sim.record import SPELL_FLOATS, SPELL_INTEGERS

    pool = POOL_SHARE * (8 * len(CARRIED_FLOATS) + 4 * len(POOL._fields))
    spell = 8 * len(SPELL_FLOATS) + 4 * len(SPELL_INTEGERS)
    rows = 2.0 + SPELLS_A_YEAR * 10
    return {
        "state": (
            float(BYTES_PER_TEACHER),
            f"beside it, per post: the pool of leavers {pool:.0f} bytes; where spells are kept {rows:.0f} rows of {spell} bytes, "
            f"{rows * spell:,.0f} bytes over ten years.",
        )
    }


if __name__ == "__main__":
    print(json.dumps(nation(*map(int, sys.argv[2:]))))
