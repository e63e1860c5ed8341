"""What the source texts say must happen, in its direction, on sets of the released ensemble: the rows SF of configs/patterns.csv."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.columns import BYTE, COLUMN, INTEGER
from sim.levers import Levers
from sim.record import CELL_STAGE, YEARLY
from sim.scenario import Scenario
from sim.simulate import advance, start
from tests.sim.worlds import monthly

NONE = Scenario("none", "No policy")
PAIRS = Levers(
    coverage=0.9, reach_years=5, duration_months=36, mentor_pool="school", individual_h_month=6.0, meetings_per_month=4,
    mentor_training_h=20.0, formality=2,
)  # fmt: skip
OUTSIDE = replace(PAIRS, mentor_pool="outside")


def under(levers=PAIRS, **changes):
    """Return a policy."""
    return Scenario("policy", "Policy", replace(levers, **changes))


def share(found, part, whole):
    """Return the ratio of two monthly sums over the whole run."""
    return monthly(found, part).sum() / monthly(found, whole).sum()


def novices(found, name, year=0):
    """Return the mean spring reading of novices in a school year."""
    cells = found.yearly[year, :CELL_STAGE].sum(axis=0)
    return cells[YEARLY.index(name)] / cells[YEARLY.index("spring_heads")]


def leavers(found):
    """Return expected leavers over the run: sums of hazards, which luck scatters less than heads."""
    return monthly(found, "expected_leave").sum()


def mentees_mean(world, name):
    """Return the mean of a column over those who have a mentor."""
    return world.f[getattr(COLUMN, name)][world.i[INTEGER.mentor] != -1].mean()


def test_released_time_raises_delivery_and_most_under_load(worlds, clearly):
    """SF12: releasing mentors raises delivered over planned hours, and most where workload is high."""
    gains = {}
    for hours in (42.0, 52.0):
        here = worlds(weekly_hours=hours)
        without, with_time = here.outcomes(under()), here.outcomes(under(release_h_week=3.0))
        gains[hours] = [
            share(b, "delivered_hours", "planned_hours") / share(a, "delivered_hours", "planned_hours") - 1.0
            for a, b in zip(without, with_time)
        ]
    clearly(gains[52.0], "delivered over planned gained by release, 52 hours a week")
    clearly(np.subtract(gains[52.0], gains[42.0]), "more so than at 42 hours a week")


def test_imposed_mentors_deliver_less(worlds, clearly):
    """SF7: imposed mentors deliver less than volunteers, all else equal; more of them exist on paper only."""
    volunteers, imposed = (worlds().outcomes(under(OUTSIDE, imposed_share=part)) for part in (0.0, 1.0))
    for name, whole, sign in (("delivered_hours", "mentees", 1), ("on_paper", "mentees", -1)):
        clearly(
            [sign * (share(a, name, whole) - share(b, name, whole)) for a, b in zip(volunteers, imposed)],
            f"volunteers less imposed, {name}",
        )


def test_paper_mentoring_is_no_better_than_none(worlds, clearly):
    """SF8: mentoring that exists on paper only keeps no more teachers than none, and tires them."""
    paper = under(OUTSIDE, individual_h_month=0.0, imposed_share=1.0, mentor_training_h=0.0)
    none, name_only = worlds().outcomes(NONE, 3), worlds().outcomes(paper, 3)
    assert all(share(found, "on_paper", "mentees") == 1.0 for found in name_only)
    clearly([leavers(b) - leavers(a) for a, b in zip(none, name_only)], "expected leavers of 1000 in three years, paper less none")
    clearly([novices(b, "exhaustion") - novices(a, "exhaustion") for a, b in zip(none, name_only)], "novices' exhaustion, paper less none")


def test_real_mentoring_keeps_teachers(worlds, clearly):
    """The other side of SF8: with mentors who meet them fewer of the same teachers leave."""
    none, real = worlds().outcomes(NONE, 3), worlds().outcomes(under(OUTSIDE), 3)
    clearly([leavers(a) - leavers(b) for a, b in zip(none, real)], "expected leavers of 1000 in three years, none less mentored")


def test_leadership_multiplies_mentoring(worlds, clearly):
    """SF22: with weak heads even trained mentors deliver little, and what they deliver does less."""
    gain, delivered = {}, {}
    for heads in (-1.5, 1.5):
        none, trained = worlds(leadership=heads).outcomes(NONE), worlds(leadership=heads).outcomes(under(OUTSIDE, mentor_training_h=60.0))
        delivered[heads] = [share(found, "delivered_hours", "planned_hours") for found in trained]
        gain[heads] = [novices(b, "efficacy") - novices(a, "efficacy") for a, b in zip(none, trained)]
    clearly(np.subtract(delivered[1.5], delivered[-1.5]), "delivered over planned by trained mentors, strong less weak heads")
    clearly(np.subtract(gain[1.5], gain[-1.5]), "worth of mentoring in novices' efficacy, strong less weak heads")


def test_a_rematch_window_recovers_fit(worlds, clearly):
    """SF10: where pairs that do not fit may part within six months, fit and signal are better."""
    fixed, window = (worlds().after(under(mentor_pool="cluster", rematch_window_months=months), 8) for months in (0, 6))
    for name in ("fit", "signal"):
        clearly(
            [mentees_mean(b, name) - mentees_mean(a, name) for a, b in zip(fixed, window)], f"{name}, with less without a re-match window"
        )


def test_remote_contact_does_less_each_and_reaches_farther(worlds, clearly):
    """SF24: remote contact has 0.3-0.7 of the effect of one in person, and saves the losses of the road."""
    far = worlds(distance=25.0, parameters={"quality_noise": 0.0})
    person, remote = (far.after(under(OUTSIDE, remote_share=part), 8) for part in (0.0, 1.0))
    delivered = [(mentees_mean(a, "delivered_hours"), mentees_mean(b, "delivered_hours")) for a, b in zip(person, remote)]
    clearly([b - a for a, b in delivered], "hours met, remote less in person, 25 km from the centre")
    near = worlds(distance=0.0, parameters={"quality_noise": 0.0})
    person, remote = (near.after(under(OUTSIDE, remote_share=part), 8) for part in (0.0, 1.0))
    ratio = np.mean([mentees_mean(b, "signal") / mentees_mean(a, "signal") for a, b in zip(person, remote)])
    assert 0.3 < ratio < 0.7


def test_gains_fade_after_a_year_and_follow_up_slows_it(worlds, clearly):
    """SF13, SF14: of what a one-year programme taught, most is gone two years after its end; follow-up keeps more."""
    one_year = under(OUTSIDE, reach_years=60, duration_months=12)
    visited = under(OUTSIDE, reach_years=60, duration_months=12, followup_visits=10.0)
    left, kept = [], []
    for plain, followed in zip(worlds().outcomes(one_year, 3), worlds().outcomes(visited, 3)):
        gain = monthly(plain, "knowledge") / monthly(plain, "heads")
        assert 8 <= gain.argmax() <= 13
        left.append(gain[35] / gain.max())
        kept.append((monthly(followed, "knowledge") / monthly(followed, "heads"))[35] / gain.max())
    assert np.mean(left) < 0.3
    clearly(np.subtract(kept, left), "share of knowledge left after two years, with less without follow-up")


def test_mentored_novices_dip_less(worlds, clearly):
    """SF18: efficacy falls in the first year, least with a mentor."""
    none, mentored = worlds().outcomes(NONE), worlds().outcomes(under(OUTSIDE, reach_years=1))
    clearly(
        [novices(b, "efficacy") - novices(a, "efficacy") for a, b in zip(none, mentored)], "novices' efficacy in spring, mentored less none"
    )


def test_recognition_raises_volunteering(worlds, clearly):
    """SF21: certificates and points for attestation bring more mentors forward."""
    none, points = (worlds(school_size=8.0).outcomes(under(recognition=kind)) for kind in ("none", "attestation"))
    clearly(
        [share(b, "mentees", "heads") - share(a, "mentees", "heads") for a, b in zip(none, points)],
        "share with a mentor, recognised less not",
    )


def test_attestation_passed_weakens_recognition(worlds, clearly):
    """SF21: the pull of points is gone for those who have passed."""
    policy = under(recognition="attestation")
    before, after = [], []
    for snapshot in worlds(school_size=8.0).snapshots:
        for passed, found in ((0, before), (1, after)):
            world = start(snapshot, policy, 1)
            world.b[BYTE.attested] = passed
            advance(world, snapshot.month, snapshot.month + 1)
            found.append((world.b[BYTE.role] == 1).sum())
    clearly(np.subtract(before, after), "mentors, before less after attestation is passed")


def test_form_narrows_quality(worlds, clearly):
    """SF5: written aims, a timetable and a selection rule lower the spread of what reaches mentees, and raise its mean."""
    informal, formal = (worlds().after(under(OUTSIDE, formality=documents), 8) for documents in (0, 3))
    real = [[w.f[COLUMN.signal][(w.i[INTEGER.mentor] != -1) & (w.b[BYTE.on_paper] == 0)] for w in each] for each in (informal, formal)]
    clearly([a.std() - b.std() for a, b in zip(*real)], "spread of the signal, informal less formal")
    clearly([b.mean() - a.mean() for a, b in zip(*real)], "mean signal, formal less informal")


def test_warmth_relieves(worlds, clearly):
    """SF19: a warmer mentor tires mentees less, at the same quality of instruction."""
    cold, warm = [], []
    policy = under(OUTSIDE)
    for snapshot in worlds().snapshots:
        for shift, found in ((-1.0, cold), (1.0, warm)):
            world = start(snapshot, policy, 1)
            advance(world, snapshot.month, snapshot.month + 1)
            tied = world.i[INTEGER.mentor] != -1
            world.f[COLUMN.warmth][tied] += shift
            advance(world, snapshot.month + 1, snapshot.month + 8)
            found.append(world.f[COLUMN.exhaustion][tied].mean())
    clearly(np.subtract(cold, warm), "mentees' exhaustion, cold less warm mentors")


def test_mentors_gain_less_than_mentees(worlds):
    """SF20: mentors grow by mentoring, by less than their mentees."""
    none, pairs = worlds().after(NONE, 9), worlds().after(under(release_h_week=2.0), 9)
    gains = {"mentors": [], "mentees": []}
    for a, b in zip(none, pairs):
        same = (a.i[INTEGER.person_post] == b.i[INTEGER.person_post]) & (a.i[INTEGER.person_number] == b.i[INTEGER.person_number])
        for name, who in (("mentors", b.b[BYTE.role] == 1), ("mentees", b.i[INTEGER.mentor] != -1)):
            rows = same & who
            gains[name].append((b.f[COLUMN.efficacy] - a.f[COLUMN.efficacy])[rows].mean())
    assert 0.0 < np.mean(gains["mentors"]) < np.mean(gains["mentees"])
