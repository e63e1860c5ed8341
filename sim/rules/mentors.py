"""Mentors gain or pay: growth with time to spare, strain where the role was not wished; some stop."""

from sim.compiled import rule


@rule
def unreleased(duty_hours, role, release_h_week):
    """Return a mentor's duty that is not released (hours a week)."""
    return max(0.0, duty_hours - release_h_week * role)


@rule
def mentor_gain(duty_hours, unreleased, role, mentor_growth, strain_threshold):
    """Return the efficacy (SD) that mentoring gives a mentor who really meets her mentees and has the time (S43, S44, S45, S63)."""
    spare = max(0.0, 1.0 - unreleased / (4.0 * strain_threshold + 0.01))
    active = min(1.0, duty_hours)
    return mentor_growth * role * active * spare


@rule
def mentor_load(role, willingness, reluctant_strain):
    """Return the exhaustion (SD) of a mentor who did not wish to be one (S55, S46); hours of mentoring tire by their load (W01)."""
    return reluctant_strain * role * max(0.0, -willingness)


@rule
def stop_probability(own_time, release_h_week, duty_hours, dropout_base, dropout_load):
    """Return the probability (a year) that a mentor stops: 0.1 with time, about 0.3 where time is lacking (W02, W03)."""
    released = min(1.0, release_h_week / max(duty_hours, 0.25))
    return min(1.0, dropout_base + dropout_load * (1.0 - released) * (1.0 - own_time))
