"""Time: working hours, what they do to workload, and how much of the planned mentoring finds a free hour."""

from sim.arithmetic import logistic
from sim.compiled import rule


@rule
def weekly_hours(
    school_load, person_load, vacancy_share, duty_hours, delivered_hours, tied, role,
    usual_hours, hours_per_sd, load_school, load_person, cover_hours, usual_vacancy, release_h_week, mentee_load_reduction,
    load_cut_hours, class_size_cut, hours_per_pupil, circle_h_month,
):
    """Return working hours a week.

    The place's usual hours, more or less by school and person, more when vacancies are covered for colleagues (the turnover spiral), plus
    unreleased mentoring duty and meetings, less what policy takes off (P16, W01, W05, N08). Workload acts on exhaustion, not directly on
    efficacy (P09).
    """
    unreleased = max(0.0, duty_hours - release_h_week * role)
    usual = usual_hours + hours_per_sd * (load_school * school_load + load_person * person_load)
    covering = cover_hours * (vacancy_share - usual_vacancy)
    meetings = (delivered_hours + circle_h_month) / 4.345
    relief = load_cut_hours + class_size_cut * hours_per_pupil + mentee_load_reduction * usual_hours * tied
    return max(10.0, usual + covering + unreleased + meetings - relief)


@rule
def workload(weekly_hours, reference_hours, hours_per_sd):
    """Return workload (SD): weekly hours beside the reference."""
    return (weekly_hours - reference_hours) / hours_per_sd


@rule
def own_time(workload, own_time_centre, own_time_slope):
    """Return the share of unreleased planned time that a person finds; it falls with workload (S51, W01)."""
    return logistic(-own_time_slope * (workload - own_time_centre))


@rule
def time_found(released_hours, needed_hours, own_time):
    """Return the share of needed hours that are found: hours that are bought are met, the rest competes with workload (S51, S73)."""
    covered = min(1.0, released_hours / max(needed_hours, 0.05))
    return covered + (1.0 - covered) * own_time
