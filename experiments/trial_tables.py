"""The files of a trial: novices of one trial, all trials, the power curve, the summary, the manifest and the report."""

from __future__ import annotations

import time
from importlib.metadata import version

from experiments import fieldwork
from experiments.input.cards import as_values

LARGER_TRIALS = (100, 200, 500, 1000, 2000)
COLUMNS = ("outcome", "unit", "statistic", "arm", "estimate", "low", "high", "interval")


def write(asked, found: list[dict], begun: float) -> None:
    """Write every file of a trial from what its worlds gave; the page is built from the files."""
    import pandas

    from analysis.trial_page import build

    sets = [one["set"] for one in found]
    true = _true(found, sets)
    novices, first_fit = _first(asked, found[0]["first"])
    trials = _trials(found, sets)
    power, curve = _power(asked, found, sets, true)
    rows = _summary(asked, found, sets, true, first_fit, trials, curve)
    texts = {
        "novices.csv": fieldwork.for_spreadsheets(novices),
        "trials.csv": fieldwork.tidy(trials),
        "power.csv": fieldwork.tidy(power),
        "summary.csv": fieldwork.tidy(pandas.DataFrame(rows, columns=list(COLUMNS))),
    }
    scenarios = [as_values(scenario) for scenario in asked.study.scenarios]
    more = {"scenarios": scenarios, "posts": max(one["posts"] for one in found), "novices_per_trial": len(novices)}
    more |= {"novices": asked.asked.get("novices"), "eligible_schools": min(one["eligible"] for one in found)}
    about = fieldwork.about(asked.inquiry, [asked.plan], more, time.perf_counter() - begun)
    about["versions"]["statsmodels"] = version("statsmodels")
    fieldwork.write(asked.folder, about, texts, build)


def _true(found, sets):
    """Return control mean, effect, low, high, float64 (4, outcomes), over every novice of every world."""
    import numpy as np

    from analysis.trial import true_effect

    arms = [tuple(np.stack([one["truth"][arm][k] for one in found]) for k in (0, 1)) for arm in (0, 1)]
    return true_effect(*arms, sets)


def _set_effects(found, sets):
    """Return the true effect of each trial's parameter set, {set: float64 (outcomes,)}."""
    import numpy as np

    from analysis.uncertainty import ratio

    effects = {}
    for name in sorted(set(sets)):
        mine = [one["truth"] for one, of in zip(found, sets) if of == name]
        means = [ratio(sum(one[arm][0] for one in mine), sum(one[arm][1] for one in mine)) for arm in (0, 1)]
        effects[name] = np.asarray(means[1] - means[0])
    return effects


def _first(asked, first):
    """Return the novices of the first trial as a frame, and the fit of each outcome."""
    import pandas

    from analysis.trial import OUTCOMES, fitted

    names = [scenario.name for scenario in asked.study.scenarios]
    frame = pandas.DataFrame(
        {"novice": range(1, first["arm"].size + 1), "school": first["school"], "arm": [names[k] for k in first["arm"]]}
    )
    frame["programme"], frame["has_mentor"] = first["arm"], first["mentored"]
    fits = {}
    for k, (name, measure) in enumerate(OUTCOMES.items()):
        values = first["values"][:, k]
        share = measure.unit == "share"
        frame[name] = values.astype(int) if share else values.round(4)
        fits[name] = fitted(values, first["arm"], first["school"], share)
    return frame, fits


def _trials(found, sets):
    import pandas
    from scipy.stats import t

    from analysis.trial import OUTCOMES, SIGNIFICANT, p_values

    effects = _set_effects(found, sets)
    rows = []
    for one, of in zip(found, sets):
        for draw, (difference, error, df) in one["trials"].items():
            p, half = p_values(difference, error, df), t.ppf(1.0 - SIGNIFICANT / 2.0, df) * error
            for k, name in enumerate(OUTCOMES):
                low, high = difference[k] - half[k], difference[k] + half[k]
                rows.append((draw, of, name, difference[k], error[k], low, high, p[k], effects[of][k]))
    names = ["trial", "parameter_set", "outcome", "estimate", "error", "low", "high", "p", "true_effect"]
    return pandas.DataFrame(rows, columns=names).sort_values(["trial"], kind="stable", ignore_index=True)


