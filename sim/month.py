"""A month has three acts, and MONTH is its table: what happens, in which order, by which rule.

The loops of the teacher act are written from the rules' own signatures: an argument is a column, a value from the school's board, a draw,
a value of this month, or a number of the vector. A new mechanism is one rule, one column, one line here, and its parameters.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import sys
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim import compiled as _compiled
from sim.columns import BYTE, COLUMN, INTEGER, SCHOOL
from sim.rules import burnout, calendar, commitment, efficacy, exit, learning, mentoring, mentors, time
from sim.vector import NAMES, P


@dataclass(frozen=True)
class Row:
    """One line of the month: ``gives`` is the column or value of this month that ``rule`` writes, for every post."""

    gives: str
    rule: object

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the rule's argument names."""
        return tuple(inspect.signature(getattr(self.rule, "py_func", self.rule)).parameters)

    @property
    def sentence(self) -> str:
        """Return the first line of the rule's docstring."""
        return inspect.getdoc(getattr(self.rule, "py_func", self.rule)).split("\n")[0]


SCHOOL_ACT = (
    ("board", "Each school sums up last month: vacancies and mean technique; leadership support of this month."),
    ("matching", "Teachers in reach who are to have a mentor get one by the policy's rule; pairs that do not fit part in the window."),
    ("mentoring", "Planned hours become met hours, quality and a signal on the mentee's row, duty on the mentor's; the ledger notes them."),
)
BOARD = ("leadership", "load", "vacancy_share", "mean_practice", "remote", "private")
BOARD_NAMES = {"load": "school_load"}
# the draws of a month: a function of sim.draws, and the names under which rules read what it returns
DRAWS = {
    "shocks": ("shock_efficacy", "shock_exhaustion", "shock_depersonalisation", "shock_belonging"),
    "luck": ("luck_leave", "luck_move", "shock_intention"),
}
GIVEN = ("season", "teaching", "disturbed")
TEACHER_ACT = (
    Row("tied", mentoring.tied),
    Row("circle_dose", learning.circle),
    Row("weekly_hours", time.weekly_hours),
    Row("workload", time.workload),
    Row("unreleased", mentors.unreleased),
    Row("mentor_gain", mentors.mentor_gain),
    Row("mentor_load", mentors.mentor_load),
    Row("novice_weight", mentoring.novice_weight),
    Row("support", mentoring.support),
    Row("warmth_felt", burnout.warmth_felt),
    Row("network", commitment.network),
    Row("once_mentored", learning.once_mentored),
    Row("slowing", learning.slowing),
    Row("practice", learning.practice),
    Row("knowledge", learning.knowledge),
    Row("efficacy", efficacy.efficacy),
    Row("exhaustion", burnout.exhaustion),
    Row("depersonalisation", burnout.depersonalisation),
    Row("belonging", commitment.belonging),
    Row("intention", commitment.intention),
    Row("pay_gain", exit.pay_gain),
    Row("log_attachment", exit.log_attachment),
    Row("voluntary_hazard", exit.voluntary_hazard),
    Row("other_hazard", exit.other_hazard),
    Row("retirement_hazard", exit.retirement_hazard),
    Row("move_hazard", exit.move_hazard),
    Row("leave_probability", exit.leave_probability),
    Row("move_probability", exit.move_probability),
    Row("exit_cause", exit.cause),
    Row("asked_to_move", exit.asks_to_move),
    Row("expected_leave", calendar.expected_leave),
    Row("age", calendar.age),
    Row("experience", calendar.experience),
    Row("tenure", calendar.tenure),
)
POSTS_ACT = (
    ("record", "The month's sums, before anyone leaves; in spring a reading by group, as a survey would take it."),
    ("exits", "Leavers' posts fall vacant, their ties end, their spells close; those who will return are noted."),
    ("midyear hiring", "A few vacancies are filled during the year."),
    ("turn of the year", "Each twelfth month: transfers, returners, new entrants; heads, politics, programme survival, mentors who stop."),
)
MONTH = {"school": SCHOOL_ACT, "teacher": TEACHER_ACT, "posts": POSTS_ACT}

