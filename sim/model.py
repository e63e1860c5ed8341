"""``RetentionModel``: the model as Mesa knows it. All state lies in columns; teachers are looked at only where somebody asks."""

from __future__ import annotations

import dataclasses

import mesa
import numpy as np

from sim import drive, shelf
from sim.causes import VOLUNTARY, parts
from sim.columns import BYTE, CLOCK, CLUSTER, COLUMN, DISTRICT, INTEGER, SCHOOL
from sim.context import Context
from sim.figures import MonthlyCollector
from sim.month import BOARD, BOARD_NAMES
from sim.parameters import Parameters
from sim.record import Outcome
from sim.rules import calendar
from sim.scenario import Scenario
from sim.simulate import outcome, run_in, start
from sim.staff import HIRED, LEAVES, Rows
from sim.teacher import Teacher, unique_id
from sim.vector import NAMES

FILM = ("efficacy", "exhaustion", "intention", "weekly_hours", "delivered_hours", "leave_probability", "mentor", "on_paper")
_PLACE = {name: (array, k) for array, index in (("f", COLUMN), ("i", INTEGER), ("b", BYTE)) for name, k in index._asdict().items()}
_LIMITS = {
    "teachers": (2, 20_000_000), "seed": (0, 2**63 - 1), "replicate": (0, 2**32 - 1), "run_in_years": (1, 100), "years": (1, 100),
}


