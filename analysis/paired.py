"""Differences between policies on the same teachers with the same luck, as the tidy summary and as sentences.

Ratios are pooled: numerators and denominators are summed over runs before they are divided. The three kinds of interval are those of
:mod:`analysis.uncertainty`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.outcomes import INCREMENTS, OUTCOMES, PRICED_BY
from analysis.uncertainty import COMPUTING, IGNORANCE, INTERVALS, increments, interval, ratio
from analysis.words import heads, probably
from sim.record import GROUPS

COLUMNS = (
    "scenario", "group", "outcome", "unit", "estimate", "low", "high", "vs", "difference", "difference_low", "difference_high",
    "interval", "n_replicates", "n_parameter_sets",
)  # fmt: skip
NUMBERS = ("estimate", "low", "high", "difference", "difference_low", "difference_high")
DIGITS, NOISE = 10, 1e-12
MORE, FEWER, UNCLEAR = "more", "fewer", "not clear"
PRINTED = 0.001  # a tenth of a head of 100


@dataclass(frozen=True)
class Counts:
    """Hold numerators and denominators of all runs as dense arrays.

    Attributes
    ----------
    scenarios : names, the reference first or wherever the order put it.
    sets : int (runs,), the parameter set of each run (of each replicate).
    keys : list of (group, outcome), the last axis.
    numerator, denominator : float64 (scenarios, runs, keys); both 0 where a run has no such row.
    """

    scenarios: tuple[str, ...]
    sets: np.ndarray
    keys: list[tuple[str, str]]
    numerator: np.ndarray
    denominator: np.ndarray


def summarise(runs, reference: str, order=None, currency: str = "money"):
    """Return the tidy summary: one row per scenario, group, outcome and kind of interval.

    Parameters
    ----------
    runs : DataFrame with ``scenario, replicate, parameter_set, group, outcome, value, numerator, denominator``.
    reference : the scenario that every difference is against.
    order : names of scenarios in the order of the rows; None keeps the order of first appearance.
    currency : word that replaces ``money`` in the units.

    Returns
    -------
    DataFrame with exactly :data:`COLUMNS`. ``low, high`` of the estimate are of the row's kind, like the bounds of the difference.
    Ignorance needs two parameter sets, computing and district two runs; else their bounds are nan. Cost per teacher retained
    (and per leaver avoided) is nan throughout unless more teachers kept (fewer leavers) can be claimed, by :func:`verdicts`, and its
    own bounds have an end: not distinguishable.

    Raises
    ------
    ValueError : the reference is not among the scenarios.
    """
    import pandas

    counts = dense(runs, order)
    if reference not in counts.scenarios:
        raise ValueError(f"the reference {reference} is not among the scenarios {', '.join(counts.scenarios)}")
    base = counts.scenarios.index(reference)
    units = [_unit(outcome, currency) for _, outcome in counts.keys]
    frames = []
    for s, scenario in enumerate(counts.scenarios):
        present = np.flatnonzero(counts.denominator[s].any(axis=0))
        for kind, numbers in _intervals(counts, s, base).items():
            frame = pandas.DataFrame(_rounded(numbers[:, present]).T, columns=list(NUMBERS))
            frame["scenario"], frame["vs"], frame["interval"] = scenario, reference, kind
            frame["group"] = [counts.keys[i][0] for i in present]
            frame["outcome"] = [counts.keys[i][1] for i in present]
            frame["unit"] = [units[i] for i in present]
            has = (counts.denominator[s] != 0)[:, present]
            frame["n_replicates"] = has.sum(axis=0)
            frame["n_parameter_sets"] = [len(np.unique(counts.sets[column])) for column in has.T]
            frame["row"] = present
            frames.append(frame)
    summary = pandas.concat(frames, ignore_index=True)
    place = {name: i for i, name in enumerate(counts.scenarios)}
    kinds = {name: i for i, name in enumerate(INTERVALS)}
    summary["place"], summary["kind"] = summary["scenario"].map(place), summary["interval"].map(kinds)
    summary = summary.sort_values(["place", "row", "kind"], kind="stable", ignore_index=True)
    return _priced_where_claimed(summary[list(COLUMNS)])


def dense(runs, order=None) -> Counts:
    """Return a table of runs as dense arrays; groups and outcomes come in the order in which they are defined."""
    import pandas

    scenarios = tuple(order) if order is not None else tuple(pandas.unique(runs["scenario"]))
    scenario = pandas.Categorical(runs["scenario"], categories=scenarios).codes
    replicates, replicate = np.unique(runs["replicate"].to_numpy(), return_inverse=True)
    sets = np.zeros(len(replicates), int)
    sets[replicate] = runs["parameter_set"].to_numpy()
    group, group_names = _codes(runs["group"], GROUPS)
    outcome, outcome_names = _codes(runs["outcome"], OUTCOMES)
    code = outcome * len(group_names) + group
    found, key = np.unique(code, return_inverse=True)
    shape = (len(scenarios), len(replicates), len(found))
    numerator, denominator = np.zeros(shape), np.zeros(shape)
    known = (scenario >= 0) & np.isfinite(runs["numerator"].to_numpy(float)) & np.isfinite(runs["denominator"].to_numpy(float))
    at = (scenario[known], replicate[known], key[known])
    numerator[at] = runs["numerator"].to_numpy(float)[known]
    denominator[at] = runs["denominator"].to_numpy(float)[known]
    keys = [(group_names[c % len(group_names)], outcome_names[c // len(group_names)]) for c in found]
    return Counts(scenarios, sets, keys, numerator, denominator)


def variance_ratio(runs, reference: str, order=None):
    """Return how many times smaller the variance of a difference is with pairing than without, by scenario, group and outcome.

    The variance of single runs: (variance of the scenario + variance of the reference) / variance of the paired difference.
    Returns a DataFrame ``scenario, group, outcome, unpaired, paired, ratio``; the ratio is nan where the paired variance is 0.
    """
    import pandas

    counts = dense(runs, order)
    base = counts.scenarios.index(reference)
    value = ratio(counts.numerator, counts.denominator)
    rows = []
    for s, scenario in enumerate(counts.scenarios):
        if s == base or value.shape[1] < 2:
            continue
        both = np.isfinite(value[s]) & np.isfinite(value[base])
        for i, (group, outcome) in enumerate(counts.keys):
            a, b = value[s, both[:, i], i], value[base, both[:, i], i]
            if len(a) < 2 or outcome in INCREMENTS:
                continue
            unpaired, paired = a.var(ddof=1) + b.var(ddof=1), (a - b).var(ddof=1)
            rows.append((scenario, group, outcome, unpaired, paired, unpaired / paired if paired > 0 else np.nan))
    return pandas.DataFrame(rows, columns=["scenario", "group", "outcome", "unpaired", "paired", "ratio"])


def verdicts(summary):
    """Return what can be claimed of each difference: ``more``, ``fewer`` or ``not clear``, by (scenario, group, outcome).

    A claim needs bounds that leave zero out on one side, of what is not known and of computing error both: where one teacher in one run
    is the whole difference, the bounds of ignorance, from which luck is taken, may leave zero out although luck does not. Bounds of
    shares count as they are printed, in tenths of a head of 100: what is said to reach 0.0 is not clear.

    Parameters
    ----------
    summary : tidy rows as :func:`summarise` makes them.

    Returns
    -------
    pandas Series of words.
    """
    import pandas

    rows = summary[summary["interval"].isin((IGNORANCE, COMPUTING)) & summary["difference_low"].notna()]
    least = np.where(rows["unit"].str.startswith("share"), 0.5 * PRINTED, 0.0)
    keys = ["scenario", "group", "outcome"]
    sides = rows[keys].assign(side=_side(rows["difference_low"], rows["difference_high"], least))
    sides = sides.groupby(keys, sort=False)["side"].agg(["min", "max"])
    known = pandas.MultiIndex.from_frame(summary[keys].drop_duplicates())
    return pandas.Series(_word(sides["min"], sides["max"]), sides.index, dtype=object).reindex(known, fill_value=UNCLEAR)


def claims(*bounds, printed: float = 0.0) -> np.ndarray:
    """Return what can be claimed of differences of which bounds of several kinds are known: ``more``, ``fewer`` or ``not clear``.

    Parameters
    ----------
    bounds : (low, high) of each kind, float64 (differences,) each; a kind without bounds is nan and says nothing.
    printed : the smallest step in which they are written; what is said to reach 0 is not clear.
    """
    sides = np.stack([np.where(np.isnan(low), np.nan, _side(low, high, 0.5 * printed)) for low, high in bounds])
    known = ~np.isnan(sides).all(axis=0)
    least, most = (np.where(known, end, 0.0) for end in (np.fmin.reduce(sides), np.fmax.reduce(sides)))
    return _word(least, most)


def _side(low, high, least):
    return np.where(low > least, 1, np.where(high < -least, -1, 0))


def _word(least, most):
    return np.where(least > 0, MORE, np.where(most < 0, FEWER, UNCLEAR))


def _priced_where_claimed(summary):
    """Return the summary without the prices of what nobody can claim, and without those whose bounds have no end."""
    found, kind = verdicts(summary), best_interval(summary)
    known = set(summary["outcome"])
    for outcome in known & set(INCREMENTS):
        effect = next((name for name in PRICED_BY[outcome] if name in known), None)
        wanted = MORE if INCREMENTS[outcome] > 0 else FEWER
        mine = summary["outcome"] == outcome
        bounded = summary[mine & (summary["interval"] == kind) & summary["high"].notna()][["scenario", "group"]]
        told = {key for key in bounded.itertuples(index=False, name=None) if found.get((*key, effect), UNCLEAR) == wanted}
        untold = [key not in told for key in summary[mine][["scenario", "group"]].itertuples(index=False, name=None)]
        summary.loc[summary.index[mine][untold], ["estimate", "low", "high"]] = np.nan
    return summary


def best_interval(rows) -> str:
    """Return the kind of interval a headline speaks from: ignorance where it exists, else computing."""
    known = rows[(rows["interval"] == IGNORANCE)]["difference_low"].notna()
    return IGNORANCE if known.any() else COMPUTING


def sentence(summary, scenario: str, outcome: str, group: str = "all", who: str = "new teachers", title=None, reference_title=None) -> str:
    """Say one difference of a share in heads of 100.

    For example: *Of 100 new teachers, 62 are still teaching after 5 years under A, against 56 under B: probably between 3 and 9
    more of 100.* Speaks from the ignorance interval; with one parameter set it speaks from the computing interval and says so.

    Raises
    ------
    ValueError : the outcome is not a share, or the summary has no such row.
    """
    meaning = OUTCOMES[outcome]
    if not meaning.unit.startswith("share"):
        raise ValueError(f"{outcome} is in {meaning.unit}: only shares are said in heads of 100")
    rows = summary[(summary["scenario"] == scenario) & (summary["group"] == group) & (summary["outcome"] == outcome)]
    if rows.empty:
        raise ValueError(f"the summary has no {outcome} of {group} under {scenario}")
    kind = best_interval(rows)
    row = rows[rows["interval"] == kind].iloc[0]
    start = f"Of 100 {who}, {heads(row['estimate'])} are {meaning.label} under {title or scenario}"
    if row["vs"] == scenario:
        return f"{start}."
    against = f"against {heads(row['estimate'] - row['difference'])} under {reference_title or row['vs']}"
    caution = "" if kind == IGNORANCE else " (one parameter set: what is not known about the numbers is not in these bounds)"
    clear = verdicts(rows).get((scenario, group, outcome)) != UNCLEAR
    return f"{start}, {against}: {probably(row['difference_low'], row['difference_high'], clear)}{caution}."


def _codes(column, known) -> tuple[np.ndarray, list[str]]:
    import pandas

    names = list(known) + sorted(set(pandas.unique(column)) - set(known))
    return pandas.Categorical(column, categories=names).codes.astype(int), names


def _unit(outcome: str, currency: str) -> str:
    unit = OUTCOMES[outcome].unit if outcome in OUTCOMES else ""
    return f"{currency}{unit[len('money') :]}" if unit.startswith("money") else unit


def _rounded(numbers: np.ndarray) -> np.ndarray:
    """Return (6, keys) with ten significant figures and without differences that only rounding made.

    The order of a sum is the computer's; the last digits must not change a file or turn a difference of nothing into a direction.
    """
    estimate, difference = np.abs(numbers[0]), numbers[3:]
    noise = NOISE * (estimate + np.abs(numbers[0] - numbers[3]))
    numbers = np.concatenate([numbers[:3], np.where(np.abs(difference) <= noise, 0.0, difference)])
    size = np.where(np.isfinite(numbers) & (numbers != 0), np.abs(numbers), 1.0)
    scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(size)))
    return np.round(numbers * scale) / scale


def _intervals(counts: Counts, s: int, base: int) -> dict[str, np.ndarray]:
    """Return {kind: float64 (6, keys)}: estimate, low, high, difference, low, high."""
    numerator, denominator, sets = counts.numerator, counts.denominator, counts.sets
    priced = [i for i, (_, outcome) in enumerate(counts.keys) if outcome in INCREMENTS]
    result = {kind: interval(numerator[s], denominator[s], numerator[base], denominator[base], sets, kind) for kind in INTERVALS}
    for numbers in result.values():
        numbers[:, priced] = np.nan
    if priced and s != base:
        sign = np.array([INCREMENTS[counts.keys[i][1]] for i in priced])
        money = (numerator[s] - numerator[base])[:, priced]
        effect = ((denominator[s] - denominator[base])[:, priced]) * sign
        for kind, numbers in increments(money, effect, sets).items():
            result[kind][:3, priced] = numbers
    return result
