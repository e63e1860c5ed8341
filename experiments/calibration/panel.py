"""Teachers of a world that has stopped at a month, read by person: what a survey or a follow-up of the same people would see."""

from __future__ import annotations

import numpy as np

from experiments.calibration.careers import PERSONS_A_POST
from sim.columns import BYTE, COLUMN, INTEGER, NO_MENTOR, SCHOOL
from sim.vector import P

RELIABILITY = 0.87  # of every score that is read (S08)
# lack of accomplishment is read out from efficacy and exhaustion (the prototype's fit to P02 and P05); the rest of its spread is its own
LACK_EFFICACY, LACK_EXHAUSTION = -0.52, 0.26


def people(world) -> dict[str, np.ndarray]:
    """Return who is in post, sorted by person, with every state column and the tie's quality.

    ``quality`` (SD) is what the rules of mentoring give a tie of this month; for a teacher without one, what the policy would give an
    average pair. ``tied`` and ``on_paper`` are 0 or 1, ``row`` is the post.
    """
    here = np.flatnonzero(world.f[COLUMN.present] > 0.5)
    key = world.i[INTEGER.person_post, here].astype(np.int64) * PERSONS_A_POST + world.i[INTEGER.person_number, here]
    order = np.argsort(key, kind="stable")
    rows = here[order]
    found = {name: world.f[k, rows] for name, k in COLUMN._asdict().items()}
    found |= {"person": key[order], "row": rows, "mentor": world.i[INTEGER.mentor, rows], "role": world.b[BYTE.role, rows]}
    found["tied"] = (found["mentor"] != NO_MENTOR).astype(float)
    found["on_paper"] = world.b[BYTE.on_paper, rows].astype(float)
    found["leadership"] = world.school_f[SCHOOL.leadership, world.post_school[rows]]
    found["quality"] = quality(world, rows, found)
    return found


def quality(world, rows, found) -> np.ndarray:
    """Return the quality of each row's tie (SD) by the rules of mentoring: float64 (rows,)."""
    from sim.rules import mentoring

    p = world.p
    m = found["mentor"]
    inside = m >= 0
    mentor = np.where(inside, m, 0)
    skill = np.where(inside, 0.5 * (world.f[COLUMN.practice, mentor] + world.f[COLUMN.efficacy, mentor]), 0.0)
    worth = p[P.training_worth] * np.where(inside, world.b[BYTE.trained, mentor], 1.0)
    design_quality, tie_quality = (getattr(rule, "py_func", rule) for rule in (mentoring.design_quality, mentoring.quality))
    design = design_quality(
        worth, p[P.monitoring], p[P.formal], skill, p[P.training_quality], p[P.monitoring_quality], p[P.formality_quality],
        p[P.skill_quality], p[P.quality_centre],
    )  # fmt: skip
    tied = found["tied"] > 0.5
    return tie_quality(
        design, np.where(tied, found["fit"], p[P.mean_fit]), np.where(tied, found["pair_chance"], 0.0), p[P.formal], p[P.quality_fit],
        p[P.quality_noise], p[P.noise_informal], p[P.noise_formality],
    )  # fmt: skip


def both(one: dict, other: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the same persons in two readings."""
    _, a, b = np.intersect1d(one["person"], other["person"], assume_unique=True, return_indices=True)
    return a, b


def moments(*columns) -> np.ndarray:
    """Return the sums of products of columns and a leading 1: float64 (columns + 1, columns + 1); sums of persons can be pooled."""
    table = np.column_stack([np.ones(len(columns[0])), *columns])
    return table.T @ table


def covariance(pooled: np.ndarray) -> np.ndarray:
    """Return the covariance matrix that pooled moments hold."""
    mean = pooled[0, 1:] / pooled[0, 0]
    return pooled[1:, 1:] / pooled[0, 0] - np.outer(mean, mean)


def slopes(pooled: np.ndarray) -> np.ndarray:
    """Return the slopes of the last column on the others but the first, per SD of each: float64 (columns - 1,)."""
    cov = covariance(pooled)
    return np.linalg.solve(cov[:-1, :-1], cov[:-1, -1]) * np.sqrt(np.diag(cov)[:-1])
