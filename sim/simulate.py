"""Run a world: a run-in under today's policy, shared by all scenarios, and branches from its snapshot."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from sim import drive
from sim.columns import BYTE, CLOCK, CLUSTER, COLUMN, INTEGER, SCHOOL, World
from sim.compiled import compiled
from sim.context import Context
from sim.levers import Levers
from sim.parameters import Parameters
from sim.people import ENTRY_INCUMBENT, ENTRY_NOVICE, open_spell
from sim.population import SPELLS_A_YEAR, allocate, first_teachers
from sim.prices import LINES
from sim.record import CELLS, MONTHLY, SPELL_FLOATS, SPELL_INTEGERS, YEARLY, Outcome
from sim.scenario import Scenario
from sim.school import part
from sim.turn import open_year
from sim.vector import FIRST_LEVER, RAW, P, vector

FOREVER = 10**6
PRESERVICE = list(LINES).index("preservice")


@dataclass(frozen=True)
class Snapshot:
    """Hold a world just after the autumn hiring of its branch, with what it took to build it. Never changed: branches copy it."""

    world: World
    context: Context
    today: Scenario
    parameters: Parameters
    seed: int
    replicate: int
    month: int

    @property
    def posts(self) -> int:
        """Return the number of posts."""
        return self.world.post_school.size


def run_in(
    context: Context, today: Scenario, parameters: Parameters | None = None, teachers: int = 2000, seed: int = 1, replicate: int = 0,
    years: int = 10, threads: int = 1,
) -> Snapshot:
    """Build a world from its context and let it run under today's policy until age and experience have settled.

    Parameters
    ----------
    context, today : the place and the policy in force there.
    parameters : universal slopes; the defaults if None.
    teachers : number of posts (exact).
    seed : any integer in [0, 2**63).
    replicate : luck number, in [0, 2**32).
    years : length of the run-in.

    Returns
    -------
    Snapshot : shared by all scenarios of this luck and parameter set.

    Raises
    ------
    ValueError : less than one school year.
    """
    if years < 1:
        raise ValueError(f"a run-in of {years} years: at least one school year is needed")
    parameters = parameters or Parameters()
    numbers = vector(parameters, context.place, today.levers)
    off = vector(parameters, context.place, Levers())
    world = allocate(numbers, off, seed, replicate, int(teachers), 12 * years, years, 0.0)
    settle(world)
    advance(world, 0, 12 * years, threads=threads)
    _check_room(world, spells=False)
    return Snapshot(world, context, today, parameters, seed, replicate, 12 * years)


def start(snapshot: Snapshot, scenario: Scenario, years: int = 10, spells: bool = True, keep: bool = True) -> World:
    """Return a copy of the snapshot's world that is ready to go on under a scenario, with empty records.

    ``keep=False`` goes on in place, for a nation that fits into memory once only: the snapshot cannot be used again.

    A scenario whose levers equal today's goes on as it stands; any other starts afresh: ties end, everybody in reach is eligible.
    """
    old = snapshot.world
    parameters, place = snapshot.parameters, snapshot.context.place
    districts = old.monthly.shape[0]
    take = np.copy if keep else np.asarray
    clusters = old.cluster_i.copy()
    total = make_room(clusters, years if spells else 0)
    world = World(
        f=take(old.f), i=take(old.i), b=take(old.b), post_school=old.post_school, school_f=take(old.school_f),
        school_i=take(old.school_i), cluster_i=clusters, district_i=old.district_i, pool_f=take(old.pool_f), pool_i=take(old.pool_i),
        spell_f=np.zeros((len(SPELL_FLOATS), total)), spell_i=np.zeros((len(SPELL_INTEGERS), total), dtype=np.int32),
        monthly=np.zeros((districts, 12 * years, len(MONTHLY))), yearly=np.zeros((districts, years, CELLS, len(YEARLY))),
        ledger=np.zeros((districts, 12 * years, len(LINES))), p=vector(parameters, place, scenario.levers), off=old.off,
        clock=old.clock.copy(),
    )
    begin(world, old.p, snapshot.month, spells)
    return world


def branch(snapshot: Snapshot, scenario: Scenario, years: int = 10, spells: bool = True, threads: int = 1) -> Outcome:
    """Let a copy of the snapshot go on under a scenario for some school years and return what it leaves behind.

    Errors
    ------
    RuntimeError : the tables of spells or of returners were too small (extreme turnover); nothing is dropped quietly.
    """
    world = start(snapshot, scenario, years, spells)
    advance(world, snapshot.month, snapshot.month + 12 * years, threads=threads)
    return outcome(world, years, spells)


def outcome(world: World, years: int, spells: bool = True) -> Outcome:
    """Collect a world's records, summed over districts in a fixed order."""
    _check_room(world, spells)
    table = {}
    if spells:
        rows = np.concatenate(
            [np.arange(a, a + n) for a, n in zip(world.cluster_i[CLUSTER.spell_first], world.cluster_i[CLUSTER.spell_count], strict=True)]
        )
        table = {name: world.spell_i[k, rows] for k, name in enumerate(SPELL_INTEGERS)}
        table |= {name: world.spell_f[k, rows] for k, name in enumerate(SPELL_FLOATS)}
    by_year = world.ledger.reshape(world.ledger.shape[0], years, 12, len(LINES))
    return Outcome(
        monthly=np.add.reduce(world.monthly, axis=0),
        yearly=np.add.reduce(world.yearly, axis=0),
        spells=table,
        ledger=np.add.reduce(np.add.reduce(by_year, axis=2), axis=0),
        posts=world.post_school.size,
        years=years,
    )


