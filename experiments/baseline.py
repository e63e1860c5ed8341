"""The model as plain Mesa objects, the way a good Mesa user would write it: what the benchmark measures the compiled model against.

A teacher is a ``mesa.Agent`` with attributes, a school a plain object, a month ``agents.do("step")`` and a ``DataCollector``. The rules are
those of :mod:`sim.rules`, as plain Python. Started from a compiled world and fed its keyed draws it gives the compiled model's columns
bit for bit; for timing it draws by the fast generators of NumPy and Python and takes ``math.exp`` and ``math.log``.

It holds one school year: the board, matching, mentoring, the teacher act, the month's sums, exits and hires during the year. The turn of
the year, spring readings, spells and the yearly table are left out, which is to its advantage.

Run as a process of its own, with ``NUMBA_DISABLE_JIT=1`` so that every rule is plain Python; :mod:`experiments.bench` starts it.
"""

from __future__ import annotations

import functools
import json
import math
import random
import sys
import time
from types import SimpleNamespace

import mesa
import numpy as np

from sim import arithmetic, draws
from sim.columns import BYTE, CLOCK, CLUSTER, COLUMN, INTEGER, SCHOOL, SITE, World
from sim.prices import LINES
from sim.rules import burnout, calendar, commitment, efficacy, exit, hiring, learning, matching, mentoring, mentors, programme
from sim.rules import time as hours
from sim.vector import NAMES, WEEKS_A_MONTH

