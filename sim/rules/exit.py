"""Leaving, moving, retiring: competing risks as additive hazards, so that every share of a cause is exact."""

from sim.arithmetic import exponential, square_root
from sim.compiled import rule


@rule
def pay_gain(experience, remote, role, log_supplement, log_hardship, log_bonus, log_mentor_pay, retention_bonus_years):
    """Return the log of pay beside usual pay, as far as it is known of: a flow, only while it is paid (I01, I05, I06).

    Each payment raises pay by its share, one on top of the other; their logs are taken once in :mod:`sim.vector`.
    """
    bonus = log_bonus if experience < retention_bonus_years else 0.0
    return log_supplement + log_hardship * remote + bonus + log_mentor_pay * role


@rule
def log_intention(intention, intention_leave):
    """Return the log factor of intention on voluntary leaving; half the squared slope is taken off, so that spread moves no mean (P23)."""
    return intention_leave * intention - 0.5 * intention_leave * intention_leave


@rule
def log_belonging(belonging, belonging_leave):
    """Return the log factor of belonging on voluntary leaving (P25)."""
    return -belonging_leave * belonging - 0.5 * belonging_leave * belonging_leave


@rule
def log_attachment(attachment, attachment_leave):
    """Return the log factor of lasting attachment on all leaving but retirement: unlike people, not time, bend the curve (M02, D05)."""
    return -attachment_leave * attachment - 0.5 * attachment_leave * attachment_leave


@rule
def first_year(experience, first_year_leave, first_year_scale):
    """Return the added factor of the first year on voluntary leaving; it does not respond to pay (B05, D08).

    Below zero where leaving is put off until a statutory induction is done (B09).
    """
    years = experience / first_year_scale
    return first_year_leave * exponential(-years * years)


@rule
def voluntary_hazard(
    intention, belonging, experience, pay_gain, log_attachment, private, voluntary_leave, intention_leave, belonging_leave,
    pay_elasticity, first_year_leave, first_year_scale, private_leave,
):
    """Return the yearly hazard of voluntary leaving.

    v exp(intention - belonging - attachment) (pay^-elasticity + first-year excess) (P23, I01, D08).
    """
    held = log_intention(intention, intention_leave) + log_belonging(belonging, belonging_leave) + log_attachment
    paid = max(0.0, exponential(-pay_elasticity * pay_gain) + first_year(experience, first_year_leave, first_year_scale))
    return voluntary_leave * (1.0 + (private_leave - 1.0) * private) * exponential(held) * paid


@rule
def other_hazard(age, log_attachment, other_exit, family_bump):
    """Return the yearly hazard of leaving for family, relocation or health, with a bump at 33 (B03, B07)."""
    years = (age - 33.0) * 0.2
    return other_exit * (1.0 + family_bump * exponential(-years * years)) * exponential(log_attachment)


@rule
def retirement_hazard(age, retirement, retirement_from, retire_growth):
    """Return the yearly hazard of retirement: from an age on, growing with age (B04b, B07)."""
    return retirement * exponential(retire_growth * (age - 60.0)) if age >= retirement_from else 0.0


@rule
def move_hazard(
    experience, leadership, belonging, intention, remote, private, asked_to_move, move, move_experience, leadership_move,
    belonging_move, intention_move, private_leave, log_hardship, pay_elasticity, pay_move,
):
    """Return the yearly hazard of asking for another school; none once asked (B04, P24, P25, I05)."""
    half = 0.5 * (leadership_move * leadership_move + belonging_move * belonging_move + intention_move * intention_move)
    held = (
        -move_experience * square_root(experience) - leadership_move * leadership - belonging_move * belonging + intention_move * intention
        - pay_move * pay_elasticity * log_hardship * remote - half
    )
    return (1.0 - asked_to_move) * move * (1.0 + (private_leave - 1.0) * private) * exponential(held)


@rule
def leave_probability(voluntary_hazard, other_hazard, retirement_hazard, season):
    """Return the probability of leaving teaching in a month of weight ``season``, from three yearly hazards."""
    return 1.0 - exponential(-(voluntary_hazard + other_hazard + retirement_hazard) * season * 0.08333333333333333)


@rule
def move_probability(move_hazard, season):
    """Return the probability of asking for another school in a month of weight ``season``."""
    return 1.0 - exponential(-move_hazard * season * 0.08333333333333333)


@rule
def cause(present, luck_leave, leave_probability, voluntary_hazard, other_hazard, retirement_hazard):
    """Return why a teacher leaves this month: 0 stays, 1 voluntary, 2 other, 3 retired; causes share the one draw by their hazards."""
    total = voluntary_hazard + other_hazard + retirement_hazard
    share = luck_leave / max(leave_probability, 1e-12) * total
    which = 1.0 if share < voluntary_hazard else (2.0 if share < voluntary_hazard + other_hazard else 3.0)
    return which if luck_leave < leave_probability and present > 0.5 else 0.0


@rule
def asks_to_move(asked_to_move, present, luck_move, move_probability):
    """Return 1 once a teacher has asked for another school; it is settled at the turn of the year."""
    return 1.0 if asked_to_move > 0.5 or (luck_move < move_probability and present > 0.5) else 0.0
