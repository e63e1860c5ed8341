"""The posts act of a month: the month's sums, exits, and a few hires during the year."""

from __future__ import annotations

from sim.causes import parts
from sim.columns import BYTE, CLOCK, CLUSTER, COLUMN, INTEGER, NO_MENTOR, POOL, SCHOOL, SITE
from sim.compiled import typed
from sim.draws import MIDYEAR, RETURN, uniforms
from sim.people import (
    ENTRY_NOVICE,
    F_DELIVERED,
    F_DUE,
    S_FIRST,
    S_MENTORED,
    S_PAPER,
    cell,
    close_spell,
    enter,
    note_hazards,
    open_spell,
    to_pool,
    vacate,
)
from sim.prices import LINE
from sim.record import DUE, MONTHLY, YEARLY
from sim.rules import burnout, hiring
from sim.vector import WEEKS_A_MONTH, P

_M = {name: k for k, name in enumerate(MONTHLY)}
_Y = {name: k for k, name in enumerate(YEARLY)}
SPRING = 8  # ninth month of the school year
M_HEADS, M_VACANCIES, M_EFFICACY, M_EXHAUSTION = _M["heads"], _M["vacancies"], _M["efficacy"], _M["exhaustion"]
M_OTHER = _M["depersonalisation"]
M_INTENTION, M_BELONGING, M_KNOWLEDGE, M_PRACTICE = _M["intention"], _M["belonging"], _M["knowledge"], _M["practice"]
M_BURNED, M_MENTEES, M_PAPER, M_PLANNED = _M["burned_out"], _M["mentees"], _M["on_paper"], _M["planned_hours"]
M_DELIVERED, M_MENTORS, M_HOURS, M_SCHOOLS = _M["delivered_hours"], _M["mentors"], _M["weekly_hours"], _M["schools"]
M_ALIVE, M_CLOSED = _M["programme_schools"], _M["closed_schools"]
M_PUPILS, M_LEFT, M_ASKED = _M["pupils_without_teacher"], _M["left_voluntary"], _M["asked_to_move"]
M_EXPECTED_LEAVE, M_EXPECTED_MOVE = _M["expected_leave"], _M["expected_move"]
M_LEAVER_EFFICACY, M_LEAVER_EXHAUSTION, M_NOVICES = _M["leaver_efficacy"], _M["leaver_exhaustion"], _M["hired_novice"]
Y_LEAVERS, Y_SPRING, Y_EFFICACY, Y_EXHAUSTION = _Y["leavers"], _Y["spring_heads"], _Y["efficacy"], _Y["exhaustion"]
Y_BURNED, Y_PRACTICE, Y_DELIVERED, Y_MENTEES = _Y["burned_out"], _Y["practice"], _Y["delivered_hours"], _Y["mentees"]
Y_PAPER, Y_MENTORS, Y_INTENTION = _Y["on_paper"], _Y["mentors"], _Y["intention"]
Y_EXITS, Y_DUE = _Y["exits"], _Y[DUE[0]]


