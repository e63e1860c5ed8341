"""A teacher, a school, a cluster and draws as plain objects: the parts of :mod:`experiments.benchmark.baseline`."""

from __future__ import annotations

import math
import random

import mesa
import numpy as np

from sim import arithmetic, draws
from sim.rules import burnout, calendar, commitment, efficacy, exit, learning, matching, mentoring, mentors, programme
from sim.rules import time as hours

OUTSIDE = "from outside"
SHARED = ("experience", "age", "tenure", "efficacy", "exhaustion", "depersonalisation", "belonging", "intention", "knowledge", "practice")
TRAITS = (
    "trait_efficacy", "trait_exhaustion", "trait_depersonalisation", "trait_belonging", "trait_intention", "person_load", "attachment",
    "temperament", "willingness",
)
TIE = ("fit", "pair_chance", "warmth", "tie_delivery", "delivered_hours", "signal", "learning_dose")
MONTH_VALUES = ("weekly_hours", "duty_hours", "leave_probability", "move_probability", "expected_leave")
FLOATS = SHARED + TRAITS + TIE + MONTH_VALUES
INTEGERS = ("person_post", "person_number", "mentored_months", "tie_month")
BYTES = (
    "woman", "contract", "subject", "selected", "on_paper", "imposed", "role", "trained", "attested",
    "exit_cause", "asked_to_move", "at_start",
)


class KeyedDraws:
    """Draw by key, as the compiled model does."""

    def __init__(self, seed, replicate):
        self.seed, self.replicate = seed, replicate

    def of_month(self, teachers, month):
        """Return a list of seven draws for each teacher: five shocks between the two lucks as the rules name them."""
        rows = []
        for teacher in teachers:
            key = self.seed, self.replicate, teacher.person_post, teacher.person_number, month
            rows.append((*draws.shocks(*key), *draws.luck(*key)))
        return rows

    def normals(self, entity, number, month, decision):
        """Return four standard normal draws of a key."""
        return draws.normals(self.seed, self.replicate, entity, number, month, decision)

    def uniforms(self, entity, number, month, decision):
        """Return four uniform draws of a key."""
        return draws.uniforms(self.seed, self.replicate, entity, number, month, decision)

    def ranker(self, teacher, month):
        """Return a function that ranks rows in the eyes of a teacher."""
        key = draws.words(self.seed, self.replicate, teacher.person_post, teacher.person_number, month, draws.CHOOSE)[0]
        return lambda row: draws.rank(key, row * 747796405)


class FastDraws:
    """Draw in the order of asking, whole months at once, by the fastest generators at hand."""

    def __init__(self, seed):
        self.arrays, self.single = np.random.default_rng(seed), random.Random(seed)

    def of_month(self, teachers, month):
        """Return a list of seven draws for each teacher."""
        normal = self.arrays.standard_normal((5, len(teachers)))
        even = self.arrays.random((2, len(teachers)))
        return np.concatenate([normal[:4], even, normal[4:]]).T.tolist()

    def normals(self, entity, number, month, decision):
        """Return the next four standard normal draws."""
        gauss = self.single.gauss
        return gauss(), gauss(), gauss(), gauss()

    def uniforms(self, entity, number, month, decision):
        """Return the next four uniform draws."""
        even = self.single.random
        return even(), even(), even(), even()

    def ranker(self, teacher, month):
        """Return a function that ranks rows at random."""
        even = self.single.random
        return lambda row: even()


class School:
    """Hold a school: its posts in order, each a teacher or None, and its board."""

    __slots__ = (
        "number", "posts", "first", "cluster", "takes", "programme", "load", "head", "leadership", "remote", "private",
        "distance", "vacancy_share", "mean_practice", "entrants",
    )

    def teachers(self):
        """Return the teachers in post."""
        return [teacher for teacher in self.posts if teacher is not None]

    def read_board(self, numbers):
        """Sum up last month: vacancies, mean technique; leadership support of this month."""
        teachers = self.teachers()
        heads = len(teachers)
        self.vacancy_share = 1.0 - heads / len(self.posts)
        if heads > 1:
            total_practice = 0.0
            for teacher in teachers:
                total_practice += teacher.practice
            self.mean_practice = total_practice / heads
        else:
            self.mean_practice = 0.0
        self.leadership = calendar.leadership(self.head, numbers.head_support, self.cluster.disturbed, numbers.interference_loss)


