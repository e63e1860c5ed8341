"""The model behind numbers and addresses alone, for machines without NumPy: the same functions, in memory that its host lays out.

A host (the workshop page) puts every array of a world into one memory and writes sizes and addresses into a plan, one int64 each, in the
order of :data:`PLAN`. Each of :data:`ENTRIES` takes the plan's address and two whole numbers. Sizes, arrays and their order are written
from the tables of :mod:`sim.columns`, so that a new column, number or record needs no line here. Months are run as by
:func:`sim.drive.advance_blocked`, and a film of them can be kept.
"""

from __future__ import annotations

from numba import njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from sim import drive
from sim.columns import (
    BYTE,
    CARRIED_FLOATS,
    CLOCK,
    CLUSTER,
    CLUSTER_INTEGERS,
    COLUMN,
    DISTRICT,
    DISTRICT_INTEGERS,
    INTEGER,
    POOL,
    SCHOOL_FLOATS,
    SCHOOL_INTEGERS,
    World,
)
from sim.month import SCRATCH
from sim.people import note_hazards
from sim.population import POOL_SHARE, group_schools, pool_rows, school_sizes, settle_schools
from sim.prices import LINES
from sim.record import CELLS, MONTHLY, SPELL_FLOATS, SPELL_INTEGERS, YEARLY
from sim.simulate import begin as begin_branch
from sim.simulate import make_room, settle
from sim.vector import NAMES
from sim.vector import derive as derive_numbers

# the host sets teachers, edges (teachers + 2), months and years of the records, and what is filmed; the rest is set by count and rooms
SIZES = (
    "teachers", "edges", "schools", "clusters", "districts", "room", "pool", "spells", "months", "years", "film", "film_floats",
    "film_integers", "film_bytes", "film_sites",
)
# array: (kind, lengths); a word is one of SIZES
ARRAYS = {
    "f": ("float64", (len(COLUMN), "teachers")),
    "i": ("int32", (len(INTEGER), "teachers")),
    "b": ("int8", (len(BYTE), "teachers")),
    "post_school": ("int64", ("teachers",)),
    "school_f": ("float64", (len(SCHOOL_FLOATS), "schools")),
    "school_i": ("int64", (len(SCHOOL_INTEGERS), "schools")),
    "cluster_i": ("int64", (len(CLUSTER_INTEGERS), "clusters")),
    "district_i": ("int64", (len(DISTRICT_INTEGERS), "districts")),
    "pool_f": ("float64", (len(CARRIED_FLOATS), "pool")),
    "pool_i": ("int32", (len(POOL), "pool")),
    "spell_f": ("float64", (len(SPELL_FLOATS), "spells")),
    "spell_i": ("int32", (len(SPELL_INTEGERS), "spells")),
    "monthly": ("float64", ("districts", "months", len(MONTHLY))),
    "yearly": ("float64", ("districts", "years", CELLS, len(YEARLY))),
    "ledger": ("float64", ("districts", "months", len(LINES))),
    "p": ("float64", (len(NAMES),)),
    "off": ("float64", (len(NAMES),)),
    "clock": ("int64", (len(CLOCK),)),
    "today": ("float64", (len(NAMES),)),  # the numbers in force before the branch
    "sizes": ("int64", ("edges",)),
    "school_edges": ("int64", ("edges",)),
    "cluster_edges": ("int64", ("edges",)),
    "scratch": ("float64", (len(SCRATCH), "room")),
    "free": ("int64", ("edges",)),
    "filmed_floats": ("int64", ("film_floats",)),
    "filmed_integers": ("int64", ("film_integers",)),
    "filmed_bytes": ("int64", ("film_bytes",)),
    "filmed_sites": ("int64", ("film_sites",)),
    "floats": ("float64", ("film", "film_floats", "teachers")),
    "integers": ("int32", ("film", "film_integers", "teachers")),
    "bytes": ("int8", ("film", "film_bytes", "teachers")),
    "sites": ("float64", ("film", "film_sites", "schools")),
}
ARRAYS["plan"] = ("int64", (len(SIZES) + len(ARRAYS) + 1,))
PLAN = SIZES + tuple(ARRAYS)
_AT = {name: k for k, name in enumerate(PLAN)}
TEACHERS, SCHOOLS, CLUSTERS, DISTRICTS = _AT["teachers"], _AT["schools"], _AT["clusters"], _AT["districts"]
ROOM, POOL_ROWS, SPELLS, FILM = _AT["room"], _AT["pool"], _AT["spells"], _AT["film"]
KINDS = {"float64": (types.float64, 8), "int64": (types.int64, 8), "int32": (types.int32, 4), "int8": (types.int8, 1)}


