"""How long new teachers stay: retention curves, Kaplan-Meier, causes of leaving, and a test of two curves.

Status is read in the autumn of each following school year, after summer returns, of those in post in their first autumn.
"""

from __future__ import annotations

import numpy as np

from analysis.outcomes import in_post, person_key
from analysis.uncertainty import IGNORANCE, bounds_of_ratio
from sim.record import ENTRY, EXIT

PROFESSION, SCHOOL = "profession", "school"
LEAVING_CAUSES = ("voluntary", "other", "retired")
FATES = ("stayed", "moved", *LEAVING_CAUSES)
COLUMNS = (
    "scenario",
    "replicate",
    "parameter_set",
    "person_post",
    "person_number",
    "start_month",
    "end_month",
    "entry",
    "exit",
    "cell",
)


def of_cohort(spells, school_year: int = 0):
    """Return every spell of the persons who first entered in one autumn, in the order of person and time.

    Parameters
    ----------
    spells : DataFrame with :data:`COLUMNS`, any number of runs.
    school_year : 0 is the first cohort, hired at the branch: the same persons in every scenario. Later cohorts differ.

    Returns
    -------
    DataFrame of the same columns and ``person``: an integer that is the same for one person in one run, from 0.
    """
    import pandas

    run = spells.groupby(["scenario", "replicate"], sort=False, observed=True).ngroup().to_numpy()
    key = person_key(spells) + run * np.int64(10**13)
    entered = (spells["entry"].to_numpy() == ENTRY.index("novice")) & (spells["start_month"].to_numpy() == 12 * school_year)
    people = pandas.unique(key[entered])
    person = pandas.Index(people).get_indexer(key)
    mine = spells[person >= 0].assign(person=person[person >= 0])
    return mine.sort_values(["person", "start_month"], kind="stable", ignore_index=True)


def curves(spells, years: int, interval: str = IGNORANCE, order=None):
    """Return retention of the first cohort by year, counts pooled over runs.

    Parameters
    ----------
    spells : DataFrame as in :func:`of_cohort`.
    years : school years that fit.
    interval : kind of the bounds between runs, see :mod:`analysis.uncertainty`.
    order : names of scenarios in the order of the rows; None keeps the order of first appearance.

    Returns
    -------
    DataFrame ``scenario, kind, year, estimate, low, high, at_risk, cohort``: ``kind`` is ``profession`` (any school, returners in)
    or ``school`` (the first school throughout); ``at_risk`` are the persons of all runs still counted in that year.
    """
    import pandas

    cohort = of_cohort(spells)
    rows = []
    scenarios = list(order) if order is not None else list(pandas.unique(cohort["scenario"]))
    for scenario in scenarios:
        mine = cohort[cohort["scenario"] == scenario]
        if mine.empty:
            continue
        counts, size, sets = _kept_by_run(mine, years)
        for kind, kept in counts.items():
            low, high = bounds_of_ratio(kept, np.repeat(size[:, None], years + 1, axis=1), sets, interval)
            estimate = kept.sum(axis=0) / size.sum()
            for year in range(years + 1):
                rows.append((scenario, kind, year, estimate[year], low[year], high[year], int(kept[:, year].sum()), int(size.sum())))
    return pandas.DataFrame(rows, columns=["scenario", "kind", "year", "estimate", "low", "high", "at_risk", "cohort"])


def fates(spells, year: int, order=None):
    """Return what became of the first cohort in the autumn after ``year`` school years, persons of all runs pooled.

    Returns
    -------
    DataFrame ``scenario, fate, persons, share``: ``fate`` is one of :data:`FATES`: in the first school, in another one, or out of
    teaching with the reason of the last leaving. The shares of a scenario sum to 1.
    """
    import pandas

    cohort = of_cohort(spells)
    month = 12 * year
    rows = []
    for scenario in order if order is not None else pandas.unique(cohort["scenario"]):
        mine = cohort[(cohort["scenario"] == scenario) & (cohort["start_month"] <= month)]
        if mine.empty:
            continue
        start, end, left_for = (mine[name].to_numpy() for name in ("start_month", "end_month", "exit"))
        people, first, person = np.unique(mine["person"].to_numpy(), return_index=True, return_inverse=True)
        teaching = in_post(start, end, month) | ((left_for == EXIT.index("moved_out")) & (end >= 0) & (end <= month))
        teaches = np.zeros(len(people), bool)
        teaches[person[teaching]] = True
        stays = (end[first] < 0) | (end[first] > month)
        last = np.zeros(len(people), int)
        last[person] = left_for  # spells lie in the order of time: the last one stays
        fate = np.where(stays, "stayed", np.where(teaches, "moved", np.array(EXIT)[last]))
        counts = {name: int((fate == name).sum()) for name in FATES}
        counts["other"] += len(people) - sum(counts.values())
        rows += [(scenario, name, count, count / len(people)) for name, count in counts.items()]
    return pandas.DataFrame(rows, columns=["scenario", "fate", "persons", "share"])


