"""The flat vector of numbers that kernels read: parameters, place, levers and values derived from levers, in one fixed order."""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from sim.arithmetic import exact_exponential, logarithm, square_root
from sim.compiled import compiled
from sim.context import Place
from sim.levers import FOLLOWUP_FULL, MATCH_RULES, MONITORING_FULL, POOLS, RECOGNITION, Levers
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


RAW = len(NAMES) - len(DERIVED)
FIRST_LEVER = RAW - len(numbers(Levers))
_WEIGHTS = np.array(list(MATCH_RULES.values()))
_RECOGNISED = np.array(list(RECOGNITION.values()))
_ATTESTATION = list(RECOGNITION).index("attestation")


def vector(parameters: Parameters, place: Place, levers: Levers) -> np.ndarray:
    """Return the numbers as float64 (len(NAMES),); choices are stored as codes."""
    numbers_of = {name: getattr(table, name) for table in (parameters, place, levers) for name in numbers(type(table))}
    numbers_of["match_rule"] = list(MATCH_RULES).index(levers.match_rule)
    numbers_of["recognition"] = list(RECOGNITION).index(levers.recognition)
    numbers_of["mentor_pool"] = POOLS.index(levers.mentor_pool)
    filled = np.array([numbers_of[name] for name in NAMES[:RAW]] + [0.0] * len(DERIVED), dtype=np.float64)
    derive(filled)
    return filled


@compiled
def derive(p):
    """Write the derived numbers of a vector whose other numbers stand; what the 0-1 values mean stands in :data:`sim.levers.ANCHORS`."""
    rule, recognised = int(p[P.match_rule]), _RECOGNISED[int(p[P.recognition])]
    p[P.monitoring] = min(1.0, p[P.monitoring_visits] / MONITORING_FULL)
    p[P.followup] = min(1.0, p[P.followup_visits] / FOLLOWUP_FULL)
    p[P.formal] = p[P.formality] / 3.0
    p[P.recognised] = recognised
    p[P.attestation] = 1.0 if int(p[P.recognition]) == _ATTESTATION else 0.0
    p[P.reward] = min(1.0, recognised + 2.0 * p[P.mentor_pay_share])
    p[P.training_worth] = 1.0 - exact_exponential(-p[P.mentor_training_h] / p[P.training_scale])
    p[P.head_support] = 0.5 * (1.0 - exact_exponential(-p[P.head_training_days] / 8.5))
    p[P.preservice_worth] = 1.0 - exact_exponential(-p[P.preservice_h] / 60.0)
    p[P.weight_years] = _WEIGHTS[rule, 0]
    p[P.weight_subject] = _WEIGHTS[rule, 1]
    p[P.weight_style] = _WEIGHTS[rule, 2]
    p[P.weight_skill] = _WEIGHTS[rule, 3]
    p[P.weight_peer] = _WEIGHTS[rule, 4]
    p[P.pool_code] = p[P.mentor_pool]
    p[P.coverage_logit] = _coverage_logit(p[P.coverage], p[P.mentor_leadership], p[P.mentor_attachment])
    size = max(1.0, p[P.group_size])
    p[P.planned_hours] = p[P.individual_h_month] + p[P.group_contact] * p[P.group_h_month]
    each = (p[P.individual_h_month] + p[P.group_h_month] / size) * (1.0 + p[P.preparation_share]) / WEEKS_A_MONTH
    p[P.planned_week] = each
    p[P.mentor_slots] = max(size, float(int(p[P.mentor_capacity] + p[P.release_h_week] / max(each, 0.25))))
    p[P.real_hours] = p[P.individual_h_month] + p[P.group_h_month]
    p[P.contact_share] = p[P.planned_hours] / max(p[P.real_hours], 1e-9)
    # a rule's argument that is also a column goes by another name here
    p[P.usual_hours] = p[P.weekly_hours]
    p[P.mean_fit] = p[P.fit]
    p[P.mean_leadership] = p[P.leadership]
    p[P.log_supplement] = logarithm(1.0 + p[P.pay_awareness] * p[P.pay_supplement])
    p[P.log_hardship] = logarithm(1.0 + p[P.pay_awareness] * p[P.hardship_allowance])
    p[P.log_bonus] = logarithm(1.0 + p[P.pay_awareness] * p[P.retention_bonus])
    p[P.log_mentor_pay] = logarithm(1.0 + p[P.pay_awareness] * p[P.mentor_pay_share])
    p[P.in_groups] = 1.0 if p[P.group_size] > 1.0 else 0.0


@compiled
def _coverage_logit(coverage, mentor_leadership, mentor_attachment):
    """Return the intercept that keeps mean coverage as asked when selection on leadership and attachment is switched on.

    The rescaling sqrt(1 + 0.346 slope^2) is the logistic-normal approximation of Zeger, Liang and Albert 1988.
    """
    if coverage <= 0.0:
        return -100.0
    if coverage >= 1.0:
        return 100.0
    slopes = mentor_leadership * mentor_leadership + mentor_attachment * mentor_attachment
    return logarithm(coverage / (1.0 - coverage)) * square_root(1.0 + 0.346 * slopes)
