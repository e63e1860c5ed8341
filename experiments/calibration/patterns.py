"""The directional patterns SF1-SF24: what the source texts say must happen, as paired contrasts in small worlds.

A contrast is a number that is above zero where the assertion holds; worlds that are compared share every person, school and luck. A
pattern returns its contrasts by name, and as ``value`` the number that the table's band is about.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from experiments.calibration import panel
from experiments.calibration.careers import Careers
from experiments.calibration.targets import GAIN_EDGES, POOR_FIT, karachi, lower_quartile, naive, pooled, settled, values
from sim.columns import BYTE, COLUMN, INTEGER
from sim.context import Context, Place
from sim.levers import Levers
from sim.parameters import Parameters
from sim.record import CELL_STAGE, MONTHLY, YEARLY
from sim.scenario import Scenario
from sim.vector import P

PAIRS = Levers(
    coverage=0.9, reach_years=5, duration_months=36, mentor_pool="school", individual_h_month=6.0, meetings_per_month=4,
    mentor_training_h=20.0, formality=2,
)  # fmt: skip
OUTSIDE = replace(PAIRS, mentor_pool="outside")
NONE = Scenario("none", "No policy")
LOW_PAY_LEAVE = 0.16  # a year: voluntary leaving at the pay of low-fee private schools (context karachi_private)
CLUSTER = replace(
    PAIRS, mentor_pool="cluster", match_rule="cluster_geography", reach_years=60, group_size=35, individual_h_month=0.0, group_h_month=10.0,
    meetings_per_month=2, mentor_training_h=80.0,
)  # fmt: skip


class Bench:
    """Hold the small worlds of one parameter set: made when first asked for, shared by all patterns.

    Parameters
    ----------
    parameters, places : one set;  teachers, lucks : size and number of worlds;  seed, first : of all luck, and the number of the first.
    """

    def __init__(
        self, parameters: Parameters, places: dict | None = None, teachers: int = 800, lucks: int = 3, seed: int = 1, first: int = 0
    ):  # fmt: skip
        self.parameters, self.places, self.teachers, self.seed = parameters, places or {}, teachers, seed
        self.lucks = range(first, first + lucks)
        self.kept: dict = {}

    def snapshots(self, parameters: dict | None = None, **place):
        """Return the settled worlds of the reference place with some of its numbers set."""
        from sim.simulate import run_in

        key = repr((sorted((parameters or {}).items()), sorted(place.items())))
        if key not in self.kept:
            context = Context("reference", "Reference", "none", place=Place(**place))
            numbers = replace(self.parameters, **(parameters or {}))
            self.kept[key] = [
                run_in(context, NONE, numbers, teachers=self.teachers, seed=self.seed, replicate=luck, years=4)
                for luck in self.lucks
            ]
        return self.kept[key]

    def runs(self, levers: Levers | None, years: int = 1, parameters: dict | None = None, **place):
        """Return one outcome for each luck under levers; None is no policy."""
        from sim.simulate import branch

        policy = Scenario("policy", "Policy", levers) if levers else NONE
        return [branch(snapshot, policy, years, spells=False) for snapshot in self.snapshots(parameters, **place)]

    def worlds(self, levers: Levers | None, months: int, change=None, parameters: dict | None = None, **place):
        """Return each world after some months under levers; ``change(world)`` is done after the first month."""
        from sim.simulate import advance, start

        found = []
        for snapshot in self.snapshots(parameters, **place):
            world = start(snapshot, Scenario("policy", "Policy", levers) if levers else NONE, (months + 11) // 12, spells=False)
            if change:
                advance(world, snapshot.month, snapshot.month + 1)
                change(world)
            advance(world, snapshot.month + (1 if change else 0), snapshot.month + months)
            found.append(world)
        return found


def monthly(runs, name):
    """Return a monthly sum of all lucks: (months,)."""
    return sum(run.monthly[:, MONTHLY.index(name)] for run in runs)


def share(runs, part, whole):
    """Return the ratio of two monthly sums over whole runs."""
    return monthly(runs, part).sum() / monthly(runs, whole).sum()


def novices(runs, name, year=0):
    """Return the mean spring reading of novices."""
    cells = sum(run.yearly[year, :CELL_STAGE].sum(axis=0) for run in runs)
    return cells[YEARLY.index(name)] / cells[YEARLY.index("spring_heads")]


def mean(worlds, name, who=None):
    """Return the mean of a column over those who have a mentor, or over whom ``who(world)`` names."""
    who = who or (lambda world: world.i[INTEGER.mentor] != -1)
    return np.concatenate([world.f[getattr(COLUMN, name)][who(world)] for world in worlds]).mean()


def _gains(bench, levers, months=9, **place):
    """Return fit, likeness of temperament and paired gain of efficacy of everybody with a mentor who meets her.

    Likeness (SD) is 0 for a mentor from outside.
    """
    fits, likes, gains = [], [], []
    for a, b in zip(bench.worlds(None, months, **place), bench.worlds(levers, months, **place), strict=True):
        one, other = panel.people(a), panel.people(b)
        i, j = panel.both(one, other)
        keep = (other["tied"][j] > 0.5) & (other["on_paper"][j] < 0.5)
        fits.append(other["fit"][j][keep])
        mentor = other["mentor"][j][keep]
        apart = np.abs(other["temperament"][j][keep] - b.f[COLUMN.temperament, np.maximum(mentor, 0)])
        likes.append(np.where(mentor >= 0, -apart, 0.0))
        gains.append((other["efficacy"][j] - one["efficacy"][i])[keep])
    return np.concatenate(fits), np.concatenate(likes), np.concatenate(gains)


def sector_gap(bench):
    """SF1: in a survey of 30 + 30 private schools score above government schools."""
    sums = {}
    for name in ("karachi_private", "karachi_government"):
        worlds = [settled(name, bench.parameters, bench.places.get(name, {}), 400, bench.seed, luck) for luck in bench.lucks]
        sums |= pooled([karachi(world) for world in worlds])
    found = values(sums)
    return {"value": found["T12c"], "private above government": found["T12a"] - found["T12b"]}


def form(bench):
    """SF5: formal mentoring has less spread of quality than informal, and a higher mean."""
    found = []
    for documents in (0, 3):
        people = [panel.people(world) for world in bench.worlds(replace(OUTSIDE, formality=documents), 8)]
        found.append(np.concatenate([one["quality"][(one["tied"] > 0.5) & (one["on_paper"] < 0.5)] for one in people]))
    informal, formal = found
    return {
        "value": formal.var() / informal.var(),
        "less variance": informal.var() - formal.var(),
        "higher mean": formal.mean() - informal.mean(),
    }


def naive_ratio(bench):
    """SF6: unmentored novices leave about twice as often in three years."""
    from sim.simulate import branch

    sums = []
    for luck in range(2 * bench.lucks.start, 2 * bench.lucks.stop):
        snapshot = settled("united_states", bench.parameters, bench.places.get("united_states", {}), 2000, bench.seed, luck)
        sums.append(naive(Careers(branch(snapshot, snapshot.today, years=5)), (3,)))
    total = pooled(sums)
    rates = [total[f"gone {group} 3"] / total[f"base {group} 3"] for group in ("without", "with")]
    return {"value": rates[0] / rates[1], "above one": rates[0] / rates[1] - 1.0}


def imposed(bench):
    """SF7: imposed mentors deliver less and worse than volunteers, and are more exhausted."""
    of = {part: bench.worlds(replace(PAIRS, imposed_share=part), 9) for part in (0.0, 1.0)}
    people = {part: [panel.people(world) for world in worlds] for part, worlds in of.items()}

    def tie(part, name):
        return np.concatenate([one[name][one["tied"] > 0.5] for one in people[part]]).mean()

    # what mentoring does to the mentors themselves, beside the same persons without it
    strain = {}
    for part in (0.0, 1.0):
        change = []
        for a, b in zip(bench.worlds(None, 9), of[part], strict=True):
            one, other = panel.people(a), panel.people(b)
            i, j = panel.both(one, other)
            change.append((other["exhaustion"][j] - one["exhaustion"][i])[other["role"][j] == 1])
        strain[part] = np.concatenate(change).mean()
    hours = tie(0.0, "delivered_hours") - tie(1.0, "delivered_hours")
    return {
        "value": hours, "fewer hours met": hours, "lower quality": tie(0.0, "quality") - tie(1.0, "quality"),
        "mentors more exhausted": strain[1.0] - strain[0.0],
    }  # fmt: skip


def paper(bench):
    """SF8: mentoring on paper keeps no more teachers than none."""
    paper_only = replace(OUTSIDE, individual_h_month=0.0, imposed_share=1.0, mentor_training_h=0.0)
    none, name_only = bench.runs(None, 3), bench.runs(paper_only, 3)
    kept = (monthly(none, "expected_leave").sum() - monthly(name_only, "expected_leave").sum()) / monthly(none, "expected_leave").sum()
    return {"value": kept, "no fewer leave": -kept}


def mismatch(bench):
    """SF9: growth rises with fit and with like temperament; with mentors of the usual little training poor fit can turn it round."""
    little = {"mentor_training_h": 8.0, "formality": 1}
    fit, _, gain = _gains(bench, replace(OUTSIDE, **little))
    slope = np.cov(fit, gain)[0, 1] / fit.var()
    _, like, grown = _gains(bench, replace(PAIRS, mentor_pool="cluster", **little))
    poor = np.histogram(np.clip(gain[fit < POOR_FIT], -1.999, 1.999), GAIN_EDGES)[0]
    return {
        "value": slope, "growth rises with fit": slope, "and with like temperament": np.cov(like, grown)[0, 1],
        "poor fit can reverse it": -lower_quartile(poor),
    }  # fmt: skip


def rematch(bench):
    """SF10: a re-match window recovers part of what mismatch loses."""
    fixed, window = (bench.worlds(replace(PAIRS, mentor_pool="cluster", rematch_window_months=months), 8) for months in (0, 6))
    gain = mean(window, "signal") - mean(fixed, "signal")
    return {"value": gain, "better signal": gain, "better fit": mean(window, "fit") - mean(fixed, "fit")}


def groups(bench):
    """SF11: with mentors scarce a group reaches more, each with less, and evens out who gets a good mentor."""
    reach = replace(PAIRS, reach_years=12, mentor_pool="cluster")
    pairs = bench.worlds(reach, 8)
    group = bench.worlds(replace(reach, group_size=8, individual_h_month=0.0, group_h_month=6.0), 8)

    def per_mentor(worlds):
        return sum((w.i[INTEGER.mentor] != -1).sum() for w in worlds) / sum((w.b[BYTE.role] == 1).sum() for w in worlds)

    def reached(worlds):
        return float(sum((w.i[INTEGER.mentor] != -1).sum() for w in worlds))

    def spread(worlds):
        return np.concatenate([w.f[COLUMN.signal][(w.i[INTEGER.mentor] != -1) & (w.b[BYTE.on_paper] == 0)] for w in worlds]).std()

    dose = [mean(worlds, "delivered_hours") * worlds[0].p[P.contact_share] for worlds in (pairs, group)]
    return {
        "value": per_mentor(group) / per_mentor(pairs), "more mentees a mentor": per_mentor(group) - per_mentor(pairs),
        "more reached": reached(group) - reached(pairs), "lower dose a head": dose[0] - dose[1],
        "less spread": spread(pairs) - spread(group),
    }  # fmt: skip


def release(bench):
    """SF12: released time raises delivered over planned hours, most under high workload."""
    gains = {}
    for hours in (42.0, 52.0):
        a, b = (bench.runs(replace(PAIRS, release_h_week=released), weekly_hours=hours) for released in (0.0, 3.0))
        gains[hours] = share(b, "delivered_hours", "planned_hours") / share(a, "delivered_hours", "planned_hours") - 1.0
    return {"value": gains[52.0], "delivered over planned rises": gains[52.0], "most under load": gains[52.0] - gains[42.0]}


def _gain(runs):
    return (monthly(runs, "knowledge") + monthly(runs, "practice")) / monthly(runs, "heads")


def one_year(bench):
    """SF13: a cluster programme of one year: gains during it, most of them gone 24 months after."""
    runs = bench.runs(replace(CLUSTER, end_month=12), 3)
    gain = _gain(runs) - _gain(bench.runs(None, 3))
    lost = 1.0 - gain[35] / gain.max()
    peak = monthly(runs, "knowledge").argmax()
    return {"value": lost, "at least 70 % lost": lost - 0.7, "peak at its end": 3.5 - abs(peak - 10.5)}


def fading(bench):
    """SF14: follow-up and support slow the fade; interference and low pay speed it."""
    goes_on = replace(OUTSIDE, reach_years=60, duration_months=12)
    ends = replace(goes_on, end_month=12)

    def kept(levers, **place):
        # what is left of the schools' gain three years on, beside the best of it
        gain = _gain(bench.runs(levers, 3, **place)) - _gain(bench.runs(None, 3, **place))
        return gain[35] / gain.max()

    followed = kept(replace(goes_on, followup_visits=10.0)) - kept(goes_on)
    return {
        "value": followed, "follow-up slows": followed, "strong heads slow": kept(ends, leadership=1.0) - kept(ends, leadership=-1.0),
        "interference speeds": kept(ends) - kept(ends, interference=1.0),
        # technique goes with the teachers whom low pay drives out
        "low pay speeds": kept(ends) - kept(ends, voluntary_leave=LOW_PAY_LEAVE),
    }  # fmt: skip


def large_clusters(bench):
    """SF15: large clusters lessen isolation more than they make teachers grow, and raise knowledge; growth stays below one to one."""
    runs = {
        name: bench.runs(levers) for name, levers in (("none", None), ("cluster", CLUSTER), ("pairs", replace(OUTSIDE, reach_years=60)))
    }
    bond, learnt = ({k: monthly(r, name)[8] / monthly(r, "heads")[8] for k, r in runs.items()} for name in ("belonging", "knowledge"))
    grown = {k: novices(r, "efficacy") for k, r in runs.items()}
    ratio = (grown["cluster"] - grown["none"]) / (grown["pairs"] - grown["none"])
    tied = (bond["cluster"] - bond["none"]) / (bond["pairs"] - bond["none"])
    return {
        "value": ratio, "less isolation": bond["cluster"] - bond["none"], "ties more than growth": tied - ratio,
        "more knowledge": learnt["cluster"] - learnt["none"], "growth below one to one": 1.0 - ratio,
    }  # fmt: skip


def _worth(bench, levers, **place):
    return novices(bench.runs(levers, **place), "efficacy") - novices(bench.runs(None, **place), "efficacy")


def mentor_load(bench):
    """SF16: the programme achieves less where mentors are loaded and nobody monitors."""
    loaded = _worth(bench, replace(PAIRS, imposed_share=0.6), weekly_hours=52.0) - _worth(
        bench, replace(PAIRS, imposed_share=0.6), weekly_hours=42.0
    )
    seen = [_worth(bench, replace(PAIRS, imposed_share=0.6, monitoring_visits=visits)) for visits in (0.0, 5.0)]
    return {"value": loaded, "less under load": -loaded, "less unseen": seen[1] - seen[0]}


def ownership(bench):
    """SF17: locally owned programmes outlive the end of outside money and new heads."""
    alive = []
    for owned in (0.0, 0.9):
        runs = bench.runs(replace(OUTSIDE, funding_end_month=12, local_ownership=owned, duration_months=48), 4)
        alive.append(monthly(runs, "programme_schools")[36] / monthly(runs, "schools")[36])
    return {"value": alive[1] - alive[0], "owned programmes live on": alive[1] - alive[0]}


def dip(bench):
    """SF18: novices without support dip deepest in their first year."""
    support = _worth(bench, replace(OUTSIDE, reach_years=1))
    return {"value": support, "mentored dip less": support}


def warmth(bench):
    """SF19: a warmer mentor tires mentees less at equal quality of instruction."""

    def shift(by):
        def change(world):
            world.f[COLUMN.warmth][world.i[INTEGER.mentor] != -1] += by

        return change

    less = mean(bench.worlds(OUTSIDE, 9, shift(1.0)), "exhaustion") - mean(bench.worlds(OUTSIDE, 9, shift(-1.0)), "exhaustion")
    return {"value": 0.5 * less, "warmth relieves": -less}


def mentors_gain(bench):
    """SF20: mentors gain too, less than their mentees."""
    gains = {"mentor": [], "mentee": []}
    for a, b in zip(bench.worlds(None, 9), bench.worlds(replace(PAIRS, release_h_week=2.0), 9), strict=True):
        one, other = panel.people(a), panel.people(b)
        i, j = panel.both(one, other)
        gain = other["efficacy"][j] - one["efficacy"][i]
        gains["mentor"].append(gain[other["role"][j] == 1])
        gains["mentee"].append(gain[(other["tied"][j] > 0.5) & (other["experience"][j] < 2.0)])
    found = {who: np.concatenate(each).mean() for who, each in gains.items()}
    return {
        "value": found["mentor"] / found["mentee"],
        "mentors gain": found["mentor"],
        "mentees gain more": found["mentee"] - found["mentor"],
    }


def recognition(bench):
    """SF21: points for attestation draw volunteers, less once attestation is passed."""
    small = {"school_size": 8.0}
    points = replace(PAIRS, recognition="attestation")
    drawn = share(bench.runs(points, **small), "mentees", "heads") - share(bench.runs(PAIRS, **small), "mentees", "heads")

    def volunteers(passed):
        return sum(_attested(bench, points, passed, small))

    return {"value": drawn, "more have a mentor": drawn, "weaker once passed": float(volunteers(0) - volunteers(1))}


def _attested(bench, levers, passed, place):
    from sim.simulate import advance, start

    for snapshot in bench.snapshots(**place):
        world = start(snapshot, Scenario("policy", "Policy", levers), 1, spells=False)
        world.b[BYTE.attested] = passed
        advance(world, snapshot.month, snapshot.month + 1)
        yield int((world.b[BYTE.role] == 1).sum())


def leadership(bench):
    """SF22: support by the head multiplies mentoring."""
    trained = replace(OUTSIDE, mentor_training_h=60.0)
    gain = {heads: _worth(bench, trained, leadership=heads) for heads in (-1.5, 1.5)}
    met = {heads: share(bench.runs(trained, leadership=heads), "delivered_hours", "planned_hours") for heads in (-1.5, 1.5)}
    return {
        "value": gain[1.5] - gain[-1.5],
        "strong heads raise the worth": gain[1.5] - gain[-1.5],
        "and what is met": met[1.5] - met[-1.5],
    }


def longer(bench):
    """SF23: with longer mentoring fewer leave in years two and three."""
    leave = {}
    for months in (12, 36, 60):
        runs = bench.runs(replace(OUTSIDE, duration_months=months), 3)
        cells = sum(run.yearly[1:3, :CELL_STAGE].sum(axis=(0, 1)) for run in runs)
        leave[months] = cells[YEARLY.index("expected_leave")] / cells[YEARLY.index("heads")]
    return {"value": leave[12] - leave[36], "36 months": leave[12] - leave[36], "60 months": leave[12] - leave[60]}


def remote(bench):
    """SF24: remote contact reaches farther and does less each."""
    far = {"distance": 25.0}
    met = [mean(bench.worlds(replace(OUTSIDE, remote_share=part), 8, **far), "delivered_hours") for part in (0.0, 1.0)]
    near = [
        mean(
            bench.worlds(replace(OUTSIDE, remote_share=part), 8, parameters={"quality_noise": 0.0}, distance=0.0),
            "signal",
        )
        for part in (0.0, 1.0)
    ]
    return {"value": near[1] / near[0], "more is met far away": met[1] - met[0], "less a contact": 1.0 - near[1] / near[0]}


PATTERNS = {
    "SF1": sector_gap, "SF5": form, "SF6": naive_ratio, "SF7": imposed, "SF8": paper, "SF9": mismatch, "SF10": rematch, "SF11": groups,
    "SF12": release, "SF13": one_year, "SF14": fading, "SF15": large_clusters, "SF16": mentor_load, "SF17": ownership, "SF18": dip,
    "SF19": warmth, "SF20": mentors_gain, "SF21": recognition, "SF22": leadership, "SF23": longer, "SF24": remote,
}  # fmt: skip
