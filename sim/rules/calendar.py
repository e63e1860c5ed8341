"""The school year: twelve months from the first month of term; when people leave; when there is teaching; heads and politics."""

from sim.arithmetic import square_root
from sim.compiled import rule


@rule
def season(month_of_year, season_term, season_ninth, season_tenth):
    """Return the weight of a month on all exits (the twelve sum to 12): few leave in term, most at its end.

    Source: assumed, as found with the yearly tables B03-B05.
    """
    if month_of_year < 9:
        return season_term
    if month_of_year == 9:
        return season_ninth
    if month_of_year == 10:
        return season_tenth
    return 12.0 - 9.0 * season_term - season_ninth - season_tenth


@rule
def teaching(month_of_year, vacation_months):
    """Return 1 in months with teaching, 0 in the vacation that ends the year."""
    return 1.0 if month_of_year < 12.0 - vacation_months else 0.0


@rule
def new_head(head, mean, chance, leadership_persistence):
    """Return the leadership support (SD) of a new head: partly like the old one; ``chance`` is a standard normal draw."""
    keep = leadership_persistence
    return mean + keep * (head - mean) + square_root(1.0 - keep * keep) * chance


@rule
def leadership(head, head_support, disturbed, interference_loss):
    """Return leadership support this month (SD): the head's own, what head training adds, less a year of interference (S32, P25)."""
    return head + head_support - interference_loss * disturbed


@rule
def age(age):
    """Return age after a month (years)."""
    return age + 0.08333333333333333


@rule
def experience(experience):
    """Return years of teaching after a month in post."""
    return experience + 0.08333333333333333


@rule
def tenure(tenure):
    """Return years in this post after a month."""
    return tenure + 0.08333333333333333


@rule
def expected_leave(expected_leave, leave_probability, at_start):
    """Return the sum of leave probabilities since autumn, of who was here in autumn: expected beside realised exits."""
    return expected_leave + leave_probability * at_start
