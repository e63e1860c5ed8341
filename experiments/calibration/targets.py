"""The calibration targets T1-T14, measured in worlds of agents as the published studies measured them.

A reading is a dictionary of sums (heads, moments, hazards): readings of several runs are added before anything is divided. What each row
counts stands beside it; rows and bands are in ``configs/patterns.csv``.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from experiments.calibration import panel
from experiments.calibration.careers import Careers, naive, rates, survival
from experiments.calibration.panel import LACK_EFFICACY, LACK_EXHAUSTION, RELIABILITY, both, covariance, moments, slopes
from experiments.input import library
from sim.levers import Levers
from sim.parameters import Parameters
from sim.prices import LINES
from sim.record import CELL_STAGE, MONTHLY, YEARLY
from sim.scenario import Scenario

SPRING, YEAR = 9, 12
CHANGE = 0.5  # SD of the score in the workforce: from here a beginner's burnout is seen to have changed (T8b)
FLOOR_HOURS = 2.0  # met a month: the floor above which frequency is asked for (T7c)
POOR_FIT = -1.0  # SD (T9b)
LITTLE = 0.5  # of what a usual competent mentor does: from here down a mentee says "little or not at all" (T13b)
OUT_OF_DISTRICT = 0.4  # of movers (from memory of the national follow-up survey): the vendor's saving is a district's (T14)
# what a full-time mentor of a new-teacher centre does beside usual induction (C04, W07): T14
INTENSIVE = {
    "coverage": 1.0, "imposed_share": 0.0, "mentor_pool": "outside", "individual_h_month": 8.0, "mentor_training_h": 100.0,
    "release_h_week": 0.0, "mentor_pay_share": 0.0, "monitoring_visits": 5.0, "formality": 3.0,
}  # fmt: skip
# the score "mentoring practices" (1-5): centre and points per SD of quality set to S01 and S02, spread to D02; only t is a test (T12)
PRACTICES_CENTRE, PRACTICES_SLOPE, PRACTICES_SPREAD = 3.90, 0.39, 0.83
# the score "support" is the input itself: 0.65 on 0-1 is the reference's head and 0.2 one SD, as in the files of these places
SUPPORT_CENTRE, SUPPORT_SLOPE = 3.6, 0.8
# years that are followed: many autumn cohorts of each length, since survival of one cohort of some 80 beginners is mostly luck
US_YEARS, ENGLAND_YEARS = 12, 30
GAIN_EDGES = np.linspace(-2.0, 2.0, 401)
WORLDS = ("united_states", "england", "sindh_rural", "karachi_private", "karachi_government")


def settled(name: str, parameters: Parameters, place: dict, teachers: int, seed: int, replicate: int, years: int = 10):
    """Return the snapshot of a shipped context after its run-in, with some of the place's numbers set."""
    from sim.simulate import run_in

    context = library.find("context", name).made()
    context = dataclasses.replace(context, place=dataclasses.replace(context.place, **place))
    today = library.find("scenario", context.today).made()
    return run_in(context, today, parameters, teachers=teachers, seed=seed, replicate=replicate, years=years)


def changed(scenario: Scenario, **levers) -> Scenario:
    """Return a scenario with some levers set."""
    return dataclasses.replace(scenario, levers=dataclasses.replace(scenario.levers, **levers))


def _read(snapshot, scenario, months: tuple[int, ...], years: int, spells: bool = False):
    """Return readings of the people at some months, and the world, which has gone on to the end of its years if spells are kept."""
    from sim.simulate import advance, start

    world = start(snapshot, scenario, years, spells)
    found, now = {}, snapshot.month
    for month in (*months, *((12 * years,) if spells else ())):
        advance(world, now, snapshot.month + month)
        now = snapshot.month + month
        found[month] = panel.people(world)
    return found, world


