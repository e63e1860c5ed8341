"""Commitment: belonging to the school, and the intention to leave, which converts weakly and late."""

from sim.arithmetic import exponential
from sim.compiled import rule
from sim.rules.efficacy import relax


@rule
def belonging(
    belonging, trait_belonging, leadership, support, tenure, network, shock_belonging,
    state_rate, trait_belonging_slope, leadership_belonging, mentoring_belonging, tenure_belonging, tenure_years, belonging_centre,
    network_belonging, belonging_noise,
):
    """Return belonging (SD) after a month: trait, leadership, mentoring, years in the school, networks (P25, C06, S23).

    Mentoring's direct way to staying: through efficacy and exhaustion alone almost nothing would be left.
    """
    years = tenure_belonging * (1.0 - exponential(-tenure / tenure_years))
    set_point = (
        trait_belonging_slope * trait_belonging + leadership_belonging * leadership + mentoring_belonging * support + years
        + network_belonging * network - belonging_centre
    )
    return relax(belonging, set_point, state_rate, belonging_noise, shock_belonging)


@rule
def network(delivered_hours, tied, in_groups, circle_dose, contact_half):
    """Return how far a teacher meets colleagues in groups, clusters or circles (0-1; S23)."""
    squared = delivered_hours * delivered_hours
    return min(1.0, tied * in_groups * squared / (squared + contact_half * contact_half) + circle_dose)


@rule
def intention(
    intention, trait_intention, exhaustion, depersonalisation, efficacy, leadership, belonging, shock_intention,
    intention_rate, trait_intention_slope, exhaustion_intention, depersonalisation_intention, efficacy_intention, leadership_intention,
    belonging_intention, intention_centre, intention_noise,
):
    """Return the intention to leave (SD) after a month: exhaustion first, then heads, depersonalisation, efficacy (P01, P02, P03, P23)."""
    set_point = (
        trait_intention_slope * trait_intention + exhaustion_intention * exhaustion + depersonalisation_intention * depersonalisation
        - efficacy_intention * efficacy - leadership_intention * leadership - belonging_intention * belonging - intention_centre
    )
    return relax(intention, set_point, intention_rate, intention_noise, shock_intention)
