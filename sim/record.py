"""What a run leaves behind: monthly sums, yearly cells, spells and ledger quantities, with their fixed names.

Months count from the branch: month 0 is the first month of the first school year under the policy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.prices import LINES

# sums over the teachers in post in a month (after the teacher act, before the month's exits leave their posts)
MONTHLY = (
    "heads", "vacancies", "left_voluntary", "left_other", "left_retired", "asked_to_move", "expected_leave", "expected_move",
    "hired_novice", "hired_mover", "hired_returner", "moved_out", "efficacy", "exhaustion", "depersonalisation", "intention",
    "belonging", "knowledge", "practice", "burned_out", "mentees", "on_paper", "planned_hours", "delivered_hours", "mentors",
    "weekly_hours", "leaver_efficacy", "leaver_exhaustion", "programme_schools", "schools", "closed_schools", "pupils_without_teacher",
)

# why a teacher left, in parts of one leaver that sum to 1 (see sim.causes); below 0 the condition kept her
CAUSES = {
    "time": "working hours",
    "mismatch": "fit of mentor and mentee",
    "on_paper": "a mentor on paper only",
    "mentoring": "mentoring received",
    "leadership": "leadership of the school",
    "pay": "pay beside usual pay",
    "exhaustion": "exhaustion of other origin",
    "first_year": "the first year's shock",
    "own_reasons": "own reasons and usual turnover",
    "exogenous": "family, health or another place",
    "retirement": "retirement",
}
DUE = tuple(f"due_{name}" for name in CAUSES)

# mentors_at_start: mentors who are asked at the end of the year whether they go on
# by school year and cell: heads in the autumn with what became of them by the next autumn, and a reading in spring (month 9)
# exits: who left teaching, those who came back within the summer too; what each cause has in them adds up to exits
YEARLY = (
    "heads", "leavers", "movers", "expected_leave", "spring_heads", "efficacy", "exhaustion", "burned_out", "practice", "delivered_hours",
    "mentees", "on_paper", "mentors", "mentors_stopped", "mentors_at_start", "intention", "exits", *DUE,
)

# a teacher's cell is a sum of these bits, fixed each autumn
CELL_WOMAN, CELL_REMOTE, CELL_ONE_TEACHER, CELL_PRIVATE, CELL_MENTOR, CELL_STAGE = 1, 2, 4, 8, 16, 32
CELLS = 96  # stage 0 novice (at most 3 years), 1 middle, 2 veteran (15 years and more)
NOVICE_YEARS, VETERAN_YEARS = 3.0, 15.0

GROUPS = {
    "all": lambda c: True,
    "novice": lambda c: c // CELL_STAGE == 0,
    "veteran": lambda c: c // CELL_STAGE == 2,
    "mentor": lambda c: bool(c & CELL_MENTOR),
    "woman": lambda c: bool(c & CELL_WOMAN),
    "man": lambda c: not c & CELL_WOMAN,
    "rural": lambda c: bool(c & CELL_REMOTE),
    "urban": lambda c: not c & CELL_REMOTE,
    "one_teacher_school": lambda c: bool(c & CELL_ONE_TEACHER),
    "private": lambda c: bool(c & CELL_PRIVATE),
    "government": lambda c: not c & CELL_PRIVATE,
}

# one row per person and post
ENTRY = ("incumbent", "novice", "mover", "returner")
EXIT = ("open", "voluntary", "other", "retired", "moved", "moved_out")
SPELL_INTEGERS = (
    "person_post", "person_number", "post", "school", "start_month", "end_month", "entry", "exit", "cell",
    "mentored_months", "paper_months", "first_meeting_month",
)
SPELL_FLOATS = (
    "experience_start", "age_start", "efficacy_end", "exhaustion_end", "practice_end", "delivered_hours",
    "hazard_voluntary", "hazard_other", "hazard_retired", "hazard_move",
    "log_intention", "log_belonging", "log_pay", "factor_first_year", "log_attachment", *DUE,
)
SPELL_END_OPEN = -1


@dataclass(frozen=True)
class Outcome:
    """Hold what one run left behind.

    Attributes
    ----------
    monthly : float64 (months, len(MONTHLY)), sums over the posts.
    yearly : float64 (years, CELLS, len(YEARLY)), sums over the teachers of a cell.
    spells : {name: array (n_spells,)}, int32 for SPELL_INTEGERS and float64 for SPELL_FLOATS; ``end_month`` is -1 for open spells
        and a person is (person_post, person_number). Empty where spells were not asked for.
    ledger : float64 (years, len(LINES)), quantities by line in the order of :data:`sim.prices.LINES`.
    posts : number of posts;  years : school years.
    """

    monthly: np.ndarray
    yearly: np.ndarray
    spells: dict
    ledger: np.ndarray
    posts: int
    years: int


LEDGER_LINES = tuple(LINES)
