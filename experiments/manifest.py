"""The manifest of a folder of results: what was asked, of which files, with which versions."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version

from experiments.input.cards import as_values
from experiments.sets import citations
from experiments.specification import HOUSE, package_version
from sim.number import numbers
from sim.parameters import Parameters

LIBRARIES = ("numpy", "numba", "mesa", "scipy", "pandas", "pyarrow", "hydra-core", "omegaconf", "joblib")


def manifest(plan) -> dict:
    """Return the manifest of a :class:`experiments.plan.Plan`, without its timing."""
    study = plan.study
    context, policies = as_values(study.context), [as_values(scenario) for scenario in study.scenarios]
    borrowed = plan.borrowed or {"from": None, "fields": [], "file": None}
    return {
        "command": plan.typed,
        "verb": study.verb,
        "language": plan.language or "en",
        "study_id": study.id,
        "context": context | {"borrowed": borrowed["fields"], "borrowed_from": borrowed["from"], "file": borrowed["file"]},
        "scenarios": policies,
        "reference": study.reference,
        "today": as_values(study.today),
        "teachers": study.teachers,
        "run_in_years": study.run_in_years,
        "years": study.years,
        "replicates": study.replicates,
        "parameter_sets": study.parameter_sets,
        "seed": study.seed,
        "parameters_source": study.parameters,
        "changed_parameters": dict(study.changed_parameters),
        "notes": list(plan.notes),
        "evidence": citations(*(spec.source for spec in numbers(Parameters).values()), *context["sources"].values(), *policies),
        "versions": versions(),
        "model_version": study.model,
        "git": git_state(),
        "input_hashes": dict(sorted(plan.inputs.items())),
        "backend": {"name": plan.backend, "jobs": plan.jobs},
        "study": study.as_values(),
    }


def versions() -> dict:
    """Return the versions of this package, of Python and of the libraries that numbers pass through."""
    found = {"teacher-retention": package_version(), "python": platform.python_version(), "platform": platform.platform()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = None
    return found


def git_state() -> dict | None:
    """Return commit and whether files differ from it, where the house is a git checkout; None for an installed package."""
    if not (HOUSE / ".git").exists():
        return None

    def ask(*words):
        answer = subprocess.run(["git", "-C", str(HOUSE), *words], capture_output=True, text=True, timeout=10, stdin=subprocess.DEVNULL)
        return answer.stdout.strip() if answer.returncode == 0 else None

    try:
        commit = ask("rev-parse", "HEAD")
        return {"commit": commit, "changed": bool(ask("status", "--porcelain"))}
    except (OSError, subprocess.SubprocessError):
        return None
