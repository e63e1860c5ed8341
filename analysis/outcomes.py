"""Every outcome by name, and its value in one run for every group.

A value is always a numerator over a denominator, and both are kept: counts are pooled over runs before they are divided, because
the mean (or median) of the ratios of single runs is biased where a run holds few teachers.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.prices import LINES
from sim.record import CAUSES, CELLS, ENTRY, EXIT, GROUPS, MONTHLY, YEARLY, Outcome


class Meaning(NamedTuple):
    """Say what an outcome is: unit, label, better direction (``higher``, ``lower`` or empty) and a sentence of help."""

    unit: str
    label: str
    better: str
    help: str


HIGHER, LOWER, NEITHER = "higher", "lower", ""
SHARE, YEARLY_RATE = "share", "share a year"
KEPT_YEARS = (1, 3, 5)
PUPIL_POSTS = 100.0

OUTCOMES: dict[str, Meaning] = {
    **{
        f"retained_profession_{k}y": Meaning(
            SHARE,
            f"still teaching after {k} year{'s' if k > 1 else ''}",
            HIGHER,
            f"Share of the first cohort teaching in any school in the autumn {k} school year{'s' if k > 1 else ''} on, returners included.",
        )
        for k in KEPT_YEARS
    },
    **{
        f"retained_school_{k}y": Meaning(
            SHARE,
            f"still in the same school after {k} year{'s' if k > 1 else ''}",
            HIGHER,
            f"Share of the first cohort who never left their first school up to the autumn after {k} school year{'s' if k > 1 else ''}.",
        )
        for k in KEPT_YEARS
    },
    "annual_leaver_rate": Meaning(
        YEARLY_RATE, "leave teaching", LOWER, "Of the heads in post in one autumn, those not teaching in the next."
    ),
    "annual_mover_rate": Meaning(
        YEARLY_RATE, "move to another school", LOWER, "Of the heads in post in one autumn, those in another school in the next."
    ),
    "expected_leaver_rate": Meaning(
        YEARLY_RATE,
        "leave teaching (expected)",
        LOWER,
        "Chances to leave summed over the heads: the same rate with less luck in it, returns not counted.",
    ),
    "expected_mover_rate": Meaning(
        YEARLY_RATE,
        "ask to move (expected)",
        LOWER,
        "Chances to ask for another school summed over the months, for one year of one teacher.",
    ),
    "efficacy": Meaning("SD", "self-efficacy", HIGHER, "Mean self-efficacy in spring, beside the reference workforce."),
    "exhaustion": Meaning("SD", "exhaustion", LOWER, "Mean exhaustion in spring, beside the reference workforce."),
    "burned_out_share": Meaning(SHARE, "burned out", LOWER, "Share of the teachers who read as burned out in spring."),
    "practice": Meaning("SD", "practised technique", HIGHER, "Mean gain of practised technique in spring."),
    "leaver_efficacy": Meaning(
        "SD",
        "self-efficacy of leavers",
        NEITHER,
        "Mean self-efficacy of the leavers when they left; it stands beside the mean of those who stay.",
    ),
    "leaver_exhaustion": Meaning(
        "SD",
        "exhaustion of leavers",
        NEITHER,
        "Mean exhaustion of the leavers when they left; it stands beside the mean of those who stay.",
    ),
    "weekly_hours": Meaning("hours a week", "working hours", LOWER, "Mean weekly working hours over all months."),
    "participation_share": Meaning(SHARE, "mentored", HIGHER, "Share of the teachers who have a mentor in spring."),
    "delivered_hours": Meaning("hours a month", "mentoring that happens", HIGHER, "Hours actually met, a month and mentee, in spring."),
    "months_to_first_meeting": Meaning(
        "months", "months to the first meeting", LOWER, "Months from entry to the first meeting, of the new teachers who had one."
    ),
    "on_paper_share": Meaning(
        SHARE, "mentored on paper only", LOWER, "Share of the mentees whose mentoring exists on paper only, in spring."
    ),
    "mentor_dropout_rate": Meaning(
        YEARLY_RATE, "mentors who stop", LOWER, "Of the mentors of one autumn, those who stop mentoring within the school year."
    ),
    "programme_survival_share": Meaning(
        SHARE,
        "schools that keep the programme",
        HIGHER,
        "Of the schools that had the programme at its widest, those that still have it at the end.",
    ),
    "vacancy_rate": Meaning(SHARE, "vacant posts", LOWER, "Share of post-months without a teacher."),
    "pupil_months_without_teacher": Meaning(
        "pupil-months a year and 100 posts", "pupils without a teacher", LOWER, "Months of pupils without a teacher, a year and 100 posts."
    ),
    "extra_teachers_in_post": Meaning(
        "teachers", "teachers in post", HIGHER, "Mean heads in post over the years; the difference against the reference is the outcome."
    ),
    "cost_total": Meaning(
        "money", "cost of the programme", LOWER, "Programme lines of the ledger over all the years, replacements and unpaid time left out."
    ),
    "cost_per_teacher_retained": Meaning(
        "money a teacher",
        "cost of one more teacher kept",
        LOWER,
        "Programme cost up to the year of the count, less the reference's, over the extra teachers of the first cohort who teach then. "
        "Later cohorts are paid for but not counted, so this is an upper figure.",
    ),
    "cost_per_leaver_avoided": Meaning(
        "money a leaver",
        "cost of one leaver fewer",
        LOWER,
        "Programme cost over all the years, less the reference's, over the leavers of all ages and years that are avoided.",
    ),
    **{
        f"leavers_{cause}": Meaning(
            SHARE,
            f"leavers due to: {words}",
            NEITHER,
            f"Part of all leavers that is due to {words}, returns not counted; all causes sum to 1. Below 0: the condition kept teachers.",
        )
        for cause, words in CAUSES.items()
    },
    **{
        f"leaver_rate_{cause}": Meaning(
            YEARLY_RATE,
            f"leave teaching due to: {words}",
            LOWER,
            f"Leavers due to {words} in a year, of the heads in autumn, returns not counted. Below 0: the condition kept teachers.",
        )
        for cause, words in CAUSES.items()
    },
}

# ratios of two differences against the reference: +1 where more of the denominator is wanted, -1 where less
INCREMENTS = {"cost_per_teacher_retained": 1.0, "cost_per_leaver_avoided": -1.0}
# the outcome whose difference says whether there is anything to put a price on: the first of them that is known
PRICED_BY = {
    "cost_per_teacher_retained": tuple(f"retained_profession_{k}y" for k in sorted(KEPT_YEARS, reverse=True)),
    "cost_per_leaver_avoided": ("annual_leaver_rate",),
}

MONTH_COLUMN = {name: i for i, name in enumerate(MONTHLY)}
YEAR_COLUMN = {name: i for i, name in enumerate(YEARLY)}
PROGRAMME_LINES = tuple(name for name, (_, _, _, programme) in LINES.items() if programme)

# outcome: (numerator, denominator) among the yearly sums
BY_CELL = {
    "annual_leaver_rate": ("leavers", "heads"),
    "annual_mover_rate": ("movers", "heads"),
    "expected_leaver_rate": ("expected_leave", "heads"),
    "efficacy": ("efficacy", "spring_heads"),
    "exhaustion": ("exhaustion", "spring_heads"),
    "burned_out_share": ("burned_out", "spring_heads"),
    "practice": ("practice", "spring_heads"),
    "participation_share": ("mentees", "spring_heads"),
    "delivered_hours": ("delivered_hours", "mentees"),
    "on_paper_share": ("on_paper", "mentees"),
    "mentor_dropout_rate": ("mentors_stopped", "mentors_at_start"),
}
CAUSES_BY_CELL = {f"leavers_{cause}": (f"due_{cause}", "exits") for cause in CAUSES}
CAUSES_BY_CELL |= {f"leaver_rate_{cause}": (f"due_{cause}", "heads") for cause in CAUSES}
CAUSE_GROUPS = ("all", "novice", "veteran")


@cache
def group_matrix() -> np.ndarray:
    """Return which cells belong to which group: float64 (groups, cells) of 0 and 1, groups in the order of ``GROUPS``."""
    matrix = np.array([[bool(belongs(cell)) for cell in range(CELLS)] for belongs in GROUPS.values()], float)
    matrix.setflags(write=False)
    return matrix


def of_run(outcome: Outcome, context=None, scenario=None, years: int | None = None) -> dict:
    """Return every outcome of one run, by group.

    Parameters
    ----------
    outcome : what the run left behind.
    context : :class:`sim.context.Context` for the prices; None leaves the cost outcomes out.
    scenario : :class:`sim.scenario.Scenario`; without mentoring in it no survival of a programme is reported.
    years : school years to read; None reads all.

    Returns
    -------
    dict of columns of one length: ``group`` and ``outcome`` (lists of names), ``value``, ``numerator``, ``denominator`` (float64).
    A row stands only where the denominator is not zero, so a context without one-teacher schools has no such group.
    ``value`` is nan for the outcomes of :data:`INCREMENTS`, which mean something only beside a reference.
    """
    years = outcome.years if years is None else min(years, outcome.years)
    names: list[str] = []
    groups: list[str] = []
    parts: list[np.ndarray] = []

    def add(name: str, numerator, denominator, of=("all",)) -> None:
        names.extend([name] * len(of))
        groups.extend(of)
        parts.append(np.column_stack([np.atleast_1d(numerator), np.atleast_1d(denominator)]).astype(float))

    everyone = tuple(GROUPS)
    kept = _retained(outcome, years)
    for name, (numerator, denominator) in kept.items():
        add(name, numerator, denominator, everyone)
    sums = group_matrix() @ outcome.yearly[:years].sum(axis=0)
    for name, (numerator, denominator) in BY_CELL.items():
        add(name, sums[:, YEAR_COLUMN[numerator]], sums[:, YEAR_COLUMN[denominator]], everyone)
    few = [everyone.index(group) for group in CAUSE_GROUPS]
    for name, (numerator, denominator) in CAUSES_BY_CELL.items():
        add(name, sums[few, YEAR_COLUMN[numerator]], sums[few, YEAR_COLUMN[denominator]], CAUSE_GROUPS)
    for name, numerator, denominator in _of_months(outcome, years, scenario is None or scenario.levers.coverage > 0):
        add(name, numerator, denominator)
    if len(outcome.spells.get("cell", ())):
        add("months_to_first_meeting", *_first_meeting(outcome.spells), everyone)
    if context is not None:
        yearly_cost = programme_cost(outcome, context)[:years]
        add("cost_total", yearly_cost.sum(), 1.0)
        add("cost_per_leaver_avoided", yearly_cost.sum(), sums[0, YEAR_COLUMN["leavers"]])
        k = kept_years(years)
        if k and kept:
            add("cost_per_teacher_retained", yearly_cost[:k].sum(), kept[f"retained_profession_{k}y"][0][0])

    counts = np.concatenate(parts)
    stands = counts[:, 1] != 0
    kept_rows = np.flatnonzero(stands)
    counts = counts[stands]
    value = counts[:, 0] / counts[:, 1]
    outcome_names = [names[i] for i in kept_rows]
    value[[name in INCREMENTS for name in outcome_names]] = np.nan
    return {
        "group": [groups[i] for i in kept_rows],
        "outcome": outcome_names,
        "value": value,
        "numerator": counts[:, 0],
        "denominator": counts[:, 1],
    }


def kept_years(years: int) -> int:
    """Return the longest of 1, 3, 5 that fits into ``years`` school years, or 0."""
    return max((k for k in KEPT_YEARS if k <= years), default=0)


def programme_cost(outcome: Outcome, context) -> np.ndarray:
    """Return what the programme costs in each school year, float64 (years,), in the context's currency."""
    price = np.array([getattr(context.prices, LINES[line][1]) if line in PROGRAMME_LINES else 0.0 for line in LINES])
    return outcome.ledger @ price


