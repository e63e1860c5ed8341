"""The school act of a month: the board, matching, and mentoring as it is delivered. Here rows meet; nothing leaves the cluster."""

from __future__ import annotations

from sim.columns import BYTE, CLOCK, CLUSTER, COLUMN, INTEGER, NO_MENTOR, OUTSIDE_MENTOR, SCHOOL, SITE
from sim.compiled import typed
from sim.draws import CHOOSE, COVERAGE, IMPOSE, MASK, PAIR, PAIR_PAPER, normals, rank, uniforms, words
from sim.prices import LINE
from sim.rules import calendar, learning, matching, mentoring, programme, time
from sim.rules import ledger as bought
from sim.vector import WEEKS_A_MONTH, P

SCHOOL_POOL, CLUSTER_POOL, OUTSIDE_POOL = 0.0, 1.0, 2.0
UNDECIDED, CHOSEN, PASSED_OVER, NONE_FOUND = 0, 1, 2, 3


@typed("v", "WiV")
def board(world, c, p):
    """Write each school's board for cluster ``c``: last month's vacancies and mean technique; leadership support."""
    f = world.f
    disturbed = float(world.cluster_i[CLUSTER.interference, c])
    for s in range(world.cluster_i[CLUSTER.first_school, c], world.cluster_i[CLUSTER.end_school, c]):
        first, end = world.school_i[SITE.first, s], world.school_i[SITE.end, s]
        heads, practice = 0.0, 0.0
        for i in range(first, end):
            here = f[COLUMN.present, i]
            heads += here
            practice += here * f[COLUMN.practice, i]
        world.school_f[SCHOOL.vacancy_share, s] = 1.0 - heads / (end - first)
        # a teacher alone in a school has no colleagues to read
        world.school_f[SCHOOL.mean_practice, s] = practice / heads if heads > 1.5 else 0.0
        world.school_f[SCHOOL.leadership, s] = calendar.leadership(
            world.school_f[SCHOOL.head, s], p[P.head_support], disturbed, p[P.interference_loss]
        )


@typed("v", "Wi")
def part(world, i):
    """End the tie of row ``i`` on the mentee's side."""
    m = int(world.i[INTEGER.mentor, i])
    if m >= 0:
        world.i[INTEGER.mentees, m] -= 1
        if world.i[INTEGER.mentees, m] <= 0:
            world.b[BYTE.role, m] = 0
    world.i[INTEGER.mentor, i] = NO_MENTOR
    world.b[BYTE.on_paper, i] = 0
    world.f[COLUMN.signal, i] = 0.0
    world.f[COLUMN.delivered_hours, i] = 0.0
    world.f[COLUMN.learning_dose, i] = 0.0


