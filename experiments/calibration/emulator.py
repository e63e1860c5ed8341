"""Priors on numbers of the theory and of places, and a local stand-in for the agent world: linear and square terms, fitted to many runs.

Runs of agents are not smooth in the parameters: finite differences over a small step are noise. A regression over a cloud of runs, each at
its own draw of all parameters at once, averages the noise away, asks the agent world itself and needs no second model. The mode and the
curvature then come from damped Gauss-Newton on the stand-in with the priors as residuals, and the cloud moves there (an iterated ensemble
smoother: Emerick and Reynolds 2013; history matching by emulators: Craig et al. 1997, Vernon et al. 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

QUANTILE = 1.645  # bands and plausible ranges hold 90 %


@dataclass(frozen=True)
class Prior:
    """Hold the numbers that are fitted, each as a standard normal coordinate.

    Attributes
    ----------
    names : ``field`` of the theory or ``context.field`` of a place.
    middle, spread : float64 (n,), of the logarithm where ``log`` is True, else of the number itself.
    log : bool (n,).
    low, high : float64 (n,), hard bounds.
    """

    names: tuple[str, ...]
    middle: np.ndarray
    spread: np.ndarray
    log: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, ranges: dict[str, tuple[float, float]], bounds: dict[str, tuple[float, float]]) -> Prior:
        """Make a prior whose central 90 % are the ranges; numbers above zero are taken by their logarithm."""
        low, high = (np.array([ranges[name][k] for name in ranges], dtype=float) for k in (0, 1))
        log = low > 0.0
        a, b = (np.where(log, np.log(np.where(log, x, 1.0)), x) for x in (low, high))
        limits = np.array([bounds[name] for name in ranges], dtype=float)
        return cls(tuple(ranges), 0.5 * (a + b), (b - a) / (2.0 * QUANTILE), log, limits[:, 0], limits[:, 1])

    def numbers(self, x: np.ndarray) -> np.ndarray:
        """Return the numbers at standard coordinates: (..., n) to (..., n), kept inside the hard bounds."""
        y = self.middle + self.spread * x
        return np.clip(np.where(self.log, np.exp(np.where(self.log, y, 0.0)), y), self.low, self.high)


@dataclass(frozen=True)
class Targets:
    """Hold what is to be met: ids, centre and half width of the 90 % band, weight; ``side`` is 0 for a band, 1 at least, -1 at most."""

    ids: tuple[str, ...]
    centre: np.ndarray
    sd: np.ndarray
    side: np.ndarray
    weight: np.ndarray

    def residuals(self, values: np.ndarray, extra: np.ndarray | float = 0.0) -> np.ndarray:
        """Return weighted distances in SD: (..., n targets); ``extra`` is a variance beside that of the bands."""
        distance = (values - self.centre) / np.sqrt(self.sd**2 + extra)
        distance = np.where(self.side > 0, np.minimum(distance, 0.0), np.where(self.side < 0, np.maximum(distance, 0.0), distance))
        return distance * np.sqrt(self.weight)


@dataclass(frozen=True)
class Emulator:
    """Hold a fit ``y = a + B x + C x^2 + bend (index x)^2`` for each target around a centre, with the variance of a run about it.

    The last term lets numbers act together along the one direction that moves a target most.

    Attributes
    ----------
    centre : (n parameters,);  constant, bend : (n targets,);  linear, square, index : (n targets, n parameters), index of length 1.
    scatter : (n targets,), variance of one run: luck and lack of fit;  explained : share of variance that parameters explain.
    """

    centre: np.ndarray
    constant: np.ndarray
    linear: np.ndarray
    square: np.ndarray
    index: np.ndarray
    bend: np.ndarray
    scatter: np.ndarray
    explained: np.ndarray

    def at(self, x: np.ndarray) -> np.ndarray:
        """Return the expected values of the targets."""
        d = x - self.centre
        return self.constant + self.linear @ d + self.square @ (d * d) + self.bend * (self.index @ d) ** 2

    def slope(self, x: np.ndarray) -> np.ndarray:
        """Return the derivatives (n targets, n parameters)."""
        d = x - self.centre
        return self.linear + 2.0 * self.square * d + (2.0 * self.bend * (self.index @ d))[:, None] * self.index


def fit(x: np.ndarray, y: np.ndarray, centre: np.ndarray, weights: np.ndarray | None = None) -> Emulator:
    """Fit the stand-in by ridge regression; the penalty of each target is chosen by leave-one-out.

    Parameters
    ----------
    x : (runs, parameters) standard coordinates;  y : (runs, targets);  weights : (runs,), larger near where the fit matters.
    """
    runs, n = x.shape
    d = x - centre
    w = np.ones(runs) if weights is None else weights * runs / weights.sum()
    root = np.sqrt(w)[:, None]
    squares = d * d
    # squares are shrunk harder than slopes: few of them are needed
    table = np.column_stack([d, 0.3 * squares])
    means, mean_y = (w[:, None] * table).sum(0) / w.sum(), (w[:, None] * y).sum(0) / w.sum()
    u, s, vt = np.linalg.svd(root * (table - means), full_matrices=False)
    b = root * (y - mean_y)
    projected = u.T @ b
    best, coefficient = np.full(y.shape[1], np.inf), np.zeros((y.shape[1], 2 * n))
    for penalty in np.geomspace(0.3, 3000.0, 14):
        shrink = s**2 / (s**2 + penalty)
        hat = (u**2 * shrink).sum(1) + 1.0 / runs
        left_out = (b - u @ (shrink[:, None] * projected)) / np.maximum(0.05, 1.0 - hat)[:, None]
        error = (left_out**2).mean(0)
        better = error < best
        best = np.where(better, error, best)
        found = (vt.T * (s / (s**2 + penalty))) @ projected
        coefficient[better] = found.T[better]
    linear, square = coefficient[:, :n], 0.3 * coefficient[:, n:]
    constant = mean_y - coefficient @ means
    left = y - mean_y - (table - means) @ coefficient.T
    index = linear / np.maximum(1e-12, np.sqrt((linear**2).sum(1)))[:, None]
    bend, offset, rest = _bend(d @ index.T, left, w)
    variance = np.maximum(1e-12, (w[:, None] * (y - mean_y) ** 2).mean(0))
    return Emulator(centre, constant - bend * offset, linear, square, index, bend, best * rest, 1.0 - best * rest / variance)


def _bend(along, left, weights):
    """Return the curve along each target's direction, the mean of its square, and the share of variance that it leaves.

    A curve that chance could have made is drawn to zero (positive-part James-Stein).

    Parameters
    ----------
    along, left : (runs, targets), where each run lies on the direction and what slopes and squares left over;  weights : (runs,), mean 1.
    """
    w = weights[:, None]
    offset = (w * along**2).mean(0)
    curve = along**2 - offset
    size = np.maximum(1e-12, (w * curve**2).sum(0))
    before = np.maximum(1e-12, (w * left**2).mean(0))
    raw = (w * curve * left).sum(0) / size
    bend = raw * np.maximum(0.0, 1.0 - before / np.maximum(1e-12, raw**2 * size))
    return bend, offset, (w * (left - bend * curve) ** 2).mean(0) / before


def mode(emulator: Emulator, targets: Targets, start: np.ndarray, reach: float = 3.0, steps: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Return the most plausible coordinates and their covariance: damped Gauss-Newton with the priors as residuals, then Laplace.

    ``reach`` bounds each coordinate around the emulator's centre, where its runs are.
    """
    damping, x = 1.0, start.copy()

    def total(z):
        return (targets.residuals(emulator.at(z)) ** 2).sum() + (z**2).sum()

    now = total(x)
    for _ in range(steps):
        residual, j = targets.residuals(emulator.at(x)), _scaled(emulator, targets, x)
        hessian = j.T @ j + np.eye(len(x))
        step = np.linalg.solve(hessian + damping * np.eye(len(x)), -(j.T @ residual + x))
        trial = np.clip(x + step, emulator.centre - reach, emulator.centre + reach)
        value = total(trial)
        if value < now:
            if now - value < 1e-6 * now:
                x = trial
                break
            x, now, damping = trial, value, max(1e-3, damping * 0.4)
        else:
            damping *= 4.0
            if damping > 1e6:
                break
    j = _scaled(emulator, targets, x)
    return x, np.linalg.inv(j.T @ j + np.eye(len(x)))


def _scaled(emulator, targets, x):
    """Return the derivatives of the residuals; a one-sided target that is met has none."""
    met = (targets.side != 0) & (targets.residuals(emulator.at(x)) == 0.0)
    return np.where(met, 0.0, np.sqrt(targets.weight) / targets.sd)[:, None] * emulator.slope(x)
