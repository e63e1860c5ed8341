"""Made-up folders of finished sweeps, whose answers are known: an effect of each point, and the luck of each replicate."""

from __future__ import annotations

import json

import numpy as np
import pandas

from experiments.input.library import find
from experiments.sweeping import designs
from experiments.sweeping.factors import factor

OUTCOME = "efficacy"
LEVERS = ("levers.coverage", "levers.individual_h_month", "levers.imposed_share", "context.weekly_hours", "context.leadership")
RANGES = ("0..1", "0..8", "0..1", "32..54", "-1..1")
PLACES, POLICIES = "karachi_government,lasbella,england", "karachi_private,load_cut,head_training,sustainable_design"


def factors_of(kind: str) -> list:
    """Return the factors of a kind: places and policies for a grid of names, else five ranges."""
    place = find("context", "karachi_government")
    if kind == "grid":
        return [factor("context", PLACES, place), factor("scenario", POLICIES, place)]
    ranges = [":5" if kind == "one_at_a_time" else ""] * len(LEVERS)
    return [factor(key, text + more, place) for key, text, more in zip(LEVERS, RANGES, ranges)]


def write_sweep(folder, kind: str, effect, seed: int = 1, replicates: int = 8, luck: float = 1.0, sets: int = 1, **report):
    """Write a finished sweep of a kind and return its folder.

    Parameters
    ----------
    effect : function from the points, shares of the ranges float64 (points, factors), to what the policy does at each.
    luck : size of what luck does: every luck has a slope and a bend of its own along each factor, and a part that is of each point alone.
    report : ``outcome`` and ``target`` as in a manifest.
    """
    made = factors_of(kind)
    base = tuple(one.values[0] if one.values else (one.low + one.high) / 2 for one in made)
    n = {"sobol": 128, "morris": 20}.get(kind, 200)
    rows = designs.points(kind, made, n, 5 if kind == "one_at_a_time" else 4, 1, base)
    shares = np.array([[_share(one, value) for one, value in zip(made, row)] for row in rows])
    draw = np.random.default_rng(seed)
    slope, bend = draw.normal(size=(2, len(made), replicates))
    noise = (shares - 0.5) @ slope + ((shares - 0.5) ** 2) @ bend + 0.5 * draw.normal(size=(len(rows), replicates))
    answers = effect(shares)[:, None] + luck * noise
    folder.mkdir(parents=True, exist_ok=True)
    count = len(rows)
    points = pandas.DataFrame({one.name: [row[k] for row in rows] for k, one in enumerate(made)})
    points = points.assign(point_id=range(count), is_reference=False, reference_point=float(count))
    for name, default in (("context", "karachi_government"), ("scenario", "karachi_private")):
        points[name] = points.get(name, default)
    points.loc[count] = points.iloc[0].to_dict() | {"point_id": count, "is_reference": True, "reference_point": np.nan}
    points.to_parquet(folder / "points.parquet")
    luck_of = np.vstack([answers, np.zeros(replicates)]) + draw.normal(size=replicates)  # shared by the reference: it cancels
    runs = [
        {"point_id": p, "replicate": r, "parameter_set": r % sets, OUTCOME: luck_of[p, r], f"{OUTCOME}_of": 500.0}
        for p in range(count + 1)
        for r in range(replicates)
    ]
    pandas.DataFrame(runs).to_parquet(folder / "runs.parquet")
    place = {"name": "karachi_government", "title": "Karachi, government schools", "currency": "PKR", "illustrative": True}
    manifest = {
        "verb": "sweep", "language": "en", "status": "complete", "title": None, "command": "retain sweep", "git": None,
        "model_version": "x",
        "versions": {"python": "3"}, "notes": ["A note."], "design": {"kind": kind, "n": n, "levels": 5, "points": count, "references": 1},
        "factors": [one.as_values() for one in made], "contexts": [place], "reference": "today", "teachers": 200, "years": 5,
        "replicates": replicates, "parameter_sets": sets, "seed": seed, "parameters_source": "calibrated" if sets > 1 else "default",
        "keep": [], "runs": len(runs), "report": {"outcome": OUTCOME, "target": None} | report,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _share(one, value):
    if one.values:
        return one.values.index(value) / (len(one.values) - 1)
    return (value - one.low) / (one.high - one.low)