_ARRAYS = {name: ("f", k) for name, k in COLUMN._asdict().items()}
_ARRAYS |= {name: ("i", k) for name, k in INTEGER._asdict().items()}
_ARRAYS |= {name: ("b", k) for name, k in BYTE._asdict().items()}
_BOARD = {BOARD_NAMES.get(n, n): SCHOOL._asdict()[n] for n in BOARD}
# a value that two rows give, the second from the first, has one place
SCRATCH = tuple(
    dict.fromkeys(
        list(_BOARD) + [n for names in DRAWS.values() for n in names] + [r.gives for r in TEACHER_ACT if r.gives not in _ARRAYS]
    )
)


def loops() -> str:
    """Return the text of ``teacher_act``: one plain loop per rule, in the order of TEACHER_ACT.

    Raises
    ------
    LookupError : an argument is neither a column, a board value, a draw, given, an earlier value, nor a number.
    """
    used, numbers, ready = set(), set(), set(_BOARD) | {n for names in DRAWS.values() for n in names}
    body = []
    for row in TEACHER_ACT:
        words = []
        for name in row.reads:
            if name in GIVEN:
                words.append(name)
            elif name in ready or name in _ARRAYS:
                used.add(name)
                words.append(f"{name}[j]")
            elif name in P._fields:
                numbers.add(name)
                words.append(name)
            else:
                raise LookupError(f"rule {row.rule.__name__}: argument {name} is no column, board value, draw, earlier value or number")
        used.add(row.gives)
        ready.add(row.gives)
        module = getattr(row.rule, "py_func", row.rule).__module__.rsplit(".", 1)[-1]
        body.append(f"    for j in range(n):\n        {row.gives}[j] = rules.{module}__{row.rule.__name__}({', '.join(words)})")
    lines = ["def teacher_act(world, scratch, first, end, month, season, teaching, disturbed, p):", "    n = end - first"]
    for name in sorted(used & set(_ARRAYS)):
        array, k = _ARRAYS[name]
        lines.append(f"    {name} = world.{array}[{k}, first:end]")
    for k, name in enumerate(SCRATCH):
        lines.append(f"    {name} = scratch[{k}, 0:n]")
    for name in sorted(numbers):
        lines.append(f"    {name} = p[{NAMES.index(name)}]")
    lines += ["    person_post = world.i[0, first:end]", "    person_number = world.i[1, first:end]"]
    lines += ["    school = world.post_school[first:end]", "    seed = world.clock[0]", "    replicate = world.clock[1]"]
    for name, k in _BOARD.items():
        lines.append(f"    for j in range(n):\n        {name}[j] = world.school_f[{k}, school[j]]")
    for kind, names in DRAWS.items():
        targets = ", ".join(f"{name}[j]" for name in names)
        lines.append(f"    for j in range(n):\n        {targets} = {kind}(seed, replicate, person_post[j], person_number[j], month)")
    return "\n".join(lines + body) + "\n"


def source() -> str:
    """Return the whole generated module, readable, with its imports."""
    rules = {row.rule for row in TEACHER_ACT}
    lines = ['"""Written by sim.month.loops from the rules\' signatures: do not edit."""', ""]
    lines += ["from sim.compiled import compiled", f"from sim.draws import {', '.join(sorted(DRAWS))}"]
    names = []
    for function in sorted(rules, key=lambda r: (getattr(r, "py_func", r).__module__, r.__name__)):
        module = getattr(function, "py_func", function).__module__
        alias = f"{module.rsplit('.', 1)[-1]}__{function.__name__}"
        names.append(alias)
        lines.append(f"from {module} import {function.__name__} as {alias}")
    text = loops()
    for alias in names:
        text = text.replace(f"rules.{alias}(", f"{alias}(")
    return "\n".join(lines) + "\n\n\n@compiled\n" + text


@lru_cache(maxsize=1)
def teacher_act():
    """Return the compiled teacher act; its text lies in the cache folder beside its machine code."""
    text = source()
    name = f"teacher_act_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    path = _compiled.cache_folder() / f"{name}.py"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.teacher_act


def new_scratch(posts: int) -> np.ndarray:
    """Return room for the values of one month: float64 (len(SCRATCH), posts)."""
    return np.zeros((len(SCRATCH), max(1, posts)))
