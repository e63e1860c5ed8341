"""The turn of the school year in a district: transfers, returners, new entrants; heads, politics, programmes, mentors who stop."""

from __future__ import annotations

from sim.columns import BYTE, CLOCK, CLUSTER, COLUMN, DISTRICT, INTEGER, POOL, SCHOOL, SITE
from sim.compiled import typed
from sim.draws import CLAIM, HEAD, HIRE, INTERFERENCE, LAPSE, MENTOR_STOP, normals, rank, uniforms, words
from sim.people import (
    ENTRY_MOVER,
    ENTRY_RETURNER,
    EXIT_MOVED,
    EXIT_MOVED_OUT,
    carry,
    cell,
    close_spell,
    come_back,
    from_pool,
    note_hazards,
    open_spell,
    settle,
    vacate,
)
from sim.posts import hire
from sim.prices import LINE
from sim.record import MONTHLY, YEARLY
from sim.rules import calendar, hiring, mentors, programme, time
from sim.school import part
from sim.vector import P

_M = {name: k for k, name in enumerate(MONTHLY)}
_Y = {name: k for k, name in enumerate(YEARLY)}
M_ASKED, M_MOVERS, M_RETURNERS, M_OUT = _M["asked_to_move"], _M["hired_mover"], _M["hired_returner"], _M["moved_out"]
Y_HEADS, Y_LEAVERS, Y_MOVERS, Y_EXPECTED = _Y["heads"], _Y["leavers"], _Y["movers"], _Y["expected_leave"]
Y_STOPPED, Y_AT_START = _Y["mentors_stopped"], _Y["mentors_at_start"]


@typed("i", "WJiifii")
def best_post(world, free, count, key, woman, old_school, month):
    """Return which of ``count`` free posts the person's own key ranks highest, or -1 where none accepts her."""
    best, best_value = -1, -1.0
    for k in range(count):
        i = free[k]
        s = world.post_school[i]
        if s == old_school or hiring.accepts(world.school_i[SITE.takes, s], woman) < 0.5:
            continue
        value = hiring.attraction(rank(key, i * 747796405 + month * 2891336453), world.school_f[SCHOOL.remote, s])
        if value > best_value:
            best, best_value = k, value
    return best


@typed("i", "Wiii")
def cluster_of(world, first_cluster, end_cluster, i):
    """Return the cluster of row ``i`` in a district."""
    for c in range(first_cluster, end_cluster):
        if world.cluster_i[CLUSTER.first, c] <= i < world.cluster_i[CLUSTER.end, c]:
            return c
    return -1


@typed("i", "WiiiiiVVVJi")
def transfer(world, d, first_cluster, end_cluster, month, year, p, row, ledger, free, count):
    """Settle every request for another school: a free post of the district, or away; return the number of free posts."""
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    for i in range(world.cluster_i[CLUSTER.first, first_cluster], world.cluster_i[CLUSTER.end, end_cluster - 1]):
        if world.b[BYTE.asked_to_move, i] == 1 and world.f[COLUMN.present, i] > 0.5:
            note_hazards(world, i, p)
    for c in range(first_cluster, end_cluster):
        first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
        for i in range(first, end):
            if world.b[BYTE.asked_to_move, i] == 0 or world.f[COLUMN.present, i] < 0.5 or world.f[COLUMN.tenure, i] < 0.04:
                continue
            person, number = int(world.i[INTEGER.person_post, i]), int(world.i[INTEGER.person_number, i])
            key, _, _, _ = words(seed, replicate, person, number, month, CLAIM)
            k = best_post(world, free, count, key, float(world.b[BYTE.woman, i]), world.post_school[i], month)
            row[M_ASKED] += 1.0
            if world.b[BYTE.at_start, i] == 1:
                world.yearly[d, year, world.b[BYTE.cell, i], Y_MOVERS] += 1.0
            if k < 0:
                row[M_OUT] += 1.0
                ledger[LINE.replacement] += 1.0
                close_spell(world, i, EXIT_MOVED_OUT, month)
            else:
                j = int(free[k])
                row[M_MOVERS] += 1.0
                close_spell(world, i, EXIT_MOVED, month)
                settle(world, j)
                carry(world, i, j)
                world.b[BYTE.at_start, j] = 0
                world.f[COLUMN.belonging, j] -= p[P.move_cost]
                open_spell(world, cluster_of(world, first_cluster, end_cluster, j), j, ENTRY_MOVER, month)
                free[k] = free[count - 1]
                count -= 1
            vacate(world, i, first, end)
            world.b[BYTE.at_start, i] = 0
            free[count] = i
            count += 1
    return count