def step(function):
    """Compile as :func:`sim.compiled.compiled` does, without its cache: only a process that builds a module compiles these."""
    return njit(error_model="numpy", _nrt=False)(function)


def _view(name):
    """Return a function of the plan's address that gives the view of an array: its address and its lengths are read from the plan."""
    kind, lengths = ARRAYS[name]
    scalar, items = KINDS[kind]

    @intrinsic
    def view(typing, plan):
        result = types.Array(scalar, len(lengths), "C")

        def code(context, builder, signature, values):
            whole = context.get_value_type(types.int64)
            base = builder.inttoptr(values[0], whole.as_pointer())

            def read(slot):
                return builder.load(builder.gep(base, [whole(slot)]))

            shape = [whole(length) if isinstance(length, int) else read(_AT[length]) for length in lengths]
            strides = [whole(items)]
            for length in shape[:0:-1]:
                strides.insert(0, builder.mul(strides[0], length))
            array = context.make_array(result)(context, builder)
            data = builder.inttoptr(read(_AT[name]), context.get_data_type(scalar).as_pointer())
            populate_array(array, data=data, shape=shape, strides=strides, itemsize=items, meminfo=None)
            return array._getvalue()

        return result(types.int64), code

    return view


_f, _i, _b, _post_school, _school_f, _school_i, _cluster_i, _district_i = (_view(name) for name in World._fields[:8])
_pool_f, _pool_i, _spell_f, _spell_i, _monthly, _yearly, _ledger, _p, _off, _clock = (_view(name) for name in World._fields[8:])
_today, _sizes, _school_edges, _cluster_edges = _view("today"), _view("sizes"), _view("school_edges"), _view("cluster_edges")
_plan, _scratch, _free = _view("plan"), _view("scratch"), _view("free")
_filmed_floats, _filmed_integers, _filmed_bytes, _filmed_sites = (_view(name) for name in ARRAYS if name.startswith("filmed_"))
_floats, _integers, _bytes, _sites = (_view(name) for name in ("floats", "integers", "bytes", "sites"))


@step
def world_at(plan):
    """Return the world of a plan."""
    return World(
        _f(plan), _i(plan), _b(plan), _post_school(plan), _school_f(plan), _school_i(plan), _cluster_i(plan), _district_i(plan),
        _pool_f(plan), _pool_i(plan), _spell_f(plan), _spell_i(plan), _monthly(plan), _yearly(plan), _ledger(plan), _p(plan), _off(plan),
        _clock(plan),
    )


def derive(plan, a, b):
    """Write the derived numbers of ``p``, whose other numbers stand."""
    derive_numbers(_p(plan))


def count(plan, a, b):
    """Draw the schools from ``p`` and ``clock``; write into the plan how many schools, clusters and districts there are."""
    p, clock, sizes, edges, districts = _p(plan), _clock(plan), _sizes(plan), _school_edges(plan), _cluster_edges(plan)
    values = _plan(plan)
    teachers = values[TEACHERS]
    schools = school_sizes(p, clock[CLOCK.seed], clock[CLOCK.replicate], teachers, sizes)
    clusters, values[DISTRICTS] = group_schools(p, sizes, schools, edges, districts, teachers)
    values[SCHOOLS], values[CLUSTERS], values[POOL_ROWS] = schools, clusters, pool_rows(teachers, clusters)
    room = 1
    for c in range(clusters):
        posts = 0
        for s in range(edges[c], edges[c + 1]):
            posts += sizes[s]
        room = max(room, posts)
    values[ROOM] = room