def united_states(snapshot) -> dict:
    """Return the sums of T1-T9, T11a, T13b and T14 in one world of the United States."""
    from sim.simulate import outcome

    none = Scenario("no_mentoring", "No mentoring")
    springs = tuple(SPRING + YEAR * k for k in range(US_YEARS))
    seen, world = _read(snapshot, snapshot.today, tuple(sorted({0, YEAR, *springs})), US_YEARS, spells=True)
    careers = Careers(outcome(world, US_YEARS))
    sums = {f"us rates {k}": v for k, v in rates(careers).items()}
    sums |= {f"us survival {k}": v for k, v in survival(careers, (1, 2, 3, 4)).items()}
    sums |= {f"us naive {k}": v for k, v in naive(careers, (1, 4)).items()}
    without, _ = _read(snapshot, none, (SPRING, YEAR), 1)
    spring = seen[SPRING]
    sums["survey"] = moments(*(spring[k] for k in ("intention", "exhaustion", "depersonalisation", "efficacy")))
    for name, low, high in (("first", 0, 4), ("middle", 15, 26), ("late", 33, 60)):
        chosen = [(one["experience"] >= low) & (one["experience"] < high) for one in map(seen.get, springs)]
        efficacy = [seen[month]["efficacy"][who].sum() for month, who in zip(springs, chosen, strict=True)]
        sums[f"career {name}"] = np.array([sum(who.sum() for who in chosen), sum(efficacy)])
    sums |= pooled([_met(seen[month]) for month in springs])
    sums |= _beginners(seen) | _mentored(seen, without) | _decay(snapshot) | _payback(snapshot)
    return sums


def _met(spring) -> dict:
    """Return what first-year mentees of a spring got: fit beside quality, who was helped little, hours met (T9a, T13b)."""
    mentee = (spring["tied"] > 0.5) & (spring["experience"] < 1.0)
    real = mentee & (spring["on_paper"] < 0.5)
    return {
        "likeness": moments(spring["fit"][real], spring["quality"][real]),
        "helped": np.array([mentee.sum(), (mentee & (spring["signal"] < LITTLE)).sum()]),
        "met": np.array([real.sum(), spring["delivered_hours"][real].sum()]),
    }


def _beginners(seen) -> dict:
    """Return the sums of the first-year dip and of three years of burnout: persons hired at the branch."""
    start, spring, third = seen[0], seen[SPRING], seen[SPRING + 24]
    new = start["experience"] < 0.04
    a, b = both(start, spring)
    a, b = a[new[a]], b[new[a]]
    dip = spring["efficacy"][b] - start["efficacy"][a]
    a, b = both(spring, third)
    young = (spring["experience"][a] < 0.8) & np.isin(spring["person"][a], start["person"][new])
    burnout = [0.5 * (one["exhaustion"][at] + one["depersonalisation"][at])[young] for one, at in ((spring, a), (third, b))]
    spread = (0.5 * (spring["exhaustion"] + spring["depersonalisation"])).std() / np.sqrt(RELIABILITY)
    change = (burnout[1] - burnout[0]) / spread
    return {
        "dip": np.array([len(dip), dip.sum()]),
        "burnout": np.array([len(change), change.sum(), _seen_to_change(change).sum()]),
    }


def _seen_to_change(change):
    """Return the chance that two readings, each with its error, differ by more than CHANGE: float64 (persons,)."""
    from math import erf

    error = np.sqrt(2.0 * (1.0 - RELIABILITY))
    below = np.array([0.5 * (erf((CHANGE - c) / error / 2**0.5) + erf((CHANGE + c) / error / 2**0.5)) for c in change])
    return 1.0 - below


def _mentored(seen, without) -> dict:
    """Return what mentoring did to each first-year mentee: she beside herself without it, in both worlds the same luck (T6b, T7, T9b)."""
    spring, year = seen[SPRING], seen[YEAR]
    real = (spring["tied"] > 0.5) & (spring["experience"] < 1.0) & (spring["on_paper"] < 0.5)
    a, b = both(spring, without[SPRING])
    keep = real[a]
    gain = spring["efficacy"][a] - without[SPRING]["efficacy"][b]
    poor = keep & (spring["fit"][a] < POOR_FIT)
    _, c, d = np.intersect1d(year["person"], without[YEAR]["person"], assume_unique=True, return_indices=True)
    effect = {k: year[k][c] - without[YEAR][k][d] for k in ("efficacy", "exhaustion")}
    _, e, g = np.intersect1d(spring["person"], year["person"][c], assume_unique=True, return_indices=True)
    use = real[e] & (spring["delivered_hours"][e] > FLOOR_HOURS)
    q, h = spring["quality"][e][use], spring["delivered_hours"][e][use]
    return {
        "supported": np.array([keep.sum(), gain[keep].sum()]),
        "poor fit": np.histogram(np.clip(gain[poor], -1.999, 1.999), GAIN_EDGES)[0].astype(float),
        "quality efficacy": moments(q, h, effect["efficacy"][g][use]),
        "quality exhaustion": moments(q, h, effect["exhaustion"][g][use]),
    }