def later_cohorts(outcome: Outcome, years: int | None = None) -> dict:
    """Return retention of the cohorts that entered in a later autumn, apart from the first.

    A cohort are the first-time entrants hired at the turn of a school year; those hired within a year are in no cohort.

    Returns
    -------
    dict of columns ``cohort`` (school year of entry, from 1), ``outcome``, ``value``, ``numerator``, ``denominator``.
    """
    years = outcome.years if years is None else min(years, outcome.years)
    rows = []
    for cohort in range(1, years):
        for name, (numerator, denominator) in _retained(outcome, years, cohort).items():
            if denominator[0]:
                rows.append((cohort, name, numerator[0] / denominator[0], numerator[0], denominator[0]))
    columns = list(zip(*rows)) if rows else [()] * 5
    return {
        "cohort": np.array(columns[0], int),
        "outcome": list(columns[1]),
        "value": np.array(columns[2], float),
        "numerator": np.array(columns[3], float),
        "denominator": np.array(columns[4], float),
    }


def person_key(spells) -> np.ndarray:
    """Return one int64 per spell that is the same for the spells of one person."""
    return np.asarray(spells["person_post"], np.int64) * 1_000_003 + np.asarray(spells["person_number"], np.int64)


def in_post(start, end, month: int) -> np.ndarray:
    """Say which spells are in post in a month; ``end`` is the first month not in post, or -1 for an open spell."""
    return (start <= month) & ((end < 0) | (end > month))


