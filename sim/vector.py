"""The flat vector of numbers that kernels read: parameters, place, levers and values derived from levers, in one fixed order."""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from sim.arithmetic import logarithm
from sim.context import Place
from sim.levers import MATCH_RULES, POOLS, RECOGNITION, Levers, derive
from sim.number import numbers
from sim.parameters import Parameters

WEEKS_A_MONTH = 4.345
DERIVED = (
    "monitoring", "followup", "formal", "recognised", "attestation", "reward", "training_worth", "head_support", "preservice_worth",
    "weight_years", "weight_subject", "weight_style", "weight_skill", "weight_peer", "pool_code", "coverage_logit",
    "planned_hours", "planned_week", "mentor_slots", "in_groups",
    "real_hours", "contact_share", "usual_hours", "mean_fit", "mean_leadership",
    "log_supplement", "log_hardship", "log_bonus", "log_mentor_pay",
)
NAMES = tuple(numbers(Parameters)) + tuple(numbers(Place)) + tuple(numbers(Levers)) + DERIVED
if len(set(NAMES)) != len(NAMES):
    raise RuntimeError(f"two numbers share a name: {sorted({n for n in NAMES if NAMES.count(n) > 1})}")
P = namedtuple("P", NAMES)(*range(len(NAMES)))


def vector(parameters: Parameters, place: Place, levers: Levers) -> np.ndarray:
    """Return the numbers as float64 (len(NAMES),); choices are stored as codes."""
    values = {name: getattr(parameters, name) for name in numbers(Parameters)}
    values |= {name: getattr(place, name) for name in numbers(Place)}
    values |= {name: getattr(levers, name) for name in numbers(Levers)}
    values["match_rule"] = list(MATCH_RULES).index(levers.match_rule)
    values["recognition"] = list(RECOGNITION).index(levers.recognition)
    values["mentor_pool"] = POOLS.index(levers.mentor_pool)
    values |= derive(levers, parameters.training_scale)
    values["pool_code"] = values["mentor_pool"]
    values["coverage_logit"] = _coverage_logit(levers.coverage, parameters)
    size = max(1.0, levers.group_size)
    values["planned_hours"] = levers.individual_h_month + parameters.group_contact * levers.group_h_month
    each = (levers.individual_h_month + levers.group_h_month / size) * (1.0 + parameters.preparation_share) / WEEKS_A_MONTH
    values["planned_week"] = each
    values["mentor_slots"] = max(size, float(int(parameters.mentor_capacity + levers.release_h_week / max(each, 0.25))))
    values["real_hours"] = levers.individual_h_month + levers.group_h_month
    values["contact_share"] = values["planned_hours"] / max(values["real_hours"], 1e-9)
    # a rule's argument that is also a column goes by another name here
    values |= {"usual_hours": place.weekly_hours, "mean_fit": place.fit, "mean_leadership": place.leadership}
    shares = {"supplement": levers.pay_supplement, "hardship": levers.hardship_allowance, "bonus": levers.retention_bonus}
    shares["mentor_pay"] = levers.mentor_pay_share
    values |= {f"log_{name}": logarithm(1.0 + parameters.pay_awareness * share) for name, share in shares.items()}
    values["in_groups"] = float(levers.group_size > 1)
    return np.array([values[name] for name in NAMES], dtype=np.float64)


def _coverage_logit(coverage, parameters):
    """Return the intercept that keeps mean coverage as asked when selection on leadership and attachment is switched on.

    The rescaling sqrt(1 + 0.346 slope^2) is the logistic-normal approximation of Zeger, Liang and Albert 1988.
    """
    if coverage <= 0.0:
        return -100.0
    if coverage >= 1.0:
        return 100.0
    slopes = parameters.mentor_leadership**2 + parameters.mentor_attachment**2
    return float(logarithm(coverage / (1.0 - coverage)) * np.sqrt(1.0 + 0.346 * slopes))
