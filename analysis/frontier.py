"""The front of a search: what each policy costs and whom it keeps, with bounds, as a table and in sentences.

Worked out from the stored comparison of the front's policies, whose luck the search has never met.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from analysis import paired, words
from analysis.outcomes import OUTCOMES
from analysis.uncertainty import COMPUTING, interval, means_of_sets, ratio
from sim.levers import Levers
from sim.number import numbers

SPECS = numbers(Levers)
CLEAR, NOT_CLEAR = "yes", "no"
COLUMNS = (
    "policy", "role", "cost", "cost_low", "cost_high", "over_budget", "kept", "more", "more_low", "more_high", "clear",
    "tired", "tired_low", "tired_high", "gap", "nearer", "nearer_low", "nearer_high", "interval", "n_replicates", "n_parameter_sets",
)  # fmt: skip


def measured(comparison, outcome: str, groups: tuple[str, str], roles: dict[str, list[str]], budget: float | None):
    """Return the front's policies with their bounds, one row each, the reference first.

    Parameters
    ----------
    comparison : folder of the finished comparison;  outcome : the share of new teachers who are kept.
    groups : whose yearly leaving and moving should not lie apart;  roles : why each policy is shown.
    budget : money over all years, or None.

    Returns
    -------
    DataFrame with :data:`COLUMNS`: ``cost`` in money over all years; ``kept`` and ``more`` (difference against the reference) are shares;
    ``tired`` the difference of exhaustion in SD; ``gap`` the share a year by which more teachers of the first group leave or move,
    ``nearer`` by how much of it the groups come nearer; ``over_budget`` the share of the parameter sets in which the cost exceeds the
    budget; ``clear`` says whether the bounds of ``more`` leave zero out.
    """
    import pandas

    from analysis import results

    found = results.read(comparison)
    reference = found.manifest["reference"]
    summary = found.summary[found.summary["group"] == "all"]
    mine = summary[summary["outcome"] == outcome]
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
            "clear": CLEAR if kept["difference_low"] > 0 or kept["difference_high"] < 0 else NOT_CLEAR,
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


def lever_value(name: str, value) -> str:
    """Write a lever's value with its unit; shares in per cent."""
    spec = SPECS[name]
    if spec.choices:
        return str(value).replace("_", " ")
    value = float(value)
    if spec.unit.startswith("share"):
        return f"{words.plain(100 * value, 1)} %{spec.unit.removeprefix('share')}"
    unit = spec.unit.removesuffix("s") if value == 1 and spec.unit in ("years", "months", "hours", "mentees", "documents") else spec.unit
    return f"{words.plain(value)} {unit}"


def lever_said(name: str, value) -> str:
    """Write a lever with its value: ``coverage 80 % of eligible teachers``."""
    if name == "coverage" and float(value) == 0:
        return "no mentoring"
    return f"{SPECS[name].label} {lever_value(name, value)}"


def lever_range(said: str) -> tuple[str, str]:
    """Return label and range of a lever that was searched, from ``name:low:high`` or ``name:choice:choice``."""
    name, *ends = said.split(":")
    if SPECS[name].choices:
        return SPECS[name].label, ", ".join(lever_value(name, end) for end in ends)
    low, high = (lever_value(name, end) for end in ends)
    return SPECS[name].label, f"{low.split(' ')[0]} to {high}"


def mix_in_words(changed: dict) -> str:
    """Say which levers a mix changes: ``coverage 80 % of eligible teachers (now 50 %); ...``."""
    said = []
    for name, (before, value) in changed.items():
        share = SPECS[name].unit.startswith("share")
        was = lever_value(name, before)
        was = was if SPECS[name].choices else " ".join(was.split(" ")[: 2 if share else 1])
        said.append(f"{lever_said(name, value)} (now {was}{' coverage' if lever_said(name, value) == 'no mentoring' else ''})")
    return "; ".join(said) if said else "nothing is changed"


def after(outcome: str) -> str:
    """Say an outcome of kept teachers: ``still teaching after 5 years``."""
    return OUTCOMES[outcome].label


def in_words(row, today, outcome: str, reference: str, currency: str) -> str:
    """Say what a policy does beside the reference and what both cost, in two sentences."""
    bounds = words.probably(row["more_low"], row["more_high"])
    said = f"Of 100 new teachers {words.heads(row['kept'])} are {after(outcome)}, against {words.heads(today['kept'])} under {reference}"
    return f"{said}: {bounds}. It costs {cost_in_words(row, currency)}, {reference} {cost_in_words(today, currency)}."


def cost_in_words(row, currency: str) -> str:
    """Say a cost with its bounds."""
    cost = words.money(row["cost"], currency)
    if not np.isfinite(row["cost_low"]) or row["cost_high"] - row["cost_low"] < 0.005 * abs(row["cost"]):
        return cost
    return f"{cost} (between {words.money(row['cost_low'])} and {words.money(row['cost_high'])})"


def at_the_end(about: dict, policy: str) -> list[str]:
    """Return the levers of a policy that stand at the upper end of the range that was searched, as people say them."""
    found = []
    for said in about["over"]:
        name, *ends = said.split(":")
        pair = about["changed"][policy].get(name)
        if pair is not None and not SPECS[name].choices and pair[1] == float(ends[-1]) < SPECS[name].high:
            found.append(lever_said(name, pair[1]))
    return found