def _retained(outcome: Outcome, years: int, cohort: int = 0) -> dict:
    """Return {outcome: (kept by group, cohort by group)} for the cohort that entered in the autumn of school year ``cohort``."""
    spells = outcome.spells
    if not len(spells.get("cell", ())):
        return {}
    start, end = spells["start_month"], spells["end_month"]
    first = np.flatnonzero((spells["entry"] == ENTRY.index("novice")) & (start == 12 * cohort))
    if not len(first):
        return {}
    key = person_key(spells)
    order = np.argsort(key[first])
    people = key[first][order]
    cell = np.asarray(spells["cell"])[first][order]
    place = np.minimum(np.searchsorted(people, key), len(people) - 1)
    own = np.flatnonzero(people[place] == key)  # every spell of the cohort's persons
    place, own_start, own_end = place[own], start[own], end[own]
    moved_out = spells["exit"][own] == EXIT.index("moved_out")
    first_end = end[first][order]
    size = group_matrix() @ np.bincount(cell, minlength=CELLS)

    kept = {"profession": {}, "school": {}}
    for k in (k for k in KEPT_YEARS if cohort + k <= years):
        month = 12 * (cohort + k)
        teaching = in_post(own_start, own_end, month) | (moved_out & (own_end <= month) & (own_end >= 0))
        teaches = np.zeros(len(people), bool)
        teaches[place[teaching]] = True
        stays = (first_end < 0) | (first_end > month)
        for where, still in (("profession", teaches), ("school", stays)):
            kept[where][f"retained_{where}_{k}y"] = (group_matrix() @ np.bincount(cell[still], minlength=CELLS), size)
    return kept["profession"] | kept["school"]


