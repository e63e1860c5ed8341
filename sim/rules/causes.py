"""Why she left: how far hours, mentoring, the head, pay and exhaustion raised her hazard of resigning, in parts that sum to one.

Beside the same person under neutral conditions: a week of the reference workforce, a usual head, no mentor, usual pay, no exhaustion but
what these make, no shock of a first year. Each condition has its log factor on the hazard, direct and by way of efficacy, exhaustion,
belonging and intention (path analysis, Wright 1934). The log mean (:func:`per_log`) shares out the difference between her hazard and the
neutral one by these factors: no remainder, no order, and sums over people and months stay sums (Ang 2004; Aumann and Shapley 1974).
"""

from sim.arithmetic import exponential, logarithm
from sim.compiled import rule

MONTHS_HELD = 60


@rule
def lasting(
    efficacy_push, exhaustion_push, belonging_push, intention_push, exhaustion_efficacy, exhaustion_depersonalisation,
    efficacy_depersonalisation, exhaustion_intention, depersonalisation_intention, efficacy_intention, belonging_intention, intention_leave,
    belonging_leave,
):
    """Return the log hazard of resigning that lasting pushes (SD) on four set points come to, on all ways together (P01, P02, P07, P25)."""
    efficacy = efficacy_push - exhaustion_efficacy * exhaustion_push
    depersonalisation = exhaustion_depersonalisation * exhaustion_push - efficacy_depersonalisation * efficacy
    intention = (
        intention_push + exhaustion_intention * exhaustion_push + depersonalisation_intention * depersonalisation
        - efficacy_intention * efficacy - belonging_intention * belonging_push
    )
    return intention_leave * intention - belonging_leave * belonging_push


@rule
def held(
    months, efficacy_push, exhaustion_push, belonging_push, state_rate, intention_rate, exhaustion_efficacy,
    exhaustion_depersonalisation, efficacy_depersonalisation, exhaustion_intention, depersonalisation_intention, efficacy_intention,
    belonging_intention, intention_leave, belonging_leave,
):
    """Return the log hazard of resigning after pushes (SD) on three set points have been held for ``months``, at most 60.

    The states move to their set points month by month, in the order of the teacher act.
    """
    efficacy, exhaustion, depersonalisation, belonging, intention = 0.0, 0.0, 0.0, 0.0, 0.0
    for _ in range(int(min(months, MONTHS_HELD))):
        efficacy = efficacy + state_rate * (efficacy_push - exhaustion_efficacy * exhaustion - efficacy)
        exhaustion = exhaustion + state_rate * (exhaustion_push - exhaustion)
        cynical = exhaustion_depersonalisation * exhaustion - efficacy_depersonalisation * efficacy
        depersonalisation = depersonalisation + state_rate * (cynical - depersonalisation)
        belonging = belonging + state_rate * (belonging_push - belonging)
        wish = (
            exhaustion_intention * exhaustion + depersonalisation_intention * depersonalisation - efficacy_intention * efficacy
            - belonging_intention * belonging
        )
        intention = intention + intention_rate * (wish - intention)
    return intention_leave * intention - belonging_leave * belonging


@rule
def passing_share(state_rate, intention_rate):
    """Return how much of a passing exhaustion the slower intention holds on average, beside a lasting one of the same size."""
    return intention_rate / (state_rate + intention_rate - state_rate * intention_rate)


@rule
def step_weight(is_in, others):
    """Return the weight in one of three players' Shapley value of what a coalition is worth: with or without her, and ``others`` of two."""
    weight = 0.16666666666666666 if others == 1 else 0.3333333333333333
    return weight if is_in == 1 else -weight


@rule
def per_log(log_factor):
    """Return the part of one leaver for each unit of log factor, (1 - exp(-L)) / L: the log mean of her hazard and the neutral one."""
    if -0.0001 < log_factor < 0.0001:
        return 1.0 - 0.5 * log_factor
    return (1.0 - exponential(-log_factor)) / log_factor


@rule
def log_both(log_pay, first_year):
    """Return the log factor of pay and first year together, as in :func:`sim.rules.exit.voluntary_hazard`; who leaves had a hazard."""
    return logarithm(max(1e-6, exponential(log_pay) + first_year))


@rule
def log_pay_part(log_pay, first_year):
    """Return the log factor of pay; pay and the first year add up within the hazard, so each is the mean of its two orders (Shapley)."""
    return 0.5 * (log_pay + log_both(log_pay, first_year) - logarithm(1.0 + first_year))


@rule
def log_first_year_part(log_pay, first_year):
    """Return the log factor of the first year's shock, beside :func:`log_pay_part`."""
    return 0.5 * (logarithm(1.0 + first_year) + log_both(log_pay, first_year) - log_pay)
