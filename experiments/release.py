"""The released ensemble: written with its provenance and diagnostics after a fit, read and checked before use.

``python -m experiments.release`` names the theory in the released files anew, for code that was rewritten and means the same: small runs
must give the sums that they gave when the fit was made. Where they do not the fit has to be made anew.
"""

from __future__ import annotations

import ast
import csv
import datetime
import hashlib
import importlib
import inspect
import io
import json
import pkgutil
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from experiments import store
from experiments.calibration.fingerprint import lives
from experiments.calibration.prior import asked, parts, prior, targets
from experiments.errors import BadInput, RunFailed
from experiments.input.settings import CONFIGS
from sim.compiled import ROOM, VIEWS
from sim.context import Context
from sim.number import numbers
from sim.parameters import Parameters

ENSEMBLE, DIAGNOSTICS = "calibrated.csv", "calibrated.json"
BOARD, ABLATION, BOARD_FACTS = "scoreboard.csv", "ablation.csv", "scoreboard.json"
RELEASED = CONFIGS / "parameters"
ONLY_COUNT = ("causes", "ledger")  # rules that change nobody's life
# files of sim that decide no result of a parameter set: they look on, check, name numbers, or draw sets of another kind
LOOK_ON = {*VIEWS, "__init__.py", "causes.py", "compiled.py", "ensemble.py", "number.py", "parameters.py", "rooms.py"}
STRONG = 0.4  # correlation in the posterior that is worth a line
LUCKS = 4  # of each set, for the causal share


def theory() -> str:
    """Return 12 hex digits that name the theory: the numbers with their bounds, every rule that acts, and whatever else decides a life.

    Comments, docstrings, line breaks, what only looks on, and the rules that only count (:mod:`sim.rules.causes`,
    :mod:`sim.rules.ledger`) are left out.
    """
    from sim import rules
    from sim.month import TEACHER_ACT

    said = [f"{name} {spec.low} {spec.high} {spec.unit}" for name, spec in numbers(Parameters).items()]
    said += [f"{row.gives} {row.rule.__name__}" for row in TEACHER_ACT]
    for info in sorted(pkgutil.iter_modules(rules.__path__), key=lambda info: info.name):
        if info.name not in ONLY_COUNT:
            module = importlib.import_module(f"sim.rules.{info.name}")
            said += [f"{info.name} {formula(inspect.getsource(module))}"]
    for path in sorted(path for path in ROOM.glob("*.py") if path.name not in LOOK_ON):
        said += [f"{path.stem} {formula(path.read_text(encoding='utf-8'))}"]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def formula(source: str) -> str:
    """Return a source as its syntax says it: without docstrings, comments, and where lines break."""
    tree = ast.parse(textwrap.dedent(source))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return _said(tree)


def _said(node) -> str:
    """Return a tree in brackets; ``ast.dump`` would not say the same in every version of Python."""
    if isinstance(node, list):
        return f"[{' '.join(_said(each) for each in node)}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = ((name, value) for name, value in ast.iter_fields(node) if value not in (None, []) and name not in ("kind", "type_params"))
    return f"({type(node).__name__} {' '.join(f'{name}={_said(value)}' for name, value in fields)})"


def read(folder: Path = RELEASED) -> tuple[tuple[Parameters, dict], ...]:
    """Return the released sets as (parameters, {context: {field: value}}).

    Raises
    ------
    BadInput : there is none, a file is torn, or it belongs to another theory.
    """
    return _read(Path(folder))


@lru_cache(maxsize=4)
def _read(folder):
    names, table, _ = _checked(folder)
    return tuple(parts(names, row) for row in table)


def middle(folder: Path = RELEASED) -> tuple[Parameters, dict]:
    """Return the medians of the released sets as one set."""
    names, table, _ = _checked(Path(folder))
    return parts(names, np.median(table, axis=0))


def digest() -> str:
    """Return 8 hex digits that name the released ensemble."""
    return provenance()["sha256"][:8]


def calibrated_set(context: Context, number: int, folder: Path = RELEASED) -> tuple[Parameters, Context]:
    """Return set ``number`` of the released ensemble, and the context with its unknown inputs: fitted where they are, else drawn.

    A number that the user has typed has no range any more and is left alone.
    """
    from sim.ensemble import parameter_set

    sets = read(folder)
    parameters, places = sets[number % len(sets)]
    _, drawn = parameter_set(context, number)
    fitted = {field: value for field, value in places.get(context.name, {}).items() if field in context.ranges}
    return parameters, replace(drawn, place=replace(drawn.place, **fitted))


def provenance(folder: Path = RELEASED) -> dict:
    """Return what is stored about the released ensemble: how it was made, and its diagnostics."""
    return _checked(Path(folder))[2]