def _first_meeting(spells) -> tuple[np.ndarray, np.ndarray]:
    """Return months to the first meeting summed, and the new teachers since the branch who had one, by group."""
    start, met = spells["start_month"], spells["first_meeting_month"]
    rows = (spells["entry"] == ENTRY.index("novice")) & (start >= 0) & (met >= 0)
    cell = spells["cell"][rows]
    waited = np.bincount(cell, (met - start)[rows], minlength=CELLS)
    return group_matrix() @ waited, group_matrix() @ np.bincount(cell, minlength=CELLS)


def _of_months(outcome: Outcome, years: int, has_programme: bool):
    """Yield (outcome, numerator, denominator) for what is recorded by month and for everybody."""
    monthly = outcome.monthly[: 12 * years]
    total = dict(zip(MONTHLY, monthly.sum(axis=0)))
    left = total["left_voluntary"] + total["left_other"] + total["left_retired"]
    programme = monthly[:, MONTH_COLUMN["programme_schools"]]
    yield "expected_mover_rate", total["expected_move"], total["heads"] / 12.0
    yield "leaver_efficacy", total["leaver_efficacy"], left
    yield "leaver_exhaustion", total["leaver_exhaustion"], left
    yield "weekly_hours", total["weekly_hours"], total["heads"]
    if has_programme:
        yield "programme_survival_share", programme[-1], programme.max()
    yield "vacancy_rate", total["vacancies"], outcome.posts * len(monthly)
    yield "pupil_months_without_teacher", total["pupils_without_teacher"], years * outcome.posts / PUPIL_POSTS
    yield "extra_teachers_in_post", total["heads"], len(monthly)
