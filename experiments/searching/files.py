"""The files of a finished search: front, candidates, what each lever does, scenario files, manifest and report."""

from __future__ import annotations

import time
from importlib.metadata import version

from analysis.frontier import WHOLE
from experiments import fieldwork, store
from experiments.input.cards import LEVERS, as_values
from experiments.new import annotated

POLICIES = "policies"
BEST, CHEAPEST = "best_buy", "cheapest"
TITLES = {BEST: "Best mix found for the budget", CHEAPEST: "Cheapest mix found that reaches the target"}


def write(asked, search, checked, shown, checks, parts, done, begun) -> None:
    """Write every file of a search; the page is built from the files.

    Parameters
    ----------
    asked : :class:`experiments.optimise.Optimisation`;  search : :class:`experiments.searching.search.Search`, finished.
    checked : mixes with their valuations on fresh luck;  shown : {name: (roles, mix)}, the policies of the comparison.
    checks : {name: what the check claims of it};  parts : {role: what each lever of the answer does}.
    done : the finished comparison;  begun : when the work began.
    """
    from analysis import frontier, frontier_page

    own, study, folder = asked.asked, asked.study, asked.folder
    roles = {name: found for name, (found, _) in shown.items()}
    table = frontier.measured(done.folder, own["outcome"], tuple(own["equity"]), roles, own["budget"], checks)
    texts = {
        "optimise.csv": fieldwork.tidy(table),
        "candidates.csv": fieldwork.tidy(_candidates(search, checked)),
        "levers.csv": fieldwork.tidy(_levers(shown, parts)),
    }
    store_at = folder / POLICIES
    store_at.mkdir(exist_ok=True)
    for name, (found, mix) in shown.items():
        text = scenario_text(asked, name, scenario_of(asked, name, mix), table)
        store.write_text(store_at / f"{name}.yaml", text)
        if {"best", "cheapest"} & set(found):
            texts[f"{name}.yaml"] = text
    more = {
        "reference": study.reference,
        "years": study.years,
        "scenarios": [as_values(scenario_of(asked, name, mix)) for name, (_, mix) in shown.items()],
        "titles": {scenario.name: scenario.title for scenario in study.scenarios},
        "roles": roles,
        "changed": {name: {lever: list(pair) for lever, pair in asked.space.changed(mix).items()} for name, (_, mix) in shown.items()},
        "tried": len(search.tried),
        "different": len({repr(sorted(mix.items())) for mix, _ in search.tried}),
        "checked": len(checked),
        "check_worlds": len(search.worlds[1].replicates),
        "could_not_run": len(search.faults),
    }
    about = fieldwork.about(asked.inquiry, [asked.plan], more, time.perf_counter() - begun)
    about["versions"]["optuna"] = version("optuna")
    fieldwork.write(folder, about, texts, frontier_page.build)


def _candidates(search, checked):
    """Return every mix that was tried, in that order, with its valuation on the luck of the search."""
    import pandas

    again = [mix for mix, _ in checked]
    rows = []
    for number, (mix, found) in enumerate(search.tried, start=1):
        empty = dict.fromkeys(("cost", "kept", "more", "exhaustion", "tired", "gap", "nearer"))
        rows.append({"number": number, **(found or empty), "checked": int(mix in again), **mix})
    return pandas.DataFrame(rows)


def _levers(shown, parts):
    """Return what each changed lever of an answer does, by policy and lever."""
    import pandas

    names = ["policy", "lever", "unit", "before", "chosen", "more", "clear", "cost", "tired", "nearer"]
    rows = []
    for role, found in parts.items():
        policy = next(name for name, (roles, _) in shown.items() if role in roles)
        rows += [{"policy": policy, "unit": "" if part["lever"] == WHOLE else LEVERS[part["lever"]].unit, **part} for part in found]
    return pandas.DataFrame(rows, columns=names).drop_duplicates(["policy", "lever"], ignore_index=True)


def scenario_of(asked, name: str, mix: dict):
    """Return a mix as the scenario that its file holds."""
    title = next((text for start, text in TITLES.items() if name.startswith(start)), f"{name.replace('_', ' ')} of the front")
    begins = f"Begins as {asked.space.base.name}; chosen by retain optimise in {asked.study.context.name}."
    return asked.space.scenario(name, mix, title=title, notes=(begins,))


def scenario_text(asked, name: str, made, table) -> str:
    """Return the annotated YAML of a mix: it can be compared, changed, and searched on from."""
    from analysis.frontier_words import Words

    context, reference = asked.study.context, asked.study.reference
    at = table.set_index("policy", drop=False).loc
    place = {"name": context.name, "title": context.title, "currency": context.currency, "today": context.today}
    about = {"contexts": [place], "outcome": asked.asked["outcome"], "reference": reference, "roles": {}, "titles": {}}
    found = Words(about).does(at[name], at[reference])
    head = [
        f"# {made.title}, chosen by: {asked.plan.typed}",
        f"# {found}",
        f"# Change numbers, save, and type in its folder: retain compare {name}.yaml context={context.name}",
        "# What stands after # is explanation. retain list levers shows the same with anchors.",
    ]
    where = "illustrative: leaving is not measured there" if context.illustrative else "as far as the model knows the place"
    notes = [*made.notes, f"It was chosen for {context.title} ({where}); elsewhere it may do something else."]
    return annotated(made, head, "assumed: chosen by a search", notes)