def later_cohorts(spells, years: int, after: int = 1, order=None):
    """Return how many of each later cohort still teach ``after`` years on, counts pooled over runs.

    Later cohorts are other persons in every scenario: a difference between them also holds who was hired.

    Returns
    -------
    DataFrame ``scenario, cohort, kept, cohort_size``; ``cohort`` is the school year of entry, from 1.
    """
    import pandas

    scenarios = list(order) if order is not None else list(pandas.unique(spells["scenario"]))
    entered = (spells["entry"].to_numpy() == ENTRY.index("novice")) & (spells["start_month"].to_numpy() >= 12)
    entered &= spells["start_month"].to_numpy() % 12 == 0
    code = pandas.Categorical(spells["scenario"], categories=scenarios).codes.astype(np.int64)
    replicate = spells["replicate"].to_numpy()
    key = person_key(spells) + (code * (int(replicate.max(initial=0)) + 1) + replicate) * 10**12
    order_of = np.argsort(key[entered], kind="stable")
    people, cohort, scenario = key[entered][order_of], spells["start_month"].to_numpy()[entered][order_of] // 12, code[entered][order_of]
    if not len(people):
        return pandas.DataFrame(columns=["scenario", "cohort", "kept", "cohort_size"])
    place = np.minimum(np.searchsorted(people, key), len(people) - 1)
    mine = people[place] == key
    place, start, end, left_for = place[mine], *(spells[name].to_numpy()[mine] for name in ("start_month", "end_month", "exit"))
    month = 12 * (cohort[place] + after)
    teaching = in_post(start, end, month) | ((left_for == EXIT.index("moved_out")) & (end >= 0) & (end <= month))
    teaches = np.zeros(len(people), bool)
    teaches[place[teaching]] = True
    fits = cohort + after <= years
    table = pandas.DataFrame({"scenario": scenario[fits], "cohort": cohort[fits], "kept": teaches[fits]})
    found = table.groupby(["scenario", "cohort"])["kept"].agg(["sum", "size"]).reset_index()
    found.columns = ["scenario", "cohort", "kept", "cohort_size"]
    found["scenario"] = [scenarios[s] for s in found["scenario"]]
    return found


def kaplan_meier(duration, ended) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the Kaplan-Meier curve by ``scipy.stats.ecdf``.

    Parameters
    ----------
    duration : months until the end or until last seen, float (persons,).
    ended : bool (persons,); False is right-censored.

    Returns
    -------
    times, survival, low, high : float64, one per time at which someone ended or was last seen; 90 % log-log bounds.
    """
    import warnings

    from scipy.stats import ecdf

    curve = ecdf(_censored(duration, ended)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no bounds exist where nobody or everybody has ended
        bounds = curve.confidence_interval(confidence_level=0.90, method="log-log")
    return curve.quantiles, curve.probabilities, bounds.low.probabilities, bounds.high.probabilities


def cumulative_incidence(duration, cause, causes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the Aalen-Johansen cumulative incidence of competing causes.

    Parameters
    ----------
    duration : months until the end or until last seen, (persons,).
    cause : int (persons,), 1 to ``causes``; 0 is right-censored. Of those seen at one time, ends come before censoring.
    causes : number of causes.

    Returns
    -------
    times : float64 (times,), sorted, distinct.
    incidence : float64 (causes, times), share who have ended for that cause.
    survival : float64 (times,), share who have not ended; with the incidences it sums to 1.
    """
    duration, cause = np.asarray(duration, float), np.asarray(cause, int)
    times, at = np.unique(duration, return_inverse=True)
    ends = np.array([np.bincount(at, cause == c, minlength=len(times)) for c in range(1, causes + 1)])
    gone = np.bincount(at, minlength=len(times))
    at_risk = len(duration) - np.concatenate([[0], np.cumsum(gone)[:-1]])
    survival = np.cumprod(1.0 - ends.sum(axis=0) / at_risk)
    before = np.concatenate([[1.0], survival[:-1]])
    return times, np.cumsum(before * ends / at_risk, axis=1), survival


