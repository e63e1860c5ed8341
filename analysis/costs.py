"""What a policy costs, who pays, and how sure one can be that it is worth its money.

A cost is a quantity times the context's price. Programme lines are paid by the scenario's payer until the money ends and by the
line's own payer afterwards; unpaid time is always the teachers' own.
"""

from __future__ import annotations

import numpy as np

from analysis.outcomes import MONTH_COLUMN, PROGRAMME_LINES
from analysis.paired import dense
from analysis.uncertainty import means_of_sets
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
