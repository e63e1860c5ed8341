"""What a policy can set, in things one can see and buy; the 0-1 values that rules read are derived in sim.vector, each with an anchor here.

All levers at their defaults is ``no_mentoring``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.number import choice, number

# rule: weights of the mentor's years, same subject, like style, mentor's skill and equal years in the score
MATCH_RULES = {
    "admin": (0.0, 0.0, 0.0, 0.0, 0.0),
    "seniority": (1.5, 0.0, 0.0, 0.0, 0.0),
    "experienced_peer": (0.3, 0.5, 0.3, 0.6, 0.0),
    "cluster_geography": (0.0, 0.0, 0.0, 0.2, 0.0),
    "subject": (0.0, 1.5, 0.0, 0.0, 0.0),
    "subject_or_grade": (0.0, 1.0, 0.0, 0.0, 0.0),
    "experience+lesson_observation": (0.6, 0.3, 0.2, 1.0, 0.0),
    "style+subject+communication": (0.0, 0.6, 1.6, 0.2, 0.0),
    "peer_group": (0.0, 0.0, 0.6, 0.0, 1.0),
}
RECOGNITION = {"none": 0.0, "letter": 0.2, "certificate": 0.5, "attestation": 0.8}
POOLS = ("school", "cluster", "outside")


@dataclass(frozen=True)
class Levers:
    """Hold the levers of one policy. Every field carries its :class:`sim.number.Number`."""

    start_month: float = number(0, 0, 600, "months", "start", "Months after the branch at which the policy starts.")
    end_month: float = number(600, 0, 600, "months", "end", "Months after the branch at which all of the policy ends (600: never).")
    coverage: float = number(0.0, 0, 1, "share of eligible teachers", "coverage", "Share of the teachers in reach who are given a mentor.", searched=True)
    reach_years: float = number(2.0, 0, 60, "years", "whom it reaches", "Teachers with at most this experience are mentees; 60 reaches all.", searched=True)
    duration_months: float = number(12, 0, 600, "months", "duration", "Months that a mentee is mentored.", searched=True)
    funding_end_month: float = number(600, 0, 600, "months", "money ends", "Months from the start until outside money ends (600: recurrent budget).")
    imposed_share: float = number(0.0, 0, 1, "share of mentors", "imposed", "Share of mentors who are assigned without their wish.", searched=True)
    match_rule: str = choice("admin", tuple(MATCH_RULES), "matching", "How mentor and mentee are brought together.", searched=True)
    mentor_pool: str = choice("school", POOLS, "pool", "Where mentors come from: the school, the cluster, or outside (another sector, retired or full-time mentors).")
    rematch_window_months: float = number(0, 0, 24, "months", "re-match window", "Months in which a pair that does not fit can part.")
    group_size: float = number(1, 1, 60, "mentees", "group size", "Mentees who share one mentor's group.")
    individual_h_month: float = number(0.0, 0, 40, "hours a month", "hours in pairs", "Planned individual hours per mentee.", searched=True)
    group_h_month: float = number(0.0, 0, 40, "hours a month", "hours in groups", "Planned hours of the group.")
    meetings_per_month: float = number(0.0, 0, 20, "meetings a month", "meetings", "Planned meetings a month.")
    mentor_training_h: float = number(0.0, 0, 400, "hours", "mentor training", "Hours of training that each mentor gets once.", searched=True)
    release_h_week: float = number(0.0, 0, 20, "hours a week", "mentor release", "Timetabled hours a week that a mentor is released for mentoring.", searched=True)
    mentee_load_reduction: float = number(0.0, 0, 0.5, "share of timetable", "mentee release", "Share of the timetable that a mentee is released from.")
    recognition: str = choice("none", tuple(RECOGNITION), "recognition", "What mentors get: none, letter, certificate, or points for attestation.", searched=True)
    mentor_pay_share: float = number(0.0, 0, 0.5, "share of salary", "mentor pay", "Added pay of a mentor.", searched=True)
    monitoring_visits: float = number(0.0, 0, 10, "visits a term and school", "monitoring", "Visits with feedback per school and term.", searched=True)
    followup_visits: float = number(0.0, 0, 24, "visits a year and school", "follow-up", "Visits a year to former mentees and after the programme.")
    formality: float = number(0.0, 0, 3, "documents", "formality", "How many of written aims, a timetable and a selection rule exist.", searched=True)
    local_ownership: float = number(0.0, 0, 1, "share", "local ownership", "Share of decisions and budget held by the schools and the district.")
    remote_share: float = number(0.0, 0, 1, "share of contact", "remote", "Share of the contact that is by phone or video.")
    pay_supplement: float = number(0.0, 0, 1, "share of salary", "pay supplement", "Added pay of every teacher.", paid=True, searched=True)
    hardship_allowance: float = number(0.0, 0, 1, "share of salary", "hardship allowance", "Added pay in remote schools; lost by moving away.", paid=True, searched=True)
    retention_bonus: float = number(0.0, 0, 1, "share of salary", "retention bonus", "Added pay in the first years of teaching.", paid=True, searched=True)
    retention_bonus_years: float = number(5.0, 0, 40, "years", "bonus years", "Years of experience up to which the bonus is paid.")
    load_cut_hours: float = number(0.0, 0, 15, "hours a week", "load cut", "Hours a week taken off every teacher.", paid=True, searched=True)
    class_size_cut: float = number(0.0, 0, 30, "pupils", "smaller classes", "Pupils fewer in each class.", paid=True)
    head_training_days: float = number(0.0, 0, 60, "days a year", "head training", "Days a year in which heads are trained to support teachers.", paid=True, searched=True)
    preservice_h: float = number(0.0, 0, 400, "hours", "pre-service mentoring", "Hours of mentored practice before entry.", paid=True)
    circle_h_month: float = number(0.0, 0, 20, "hours a month", "learning circles", "Hours a month in which colleagues learn together without a mentor.", paid=True, searched=True)


MONITORING_FULL, FOLLOWUP_FULL = 5.0, 10.0
ANCHORS = {
    "monitoring": "1 = five visits with feedback per school and term",
    "followup": "1 = ten visits a year after the mentoring",
    "formal": "1 = written aims, a timetable and a selection rule",
    "reward": "1 = points for attestation and a tenth of a salary; letter 0.2, certificate 0.5, attestation 0.8",
    "training_worth": "0 = none, 0.63 = 20 hours, 0.86 = 40 hours",
    "head_support": "SD of leadership support: 0.22 for 5 days a year, 0.35 for 10, at most 0.5",
}