def _decay(snapshot) -> dict:
    """Return knowledge at the end of ten months of mentoring of everybody, and six months after it stopped, of the same persons (T11a)."""
    levers = Levers(coverage=1.0, reach_years=60, individual_h_month=8.0, mentor_pool="outside", mentor_training_h=40.0, end_month=10)
    seen, _ = _read(snapshot, Scenario("course", "Course", levers), (10, 16), 2)
    a, b = both(seen[10], seen[16])
    return {"decay": np.array([seen[10]["knowledge"][a].sum(), seen[16]["knowledge"][b].sum()])}


def _payback(snapshot) -> dict:
    """Return programme money and the cost of replacing whom the district loses in a year of usual and of intensive induction (T14).

    Expected losses of everybody: leavers, and of those who ask for another school the part that goes to another district.
    """
    from sim.simulate import branch

    prices = snapshot.context.prices
    found = []
    # both start afresh: a year more of a bonus that nobody is paid makes the control a new policy too
    for scenario in (changed(snapshot.today, retention_bonus_years=6), changed(snapshot.today, **INTENSIVE)):
        run = branch(snapshot, scenario, years=1, spells=False)
        cost = sum(run.ledger[0, k] * getattr(prices, price) for k, (_, price, _, programme) in enumerate(LINES.values()) if programme)
        lost = [run.monthly[:, MONTHLY.index(f"expected_{what}")].sum() for what in ("leave", "move")]
        found += [cost, (lost[0] + OUT_OF_DISTRICT * lost[1]) * prices.replacement]
    return {"payback": np.array(found)}


def england(snapshot) -> dict:
    """Return the sums of T2 (England), T10 and T13a in one world of England."""
    from sim.simulate import branch

    run = branch(snapshot, snapshot.today, years=ENGLAND_YEARS)
    careers = Careers(run)
    sums = {f"england survival {k}": v for k, v in survival(careers, (1, 3, 5, 10, 20)).items()}
    total = run.yearly.sum(axis=(0, 1))
    sums["stopped"] = np.array([total[YEARLY.index("mentors_at_start")], total[YEARLY.index("mentors_stopped")]])
    leave = []
    for share in (0.0, 0.08):
        paid = branch(snapshot, changed(snapshot.today, retention_bonus_years=6, retention_bonus=share), years=3, spells=False)
        young = paid.yearly[:, :CELL_STAGE].sum(axis=(0, 1))
        leave += [young[YEARLY.index("heads")], young[YEARLY.index("expected_leave")]]
    return sums | {"pay": np.array(leave)}


def sindh_rural(snapshot) -> dict:
    """Return technique gained in a cluster programme that ends after a year: then, and 24 months after, of the same persons (T11b)."""
    one_year = changed(library.find("scenario", "esra_cluster_1yr").made(), end_month=YEAR)
    seen, _ = _read(snapshot, one_year, (YEAR, 3 * YEAR), 3)
    without, _ = _read(snapshot, Scenario("no_mentoring", "No mentoring"), (YEAR, 3 * YEAR), 3)
    gains = []
    stayed = np.intersect1d(seen[YEAR]["person"], seen[3 * YEAR]["person"])
    for month in (YEAR, 3 * YEAR):
        a, b = both(seen[month], without[month])
        keep = np.isin(seen[month]["person"][a], stayed)
        gains.append((seen[month]["practice"][a] - without[month]["practice"][b])[keep].sum())
    return {"cluster gain": np.array(gains)}


