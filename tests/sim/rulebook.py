"""Every rule of the theory, and the range of everything that a rule may be given."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from hypothesis import strategies as st

import sim.rules
from sim.columns import BYTE, COLUMN, INTEGER, SCHOOL, SCHOOL_FLOATS, TEACHER_BYTES, TEACHER_FLOATS, TEACHER_INTEGERS
from sim.context import Place
from sim.levers import MATCH_RULES, POOLS, Levers
from sim.number import numbers
from sim.parameters import Parameters
from sim.vector import DERIVED, vector

SPECS = {**numbers(Parameters), **numbers(Place), **numbers(Levers)}
DEFAULTS = vector(Parameters(), Place(), Levers())

STATE, SHARE, FLAG = (-4.0, 4.0), (0.0, 1.0), (0, 1)
# what is neither a parameter, nor a number of the place, nor a lever: (low, high); whole numbers are codes
RANGES = {name: STATE for name in (
    "efficacy", "exhaustion", "depersonalisation", "belonging", "intention", "trait_efficacy", "trait_exhaustion",
    "trait_depersonalisation", "trait_belonging", "trait_intention", "person_load", "school_load", "attachment", "temperament",
    "mentors_temperament", "willingness", "fit", "warmth", "leadership", "head", "workload", "warmth_felt",
    "shock_efficacy", "shock_exhaustion", "shock_depersonalisation", "shock_belonging", "shock_intention", "state", "set_point", "shock",
    "lasting", "efficacy_push", "exhaustion_push", "belonging_push", "intention_push",
    "mean", "chance", "like", "skill", "quality", "design", "overload", "mean_fit", "mean_leadership", "same_years",
)}  # fmt: skip
RANGES |= {name: SHARE for name in (
    "vacancy_share", "novice_weight", "network", "tie_delivery", "own_time", "contact", "luck", "luck_leave", "luck_move",
    "hash_rank", "rate", "monitoring", "followup", "formal", "recognised", "reward", "training_worth", "preservice_worth",
    "leave_probability", "move_probability", "mentor_gain", "contact_share",
)}  # fmt: skip
RANGES |= {name: FLAG for name in (
    "present", "tied", "on_paper", "role", "woman", "contract", "remote", "private", "at_start", "disturbed", "teaching",
    "once_mentored", "imposed", "chosen", "same_subject", "attested", "attestation", "in_groups", "unfunded",
    "new_head", "asked_to_move", "trained",
)}  # fmt: skip
RANGES |= {
    "age": (18.0, 80.0), "experience": (0.0, 50.0), "tenure": (0.0, 50.0), "years": (0.0, 50.0), "expected_leave": (0.0, 3.0),
    "knowledge": (0.0, 1.0), "practice": (0.0, 0.8), "mean_practice": (0.0, 0.8), "signal": (-1.0, 2.0), "support": (-1.0, 2.0),
    "effect": (-3.0, 4.0), "circle_dose": (0.0, 1.5), "learning_dose": (0.0, 3.0), "slowing": (0.2, 40.0), "noise": (0.0, 1.2),
    "gain": (0.0, 1.0), "half_life": (0.5, 120.0),
    "delivered_hours": (0.0, 80.0), "duty_hours": (0.0, 60.0), "unreleased": (0.0, 60.0), "weekly_hours": (10.0, 120.0),
    "hours": (0.0, 80.0), "released_hours": (0.0, 20.0), "needed_hours": (0.0, 60.0), "planned_hours": (0.0, 80.0),
    "usual_hours": (25.0, 60.0), "mentor_load": (0.0, 5.0), "head_support": (0.0, 0.5),
    "distance": (0.0, 200.0), "pay_gain": (0.0, 1.5), "log_attachment": (-6.0, 6.0), "voluntary_hazard": (0.0, 50.0),
    "other_hazard": (0.0, 10.0), "retirement_hazard": (0.0, 50.0), "move_hazard": (0.0, 50.0), "season": (0.0, 12.0),
    "month_of_year": (0, 11), "month": (0, 600), "months_together": (0, 60), "mentored_months": (0, 120), "mentor": (-2, 500),
    "months": (0, 120), "log_factor": (-30.0, 30.0), "log_pay": (-20.0, 0.0), "first_year": (-0.8, 5.0), "is_in": FLAG, "others": (0, 2),
    "takes": (0, 2), "cause": (1, 3), "burden": (0.0, 1.0), "coverage_logit": (-100.0, 100.0), "quantity": (0.0, 1e6), "price": (0.0, 1e6),
    "weight_years": (0.0, 2.0), "weight_subject": (0.0, 2.0),
    "weight_style": (0.0, 2.0), "weight_skill": (0.0, 2.0), "weight_peer": (0.0, 2.0),
}  # fmt: skip
# a column that is not named above lies where its unit says
BY_UNIT = {
    "SD": STATE, "share": SHARE, "0 or 1": FLAG, "a month": SHARE, "years": (0.0, 50.0), "months": (0, 120), "hours a week": (0.0, 80.0),
    "hours a month": (0.0, 80.0), "count": (0, 40),
}  # fmt: skip
for _name, _unit, *_ in (*TEACHER_FLOATS, *TEACHER_INTEGERS, *TEACHER_BYTES, *SCHOOL_FLOATS):
    if _unit in BY_UNIT:
        RANGES.setdefault(_name, BY_UNIT[_unit])


def rules() -> dict:
    """Return every rule by ``file.name``."""
    found = {}
    for info in pkgutil.iter_modules(sim.rules.__path__):
        module = importlib.import_module(f"sim.rules.{info.name}")
        for name, function in vars(module).items():
            if callable(function) and getattr(plain(function), "__module__", "") == module.__name__:
                found[f"{info.name}.{name}"] = function
    return found


def plain(function):
    """Return a compiled function's plain Python."""
    return getattr(function, "py_func", function)


def arguments(function) -> tuple[str, ...]:
    """Return the names of a rule's arguments."""
    return tuple(inspect.signature(plain(function)).parameters)


def known(name: str) -> bool:
    """Say whether an argument is a number of the vector, a column, or one of the words that callers say."""
    columns = (*COLUMN._fields, *INTEGER._fields, *BYTE._fields, *SCHOOL._fields)
    return name in SPECS or name in DERIVED or name in columns or name in RANGES


def limits(name: str) -> tuple:
    """Return the lowest and the highest value that an argument may have."""
    if name in RANGES:
        return RANGES[name]
    if name in DERIVED:
        return SHARE
    spec = SPECS[name]
    return (0, len(MATCH_RULES) - 1 if name == "match_rule" else len(POOLS)) if spec.choices else (float(spec.low), float(spec.high))


def values(name: str):
    """Return a strategy for an argument: anything between its bounds."""
    low, high = limits(name)
    if isinstance(low, int) and isinstance(high, int):
        return st.integers(low, high).map(float)
    return st.floats(low, high, allow_subnormal=False)


def inputs(function):
    """Return a strategy for all arguments of a rule, by name."""
    return st.fixed_dictionaries({name: values(name) for name in arguments(function)})