def chosen(about: dict) -> list[str]:
    """Return the names of the policies that answer the question: the best within the budget, the cheapest that reaches the target."""
    return [name for name, roles in about["roles"].items() if {"best", "cheapest"} & set(roles)]


def reference_in_words(about: dict) -> str:
    """Say what every difference is against."""
    return "today's policy" if about["reference"] == about["contexts"][0]["today"] else about["reference"].replace("_", " ")


def answer(rows, about: dict) -> list[str]:
    """Return what a search has found, in sentences."""
    context = about["contexts"][0]
    found = {role: name for name, roles in about["roles"].items() for role in roles if role in ("best", "cheapest")}
    at = {row["policy"]: row for _, row in rows.iterrows()}
    said = []
    if about["budget"] is not None:
        said += _of_budget(found.get("best"), at, about)
    if about["target"] is not None:
        said += _of_target(found.get("cheapest"), found.get("best"), at, about)
    for policy in chosen(about)[:1]:
        row = at[policy]
        if row["tired_low"] * row["tired_high"] > 0 and abs(row["tired"]) >= 0.05:
            more = "more" if row["tired"] > 0 else "less"
            said.append(
                f"Teachers are {more} exhausted than under {reference_in_words(about)}, by {words.number(abs(row['tired']), 2)} SD."
            )
        ends = at_the_end(about, policy)
        if ends:
            said.append(f"At the end of the range that was searched: {'; '.join(ends)}. A wider range may hold a better mix.")
    if rows["interval"].iloc[0] == COMPUTING:
        said.append("All runs share one parameter set: what is not known about the numbers is not in these bounds.")
    if context["illustrative"]:
        said.append(
            f"Illustrative: {context['title']} has no measured series of leavers; the order of policies means more than the levels."
        )
    return said


def _of_budget(best, at, about):
    context = about["contexts"][0]
    currency, reference = context["currency"], reference_in_words(about)
    start = f"With {about['said_budget']} in {context['title']}"
    if best is None:
        least = min(row["cost"] for row in at.values())
        return [
            f"{start}, no mix that was tried can be paid. The least that one of the policies shown costs is {words.money(least, currency)}."
        ]
    row = at[best]
    said = [f"{start}, the best mix found is: {mix_in_words(about['changed'][best])}."]
    said.append(in_words(row, at[about["reference"]], about["outcome"], reference, currency))
    if row["clear"] == NOT_CLEAR:
        said.append("The difference cannot be told from zero: no mix that this money buys is certain to keep more.")
    elif row["more"] < 0:
        said.append(f"That is fewer than under {reference}: nothing that keeps as many was found within the budget.")
    if np.isfinite(row["over_budget"]) and row["over_budget"] > 0.05:
        said.append(
            f"In {words.heads(row['over_budget'])} of 100 cases of what is not known (prices, take-up) it costs more than the budget."
        )
    return said


def _of_target(cheapest, best, at, about):
    context = about["contexts"][0]
    reference = reference_in_words(about)
    wanted = f"{words.plain(100 * about['target'])} more of 100"
    if cheapest is None:
        reached = max(at.values(), key=lambda row: row["more"])
        within = " within the budget" if about["budget"] is not None else ""
        return [
            f"No mix that was tried keeps {wanted} than {reference}{within} ({after(about['outcome'])}). The most that a policy shown "
            f"reaches is {words.signed(100 * reached['more'])} ({words.probably(reached['more_low'], reached['more_high'])}): "
            f"{reached['policy'].replace('_', ' ')}, for {cost_in_words(reached, context['currency'])}."
        ]
    row = at[cheapest]
    if cheapest == best:
        said = [f"It is also the cheapest mix found that keeps {wanted} than {reference}."]
    else:
        said = [
            f"The cheapest mix found that keeps {wanted} than {reference}: {mix_in_words(about['changed'][cheapest])}.",
            in_words(row, at[about["reference"]], about["outcome"], reference, context["currency"]),
        ]
    if row["more"] < about["target"]:
        said.append(f"In fresh worlds it keeps {words.signed(100 * row['more'])}, a little short of the target: luck decides there.")
    if row["clear"] == NOT_CLEAR:
        said.append("The difference cannot be told from zero.")
    return said


def table(rows, about: dict) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of the table of policies."""
    years = about["years"]
    currency = about["contexts"][0]["currency"]
    heads = ["Policy", f"cost of\n{years} years, {currency}", "of 100\nkept", f"more than\n{about['reference']}"]
    heads += ["exhaustion,\nSD", "gap,\nof 100 a year"]
    lines = []
    for _, row in rows.iterrows():
        mine = row["policy"] == about["reference"]
        ends = [words.signed(100 * row[end]) for end in ("more_low", "more_high")]
        bounds = f" ({' to '.join(ends)})" if np.isfinite(row["more_low"]) else ""
        lines.append([
            row["policy"], words.money(row["cost"]), words.heads(row["kept"]), "" if mine else f"{words.signed(100 * row['more'])}{bounds}",
            "" if mine else words.signed(row["tired"], 2), words.signed(100 * row["gap"], 1),
        ])  # fmt: skip
    return heads, lines