@typed("v", "WiiifbVVV")
def record(world, d, c, month, teaching, active, p, row, ledger):
    """Add the month's sums of cluster ``c`` to ``row`` (MONTHLY) and the running costs of levers to ``ledger`` (LINES)."""
    f, b = world.f, world.b
    first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
    heads, efficacy, exhaustion, other, intention, belonging, knowledge, practice = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    burned, delivered, hours, leave, move = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(first, end):
        here = f[COLUMN.present, i]
        heads += here
        efficacy += here * f[COLUMN.efficacy, i]
        exhaustion += here * f[COLUMN.exhaustion, i]
        other += here * f[COLUMN.depersonalisation, i]
        intention += here * f[COLUMN.intention, i]
        belonging += here * f[COLUMN.belonging, i]
        knowledge += here * f[COLUMN.knowledge, i]
        practice += here * f[COLUMN.practice, i]
        burned += here * burnout.burned_out(f[COLUMN.exhaustion, i], f[COLUMN.depersonalisation, i], p[P.burned_out_above])
        delivered += here * f[COLUMN.delivered_hours, i]
        hours += here * f[COLUMN.weekly_hours, i]
        leave += here * f[COLUMN.leave_probability, i]
        move += here * f[COLUMN.move_probability, i]
    row[M_HEADS] += heads
    row[M_VACANCIES] += (end - first) - heads
    row[M_EFFICACY] += efficacy
    row[M_EXHAUSTION] += exhaustion
    row[M_OTHER] += other
    row[M_INTENTION] += intention
    row[M_BELONGING] += belonging
    row[M_KNOWLEDGE] += knowledge
    row[M_PRACTICE] += practice
    row[M_BURNED] += burned
    row[M_DELIVERED] += delivered
    row[M_HOURS] += hours
    row[M_EXPECTED_LEAVE] += leave
    row[M_EXPECTED_MOVE] += move
    row[M_PUPILS] += ((end - first) - heads) * p[P.class_size] * teaching
    mentees, paper, mentors, young = 0, 0, 0, 0
    for i in range(first, end):
        if f[COLUMN.present, i] > 0.5:
            mentors += int(b[BYTE.role, i])
            if f[COLUMN.experience, i] < p[P.retention_bonus_years]:
                young += 1
            if world.i[INTEGER.mentor, i] != NO_MENTOR:
                mentees += 1
                paper += int(b[BYTE.on_paper, i])
                k = world.i[INTEGER.spell, i]
                if k >= 0:
                    world.spell_i[S_MENTORED, k] += 1
                    world.spell_i[S_PAPER, k] += b[BYTE.on_paper, i]
                    world.spell_f[F_DELIVERED, k] += f[COLUMN.delivered_hours, i]
                    if world.spell_i[S_FIRST, k] < 0 and f[COLUMN.delivered_hours, i] > 0.0:
                        world.spell_i[S_FIRST, k] = month - world.clock[CLOCK.branch]
    row[M_MENTEES] += mentees
    row[M_PAPER] += paper
    row[M_MENTORS] += mentors
    row[M_PLANNED] += mentees * p[P.real_hours] * teaching
    alive, remote_heads = 0.0, 0.0
    schools = world.cluster_i[CLUSTER.end_school, c] - world.cluster_i[CLUSTER.first_school, c]
    for s in range(world.cluster_i[CLUSTER.first_school, c], world.cluster_i[CLUSTER.end_school, c]):
        alive += world.school_f[SCHOOL.programme, s]
        here = 0.0
        for i in range(world.school_i[SITE.first, s], world.school_i[SITE.end, s]):
            here += f[COLUMN.present, i]
        remote_heads += here * world.school_f[SCHOOL.remote, s]
        row[M_CLOSED] += 1.0 if here < 0.5 else 0.0
    row[M_SCHOOLS] += schools
    if active:
        visited = alive if p[P.coverage] > 0.0 else 0.0  # without mentoring there is no programme to keep alive
        row[M_ALIVE] += visited
        ledger[LINE.monitoring] += p[P.monitoring_visits] * 0.3 * teaching * visited  # three terms in ten months of teaching
        ledger[LINE.followup] += p[P.followup_visits] / 12.0 * visited
        ledger[LINE.head_training] += p[P.head_training_days] / 12.0 * schools
        ledger[LINE.pay_supplement] += p[P.pay_supplement] * heads
        ledger[LINE.hardship_allowance] += p[P.hardship_allowance] * remote_heads
        ledger[LINE.retention_bonus] += p[P.retention_bonus] * young
        ledger[LINE.load_cut] += p[P.load_cut_hours] * WEEKS_A_MONTH * teaching * heads
        ledger[LINE.class_size_cut] += heads * p[P.class_size_cut] / max(1.0, p[P.class_size] - p[P.class_size_cut])
        ledger[LINE.learning_circles] += p[P.circle_h_month] * teaching * heads


@typed("v", "WiiiV")
def survey(world, d, c, year, p):
    """Add a spring reading of cluster ``c`` by cell to the year's table."""
    f, b = world.f, world.b
    for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
        if f[COLUMN.present, i] > 0.5:
            row = world.yearly[d, year, cell(world, i)]
            row[Y_SPRING] += 1.0
            row[Y_EFFICACY] += f[COLUMN.efficacy, i]
            row[Y_EXHAUSTION] += f[COLUMN.exhaustion, i]
            row[Y_BURNED] += burnout.burned_out(f[COLUMN.exhaustion, i], f[COLUMN.depersonalisation, i], p[P.burned_out_above])
            row[Y_PRACTICE] += f[COLUMN.practice, i]
            row[Y_INTENTION] += f[COLUMN.intention, i]
            row[Y_MENTORS] += b[BYTE.role, i]
            if world.i[INTEGER.mentor, i] != NO_MENTOR:
                row[Y_MENTEES] += 1.0
                row[Y_PAPER] += b[BYTE.on_paper, i]
                row[Y_DELIVERED] += f[COLUMN.delivered_hours, i]


