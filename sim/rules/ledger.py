"""What a policy uses, in quantities; money is quantity times price, by payer (sim.prices, analysis.costs)."""

from sim.compiled import rule


@rule
def released(released_hours, teaching):
    """Return hours of cover a month for released time a week (paid in months with teaching, 4.345 weeks each)."""
    return released_hours * 4.345 * teaching
