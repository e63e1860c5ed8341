"""A made-up folder of a finished search, round a folder of a comparison."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas

from analysis import frontier

OUTCOME, GROUPS = "retained_profession_5y", ("rural", "urban")


def measured(comparison):
    """Return (rows of the front, name of the reference, name of the best), from a comparison's folder."""
    manifest = json.loads((comparison / "manifest.json").read_text(encoding="utf-8"))
    reference = manifest["reference"]
    best = next(scenario["name"] for scenario in manifest["scenarios"] if scenario["name"] != reference)
    return frontier.measured(comparison, OUTCOME, GROUPS, {best: ["best", "kept"]}, 1.0, {best: "more"}), reference, best


def about(compare_folder, front, **changes):
    """Return the manifest of the search."""
    rows, reference, best = front
    manifest = json.loads((compare_folder / "manifest.json").read_text(encoding="utf-8"))
    found = {
        "verb": "optimise", "contexts": [manifest["context"] | {"today": reference}], "budget": 5e6, "target": None, "outcome": OUTCOME,
        "years": manifest["years"], "roles": {best: ["best", "kept"]}, "reference": reference, "titles": {reference: "Today's"},
        "changed": {best: {"coverage": [0.5, 0.8], "recognition": ["none", "letter"]}},
        "over": ["coverage:0:0.8", "recognition:none:letter"],
        "equity": list(GROUPS), "goals": ["kept", "exhaustion", "equity"], "illustrative": [], "teachers": 200, "tried": 3, "different": 3,
        "checked": 2, "check_worlds": 4, "could_not_run": 0, "worlds": 2, "replicates": 6, "parameter_sets": 3, "base": reference,
        "fixed": {}, "notes": [], "command": "retain optimise", "model_version": "x", "git": None, "versions": {"python": "3"},
    }  # fmt: skip
    return found | changes


def write_search(folder, comparison, front):
    """Write a finished search and return its folder."""
    rows, _, best = front
    shutil.copytree(comparison, folder / "comparison")
    (folder / "manifest.json").write_text(json.dumps(about(comparison, front, target=0.02)), encoding="utf-8")
    rows.to_csv(folder / "optimise.csv", index=False)
    draw = np.random.default_rng(1)
    cloud = pandas.DataFrame({"cost": draw.uniform(0, 1e7, 20)} | {name: draw.normal(0, 0.02, 20) for name in ("more", "tired", "nearer")})
    cloud.to_csv(folder / "candidates.csv", index=False)
    part = {"policy": best, "lever": "coverage", "unit": "share", "before": 0.5, "chosen": 0.8, "more": 0.01, "clear": "no", "cost": 1e5}
    other = part | {"lever": "recognition", "unit": "choice", "before": "none", "chosen": "letter", "more": 0.002, "cost": 3e4}
    whole = part | {"lever": frontier.WHOLE, "unit": "", "before": "", "chosen": "", "more": 0.029, "clear": "yes", "cost": 2e5}
    pandas.DataFrame([part, other, whole]).to_csv(folder / "levers.csv", index=False)
    return folder
