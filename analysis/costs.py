"""What a policy costs, who pays, and how sure one can be that it is worth its money.

A cost is a quantity times the context's price. Programme lines are paid by the scenario's payer until the money ends and by the
line's own payer afterwards; unpaid time is always the teachers' own.
"""

from __future__ import annotations

import numpy as np

from analysis.outcomes import MONTH_COLUMN, PROGRAMME_LINES
from analysis.paired import dense
from analysis.uncertainty import TAILS, means_of_sets
from sim.levers import Levers
from sim.number import numbers
from sim.prices import LINES, PAYERS
from sim.record import Outcome

LEDGER_COLUMNS = ("year", "line", "payer", "quantity", "unit", "price", "cost", "currency")
NEVER_ENDS = numbers(Levers)["funding_end_month"].high


def ledger(outcome: Outcome, context, scenario) -> dict:
    """Return the ledger of one run as columns, one row per school year, line and payer that is not empty.

    Parameters
    ----------
    outcome : what the run left behind.
    context : :class:`sim.context.Context`, for prices and currency.
    scenario : :class:`sim.scenario.Scenario`, for its payer and the month the money ends.

    Returns
    -------
    dict of columns :data:`LEDGER_COLUMNS`: ``year`` int from 1, ``quantity`` in ``unit``, ``price`` and ``cost`` in ``currency``.
    """
    outside = outside_share(outcome, scenario)
    rows = []
    for position, (line, (unit, price_name, own_payer, programme)) in enumerate(LINES.items()):
        price = float(getattr(context.prices, price_name))
        for year, quantity in enumerate(outcome.ledger[:, position]):
            if quantity == 0:
                continue
            first = quantity * outside[year] if programme else 0.0
            shares = {own_payer: quantity - first}
            if first:
                shares[scenario.payer] = shares.get(scenario.payer, 0.0) + first
            rows += [(year + 1, line, payer, part, unit, price, part * price, context.currency) for payer, part in shares.items() if part]
    columns = dict(zip(LEDGER_COLUMNS, zip(*rows) if rows else [()] * len(LEDGER_COLUMNS)))
    kinds = {"year": np.int32, "quantity": float, "price": float, "cost": float}
    return {name: np.array(column, kinds[name]) if name in kinds else list(column) for name, column in columns.items()}


def outside_share(outcome: Outcome, scenario) -> np.ndarray:
    """Return the share of each school year's programme cost that falls before the money ends, float64 (years,).

    Months count by the schools that still run the programme, so that a year in which half of them drop it when the money ends is
    not split in equal halves; where no school runs one (a pay supplement), every month counts alike.
    """
    levers = scenario.levers
    months = np.arange(12 * outcome.years)
    end = levers.start_month + levers.funding_end_month if levers.funding_end_month < NEVER_ENDS else np.inf
    active = (months >= levers.start_month) & (months < levers.end_month)
    schools = outcome.monthly[:, MONTH_COLUMN["programme_schools"]]
    weight = (np.where(active & (schools > 0), schools, 0.0) if schools.any() else active.astype(float)).reshape(-1, 12)
    before = np.where(months < end, 1.0, 0.0).reshape(-1, 12)
    total = weight.sum(axis=1)
    plain = before.mean(axis=1)  # follow-up visits after the last school has stopped
    return np.where(total > 0, np.divide((weight * before).sum(axis=1), total, out=np.zeros(len(total)), where=total > 0), plain)


def with_kind(frame):
    """Return the ledger with a column ``programme``: True for programme lines, False for unpaid time and replacements."""
    return frame.assign(programme=frame["line"].isin(PROGRAMME_LINES))


def by_payer(frame, runs: int, years: int):
    """Return the mean cost of a run by scenario and payer, programme lines and unpaid time, replacements left out.

    Parameters
    ----------
    frame : DataFrame of ledgers with ``scenario, replicate`` in front.
    runs : number of runs of each scenario (a run without costs has no row).
    years : school years of a run.

    Returns
    -------
    DataFrame ``scenario, payer, cost, cost_a_year``; payers in the order of :data:`sim.prices.PAYERS`.
    """
    import pandas

    wanted = frame[frame["line"].isin(PROGRAMME_LINES) | (frame["line"] == "own_time")]
    cost = wanted.groupby(["scenario", "payer"], sort=False)["cost"].sum() / runs
    table = cost.reset_index()
    table["payer"] = pandas.Categorical(table["payer"], PAYERS, ordered=True)
    table["cost_a_year"] = table["cost"] / years
    return table.sort_values(["scenario", "payer"], kind="stable", ignore_index=True).astype({"payer": str})


def by_year(frame, runs: int):
    """Return the mean cost of a run by scenario, school year and payer: programme lines and unpaid time, replacements left out.

    Returns
    -------
    DataFrame ``scenario, year, payer, cost``; years from 1.
    """
    wanted = frame[frame["line"].isin(PROGRAMME_LINES) | (frame["line"] == "own_time")]
    return (wanted.groupby(["scenario", "year", "payer"], sort=False)["cost"].sum() / runs).reset_index()


def by_line(frame, runs: int):
    """Return the mean of a run by scenario, line and payer: ``quantity``, ``unit``, ``price``, ``cost``, ``currency``, ``programme``.

    The price is the cost over the quantity: parameter sets may draw prices that are not known.
    """
    keys = ["scenario", "line", "payer", "unit", "currency"]
    table = (frame.groupby(keys, sort=False)[["quantity", "cost"]].sum() / runs).reset_index()
    table["price"] = table["cost"] / table["quantity"]
    place = {line: i for i, line in enumerate(LINES)}
    table["place"] = table["line"].map(place)
    table = with_kind(table.sort_values(["scenario", "place", "payer"], kind="stable", ignore_index=True))
    return table[["scenario", "line", "payer", "quantity", "unit", "price", "cost", "currency", "programme"]]


