"""Drivers: month by month, which is the definition, and a cluster's school year at a time, which is faster and gives the same bits."""

from __future__ import annotations

import numpy as np

from sim import month as _month
from sim import posts, school, turn
from sim.columns import CLOCK, CLUSTER, DISTRICT
from sim.compiled import compiled
from sim.rules import calendar
from sim.vector import P

teacher_act = _month.teacher_act()


@compiled
def is_active(world, month):
    """Return whether the policy is in force in a month: else the numbers are those with all levers off."""
    return world.clock[CLOCK.start] <= month < world.clock[CLOCK.end]


@compiled
def open_month(world, d, c, month):
    """Run the school act of a cluster for one month."""
    p = world.p if is_active(world, month) else world.off
    teaching = calendar.teaching(month % 12, p[P.vacation_months])
    school.act(world, c, month, teaching, is_active(world, month), p, world.ledger[d, month - world.clock[CLOCK.branch]])


@compiled
def teach(world, scratch, c, first, end, month):
    """Run the teacher act for the rows from ``first`` to ``end`` of a cluster, for one month."""
    p = world.p if is_active(world, month) else world.off
    teaching = calendar.teaching(month % 12, p[P.vacation_months])
    season = calendar.season(month % 12, p[P.season_term], p[P.season_ninth], p[P.season_tenth])
    disturbed = float(world.cluster_i[CLUSTER.interference, c])
    teacher_act(world, scratch, first, end, month, season, teaching, disturbed, p)


@compiled
def close_month(world, d, c, month):
    """Run the posts act of a cluster for one month."""
    p = world.p if is_active(world, month) else world.off
    at = month - world.clock[CLOCK.branch]
    teaching = calendar.teaching(month % 12, p[P.vacation_months])
    posts.act(
        world, d, c, month, month % 12, at // 12, teaching, is_active(world, month), p, world.monthly[d, at], world.ledger[d, at]
    )


@compiled
def month_of_cluster(world, scratch, d, c, month):
    """Run the three acts of a month in one cluster."""
    active = is_active(world, month)
    p = world.p if active else world.off
    at = month - world.clock[CLOCK.branch]
    first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
    teaching = calendar.teaching(month % 12, p[P.vacation_months])
    season = calendar.season(month % 12, p[P.season_term], p[P.season_ninth], p[P.season_tenth])
    ledger = world.ledger[d, at]
    school.act(world, c, month, teaching, active, p, ledger)
    disturbed = float(world.cluster_i[CLUSTER.interference, c])
    teacher_act(world, scratch, first, end, month, season, teaching, disturbed, p)
    posts.act(world, d, c, month, month % 12, at // 12, teaching, active, p, world.monthly[d, at], ledger)


@compiled
def turn_of_year(world, free, d, month):
    """Turn the school year of a district; ``month`` is the last month of the old year."""
    active = is_active(world, month)
    turn.turn(world, free, d, month + 1, world.p if active else world.off, active)


@compiled
def advance_monthly(world, scratch, free, first_district, end_district, start, end):
    """Run months ``start`` to ``end`` of some districts, month by month: the definition."""
    for month in range(start, end):
        for d in range(first_district, end_district):
            for c in range(world.district_i[DISTRICT.first_cluster, d], world.district_i[DISTRICT.end_cluster, d]):
                month_of_cluster(world, scratch, d, c, month)
        if month % 12 == 11:
            for d in range(first_district, end_district):
                turn_of_year(world, free, d, month)


@compiled
def advance_blocked(world, scratch, free, first_district, end_district, start, end):
    """Run months ``start`` to ``end`` of some districts, a cluster's school year at a time while it is in the processor's cache."""
    for d in range(first_district, end_district):
        month = start
        while month < end:
            stop = min(end, (month // 12 + 1) * 12)
            for c in range(world.district_i[DISTRICT.first_cluster, d], world.district_i[DISTRICT.end_cluster, d]):
                for m in range(month, stop):
                    month_of_cluster(world, scratch, d, c, m)
            if stop % 12 == 0:
                turn_of_year(world, free, d, stop - 1)
            month = stop


def scratch_for(world) -> tuple[np.ndarray, np.ndarray]:
    """Return room for one thread's work: values of a month for the largest cluster, and free posts for the largest district."""
    cluster = int((world.cluster_i[CLUSTER.end] - world.cluster_i[CLUSTER.first]).max())
    first = world.cluster_i[CLUSTER.first, world.district_i[DISTRICT.first_cluster]]
    end = world.cluster_i[CLUSTER.end, world.district_i[DISTRICT.end_cluster] - 1]
    return _month.new_scratch(cluster), np.zeros(int((end - first).max()) + 1, dtype=np.int64)