@typed("v", "WiifiVV")
def bond(world, i, m, imposed, month, p, ledger):
    """Make a tie between mentee row ``i`` and mentor row ``m`` (or a mentor from outside) and draw what is lasting in it."""
    f = world.f
    school = world.post_school[i]
    mentor_key = MASK
    if m >= 0:  # the pair's luck belongs to the two persons, not to a post
        mentor_key = int(world.i[INTEGER.person_post, m]) * 64 + int(world.i[INTEGER.person_number, m])
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    person, number = int(world.i[INTEGER.person_post, i]), int(world.i[INTEGER.person_number, i])
    chance, quality, warmth, _ = normals(seed, replicate, person, number, mentor_key, PAIR)
    paper_luck, _, _, _ = uniforms(seed, replicate, person, number, mentor_key, PAIR_PAPER)
    distance = 0.0
    if m >= 0:
        like = matching.likeness(f[COLUMN.temperament, i], f[COLUMN.temperament, m])
        same = 1.0 if world.b[BYTE.subject, i] == world.b[BYTE.subject, m] else 0.0
        overload = time.workload(f[COLUMN.weekly_hours, m], p[P.reference_hours], p[P.hours_per_sd])
        if world.post_school[m] != school:
            distance = world.school_f[SCHOOL.distance, school] + world.school_f[SCHOOL.distance, world.post_school[m]]
        world.i[INTEGER.mentees, m] += 1
        world.b[BYTE.role, m] = 1
        if world.b[BYTE.trained, m] == 0 and p[P.mentor_training_h] > 0.0:
            world.b[BYTE.trained, m] = 1
            ledger[LINE.mentor_training] += p[P.mentor_training_h]
    else:
        like, same, overload = 0.0, 0.0, 0.0
        distance = world.school_f[SCHOOL.distance, school]
        ledger[LINE.mentor_training] += p[P.mentor_training_h] / max(p[P.mentor_slots], 8.0)
    fit = matching.fit(like, same, 1.0 - imposed, chance, p[P.mean_fit], p[P.fit_likeness], p[P.fit_subject], p[P.fit_chosen])
    on_paper = mentoring.paper_probability(
        imposed, p[P.reward], overload, p[P.monitoring], p[P.planned_hours], p[P.paper_base], p[P.paper_imposed], p[P.paper_unpaid],
        p[P.paper_overload], p[P.paper_unmonitored], p[P.paper_signal],
    )
    delivery = mentoring.effort(
        imposed, p[P.effort_volunteer], p[P.effort_imposed]
    )
    delivery *= mentoring.reached(distance, p[P.remote_share], p[P.travel_loss], p[P.remote_reach])
    world.i[INTEGER.mentor, i] = m
    world.i[INTEGER.tie_month, i] = month
    world.b[BYTE.imposed, i] = int(imposed)
    world.b[BYTE.on_paper, i] = 1 if paper_luck < on_paper else 0
    f[COLUMN.fit, i] = fit
    f[COLUMN.pair_chance, i] = quality
    f[COLUMN.warmth, i] = p[P.warmth_fit] * fit + (1.0 - p[P.warmth_fit]) * warmth
    f[COLUMN.tie_delivery, i] = delivery


@typed("i", "WiifiiV")
def find_mentor(world, i, c, imposed, barred, month, p):
    """Return the row of the mentor that ranks highest for mentee ``i``, OUTSIDE_MENTOR, or NO_MENTOR where there is none."""
    if p[P.pool_code] == OUTSIDE_POOL:
        return OUTSIDE_MENTOR
    f = world.f
    school = world.post_school[i]
    if p[P.pool_code] == CLUSTER_POOL:
        first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
    else:
        first, end = world.school_i[SITE.first, school], world.school_i[SITE.end, school]
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    key, _, _, _ = words(seed, replicate, int(world.i[INTEGER.person_post, i]), int(world.i[INTEGER.person_number, i]), month, CHOOSE)
    best, best_score = NO_MENTOR, -1e9
    slots = p[P.mentor_slots]
    for m in range(first, end):
        if f[COLUMN.present, m] < 0.5 or m == i or m == barred or world.i[INTEGER.mentor, m] != NO_MENTOR:
            continue
        if f[COLUMN.experience, m] < p[P.mentor_experience] or world.i[INTEGER.mentees, m] >= slots:
            continue
        if imposed < 0.5 and world.b[BYTE.role, m] == 0:
            willing = matching.volunteers(
                f[COLUMN.willingness, m], float(world.b[BYTE.attested, m]), p[P.recognised], p[P.mentor_pay_share], p[P.attestation],
                p[P.volunteer_centre], p[P.volunteer_recognition], p[P.volunteer_attested], p[P.volunteer_pay],
            )
            if willing < 0.5:
                continue
        like = matching.likeness(f[COLUMN.temperament, i], f[COLUMN.temperament, m])
        same = 1.0 if world.b[BYTE.subject, i] == world.b[BYTE.subject, m] else 0.0
        skill = 0.5 * (f[COLUMN.practice, m] + f[COLUMN.efficacy, m])
        same_years = -0.1 * abs(f[COLUMN.experience, m] - f[COLUMN.experience, i])
        burden = world.i[INTEGER.mentees, m] / slots if p[P.in_groups] < 0.5 else -0.2 * world.b[BYTE.role, m]
        value = matching.score(
            f[COLUMN.experience, m], same, like, skill, same_years, rank(key, m * 747796405), burden,
            p[P.weight_years], p[P.weight_subject], p[P.weight_style], p[P.weight_skill], p[P.weight_peer],
        )
        if value > best_score:
            best, best_score = m, value
    return best