@typed("i", "WiiiiiVVJi")
def welcome_back(world, d, first_cluster, end_cluster, month, year, p, row, free, count):
    """Place the leavers who come back this autumn; who finds no post waits a year. Return the number of free posts."""
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    for c in range(first_cluster, end_cluster):
        start = world.cluster_i[CLUSTER.pool_first, c]
        kept = 0
        for k in range(start, start + world.cluster_i[CLUSTER.pool_count, c]):
            place = -1
            if world.pool_i[POOL.due, k] <= month:
                key, _, _, _ = words(seed, replicate, int(world.pool_i[0, k]), int(world.pool_i[1, k]), month, CLAIM)
                place = best_post(world, free, count, key, float(world.pool_i[POOL.woman, k]), -1, month)
            if place >= 0:
                i = int(free[place])
                settle(world, i)
                from_pool(world, k, i)
                come_back(world, i, float(month - 1 - world.pool_i[POOL.left, k]), p)
                world.b[BYTE.at_start, i] = 0
                open_spell(world, cluster_of(world, first_cluster, end_cluster, i), i, ENTRY_RETURNER, month)
                row[M_RETURNERS] += 1.0
                if world.pool_i[POOL.left_this_year, k] == 1:
                    world.yearly[d, year, world.pool_i[POOL.cell, k], Y_LEAVERS] -= 1.0
                free[place] = free[count - 1]
                count -= 1
            else:
                world.pool_i[POOL.left_this_year, k] = 0
                to = start + kept
                kept += 1
                if to != k:
                    for a in range(world.pool_f.shape[0]):
                        world.pool_f[a, to] = world.pool_f[a, k]
                    for a in range(world.pool_i.shape[0]):
                        world.pool_i[a, to] = world.pool_i[a, k]
        world.cluster_i[CLUSTER.pool_count, c] = kept
    return count


@typed("v", "WiiiiVV")
def stop_mentors(world, d, c, month, year, p, ledger):
    """Let mentors stop or go on, pass attestation, and be recognised; end the ties of those who stop."""
    f, b = world.f, world.b
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
    for i in range(first, end):
        if b[BYTE.role, i] == 0 or f[COLUMN.present, i] < 0.5:
            continue
        person, number = int(world.i[INTEGER.person_post, i]), int(world.i[INTEGER.person_number, i])
        luck, passes, _, _ = uniforms(seed, replicate, person, number, month, MENTOR_STOP)
        own = time.own_time(
            time.workload(f[COLUMN.weekly_hours, i], p[P.reference_hours], p[P.hours_per_sd]), p[P.own_time_centre], p[P.own_time_slope]
        )
        each = p[P.planned_week] * world.i[INTEGER.mentees, i]
        world.yearly[d, year, cell(world, i), Y_AT_START] += 1.0
        ledger[LINE.recognition] += p[P.recognised]
        if p[P.attestation] > 0.5 and passes < 0.3:
            b[BYTE.attested, i] = 1
        if luck < mentors.stop_probability(own, p[P.release_h_week], each, p[P.dropout_base], p[P.dropout_load]):
            world.yearly[d, year, cell(world, i), Y_STOPPED] += 1.0
            for j in range(first, end):
                if world.i[INTEGER.mentor, j] == i:
                    part(world, j)