def karachi(snapshot) -> dict:
    """Return the sums of the score of mentoring practices in a spring under today's policy (T12)."""
    seen, _ = _read(snapshot, snapshot.today, (SPRING,), 1)
    spring = seen[SPRING]
    seen_quality = np.where(spring["on_paper"] > 0.5, snapshot.parameters.curve_zero, spring["quality"])
    score = PRACTICES_CENTRE + PRACTICES_SLOPE * seen_quality
    support = SUPPORT_CENTRE + SUPPORT_SLOPE * spring["leadership"]
    return {f"practices {snapshot.context.name}": np.array([len(score), score.sum(), (score**2).sum(), support.sum()])}


OTHERS = {
    "england": ("T2e", "T2f", "T2g", "T2h", "T2i", "T10", "T13a"), "sindh_rural": ("T11b",),
    "karachi_private": ("T12a", "T12b", "T12c", "T12d", "T12e"), "karachi_government": ("T12a", "T12b", "T12c", "T12d", "T12e"),
}  # fmt: skip
READ = {
    "united_states": united_states,
    "england": england,
    "sindh_rural": sindh_rural,
    "karachi_private": karachi,
    "karachi_government": karachi,
}


def worlds_for(ids) -> tuple[str, ...]:
    """Return the places whose worlds some rows are measured in."""
    elsewhere = {row for rows in OTHERS.values() for row in rows}
    here = ["united_states"] if set(ids) - elsewhere else []
    return tuple(here + [name for name, rows in OTHERS.items() if set(ids) & set(rows)])


def measure(parameters: Parameters, places: dict, replicate: int = 0, teachers: int = 2000, seed: int = 1, worlds=WORLDS) -> dict:
    """Return the sums of all targets from one luck of every world.

    Parameters
    ----------
    parameters : universal slopes.
    places : {context name: {field: value}}, inputs of places that are set.
    worlds : which contexts to run; rows that need another are then left out.
    """
    sums = {}
    for name in worlds:
        sums |= READ[name](settled(name, parameters, places.get(name, {}), teachers, seed, replicate))
    return sums


def pooled(readings: list[dict]) -> dict:
    """Return the readings of several runs added up."""
    return {key: sum(reading[key] for reading in readings) for key in readings[0]}


def values(sums: dict) -> dict[str, float]:
    """Return the value of each row of the table of targets that the sums hold, by its id; not a number where nobody was counted."""
    with np.errstate(all="ignore"):
        return _values(sums)


def _values(sums):
    found = {}
    if "survey" in sums:
        found |= _values_united_states(sums)
    if "stopped" in sums:
        found |= {f"T2{row}": 1.0 - _share(sums, "england survival", k) for row, k in (("e", 1), ("f", 3), ("g", 5))}
        found |= {f"T2{row}": _share(sums, "england survival", k) for row, k in (("h", 10), ("i", 20))}
        heads0, leave0, heads1, leave1 = sums["pay"]
        found["T10"] = (leave1 / heads1) / (leave0 / heads0) - 1.0
        found["T13a"] = sums["stopped"][1] / sums["stopped"][0]
    if "cluster gain" in sums:
        found["T11b"] = sums["cluster gain"][1] / sums["cluster gain"][0]
    if "practices karachi_private" in sums:
        found |= _values_karachi(sums)
    return found


def _share(sums, kind, k):
    return sums[f"{kind} teaching {k}"] / sums[f"{kind} base {k}"]


