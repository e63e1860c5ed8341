"""A teacher as Mesa sees her: a lazy view of one person, whose state lies in the model's columns. It follows her from post to post."""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import mesa
import numpy as np

from sim.columns import BYTE, INTEGER, NO_MENTOR, OUTSIDE_MENTOR, SCHOOL, TEACHER_BYTES, TEACHER_FLOATS, TEACHER_INTEGERS
from sim.month import TEACHER_ACT
from sim.record import CAUSES, DUE, ENTRY, EXIT, SPELL_FLOATS, SPELL_INTEGERS
from sim.rules import exit

OUTSIDE = "outside"
ROLES = ("teacher", "mentor")
NUMBERS_A_POST = 10_000  # a post has far fewer first-time entrants: a unique_id of 120003 is the third of post 12
# columns with a meaning of their own below, and columns of the post rather than the person
APART = ("present", "mentor", "role", "exit_cause", "person_post", "person_number", "spell", "entrants")
FIXED = ("mentees", "tie_month", "cell", "at_start")
_GIVES = {name: [line.rule for line in TEACHER_ACT if line.gives == name] for name in {line.gives for line in TEACHER_ACT}}


def unique_id(person_post: int, person_number: int) -> int:
    """Return the number by which Mesa knows the ``person_number``-th first-time entrant of post ``person_post``."""
    return person_post * NUMBERS_A_POST + person_number


@dataclass(frozen=True)
class Hazards:
    """Hold why a teacher may leave, in parts that can be taken apart.

    Attributes
    ----------
    voluntary, other, retirement, move : yearly hazards; the first three add up to the hazard of leaving teaching.
    base : yearly voluntary hazard of a teacher with the mean of everything below.
    log_intention, log_belonging, log_attachment, log_pay : natural logs of the factors on ``base``.
    first_year : what the first years add to the factor of pay.
        voluntary = base exp(log_intention + log_belonging + log_attachment) (exp(log_pay) + first_year)
    leave_probability, move_probability : of the month, from the hazards and the month's weight.
    """

    voluntary: float
    other: float
    retirement: float
    move: float
    base: float
    log_intention: float
    log_belonging: float
    log_attachment: float
    log_pay: float
    first_year: float
    leave_probability: float
    move_probability: float


@dataclass(frozen=True)
class LastState:
    """Hold what a teacher was in the month in which she left: all that her rules read, by name, and where she was."""

    values: dict
    lived: bool
    post: int
    mentor: object
    month: int