SCHOOL_POOL, CLUSTER_POOL, OUTSIDE_POOL = 0.0, 1.0, 2.0
UNDECIDED, CHOSEN, PASSED_OVER, NONE_FOUND = 0, 1, 2, 3
OUTSIDE = "from outside"
SHARED = ("experience", "age", "tenure", "efficacy", "exhaustion", "depersonalisation", "belonging", "intention", "knowledge", "practice")
TRAITS = (
    "trait_efficacy", "trait_exhaustion", "trait_depersonalisation", "trait_belonging", "trait_intention", "person_load", "attachment",
    "temperament", "willingness",
)
TIE = ("fit", "pair_chance", "warmth", "tie_delivery", "trust", "delivered_hours", "signal", "learning_dose")
MONTH_VALUES = ("weekly_hours", "duty_hours", "leave_probability", "move_probability", "expected_leave")
FLOATS = SHARED + TRAITS + TIE + MONTH_VALUES
INTEGERS = ("person_post", "person_number", "mentored_months", "tie_month")
BYTES = (
    "woman", "contract", "subject", "distance_home", "selected", "closed", "on_paper", "imposed", "role", "trained", "attested",
    "exit_cause", "asked_to_move", "at_start",
)
MONTHLY = (
    "heads", "vacancies", "efficacy", "exhaustion", "depersonalisation", "intention", "belonging", "knowledge", "practice", "burned_out",
    "delivered_hours", "weekly_hours", "expected_leave", "expected_move", "mentees", "on_paper", "mentors", "left", "hired_novice",
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
        return draws.normals(self.seed, self.replicate, entity, number, month, decision)

    def uniforms(self, entity, number, month, decision):
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
        normal = self.arrays.standard_normal((5, len(teachers)))
        even = self.arrays.random((2, len(teachers)))
        return np.concatenate([normal[:4], even, normal[4:]]).T.tolist()

    def normals(self, entity, number, month, decision):
        gauss = self.single.gauss
        return gauss(), gauss(), gauss(), gauss()

    def uniforms(self, entity, number, month, decision):
        even = self.single.random
        return even(), even(), even(), even()

    def ranker(self, teacher, month):
        even = self.single.random
        return lambda row: even()


class School:
    """Hold a school: its posts in order, each a teacher or None, and its board."""

    __slots__ = (
        "number", "posts", "first", "cluster", "takes", "programme", "load", "head", "leadership", "culture", "remote", "private",
        "distance", "vacancy_share", "mean_exhaustion", "mean_practice", "entrants",
    )

    def teachers(self):
        """Return the teachers in post."""
        return [teacher for teacher in self.posts if teacher is not None]

    def read_board(self, numbers):
        """Sum up last month: vacancies, mean exhaustion and technique; leadership support of this month."""
        teachers = self.teachers()
        heads = len(teachers)
        self.vacancy_share = 1.0 - heads / len(self.posts)
        if heads > 1:
            total_exhaustion, total_practice = 0.0, 0.0
            for teacher in teachers:
                total_exhaustion += teacher.exhaustion
                total_practice += teacher.practice
            self.mean_exhaustion, self.mean_practice = total_exhaustion / heads, total_practice / heads
        else:
            self.mean_exhaustion, self.mean_practice = 0.0, 0.0
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
        u_closed, u_home, _, z_more = draw.uniforms(post, number, 0, draws.RECEPTIVE)
        log = arithmetic.log_unit
        self.woman = 1 if school.takes == 1 or (school.takes == 0 and u_woman < n.woman_share) else 0
        self.contract = 1 if u_contract < n.contract_share else 0
        self.subject, self.distance_home = int(u_subject * n.subjects), int(min(60.0, -8.0 * log(u_home)))
        self.experience = 0.0
        self.age = n.entry_age + min(20.0, -n.entry_age_spread * log(u_age)) + 0.0
        self.trait_efficacy, self.trait_exhaustion = t_efficacy, t_exhaustion
        self.trait_depersonalisation = 0.5 * t_exhaustion + 0.8660254037844386 * t_other
        self.trait_belonging, self.trait_intention, self.person_load = t_belonging, t_intention, load
        self.attachment = n.attachment_spread * attachment + n.contract_attachment * (n.contract_share - self.contract)
        self.closed = 1 if u_closed < n.closed_share else 0
        self.knowledge, self.practice = 0.5 * n.preservice_worth, 0.3 * n.preservice_worth
        work = n.load_school * school.load + n.load_person * load + (n.usual_hours - n.reference_hours) / n.hours_per_sd
        self.exhaustion = exhaustion = (
            n.trait_exhaustion_slope * t_exhaustion + n.workload_exhaustion * work - n.leadership_exhaustion * leadership
            - n.culture_exhaustion * school.culture + n.exhaustion_noise * z_exhaustion
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
        self.signal = self.delivered_hours = self.learning_dose = self.trust = 0.0

    def step(self):
        """Live through a month: the teacher act."""
        model, school = self.model, self.school
        n, season, teaching = model.numbers, model.season, model.teaching
        shock_efficacy, shock_exhaustion, shock_other, shock_belonging, luck_leave, luck_move, shock_intention = self.drawn
        leadership, culture, remote, private = school.leadership, school.culture, school.remote, school.private
        mean_exhaustion, mean_practice, disturbed = school.mean_exhaustion, school.mean_practice, school.cluster.disturbed
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
        mentor_load = mentors.mentor_load(unreleased, n.mentor_strain, n.strain_threshold)
        mentor_bond = mentors.mentor_bond(mentor_gain, n.mentor_growth, n.mentor_meaning)
        novice_weight = mentoring.novice_weight(experience, n.novice_floor, n.novice_years)
        self.closed = closed = mentoring.closed(self.closed, self.efficacy, n.opening_efficacy)
        support = mentoring.support(self.signal, self.trust, closed, novice_weight, tied, n.closed_receptivity, n.trust_effect)
        warmth_felt = burnout.warmth_felt(self.warmth, delivered_hours, on_paper, tied, novice_weight, n.contact_share, n.contact_half)
        network = commitment.network(delivered_hours, tied, n.in_groups, circle_dose, n.contact_half)
        partner = learning.partner(tied, on_paper)
        once_mentored = learning.once_mentored(self.mentored_months)
        slowing = learning.slowing(
            partner, once_mentored, n.followup, leadership, disturbed, n.followup_slows, n.partner_slows, n.context_slows
        )
        self.practice = practice = learning.practice(
            self.practice, self.knowledge, learning_dose, circle_dose, slowing, teaching, n.practice_rate, n.practice_most, n.alone_share,
            n.practice_half_life,
        )
        self.knowledge = learning.knowledge(
            self.knowledge, learning_dose, circle_dose, slowing, teaching, n.learning_rate, n.knowledge_most, n.knowledge_half_life
        )
        self.efficacy = own = efficacy.efficacy(
            self.efficacy, self.exhaustion, self.trait_efficacy, experience, support, leadership, practice, mean_practice, mentor_gain,
            shock_efficacy, n.state_rate, n.trait_efficacy_slope, n.efficacy_growth, n.efficacy_peak, n.efficacy_centre,
            n.mentoring_efficacy, n.leadership_efficacy, n.exhaustion_efficacy, n.mastery, n.peers_example, n.efficacy_noise,
        )
        self.exhaustion = exhaustion = burnout.exhaustion(
            self.exhaustion, self.trait_exhaustion, workload, leadership, support, warmth_felt, culture, self.belonging, mean_exhaustion,
            mentor_load, shock_exhaustion, n.state_rate, n.trait_exhaustion_slope, n.workload_exhaustion, n.leadership_exhaustion,
            n.mentoring_exhaustion, n.warmth_exhaustion, n.culture_exhaustion, n.belonging_exhaustion, n.contagion, n.exhaustion_noise,
        )
        self.depersonalisation = cynicism = burnout.depersonalisation(
            self.depersonalisation, self.trait_depersonalisation, exhaustion, own, shock_other, n.state_rate,
            n.trait_depersonalisation_slope, n.exhaustion_depersonalisation, n.efficacy_depersonalisation, n.depersonalisation_noise,
        )
        self.belonging = belonging = commitment.belonging(
            self.belonging, self.trait_belonging, leadership, support, tenure, network, mentor_bond, shock_belonging, n.state_rate,
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
            intention, belonging, experience, pay_gain, log_attachment, private, role, n.voluntary_leave, n.intention_leave,
            n.belonging_leave, n.pay_elasticity, n.first_year_leave, n.first_year_scale, n.private_leave, n.mentor_stays,
        )
        other = exit.other_hazard(age, log_attachment, n.other_exit, n.family_bump)
        retirement = exit.retirement_hazard(age, n.retirement, n.retirement_from, n.retire_growth)
        asked = self.asked_to_move
        move = exit.move_hazard(
            experience, leadership, belonging, intention, self.distance_home, remote, private, asked, n.move, n.move_experience,
            n.leadership_move, n.belonging_move, n.intention_move, n.distance_move, n.private_leave, n.log_hardship, n.pay_elasticity,
            n.pay_move,
        )
        self.leave_probability = leave = exit.leave_probability(voluntary, other, retirement, season)
        self.move_probability = moves = exit.move_probability(move, season)
        self.exit_cause = exit.cause(1.0, luck_leave, leave, voluntary, other, retirement)
        self.asked_to_move = exit.asks_to_move(asked, 1.0, luck_move, moves)
        self.expected_leave = calendar.expected_leave(self.expected_leave, leave, self.at_start)
        self.age, self.experience, self.tenure = calendar.age(age), calendar.experience(experience), calendar.tenure(tenure)


class PlainModel(mesa.Model):
    """Run a world as plain objects.

    Parameters
    ----------
    world : :class:`sim.columns.World` just after an autumn's hiring, the start.
    draw : :class:`KeyedDraws` or :class:`FastDraws`.
    month : number of the first month.
    """

    def __init__(self, world, draw, month):
        super().__init__(seed=1)
        self.draws, self.month, self.clock = draw, month, world.clock
        self.in_force, self.off = (SimpleNamespace(**dict(zip(NAMES, values.tolist(), strict=True))) for values in (world.p, world.off))
        self.away, self.sums = [], {}
        self.ledger = dict.fromkeys(LINES, 0.0)
        self._build(world)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: functools.partial(_read, name) for name in MONTHLY} | {"ledger": lambda model: dict(model.ledger)}
        )

    def _build(self, world):
        self.clusters, self.schools, here = [], [], {}
        for c in range(world.cluster_i.shape[1]):
            cluster = Cluster(float(world.cluster_i[CLUSTER.interference, c]))
            self.clusters.append(cluster)
            for s in range(world.cluster_i[CLUSTER.first_school, c], world.cluster_i[CLUSTER.end_school, c]):
                school = School()
                school.number, school.cluster = s, cluster
                school.first, end = int(world.school_i[SITE.first, s]), int(world.school_i[SITE.end, s])
                school.takes = int(world.school_i[SITE.takes, s])
                for name, value in zip(SCHOOL._fields, world.school_f[:, s].tolist(), strict=True):
                    setattr(school, name, value)
                school.posts = [None] * (end - school.first)
                school.entrants = world.i[INTEGER.entrants, school.first : end].tolist()
                cluster.schools.append(school)
                self.schools.append(school)
                for i in range(school.first, end):
                    if world.f[COLUMN.present, i] > 0.5:
                        here[i] = self._settled(world, school, i)
        for i, teacher in here.items():
            mentor = int(world.i[INTEGER.mentor, i])
            if mentor != -1:
                teacher.mentor = OUTSIDE if mentor < 0 else here[mentor]
            if mentor >= 0:
                here[mentor].mentees.append(teacher)

    def _settled(self, world, school, i):
        teacher = PlainTeacher(self, school, i)
        for table, index, names in ((world.f, COLUMN, FLOATS), (world.i, INTEGER, INTEGERS), (world.b, BYTE, BYTES)):
            for name in names:
                setattr(teacher, name, table[getattr(index, name), i].item())
        return teacher

    def step(self):
        """Run a month: schools, teachers, posts."""
        month, clock = self.month, self.clock
        self.active = bool(clock[CLOCK.start] <= month < clock[CLOCK.end])
        self.numbers = n = self.in_force if self.active else self.off
        self.teaching = calendar.teaching(month % 12, n.vacation_months)
        self.season = calendar.season(month % 12, n.season_term, n.season_ninth, n.season_tenth)
        self.ledger = dict.fromkeys(LINES, 0.0)
        for school in self.schools:
            school.read_board(n)
        for cluster in self.clusters:
            teachers = cluster.teachers()
            self.match(cluster, teachers)
            self.meet(teachers)
        teachers = [teacher for cluster in self.clusters for teacher in cluster.teachers()]
        for teacher, drawn in zip(teachers, self.draws.of_month(teachers, month), strict=True):
            teacher.drawn = drawn
        self.agents.do("step")
        self.sum_up(teachers)
        self.let_leave(teachers)
        self.hire()
        self.datacollector.collect(self)
        self.month += 1

    def match(self, cluster, teachers):
        """Part pairs that must part, and give a mentor to every teacher in reach who is to have one."""
        n, month, running, draw = self.numbers, self.month, self.active and self.teaching > 0.5, self.draws
        for teacher in teachers:
            school, barred = teacher.school, None
            if teacher.mentor is not None:
                if not self.active or teacher.mentored_months >= n.duration_months or school.programme < 0.5:
                    teacher.part()
                    continue
                together = float(month - teacher.tie_month)
                if not running or together < 1.0 or matching.parts(teacher.fit, together, n.rematch_window_months, n.rematch_below) < 0.5:
                    continue
                barred = teacher.mentor
            elif (
                not running or teacher.selected >= PASSED_OVER or teacher.experience > n.reach_years
                or teacher.mentored_months >= n.duration_months or teacher.role == 1 or school.programme < 0.5
            ):
                continue
            person, number = teacher.person_post, teacher.person_number
            if teacher.selected == UNDECIDED:
                chance = programme.selection_probability(
                    n.coverage_logit, school.leadership, teacher.attachment, n.mentor_leadership, n.mentor_attachment
                )
                teacher.selected = CHOSEN if draw.uniforms(person, number, 0, draws.COVERAGE)[0] < chance else PASSED_OVER
                if teacher.selected == PASSED_OVER:
                    continue
            imposed = 1.0 if draw.uniforms(person, number, month, draws.IMPOSE)[0] < n.imposed_share else 0.0
            mentor = self.find_mentor(teacher, cluster, imposed, barred)
            if barred is not None:
                if mentor is None:
                    continue
                kept = teacher.tie_month
                teacher.part()
                self.bond(teacher, mentor, imposed)
                teacher.tie_month = kept
            elif mentor is None:
                teacher.selected = NONE_FOUND
            else:
                self.bond(teacher, mentor, imposed)

    def find_mentor(self, teacher, cluster, imposed, barred):
        """Return the mentor that ranks highest for a teacher, OUTSIDE, or None."""
        n = self.numbers
        if n.pool_code == OUTSIDE_POOL:
            return OUTSIDE
        rank, slots, best, best_score = self.draws.ranker(teacher, self.month), n.mentor_slots, None, -1e9
        for other in cluster.teachers() if n.pool_code == CLUSTER_POOL else teacher.school.teachers():
            if other.experience < n.mentor_experience or other.mentor is not None or other is teacher or other is barred:
                continue
            if len(other.mentees) >= slots:
                continue
            if imposed < 0.5 and other.role == 0:
                willing = matching.volunteers(
                    other.willingness, other.attested, n.recognised, n.mentor_pay_share, n.attestation, n.volunteer_centre,
                    n.volunteer_recognition, n.volunteer_attested, n.volunteer_pay,
                )
                if willing < 0.5:
                    continue
            like = matching.likeness(teacher.temperament, other.temperament)
            same = 1.0 if teacher.subject == other.subject else 0.0
            skill = 0.5 * (other.practice + other.efficacy)
            same_years = -0.1 * abs(other.experience - teacher.experience)
            burden = len(other.mentees) / slots if n.in_groups < 0.5 else -0.2 * other.role
            score = matching.score(
                other.experience, same, like, skill, same_years, rank(other.post), burden, n.weight_years, n.weight_subject,
                n.weight_style, n.weight_skill, n.weight_peer,
            )
            if score > best_score:
                best, best_score = other, score
        return best

    def bond(self, teacher, mentor, imposed):
        """Make a tie and draw what is lasting in it."""
        n, school, draw, ledger = self.numbers, teacher.school, self.draws, self.ledger
        key = draws.MASK if mentor is OUTSIDE else mentor.post
        chance, quality, warmth, _ = draw.normals(teacher.person_post, teacher.person_number, key, draws.PAIR)
        paper_luck, overlap_luck, _, _ = draw.uniforms(teacher.person_post, teacher.person_number, key, draws.PAIR_PAPER)
        if mentor is OUTSIDE:
            like, same, overload, distance = 0.0, 0.0, 0.0, school.distance
            ledger["mentor_training"] += n.mentor_training_h / max(n.mentor_slots, 8.0)
        else:
            like = matching.likeness(teacher.temperament, mentor.temperament)
            same = 1.0 if teacher.subject == mentor.subject else 0.0
            overload = hours.workload(mentor.weekly_hours, n.reference_hours, n.hours_per_sd)
            distance = 0.0 if mentor.school is school else school.distance + mentor.school.distance
            mentor.mentees.append(teacher)
            mentor.role = 1
            if mentor.trained == 0 and n.mentor_training_h > 0.0:
                mentor.trained = 1
                ledger["mentor_training"] += n.mentor_training_h
        on_paper = mentoring.paper_probability(
            imposed, n.reward, overload, n.monitoring, n.planned_hours, n.paper_base, n.paper_imposed, n.paper_unpaid, n.paper_overload,
            n.paper_unmonitored, n.paper_signal,
        )
        delivery = mentoring.effort(
            imposed, n.reward, n.monitoring, n.effort_volunteer, n.effort_imposed, n.effort_reward, n.effort_monitoring
        )
        delivery *= mentoring.overlap(overlap_luck, n.formal, n.remote_share, n.remote_reach, n.overlap_loss)
        delivery *= mentoring.reached(distance, n.remote_share, n.travel_loss, n.remote_reach)
        teacher.mentor, teacher.tie_month, teacher.imposed = mentor, self.month, int(imposed)
        teacher.on_paper = 1 if paper_luck < on_paper else 0
        teacher.fit = fit = matching.fit(like, same, 1.0 - imposed, chance, n.mean_fit, n.fit_likeness, n.fit_subject, n.fit_chosen)
        teacher.pair_chance, teacher.tie_delivery, teacher.trust = quality, delivery, 0.0
        teacher.warmth = n.warmth_fit * fit + (1.0 - n.warmth_fit) * warmth

    def meet(self, teachers):
        """Turn planned into met hours, quality and signal for every tie; charge mentors' time and the ledger."""
        n, ledger, teaching = self.numbers, self.ledger, self.teaching
        for teacher in teachers:
            teacher.duty_hours = 0.0
            if teacher.role == 1:
                ledger["mentor_pay"] += n.mentor_pay_share
                ledger["mentor_release"] += n.release_h_week * WEEKS_A_MONTH * teaching
                ledger["group_sessions"] += n.in_groups * n.meetings_per_month * teaching
        planned = n.real_hours / WEEKS_A_MONTH
        for teacher in teachers:
            mentor = teacher.mentor
            if mentor is None:
                continue
            teacher.mentored_months += 1
            if teaching < 0.5:
                teacher.delivered_hours = teacher.learning_dose = 0.0
                continue
            leadership = teacher.school.leadership
            own = hours.own_time(
                hours.workload(teacher.weekly_hours, n.reference_hours, n.hours_per_sd), n.own_time_centre, n.own_time_slope
            )
            found = hours.time_found(n.mentee_load_reduction * n.usual_hours, planned, own)
            skill, worth, need = 0.0, n.training_worth, 0.5
            if mentor is not OUTSIDE:
                own = hours.own_time(
                    hours.workload(mentor.weekly_hours, n.reference_hours, n.hours_per_sd), n.own_time_centre, n.own_time_slope
                )
                found = min(found, hours.time_found(n.release_h_week, n.planned_week * len(mentor.mentees), own))
                skill, worth = 0.5 * (mentor.practice + mentor.efficacy), worth * mentor.trained
                need = mentor.practice - teacher.practice
            met = found * teacher.tie_delivery * mentoring.let_happen(leadership, n.delivery_centre, n.delivery_leadership)
            if teacher.on_paper == 1:
                met = 0.0
            teacher.delivered_hours = delivered = n.real_hours * met
            contact = mentoring.contact(delivered * n.contact_share, n.contact_half)
            design = mentoring.design_quality(
                worth, n.monitoring, n.formal, n.reward, skill, n.training_quality, n.monitoring_quality, n.formality_quality,
                n.recognition_quality, n.skill_quality, n.quality_centre,
            )
            quality = mentoring.quality(
                design, leadership, teacher.fit, teacher.pair_chance, n.formal, n.by_seniority, n.hierarchy, n.quality_leadership,
                n.quality_fit, n.quality_noise, n.noise_informal, n.noise_formality, n.hierarchy_loss,
            )
            effect = mentoring.effect_of_quality(quality, n.curve_zero, n.curve_bend)
            teacher.signal = mentoring.signal(teacher.on_paper, contact, effect, n.remote_share, n.remote_effect, n.paper_signal)
            teacher.trust = mentoring.trust(teacher.trust, teacher.fit, contact, 1.0, n.trust_rate)
            teacher.learning_dose = learning.dose(contact, effect, need, n.complementarity)
            ledger["mentee_release"] += n.mentee_load_reduction * n.usual_hours * WEEKS_A_MONTH
            each = n.planned_week * met
            if mentor is OUTSIDE:
                ledger["external_mentors"] += each * WEEKS_A_MONTH
            else:
                mentor.duty_hours += each
                ledger["own_time"] += each * WEEKS_A_MONTH
            ledger["own_time"] += delivered
        for teacher in teachers:
            if teacher.role == 1:
                ledger["own_time"] -= min(teacher.duty_hours, n.release_h_week) * WEEKS_A_MONTH * teaching

    def sum_up(self, teachers):
        """Take the month's sums, before anyone leaves, in one walk over the teachers."""
        cut = self.numbers.burned_out_above
        own = exhaustion = other = intention = belonging = knowledge = practice = 0.0
        burned = delivered = weekly = leave = move = 0.0
        mentees = paper = roles = 0
        for t in teachers:
            own += t.efficacy
            exhaustion += t.exhaustion
            other += t.depersonalisation
            intention += t.intention
            belonging += t.belonging
            knowledge += t.knowledge
            practice += t.practice
            burned += burnout.burned_out(t.exhaustion, t.depersonalisation, cut)
            delivered += t.delivered_hours
            weekly += t.weekly_hours
            leave += t.leave_probability
            move += t.move_probability
            roles += t.role
            if t.mentor is not None:
                mentees += 1
                paper += t.on_paper
        heads = len(teachers)
        posts = sum(len(school.posts) for school in self.schools)
        values = (
            heads, posts - heads, own, exhaustion, other, intention, belonging, knowledge, practice, burned, delivered, weekly, leave, move,
            mentees, paper, roles,
        )
        self.sums = dict(zip(MONTHLY[:-2], values, strict=True))

    def let_leave(self, teachers):
        """Let everyone go whose exit fell this month; note who will come back."""
        n, left = self.numbers, 0
        for teacher in teachers:
            if teacher.exit_cause == 0.0:
                continue
            left += 1
            self.ledger["replacement"] += 1.0
            coming, soon, _, _ = self.draws.uniforms(teacher.person_post, teacher.person_number, self.month, draws.RETURN)
            if hiring.returns(coming, teacher.exit_cause, n.return_share) > 0.5:
                due = int(hiring.return_month(soon, float(self.month), n.return_months, n.return_soon))
                self.away.append((due, teacher))
            if teacher.mentor is not None:
                teacher.part()
            for mentee in list(teacher.mentees):
                mentee.part()
            school = teacher.school
            school.posts[teacher.post - school.first] = None
            teacher.remove()
        self.sums["left"] = left

    def hire(self):
        """Fill a few vacancies during the year with first-time entrants."""
        n, hired = self.numbers, 0
        for school in self.schools if self.month % 12 < 9 else ():
            for k, teacher in enumerate(school.posts):
                if teacher is None:
                    luck = self.draws.uniforms(school.first + k, 0, self.month, draws.MIDYEAR)[0]
                    if luck < n.midyear_fill * hiring.fill_probability(school.remote, n.autumn_fill, n.remote_fill):
                        school.entrants[k] += 1
                        entrant = PlainTeacher(self, school, school.first + k)
                        entrant.person_post, entrant.person_number = school.first + k, school.entrants[k]
                        entrant.enter()
                        hired += 1
        self.sums["hired_novice"] = hired

    def columns(self):
        """Return what :func:`columns_of` takes from a compiled world, from these objects."""
        table = {}
        for cluster in self.clusters:
            for t in cluster.teachers():
                mentor = -1 if t.mentor is None else -2 if t.mentor is OUTSIDE else t.mentor.post
                values = [getattr(t, name) for name in (*FLOATS, *INTEGERS, *BYTES)]
                table[t.post] = [float(value) for value in (*values, mentor, len(t.mentees))]
        return _own(np.array([[post, *table[post]] for post in sorted(table)]))


