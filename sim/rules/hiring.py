"""Filling posts: who is accepted where, which free post ranks highest, who comes back."""

from sim.arithmetic import exponential, square_root
from sim.compiled import rule


@rule
def accepts(takes, woman):
    """Return 1 if a school takes the person: girls' schools take women, boys' schools men."""
    if takes == 1:
        return 1.0 if woman > 0.5 else 0.0
    if takes == 2:
        return 0.0 if woman > 0.5 else 1.0
    return 1.0


@rule
def attraction(hash_rank, remote):
    """Return how highly a person ranks a free post by the person's own key; a remote post is chosen two times for three of another.

    A keyed choice and not a shuffled list: one more leaver must not re-deal everybody. The highest u^(1/w) wins with a chance in
    proportion to w, here w = 2/3 for a remote post (assumed).
    """
    return hash_rank * (1.0 + (square_root(hash_rank) - 1.0) * remote)


@rule
def fill_probability(remote, autumn_fill, remote_fill):
    """Return the probability that a vacancy is filled by a new entrant before the school year starts."""
    return autumn_fill * (1.0 + (remote_fill - 1.0) * remote)


@rule
def returns(luck, cause, attachment, return_share, return_attachment, attachment_leave):
    """Return 1 if a leaver will come back: the attached more often, the retired not (B20, M02).

    Leavers are less attached than those who stay, by the slope with which attachment holds: that is the point at which the chance is
    ``return_share``.
    """
    odds = return_share / max(1e-9, 1.0 - return_share) * exponential(return_attachment * (attachment + attachment_leave))
    return 1.0 if cause < 2.5 and luck * (1.0 + odds) < odds else 0.0


@rule
def return_month(luck, month, return_months, return_soon):
    """Return the first month from which a leaver can come back: three in four within about a year, the rest a year later."""
    return month + return_months + (0.0 if luck < return_soon else 12.0)


@rule
def rested(state, lasting, months, state_rate):
    """Return exhaustion, depersonalisation or intention (SD) after months away from school: back towards its lasting part (P21)."""
    return lasting + (state - lasting) * exponential(-state_rate * months)


@rule
def unpractised(gain, months, half_life):
    """Return what is left of knowledge or technique (SD) after months away without use (F02, S31)."""
    return gain * exponential(-0.6931471805599453 * months / half_life)
