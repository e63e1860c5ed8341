"""The people and places of a world before its run-in: school sizes, schools, clusters, districts, and the first teachers."""

from __future__ import annotations

import numpy as np

from sim.arithmetic import exponential, log_unit
from sim.columns import (
    BYTE,
    CARRIED_FLOATS,
    CLOCK,
    CLUSTER,
    CLUSTER_INTEGERS,
    COLUMN,
    DISTRICT,
    DISTRICT_INTEGERS,
    POOL,
    SCHOOL,
    SCHOOL_FLOATS,
    SCHOOL_INTEGERS,
    SITE,
    TEACHER_BYTES,
    TEACHER_FLOATS,
    TEACHER_INTEGERS,
    World,
)
from sim.compiled import compiled
from sim.draws import SCHOOL as SCHOOL_DRAW
from sim.draws import SCHOOL_MORE, TRAITS, normals, uniforms
from sim.draws import SITE as SITE_DRAW
from sim.people import enter
from sim.prices import LINES
from sim.record import CELLS, MONTHLY, SPELL_FLOATS, SPELL_INTEGERS, YEARLY
from sim.vector import P

DISTRICT_POSTS = 2000
POOL_SHARE = 0.6  # room in a cluster's pool of returners, beside its posts
SPELLS_A_YEAR = 0.8  # room for spells per post and year, beside the first


@compiled
def school_sizes(p, seed, replicate, teachers, sizes):
    """Draw school sizes until they add up to ``teachers`` posts (the last is cut to fit); write them to ``sizes``, return how many."""
    count, posts = 0, 0
    while posts < teachers:
        alone, _, _, _ = uniforms(seed, replicate, count, 0, 0, SITE_DRAW)
        chance, _, _, _ = normals(seed, replicate, count, 1, 0, SITE_DRAW)
        spread = p[P.school_size_spread]
        size = 1
        if alone >= p[P.one_teacher_share]:
            size = max(2, int(p[P.school_size] * exponential(spread * chance - 0.5 * spread * spread) + 0.5))
        size = min(size, teachers - posts)
        sizes[count] = size
        posts += size
        count += 1
    return count


@compiled
def group_schools(p, sizes, schools, clusters, districts, teachers):
    """Write where clusters and districts begin (in schools, in clusters) and return (number of clusters, number of districts)."""
    n_clusters, n_districts = 1, 1
    clusters[0], districts[0] = 0, 0
    wanted = max(1, int(teachers / DISTRICT_POSTS + 0.5))
    posts, here = 0, 0
    for s in range(schools):
        if here > 0 and here + 0.5 * sizes[s] > p[P.cluster_posts] and teachers - posts > 0.5 * p[P.cluster_posts]:
            if posts >= teachers * n_districts / wanted:
                districts[n_districts] = n_clusters
                n_districts += 1
            clusters[n_clusters] = s
            n_clusters += 1
            here = 0
        here += sizes[s]
        posts += sizes[s]
    clusters[n_clusters] = schools
    districts[n_districts] = n_clusters
    return n_clusters, n_districts


@compiled
def settle_schools(world, sizes, clusters, districts, n_clusters, n_districts, pool_share, spell_share):
    """Lay out posts, schools, clusters and districts, and draw each school's lasting traits and head."""
    p = world.p
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    post, pool, spell = 0, 0, 0
    for d in range(n_districts):
        world.district_i[DISTRICT.first_cluster, d] = districts[d]
        world.district_i[DISTRICT.end_cluster, d] = districts[d + 1]
    for c in range(n_clusters):
        world.cluster_i[:, c] = 0
        world.cluster_i[CLUSTER.first, c] = post
        world.cluster_i[CLUSTER.first_school, c] = clusters[c]
        world.cluster_i[CLUSTER.end_school, c] = clusters[c + 1]
        for s in range(clusters[c], clusters[c + 1]):
            head, load, _, _ = normals(seed, replicate, s, 0, 0, SCHOOL_DRAW)
            private, remote, kind, far = uniforms(seed, replicate, s, 0, 0, SCHOOL_MORE)
            f = world.school_f
            f[:, s] = 0.0
            f[SCHOOL.private, s] = 1.0 if private < p[P.private_share] else 0.0
            f[SCHOOL.remote, s] = 1.0 if remote < p[P.remote_schools] else 0.0
            f[SCHOOL.head, s] = p[P.mean_leadership] + p[P.private_leadership] * f[SCHOOL.private, s] + head
            f[SCHOOL.leadership, s] = f[SCHOOL.head, s]
            f[SCHOOL.load, s] = load
            f[SCHOOL.distance, s] = min(100.0, -p[P.distance] * (0.6 + 0.8 * f[SCHOOL.remote, s]) * log_unit(far))
            f[SCHOOL.programme, s] = 1.0
            world.school_i[SITE.takes, s] = 1 if kind < p[P.girls_share] else (2 if kind < p[P.girls_share] + p[P.boys_share] else 0)
            world.school_i[SITE.new_head, s] = 0
            world.school_i[SITE.first, s] = post
            for _ in range(sizes[s]):
                world.post_school[post] = s
                post += 1
            world.school_i[SITE.end, s] = post
        world.cluster_i[CLUSTER.end, c] = post
        posts = post - world.cluster_i[CLUSTER.first, c]
        world.cluster_i[CLUSTER.pool_first, c] = pool
        pool += int(pool_share * posts) + 4
        world.cluster_i[CLUSTER.pool_end, c] = pool
        world.cluster_i[CLUSTER.spell_first, c] = spell
        spell += int(spell_share * posts)
        world.cluster_i[CLUSTER.spell_end, c] = spell