@typed("v", "WiifbVV")
def match(world, c, month, teaching, active, p, ledger):
    """Part pairs that must part, and match every teacher in reach who is to have a mentor (cluster ``c``)."""
    f = world.f
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
        school = world.post_school[i]
        barred = NO_MENTOR
        if world.i[INTEGER.mentor, i] != NO_MENTOR:
            over = world.i[INTEGER.mentored_months, i] >= p[P.duration_months]
            if not active or over or world.school_f[SCHOOL.programme, school] < 0.5:
                part(world, i)
                continue
            together = float(month - world.i[INTEGER.tie_month, i])
            if teaching < 0.5 or matching.parts(f[COLUMN.fit, i], together, p[P.rematch_window_months], p[P.rematch_below]) < 0.5:
                continue
            if together < 1.0:
                continue
            barred = int(world.i[INTEGER.mentor, i])
        elif (
            not active or teaching < 0.5 or f[COLUMN.present, i] < 0.5 or world.b[BYTE.selected, i] >= PASSED_OVER
            or f[COLUMN.experience, i] > p[P.reach_years] or world.i[INTEGER.mentored_months, i] >= p[P.duration_months]
            or world.b[BYTE.role, i] == 1 or world.school_f[SCHOOL.programme, school] < 0.5
        ):
            continue
        person, number = int(world.i[INTEGER.person_post, i]), int(world.i[INTEGER.person_number, i])
        if world.b[BYTE.selected, i] == UNDECIDED:
            luck, _, _, _ = uniforms(seed, replicate, person, number, 0, COVERAGE)
            chance = programme.selection_probability(
                p[P.coverage_logit], world.school_f[SCHOOL.leadership, school], f[COLUMN.attachment, i], p[P.mentor_leadership],
                p[P.mentor_attachment],
            )
            world.b[BYTE.selected, i] = CHOSEN if luck < chance else PASSED_OVER
            if luck >= chance:
                continue
        imposing, _, _, _ = uniforms(seed, replicate, person, number, month, IMPOSE)
        imposed = 1.0 if imposing < p[P.imposed_share] else 0.0
        m = find_mentor(world, i, c, imposed, barred, month, p)
        if barred != NO_MENTOR:
            if m == NO_MENTOR:
                continue
            kept = world.i[INTEGER.tie_month, i]
            part(world, i)
            bond(world, i, m, imposed, month, p, ledger)
            world.i[INTEGER.tie_month, i] = kept  # the window runs from the first meeting, or pairs could part for ever
        elif m == NO_MENTOR:
            world.b[BYTE.selected, i] = NONE_FOUND
        else:
            bond(world, i, m, imposed, month, p, ledger)


