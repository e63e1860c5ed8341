"""What a policy costs, who pays, and how sure one can be that it is worth its money.

A cost is a quantity times the context's price. Programme lines are paid by the scenario's payer until the money ends and by the
line's own payer afterwards; unpaid time is always the teachers' own.
"""

from __future__ import annotations

import numpy as np

from analysis.outcomes import MONTH_COLUMN, PRICED_BY, PROGRAMME_LINES
from analysis.paired import UNCLEAR, claims, dense
from analysis.uncertainty import means_of_sets
from sim.levers import Levers
from sim.number import numbers
from sim.prices import LINES, PAYERS
from sim.record import Outcome

LEDGER_COLUMNS = ("year", "line", "payer", "quantity", "unit", "price", "cost", "currency")
TENTH = 0.1  # the step in which heads of 100 are written
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
    """Return the mean cost of a run by scenario and payer: programme lines, and unpaid time under the teachers' own name.

    Without the teachers, the payers of a scenario add up to its ``cost_total``; replacements are left out.

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
    """Return the mean cost of the programme of a run by scenario, school year and payer; unpaid time and replacements are left out.

    Returns
    -------
    DataFrame ``scenario, year, payer, cost``; years from 1; all years of a scenario add up to its ``cost_total``.
    """
    wanted = frame[frame["line"].isin(PROGRAMME_LINES)]
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


def plane(runs, reference: str, years: int, order=None):
    """Return by parameter set, luck taken out, the extra new teachers kept of 100 of the first cohort and the extra cost of a year.

    Parameters
    ----------
    runs : table of runs as in :func:`analysis.paired.summarise`.
    reference : the scenario that every difference is against.
    years : school years of a run.
    order : names of scenarios in the order of the rows; None keeps the order of first appearance.

    Returns
    -------
    DataFrame ``scenario, parameter_set, kept, cost``: the cost of the programme a year, all posts, more than the reference's. Empty where
    the runs hold no costs, no new teachers or only one parameter set.
    """
    import pandas

    columns = ["scenario", "parameter_set", "kept", "cost"]
    kept_outcome = next((name for name in PRICED_BY["cost_per_teacher_retained"] if name in set(runs["outcome"])), "")
    counts = _of_all(runs, ("cost_total", kept_outcome), order)
    at = {outcome: place for place, (_, outcome) in enumerate(counts.keys)}
    if reference not in counts.scenarios or len(at) < 2:
        return pandas.DataFrame(columns=columns)
    base = counts.scenarios.index(reference)
    differ = counts.numerator - counts.numerator[base]
    some = counts.denominator[base, :, at[kept_outcome]] > 0  # a small run may have no first cohort
    sets = counts.sets[some]
    if len(np.unique(sets)) < 2:
        return pandas.DataFrame(columns=columns)
    money = differ[:, some, at["cost_total"]] / years
    more = 100.0 * differ[:, some, at[kept_outcome]] / counts.denominator[base, some, at[kept_outcome]].mean()
    frames = []
    for s, scenario in enumerate(counts.scenarios):
        if scenario != reference:
            values = means_of_sets(np.column_stack([more[s], money[s]]), sets)
            rows = {"scenario": scenario, "parameter_set": np.unique(sets), "kept": values[:, 0], "cost": values[:, 1]}
            frames.append(pandas.DataFrame(rows))
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=columns)


def same_money(differences):
    """Return what the cheapest policy's cost would do under each policy, scaled down in proportion: nothing larger than what was run.

    Half the money then keeps half as many: true near the policy's own size, too strict where effects run into a ceiling. The cheapest
    keeps its own difference with its own bounds; a claim whose bounds are written as 0.0 at the smaller size is not clear there.

    Parameters
    ----------
    differences : frame with the policies as index and the columns ``cost`` (more than the reference's), ``kept, low, high, verdict``.

    Returns
    -------
    DataFrame ``scenario, cost, scale, kept, low, high, verdict``: the common sum, its ratio to the policy's own cost, and the rest scaled.
    Policies that cost nothing more than the reference are left out; empty where fewer than two are left.
    """
    import pandas

    columns = ["scenario", "cost", "scale", "kept", "low", "high", "verdict"]
    dear = differences[differences["cost"] > 0]
    if len(dear) < 2:
        return pandas.DataFrame(columns=columns)
    common = float(dear["cost"].min())
    scale = common / dear["cost"]
    scaled = {name: scale * dear[name] for name in ("kept", "low", "high")}
    told = claims((scaled["low"].to_numpy(), scaled["high"].to_numpy()), printed=TENTH)
    verdict = np.where(told == dear["verdict"], told, UNCLEAR)
    table = pandas.DataFrame({"cost": common, "scale": scale, **scaled, "verdict": verdict})
    return table.rename_axis("scenario").reset_index()[columns]


def _of_all(runs, outcomes, order):
    """Return the counts of some outcomes of all teachers as dense arrays."""
    return dense(runs[runs["outcome"].isin(outcomes) & (runs["group"] == "all")], order)


def acceptability(runs, reference: str, most: float, order=None, points: int = 61):
    """Return how likely each policy is worth its money, by what one leaver fewer is worth.

    For each sum that someone would pay for one leaver fewer, of all ages and years: the share of the parameter sets (luck taken out)
    in which the worth of the leavers avoided exceeds the extra cost.

    Parameters
    ----------
    runs : table of runs as in :func:`analysis.paired.summarise`.
    reference : the scenario that every difference is against.
    most : the largest sum, in the context's currency.
    order : names of scenarios in the order of the rows; None keeps the order of first appearance.
    points : number of sums, from 0 to ``most`` in equal steps.

    Returns
    -------
    DataFrame ``scenario, willingness, probability``; empty where the runs hold no costs or only one parameter set.
    """
    import pandas

    counts = _of_all(runs, ("cost_per_leaver_avoided",), order)
    nothing = pandas.DataFrame(columns=["scenario", "willingness", "probability"])
    if reference not in counts.scenarios or not counts.keys or len(np.unique(counts.sets)) < 2 or not most > 0:
        return nothing
    base = counts.scenarios.index(reference)
    money = (counts.numerator - counts.numerator[base])[:, :, 0]
    avoided = (counts.denominator[base] - counts.denominator)[:, :, 0]
    worth = np.linspace(0.0, most, points)
    frames = []
    for s, scenario in enumerate(counts.scenarios):
        if s != base:
            gain = means_of_sets(avoided[s][:, None] * worth - money[s][:, None], counts.sets)
            frames.append(pandas.DataFrame({"scenario": scenario, "willingness": worth, "probability": (gain > 0).mean(axis=0)}))
    return pandas.concat(frames, ignore_index=True) if frames else nothing


def even_chances(frame, scenario: str) -> float:
    """Return from which worth on a policy is more likely than not worth its money; nan where it is so at no or at every sum.

    Parameters
    ----------
    frame : that of :func:`acceptability`.
    """
    mine = frame[frame["scenario"] == scenario]
    over = mine["probability"].to_numpy() > 0.5
    below = np.flatnonzero(~over)
    if not len(below) or over[0] or below[-1] == len(over) - 1:
        return np.nan
    return float(mine["willingness"].iloc[below[-1] + 1])
