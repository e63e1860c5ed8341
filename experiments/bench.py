"""The benchmark: each goal of speed and memory with what this computer reaches, on the screen and in ``bench.json``.

Speeds are ratios. Both sides of a ratio run in turns, round by round, and the median of the rounds counts, so that a computer that slows
down half way slows both. Equality is checked before anything is timed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from experiments.benchmark import workshop_speed
from experiments.benchmark.speed import PLACE, POLICY, against_plain, cards, environment, floor, median_ratio, processors, threads, timed
from experiments.benchmark.sweep_speed import against_batch_run, stored_sweep
from experiments.errors import BadInput, RunFailed
from experiments.input.settings import Setting, check_setting
from experiments.input.words import unknown
from experiments.screen import Screen

NEAR = "karachi_government"
COMPARED = ("no_mentoring", "karachi_government", "karachi_private")


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
    "sweep_stored": Goal("sweep of 2,000 teachers x 120 months on 2 cores, everything stored: kernel time / wall time", ">=", 80, "%"),
    "sweep_plain": Goal("sweep: runs a second / the same sweep through mesa.batch_run on the plain-Mesa baseline", ">=", 100, "x"),
    "first_compare": Goal("first retain compare of three scenarios x 50 runs after install, compile included", "<=", 90, "s"),
    "start_help": Goal("cached start: retain --help / import mesa", "<=", 0.5, "x"),
    "start_run": Goal("cached start: retain run, its report left out / import mesa", "<=", 2.5, "x"),
    "pairing": Goal(
        "replicates saved by pairing: variance of the 5-year retention difference, unpaired / paired, between near policies", ">=", 5, "x"
    ),
    "state": Goal("state per teacher", "<=", 320, "bytes"),
    "page_kernel": Goal("workshop page: WebAssembly / the computer's own kernel, in one run", "<=", 2.5, "x"),
    "page_small": Goal("workshop page: two worlds of 300 teachers x 10 years, from slider to picture", "<=", 50, "ms"),
    "page_large": Goal("workshop page: 2,000 teachers x 10 years", "<=", 150, "ms"),
    "page_pairs": Goal("workshop page: 100 pairs of worlds with their run-ins, while the trainer talks", "<=", 10, "s"),
    "page_frames": Goal("workshop page: pictures a second with the processor throttled 6x", ">=", 30, "a second"),
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
        (("model", "nation", "nation_memory"), against_plain), (("floor",), floor),
        (("threads_replicates", "threads_nation"), threads), (("stored",), _stored), (("sweep_stored",), stored_sweep),
        (("sweep_plain",), against_batch_run), (("first_compare",), _first_compare),
        (("start_help", "start_run"), _start), (("pairing",), _pairing), (("state",), _state),
        (workshop_speed.GOALS, workshop_speed.measure),
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


def _stored(size, asked):
    """Measure stored runs against the same runs with nothing done to what they leave behind."""
    from joblib import Parallel, delayed

    from experiments import configure, runner, store
    from experiments.input.request import request
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
            return timed(lambda: pool(delayed(kernel_of)(replicate) for replicate in range(replicates)))

        share, alone, stored = median_ratio(kernel, whole, max(3, size.rounds // 2))
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
        seconds = timed(lambda: _command("compare", *words, RETAIN_CACHE=str(Path(folder) / "cache")))
        timing = json.loads((Path(folder) / "results" / "manifest.json").read_text(encoding="utf-8"))["timing"]
    stages = ", ".join(f"{stage} {spent:.1f}" for stage, spent in timing.items())
    return {"first_compare": (seconds, f"on {processors()} processors; seconds by stage: {stages}; the rest is starting Python.")}


def _command(*words, **variables):
    _checked([sys.executable, "-m", "experiments.cli", *words], f"retain {words[0]}", **variables)


def _checked(words, name, **variables):
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", errors="replace", env=environment(**variables))
    if done.returncode:
        raise RunFailed(f"{name} ended with code {done.returncode}: {done.stderr.strip()[-300:]}")


def _start(size, asked):
    """Measure how long the command takes to start, beside importing Mesa."""
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:

        def run(*more):
            out = tempfile.mkdtemp(dir=folder)
            tiny = "teachers=60", "years=1", "run_in_years=1", "replicates=1", "parameters=default"
            return timed(lambda: _command("run", *tiny, *more, f"out={Path(out) / 'run'}"))

        pieces = {
            "mesa": lambda: timed(lambda: _checked([sys.executable, "-c", "import mesa"], "import mesa")),
            "help": lambda: timed(lambda: _command("--help")),
            "run": lambda: run("report=false"),
            "whole": run,
        }
        rounds = [{name: piece() for name, piece in pieces.items()} for _ in range(max(3, size.rounds) + 1)][1:]
    middle = {name: statistics.median(one[name] for one in rounds) for name in pieces}
    said = f"import mesa {middle['mesa']:.2f} s"
    return {
        "start_help": (statistics.median(one["help"] / one["mesa"] for one in rounds), f"retain --help {middle['help']:.2f} s, {said}."),
        "start_run": (
            statistics.median(one["run"] / one["mesa"] for one in rounds),
            f"retain run of 60 teachers over a year, tables written, {middle['run']:.2f} s, with workbook, figures and report "
            f"{middle['whole']:.2f} s, {said}.",
        ),
    }


def _pairing(size, asked):
    """Measure how much less the difference of two near policies varies when both meet the same luck."""
    import numpy as np

    from analysis.outcomes import of_run
    from sim.simulate import branch, run_in

    context, today, one, other = cards(PLACE, POLICY, NEAR)
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
