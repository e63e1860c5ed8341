"""Fit the universal slopes and a few inputs of the United States and England to T1-T14, and release an ensemble of parameter sets.

Waves of runs: a cloud drawn from the prior, then clouds around the mode that the stand-in
(:mod:`experiments.calibration.emulator`) finds, the last one drawn from the curvature there, run with more luck and weighted by what its
own agents did. Every finished draw is a line of a state file: typed again, the command goes on where it stopped.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.calibration import emulator as stand_in
from experiments.calibration.prior import asked, parts, prior, targets
from experiments.errors import BadInput
from experiments.input.settings import check_setting
from experiments.input.words import unknown
from experiments.journal import Journal
from experiments.screen import Screen

STATE = "draws.jsonl"
TOO_FAR = 3.0  # SD of band and luck: a set further off in some number is not plausible (Pukelsheim 1994)
REACH = (1.8, 3.0, 4.0, 4.0)  # how far from its cloud each wave may look for the mode, in SD of the prior


@dataclass(frozen=True)
class Wave:
    """Hold the size of a cloud: ``draws``, ``lucks`` a draw, ``wider``: its spread beside the posterior's."""

    draws: int
    lucks: int
    wider: float = 1.0


@dataclass(frozen=True)
class Design:
    """Hold a whole fit: its waves, posts of each world, sets to release and the seed of draws."""

    waves: tuple[Wave, ...]
    teachers: int
    sets: int
    seed: int

    @classmethod
    def usual(cls, seed: int = 1) -> Design:
        """Return the fit that is released."""
        return cls((Wave(400, 1), Wave(400, 2, 1.5), Wave(400, 3, 1.2), Wave(400, 4)), 2000, 128, seed)

    @classmethod
    def fast(cls, seed: int = 1) -> Design:
        """Return a small fit that goes through every step in a minute, for tests; its sets mean nothing."""
        return cls((Wave(12, 1), Wave(16, 1)), 600, 8, seed)


class State:
    """Hold finished draws, in memory and in a journal."""

    def __init__(self, folder: Path, identity: dict):
        self._journal = Journal(folder / STATE, identity, "this folder holds a fit of another model, design or list of numbers")
        self.done: dict[tuple[int, int], dict] = {(entry["wave"], entry["draw"]): entry for entry in self._journal.entries}
        self.path, self.close = self._journal.path, self._journal.close

    def add(self, entry: dict) -> None:
        """Keep one finished draw."""
        self.done[entry["wave"], entry["draw"]] = entry
        self._journal.add(entry)

    def luck(self, wave: int) -> np.ndarray | None:
        """Return the variance of each target by luck in the draws of a wave, or None where a draw had one run."""
        found = [entry["luck"] for (of, _), entry in self.done.items() if of == wave and entry.get("luck")]
        return np.nanmean(found, axis=0) if found else None