def first_leaving(spells, months: int):
    """Return when and why each person of the first cohort first left teaching, whether or not she came back.

    Returns
    -------
    DataFrame ``scenario, replicate, parameter_set, person, duration, cause``: ``duration`` in months from entry, ``cause`` 0 (still
    teaching at the end, or last seen when she left the district for another), 1 voluntary, 2 other, 3 retired.
    """
    cohort = of_cohort(spells)
    code = {EXIT.index(name): i + 1 for i, name in enumerate(LEAVING_CAUSES)}
    cause = cohort["exit"].map(code).fillna(0).astype(int)
    last_seen = cohort["end_month"].where(cohort["end_month"] >= 0, months).clip(upper=months)
    cohort = cohort.assign(cause=cause.where(cohort["end_month"] >= 0, 0), duration=last_seen)
    cohort["left"] = cohort["cause"] > 0
    last = cohort.groupby("person", sort=True).tail(1).set_index("person")
    first = cohort[cohort["left"]].groupby("person", sort=True).head(1).set_index("person")
    columns = ["scenario", "replicate", "parameter_set", "duration", "cause"]
    found = last[columns].copy()
    found.loc[first.index, ["duration", "cause"]] = first[["duration", "cause"]]
    return found.reset_index()[["scenario", "replicate", "parameter_set", "person", "duration", "cause"]]


def leaving_by_cause(spells, months: int, order=None):
    """Return the cumulative incidence of first leaving by scenario and cause, persons of all runs pooled.

    Returns
    -------
    DataFrame ``scenario, cause, month, incidence``, one row per month from 0 to ``months``.
    """
    import pandas

    found = first_leaving(spells, months)
    grid = np.arange(months + 1)
    frames = []
    for scenario in order if order is not None else pandas.unique(found["scenario"]):
        mine = found[found["scenario"] == scenario]
        if mine.empty:
            continue
        times, incidence, _ = cumulative_incidence(mine["duration"], mine["cause"], len(LEAVING_CAUSES))
        at = np.searchsorted(times, grid, side="right") - 1
        for c, cause in enumerate(LEAVING_CAUSES):
            share = np.where(at >= 0, incidence[c, np.maximum(at, 0)], 0.0)
            frames.append(pandas.DataFrame({"scenario": scenario, "cause": cause, "month": grid, "incidence": share}))
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=["scenario", "cause", "month", "incidence"])


def logrank(duration, ended, other_duration, other_ended) -> tuple[float, float]:
    """Return the statistic and two-sided p value of the log-rank test of two groups, by ``scipy.stats.logrank``.

    A p value here falls with the number of runs: it describes the simulated persons and is no evidence about a policy.
    """
    from scipy.stats import logrank as test

    result = test(_censored(duration, ended), _censored(other_duration, other_ended))
    return float(result.statistic), float(result.pvalue)


def _censored(duration, ended):
    from scipy.stats import CensoredData

    duration, ended = np.asarray(duration, float), np.asarray(ended, bool)
    return CensoredData(uncensored=duration[ended], right=duration[~ended])


def _kept_by_run(mine, years: int) -> tuple[dict, np.ndarray, np.ndarray]:
    """Return {kind: kept (runs, years + 1)}, cohort sizes (runs,) and parameter sets (runs,) of one scenario's cohort spells."""
    runs, run = np.unique(mine["replicate"].to_numpy(), return_inverse=True)
    person = mine["person"].to_numpy()
    people, first_row, person = np.unique(person, return_index=True, return_inverse=True)
    start, end, left_for = (mine[name].to_numpy() for name in ("start_month", "end_month", "exit"))
    person_run = run[first_row]
    size = np.bincount(person_run, minlength=len(runs))
    sets = np.zeros(len(runs), int)
    sets[run] = mine["parameter_set"].to_numpy()
    moved_out = left_for == EXIT.index("moved_out")
    kept = {kind: np.zeros((len(runs), years + 1)) for kind in (PROFESSION, SCHOOL)}
    for year in range(years + 1):
        month = 12 * year
        teaches = np.zeros(len(people), bool)
        teaches[person[in_post(start, end, month) | (moved_out & (end >= 0) & (end <= month))]] = True
        stays = in_post(start[first_row], end[first_row], month)
        kept[PROFESSION][:, year] = np.bincount(person_run, teaches, minlength=len(runs))
        kept[SCHOOL][:, year] = np.bincount(person_run, stays, minlength=len(runs))
    return kept, size.astype(float), sets