@typed("v", "WiiiiV")
def note_causes(world, d, i, month, year, p):
    """Share the leaver in row ``i`` out among the causes: in the spell, and in the year's table if she was here in autumn."""
    due = parts(world, i, month, int(world.b[BYTE.exit_cause, i]), p)
    k = world.i[INTEGER.spell, i]
    if k >= 0:
        for a in range(len(due)):
            world.spell_f[F_DUE + a, k] = due[a]
    if world.b[BYTE.at_start, i] == 1:
        row = world.yearly[d, year, int(world.b[BYTE.cell, i])]
        row[Y_EXITS] += 1.0
        for a in range(len(due)):
            row[Y_DUE + a] += due[a]


@typed("v", "WiiiiVVV")
def leave(world, d, c, month, year, p, row, ledger):
    """Let everyone go whose exit fell this month; note who will come back."""
    f, b = world.f, world.b
    first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
    for i in range(first, end):
        if b[BYTE.exit_cause, i] != 0:
            note_hazards(world, i, p)
            note_causes(world, d, i, month, year, p)
    for i in range(first, end):
        cause = int(b[BYTE.exit_cause, i])
        if cause == 0:
            continue
        row[M_LEFT + cause - 1] += 1.0
        row[M_LEAVER_EFFICACY] += f[COLUMN.efficacy, i]
        row[M_LEAVER_EXHAUSTION] += f[COLUMN.exhaustion, i]
        ledger[LINE.replacement] += 1.0
        if b[BYTE.at_start, i] == 1:
            world.yearly[d, year, int(b[BYTE.cell, i]), Y_LEAVERS] += 1.0
        close_spell(world, i, cause, month + 1)
        coming, soon, _, _ = uniforms(
            world.clock[CLOCK.seed], world.clock[CLOCK.replicate], int(world.i[INTEGER.person_post, i]),
            int(world.i[INTEGER.person_number, i]), month, RETURN,
        )
        back = hiring.returns(
            coming, float(cause), f[COLUMN.attachment, i], p[P.return_share], p[P.return_attachment], p[P.attachment_leave]
        )
        if back > 0.5:
            k = world.cluster_i[CLUSTER.pool_first, c] + world.cluster_i[CLUSTER.pool_count, c]
            if k < world.cluster_i[CLUSTER.pool_end, c]:
                world.cluster_i[CLUSTER.pool_count, c] += 1
                to_pool(world, i, k)
                world.pool_i[POOL.left, k] = month
                world.pool_i[POOL.due, k] = int(hiring.return_month(soon, float(month), p[P.return_months], p[P.return_soon]))
                world.pool_i[POOL.school, k] = world.post_school[i]
                world.pool_i[POOL.cell, k] = b[BYTE.cell, i]
                world.pool_i[POOL.left_this_year, k] = b[BYTE.at_start, i]
            else:
                world.cluster_i[CLUSTER.pool_lost, c] += 1
        b[BYTE.at_start, i] = 0
        vacate(world, i, first, end)


@typed("v", "WiiibVVV")
def hire(world, c, i, month, active, p, row, ledger):
    """Hire a first-time entrant into the vacant row ``i``, in post from ``month`` on."""
    enter(world, i, 0.0, p)
    open_spell(world, c, i, ENTRY_NOVICE, month)
    row[M_NOVICES] += 1.0
    if active:
        ledger[LINE.preservice] += p[P.preservice_h]


@typed("v", "WiibVVV")
def hire_midyear(world, c, month, active, p, row, ledger):
    """Fill a few vacancies of cluster ``c`` during the year with first-time entrants."""
    for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
        if world.f[COLUMN.present, i] < 0.5:
            luck, _, _, _ = uniforms(world.clock[CLOCK.seed], world.clock[CLOCK.replicate], i, 0, month, MIDYEAR)
            remote = world.school_f[SCHOOL.remote, world.post_school[i]]
            if luck < p[P.midyear_fill] * hiring.fill_probability(remote, p[P.autumn_fill], p[P.remote_fill]):
                hire(world, c, i, month + 1, active, p, row, ledger)


@typed("v", "WiiiiifbVVV")
def act(world, d, c, month, month_of_year, year, teaching, active, p, row, ledger):
    """Run the posts act of cluster ``c`` in district ``d`` for one month."""
    record(world, d, c, month, teaching, active, p, row, ledger)
    if month_of_year == SPRING:
        survey(world, d, c, year, p)
    leave(world, d, c, month, year, p, row, ledger)
    if month_of_year < 9:
        hire_midyear(world, c, month, active, p, row, ledger)