def _checked(folder):
    table, about = folder / ENSEMBLE, folder / DIAGNOSTICS
    again = "fetch the files again, or make them with retain calibrate"
    edited = "set parameters=prior or parameters=default; if the model means the same as before, type python -m experiments.release, else "
    edited += "retain calibrate"
    if not table.exists() or not about.exists():
        raise BadInput(f"there is no calibrated ensemble in {folder}", mend="use parameters=prior, or make one with retain calibrate")
    try:
        said = json.loads(about.read_text(encoding="utf-8"))
        text = table.read_bytes()
        if said["sha256"] != hashlib.sha256(text).hexdigest():
            raise ValueError
        lines = list(csv.reader(io.StringIO(text.decode("utf-8"))))
        names, values = tuple(lines[0][1:]), np.array([[float(cell) for cell in line[1:]] for line in lines[1:]])
    except (ValueError, KeyError, IndexError, UnicodeDecodeError):
        raise BadInput(f"{ENSEMBLE} or {DIAGNOSTICS} is torn or was changed by hand", str(folder), mend=again) from None
    if said["theory"] != theory():
        raise BadInput("the calibrated ensemble was fitted with another version of the model than this one", str(folder), mend=edited)
    return names, values, said


def write(done, design, folder: Path, jobs: int, screen) -> list[str]:
    """Write ensemble and diagnostics of a finished fit and return sentences that sum them up.

    Parameters
    ----------
    done : :class:`experiments.calibrate.Fit`;  design : :class:`experiments.calibrate.Design`.
    """
    from sim.compiled import model_version

    ours, aim = prior(), targets()
    values = ours.numbers(done.x[done.chosen])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["set", *ours.names])
    writer.writerows([k, *(f"{value:.6g}" for value in row)] for k, row in enumerate(values))
    ensemble = text.getvalue()
    screen.say(f"Asking each of {len(values)} sets how much of the naive gap is mentoring's own effect ...")
    shares = causal_shares(ours.names, values, design, jobs)
    far = np.abs(aim.residuals(done.values[done.chosen], done.luck)).max(axis=1)
    about = {
        "sha256": hashlib.sha256(ensemble.encode()).hexdigest(),
        "theory": theory(),
        "lives": lives(),
        "model": model_version(),
        "made": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "targets_sha256": hashlib.sha256((CONFIGS / "patterns.csv").read_bytes()).hexdigest(),
        "waves": [{"draws": w.draws, "runs_a_draw": w.lucks, "wider": w.wider} for w in design.waves],
        "teachers": design.teachers, "seed": design.seed, "sets": len(values),
        "effective_sample_size": round(done.effective, 1),
        "effective_share": round(done.effective / len(done.weights), 3),
        "sets_within_3_sd_of_every_number": int((far <= 3.0).sum()),
        "chi_square_at_mode": round(float((aim.residuals(done.emulator.at(done.mode)) ** 2).sum()), 1),
        "numbers_fitted_to": len(aim.ids),
        "at_mode": {name: round(float(value), 4) for name, value in zip(aim.ids, done.emulator.at(done.mode), strict=True)},
        "causal_share": shares,
        "numbers": _numbers(done, ours, aim, values),
        "correlations": _correlations(done, ours),
        "stand_in": {
            name: {"luck": _short(luck / sd), "left": _short(left / sd)}
            for name, luck, left, sd in zip(
                aim.ids, np.sqrt(done.luck), np.sqrt(done.left), aim.sd, strict=True
            )
        },
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    store.write_text(folder / ENSEMBLE, ensemble)
    store.write_text(folder / DIAGNOSTICS, json.dumps(about, indent=1) + "\n")
    learnt = sum(entry["learnt"] > 0.2 for entry in about["numbers"].values())
    causal = shares["year_5"]
    return [
        f"Chi-square {about['chi_square_at_mode']:.0f} on {len(aim.ids)} numbers at the mode; {len(values)} sets, "
        f"{about['sets_within_3_sd_of_every_number']} of them within 3 SD of every number; "
        f"effective sample size {done.effective:.0f} of {len(done.weights)}.",
        f"{learnt} of {len(about['numbers'])} numbers have lost more than a fifth of their prior variance.",
        f"Of the naive gap in year 5, {100 * causal['pooled']:.0f} of 100 are mentoring's effect "
        f"(smoothed over sets: {100 * causal['low']:.0f} to {100 * causal['high']:.0f}).",
    ]


def _numbers(done, ours, aim, values):
    """Return for each number its prior and posterior, what it has learnt, and the targets that pin it."""
    position = {name: k for k, name in enumerate(np.array(ours.names)[asked()])}
    low, high = (ours.numbers(np.full(len(ours.names), end)) for end in (-1.645, 1.645))
    pull = done.emulator.slope(done.mode) / aim.sd[:, None] * np.sqrt(aim.weight)[:, None]
    found = {}
    for k, name in enumerate(ours.names):
        entry = {"prior": [_short(low[k]), _short(high[k])], "posterior": [_short(q) for q in np.quantile(values[:, k], (0.05, 0.5, 0.95))]}
        at = position.get(name)
        entry["learnt"] = 0.0 if at is None else round(float(1.0 - done.covariance[at, at]), 3)
        if at is not None:
            first = np.argsort(-np.abs(pull[:, at]))[:4]
            entry["pinned_by"] = {aim.ids[j]: round(float(pull[j, at]), 2) for j in first if abs(pull[j, at]) > 0.3}
        found[name] = entry
    return found


def _short(value):
    return float(f"{value:.4g}")


def _correlations(done, ours):
    names = np.array(ours.names)[asked()]
    spread = np.sqrt(np.diag(done.covariance))
    table = done.covariance / np.outer(spread, spread)
    found = [(abs(table[i, j]), i, j) for i in range(len(names)) for j in range(i) if abs(table[i, j]) >= STRONG]
    return [{"a": str(names[j]), "b": str(names[i]), "r": round(float(table[i, j]), 2)} for _, i, j in sorted(found, reverse=True)]


def causal_shares(names: tuple[str, ...], values: np.ndarray, design, jobs: int) -> dict:
    """Return how much of the naive gap between mentored and unmentored beginners is caused by mentoring: the ridge of effect and selection.

    The effect is paired: the same beginners, mentored in their first year, in the same worlds with and without mentoring. Single sets
    scatter by luck, so that their spread is that of a regression of effect and gap on the fitted numbers of mentoring and selection.
    """

    def one(k):
        parameters, places = parts(names, values[k])
        # every set meets lucks of its own: what all share by luck would not average out
        lucks = range(LUCKS * k, LUCKS * (k + 1))
        return sum(_effect_and_gap(parameters, places.get("united_states", {}), design, luck) for luck in lucks)

    with ThreadPoolExecutor(jobs) as pool:
        sums = np.array(list(pool.map(one, range(len(values)))))
    ridge = ("mentoring_belonging", "belonging_leave", "intention_leave", "mentor_attachment", "attachment_leave", "mentor_leadership")
    at = [names.index(name) for name in ridge]
    spread = values[:, at].std(axis=0)
    x = np.column_stack([np.ones(len(values)), (values[:, at] - values[:, at].mean(axis=0)) / np.where(spread > 0, spread, 1.0)])
    found = {}
    for k, label in ((0, "year_2"), (1, "year_5")):
        mentored, before, after, alone, gone = sums[:, 5 * k : 5 * k + 5].T
        effect = (before - after) / np.maximum(mentored, 1.0)
        gap = gone / np.maximum(alone, 1.0) - after / np.maximum(mentored, 1.0)
        total = sums[:, 5 * k : 5 * k + 5].sum(axis=0)
        pooled = (total[1] - total[2]) / total[0] / (total[4] / total[3] - total[2] / total[0])
        effects, gaps = (np.linalg.lstsq(x, y, rcond=None)[0] for y in (effect, gap))
        smooth = (x @ effects) / np.maximum(x @ gaps, 0.005)
        low, high = np.quantile(smooth, (0.05, 0.95))
        found[label] = {
            "pooled": _short(pooled), "low": _short(low), "high": _short(high), "effect": _short(effect.mean()), "gap": _short(gap.mean()),
            "effect_by_one_sd_of": {name: _short(slope) for name, slope in zip(ridge, effects[1:], strict=True)},
            "gap_by_one_sd_of": {name: _short(slope) for name, slope in zip(ridge, gaps[1:], strict=True)},
            "sets": [_short(share) for share in smooth],
        }  # fmt: skip
    return found


def _effect_and_gap(parameters, place, design, luck):
    """Return for years 2 and 5: mentored beginners, gone of them without and with mentoring, the unmentored and gone of them: (10,)."""
    from experiments.calibration.careers import Careers
    from experiments.calibration.targets import settled
    from sim.scenario import Scenario
    from sim.simulate import branch

    snapshot = settled("united_states", parameters, place, design.teachers, design.seed, luck)
    here = Careers(branch(snapshot, snapshot.today, years=4))
    without = Careers(branch(snapshot, Scenario("no_mentoring", "No mentoring"), years=4))
    rows = here.beginners(0)
    had, people = here.mentored(rows, 0), here.person[rows]
    found = []
    for month in (12, 48):
        gone, gone_without = (~np.isin(people, careers.teaching(month)) for careers in (here, without))
        found += [had.sum(), gone_without[had].sum(), gone[had].sum(), (~had).sum(), gone[~had].sum()]
    return np.array(found, dtype=float)


def rename(folder: Path = RELEASED) -> bool:
    """Write today's name of the theory into released files and say whether it had another.

    Raises
    ------
    RunFailed : the small runs give other sums than the model that was fitted.
    """
    about = json.loads((folder / DIAGNOSTICS).read_text(encoding="utf-8"))
    if about["theory"] == theory():
        return False
    changed = [name for name, sums in lives().items() if sums != about["lives"].get(name)]
    if changed:
        raise RunFailed(
            f"The model gives other results than the one that was fitted ({'; '.join(changed)}): the ensemble does not belong to it. "
            "Make the fit anew: retain calibrate."
        )
    store.write_text(folder / DIAGNOSTICS, json.dumps(about | {"theory": theory()}, indent=1) + "\n")
    return True


if __name__ == "__main__":
    try:
        print(f"{DIAGNOSTICS}: {'the theory is named anew' if rename() else 'up to date'}")
    except RunFailed as fault:
        raise SystemExit(str(fault)) from None