class RetentionModel(mesa.Model):
    """Run one policy in one place, a month a step.

    Parameters
    ----------
    context, scenario : names of shipped ones (``sim.shelf``), or a Context and a Scenario.
    teachers : number of posts.
    seed, replicate : luck; the same pair gives the same bits. ``seed=None`` draws a fresh seed, which ``model.seed`` then holds; ``rng``
        is Mesa's newer word for it. For ``mesa.batch_run`` let ``{"replicate": range(n)}`` vary: iterations of one pair are one run.
        ``model.random`` and ``model.rng`` shuffle sets of agents; nobody's life depends on them.
    parameters : universal slopes; the defaults if None.
    run_in_years : years under the context's own policy before the first month; nothing of them is shown.
    years : school years for which there is room in the records.
    collect : whether ``datacollector`` has the figures of :data:`sim.figures.FIGURES` for each month; it is None if False. For more, put
        a Mesa DataCollector of your own in its place, with ``model_reporters=sim.figures.REPORTERS | {...}`` or ``agent_reporters``.
    film : whether to keep each month's columns named in :data:`FILM` for ``teacher.story()``, about 53 bytes a teacher and month.

    Attributes
    ----------
    world : the columns (:class:`sim.columns.World`), to be read with NumPy.
    context, scenario, years, seed, replicate : as given.
    month : months lived since the branch;  film : one dictionary of columns a month.

    Raises
    ------
    ValueError : an unknown name, or a number out of bounds.
    """

    def __init__(
        self, context="karachi_government", scenario="karachi_private", teachers=2000, seed=1, replicate=0, parameters=None,
        run_in_years=10, years=10, collect=True, film=False, rng=None,
    ):  # fmt: skip
        seed = _seed(seed, rng)
        given = {"teachers": teachers, "seed": seed, "replicate": replicate, "run_in_years": run_in_years, "years": years}
        for name, value in given.items():
            low, high = _LIMITS[name]
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
                raise ValueError(f"{name} is {value!r}; it is a whole number from {low} to {high}")
        self.context = _named(context, Context, shelf.context, "context")
        self._policy = _named(scenario, Scenario, shelf.scenario, "scenario")
        parameters = parameters or Parameters()
        shelf.check(self.context.place, f"context {self.context.name}")
        shelf.check(self._policy.levers, f"scenario {self._policy.name}")
        shelf.check(parameters, "parameters")
        super().__init__(rng=seed)
        snapshot = run_in(self.context, shelf.scenario(self.context.today), parameters, teachers, seed, replicate, run_in_years)
        self.years, self.seed, self.replicate = years, seed, replicate
        self.world = start(snapshot, self._policy, years)
        self.month = 0
        self._branch = int(self.world.clock[CLOCK.branch])
        self._districts = self.world.district_i.shape[1]
        self.film = []
        self.datacollector = MonthlyCollector(self) if collect else None
        sizes = self.world.cluster_i[CLUSTER.end] - self.world.cluster_i[CLUSTER.first]
        self._cluster = np.repeat(np.arange(sizes.size), sizes)
        self._room = drive.scratch_for(self.world)
        self._filming = film
        self._open = False  # between school_act and posts_act
        self._stepped = np.zeros(self.world.post_school.size, dtype=bool)
        self._views = {}
        self._turnover = 0  # how often the posts have changed: a view looks its row up anew when it differs
        self._rows, self._rows_of = {}, -1

    def __repr__(self):
        where = f"{self._policy.name} in {self.context.name}, {self.world.post_school.size:,} posts"
        return f"<RetentionModel: {where}, month {self.month} of {12 * self.years}, seed {self.seed}, replicate {self.replicate}>"

    @property
    def scenario(self) -> Scenario:
        """Return the policy."""
        return self._policy

    @scenario.setter
    def scenario(self, value):
        """Keep what Mesa 3.5 gives every model, a scenario of its own kind, and change nothing."""
        self._scenario = value

    @property
    def year(self) -> int:
        """Return the number of whole school years lived since the branch."""
        return self.month // 12

    @property
    def agents(self) -> mesa.agent.AgentSet:
        """Return the teachers in post, in the order of their posts; a view of a teacher is made when it is reached.

        The set is always today's staff. What is changed in place is the set you hold, not the model.
        """
        staff = mesa.agent.AgentSet([], random=self.random)
        staff._agents = Rows(self)
        return staff

    @property
    def agent_types(self) -> list[type]:
        """Return the one kind of agent."""
        return [Teacher]

    @property
    def agents_by_type(self) -> dict:
        """Return the teachers under their kind."""
        return {Teacher: self.agents}

    def register_agent(self, agent) -> None:
        """Refuse: posts are filled by the rules of hiring.

        Raises
        ------
        TypeError : always.
        """
        raise TypeError(HIRED)

    def deregister_agent(self, agent) -> None:
        """Refuse: teachers leave by the rules of exit.

        Raises
        ------
        TypeError : always.
        """
        raise TypeError(LEAVES)

    def remove_all_agents(self) -> None:
        """Refuse: teachers leave by the rules of exit; a model that nobody holds is freed with all that belongs to it.

        Raises
        ------
        TypeError : always.
        """
        raise TypeError(LEAVES)

    def step(self) -> None:
        """Live one month: the school act, the teacher act, the posts act; after each twelfth month the school year turns.

        Raises
        ------
        RuntimeError : the records are full (``years=``), or a month is half done.
        """
        if self._views or self._filming:
            self.school_act()
            self.teacher_act()
            self.posts_act()
            return
        self._may_open()
        month = self._calendar
        drive.advance_blocked(self.world, *self._room, 0, self._districts, month, month + 1)
        self._stepped[:] = True
        self._close()

    def run(self, years: int | None = None) -> RetentionModel:
        """Step through some school years, or to the end of the records, and return the model.

        Raises
        ------
        ValueError : the records end before that.
        """
        end = 12 * self.years if years is None else self.month + 12 * years
        if end > 12 * self.years:
            raise ValueError(f"{years} more years do not fit: the records are for years={self.years}, and {self.month} months are lived")
        while self.month < end:
            self.step()
        return self

    def school_act(self) -> None:
        """Open a month: boards, matching, mentoring. Teachers step after it."""
        self._may_open()
        for d, c in self._clusters():
            drive.open_month(self.world, d, c, self._calendar)
        self._stepped[:] = False
        self._open = True

    def teacher_act(self) -> None:
        """Let every teacher live the month, all at once: the same bits as ``model.agents.do("step")``, in any order.

        Raises
        ------
        RuntimeError : the month is not open, or some teachers have stepped already.
        """
        if not self._open:
            raise RuntimeError(_CLOSED)
        if self._stepped.any():
            raise RuntimeError("some teachers have stepped this month already: let the others step too, or none before model.teacher_act()")
        for _, c in self._clusters():
            first, end = self.world.cluster_i[CLUSTER.first, c], self.world.cluster_i[CLUSTER.end, c]
            drive.teach(self.world, self._room[0], c, first, end, self._calendar)
        self._stepped[:] = True

    def posts_act(self) -> None:
        """Close the month: records, exits, hiring; at the end of a school year its turn. Who has not stepped stood still.

        Raises
        ------
        RuntimeError : the month is not open.
        """
        if not self._open:
            raise RuntimeError(_CLOSED)
        world, month = self.world, self._calendar
        # an empty post's columns go on too, so that every byte is that of model.step()
        for row in np.flatnonzero((world.f[COLUMN.present] < 0.5) & ~self._stepped):
            self._teach(row)
        if self._filming:
            self.film.append({name: getattr(world, _PLACE[name][0])[_PLACE[name][1]].copy() for name in FILM})
        self._keep_leavers(last=month % 12 == 11)
        for d, c in self._clusters():
            drive.close_month(world, d, c, month)
        if month % 12 == 11:
            for d in range(self._districts):
                drive.turn_of_year(world, self._room[1], d, month)
        self._close()

    def outcome(self) -> Outcome:
        """Return what the run has left behind: the whole school years lived so far.

        Raises
        ------
        ValueError : no school year has been lived yet, or one is half done.
        """
        if self.month == 0 or self.month % 12:
            raise ValueError(f"an outcome is of whole school years, and {self.month} months are lived: step on to the next multiple of 12")
        whole = outcome(self.world, self.years)
        return dataclasses.replace(
            whole, monthly=whole.monthly[: self.month], yearly=whole.yearly[: self.year], ledger=whole.ledger[: self.year], years=self.year
        )

    def _wrapped_step(self, *arguments, **more):
        # before Mesa's own: Mesa 3.5 drops the next steps silently once a step has raised
        self._may_open()
        super()._wrapped_step(*arguments, **more)

    def _may_open(self):
        if self._open:
            raise RuntimeError("this month is open already: let the teachers step and close it with model.posts_act()")
        if self.month >= 12 * self.years:
            raise RuntimeError(f"the records end after {self.years} years: build the model with a larger years= to go on")

    @property
    def _calendar(self):
        """The month counted from the start of the run-in."""
        return self._branch + self.month

    def _clusters(self):
        for d in range(self._districts):
            for c in range(self.world.district_i[DISTRICT.first_cluster, d], self.world.district_i[DISTRICT.end_cluster, d]):
                yield d, c

    def _close(self):
        self.month += 1
        self.steps = self.month
        self._turnover += 1
        self._open = False
        self.running = self.month < 12 * self.years
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def _teach(self, row):
        """Run the teacher act for one row."""
        if not self._open:
            raise RuntimeError(_CLOSED)
        if self._stepped[row]:
            raise RuntimeError("this teacher has lived this month already: model.posts_act() closes it")
        drive.teach(self.world, self._room[0], self._cluster[row], row, row + 1, self._calendar)
        self._stepped[row] = True

    def _keep_leavers(self, last):
        """Keep the state of those teachers with a view who may leave at the end of this month, the ``last`` of a school year or not."""
        going = self.world.b[BYTE.exit_cause] != 0
        if last:
            going |= self.world.b[BYTE.asked_to_move] != 0
        for row in np.flatnonzero(going & (self.world.f[COLUMN.present] > 0.5)).tolist() if self._views else ():
            teacher = self._views.get(self._person(row))
            if teacher is not None:
                teacher._keep(row)

    def _has_lived(self, row):
        """Return whether who is in a row has lived the current or, between months, the last month there."""
        return bool(self._stepped[row]) and self.world.f[COLUMN.leave_probability, row] > 0.0

    def _person(self, row):
        return unique_id(int(self.world.i[INTEGER.person_post, row]), int(self.world.i[INTEGER.person_number, row]))

    def _view(self, row, number=None):
        """Return the view of the teacher in a row, whose ``unique_id`` may be known already."""
        number = self._person(row) if number is None else number
        teacher = self._views.get(number)
        if teacher is None:
            teacher = self._views[number] = Teacher._of(self, number)
        teacher._row, teacher._seen = row, self._turnover
        return teacher

    def _staff(self):
        """Return the rows that are filled and the ``unique_id`` of who is there, as lists."""
        rows = np.flatnonzero(self.world.f[COLUMN.present] > 0.5)
        posts, counts = self.world.i[INTEGER.person_post, rows].astype(np.int64), self.world.i[INTEGER.person_number, rows].astype(np.int64)
        return rows.tolist(), unique_id(posts, counts).tolist()

    def _holds(self, row, number):
        """Return whether the person with a ``unique_id`` is in post in a row."""
        return row >= 0 and self.world.f[COLUMN.present, row] > 0.5 and self._person(row) == number

    def _find(self, number):
        """Return the row in which a person is in post, or -1."""
        if self._rows_of != self._turnover:
            rows, numbers = self._staff()
            self._rows, self._rows_of = dict(zip(numbers, rows)), self._turnover
        return self._rows.get(number, -1)

    def _parts(self, row, month):
        """Return the parts of the causes in the teacher of a row, as if she resigned in a month counted from the start of the run-in."""
        numbers = self.world.p if drive.is_active(self.world, month) else self.world.off
        return parts(self.world, row, month, VOLUNTARY, numbers)

    def _values(self, row, month):
        """Return by name what a rule reads about a row in a month: numbers in force, the month, the school's board, the columns."""
        world, month = self.world, self._branch + max(0, month)
        values = dict(zip(NAMES, (world.p if drive.is_active(world, month) else world.off).tolist()))
        plain = getattr(calendar.season, "py_func", calendar.season)
        values["season"] = plain(month % 12, values["season_term"], values["season_ninth"], values["season_tenth"])
        for array, index in ((world.f, COLUMN), (world.i, INTEGER), (world.b, BYTE)):
            values.update(zip(index._fields, array[:, row].tolist()))
        school = world.post_school[row]
        return values | {BOARD_NAMES.get(name, name): world.school_f.item(getattr(SCHOOL, name), school) for name in BOARD}


_CLOSED = "teachers step between model.school_act() and model.posts_act(); model.step() does all three"


def _seed(seed, rng):
    """Return the seed: what was given, a fresh one for None, or Mesa's newer word for it, ``rng``."""
    given = seed if rng is None else rng
    if isinstance(given, np.random.Generator):
        return int(given.integers(2**63 - 1))
    return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(1)) if given is None else given


def _named(given, kind, find, what):
    if isinstance(given, kind):
        return given
    if isinstance(given, str):
        return find(given)
    raise ValueError(f"{what} is {given!r}; it is the name of a shipped {what} or a sim.{what}.{kind.__name__}")