def _read(name, model):
    return model.sums[name]


def columns_of(world: World) -> np.ndarray:
    """Return the state of everyone in post: float64 (teachers, 1 + columns), the first the row of the post."""
    rows = np.flatnonzero(world.f[COLUMN.present] > 0.5)
    parts = [world.f[getattr(COLUMN, name), rows] for name in FLOATS]
    parts += [world.i[getattr(INTEGER, name), rows] for name in INTEGERS]
    parts += [world.b[getattr(BYTE, name), rows] for name in BYTES]
    parts += [world.i[INTEGER.mentor, rows], world.i[INTEGER.mentees, rows]]
    return _own(np.column_stack([rows, *parts]).astype(np.float64))


def _own(table):
    # an earlier holder of the post may have left these there: when a tie began, and what was expected of who was here in autumn
    table[table[:, -2] == -1.0, 1 + len(FLOATS) + INTEGERS.index("tie_month")] = 0.0
    new = table[:, 1 + len(FLOATS) + len(INTEGERS) + BYTES.index("at_start")] == 0.0
    table[new, 1 + FLOATS.index("expected_leave")] = 0.0
    return table


def use_library_mathematics() -> None:
    """Take ``math.exp`` and ``math.log`` in place of the series that give equal bits on every machine: faster in plain Python."""
    arithmetic.exponential, arithmetic.logarithm, arithmetic.log_unit = math.exp, math.log, math.log
    for module in (burnout, commitment, exit, learning, mentoring, programme):
        for name, function in (("exponential", math.exp), ("logarithm", math.log), ("square_root", math.sqrt)):
            if hasattr(module, name):
                setattr(module, name, function)
    efficacy.square_root = matching.square_root = math.sqrt


