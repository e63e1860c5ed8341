"""What is asked, so exactly that the answer can be stored under its name: a study of several runs, and one run of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from experiments.input.cards import as_values
from sim.context import Context, Place
from sim.levers import Levers
from sim.prices import Prices
from sim.scenario import Scenario

HOUSE = Path(__file__).resolve().parent.parent
# the sources that decide which rows a run leaves behind, beside those of the model
ROWS = ("analysis/outcomes.py", "analysis/costs.py", "experiments/runner.py", "experiments/store.py")


def package_version() -> str:
    """Return the installed version of the distribution, or ``not installed``."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("teacher-retention")
    except PackageNotFoundError:
        return "not installed"


@lru_cache(maxsize=1)
def model_version() -> str:
    """Return 12 hex digits that name the model and its bookkeeping: a hash of their sources and of the package's version."""
    digest = hashlib.sha256(package_version().encode())
    for path in [*sorted((HOUSE / "sim").rglob("*.py")), *(HOUSE / name for name in ROWS)]:
        if path.exists():
            digest.update(path.relative_to(HOUSE).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def canonical(values) -> str:
    """Return values as JSON text that is the same for equal values, whatever the order of keys."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def scenario_from(values: dict) -> Scenario:
    """Make a scenario from :func:`experiments.input.cards.as_values`."""
    lists = {key: tuple(values[key]) for key in ("stated", "notes")}
    return Scenario(**{**values, **lists, "levers": Levers(**values["levers"])})


def context_from(values: dict) -> Context:
    """Make a context from :func:`experiments.input.cards.as_values`."""
    ranges = {key: tuple(pair) for key, pair in values["ranges"].items()}
    tables = {"place": Place(**values["place"]), "prices": Prices(**values["prices"])}
    return Context(**{**values, **tables, "ranges": ranges, "to_measure": tuple(values["to_measure"])})


@dataclass(frozen=True, eq=False)
class Specification:
    """Compare and hash by content: two specifications are equal where their JSON is."""

    def as_values(self) -> dict:
        """Return plain values, ready for JSON."""
        values = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (Context, Scenario)):
                value = as_values(value)
            elif field.name == "scenarios":
                value = [as_values(scenario) for scenario in value]
            elif isinstance(value, tuple):
                value = [list(pair) for pair in value]
            values[field.name] = value
        return values

    @cached_property
    def id(self) -> str:
        """Name the specification: 16 hex digits of a hash of its JSON."""
        return hashlib.sha256(canonical(self.as_values()).encode()).hexdigest()[:16]

    def __eq__(self, other):
        return type(self) is type(other) and self.id == other.id

    def __hash__(self):
        return hash(self.id)

    @classmethod
    def from_values(cls, values: dict):
        """Make the specification again from :meth:`as_values`."""
        made = dict(values)
        made["context"], made["today"] = context_from(values["context"]), scenario_from(values["today"])
        if "scenario" in made:
            made["scenario"] = scenario_from(values["scenario"])
        if "scenarios" in made:
            made["scenarios"] = tuple(scenario_from(scenario) for scenario in values["scenarios"])
        made["changed_parameters"] = tuple((name, value) for name, value in values["changed_parameters"])
        return cls(**made)


@dataclass(frozen=True, eq=False)
class RunSpec(Specification):
    """Hold everything that decides one run; a worker receives nothing else.

    Attributes
    ----------
    context, today, scenario : the place, the policy of the run-in, the policy after the branch.
    parameters : ``calibrated`` or ``prior`` (parameter set ``parameter_set`` is taken or drawn) or ``default``.
    changed_parameters : (name, value) pairs that replace what was drawn.
    teachers, run_in_years, years, seed, replicate : sizes and luck.
    model : :func:`model_version`.
    """

    context: Context
    today: Scenario
    scenario: Scenario
    parameters: str
    parameter_set: int
    changed_parameters: tuple[tuple[str, float], ...]
    teachers: int
    run_in_years: int
    years: int
    seed: int
    replicate: int
    model: str


@dataclass(frozen=True, eq=False)
class Study(Specification):
    """Hold everything that decides a folder of results.

    Attributes
    ----------
    verb : ``compare`` or ``run``;  reference : name of the scenario that differences are against.
    The others are as in :class:`RunSpec`; run r takes luck r and parameter set r modulo ``parameter_sets``.
    """

    verb: str
    context: Context
    today: Scenario
    scenarios: tuple[Scenario, ...]
    reference: str
    parameters: str
    parameter_sets: int
    changed_parameters: tuple[tuple[str, float], ...]
    teachers: int
    run_in_years: int
    years: int
    replicates: int
    seed: int
    model: str

    def runs(self, replicate: int) -> tuple[RunSpec, ...]:
        """Return the runs of one replicate, one a scenario, that share luck and parameter set."""
        return tuple(
            RunSpec(
                self.context,
                self.today,
                scenario,
                self.parameters,
                replicate % self.parameter_sets,
                self.changed_parameters,
                self.teachers,
                self.run_in_years,
                self.years,
                self.seed,
                replicate,
                self.model,
            )
            for scenario in self.scenarios
        )
