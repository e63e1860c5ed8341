"""Burnout: hours act on exhaustion, exhaustion and low efficacy on depersonalisation; warmth, mentoring and heads relieve."""

from sim.compiled import rule
from sim.rules.efficacy import relax


@rule
def exhaustion(
    exhaustion, trait_exhaustion, workload, leadership, support, warmth_felt, mentor_load,
    shock_exhaustion, state_rate, trait_exhaustion_slope, workload_exhaustion, leadership_exhaustion, mentoring_exhaustion,
    warmth_exhaustion, exhaustion_noise,
):
    """Return emotional exhaustion (SD) after a month.

    Set point = trait + workload + an unwilling mentor's strain - leadership - mentoring - warmth (P16, P22, P12, P13, S12, S55).
    """
    set_point = (
        trait_exhaustion_slope * trait_exhaustion + workload_exhaustion * workload + mentor_load
        - leadership_exhaustion * leadership - mentoring_exhaustion * support - warmth_exhaustion * warmth_felt
    )
    return relax(exhaustion, set_point, state_rate, exhaustion_noise, shock_exhaustion)


@rule
def depersonalisation(
    depersonalisation, trait_depersonalisation, exhaustion, efficacy, shock_depersonalisation,
    state_rate, trait_depersonalisation_slope, exhaustion_depersonalisation, efficacy_depersonalisation, depersonalisation_noise,
):
    """Return depersonalisation (SD) after a month: set point = trait + exhaustion - efficacy (P04, P07)."""
    set_point = (
        trait_depersonalisation_slope * trait_depersonalisation + exhaustion_depersonalisation * exhaustion
        - efficacy_depersonalisation * efficacy
    )
    return relax(depersonalisation, set_point, state_rate, depersonalisation_noise, shock_depersonalisation)


@rule
def warmth_felt(warmth, delivered_hours, on_paper, tied, novice_weight, contact_share, contact_half):
    """Return the warmth (SD) that reaches a mentee: only what is met can warm (S12)."""
    hours = delivered_hours * contact_share
    squared = hours * hours
    return tied * (1.0 - on_paper) * novice_weight * warmth * squared / (squared + contact_half * contact_half)


@rule
def burned_out(exhaustion, depersonalisation, burned_out_above):
    """Return 1 if a teacher reads as burned out: mean of exhaustion and depersonalisation above a cut (P20)."""
    return 1.0 if 0.5 * (exhaustion + depersonalisation) > burned_out_above else 0.0