class Cluster:
    """Hold neighbouring schools."""

    __slots__ = ("schools", "disturbed")

    def __init__(self, disturbed):
        self.schools, self.disturbed = [], disturbed

    def teachers(self):
        """Return the teachers in post, in the order of their posts."""
        return [teacher for school in self.schools for teacher in school.posts if teacher is not None]


class PlainTeacher(mesa.Agent):
    """Be one teacher, with plain attributes."""

    __slots__ = (*FLOATS, *INTEGERS, *BYTES, "school", "post", "mentor", "mentees", "drawn")

    def __init__(self, model, school, post):
        super().__init__(model)
        self.school, self.post, self.mentor, self.mentees = school, post, None, []
        for name in (*TIE, *MONTH_VALUES, *BYTES):
            setattr(self, name, 0)
        self.weekly_hours, self.tie_month, self.mentored_months, self.tenure = 45.0, 0, 0, 0.0
        school.posts[post - school.first] = self

    def enter(self):
        """Become a new entrant of this post: traits, age and states."""
        n, school, draw, number = self.model.numbers, self.school, self.model.draws, self.person_number
        post, leadership = self.post, self.school.leadership
        t_efficacy, t_exhaustion, t_other, t_belonging = draw.normals(post, number, 0, draws.TRAITS)
        t_intention, load, self.temperament, self.willingness = draw.normals(post, number, 0, draws.TRAITS_MORE)
        z_efficacy, z_exhaustion, z_other, attachment = draw.normals(post, number, 0, draws.ENTRY)
        u_woman, u_contract, u_age, u_subject = draw.uniforms(post, number, 0, draws.CAREER)
        _, _, _, z_more = draw.uniforms(post, number, 0, draws.ATTESTED)
        log = arithmetic.log_unit
        self.woman = 1 if school.takes == 1 or (school.takes == 0 and u_woman < n.woman_share) else 0
        self.contract = 1 if u_contract < n.contract_share else 0
        self.subject = int(u_subject * n.subjects)
        self.experience = 0.0
        self.age = n.entry_age + min(20.0, -n.entry_age_spread * log(u_age)) + 0.0
        self.trait_efficacy, self.trait_exhaustion = t_efficacy, t_exhaustion
        self.trait_depersonalisation = 0.5 * t_exhaustion + 0.8660254037844386 * t_other
        self.trait_belonging, self.trait_intention, self.person_load = t_belonging, t_intention, load
        self.attachment = n.attachment_spread * attachment + n.contract_attachment * (n.contract_share - self.contract)
        self.knowledge, self.practice = 0.5 * n.preservice_worth, 0.3 * n.preservice_worth
        work = n.load_school * school.load + n.load_person * load + (n.usual_hours - n.reference_hours) / n.hours_per_sd
        self.exhaustion = exhaustion = (
            n.trait_exhaustion_slope * t_exhaustion + n.workload_exhaustion * work - n.leadership_exhaustion * leadership
            + n.exhaustion_noise * z_exhaustion
        )
        self.efficacy = own = (
            n.trait_efficacy_slope * t_efficacy + efficacy.career(0.0, n.efficacy_growth, n.efficacy_peak) - n.efficacy_centre
            + n.leadership_efficacy * leadership - n.exhaustion_efficacy * exhaustion + n.efficacy_noise * z_efficacy
            + n.mastery * self.practice + n.efficacy_lift
        )
        self.depersonalisation = cynicism = (
            n.trait_depersonalisation_slope * self.trait_depersonalisation + n.exhaustion_depersonalisation * exhaustion
            - n.efficacy_depersonalisation * own + n.depersonalisation_noise * z_other
        )
        bond = n.trait_belonging_slope * t_belonging + n.leadership_belonging * leadership + 0.0 - n.belonging_centre
        self.belonging = bond + n.belonging_noise * 2.0 * (z_more - 0.5)
        self.intention = (
            n.trait_intention_slope * t_intention + n.exhaustion_intention * exhaustion + n.depersonalisation_intention * cynicism
            - n.efficacy_intention * own - n.leadership_intention * leadership - n.belonging_intention * self.belonging
            - n.intention_centre
        )

    def part(self):
        """End the tie to the mentor."""
        if self.mentor is not OUTSIDE:
            self.mentor.mentees.remove(self)
            if not self.mentor.mentees:
                self.mentor.role = 0
        self.mentor, self.on_paper = None, 0
        self.signal = self.delivered_hours = self.learning_dose = 0.0

    def step(self):
        """Live through a month: the teacher act."""
        model, school = self.model, self.school
        n, season, teaching = model.numbers, model.season, model.teaching
        shock_efficacy, shock_exhaustion, shock_other, shock_belonging, luck_leave, luck_move, shock_intention = self.drawn
        leadership, remote, private = school.leadership, school.remote, school.private
        mean_practice, disturbed = school.mean_practice, school.cluster.disturbed
        experience, tenure, age, role = self.experience, self.tenure, self.age, self.role
        delivered_hours, duty_hours, learning_dose, on_paper = self.delivered_hours, self.duty_hours, self.learning_dose, self.on_paper
        tied = 0.0 if self.mentor is None else 1.0

        circle_dose = learning.circle(n.circle_h_month, mean_practice, n.group_contact)
        self.weekly_hours = weekly_hours = hours.weekly_hours(
            school.load, self.person_load, school.vacancy_share, duty_hours, delivered_hours, tied, role, n.usual_hours, n.hours_per_sd,
            n.load_school, n.load_person, n.cover_hours, n.usual_vacancy, n.release_h_week, n.mentee_load_reduction, n.load_cut_hours,
            n.class_size_cut, n.hours_per_pupil, n.circle_h_month,
        )
        workload = hours.workload(weekly_hours, n.reference_hours, n.hours_per_sd)
        unreleased = mentors.unreleased(duty_hours, role, n.release_h_week)
        mentor_gain = mentors.mentor_gain(duty_hours, unreleased, role, n.mentor_growth, n.strain_threshold)
        mentor_load = mentors.mentor_load(role, self.willingness, n.reluctant_strain)
        novice_weight = mentoring.novice_weight(experience, n.novice_floor, n.novice_years)
        support = mentoring.support(self.signal, novice_weight, tied)
        warmth_felt = burnout.warmth_felt(self.warmth, delivered_hours, on_paper, tied, novice_weight, n.contact_share, n.contact_half)
        network = commitment.network(delivered_hours, tied, n.in_groups, circle_dose, n.contact_half)
        once_mentored = learning.once_mentored(self.mentored_months)
        slowing = learning.slowing(once_mentored, n.followup, leadership, disturbed, n.followup_slows, n.context_slows)
        self.practice = practice = learning.practice(
            self.practice, self.knowledge, learning_dose, circle_dose, slowing, teaching, n.practice_rate, n.practice_most,
            n.practice_half_life,
        )
        self.knowledge = learning.knowledge(
            self.knowledge, learning_dose, circle_dose, slowing, teaching, n.learning_rate, n.knowledge_most, n.knowledge_half_life
        )
        self.efficacy = own = efficacy.efficacy(
            self.efficacy, self.exhaustion, self.trait_efficacy, experience, support, leadership, practice, mentor_gain,
            shock_efficacy, n.state_rate, n.trait_efficacy_slope, n.efficacy_growth, n.efficacy_peak, n.efficacy_centre,
            n.mentoring_efficacy, n.leadership_efficacy, n.exhaustion_efficacy, n.mastery, n.efficacy_noise,
        )
        self.exhaustion = exhaustion = burnout.exhaustion(
            self.exhaustion, self.trait_exhaustion, workload, leadership, support, warmth_felt,
            mentor_load, shock_exhaustion, n.state_rate, n.trait_exhaustion_slope, n.workload_exhaustion, n.leadership_exhaustion,
            n.mentoring_exhaustion, n.warmth_exhaustion, n.exhaustion_noise,
        )
        self.depersonalisation = cynicism = burnout.depersonalisation(
            self.depersonalisation, self.trait_depersonalisation, exhaustion, own, shock_other, n.state_rate,
            n.trait_depersonalisation_slope, n.exhaustion_depersonalisation, n.efficacy_depersonalisation, n.depersonalisation_noise,
        )
        self.belonging = belonging = commitment.belonging(
            self.belonging, self.trait_belonging, leadership, support, tenure, network, shock_belonging, n.state_rate,
            n.trait_belonging_slope, n.leadership_belonging, n.mentoring_belonging, n.tenure_belonging, n.tenure_years, n.belonging_centre,
            n.network_belonging, n.belonging_noise,
        )
        self.intention = intention = commitment.intention(
            self.intention, self.trait_intention, exhaustion, cynicism, own, leadership, belonging, shock_intention, n.intention_rate,
            n.trait_intention_slope, n.exhaustion_intention, n.depersonalisation_intention, n.efficacy_intention, n.leadership_intention,
            n.belonging_intention, n.intention_centre, n.intention_noise,
        )

        pay_gain = exit.pay_gain(
            experience, remote, role, n.log_supplement, n.log_hardship, n.log_bonus, n.log_mentor_pay, n.retention_bonus_years
        )
        log_attachment = exit.log_attachment(self.attachment, n.attachment_leave)
        voluntary = exit.voluntary_hazard(
            intention, belonging, experience, pay_gain, log_attachment, private, n.voluntary_leave, n.intention_leave,
            n.belonging_leave, n.pay_elasticity, n.first_year_leave, n.first_year_scale, n.private_leave,
        )
        other = exit.other_hazard(age, log_attachment, n.other_exit, n.family_bump)
        retirement = exit.retirement_hazard(age, n.retirement, n.retirement_from, n.retire_growth)
        asked = self.asked_to_move
        move = exit.move_hazard(
            experience, leadership, belonging, intention, remote, private, asked, n.move, n.move_experience,
            n.leadership_move, n.belonging_move, n.intention_move, n.private_leave, n.log_hardship, n.pay_elasticity,
            n.pay_move,
        )
        self.leave_probability = leave = exit.leave_probability(voluntary, other, retirement, season)
        self.move_probability = moves = exit.move_probability(move, season)
        self.exit_cause = exit.cause(1.0, luck_leave, leave, voluntary, other, retirement)
        self.asked_to_move = exit.asks_to_move(asked, 1.0, luck_move, moves)
        self.expected_leave = calendar.expected_leave(self.expected_leave, leave, self.at_start)
        self.age, self.experience, self.tenure = calendar.age(age), calendar.experience(experience), calendar.tenure(tenure)


def use_library_mathematics() -> None:
    """Take ``math.exp`` and ``math.log`` in place of the series that give equal bits on every machine: faster in plain Python."""
    arithmetic.exponential, arithmetic.logarithm, arithmetic.log_unit = math.exp, math.log, math.log
    for module in (burnout, commitment, exit, learning, mentoring, programme):
        for name, function in (("exponential", math.exp), ("logarithm", math.log), ("square_root", math.sqrt)):
            if hasattr(module, name):
                setattr(module, name, function)
    efficacy.square_root = matching.square_root = math.sqrt