class Teacher(mesa.Agent):
    """Show one person; made by the model when first asked for, and kept. Every column is a property: ``teacher.efficacy``.

    A write changes the model's column, and so her future. When she moves to another school the view goes with her, and a teacher who
    comes back is the same view. After she has left, reads give her last state and writes are refused.
    """

    def __init__(self, *_, **__):
        raise TypeError(
            "a Teacher is not made by hand: posts are filled by the rules of sim/rules/hiring.py; take one from model.agents, "
            "or build the model with more teachers="
        )

    @classmethod
    def _of(cls, model, number):
        self = object.__new__(cls)
        self.model, self.unique_id, self.pos = model, number, None
        self._row, self._seen, self._last = -1, -1, None
        return self

    def _place(self):
        """Return the row of her post, -1 when she is in none; looked up again only after the posts have changed."""
        model = self.model
        if self._seen != model._turnover:
            if not model._holds(self._row, self.unique_id):
                self._row = model._find(self.unique_id)
            self._seen = model._turnover
        return self._row

    def _in_post(self, wish):
        row = self._place()
        if row < 0:
            raise AttributeError(f"teacher {self.unique_id} left in month {self._gone().month}: {wish}")
        return row

    def _gone(self):
        if self._last is None:
            raise LookupError(f"teacher {self.unique_id} left unseen: the posts were changed past the model's own acts")
        return self._last

    def _keep(self, row):
        """Keep her state: she may be about to leave row ``row``."""
        model = self.model
        self._last = LastState(model._values(row, model.month), model._has_lived(row), row, self.mentor, model.month)

    @property
    def person_id(self) -> tuple[int, int]:
        """Return (person_post, person_number): the post of her first entry, and which of its first-time entrants she was."""
        return divmod(self.unique_id, NUMBERS_A_POST)

    @property
    def present(self) -> bool:
        """Return whether she is in post."""
        return self._place() >= 0

    @property
    def post(self) -> int:
        """Return the number of her post, the last one after she has left."""
        row = self._place()
        return row if row >= 0 else self._gone().post

    @property
    def school(self) -> int:
        """Return the number of her school."""
        return int(self.model.world.post_school[self.post])

    @property
    def cluster(self) -> int:
        """Return the number of her cluster of neighbouring schools."""
        return int(self.model._cluster[self.post])

    @property
    def role(self) -> str:
        """Return ``teacher`` or ``mentor``."""
        row = self._place()
        return ROLES[self.model.world.b[BYTE.role, row] if row >= 0 else int(self._gone().values["role"])]

    @property
    def mentor(self):
        """Return the Teacher who is her mentor, ``outside`` for a mentor from outside, or None."""
        row = self._place()
        if row < 0:
            return self._gone().mentor
        at = self.model.world.i.item(INTEGER.mentor, row)
        return {NO_MENTOR: None, OUTSIDE_MENTOR: OUTSIDE}[at] if at < 0 else self.model._view(at)

    @property
    def exit_cause(self) -> str | None:
        """Return why she left or leaves at the end of this month: voluntary, other, retired or moved_out; None while she stays.

        Between her step and ``model.posts_act()`` it can be written, to let her go or to keep her.
        """
        row = self._place()
        if row >= 0:
            cause = self.model.world.b.item(BYTE.exit_cause, row)
            return EXIT[cause] if cause else None
        return EXIT[int(self._gone().values["exit_cause"]) or EXIT.index("moved_out")]

    @exit_cause.setter
    def exit_cause(self, cause):
        """Let her go, or keep her, between her step and ``model.posts_act()``.

        Raises
        ------
        ValueError : no cause of leaving.
        RuntimeError : she is not in post, or this is not the moment.
        """
        row = self._in_post("she cannot leave again")
        if cause not in (None, *EXIT[1:4]):
            raise ValueError(f"exit_cause is {cause!r}; allowed are None, {', '.join(EXIT[1:4])}")
        if not (self.model._open and self.model._stepped[row]):
            raise RuntimeError("exit_cause is decided by her step: write it after teacher.step() and before model.posts_act()")
        self.model.world.b[BYTE.exit_cause, row] = EXIT.index(cause) if cause else 0

    def step(self) -> None:
        """Live one month: the teacher act of her row alone, the same bits as in ``model.step()``.

        Raises
        ------
        RuntimeError : outside the time between ``model.school_act()`` and ``model.posts_act()``, or for the second time in a month.
        """
        self.model._teach(self._in_post("there is no month to live"))

    def hazards(self) -> Hazards:
        """Return her yearly hazards with their parts, of the month she lived last; for who has just come, of the next one."""
        row = self._place()
        if row >= 0:
            model = self.model
            lived = model._has_lived(row)
            values = model._values(row, model.month - (1 if lived and not model._open else 0))
        else:
            lived, values = self._gone().lived, dict(self._gone().values)
        if lived:
            # her hazards were read before a month was added
            values["experience"] -= 0.08333333333333333
            values["age"] -= 0.08333333333333333
        values["asked_to_move"] = 0.0
        del values["leave_probability"], values["move_probability"]

        def value(name):
            if name not in values:
                for rule in _GIVES[name]:
                    values[name] = asked(rule)
            return values[name]

        def asked(rule):
            plain = getattr(rule, "py_func", rule)
            return float(plain(*(value(name) for name in _arguments(plain))))

        return Hazards(
            voluntary=value("voluntary_hazard"),
            other=value("other_hazard"),
            retirement=value("retirement_hazard"),
            move=value("move_hazard"),
            base=value("voluntary_leave") * (1.0 + (value("private_leave") - 1.0) * value("private")),
            log_intention=asked(exit.log_intention),
            log_belonging=asked(exit.log_belonging),
            log_attachment=value("log_attachment"),
            log_pay=-value("pay_elasticity") * value("pay_gain"),
            first_year=asked(exit.first_year),
            leave_probability=value("leave_probability"),
            move_probability=value("move_probability"),
        )

    def causes(self) -> dict:
        """Return {cause: part} of her resigning, in the order of :data:`sim.record.CAUSES`; the parts sum to 1.

        For who is in post: as if she resigned in the month she lived last. For who has left: of her leaving, as in the records; all 0
        where no spell was kept. A part below 0 is a condition that keeps her. See :mod:`sim.rules.causes`.
        """
        row = self._place()
        if row >= 0:
            model = self.model
            month = model._branch + model.month - (1 if model._has_lived(row) and not model._open else 0)
            return dict(zip(CAUSES, model._parts(row, month)))
        spells = _spells(self)
        return {cause: spells[-1][due] if spells else 0.0 for cause, due in zip(CAUSES, DUE)}

    def story(self) -> str:
        """Tell her spells, her mentoring and why she left, a sentence a line.

        The months between are told where the model was built with ``film=True``. Months count from the branch, from 0.
        """
        last = f"{self.age:.0f} years old, {self.experience:.1f} years of teaching, in school {self.school}"
        lines = [f"Teacher {self.unique_id}, a {'woman' if self.woman else 'man'}; {'now' if self.present else 'at the end'} {last}."]
        for spell in _spells(self):
            lines += _spell_told(self, spell)
        return "\n".join(lines)

    def remove(self) -> None:
        """Refuse: leaving is decided by the rules of exit.

        Raises
        ------
        TypeError : always.
        """
        raise TypeError(
            "a teacher is not removed by hand: she leaves by the rules of sim/rules/exit.py; to let her go, write "
            "teacher.exit_cause = 'other' after her step and before model.posts_act()"
        )

    def __setattr__(self, name, value):
        if name[0] != "_" and not hasattr(Teacher, name):
            near = get_close_matches(name, _PROPERTIES, 1, 0.8)
            if near:
                raise AttributeError(f"a teacher has no {name}; did you mean {near[0]}? A note of your own takes a name that is less alike")
        super().__setattr__(name, value)

    def __repr__(self):
        who = f"Teacher {self.unique_id}: {'woman' if self.woman else 'man'}, {self.age:.0f} years, {self.experience:.1f} years of teaching"
        return f"<{who}, school {self.school}>" if self.present else f"<{who}, left in month {self._gone().month}: {self.exit_cause}>"