def _power(asked, found, sets, true):
    """Return the power curve by outcome and schools, simulated and by formula, as a frame, and what the formula is made of."""
    import numpy as np
    import pandas

    from analysis import trial as design

    wanted = asked.asked["power"] / 100
    sizes = sorted(set.intersection(*(set(one["curve"]) for one in found)))
    groups = [arm for one in found for arm in one["sums"]]
    icc, variance = design.intraclass(groups)
    of_school = np.concatenate([arm.n[arm.n[:, 0] > 0] for arm in groups])
    size, spread = of_school.mean(axis=0), of_school.std(axis=0) / of_school.mean(axis=0)
    effect_of_design = design.design_effect(icc, size, spread)
    rows, simulated, nothing = [], {}, float("nan")
    for schools in sizes:
        drawn = [result for one in found for result in one["curve"][schools]]
        difference, error, p = (np.stack(part) for part in zip(*drawn))
        formula = design.formula_error(variance, effect_of_design, schools, size)
        by_formula = design.formula_power(true[1], formula, schools)
        # noise of one trial: the trials of a set scatter about their own mean, and those means are ignorance
        member = np.concatenate([[of] * len(one["curve"][schools]) for one, of in zip(found, sets)])
        spread_of_trials = _within(difference, member)
        simulated[schools] = (p < design.SIGNIFICANT).mean(axis=0)
        for k, name in enumerate(design.OUTCOMES):
            rows.append(
                (
                    name,
                    schools,
                    simulated[schools][k],
                    by_formula[k],
                    design.detectable(spread_of_trials[k], schools, wanted),
                    design.detectable(formula[k], schools, wanted),
                    spread_of_trials[k],
                    error[:, k].mean(),
                    formula[k],
                    len(drawn),
                )
            )
    for schools in (size_asked for size_asked in LARGER_TRIALS if size_asked > sizes[-1]):
        # no world is large enough: the formula alone says what such trials would find
        formula = design.formula_error(variance, effect_of_design, schools, size)
        by_formula = design.formula_power(true[1], formula, schools)
        for k, name in enumerate(design.OUTCOMES):
            detectable = design.detectable(formula[k], schools, wanted)
            rows.append((name, schools, nothing, by_formula[k], nothing, detectable, nothing, nothing, formula[k], 0))
    names = [
        "outcome",
        "schools",
        "power",
        "power_formula",
        "detectable",
        "detectable_formula",
        "sd_of_estimates",
        "mean_error",
        "error_formula",
    ]
    needed = design.schools_needed(true[1], variance, effect_of_design, size, wanted)
    by_simulation = [design.reached(sizes, [simulated[one][k] for one in sizes], wanted) for k in range(len(design.OUTCOMES))]
    parts = {"icc": icc, "design_effect": effect_of_design, "novices_a_school": size, "schools_needed_formula": needed}
    return pandas.DataFrame(rows, columns=[*names, "trials"]), parts | {"schools_needed": np.array(by_simulation)}


def _within(values, member):
    """Return the SD of values (trials, outcomes) about the means of their parameter sets."""
    import numpy as np

    total, freedom = 0.0, 0
    for name in np.unique(member):
        own = values[member == name]
        total, freedom = total + ((own - own.mean(axis=0)) ** 2).sum(axis=0), freedom + len(own) - 1
    if freedom < 1:
        return np.full(values.shape[1], np.nan)
    return np.sqrt(total / freedom)


def _summary(asked, found, sets, true, fits, trials, curve):
    """Return the rows of ``summary.csv``."""
    import numpy as np

    from analysis.trial import OUTCOMES, naive

    names = [scenario.name for scenario in asked.study.scenarios]
    rows = []
    nothing = float("nan")

    def add(outcome, unit, statistic, estimate, low=nothing, high=nothing, interval="", arm=""):
        if not np.isfinite(estimate) and statistic not in ("schools_needed", "schools_needed_formula"):
            estimate = nothing
        rows.append((outcome, unit, statistic, arm, estimate, low, high, interval))

    compared = {}
    for scenario in names:
        parts = [one["naive"][scenario] for one in found]
        if parts and all(part is not None for part in parts):
            stacked = [tuple(np.stack([part[who][k] for part in parts]) for k in (0, 1)) for who in range(3)]
            if stacked[0][1].sum() and stacked[1][1].sum():
                compared[scenario] = (naive(*stacked, sets), stacked)
    for k, (name, measure) in enumerate(OUTCOMES.items()):
        mine = trials[trials["outcome"] == name]
        fit, unit = fits[name], measure.unit
        add(name, unit, "control_mean", true[0][k], arm=names[0])
        add(name, unit, "true_effect", *true[1:, k], interval="ignorance")
        add(name, unit, "one_trial", fit["estimate"], fit["low"], fit["high"], "confidence")
        add(name, "p", "one_trial_p", fit["p"])
        if "odds_ratio" in fit:
            add(name, "odds ratio", "one_trial_odds_ratio", fit["odds_ratio"], fit["odds_low"], fit["odds_high"], "confidence")
        # about the truth of their own parameter sets, so that ignorance stays out of what chance does
        chance = (mine["estimate"] - mine["true_effect"]).quantile([0.05, 0.95]) + true[1][k]
        add(name, unit, "mean_of_trials", mine["estimate"].mean(), *chance, interval="trials")
        add(name, unit, "half_width", ((mine["high"] - mine["low"]) / 2).mean())
        add(name, "share of trials", "coverage", ((mine["low"] <= mine["true_effect"]) & (mine["true_effect"] <= mine["high"])).mean())
        add(name, "share of trials", "power", (mine["p"] < 0.05).mean())
        found_it = mine[mine["p"] < 0.05]
        add(name, "share of trials", "wrong_sign", (found_it["estimate"] * found_it["true_effect"] < 0).sum() / max(1, len(mine)))
        add(
            name, "factor", "exaggeration", found_it["estimate"].abs().mean() / abs(true[1][k]) if len(found_it) and true[1][k] else nothing
        )
        for statistic, of in (("icc", "correlation"), ("design_effect", "factor"), ("novices_a_school", "novices")):
            add(name, of, statistic, curve[statistic][k])
        for statistic in ("schools_needed", "schools_needed_formula"):
            add(name, "schools in each arm", statistic, curve[statistic][k])
        if name.endswith("in_post"):
            continue
        for scenario, (gap, stacked) in compared.items():
            for part in ("gap", "causal", "selection"):
                add(name, unit, f"naive_{part}", *gap[part][:, k], interval="ignorance", arm=scenario)
            clear = gap["gap"][1, k] * gap["gap"][2, k] > 0 or len(set(sets)) < 2
            add(name, "share of the gap", "naive_causal_share", gap["share"][k] if clear else nothing, arm=scenario)
            for who, label in ((0, "mentored"), (1, "unmentored")):
                add(name, unit, f"mean_{label}", stacked[who][0][:, k].sum() / stacked[who][1][:, k].sum(), arm=scenario)
    return rows
