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
import sys
import time
from types import SimpleNamespace

import mesa
import numpy as np

from experiments.benchmark import plain_teacher
from experiments.benchmark.plain_teacher import BYTES, FLOATS, INTEGERS, OUTSIDE, Cluster, FastDraws, KeyedDraws, PlainTeacher, School
from sim import draws
from sim.columns import BYTE, CLOCK, CLUSTER, COLUMN, INTEGER, SCHOOL, SITE, World
from sim.prices import LINES
from sim.rules import burnout, calendar, hiring, learning, matching, mentoring, programme
from sim.rules import ledger as bought
from sim.rules import time as hours
from sim.vector import NAMES, WEEKS_A_MONTH

CLUSTER_POOL, OUTSIDE_POOL = 1.0, 2.0
UNDECIDED, CHOSEN, PASSED_OVER, NONE_FOUND = 0, 1, 2, 3
MONTHLY = (
    "heads", "vacancies", "efficacy", "exhaustion", "depersonalisation", "intention", "belonging", "knowledge", "practice", "burned_out",
    "delivered_hours", "weekly_hours", "expected_leave", "expected_move", "mentees", "on_paper", "mentors", "left", "hired_novice",
)


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
            self.clusters.append(cluster := Cluster(float(world.cluster_i[CLUSTER.interference, c])))
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
        key = draws.MASK if mentor is OUTSIDE else mentor.person_post * 64 + mentor.person_number
        chance, quality, warmth, _ = draw.normals(teacher.person_post, teacher.person_number, key, draws.PAIR)
        paper_luck, _, _, _ = draw.uniforms(teacher.person_post, teacher.person_number, key, draws.PAIR_PAPER)
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
        delivery = mentoring.effort(imposed, n.effort_volunteer, n.effort_imposed)
        delivery *= mentoring.reached(distance, n.remote_share, n.travel_loss, n.remote_reach)
        teacher.mentor, teacher.tie_month, teacher.imposed = mentor, self.month, int(imposed)
        teacher.on_paper = 1 if paper_luck < on_paper else 0
        teacher.fit = fit = matching.fit(like, same, 1.0 - imposed, chance, n.mean_fit, n.fit_likeness, n.fit_subject, n.fit_chosen)
        teacher.pair_chance, teacher.tie_delivery = quality, delivery
        teacher.warmth = n.warmth_fit * fit + (1.0 - n.warmth_fit) * warmth

    def meet(self, teachers):
        """Turn planned into met hours, quality and signal for every tie; charge mentors' time and the ledger."""
        n, ledger, teaching = self.numbers, self.ledger, self.teaching
        for teacher in teachers:
            teacher.duty_hours = 0.0
            if teacher.role == 1:
                ledger["mentor_pay"] += n.mentor_pay_share
                ledger["mentor_release"] += bought.released(n.release_h_week, teaching)
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
            skill, worth = 0.0, n.training_worth
            if mentor is not OUTSIDE:
                own = hours.own_time(
                    hours.workload(mentor.weekly_hours, n.reference_hours, n.hours_per_sd), n.own_time_centre, n.own_time_slope
                )
                found = min(found, hours.time_found(n.release_h_week, n.planned_week * len(mentor.mentees), own))
                skill, worth = 0.5 * (mentor.practice + mentor.efficacy), worth * mentor.trained
            met = found * teacher.tie_delivery * mentoring.let_happen(leadership, n.delivery_centre, n.delivery_leadership)
            if teacher.on_paper == 1:
                met = 0.0
            teacher.delivered_hours = delivered = n.real_hours * met
            contact = mentoring.contact(delivered * n.contact_share, n.contact_half)
            design = mentoring.design_quality(
                worth, n.monitoring, n.formal, skill, n.training_quality, n.monitoring_quality, n.formality_quality, n.skill_quality,
                n.quality_centre,
            )
            quality = mentoring.quality(
                design, teacher.fit, teacher.pair_chance, n.formal, n.quality_fit, n.quality_noise, n.noise_informal, n.noise_formality,
            )
            effect = mentoring.effect_of_quality(quality, n.curve_zero, n.curve_bend)
            teacher.signal = mentoring.signal(teacher.on_paper, contact, effect, n.remote_share, n.remote_effect, n.paper_signal)
            teacher.learning_dose = learning.dose(contact, effect)
            ledger["mentee_release"] += bought.released(n.mentee_load_reduction * n.usual_hours, teaching)
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
        for teacher in (one for one in teachers if one.exit_cause != 0.0):
            left += 1
            self.ledger["replacement"] += 1.0
            coming, soon, _, _ = self.draws.uniforms(teacher.person_post, teacher.person_number, self.month, draws.RETURN)
            tied = n.return_share, n.return_attachment, n.attachment_leave
            if hiring.returns(coming, teacher.exit_cause, teacher.attachment, *tied) > 0.5:
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
            plain_teacher.use_library_mathematics()
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