def run_wave(state: State, number: int, wave: Wave, x: np.ndarray, design: Design, jobs: int, screen: Screen):
    """Run the draws of a wave that are still to do; return coordinates (draws, n) and values (draws, targets).

    Raises
    ------
    BadInput : too few draws gave a value.
    """
    from experiments.calibration.targets import measure, pooled, values

    ours, names = prior(), targets().ids
    begun = time.perf_counter()
    todo = [k for k in range(wave.draws) if (number, k) not in state.done]

    def one(k):
        parameters, places = parts(ours.names, ours.numbers(x[k]))
        # each draw lives through its own lucks, so that a regression over draws averages luck away
        lucks = [1000 * (number + 1) * 10 + k * wave.lucks + each for each in range(wave.lucks)]
        try:
            readings = [measure(parameters, places, luck, design.teachers, design.seed) for luck in lucks]
            found = values(pooled(readings))
            rest = [values(pooled(readings[:k] + readings[k + 1 :])) for k in range(len(readings))] if len(readings) > 1 else []
        except (RuntimeError, ZeroDivisionError, IndexError, np.linalg.LinAlgError) as fault:
            return {"wave": number, "draw": k, "fault": f"{type(fault).__name__}: {fault}"}
        # the jackknife tells how much of a value is luck
        luck = [(len(rest) - 1) * float(np.var([one[name] for one in rest])) for name in names] if rest else None
        return {"wave": number, "draw": k, "x": x[k].tolist(), "values": [float(found[name]) for name in names], "luck": luck}

    with ThreadPoolExecutor(jobs) as pool:
        for count, entry in enumerate(pool.map(one, todo), start=1):
            state.add(entry)
            if count % max(1, len(todo) // 10) == 0:
                left = (time.perf_counter() - begun) / count * (len(todo) - count)
                screen.say(
                    f"  wave {number + 1}: {count + wave.draws - len(todo)} of {wave.draws} draws, about {left / 60:.0f} minutes left"
                )
    kept = [entry for k in range(wave.draws) if "x" in (entry := state.done[number, k]) and np.isfinite(entry["values"]).all()]
    if len(kept) < 0.5 * wave.draws:
        raise BadInput(f"{wave.draws - len(kept)} of {wave.draws} draws of wave {number + 1} gave no value", mend="make the worlds larger")
    return np.array([entry["x"] for entry in kept]), np.array([entry["values"] for entry in kept])


@dataclass(frozen=True)
class Fit:
    """Hold a finished fit.

    Attributes
    ----------
    mode, covariance : of the standard coordinates of the numbers that targets ask for.
    x, values : draws of the last wave, all numbers, and what their agents did.
    luck : variance of each target by luck in those values;  left : what the stand-in leaves over, luck included.
    weights : importance, sum 1;  chosen : rows that are released.
    emulator : the last stand-in;  effective : effective sample size of the weights.
    """

    mode: np.ndarray
    covariance: np.ndarray
    x: np.ndarray
    values: np.ndarray
    luck: np.ndarray
    left: np.ndarray
    weights: np.ndarray
    chosen: np.ndarray
    emulator: stand_in.Emulator
    effective: float


def fit(design: Design, folder: Path, jobs: int = 2, screen: Screen | None = None) -> Fit:
    """Run all waves and weigh the last."""
    from sim.compiled import model_version

    screen = screen or Screen(quiet=True)
    ours, aim = prior(), targets()
    waves = [[w.draws, w.lucks, w.wider] for w in design.waves]
    identity = {"model": model_version(), "waves": waves, "teachers": design.teachers, "seed": design.seed, "names": list(ours.names)}
    state = State(folder, identity | {"targets": list(aim.ids)})
    active = asked()
    n = int(active.sum())
    centre, spread = np.zeros(n), np.eye(n)
    clouds, found = [], []
    for number, wave in enumerate(design.waves):
        random = np.random.default_rng([design.seed, number])
        root = np.linalg.cholesky(spread) * wave.wider
        drawn = random.standard_normal((wave.draws, len(active)))
        drawn[:, active] = centre + drawn[:, active] @ root.T
        screen.say(
            f"Wave {number + 1} of {len(design.waves)}: {wave.draws} draws of {n} numbers, {wave.lucks} runs of each in every world."
        )
        x, y = run_wave(state, number, wave, drawn, design, jobs, screen)
        clouds.append(x[:, active])
        found.append(y)
        before = centre, spread * wave.wider**2
        # runs of earlier, wider clouds say less about slopes here
        weights = np.concatenate([np.full(len(cloud), 0.25 ** (number - k)) for k, cloud in enumerate(clouds)])
        model = stand_in.fit(np.concatenate(clouds), np.concatenate(found), centre, weights)
        centre, spread = stand_in.mode(model, aim, centre, REACH[min(number, len(REACH) - 1)])
        misfit = (aim.residuals(model.at(centre)) ** 2).sum()
        screen.say(
            f"  at the mode chi-square {misfit:.0f} on {len(aim.ids)} numbers, distance from the prior {np.sqrt((centre**2).sum()):.1f} SD"
        )
    luck = state.luck(len(design.waves) - 1)
    return _weighed(design, aim, centre, spread, before, x, active, y, model, luck)


def _weighed(design, aim, centre, spread, proposal, x, active, y, model, luck):
    """Weigh the last cloud by prior and agents over where it was drawn from, and choose what is released without drawing any set twice.

    What a draw's agents did is part luck: it is drawn towards the stand-in by the share of luck in what that leaves over.
    """
    known = x[:, active]
    believed = np.array([model.at(z) for z in known])
    left = np.maximum(1e-12, ((y - believed) ** 2).mean(axis=0))
    noise = left if luck is None else np.minimum(luck, left)
    own = np.ones(len(noise)) if luck is None else 1.0 - noise / left
    residuals = aim.residuals(believed + own * (y - believed), own * noise)
    away = known - proposal[0]
    drawn = np.einsum("ij,jk,ik->i", away, np.linalg.inv(proposal[1]), away)
    log = -0.5 * (residuals**2).sum(1) - 0.5 * (known**2).sum(1) + 0.5 * drawn
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    effective = 1.0 / (weights**2).sum()
    # a few sets with most of the weight would be a poor ensemble: weights are cut so that what is released is many (Ionides 2008)
    cut = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
    random = np.random.default_rng([design.seed, 99])
    order = np.argsort(-(np.log(random.uniform(size=len(cut))) / np.maximum(cut, 1e-300)))
    far = np.abs(residuals).max(1)
    order = np.concatenate([order[far[order] <= TOO_FAR], order[far[order] > TOO_FAR]])
    return Fit(centre, spread, x, y, noise, left, weights, order[: design.sets], model, effective)


def main(command) -> int:
    """Do ``retain calibrate``; return the exit code."""
    from experiments import release
    from experiments.input.settings import SETTINGS

    if command.words:
        raise BadInput(f"{command.words[0]} stands alone", mend="calibrate takes key=value only")
    known = SETTINGS["calibrate"]
    for key in command.settings:
        if key not in known:
            raise unknown("setting of calibrate called", key, known, key)
    given = {key: check_setting(key, text, known[key]) for key, text in command.settings.items()}
    seed = given.get("seed", 1)
    design = Design.fast(seed) if given.get("fast") == "true" else Design.usual(seed)
    folder = Path(given.get("out", "retain-results/calibrate")).expanduser()
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file, not a folder", f"out={folder}", mend="name another folder with out=")
    screen = Screen()
    from experiments.runner import processors
    from sim.simulate import compile_kernels

    screen.say("Loading the model (the first time it is compiled, about a minute) ...")
    compile_kernels()
    begun = time.perf_counter()
    jobs = given.get("jobs", processors())
    done = fit(design, folder, jobs, screen)
    for line in release.write(done, design, folder, jobs, screen):
        screen.say(line)
    screen.say(
        f"Finished: {(time.perf_counter() - begun) / 60:.1f} minutes. {folder / release.ENSEMBLE} is the ensemble, "
        f"{folder / release.DIAGNOSTICS} its diagnostics."
    )
    return 0
