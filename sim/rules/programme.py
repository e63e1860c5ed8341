"""A programme in a school: whom it selects, whether it outlives its money and its head."""

from sim.arithmetic import exponential, logistic
from sim.compiled import rule


@rule
def selection_probability(coverage_logit, leadership, attachment, mentor_leadership, mentor_attachment):
    """Return the probability that a teacher in reach is given a mentor.

    Better-led schools mentor more and teachers who would stay anyway get more contact (M01, M02, D05): the selection that a naive
    comparison picks up. The intercept keeps mean coverage as asked.
    """
    return logistic(coverage_logit + mentor_leadership * leadership + mentor_attachment * attachment)


@rule
def lapse_probability(
    unfunded, new_head, local_ownership, survival_base, survival_unfunded, survival_new_head, ownership_protects
):
    """Return the probability (a year) that a school drops its programme.

    The hazard rises once outside money has ended and in the year of a new head; local ownership removes most of both (S70, S71).
    """
    exposed = 1.0 - ownership_protects * local_ownership
    hazard = survival_base + (survival_unfunded * unfunded + survival_new_head * new_head) * exposed
    return 1.0 - exponential(-hazard)


@rule
def take_up_probability(unfunded, take_up_again):
    """Return the probability (a year) that a school takes a lapsed programme up again: only while there is money for it."""
    return (1.0 - unfunded) * take_up_again