@compiled
def first_teachers(world):
    """Fill every post by the place's table of age and experience; the run-in lets age and experience settle."""
    p = world.p
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    for i in range(world.post_school.size):
        luck, spread, stay, _ = uniforms(seed, replicate, i, 0, 0, TRAITS)
        experience = -p[P.experience_mean] * log_unit(luck)
        most = max(2.0, p[P.retirement_from] + 2.0 - p[P.entry_age])
        if experience > most:
            experience = most * spread
        experience = max(0.08333333333333333, experience)
        enter(world, i, experience, p)
        late = world.f[COLUMN.age, i] - p[P.entry_age] - experience
        if world.f[COLUMN.age, i] > p[P.retirement_from] + 4.0:
            world.f[COLUMN.age, i] = max(p[P.entry_age] + experience, p[P.retirement_from] + 4.0 - late * 0.1)
        world.f[COLUMN.tenure, i] = experience * stay
        world.b[BYTE.selected, i] = 0


@compiled
def pool_rows(teachers, clusters):
    """Return how many rows the leavers' pools of all clusters need."""
    return int(POOL_SHARE * teachers) + 4 * clusters


def allocate(vector, off, seed, replicate, teachers, months, years, spell_share):
    """Return a world with room for everything, laid out and with schools, still without teachers.

    Parameters
    ----------
    vector, off : float64 vectors of numbers with and without the policy.
    teachers : posts, exactly.
    months, years : room for records from the branch on.
    spell_share : room for spells, per post.
    """
    sizes = np.zeros(teachers, dtype=np.int64)
    schools = school_sizes(vector, seed, replicate, teachers, sizes)
    clusters, districts = np.zeros(schools + 2, dtype=np.int64), np.zeros(schools + 2, dtype=np.int64)
    n_clusters, n_districts = group_schools(vector, sizes, schools, clusters, districts, teachers)
    pool = pool_rows(teachers, n_clusters)
    spells = max(1, int(spell_share * teachers) if spell_share else 0)
    world = World(
        f=np.zeros((len(TEACHER_FLOATS), teachers)),
        i=np.zeros((len(TEACHER_INTEGERS), teachers), dtype=np.int32),
        b=np.zeros((len(TEACHER_BYTES), teachers), dtype=np.int8),
        post_school=np.zeros(teachers, dtype=np.int64),
        school_f=np.zeros((len(SCHOOL_FLOATS), schools)),
        school_i=np.zeros((len(SCHOOL_INTEGERS), schools), dtype=np.int64),
        cluster_i=np.zeros((len(CLUSTER_INTEGERS), n_clusters), dtype=np.int64),
        district_i=np.zeros((len(DISTRICT_INTEGERS), n_districts), dtype=np.int64),
        pool_f=np.zeros((len(CARRIED_FLOATS), pool)),
        pool_i=np.zeros((len(POOL), pool), dtype=np.int32),
        spell_f=np.zeros((len(SPELL_FLOATS), spells)),
        spell_i=np.zeros((len(SPELL_INTEGERS), spells), dtype=np.int32),
        monthly=np.zeros((n_districts, months, len(MONTHLY))),
        yearly=np.zeros((n_districts, years, CELLS, len(YEARLY))),
        ledger=np.zeros((n_districts, months, len(LINES))),
        p=vector,
        off=off,
        clock=np.zeros(6, dtype=np.int64),
    )
    world.clock[CLOCK.seed], world.clock[CLOCK.replicate] = seed, replicate
    settle_schools(world, sizes, clusters, districts, n_clusters, n_districts, POOL_SHARE, spell_share)
    return world
