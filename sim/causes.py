"""One leaver shared out among the causes of :data:`sim.record.CAUSES`, by what held in the month in which she left."""

from __future__ import annotations

from sim.columns import BYTE, COLUMN, INTEGER, NO_MENTOR, SCHOOL
from sim.compiled import typed
from sim.record import CAUSES, EXIT
from sim.rules import causes, commitment, exit, learning, mentoring, mentors, time
from sim.school import meeting
from sim.vector import P

VOLUNTARY, OTHER, RETIRED = (EXIT.index(name) for name in ("voluntary", "other", "retired"))
PARTS = "f" * len(CAUSES)


@typed("f", "ffffV")
def lasting(efficacy_push, exhaustion_push, belonging_push, intention_push, p):
    """Return the log factor on resigning of pushes (SD) that last."""
    return causes.lasting(
        efficacy_push, exhaustion_push, belonging_push, intention_push, p[P.exhaustion_efficacy],
        p[P.exhaustion_depersonalisation], p[P.efficacy_depersonalisation], p[P.exhaustion_intention], p[P.depersonalisation_intention],
        p[P.efficacy_intention], p[P.belonging_intention], p[P.intention_leave], p[P.belonging_leave],
    )


@typed("f", "ffffV")
def held(months, efficacy_push, exhaustion_push, belonging_push, p):
    """Return the log factor on resigning of pushes (SD) that have been held for some months."""
    return causes.held(
        months, efficacy_push, exhaustion_push, belonging_push, p[P.state_rate], p[P.intention_rate], p[P.exhaustion_efficacy],
        p[P.exhaustion_depersonalisation], p[P.efficacy_depersonalisation], p[P.exhaustion_intention],
        p[P.depersonalisation_intention], p[P.efficacy_intention], p[P.belonging_intention], p[P.intention_leave], p[P.belonging_leave],
    )


@typed("f", "ffV")
def felt(signal, experience, p):
    """Return the support that a mentoring signal would be to a mentee with so many years of experience."""
    weight = mentoring.novice_weight(experience, p[P.novice_floor], p[P.novice_years])
    return mentoring.support(signal, weight, 1.0)


@typed("fffffff", "WiffV")
def support(world, i, load, experience, p):
    """Share out a mentee's support: by the head, time, the pair's fit, a mentor on paper, mentoring itself; then contact and share met.

    Beside a usual head, a week of the reference workforce for both, and a fit of zero. Head, time and fit act together on what is met:
    each has the mean of its steps over all orders (Shapley 1953). On paper, the loss is all that a real
    mentor would now be; contact and the share of planned hours met are those of a real one too.
    """
    f = world.f
    m = int(world.i[INTEGER.mentor, i])
    mentor_load = 0.0
    if m >= 0:
        mentor_load = time.workload(f[COLUMN.weekly_hours, m], p[P.reference_hours], p[P.hours_per_sd])
    leadership = world.school_f[SCHOOL.leadership, world.post_school[i]]
    head, hours, fit, real, contact, met = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for mask in range(8):
        a, b, c = mask & 1, (mask >> 1) & 1, (mask >> 2) & 1
        met, contact, effect = meeting(world, i, a * leadership, b * load, b * mentor_load, c * f[COLUMN.fit, i], 0.0, p)
        signal = mentoring.signal(0.0, contact, effect, p[P.remote_share], p[P.remote_effect], p[P.paper_signal])
        real = felt(signal, experience, p)
        head += causes.step_weight(a, b + c) * real
        hours += causes.step_weight(b, a + c) * real
        fit += causes.step_weight(c, a + b) * real
    now = felt(f[COLUMN.signal, i], experience, p)
    paper = now - real if world.b[BYTE.on_paper, i] == 1 else 0.0
    return head, hours, fit, paper, now - head - hours - fit - paper, contact, met


