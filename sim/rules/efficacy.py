"""Self-efficacy: relaxes to a set point that mastery, mentors, heads and exhaustion move."""

from sim.arithmetic import square_root
from sim.compiled import rule


@rule
def career(experience, efficacy_growth, efficacy_peak):
    """Return the slow rise of efficacy to mid-career and its late decline (SD; P08)."""
    away = (experience - efficacy_peak) / efficacy_peak
    return efficacy_growth * (0.45 - away * away)


@rule
def relax(state, set_point, rate, noise, shock):
    """Return a state after a month: it moves to its set point and is shaken so that the stationary spread of shocks is ``noise`` SD.

    Persistence comes from traits and lasting workload, not from a slow state, so that people recover within a year (P21, P27, P18).
    """
    return state + rate * (set_point - state) + square_root(1.0 - (1.0 - rate) * (1.0 - rate)) * noise * shock


@rule
def efficacy(
    efficacy, exhaustion, trait_efficacy, experience, support, leadership, practice, mentor_gain, shock_efficacy,
    state_rate, trait_efficacy_slope, efficacy_growth, efficacy_peak, efficacy_centre, mentoring_efficacy, leadership_efficacy,
    exhaustion_efficacy, mastery, efficacy_noise,
):
    """Return efficacy (SD) after a month.

    Set point = trait + career + mentoring + mastery + mentor's own gain + leadership - exhaustion (P07, P08, P12, P26, S43).
    """
    set_point = (
        trait_efficacy_slope * trait_efficacy + career(experience, efficacy_growth, efficacy_peak) - efficacy_centre
        + mentoring_efficacy * support + mastery * practice + mentor_gain
        + leadership_efficacy * leadership - exhaustion_efficacy * exhaustion
    )
    return relax(efficacy, set_point, state_rate, efficacy_noise, shock_efficacy)