def found(plan, a, b):
    """Lay out the schools that were counted, in memory of zeros, fill the posts and open the first school year."""
    world, values = world_at(plan), _plan(plan)
    edges, districts = _school_edges(plan), _cluster_edges(plan)
    settle_schools(world, _sizes(plan), edges, districts, values[CLUSTERS], values[DISTRICTS], POOL_SHARE, 0.0)
    settle(world)


def rooms(plan, years, b):
    """Share out room for the spells of some ``years`` and write into the plan how many rows that makes, and one to spare."""
    _plan(plan)[SPELLS] = make_room(_cluster_i(plan), years) + 1


def begin(plan, month, spells):
    """Begin the branch of a world that was copied, at ``month``; ``spells`` is 0 where none are kept."""
    begin_branch(world_at(plan), _today(plan), month, spells > 0)


@step
def _keep(picks, columns, film, month, first, end):
    for k in range(picks.size):
        for j in range(first, end):
            film[month, k, j] = columns[picks[k], j]


@step
def _film(plan, world, c, month):
    """Keep the columns of a cluster in the film, before the month's leavers go."""
    first, end = world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c]
    _keep(_filmed_floats(plan), world.f, _floats(plan), month, first, end)
    _keep(_filmed_integers(plan), world.i, _integers(plan), month, first, end)
    _keep(_filmed_bytes(plan), world.b, _bytes(plan), month, first, end)
    first, end = world.cluster_i[CLUSTER.first_school, c], world.cluster_i[CLUSTER.end_school, c]
    _keep(_filmed_sites(plan), world.school_f, _sites(plan), month, first, end)


def advance(plan, start, end):
    """Run the months from ``start`` to ``end``, a cluster's school year at a time."""
    world, scratch, free = world_at(plan), _scratch(plan), _free(plan)
    filmed = _plan(plan)[FILM] > 0
    for d in range(world.district_i.shape[1]):
        month = start
        while month < end:
            stop = min(end, (month // 12 + 1) * 12)
            for c in range(world.district_i[DISTRICT.first_cluster, d], world.district_i[DISTRICT.end_cluster, d]):
                for m in range(month, stop):
                    drive.open_month(world, d, c, m)
                    drive.teach(world, scratch, c, world.cluster_i[CLUSTER.first, c], world.cluster_i[CLUSTER.end, c], m)
                    if filmed:
                        _film(plan, world, c, m - world.clock[CLOCK.branch])
                    drive.close_month(world, d, c, m)
            if stop % 12 == 0:
                drive.turn_of_year(world, free, d, stop - 1)
            month = stop


@step
def _exchange(picks, columns, film, month, i):
    for k in range(picks.size):
        now = columns[picks[k], i]
        columns[picks[k], i] = film[month, k, i]
        film[month, k, i] = now


@step
def _exchange_row(plan, world, month, i):
    _exchange(_filmed_floats(plan), world.f, _floats(plan), month, i)
    _exchange(_filmed_integers(plan), world.i, _integers(plan), month, i)
    _exchange(_filmed_bytes(plan), world.b, _bytes(plan), month, i)
    _exchange(_filmed_sites(plan), world.school_f, _sites(plan), month, world.post_school[i])


def explain(plan, post, month):
    """Write the hazards that the holder of a post had in a ``month`` of the film, with their parts, into the spare row of the spells."""
    world = world_at(plan)
    _exchange_row(plan, world, month, post)
    spell = world.i[INTEGER.spell, post]
    world.i[INTEGER.spell, post] = _plan(plan)[SPELLS] - 1
    active = drive.is_active(world, month + world.clock[CLOCK.branch])
    note_hazards(world, post, world.p if active else world.off)
    world.i[INTEGER.spell, post] = spell
    _exchange_row(plan, world, month, post)


ENTRIES = (derive, count, found, rooms, begin, advance, explain)