@typed(PARTS, "WiiiV")
def parts(world, i, month, cause, p):
    """Return the part that each of CAUSES has in the teacher of row ``i`` as a leaver of this month; they sum to 1.

    ``cause`` is how she left (sim.record.EXIT): who retires or leaves for family, health or another place is that cause alone. Who
    resigns is shared out: a part below 0 is a condition that kept her. Before any tie ends this month, after the teacher act.
    """
    if cause == OTHER:
        return 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0
    if cause == RETIRED:
        return 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0
    f = world.f
    s = world.post_school[i]
    # the hazard of the month just ended was read before a month was added to experience
    experience = f[COLUMN.experience, i] - 0.08333333333333333
    role, leadership = float(world.b[BYTE.role, i]), world.school_f[SCHOOL.leadership, s]
    load = time.workload(f[COLUMN.weekly_hours, i], p[P.reference_hours], p[P.hours_per_sd])
    unreleased = mentors.unreleased(f[COLUMN.duty_hours, i], role, p[P.release_h_week])
    gain = mentors.mentor_gain(f[COLUMN.duty_hours, i], unreleased, role, p[P.mentor_growth], p[P.strain_threshold])
    reluctant = mentors.mentor_load(role, f[COLUMN.willingness, i], p[P.reluctant_strain])

    s_head, s_time, s_fit, s_paper, s_mentor, contact, met = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    each, warms, warm_fit, warm_rest, paper = 0.0, 0.0, 0.0, 0.0, 0.0
    tied = mentoring.tied(world.i[INTEGER.mentor, i])
    if world.i[INTEGER.mentor, i] != NO_MENTOR:
        s_head, s_time, s_fit, s_paper, s_mentor, contact, met = support(world, i, load, experience, p)
        paper = float(world.b[BYTE.on_paper, i])
        months = float(month - world.i[INTEGER.tie_month, i] + 1)
        each = held(months, p[P.mentoring_efficacy], -p[P.mentoring_exhaustion], p[P.mentoring_belonging], p)
        warms = held(months, 0.0, -p[P.warmth_exhaustion], 0.0, p)
        weight = contact * mentoring.novice_weight(experience, p[P.novice_floor], p[P.novice_years])
        warm_fit = weight * p[P.warmth_fit] * f[COLUMN.fit, i]
        warm_rest = weight * f[COLUMN.warmth, i] - warm_fit
    circle = learning.circle(p[P.circle_h_month], world.school_f[SCHOOL.mean_practice, s], p[P.group_contact])
    network = p[P.network_belonging] * commitment.network(
        p[P.real_hours] * met * (1.0 - paper), tied, p[P.in_groups], circle, p[P.contact_half]
    )

    log_time = lasting(0.0, p[P.workload_exhaustion] * load, 0.0, 0.0, p) + each * s_time
    log_mismatch = each * s_fit + warms * warm_fit
    log_paper = each * s_paper - warms * paper * (warm_fit + warm_rest)
    log_mentoring = each * s_mentor + warms * warm_rest
    log_mentoring += lasting(p[P.mastery] * f[COLUMN.practice, i] + gain, reluctant, network, 0.0, p)
    log_leadership = each * s_head + lasting(
        p[P.leadership_efficacy] * leadership, -p[P.leadership_exhaustion] * leadership, p[P.leadership_belonging] * leadership,
        -p[P.leadership_intention] * leadership, p,
    )
    made = p[P.workload_exhaustion] * load + reluctant - p[P.leadership_exhaustion] * leadership
    made -= p[P.mentoring_exhaustion] * (s_head + s_time + s_fit + s_paper + s_mentor)
    made -= p[P.warmth_exhaustion] * (1.0 - paper) * (warm_fit + warm_rest)
    lasts = p[P.trait_exhaustion_slope] * f[COLUMN.trait_exhaustion, i]
    passes = f[COLUMN.exhaustion, i] - made - lasts
    log_exhaustion = lasting(0.0, lasts + passes * causes.passing_share(p[P.state_rate], p[P.intention_rate]), 0.0, 0.0, p)

    log_pay = -p[P.pay_elasticity] * exit.pay_gain(
        experience, world.school_f[SCHOOL.remote, s], role, p[P.log_supplement], p[P.log_hardship], p[P.log_bonus], p[P.log_mentor_pay],
        p[P.retention_bonus_years],
    )
    young = exit.first_year(experience, p[P.first_year_leave], p[P.first_year_scale])
    log_first_year = causes.log_first_year_part(log_pay, young)
    log_pay = causes.log_pay_part(log_pay, young)

    total = log_time + log_mismatch + log_paper + log_mentoring + log_leadership + log_pay + log_exhaustion + log_first_year
    part = causes.per_log(total)
    return (
        part * log_time, part * log_mismatch, part * log_paper, part * log_mentoring, part * log_leadership, part * log_pay,
        part * log_exhaustion, part * log_first_year, 1.0 - part * total, 0.0, 0.0,
    )
