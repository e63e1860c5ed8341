"""A cluster-randomised trial: estimate and clustered standard error, power, design effect, and the comparison that nobody randomised.

Everything is counted from sums by school, so that thousands of trials take seconds. With two arms and no covariate the least-squares
estimate is the difference of the arms' means over novices, and its cluster-robust variance (Liang and Zeger 1986, with the small-sample
factor of Stata and statsmodels) has the closed form of :func:`estimates`; a test holds it to statsmodels.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from analysis.uncertainty import IGNORANCE, interval, ratio

SIGNIFICANT = 0.05


class Measure(NamedTuple):
    """Say what an outcome of a trial is: unit, label, and a sentence of help."""

    unit: str
    label: str
    help: str


OUTCOMES = {
    "retained_profession": Measure("share", "still teaching", "Teaching in any school in the autumn after the trial, returners included."),
    "retained_school": Measure("share", "still in the same school", "Never left the first school up to that autumn."),
    "efficacy": Measure("SD", "self-efficacy", "Read in the last spring, reliability .87; of leavers the last value."),
    "practice": Measure("SD", "practised technique", "Gain, read by observers in the last spring; teachers differ by 1 SD anyhow."),
    "efficacy_in_post": Measure(
        "SD", "self-efficacy of those in post", "As a survey that leavers do not answer: not a randomised comparison."
    ),
    "practice_in_post": Measure("SD", "technique of those in post", "As observers who cannot visit leavers: the same caution."),
}


class Sums(NamedTuple):
    """Hold novices, sum and sum of squares by school and outcome, each float64 (schools, outcomes)."""

    n: np.ndarray
    total: np.ndarray
    square: np.ndarray


def sums(values, school, schools: int) -> Sums:
    """Return sums by school of values (novices, outcomes), nan where a novice has none; ``school`` counts from 0 to ``schools`` - 1."""
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)

    def add(columns):
        return np.stack([np.bincount(school, column, minlength=schools) for column in columns.T], axis=1)

    return Sums(add(known.astype(float)), add(filled), add(filled**2))


def estimates(control: Sums, programme: Sums) -> tuple[np.ndarray, np.ndarray, int]:
    """Return difference (outcomes,), clustered standard error (outcomes,) and degrees of freedom of one trial.

    Parameters
    ----------
    control, programme : sums of the schools of either arm.

    Returns
    -------
    The difference programme - control; the standard error; schools - 2. nan where an arm has nobody.
    """
    means, parts = [], []
    for arm in (control, programme):
        n = arm.n.sum(axis=0)
        mean = ratio(arm.total.sum(axis=0), n)
        means.append(mean)
        parts.append(ratio(((arm.total - arm.n * mean) ** 2).sum(axis=0), n**2))
    schools = (control.n > 0).sum(axis=0) + (programme.n > 0).sum(axis=0)
    people = control.n.sum(axis=0) + programme.n.sum(axis=0)
    factor = ratio(schools * (people - 1.0), (schools - 1.0) * (people - 2.0))
    return means[1] - means[0], np.sqrt(factor * (parts[0] + parts[1])), len(control.n) + len(programme.n) - 2


def intraclass(groups: list[Sums]) -> tuple[np.ndarray, np.ndarray]:
    """Return the intraclass correlation and the variance within an arm, each (outcomes,), from schools of several worlds.

    The analysis-of-variance estimator for unequal sizes (Donner and Klar 2000, Design and analysis of cluster randomization trials),
    sums of squares pooled over the worlds before they are divided; never below 0.
    """
    between = within = between_df = within_df = size = 0.0
    for one in groups:
        n, k = one.n.sum(axis=0), (one.n > 0).sum(axis=0)
        mean = ratio(one.total.sum(axis=0), n)
        own = ratio(one.total, one.n)
        between = between + np.nansum(one.n * (own - mean) ** 2, axis=0)
        within = within + (one.square.sum(axis=0) - np.nansum(one.n * own**2, axis=0))
        between_df, within_df = between_df + (k - 1.0), within_df + (n - k)
        size = size + (n - ratio((one.n**2).sum(axis=0), n))
    usual = ratio(size, between_df)
    inside, outside = ratio(within, within_df), ratio(between, between_df)
    schools = np.maximum(0.0, ratio(outside - inside, usual))
    total = schools + inside
    return np.nan_to_num(ratio(schools, total)), total


def design_effect(icc, mean_size, spread_of_size=0.0):
    """Return how many times larger a trial must be because schools are randomised: 1 + ((1 + cv^2) m - 1) icc (Eldridge et al. 2006)."""
    return 1.0 + ((1.0 + np.square(spread_of_size)) * mean_size - 1.0) * icc


def formula_error(variance, effect_of_design, schools: int, mean_size):
    """Return the standard error that the usual formula gives for two arms of ``schools`` schools."""
    return np.sqrt(2.0 * variance * effect_of_design / (schools * mean_size))


def formula_power(effect, error, schools: int):
    """Return the power of a two-sided test at .05 by the usual formula, from effect and standard error; schools in each arm."""
    from scipy.stats import nct, t

    df = 2 * schools - 2
    edge = t.ppf(1.0 - SIGNIFICANT / 2.0, df)
    centre = np.abs(ratio(effect, error))
    return nct.sf(edge, df, centre) + nct.cdf(-edge, df, centre)


def detectable(error, schools: int, power: float):
    """Return the smallest effect that a trial finds with the wanted power, from its standard error; schools in each arm."""
    from scipy.stats import t

    df = 2 * schools - 2
    return (t.ppf(1.0 - SIGNIFICANT / 2.0, df) + t.ppf(power, df)) * error


def schools_needed(effect, variance, effect_of_design, mean_size, power: float):
    """Return schools in each arm for the wanted power by the usual formula, and one more for the t test; inf at no effect.

    Source: Hayes and Bennett 1999, International Journal of Epidemiology 28, 319-326.
    """
    from scipy.stats import norm

    z = norm.ppf(1.0 - SIGNIFICANT / 2.0) + norm.ppf(power)
    with np.errstate(divide="ignore"):
        return np.ceil(1.0 + 2.0 * z**2 * variance * effect_of_design / (mean_size * np.square(np.asarray(effect, float))))


def reached(schools: list[int], power, wanted: float) -> float:
    """Return the schools at which a simulated power curve first reaches the wanted power, between its points; inf where it never does."""
    for k, value in enumerate(power):
        if value >= wanted:
            if k == 0 or power[k - 1] >= value:
                return float(schools[k])
            share = (wanted - power[k - 1]) / (value - power[k - 1])
            return float(np.ceil(schools[k - 1] + share * (schools[k] - schools[k - 1])))
    return float("inf")


def p_values(difference, error, df):
    """Return two-sided p values of t tests; 1 where there is no spread and no difference."""
    from scipy.stats import t

    size = np.divide(np.abs(difference), error, out=np.where(difference == 0, 0.0, np.inf), where=error > 0)
    return 2.0 * t.sf(size, df)


def true_effect(control, programme, sets) -> np.ndarray:
    """Return control mean and the paired effect with its bounds of ignorance: mean, effect, low, high as float64 (4, outcomes).

    Parameters
    ----------
    control, programme : (sum, count), each float64 (runs, outcomes), over every novice of a world under either policy.
    sets : parameter set of each run.
    """
    found = interval(*programme, *control, np.asarray(sets), IGNORANCE)
    return np.stack([ratio(control[0].sum(axis=0), control[1].sum(axis=0)), *found[3:]])


def naive(mentored, unmentored, same_without, sets) -> dict[str, np.ndarray]:
    """Compare mentored with unmentored novices of the same worlds, and say how much of the gap is causal.

    Parameters
    ----------
    mentored, unmentored : (sum, count), each float64 (runs, outcomes), under the policy.
    same_without : (sum, count) of the mentored novices in the worlds in which nobody is given a mentor.
    sets : parameter set of each run.

    Returns
    -------
    {gap, causal, selection: float64 (3, outcomes) of estimate and bounds of ignorance; share: float64 (outcomes,)}; the share is nan
    where there is no gap. Counts are pooled over runs before they are divided.
    """
    sets = np.asarray(sets)
    gap = interval(*mentored, *unmentored, sets, IGNORANCE)[3:]
    causal = interval(*mentored, *same_without, sets, IGNORANCE)[3:]
    selection = interval(*same_without, *unmentored, sets, IGNORANCE)[3:]
    return {"gap": gap, "causal": causal, "selection": selection, "share": ratio(causal[0], gap[0])}


def fitted(values, arm, school, share: bool) -> dict[str, float]:
    """Fit one trial with statsmodels as it would be published: least squares with clustered errors, and for shares a GEE logit.

    Parameters
    ----------
    values : float64 (novices,), nan left out;  arm : 0 control, 1 programme;  school : number of the school.
    share : whether the outcome is 0 or 1.

    Returns
    -------
    {estimate, error, low, high, p} of the difference, with schools - 2 degrees of freedom; for shares also {odds_ratio, odds_low,
    odds_high} of an exchangeable GEE. All nan where an arm does not vary.

    Raises
    ------
    ImportError : statsmodels is not installed.
    """
    import statsmodels.api as sm
    from scipy.stats import t

    known = np.isfinite(values)
    y, x, groups = values[known], np.asarray(arm, float)[known], np.asarray(school)[known]
    nothing = dict.fromkeys(("estimate", "error", "low", "high", "p"), float("nan"))
    if len(np.unique(x)) < 2 or y.std() == 0:
        return nothing
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what few schools cannot give is nan in the table, and said there
        design = np.column_stack([np.ones_like(x), x])
        fit = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": groups})
        estimate, error = float(fit.params[1]), float(fit.bse[1])
        df = len(np.unique(groups)) - 2
        half = float(t.ppf(1.0 - SIGNIFICANT / 2.0, df)) * error
        found = {"estimate": estimate, "error": error, "low": estimate - half, "high": estimate + half}
        found["p"] = float(p_values(np.array(estimate), np.array(error), df))
        if share and all(0.0 < y[x == one].mean() < 1.0 for one in (0.0, 1.0)):
            logit = sm.GEE(y, design, groups=groups, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Exchangeable()).fit()
            low, high = logit.conf_int()[1]
            found |= {"odds_ratio": float(np.exp(logit.params[1])), "odds_low": float(np.exp(low)), "odds_high": float(np.exp(high))}
    return found