@typed("fff", "WifffffV")
def meeting(world, i, leadership, load, mentor_load, fit, on_paper, p):
    """Return for the pair of mentee row ``i`` the share of planned hours met, how far contact acts, and the effect of the pair's quality.

    Under a head's support ``leadership`` (SD), workloads of mentee and mentor (SD) and a relational fit (SD).
    """
    f = world.f
    m = int(world.i[INTEGER.mentor, i])
    own = time.own_time(load, p[P.own_time_centre], p[P.own_time_slope])
    found = time.time_found(p[P.mentee_load_reduction] * p[P.usual_hours], p[P.real_hours] / WEEKS_A_MONTH, own)
    skill, worth = 0.0, p[P.training_worth]
    if m >= 0:
        own = time.own_time(mentor_load, p[P.own_time_centre], p[P.own_time_slope])
        found = min(found, time.time_found(p[P.release_h_week], p[P.planned_week] * world.i[INTEGER.mentees, m], own))
        skill = 0.5 * (f[COLUMN.practice, m] + f[COLUMN.efficacy, m])
        worth = worth * world.b[BYTE.trained, m]
    met = found * f[COLUMN.tie_delivery, i] * mentoring.let_happen(leadership, p[P.delivery_centre], p[P.delivery_leadership])
    if on_paper > 0.5:
        met = 0.0
    contact = mentoring.contact(p[P.real_hours] * met * p[P.contact_share], p[P.contact_half])
    design = mentoring.design_quality(
        worth, p[P.monitoring], p[P.formal], skill, p[P.training_quality], p[P.monitoring_quality], p[P.formality_quality],
        p[P.skill_quality], p[P.quality_centre],
    )
    quality = mentoring.quality(
        design, fit, f[COLUMN.pair_chance, i], p[P.formal], p[P.quality_fit], p[P.quality_noise], p[P.noise_informal],
        p[P.noise_formality],
    )
    return met, contact, mentoring.effect_of_quality(quality, p[P.curve_zero], p[P.curve_bend])


@typed("v", "WifVV")
def mentor(world, c, teaching, p, ledger):
    """Turn planned into met hours, quality and signal for every tie of cluster ``c``; charge the mentors' time and the ledger."""
    f = world.f
    first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
    for i in range(first, end):
        f[COLUMN.duty_hours, i] = 0.0
        if world.b[BYTE.role, i] == 1:
            ledger[LINE.mentor_pay] += p[P.mentor_pay_share]
            ledger[LINE.mentor_release] += bought.released(p[P.release_h_week], teaching)
            ledger[LINE.group_sessions] += p[P.in_groups] * p[P.meetings_per_month] * teaching
    for i in range(first, end):
        m = int(world.i[INTEGER.mentor, i])
        if m == NO_MENTOR:
            continue
        world.i[INTEGER.mentored_months, i] += 1
        if teaching < 0.5:
            f[COLUMN.delivered_hours, i] = 0.0
            f[COLUMN.learning_dose, i] = 0.0
            continue
        leadership = world.school_f[SCHOOL.leadership, world.post_school[i]]
        load, mentor_load = time.workload(f[COLUMN.weekly_hours, i], p[P.reference_hours], p[P.hours_per_sd]), 0.0
        if m >= 0:
            mentor_load = time.workload(f[COLUMN.weekly_hours, m], p[P.reference_hours], p[P.hours_per_sd])
        met, contact, effect = meeting(world, i, leadership, load, mentor_load, f[COLUMN.fit, i], float(world.b[BYTE.on_paper, i]), p)
        delivered = p[P.real_hours] * met
        f[COLUMN.delivered_hours, i] = delivered
        f[COLUMN.signal, i] = mentoring.signal(
            world.b[BYTE.on_paper, i], contact, effect, p[P.remote_share], p[P.remote_effect], p[P.paper_signal]
        )
        f[COLUMN.learning_dose, i] = learning.dose(contact, effect)
        ledger[LINE.mentee_release] += bought.released(p[P.mentee_load_reduction] * p[P.usual_hours], teaching)
        each = p[P.planned_week] * met
        if m >= 0:
            f[COLUMN.duty_hours, m] += each
            ledger[LINE.own_time] += each * WEEKS_A_MONTH
        else:
            ledger[LINE.external_mentors] += each * WEEKS_A_MONTH
        ledger[LINE.own_time] += delivered


@typed("v", "WiifbVV")
def act(world, c, month, teaching, active, p, ledger):
    """Run the school act of cluster ``c`` for one month."""
    board(world, c, p)
    match(world, c, month, teaching, active, p, ledger)
    mentor(world, c, teaching, p, ledger)
    for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
        if world.b[BYTE.role, i] == 1:
            # released hours are paid: only the rest is a teacher's own time
            ledger[LINE.own_time] -= min(world.f[COLUMN.duty_hours, i], p[P.release_h_week]) * WEEKS_A_MONTH * teaching
