"""Knowledge fades fast, practised technique slowly; follow-up slows both."""

from sim.arithmetic import exponential
from sim.compiled import rule


@rule
def dose(contact, effect):
    """Return what a month of mentoring gives to learn from: contact of some quality (M18)."""
    return contact * max(0.0, effect)


@rule
def circle(circle_h_month, mean_practice, group_contact):
    """Return what a month of circles gives to learn from: contact as in a group, more among practised colleagues (F05, S49)."""
    hours = 3.0 * group_contact * circle_h_month
    return hours * hours / (hours * hours + 1.0) * max(0.2, min(1.5, 0.6 + 0.5 * mean_practice))


@rule
def once_mentored(mentored_months):
    """Return 1 for those whom follow-up visits: everybody who was mentored under the policy."""
    return 1.0 if mentored_months > 0 else 0.0


@rule
def slowing(once_mentored, followup, leadership, disturbed, followup_slows, context_slows):
    """Return the factor on half-lives: follow-up visits and strong heads slow fading, politics speeds it (F02, S24, S32)."""
    kept = 1.0 + followup_slows * followup * once_mentored
    return kept * exponential(context_slows * (max(-2.0, min(2.0, leadership)) - disturbed))


@rule
def knowledge(knowledge, learning_dose, circle_dose, slowing, teaching, learning_rate, knowledge_most, knowledge_half_life):
    """Return knowledge (SD of gain) after a month: learning towards a most, fading with a half-life (F02, F03, M18)."""
    faded = knowledge * exponential(-0.6931471805599453 / (knowledge_half_life * slowing))
    given = min(1.5, learning_dose + circle_dose) * teaching
    return faded + learning_rate * given * max(0.0, knowledge_most - faded)


@rule
def practice(
    practice, knowledge, learning_dose, circle_dose, slowing, teaching, practice_rate, practice_most, practice_half_life
):
    """Return technique (SD of gain) after a month: knowledge tried out with somebody; fades slowly (M18, F05, S31)."""
    faded = practice * exponential(-0.6931471805599453 / (practice_half_life * slowing))
    tried = knowledge * min(1.0, learning_dose + circle_dose) * teaching
    return faded + practice_rate * tried * max(0.0, practice_most - faded)
