"""The questionnaire: what simulated teachers tick when they are asked as researchers ask people.

25 items in three sections (mentoring practices, professional growth, institutional support) on five points, as in the Karachi study
(S01-S08), and further scales of the model's states. A rating is

    points of the section = centre + points * (what there is to rate + halo + own view),

an item adds its difficulty and a slip, and is rounded and cut to 1-5. The halo is the common-method part: one lasting number of a person
that colours all sections (Podsakoff et al. 2003 find 15-25 % of variance usual); the own view is hers about one section. Both leave the
spread between teachers as it is: where the halo grows, the own view shrinks. Nothing here acts on the model.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from sim.columns import BYTE, CLOCK, COLUMN, INTEGER, NO_MENTOR, SCHOOL, World
from sim.draws import normals, uniforms
from sim.number import number
from sim.vector import P

SAMPLE, VIEWS, ITEMS, SCALES = 60, 61, 62, 72  # decisions of sim.draws: ITEMS takes seven numbers, SCALES two
SECTIONS = {
    "practices": (
        "Meetings with my mentor take place at set times",
        "My mentor watches my lessons and talks them over with me",
        "Mentoring here follows written aims",
        "My mentor gives me advice I can use in class",
        "What we agreed is followed up",
        "There is enough time for mentoring",
        "I can speak openly with my mentor",
        "Mentors here are prepared for their task",
        "Mentoring meets my needs",
    ),
    "growth": (
        "I know more about teaching than a year ago",
        "I use methods I did not use before",
        "I manage my class with confidence",
        "I can reach pupils who find learning hard",
        "I think about my lessons and change them",
        "I feel sure of myself as a teacher",
        "I share what I learn with colleagues",
        "I see how I can go on growing here",
    ),
    "support": (
        "The head supports mentoring",
        "The head listens to teachers",
        "The school gives time for professional learning",
        "Good work is recognised here",
        "Teachers have a say in decisions",
        "The school helps new teachers to settle in",
        "Means and materials for learning are there",
        "I can turn to the head with a problem",
    ),
}
# harder items are agreed to less; the same in every section, mean zero
DIFFICULTY = (0.3, -0.3, 0.2, -0.2, 0.1, -0.1, 0.25, -0.25, 0.0)
STATES = ("efficacy", "exhaustion", "depersonalisation", "accomplishment_lack", "intention")


@dataclass(frozen=True)
class Instrument:
    """Hold the numbers of the questionnaire. Every field carries its :class:`sim.number.Number`.

    Points, both centres with a source, the weight of structure and the slips are set by :func:`anchored`, so that a large survey of Karachi
    gives S01, S02, S05, D02 and S08 after halo, slips, rounding and the ends of the scale: that these agree is no evidence for the model.
    """

    points: float = number(1.38, 0.1, 3, "points per SD", "points", "Points of the scale per SD of what is rated, before rounding and the ends of the scale.", "D02")
    practices_centre: float = number(3.49, 1, 5, "points", "practices", "Rating of mentoring practices where there are none.", "S01 S02")
    growth_centre: float = number(3.6, 1, 5, "points", "growth", "Rating of growth by a teacher of mean efficacy with nothing learnt.")
    support_centre: float = number(4.16, 1, 5, "points", "support", "Rating of support under a head of the reference.", "S04")
    seen_share: float = number(0.5, 0, 1, "share", "hearsay", "Weight of what colleagues receive, for those without a mentor.")
    structure_weight: float = number(1.04, 0, 5, "SD", "structure", "Rating gained by written aims, a timetable and a selection rule.", "S01 S02 S10")
    efficacy_growth: float = number(0.5, 0, 1, "SD per SD", "felt growth", "Rated growth per SD of efficacy.")
    support_slope: float = number(1.0, 0, 2, "SD per SD", "felt support", "Rated support per SD of leadership support.", "S04")
    halo: float = number(0.2, 0, 0.35, "share of variance", "halo", "Part of the variance of ratings that one person's sections share.")
    reliability: float = number(0.87, 0.5, 0.99, "alpha", "reliability", "Cronbach's alpha of the 25 items, and reliability of the further scales.", "S08")
    slip: float = number(3.96, 0, 10, "points", "slips", "Spread of an item's slips at a reliability of 0.5.", "S08")
    accomplishment_efficacy: float = number(0.52, 0, 1, "SD per SD", "accomplishment", "Lack of accomplishment felt less per SD of efficacy.", "P05")
    accomplishment_exhaustion: float = number(0.26, 0, 1, "SD per SD", "accomplishment", "Lack of accomplishment felt more per SD of exhaustion.", "P02")


# variance between teachers of one sector in what there is to rate, as found in Karachi's worlds: the rest of 1 is halo and own view
RATED_VARIANCE = {"practices": 0.25, "growth": 0.25, "support": 1.0}


@dataclass(frozen=True)
class Roll:
    """Hold the teachers in post of one world in one month, a row each, with what they could tell.

    Attributes
    ----------
    seed, replicate : the world's luck, which keys every draw.
    person_post, person_number, school, mentored, private, woman : integers.
    age, experience : years.
    practices : float64 (3, teachers): signal of the own mentor, mean signal of the school's mentees for those without one, and structure
        (formality, 0-1, where a programme is alive).
    learnt : knowledge and practised technique gained, SD;  leadership : support by the head, SD.
    states : float64 (4, teachers): efficacy, exhaustion, depersonalisation, intention, SD.
    """

    seed: int
    replicate: int
    person_post: np.ndarray
    person_number: np.ndarray
    school: np.ndarray
    mentored: np.ndarray
    private: np.ndarray
    woman: np.ndarray
    age: np.ndarray
    experience: np.ndarray
    practices: np.ndarray
    learnt: np.ndarray
    leadership: np.ndarray
    states: np.ndarray

    def __len__(self) -> int:
        return self.school.size

    def only(self, mask: np.ndarray) -> Roll:
        """Return the teachers of a mask."""
        cut = {f.name: getattr(self, f.name)[..., mask] for f in dataclasses.fields(self) if f.name not in ("seed", "replicate")}
        return Roll(self.seed, self.replicate, **cut)


def roll(world: World) -> Roll:
    """Return the teachers in post, with what each receives, has learnt, and stands under this month."""
    f, i = world.f, world.i
    here = f[COLUMN.present] > 0.5
    school = world.post_school
    tied = here & (i[INTEGER.mentor] != NO_MENTOR)
    schools = world.school_f.shape[1]
    mentees = np.bincount(school[tied], minlength=schools)
    heard = np.bincount(school[tied], f[COLUMN.signal][tied], minlength=schools) / np.maximum(1, mentees)
    running = world.p[P.formal] * (world.p[P.coverage] > 0.0) * world.school_f[SCHOOL.programme]
    practices = np.stack([np.where(tied, f[COLUMN.signal], 0.0), np.where(tied, 0.0, heard[school]), running[school]])
    return Roll(
        seed=int(world.clock[CLOCK.seed]),
        replicate=int(world.clock[CLOCK.replicate]),
        person_post=i[INTEGER.person_post][here],
        person_number=i[INTEGER.person_number][here],
        school=school[here],
        mentored=tied[here].astype(np.int8),
        private=(world.school_f[SCHOOL.private][school][here] > 0.5).astype(np.int8),
        woman=world.b[BYTE.woman][here],
        age=f[COLUMN.age][here],
        experience=f[COLUMN.experience][here],
        practices=practices[:, here],
        learnt=(f[COLUMN.knowledge] + f[COLUMN.practice])[here],
        leadership=world.school_f[SCHOOL.leadership][school][here],
        states=f[[COLUMN.efficacy, COLUMN.exhaustion, COLUMN.depersonalisation, COLUMN.intention]][:, here],
    )


def sample(people: Roll, n: int, draw: int, schools: int = 0) -> np.ndarray:
    """Return the rows of sample ``draw`` of ``n`` teachers, sorted; the same key gives the same sample.

    Parameters
    ----------
    schools : draw the teachers from so many schools (as many teachers from each as there are, in turn); 0: from all alike.

    Raises
    ------
    ValueError : there are not that many teachers (in so many schools).
    """
    if n > len(people):
        raise ValueError(f"{n} teachers are asked for and {len(people)} are there")
    # one call gives the luck of four samples
    luck = np.array(
        [
            uniforms(people.seed, people.replicate, post, k, draw // 4, SAMPLE)[draw % 4]
            for post, k in zip(people.person_post.tolist(), people.person_number.tolist())
        ]
    )
    if not schools:
        return np.sort(np.argsort(luck, kind="stable")[:n])
    order = np.argsort(luck, kind="stable")
    names, first, size = np.unique(people.school[order], return_index=True, return_counts=True)
    # schools stand in the order of their luckiest teacher; those that are too small for an even share are passed over
    share = -(-n // schools)
    fit = names[np.argsort(first)][(size >= share)[np.argsort(first)]][:schools]
    if fit.size < schools:
        raise ValueError(f"{schools} schools with {share} teachers each are asked for and {fit.size} are there")
    chosen = np.concatenate([order[people.school[order] == name][:share] for name in fit])
    return np.sort(chosen[:n])


def rated(people: Roll, instrument: Instrument) -> np.ndarray:
    """Return what there is to rate in each section, float64 (3, teachers), SD."""
    own, heard, structure = people.practices
    practices = own + instrument.seen_share * heard + instrument.structure_weight * structure
    growth = instrument.efficacy_growth * people.states[0] + people.learnt
    return np.stack([practices, growth, instrument.support_slope * people.leadership])


def answers(people: Roll, instrument: Instrument, draw: int) -> np.ndarray:
    """Return the ticks of all teachers of a roll in sample ``draw``, int8 (teachers, 25), 1-5, in the order of SECTIONS.

    Halo and own views are a person's for good; slips are of this sample.
    """
    z = _draws(people, 0, VIEWS)
    slips = np.concatenate([_draws(people, draw, ITEMS + k) for k in range(7)])
    noise = instrument.slip * np.sqrt((1.0 - instrument.reliability) / instrument.reliability)
    centres = (instrument.practices_centre, instrument.growth_centre, instrument.support_centre)
    ticks, at = [], 0
    for k, (section, questions) in enumerate(SECTIONS.items()):
        own = max(0.0, 1.0 - instrument.halo - RATED_VARIANCE[section])
        view = rated(people, instrument)[k] + np.sqrt(instrument.halo) * z[0] + np.sqrt(own) * z[1 + k]
        difficulty = np.array(DIFFICULTY[: len(questions)])
        difficulty = difficulty - difficulty.mean()
        for question in range(len(questions)):
            points = centres[k] + instrument.points * view + difficulty[question] + noise * slips[at]
            ticks.append(np.clip(np.floor(points + 0.5), 1, 5))
            at += 1
    return np.stack(ticks, axis=1).astype(np.int8)


def scales(people: Roll, instrument: Instrument, draw: int) -> np.ndarray:
    """Return the further scales as they are read in sample ``draw``, float64 (teachers, 5), in the order of STATES, about SD.

    Each is the state and an error that leaves it the instrument's reliability. Lack of accomplishment is a read-out: it loads on
    efficacy and on exhaustion, the rest is the person's own (P02, P05).
    """
    efficacy, exhaustion, depersonalisation, intention = people.states
    a, b = instrument.accomplishment_efficacy, instrument.accomplishment_exhaustion
    rest = np.sqrt(max(0.0, 1.0 - a * a - b * b - 2.0 * a * b * 0.35))  # 0.35: about the correlation of the two
    lack = b * exhaustion - a * efficacy + rest * _draws(people, 0, SCALES)[3]
    error = np.concatenate([_draws(people, draw, SCALES + 1), _draws(people, draw, SCALES)[:1]])
    noise = np.sqrt((1.0 - instrument.reliability) / instrument.reliability)
    return np.stack([efficacy, exhaustion, depersonalisation, lack, intention], axis=1) + noise * error.T


def section_of() -> list[str]:
    """Return the section of each of the 25 items."""
    return [section for section, questions in SECTIONS.items() for _ in questions]


def anchored(
    instrument: Instrument, private, government, means=(4.21, 3.48), spread: float = 0.83, support: float = 3.71,
    rounds: int = 40,
) -> Instrument:
    """Return the instrument with points, centres, structure and slips set so that rolls of both sectors give the published numbers.

    Solved on large samples by repeated small corrections: mean practices of both sectors (S01, S02), their pooled SD within sectors (D02),
    the overall mean of support (S05) and alpha of all 25 items (S08), each sector weighing the same.
    """
    place = np.array(section_of())
    for _ in range(rounds):
        both = [np.concatenate([answers(people, instrument, 0) for people in part]).astype(float) for part in (private, government)]
        practices = [ticks[:, place == "practices"].mean(axis=1) for ticks in both]
        weights = np.concatenate([np.full(len(ticks), 0.5 / len(ticks)) for ticks in both])
        covariance = np.cov(np.concatenate(both).T, aweights=weights, ddof=0)
        alpha = place.size / (place.size - 1) * (1.0 - np.trace(covariance) / covariance.sum())
        within = np.sqrt(0.5 * (practices[0].var() + practices[1].var()))
        gap, level = practices[0].mean() - practices[1].mean(), 0.5 * (practices[0].mean() + practices[1].mean())
        supported = 0.5 * sum(ticks[:, place == "support"].mean() for ticks in both)
        wanted_gap, wanted_level = means[0] - means[1], 0.5 * (means[0] + means[1])
        instrument = dataclasses.replace(
            instrument,
            points=float(instrument.points * (spread / within) ** 0.7),
            structure_weight=float(max(0.0, instrument.structure_weight + (wanted_gap - gap))),
            practices_centre=float(instrument.practices_centre + wanted_level - level),
            support_centre=float(instrument.support_centre + support - supported),
            slip=float(max(0.1, instrument.slip * ((1.0 - instrument.reliability) / (1.0 - alpha)) ** 0.7)),
        )
    return instrument


def _draws(people: Roll, draw: int, decision: int) -> np.ndarray:
    """Return four standard normal numbers a person, float64 (4, teachers)."""
    pairs = zip(people.person_post.tolist(), people.person_number.tolist())
    return np.array([normals(people.seed, people.replicate, post, k, draw, decision) for post, k in pairs]).reshape(-1, 4).T
