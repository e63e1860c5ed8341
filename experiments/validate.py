"""``retain validate``: every target and every direction measured in worlds of agents, judged against its band, and shown."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis import scoreboard
from analysis.scoreboard import Measured, Row
from experiments import release, store
from experiments.calibration.prior import rows as patterns
from experiments.errors import BadInput
from experiments.input.settings import check_setting, shipped
from experiments.input.words import unknown
from experiments.screen import Screen

BOARD, PAGE, ABLATION = release.BOARD, "scoreboard.html", release.ABLATION
MOVED = 0.5  # half widths of a band: from here a row is named as moved


@dataclass(frozen=True)
class Question:
    """Hold what is to be measured.

    Attributes
    ----------
    only : ids of rows or of whole targets; empty for all.
    source : ``calibrated``, ``prior`` or ``default``.
    parameter_sets, replicates : run r takes luck r and set r modulo the number of sets.
    teachers : posts of each world;  seed : of luck;  jobs : runs at the same time.
    """

    only: tuple[str, ...] = ()
    source: str = "calibrated"
    parameter_sets: int = 25
    replicates: int = 50
    teachers: int = 2000
    seed: int = 1
    jobs: int = 1

    def wants(self, pattern: dict) -> bool:
        """Say whether a row is asked for: by its id, or by the target it belongs to (T1 asks for T1a to T1j)."""
        ids = (pattern["id"], pattern["id"].rstrip("abcdefghij"))
        return not self.only or any(name in self.only for name in ids)


def parameter_sets(question: Question) -> list[tuple]:
    """Return (parameters, {context: {field: value}}) of each set."""
    from experiments.calibration.targets import WORLDS
    from sim.parameters import Parameters

    if question.source == "default":
        return [(Parameters(), {})]
    if question.source == "prior":
        return [_prior_set(number, WORLDS) for number in range(question.parameter_sets)]
    ensemble = release.read()
    return [ensemble[number % len(ensemble)] for number in range(question.parameter_sets)]


def _prior_set(number, worlds):
    from experiments.input import library
    from sim.ensemble import parameter_set

    places, parameters = {}, None
    for name in worlds:
        context = library.find("context", name).made()
        parameters, drawn = parameter_set(context, number)
        places[name] = {field: getattr(drawn.place, field) for field in context.ranges}
    return parameters, places


def measure_targets(question: Question, sets: list[tuple], screen: Screen | None = None) -> dict[str, Measured]:
    """Return what the worlds gave for each target: sums of all runs divided once, with quantiles over sets, or over luck for one set."""
    from experiments.calibration.targets import measure, pooled, values, worlds_for

    runs = max(question.replicates, len(sets))
    worlds = worlds_for([pattern["id"] for pattern in patterns() if pattern["kind"] == "calibration" and question.wants(pattern)])

    def one(run):
        parameters, places = sets[run % len(sets)]
        return measure(parameters, places, run, question.teachers, question.seed, worlds)

    readings = _map(one, range(runs), question.jobs, screen, "targets")
    central = values(pooled(readings))
    if len(sets) > 1:
        each = [values(pooled(readings[k :: len(sets)])) for k in range(len(sets))]
    else:
        random = np.random.default_rng([question.seed, 7])
        each = [values(pooled([readings[k] for k in random.integers(runs, size=runs)])) for _ in range(200)]
    return {name: Measured(float(value), *_middle([one[name] for one in each])) for name, value in central.items()}


def measure_directions(question: Question, sets: list[tuple], names: list[str], screen: Screen | None = None) -> dict[str, Measured]:
    """Return for each direction the mean of its value over sets, quantiles, and in which share of the sets each contrast holds."""
    from experiments.calibration.patterns import PATTERNS, Bench

    def one(k):
        bench = Bench(*sets[k], teachers=max(60, question.teachers * 2 // 5), seed=question.seed, first=3 * k)
        return {name: PATTERNS[name](bench) for name in names}

    found = _map(one, range(len(sets)), question.jobs, screen, "directions")
    measured = {}
    for name in names:
        numbers = [each[name]["value"] for each in found]
        holds = {what: float(np.mean([each[name][what] > 0.0 for each in found])) for what in found[0][name] if what != "value"}
        measured[name] = Measured(float(np.mean(numbers)), *_middle(numbers), holds)
    return measured


def _middle(numbers):
    finite = [number for number in numbers if np.isfinite(number)] or [float("nan")]
    return tuple(float(q) for q in np.quantile(finite, (0.05, 0.95)))


def _map(function, items, jobs, screen, what):
    """Return the results in order, saying how far the work is."""
    items, done, begun = list(items), [], time.perf_counter()
    with ThreadPoolExecutor(max(1, jobs)) as pool, np.errstate(all="ignore"):
        for count, result in enumerate(pool.map(function, items), start=1):
            done.append(result)
            if screen and count % max(1, len(items) // 5) == 0 and count < len(items):
                left = (time.perf_counter() - begun) / count * (len(items) - count)
                screen.say(f"  {what}: {count} of {len(items)}, about {left:.0f} seconds left")
    return done


def judged(question: Question, sets: list[tuple], screen: Screen | None = None) -> list[Row]:
    """Return the judged rows that are asked for, in the order of the table."""
    from experiments.calibration.patterns import PATTERNS

    wanted = [pattern for pattern in patterns() if question.wants(pattern)]
    found: dict[str, Measured] = {}
    if any(pattern["kind"] == "calibration" for pattern in wanted):
        found |= measure_targets(question, sets, screen)
    directions = [pattern["id"] for pattern in wanted if pattern["id"] in PATTERNS]
    if directions:
        found |= measure_directions(question, sets, directions, screen)
    return [scoreboard.judge(pattern, found[pattern["id"]]) for pattern in wanted if pattern["id"] in found]


def ablation(question: Question, sets: list[tuple], screen: Screen, mechanisms: tuple[str, ...] = ()) -> list[dict]:
    """Return for each mechanism which rows fail once it is off, which are met only then, and which move most."""
    from experiments.calibration.mechanisms import OFF, without
    from experiments.calibration.targets import WORLDS

    quiet = Screen(quiet=True)
    whole = {row.pattern["id"]: row for row in judged(question, sets, quiet)}
    table, begun = [], time.perf_counter()
    names = mechanisms or tuple(OFF)
    for count, name in enumerate(names, start=1):
        changed = {row.pattern["id"]: row for row in judged(question, [without(name, *one, WORLDS) for one in sets], quiet)}
        lost = [key for key, row in changed.items() if whole[key].passed and row.passed is False and _clear(whole[key], row)]
        gained = [key for key, row in changed.items() if whole[key].passed is False and row.passed and _clear(whole[key], row)]
        moved = sorted(((_shift(whole[key], row), key) for key, row in changed.items()), reverse=True)
        said = ", ".join(f"{key} {size:.1f}" for size, key in moved[:4] if size >= MOVED)
        table.append({"mechanism": name, "lost": ", ".join(lost), "gained": ", ".join(gained), "moved": said})
        left = (time.perf_counter() - begun) / count * (len(names) - count)
        screen.say(f"  without {name}: {', '.join(lost) or 'no row fails'} ({count} of {len(names)}, about {left:.0f} seconds left)")
    return table


def _clear(before: Row, after: Row) -> bool:
    """Say whether a value moved further than luck moves it; a direction of one set has no interval and is taken at its word."""
    low, high = before.measured.low, before.measured.high
    return not low < high or not low <= after.measured.value <= high


def _shift(before: Row, after: Row) -> float:
    """Return how far a value moved, in half widths of its band; 0 where the band is open."""
    low, high = before.pattern["low"], before.pattern["high"]
    if low is None or high is None or not high > low:
        return 0.0
    size = abs(after.measured.value - before.measured.value) / (0.5 * (high - low))
    return size if np.isfinite(size) else 0.0


def write(folder: Path, rows: list[Row], facts: dict[str, str], table: list[dict] | None, language: str = "en", typed: str = "") -> None:
    """Write the scoreboard, the manifest with all that its page needs, the page and, where asked for, the table of ablation."""
    folder.mkdir(parents=True, exist_ok=True)
    store.write_text(folder / BOARD, scoreboard.table(rows))
    about = {"verb": "validate", "command": typed, "language": language, "status": store.COMPLETE, "facts": facts}
    store.write_manifest(folder, about | {"rows": [scoreboard.stored(row) for row in rows], "ablation": table})
    scoreboard.build(folder)
    if table is not None:
        store.write_text(folder / ABLATION, _ablation_text(table))


def _ablation_text(table):
    cells = (",".join(f'"{row[key]}"' for key in ("mechanism", "lost", "gained", "moved")) for row in table)
    return "\n".join(["mechanism,lost,gained,moved", *cells]) + "\n"


def keep(rows: list[Row], facts: dict[str, str], table: list[dict] | None, folder: Path = release.RELEASED) -> None:
    """Release a scoreboard beside its ensemble, with what was run; an ablation of another ensemble goes."""
    store.write_text(folder / BOARD, scoreboard.table(rows))
    store.write_text(folder / release.BOARD_FACTS, json.dumps(facts | {"Ensemble": release.digest()}, indent=1) + "\n")
    if table is not None:
        store.write_text(folder / ABLATION, _ablation_text(table))
    else:
        (folder / ABLATION).unlink(missing_ok=True)


def asked(command) -> tuple[Question, Path, dict]:
    """Read a command line into (what to measure, folder, settings as given).

    Raises
    ------
    BadInput : a word, a key or a row is not known, or the folder cannot be used.
    """
    from experiments.input.settings import SETTINGS
    from experiments.runner import processors

    if command.words:
        raise BadInput(f"{command.words[0]} stands alone", mend=f"write only={command.words[0]} for some rows")
    known = SETTINGS["validate"]
    for key in command.settings:
        if key not in known:
            raise unknown("setting of validate called", key, known, key)
    given = {key: check_setting(key, text, known[key]) for key, text in command.settings.items()}
    only = tuple(given.get("only", ()))
    ids = [pattern["id"] for pattern in patterns()]
    for name in only:
        if name not in ids and not any(one.startswith(name) and one[len(name) :].isalpha() for one in ids):
            raise unknown("row called", name, ids, f"only={name}", mend="retain list patterns shows them all", allowed="")
    folder = Path(given.get("out", "retain-results/validate")).expanduser()
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file, not a folder", f"out={folder}", mend="name another folder with out=")
    source = given.get("parameters", "calibrated" if "calibrated" in shipped("parameters") else "prior")
    sets = 1 if source == "default" else given.get("parameter_sets", 25)
    question = Question(
        only, source, sets, given.get("replicates", 50), given.get("teachers", 2000), given.get("seed", 1), given.get("jobs", processors())
    )
    if given.get("release") == "true" and (only or source != "calibrated"):
        which = f"only={','.join(only)}" if only else f"parameters={source}"
        mend = "leave it out, or leave out release=true"
        raise BadInput("what is released is the whole scoreboard of the calibrated ensemble", which, mend=mend)
    return question, folder, given


def main(command) -> int:
    """Do ``retain validate``; return the exit code."""
    from sim.compiled import model_version
    from sim.simulate import compile_kernels

    question, folder, given = asked(command)
    screen = Screen()
    sets = parameter_sets(question)
    begun = time.perf_counter()
    screen.say("Loading the model (the first time it is compiled, about a minute) ...")
    compile_kernels()
    screen.say(
        f"Measuring with {len(sets)} parameter sets ({question.source}), {max(question.replicates, len(sets))} runs of each place ..."
    )
    rows = judged(question, sets, screen)
    table = None
    if given.get("ablation") == "true":
        screen.say("Switching off each mechanism ...")
        # a set from the middle and a few lucks tell which rows a mechanism carries
        few = Question(question.only, question.source, 1, min(8, question.replicates), question.teachers, question.seed, question.jobs)
        table = ablation(few, [release.middle() if question.source == "calibrated" else sets[0]], screen)
    facts = {
        "Parameter sets": f"{len(sets)}, {question.source}", "Runs of each place": str(max(question.replicates, len(sets))),
        "Posts": f"{question.teachers:,} in each world", "Seed": str(question.seed), "Model": model_version(),
    }  # fmt: skip
    write(folder, rows, facts, table, given.get("language", "en"), command.typed)
    if given.get("release") == "true":
        keep(rows, facts, table)
    heads = ("row", "pattern", "published", "band", "simulated", "met")
    screen.table(heads, [_line(row) for row in rows], "The model beside what was published")
    counts = scoreboard.tally(rows)
    screen.say(f"Targets met: {counts['T'][0]} of {counts['T'][1]}. Directions met: {counts['SF'][0]} of {counts['SF'][1]}.")
    screen.say(f"{folder / BOARD} and {folder / PAGE}: {time.perf_counter() - begun:.0f} seconds.")
    return 0


def _line(row):
    pattern, measured = row.pattern, row.measured
    ends = ["" if pattern[key] is None else f"{pattern[key]:g}" for key in ("low", "high")]
    published = "" if pattern["published"] is None else f"{pattern['published']:g}"
    verdict = {True: "yes", False: "NO", None: ""}[row.passed]
    return [pattern["id"], pattern["pattern"][:56], published, " to ".join(ends) if any(ends) else "", f"{measured.value:.3g}", verdict]