@typed("v", "WiiVb")
def change_schools(world, c, month, p, running):
    """New heads, politics, and programmes that lapse, for the schools of cluster ``c``."""
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    luck, _, _, _ = uniforms(seed, replicate, c, 0, month, INTERFERENCE)
    world.cluster_i[CLUSTER.interference, c] = 1 if luck < p[P.interference] else 0
    unfunded = 1.0 if month >= world.clock[CLOCK.money_end] else 0.0
    for s in range(world.cluster_i[CLUSTER.first_school, c], world.cluster_i[CLUSTER.end_school, c]):
        luck, _, _, _ = uniforms(seed, replicate, s, 0, month, HEAD)
        changed = luck < p[P.head_change]
        world.school_i[SITE.new_head, s] = 1 if changed else 0
        if changed:
            chance, _, _, _ = normals(seed, replicate, s, 1, month, HEAD)
            mean = p[P.mean_leadership] + p[P.private_leadership] * world.school_f[SCHOOL.private, s]
            world.school_f[SCHOOL.head, s] = calendar.new_head(world.school_f[SCHOOL.head, s], mean, chance, p[P.leadership_persistence])
        if running:
            luck, _, _, _ = uniforms(seed, replicate, s, 0, month, LAPSE)
            if world.school_f[SCHOOL.programme, s] > 0.5:
                lapse = programme.lapse_probability(
                    unfunded, float(world.school_i[SITE.new_head, s]), p[P.local_ownership], p[P.survival_base], p[P.survival_unfunded],
                    p[P.survival_new_head], p[P.ownership_protects],
                )
                world.school_f[SCHOOL.programme, s] = 0.0 if luck < lapse else 1.0
            elif luck < programme.take_up_probability(unfunded, p[P.take_up_again]):
                world.school_f[SCHOOL.programme, s] = 1.0


@typed("v", "Wiii")
def open_year(world, d, month, year):
    """Take the autumn count of a school year: who is in post, in which cell."""
    for c in range(world.district_i[DISTRICT.first_cluster, d], world.district_i[DISTRICT.end_cluster, d]):
        for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
            world.f[COLUMN.expected_leave, i] = 0.0
            here = world.f[COLUMN.present, i] > 0.5
            world.b[BYTE.at_start, i] = 1 if here else 0
            world.b[BYTE.cell, i] = cell(world, i) if here else 0
            if here:
                world.yearly[d, year, world.b[BYTE.cell, i], Y_HEADS] += 1.0


@typed("v", "WJiiVb")
def turn(world, free, d, month, p, active):
    """Turn the school year of district ``d``; ``month`` is the first month of the new year, ``p`` the numbers of the year just ended.

    ``free`` is room for the district's free posts: int64 (posts of the largest district + 1,).
    """
    first_cluster, end_cluster = world.district_i[DISTRICT.first_cluster, d], world.district_i[DISTRICT.end_cluster, d]
    old_year = (month - world.clock[CLOCK.branch]) // 12 - 1
    row = world.monthly[d, month - world.clock[CLOCK.branch] - 1]
    ledger = world.ledger[d, month - world.clock[CLOCK.branch] - 1]
    count = 0
    for c in range(first_cluster, end_cluster):
        for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
            world.yearly[d, old_year, world.b[BYTE.cell, i], Y_EXPECTED] += world.f[COLUMN.expected_leave, i]
            world.b[BYTE.selected, i] = 0
            if world.f[COLUMN.present, i] < 0.5:
                free[count] = i
                count += 1
    for c in range(first_cluster, end_cluster):
        change_schools(world, c, month, p, active)
    count = transfer(world, d, first_cluster, end_cluster, month, old_year, p, row, ledger, free, count)
    for c in range(first_cluster, end_cluster):
        stop_mentors(world, d, c, month, old_year, p, ledger)
    count = welcome_back(world, d, first_cluster, end_cluster, month, old_year, p, row, free, count)
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    for c in range(first_cluster, end_cluster):
        for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
            if world.f[COLUMN.present, i] < 0.5:
                luck, _, _, _ = uniforms(seed, replicate, i, 0, month, HIRE)
                if luck < hiring.fill_probability(world.school_f[SCHOOL.remote, world.post_school[i]], p[P.autumn_fill], p[P.remote_fill]):
                    hire(world, c, i, month, active, p, row, ledger)
    if old_year + 1 < world.yearly.shape[1]:
        open_year(world, d, month, old_year + 1)