def save(world: World, month: int, path) -> None:
    """Write a world and its month to an ``.npz`` file, for the process of the baseline."""
    np.savez(path, month=month, **world._asdict())


def load(path) -> tuple[World, int]:
    """Read what :func:`save` wrote: (world, month)."""
    with np.load(path) as stored:
        return World(*(stored[name] for name in World._fields)), int(stored["month"])


def main(path: str) -> None:
    """Serve the benchmark over standard input and output, a line a job.

    ``equal N FILE`` runs N months with keyed draws and writes the columns to FILE; ``time N`` runs N months with fast draws and answers
    with the seconds of processor time. Every job starts from the world in ``path``.
    """
    world, month = load(path)
    for line in sys.stdin:
        job, months, *file = line.rstrip("\n").split(" ", 2)
        if job == "equal":
            model = PlainModel(world, KeyedDraws(int(world.clock[CLOCK.seed]), int(world.clock[CLOCK.replicate])), month)
        else:
            use_library_mathematics()
            model = PlainModel(world, FastDraws(1), month)
        begun = time.thread_time()
        for _ in range(int(months)):
            model.step()
        seconds = time.thread_time() - begun
        if file:
            sums = model.datacollector.get_model_vars_dataframe()
            np.savez(file[0], columns=model.columns(), **{name: sums[name].to_numpy(dtype=float) for name in MONTHLY})
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