def _values_united_states(sums):
    rate = {
        what: {k.split(" ", 3)[3]: v for k, v in sums.items() if k.startswith(f"us rates {what} ")} for what in ("heads", "leaver", "mover")
    }
    groups = ("0-3", "4-9", "10-14", "15+")
    found = {f"T1{row}": rate["leaver"][name] / rate["heads"][name] for row, name in zip("abcd", groups, strict=True)}
    found |= {f"T1{row}": rate["mover"][name] / rate["heads"][name] for row, name in zip("efgh", groups, strict=True)}
    found |= {f"T1{row}": rate["leaver"][name] / rate["heads"][name] for row, name in (("i", "15+ aged 55+"), ("j", "15+ aged 30-49"))}
    found |= {f"T2{row}": 1.0 - _share(sums, "us survival", k) for k, row in enumerate("abcd", start=1)}
    gone = {(g, k): sums[f"us naive gone {g} {k}"] / sums[f"us naive base {g} {k}"] for g in ("with", "without") for k in (1, 4)}
    found |= {"T3a": gone["without", 1] - gone["with", 1], "T3b": gone["without", 4] - gone["with", 4]}
    found |= {"T3c": gone["without", 1] / gone["with", 1], "T3d": gone["without", 4] / gone["with", 4]}
    cov = covariance(sums["survey"])
    found |= _correlations(cov)
    found["T6a"] = sums["dip"][1] / sums["dip"][0]
    found["T6b"] = sums["supported"][1] / sums["supported"][0]
    career = {name: sums[f"career {name}"][1] / sums[f"career {name}"][0] for name in ("first", "middle", "late")}
    found |= {"T6c": career["middle"] - career["first"], "T6d": career["late"] - career["middle"]}
    found["T7a"], found["T7c"] = slopes(sums["quality efficacy"])
    found["T7b"] = slopes(sums["quality exhaustion"])[0]
    number, change, unlike = sums["burnout"]
    found |= {"T8a": change / number, "T8b": unlike / number}
    likeness = covariance(sums["likeness"])
    found["T9a"] = RELIABILITY * likeness[0, 1] / np.sqrt(likeness[0, 0] * likeness[1, 1])
    found["T9b"] = lower_quartile(sums["poor fit"])
    found["T11a"] = sums["decay"][1] / sums["decay"][0]
    found["T13b"] = sums["helped"][1] / sums["helped"][0]
    usual_cost, usual_leavers, cost, leavers = sums["payback"]
    found["T14"] = (usual_leavers - leavers) / (cost - usual_cost)
    return found


def _correlations(cov):
    """Return T4 and T5 as a survey would find them: every score is read with its reliability."""
    intention, exhaustion, depersonalisation, efficacy = range(4)
    load = np.array([0.0, LACK_EXHAUSTION, 0.0, LACK_EFFICACY])
    loads = {"lack": load, "burnout": np.array([0.0, 0.5, 0.5, 0.0])}
    # what of lack of accomplishment is its own brings its variance to 1
    spread = {"lack": max(1.0, load @ cov @ load), "burnout": loads["burnout"] @ cov @ loads["burnout"]}

    def r(one, other):
        if isinstance(other, str):
            return RELIABILITY * cov[one] @ loads[other] / np.sqrt(cov[one, one] * spread[other])
        return RELIABILITY * cov[one, other] / np.sqrt(cov[one, one] * cov[other, other])

    return {
        "T4a": r(intention, exhaustion), "T4b": r(intention, depersonalisation), "T4c": r(intention, "lack"),
        "T5a": r(efficacy, "burnout"), "T5b": r(efficacy, "lack"),
    }  # fmt: skip


def lower_quartile(counts):
    """Return the lower quartile of a histogram of gains."""
    total = counts.cumsum()
    at = int(np.searchsorted(total, 0.25 * total[-1]))
    return 0.5 * (GAIN_EDGES[at] + GAIN_EDGES[at + 1])


def _values_karachi(sums):
    mean, spread, support = {}, {}, {}
    for sector in ("private", "government"):
        number, total, squares, supports = sums[f"practices karachi_{sector}"]
        mean[sector], support[sector] = total / number, supports / number
        spread[sector] = squares / number - mean[sector] ** 2
    # two samples of 30; the spread of the score that quality leaves is the respondent's own
    within = max(PRACTICES_SPREAD**2, 0.5 * (spread["private"] + spread["government"]))
    t = (mean["private"] - mean["government"]) / np.sqrt(within * 2.0 / 30.0)
    read = {"T12a": mean["private"], "T12b": mean["government"], "T12c": t}
    return read | {"T12d": support["private"], "T12e": support["government"]}