def plane(runs, reference: str, order=None):
    """Return extra new teachers kept and extra cost by parameter set, both for 100 teachers of the first cohort, luck taken out.

    Returns
    -------
    DataFrame ``scenario, parameter_set, kept, cost``; empty where the runs hold no costs or only one parameter set.
    """
    import pandas

    counts, money, kept = _increments(runs, reference, order)
    if counts is None:
        return pandas.DataFrame(columns=["scenario", "parameter_set", "kept", "cost"])
    frames = []
    for s, scenario in enumerate(counts.scenarios):
        if scenario != reference:
            values = means_of_sets(np.column_stack([kept[s], money[s]]), counts.sets)
            kind = {"scenario": scenario, "parameter_set": np.unique(counts.sets), "kept": values[:, 0], "cost": values[:, 1]}
            frames.append(pandas.DataFrame(kind))
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=["scenario", "parameter_set", "kept", "cost"])


def same_money(points):
    """Return what the middle policy's cost would keep under each policy, scaled in proportion, for 100 teachers of the first cohort.

    Half the money then keeps half as many: true near the policy's own size, too kind where effects run into a ceiling.

    Parameters
    ----------
    points : frame of :func:`plane`.

    Returns
    -------
    DataFrame ``scenario, cost, scale, kept, low, high``: the common sum, its ratio to the policy's own cost, and 90 % of the parameter
    sets. Policies that cost nothing more than the reference are left out; empty where fewer than two are left.
    """
    import pandas

    means = points.groupby("scenario", sort=False)[["kept", "cost"]].mean()
    means = means[means["cost"] > 0]
    rows = []
    common = float(means["cost"].median()) if len(means) else 0.0
    for scenario in means.index if len(means) > 1 else ():
        scale = common / means["cost"][scenario]
        low, high = np.quantile(points[points["scenario"] == scenario]["kept"], TAILS, method="median_unbiased")
        rows.append((scenario, common, scale, scale * means["kept"][scenario], scale * low, scale * high))
    return pandas.DataFrame(rows, columns=["scenario", "cost", "scale", "kept", "low", "high"])


def _increments(runs, reference, order):
    """Return counts, and extra cost and extra teachers of 100 of the first cohort as (scenarios, runs); None where they are not there."""
    counts = dense(runs[runs["outcome"] == "cost_per_teacher_retained"], order)
    kept_outcomes = sorted(name for name in runs["outcome"].unique() if name.startswith("retained_profession_"))
    if reference not in counts.scenarios or not counts.keys or len(np.unique(counts.sets)) < 2 or not kept_outcomes:
        return None, None, None
    mine = runs[(runs["outcome"] == kept_outcomes[-1]) & (runs["group"] == "all")]
    size = dense(mine, order).denominator[:, :, 0]
    base = counts.scenarios.index(reference)
    hundred = 100.0 / np.maximum(size.mean(), 1.0)
    money = (counts.numerator - counts.numerator[base])[:, :, 0] * hundred
    kept = (counts.denominator - counts.denominator[base])[:, :, 0] * hundred
    return counts, money, kept


def acceptability(runs, reference: str, order=None, points: int = 41, most: float | None = None):
    """Return how likely each policy is worth its money, by what one more teacher kept is worth.

    For each sum that someone would pay for one more teacher of the first cohort kept: the share of the parameter sets (luck taken
    out) in which the worth of the extra teachers exceeds the extra cost. It stands in for cost per teacher retained where that is
    not distinguishable.

    Parameters
    ----------
    runs : table of runs as in :func:`analysis.paired.summarise`.
    reference : the scenario that every difference is against.
    order : names of scenarios in the order of the rows; None keeps the order of first appearance.
    points : number of sums, from 0 to ``most`` in equal steps.
    most : None takes three times the middle one of the costs per teacher that are known.

    Returns
    -------
    DataFrame ``scenario, willingness, probability``; empty where the runs hold no costs or only one parameter set.
    """
    import pandas

    counts = dense(runs[runs["outcome"] == "cost_per_teacher_retained"], order)
    nothing = pandas.DataFrame(columns=["scenario", "willingness", "probability"])
    if reference not in counts.scenarios or not counts.keys or len(np.unique(counts.sets)) < 2:
        return nothing
    base = counts.scenarios.index(reference)
    money = (counts.numerator - counts.numerator[base])[:, :, 0]
    kept = (counts.denominator - counts.denominator[base])[:, :, 0]
    if most is None:
        known = [m / e for m, e in zip(money.sum(axis=1), kept.sum(axis=1)) if e > 0 and m > 0]
        most = 3.0 * float(np.median(known)) if known else 0.0
    if most <= 0:
        return nothing
    worth = np.linspace(0.0, most, points)
    frames = []
    for s, scenario in enumerate(counts.scenarios):
        if s != base:
            gain = means_of_sets(kept[s][:, None] * worth - money[s][:, None], counts.sets)
            frames.append(pandas.DataFrame({"scenario": scenario, "willingness": worth, "probability": (gain > 0).mean(axis=0)}))
    return pandas.concat(frames, ignore_index=True) if frames else nothing