def advance(world: World, start: int, end: int, threads: int = 1, blocked: bool = True) -> None:
    """Run months ``start`` to ``end``; districts are shared among ``threads``, and their number changes no bit."""
    run = drive.advance_blocked if blocked else drive.advance_monthly
    districts = world.district_i.shape[1]
    threads = max(1, min(threads, districts))
    if threads == 1:
        run(world, *drive.scratch_for(world), 0, districts, start, end)
        return
    edges = [districts * k // threads for k in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        jobs = [pool.submit(run, world, *drive.scratch_for(world), a, b, start, end) for a, b in zip(edges[:-1], edges[1:], strict=True)]
        for job in jobs:
            job.result()


def _check_room(world, spells):
    lost = int(world.cluster_i[CLUSTER.pool_lost].sum()), int(world.cluster_i[CLUSTER.spell_lost].sum()) if spells else 0
    if any(lost):
        raise RuntimeError(
            f"turnover is so high that {lost[0]} returners and {lost[1]} spells found no room; lower the context's leaving and moving"
        )


@compiled
def settle(world):
    """Fill a world that is laid out with its first teachers, under today's policy, and open its first school year: month 0."""
    world.clock[CLOCK.branch] = 0
    set_policy(world, 0)
    first_teachers(world)
    for d in range(world.district_i.shape[1]):
        open_year(world, d, 0, 0)


@compiled
def make_room(clusters, years):
    """Share out room for the spells of some school years among the clusters (0: none), with none taken; return the rows of all."""
    total = 0
    for c in range(clusters.shape[1]):
        posts = clusters[CLUSTER.end, c] - clusters[CLUSTER.first, c]
        clusters[CLUSTER.spell_first, c] = total
        total += int((2.0 + SPELLS_A_YEAR * years) * posts) if years > 0 else 0
        clusters[CLUSTER.spell_end, c] = total
        clusters[CLUSTER.spell_count, c] = 0
        clusters[CLUSTER.spell_lost, c] = 0
        clusters[CLUSTER.pool_lost, c] = 0
    return max(1, total)


@compiled
def begin(world, today, month, spells):
    """Begin the records of a copied world at the branch, month ``month``; where its levers are not today's, the policy starts afresh.

    ``today`` is the vector of numbers under today's policy, ``spells`` whether spells are kept.
    """
    world.clock[CLOCK.branch] = month
    same = True
    for k in range(FIRST_LEVER, RAW):
        same = same and world.p[k] == today[k]
    if not same:
        set_policy(world, month)
        restart(world)
    for i in range(world.post_school.size):
        world.i[INTEGER.spell, i] = -1
    if spells:
        _open_spells(world, month)
    for d in range(world.district_i.shape[1]):
        open_year(world, d, month, 0)


@compiled
def set_policy(world, month):
    """Set the clock of a policy that begins to count in a month, from its levers."""
    p, clock = world.p, world.clock
    clock[CLOCK.start] = month + int(p[P.start_month])
    clock[CLOCK.end] = month + int(p[P.end_month]) if p[P.end_month] < 600.0 else FOREVER
    clock[CLOCK.money_end] = clock[CLOCK.start] + int(p[P.funding_end_month]) if p[P.funding_end_month] < 600.0 else FOREVER


@compiled
def restart(world):
    """End every tie and start the programme afresh in every school: a new policy is announced."""
    prepared = 0.0
    for i in range(world.post_school.size):
        if world.i[INTEGER.mentor, i] != -1:
            part(world, i)
        world.i[INTEGER.mentored_months, i] = 0
        world.b[BYTE.selected, i] = 0
        world.b[BYTE.trained, i] = 0
        # the first cohort enters under the policy: where it starts at once, they have had its mentored practice before entry
        new = world.f[COLUMN.experience, i] < 0.04 and world.f[COLUMN.present, i] > 0.5
        if new and world.clock[CLOCK.start] == world.clock[CLOCK.branch]:
            world.f[COLUMN.knowledge, i] = 0.5 * world.p[P.preservice_worth]
            world.f[COLUMN.practice, i] = 0.3 * world.p[P.preservice_worth]
            prepared += 1.0
    world.ledger[0, 0, PRESERVICE] += prepared * world.p[P.preservice_h]
    for s in range(world.school_f.shape[1]):
        world.school_f[SCHOOL.programme, s] = 1.0


@compiled
def _open_spells(world, month):
    for c in range(world.cluster_i.shape[1]):
        for i in range(world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]):
            if world.f[COLUMN.present, i] > 0.5:
                # a novice hired at the branch has not served a month; everybody else came before
                novice = world.f[COLUMN.experience, i] < 0.04
                months = int(world.f[COLUMN.tenure, i] * 12.0 + 0.5)
                open_spell(world, c, i, ENTRY_NOVICE if novice else ENTRY_INCUMBENT, month - months)


def compile_kernels() -> float:
    """Compile all kernels, or load them from the cache, by running a tiny world; return the seconds it took."""
    begun = time.perf_counter()
    context = Context(name="tiny", title="tiny", country="none")
    snapshot = run_in(context, Scenario("none", "none"), teachers=30, years=1)
    branch(snapshot, Scenario("some", "some", Levers(coverage=0.5, individual_h_month=4.0)), years=1)
    return time.perf_counter() - begun
