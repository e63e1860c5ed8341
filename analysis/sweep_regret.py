"""Which policy is the safe choice, as a section of a sweep's page: regret over contexts, conditions and parameter sets."""

from __future__ import annotations

from analysis import robustness, sweep_figures
from analysis.pages import cell
from analysis.sweep_section import Section
from analysis.sweep_words import Words, capital

POLICY, WORLD = ("scenario", "levers."), ("context", "parameters.")
MOST_POLICIES = 60


def section(words: Words):
    """Return the section of regret, or None where there are not several policies in several worlds."""
    found, say = words.found, words.say
    policies = [one for one in found.factors if one["key"].startswith(POLICY)]
    worlds = [one for one in found.factors if one["key"].startswith(WORLD)]
    about = found.manifest
    sets = about["parameters_source"] != "default" and about["parameter_sets"] > 1 and about["replicates"] > 1
    if not policies or not (worlds or sets) or found.kind not in ("grid", "list", "csv", "zip"):
        return None
    answers = found.by([*(one["name"] for one in (*policies, *worlds)), *(["parameter_set"] if sets else [])])
    answers["policy"] = [_name(words, policies, row) for row in answers[[one["name"] for one in policies]].itertuples(index=False)]
    index = [*(one["name"] for one in worlds), *(["parameter_set"] if sets else [])]
    wide = answers.pivot_table(index=index, columns="policy", values="answer", sort=False).dropna()
    if not 2 <= wide.shape[1] <= MOST_POLICIES or wide.shape[0] < 2:
        return None
    luck = answers.pivot_table(index=index, columns="policy", values="error", sort=False, dropna=False).reindex_like(wide)
    enough = words.target[1] if found.target or not found.is_difference else None
    table = robustness.table(wide, words.meaning.better, enough)
    clear = robustness.is_first(wide, luck, words.meaning.better, "parameter_set" if sets else None)
    rows = [
        [
            cell(one.policy),
            cell(words.answer(one.mean), float(one.mean)),
            cell(words.answer(one.mean_regret, False), float(one.mean_regret)),
            cell(words.answer(one.worst_regret, False), float(one.worst_regret), _world(words, worlds, index, one.worst_world)),
            cell(say.heads(one.best_share), float(one.best_share)),
            cell(say.heads(one.enough_share), float(one.enough_share)),
        ]
        for one in table.itertuples()
    ]
    finding = words.regret(table.iloc[0], clear)
    said = [f"{finding}{say('answer.stop')}"]
    if clear and table["best_share"].iloc[0] > 0:
        said.append(say("sweep.regret.best", n=words.tenths(table["best_share"].iloc[0])))
    parts = [words.label(one) for one in worlds] + ([say("head.set")] if sets else [])
    enough_said = words.target_said() if enough is not None else say("sweep.regret.better", reference=words.reference)
    method = say("sweep.method.regret", world=words.joined(parts), enough=enough_said)
    heads = [say("head.policy"), *(say(f"sweep.head.{name}") for name in ("mean", "mean_regret", "worst_regret", "best", "enough"))]
    figure = sweep_figures.regret(words, table, len(wide), finding)
    return Section("regret", finding, method, [("regret", figure)], heads, rows, said)


def _name(words, policies, row):
    parts = [
        f"{words.label(one)} {words.valued(one, value)}" if one["key"].startswith("levers.") else words.value(one, value)
        for one, value in zip(policies, row)
    ]
    return capital(f"{words.say('answer.comma')} ".join(parts))


def _world(words, worlds, index, value):
    by_name = {one["name"]: one for one in worlds}
    parts = [
        words.say("sweep.regret.set", n=f"{one:g}") if name == "parameter_set" else words.valued(by_name[name], one)
        for name, one in zip(index, value if isinstance(value, tuple) else (value,))
    ]
    return f"{words.say('answer.comma')} ".join(parts)
