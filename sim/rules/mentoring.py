"""Mentoring as it arrives: effort, hours met, quality, and the one signal that acts on the mentee."""

from sim.arithmetic import exponential, logistic
from sim.compiled import rule


@rule
def paper_probability(
    imposed, reward, overload, monitoring, planned_hours, paper_base, paper_imposed, paper_unpaid, paper_overload, paper_unmonitored,
    paper_signal,
):
    """Return the probability that a mentor exists on paper only.

    About 0.05 for a volunteer with time, 0.3 when imposed, unpaid, overloaded and unseen (S52, M20, X08). Certain where no hours are
    planned. With ``paper_signal`` = 0 the mechanism is off and nobody is on paper.
    """
    if paper_signal == 0.0:
        return 0.0
    if planned_hours <= 0.0:
        return 1.0
    p = paper_base + paper_imposed * imposed + paper_unpaid * (1.0 - reward) * imposed
    p = p + paper_overload * max(0.0, overload) + paper_unmonitored * (1.0 - monitoring) * imposed
    return min(1.0, p)


@rule
def effort(imposed, effort_volunteer, effort_imposed):
    """Return the share of found time that a mentor uses: volunteers use more of it than imposed mentors (S55, X04)."""
    return effort_imposed if imposed > 0.5 else effort_volunteer


@rule
def reached(distance, remote_share, travel_loss, remote_reach):
    """Return the share of planned time left after travel of ``distance`` km to a mentor in another school (S24, S71)."""
    return max(0.0, 1.0 - travel_loss * distance * (1.0 - remote_reach * remote_share))


@rule
def let_happen(leadership, delivery_centre, delivery_leadership):
    """Return the share of planned mentoring that a head lets happen: with weak heads even trained mentors deliver little (S16, S24)."""
    return logistic(delivery_centre + delivery_leadership * leadership)


@rule
def tied(mentor):
    """Return 1 for a teacher who has a mentor."""
    return 1.0 if mentor != -1 else 0.0


@rule
def contact(hours, contact_half):
    """Return how far hours met a month act: 0 at none, half at ``contact_half``, nearly 1 from three times that (P12, M14)."""
    squared = hours * hours
    return squared / (squared + contact_half * contact_half)


@rule
def design_quality(
    training_worth, monitoring, formal, skill, training_quality, monitoring_quality, formality_quality, skill_quality, quality_centre,
):
    """Return quality (SD) that comes from the programme's design and the mentor's own skill; zero at usual induction (S11, X11, M20)."""
    design = training_quality * training_worth + monitoring_quality * monitoring + formality_quality * formal
    return design + skill_quality * skill - quality_centre


@rule
def quality(design, fit, chance, formal, quality_fit, quality_noise, noise_informal, noise_formality):
    """Return the quality of a pair (SD): the programme's design, how the two fit, and chance, which a written form narrows (S13, X01)."""
    return design + quality_fit * fit + quality_noise * (noise_informal - noise_formality * formal) * chance


@rule
def effect_of_quality(quality, curve_zero, curve_bend):
    """Return the effect of quality: 1 at the usual mentor (0), 0 at ``curve_zero``, below that harmful; concave (P12, M14, S54)."""
    return (1.0 - exponential(-curve_bend * (quality - curve_zero))) / (1.0 - exponential(curve_bend * curve_zero))


@rule
def signal(on_paper, contact, effect, remote_share, remote_effect, paper_signal):
    """Return the mentoring signal: contact times effect; on paper it is worse than none; remote contact acts less (S52, S53, X09, F04)."""
    if on_paper > 0.5:
        return paper_signal
    return contact * effect * (1.0 - (1.0 - remote_effect) * remote_share)


@rule
def novice_weight(experience, novice_floor, novice_years):
    """Return the weight of mentoring by experience: 1 at entry, about a third for the experienced (P11, M18)."""
    return novice_floor + (1.0 - novice_floor) * exponential(-experience / novice_years)


@rule
def support(signal, novice_weight, tied):
    """Return what reaches the teacher: the signal, by experience (P11)."""
    return tied * novice_weight * signal
