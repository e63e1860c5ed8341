"""What a comparison takes from a source and what it assumes: levers, the place, the numbers of the theory."""

from __future__ import annotations

from analysis.inputs import source as sourced
from analysis.language import language
from sim.context import Place
from sim.levers import Levers
from sim.number import numbers
from sim.parameters import Parameters
from sim.prices import Prices

FEWEST_SETS = 8
MOST_SWINGS = 8
SURE = 0.05


def label(name: str, say=None) -> str:
    """Return the label of a number of the theory, of the place (``context.NAME``) or of a price (``context.prices.NAME``)."""
    say = say or language()
    for before, specs, kind in (("context.prices.", numbers(Prices), "input"), ("context.", numbers(Place), "input")):
        if name.startswith(before) and name.removeprefix(before) in specs:
            own = name.removeprefix(before)
            return say.named(kind, own, specs[own].label)
    specs = numbers(Parameters)
    return say.named("parameter", name, specs[name].label) if name in specs else name


def swings(runs, sets, policy: str, reference: str, outcome: str, say=None):
    """Return which assumptions move a policy's difference, beyond chance, over the ensemble: the tornado.

    A straight line is fitted to the differences of the parameter sets for each number alone; ``low`` and ``high`` are its ends at the
    number's 10 % and 90 % quantiles. Only a slope that is there at 5 % after a correction for as many looks as there are numbers
    (Bonferroni) is returned; prices are not looked at, they move no teacher.

    Parameters
    ----------
    runs : table of runs as in :func:`analysis.paired.summarise`.
    sets : a row a parameter set, a column a number (:attr:`analysis.results.Results.sets`).
    policy, reference, outcome : whose difference, in what (a share).

    Returns
    -------
    DataFrame ``name, label, low, high, middle, at_low, at_high``, the widest first; empty where nothing is beyond chance, None for fewer
    than eight sets, which can show nothing.
    """
    import numpy as np
    import pandas
    from scipy.stats import t as student

    columns = ["name", "label", "low", "high", "middle", "at_low", "at_high"]
    mine = runs[(runs["outcome"] == outcome) & (runs["group"] == "all") & runs["scenario"].isin((policy, reference))]
    sums = mine.groupby(["scenario", "parameter_set"])[["numerator", "denominator"]].sum()
    share = (sums["numerator"] / sums["denominator"]).unstack("scenario")
    if policy not in share or reference not in share:
        return None
    y = (share[policy] - share[reference]).dropna()
    y = y[y.index.isin(sets.index)]
    if len(y) < FEWEST_SETS:
        return None
    rows, n, names = [], len(y), looked_at(sets)
    for name in names:
        x = sets.loc[y.index, name].to_numpy(float)
        spread = ((x - x.mean()) ** 2).sum()
        if spread <= 0:
            continue
        slope = ((x - x.mean()) * (y - y.mean())).sum() / spread
        rest = ((y - y.mean() - slope * (x - x.mean())) ** 2).sum()
        size = abs(slope) / np.sqrt(rest / (n - 2) / spread) if rest > 0 else np.inf if slope else 0.0
        ends = np.quantile(x, (0.1, 0.9))
        low, high = (y.mean() + slope * (end - x.mean()) for end in ends)
        if 2.0 * student.sf(size, n - 2) * len(names) < SURE:
            rows.append((name, label(name, say), low, high, y.mean(), *ends))
    table = pandas.DataFrame(rows, columns=columns)
    table["width"] = (table["high"] - table["low"]).abs()
    table = table.sort_values("width", ascending=False, kind="stable", ignore_index=True).head(MOST_SWINGS)
    return table.drop(columns="width")


def looked_at(sets) -> list[str]:
    """Return the numbers of the parameter sets that can move teachers: all but the prices."""
    return [name for name in sets.columns if not name.startswith("context.prices.")]


def parameters(manifest: dict, say=None) -> dict:
    """Return where the numbers of the theory come from (``sentence``) and those that the command changed (``changed``)."""
    source, say = str(manifest["parameters_source"]), say or language()
    specs = numbers(Parameters)
    changed = [
        {
            "label": label(name, say),
            "value": say.plain(value),
            "unit": say.named("unit", specs[name].unit) if name in specs else "",
        }
        for name, value in sorted(dict(manifest.get("changed_parameters", {})).items())
    ]
    return {"sentence": say.named("parameters", source, source), "changed": changed}


def stated_and_assumed(scenario: dict, say=None) -> dict:
    """Return a scenario with its levers that are set: label, value, unit, and whether its source states them."""
    say = say or language()
    specs, defaults, stated = numbers(Levers), Levers(), set(scenario.get("stated", ()))
    levers = []
    for name, spec in specs.items():
        value = scenario["levers"].get(name, getattr(defaults, name))
        if value == getattr(defaults, name) and name not in stated:
            continue
        levers.append(
            {
                "label": say.named("lever", name, spec.label),
                "help": spec.help,
                "value": say.named("workshop.choice", value) if spec.choices else say.plain(value, 2),
                "unit": "" if spec.choices else say.named("unit", spec.unit, spec.unit),
                "stated": name in stated,
            }
        )
    kept = {key: scenario.get(key) for key in ("name", "title", "source", "payer", "home_context")}
    return kept | {"levers": levers, "notes": list(scenario.get("notes", ()))}


def inputs(context: dict, say=None) -> list[dict]:
    """Return the context's numbers with units, sources and the ranges that parameter sets draw."""
    table, say = [], say or language()
    for part, specs in (("place", numbers(Place)), ("prices", numbers(Prices))):
        values = context.get(part, {})
        for name, spec in specs.items():
            if name not in values:
                continue
            spread = context.get("ranges", {}).get(name)
            source = sourced(context.get("sources", {}).get(name) or "assumed", say)
            if name in context.get("borrowed", ()):
                source = say("report.place.borrowed", place=context.get("borrowed_from"), source=source)
            table.append(
                {
                    "label": say.named("input", name, spec.label),
                    "value": say.plain(values[name], 3),
                    "unit": say.named("unit", spec.unit, spec.unit).replace("MONEY", context.get("currency", "")),
                    "source": source,
                    "help": spec.help,
                    "range": say("number.between", low=say.plain(spread[0], 4), high=say.plain(spread[1], 4)) if spread else "",
                }
            )
    return table
