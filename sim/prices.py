"""What things cost: the ledger's lines, their prices in a context, and who pays."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass

from sim.number import number

MINISTRY, SCHOOL, DONOR, TEACHERS = "ministry", "school", "donor", "teachers"
PAYERS = (MINISTRY, SCHOOL, DONOR, TEACHERS)

# line: (unit of the quantity, price it is multiplied with, payer when recurrent, part of the programme's cost?)
LINES = {
    "mentor_training": ("trainer-hours received by mentors", "training_hour", MINISTRY, True),
    "mentor_release": ("hours of cover for mentors", "cover_hour", SCHOOL, True),
    "mentor_pay": ("monthly salaries", "month_salary", MINISTRY, True),
    "recognition": ("mentors recognised", "recognition_award", MINISTRY, True),
    "monitoring": ("visits", "visit", MINISTRY, True),
    "followup": ("visits", "visit", MINISTRY, True),
    "group_sessions": ("sessions", "group_session", MINISTRY, True),
    "external_mentors": ("hours of mentors from outside", "external_hour", MINISTRY, True),
    "mentee_release": ("hours of cover for mentees", "cover_hour", SCHOOL, True),
    "pay_supplement": ("monthly salaries", "month_salary", MINISTRY, True),
    "hardship_allowance": ("monthly salaries", "month_salary", MINISTRY, True),
    "retention_bonus": ("monthly salaries", "month_salary", MINISTRY, True),
    "load_cut": ("hours of cover", "cover_hour", MINISTRY, True),
    "class_size_cut": ("monthly salaries of added teachers", "month_salary", MINISTRY, True),
    "head_training": ("head-days of training", "head_day", MINISTRY, True),
    "preservice": ("hours of mentoring before entry", "external_hour", MINISTRY, True),
    "learning_circles": ("teacher-hours in circles", "circle_hour", SCHOOL, True),
    "own_time": ("unpaid hours of mentors and mentees", "own_hour", TEACHERS, False),
    "replacement": ("leavers and movers replaced", "replacement", MINISTRY, False),
}
LINE = namedtuple("Line", LINES)(*range(len(LINES)))  # LINE.monitoring is the place of a line in a month's quantities


@dataclass(frozen=True)
class Prices:
    """Hold a context's price list, in its own currency, for the year named in the context file."""

    month_salary: float = number(1000.0, 0, 1e9, "money a month", "a month's salary", "Gross salary of a teacher with five years.")
    training_hour: float = number(10.0, 0, 1e8, "money an hour and participant", "an hour of training", "Trainer, room and material per participant.")
    cover_hour: float = number(6.0, 0, 1e8, "money an hour", "an hour of cover", "What it costs to have a lesson taught by someone else.")
    recognition_award: float = number(20.0, 0, 1e8, "money a mentor and year", "an award", "Certificate, ceremony and records, at full recognition.")
    visit: float = number(40.0, 0, 1e8, "money a visit", "a school visit", "Half a day of a supervisor with travel.")
    group_session: float = number(60.0, 0, 1e8, "money a session", "a group session", "Venue, travel and tea of one group meeting.")
    external_hour: float = number(12.0, 0, 1e8, "money an hour", "an hour of an outside mentor", "Fee and travel of a mentor who is not on the staff.")
    head_day: float = number(80.0, 0, 1e8, "money a day", "a day of head training", "Trainer, room and travel per head.")
    circle_hour: float = number(1.0, 0, 1e8, "money a teacher-hour", "an hour in a circle", "Room, tea and material per teacher.")
    own_hour: float = number(6.0, 0, 1e8, "money an hour", "an hour of a teacher's own time", "Valued at the hourly salary; nobody is paid for it.")
    replacement: float = number(500.0, 0, 1e9, "money a replacement", "replacing a teacher", "Recruiting, papers and induction of one new teacher.", "C01 C02")