def _spells(teacher):
    """Return her spells in their order, each a dictionary."""
    world = teacher.model.world
    place, number = teacher.person_id
    mine = np.flatnonzero((world.spell_i[0] == place) & (world.spell_i[1] == number))
    table = [dict(zip(SPELL_INTEGERS, world.spell_i[:, k].tolist())) | dict(zip(SPELL_FLOATS, world.spell_f[:, k].tolist())) for k in mine]
    return sorted(table, key=lambda spell: (spell["start_month"], spell["end_month"] == -1))


def _spell_told(teacher, spell):
    world = teacher.model.world
    she, her = ("She", "her") if teacher.woman else ("He", "his")
    sector = "private" if world.school_f[SCHOOL.private, spell["school"]] else "government"
    school = f"school {spell['school']} ({'remote, ' if world.school_f[SCHOOL.remote, spell['school']] else ''}{sector})"
    start, end = spell["start_month"], spell["end_month"]
    yield {
        "incumbent": f"{she} had been in {school} for {-start / 12:.1f} years when the story begins.",
        "novice": f"Month {start}: {she.lower()} became a teacher, in {school}.",
        "mover": f"Month {start}: {she.lower()} moved to {school}.",
        "returner": f"Month {start}: {she.lower()} came back to teaching, in {school}.",
    }[ENTRY[spell["entry"]]]
    for month in range(max(0, start), min(teacher.model.month if end == -1 else end, len(teacher.model.film))):
        yield _month_told(teacher, month, spell["post"])
    if spell["mentored_months"]:
        met = f"they met {spell['delivered_hours']:.0f} hours in all, first in month {spell['first_meeting_month']}"
        met = met if spell["first_meeting_month"] >= 0 else "they never met"
        paper = f", {spell['paper_months']} of them on paper only" if spell["paper_months"] else ""
        yield f"{she} had a mentor for {spell['mentored_months']} months{paper}; {met}."
    cause = EXIT[spell["exit"]]
    if cause == "open":
        now = teacher.hazards()
        total = now.voluntary + now.other + now.retirement
        yield f"{she} is in post in month {teacher.model.month}; {her} hazard of leaving teaching stands at {total:.3f} a year."
        return
    month = f"At the end of month {end - 1} {she.lower()}"
    yield {
        "voluntary": f"{month} resigned.",
        "other": f"{month} left for family, health or another place.",
        "retired": f"{month} retired.",
        "moved": f"{month} changed school.",
        "moved_out": f"{month} left the district to teach elsewhere.",
    }[cause]
    if cause in ("moved", "moved_out"):
        yield f"{her.capitalize()} hazard of asking for another school was {spell['hazard_move']:.2f} a year."
        return
    total = spell["hazard_voluntary"] + spell["hazard_other"] + spell["hazard_retired"]
    shares = {"resigning": "voluntary", "family, health or another place": "other", "retiring": "retired"}
    parts = ", ".join(f"{spell[f'hazard_{key}'] / total:.0%} {word}" for word, key in shares.items())
    yield f"{her.capitalize()} hazard of leaving teaching was {total:.3f} a year: {parts}."
    if cause != "voluntary":
        return
    yield _why_told(she, her, {cause: spell[due] for cause, due in zip(CAUSES, DUE)})
    factors = ("intention", "belonging", "attachment", "pay")
    words = ", ".join(f"{factor} x{math.exp(spell[f'log_{factor}']):.2f}" for factor in factors)
    yield f"What moved {her} hazard of resigning (x1 is the mean teacher): {words}, first years +{spell['factor_first_year']:.2f}."


