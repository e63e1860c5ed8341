"""The front of a search: what each policy costs and whom it keeps, with bounds.

Worked out from the stored comparison of the front's policies, whose luck the search has never met.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis import paired
from analysis.uncertainty import interval, means_of_sets, ratio
from sim.levers import Levers
from sim.number import numbers

SPECS = numbers(Levers)
CLEAR, NOT_CLEAR = "yes", "no"
WHOLE = "whole"  # the row of the whole mix among those of its levers
COLUMNS = (
    "policy", "role", "cost", "cost_low", "cost_high", "over_budget", "kept", "more", "more_low", "more_high", "clear",
    "tired", "tired_low", "tired_high", "gap", "nearer", "nearer_low", "nearer_high", "interval", "n_replicates", "n_parameter_sets",
)  # fmt: skip


def measured(
    comparison, outcome: str, groups: tuple[str, str], roles: dict[str, list[str]], budget: float | None, checks: dict[str, str]
):
    """Return the front's policies with their bounds, one row each, the reference first.

    Parameters
    ----------
    comparison : folder of the finished comparison;  outcome : the share of new teachers who are kept.
    groups : whose yearly leaving and moving should not lie apart;  roles : why each policy is shown.
    budget : money over all years, or None;  checks : what the check, on a luck of its own, claims of each policy's ``more``.

    Returns
    -------
    DataFrame with :data:`COLUMNS`: ``cost`` in money over all years; ``kept`` and ``more`` (difference against the reference) are shares;
    ``tired`` the difference of exhaustion in SD; ``gap`` the share a year by which more teachers of the first group leave or move,
    ``nearer`` by how much of it the groups come nearer; ``over_budget`` the share of the parameter sets in which the cost exceeds the
    budget; ``clear`` says whether ``more`` can be told from zero, by :func:`analysis.paired.verdicts` and in the check
        alike: of many policies that do nothing, one of twenty looks better by luck once, and hardly any twice.
    """
    import pandas

    from analysis import results

    found = results.read(comparison)
    reference = found.manifest["reference"]
    summary = found.summary[found.summary["group"] == "all"]
    mine = summary[summary["outcome"] == outcome]
    claims = paired.verdicts(mine)
    kind = paired.best_interval(mine)
    gaps = _gaps(found.runs, groups, reference, kind)
    costs = found.runs[(found.runs["outcome"] == "cost_total")]
    rows = []
    for name in [reference, *(name for name in found.order if name != reference)]:
        at = {key: _row(summary, name, key, kind) for key in (outcome, "exhaustion", "cost_total")}
        cost, kept, tired = at["cost_total"], at[outcome], at["exhaustion"]
        rows.append({
            "policy": name, "role": " ".join(roles.get(name, ["reference" if name == reference else "start"])),
            "cost": cost["estimate"], "cost_low": cost["low"], "cost_high": cost["high"],
            "over_budget": np.nan if budget is None else _over(costs[costs["scenario"] == name], budget),
            "kept": kept["estimate"], "more": kept["difference"], "more_low": kept["difference_low"], "more_high": kept["difference_high"],
            "clear": CLEAR if paired.UNCLEAR != claims.get((name, "all", outcome)) == checks.get(name) else NOT_CLEAR,
            "tired": tired["difference"], "tired_low": tired["difference_low"], "tired_high": tired["difference_high"],
            **gaps[name], "interval": kind, "n_replicates": kept["n_replicates"], "n_parameter_sets": kept["n_parameter_sets"],
        })  # fmt: skip
    return pandas.DataFrame(rows, columns=list(COLUMNS))


def _row(summary, name, outcome, kind):
    rows = summary[(summary["scenario"] == name) & (summary["outcome"] == outcome) & (summary["interval"] == kind)]
    return rows.iloc[0]


def _over(costs, budget):
    """Return the share of parameter sets whose mean cost exceeds the budget."""
    sets = costs["parameter_set"].to_numpy()
    value = (costs["numerator"] / costs["denominator"]).to_numpy()[:, None]
    means = means_of_sets(value, sets) if len(np.unique(sets)) > 1 else value
    return float((means > budget).mean())


def _gaps(runs, groups, reference, kind):
    """Return ``gap, nearer, nearer_low, nearer_high`` by policy: yearly leaving and moving of the first group less the second's."""
    wanted = runs[runs["outcome"].isin(("annual_leaver_rate", "annual_mover_rate")) & runs["group"].isin(groups)]
    counts = paired.dense(wanted)
    shares = []
    for group in groups:
        at = [i for i, key in enumerate(counts.keys) if key[0] == group]
        shares.append(ratio(counts.numerator[:, :, at].sum(axis=2), counts.denominator[:, :, at].max(axis=2, initial=0.0)))
    gap = np.nan_to_num(shares[0] - shares[1])
    base = counts.scenarios.index(reference)
    side = -1.0 if gap[base].mean() < 0 else 1.0
    one = np.ones((gap.shape[1], 1))
    found = {}
    for s, name in enumerate(counts.scenarios):
        # on the reference's side of zero a smaller gap is nearer; one that has changed sides is as far as it is from zero
        nearer = side * (gap[base] - gap[s]) if side * gap[s].mean() >= 0 else side * (gap[base] + gap[s])
        numbers_of = interval(nearer[:, None], one, np.zeros_like(one), one, counts.sets, kind)
        found[name] = {"gap": gap[s].mean(), "nearer": numbers_of[3, 0], "nearer_low": numbers_of[4, 0], "nearer_high": numbers_of[5, 0]}
    return found


def read(folder):
    """Return the rows of a search's ``optimise.csv``."""
    import pandas

    return pandas.read_csv(Path(folder) / "optimise.csv", encoding="utf-8")


def parts(levers):
    """Return the rows of a search's ``levers.csv`` without those of whole mixes."""
    return levers[levers["lever"] != WHOLE]


def chosen(about: dict) -> list[str]:
    """Return the names of the policies that answer the question: the best within the budget, the cheapest that reaches the target."""
    return [name for name, roles in about["roles"].items() if {"best", "cheapest"} & set(roles)]


def at_the_end(about: dict, policy: str) -> list[tuple[str, float]]:
    """Return the levers of a policy that stand at the upper end of the range that was searched, with their values."""
    found = []
    for said in about["over"]:
        name, *ends = said.split(":")
        pair = about["changed"][policy].get(name)
        if pair is not None and not SPECS[name].choices and pair[1] == float(ends[-1]) < SPECS[name].high:
            found.append((name, pair[1]))
    return found