def _why_told(she, her, causes):
    """Tell the causes of a resignation, of 100: what pushed, the largest first, and what held against it."""
    order = sorted(causes, key=causes.get, reverse=True)
    pushed = [f"{100 * causes[name]:.0f} {CAUSES[name]}" for name in order if causes[name] >= 0.005]
    held = [f"{CAUSES[name]} ({-100 * causes[name]:.0f})" for name in reversed(order) if causes[name] <= -0.005]
    against = f" What held {'her' if she == 'She' else 'him'}: {', '.join(held)}." if held else ""
    return f"Why {she.lower()} resigned, in 100 parts: {', '.join(pushed)}.{against}"


def _month_told(teacher, month, post):
    """Tell one month of the film."""
    seen = {name: values[post] for name, values in teacher.model.film[month].items()}
    tie = f"{seen['delivered_hours']:.1f} hours with the mentor"
    if seen["mentor"] == NO_MENTOR or seen["on_paper"]:
        tie = "no mentor" if seen["mentor"] == NO_MENTOR else "a mentor on paper"
    return (
        f"  month {month}: efficacy {seen['efficacy']:+.2f}, exhaustion {seen['exhaustion']:+.2f}, intention {seen['intention']:+.2f}, "
        f"{seen['weekly_hours']:.0f} hours a week, {tie}, chance of leaving {seen['leave_probability']:.2%}"
    )


@cache
def _arguments(function):
    return tuple(inspect.signature(function).parameters)


def _whole(name, unit, value):
    """Return a value for a column of integers; raise ValueError where it does not fit."""
    most = 1 if unit == "0 or 1" else 127
    if not 0 <= value <= most or int(value) != value:
        raise ValueError(f"{name} is {value!r}; it is a whole number from 0 to {most} ({unit})")
    return int(value)


# what a person can be; the rules themselves keep no such bounds
_LIMITS = {"years": (0, 120), "share": (0, 1), "a month": (0, 1), "0 or 1": (0, 1), "hours a week": (0, 168), "hours a month": (0, 744)}


def _number(name, unit, value):
    """Return a value for a column of floats; raise ValueError where it is none, or none that a person can have."""
    low, high = _LIMITS.get(unit, (-50, 50))
    if not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; it is a number from {low} to {high} ({unit})")
    return float(value)


def _property(array, k, name, unit, meaning):
    """Return the property that reads and writes row ``k`` of the world's array ``array``."""
    kind = float if array == "f" else bool if unit == "0 or 1" else int
    fits = _number if array == "f" else _whole

    def read(self):
        row = self._place()
        return kind(getattr(self.model.world, array).item(k, row) if row >= 0 else self._gone().values[name])

    def write(self, value):
        if name in FIXED:
            raise AttributeError(f"{name} cannot be written: it follows from the model's own acts")
        row = self._in_post(f"her {name} can be read, not changed")
        getattr(self.model.world, array)[k, row] = fits(name, unit, value)

    return property(read, write, doc=f"{meaning[0].upper()}{meaning[1:]} ({unit}).")


_PROPERTIES = []
for _array, _columns in (("f", TEACHER_FLOATS), ("i", TEACHER_INTEGERS), ("b", TEACHER_BYTES)):
    for _k, (_name, _unit, _meaning, _) in enumerate(_columns):
        if _name not in APART:
            _PROPERTIES.append(_name)
            setattr(Teacher, _name, _property(_array, _k, _name, _unit, _meaning))
