"""The only file that knows Hydra: put a configuration together from ``configs``, check it, and make a plan of it.

Files of the user's own enter Hydra's composition as entries of its store, under names that no shipped file has. Nothing in a
configuration is instantiated, resolved or executed. Hydra's messages never reach the user: every key and value was checked before
(:mod:`experiments.input.request`), so what Hydra is given is valid, and it is told to add what a file leaves at its default.
"""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path

from experiments import pool, same_money
from experiments.errors import BadInput
from experiments.input import amounts, cards, library
from experiments.input.request import Request, request
from experiments.input.settings import CONFIGS, shipped
from experiments.input.words import listed, unknown, unquoted
from experiments.plan import Plan
from experiments.specification import Study, model_version

SIZES = ("teachers", "run_in_years", "years", "replicates", "parameter_sets", "seed")
RESULTS = "retain-results"


@dataclass
class _Names:
    """Remember which card stands behind each name that Hydra chose."""

    context: library.Card
    scenarios: list[library.Card]


def defaults() -> dict:
    """Return the settings of ``configs/config.yaml`` with the chosen groups, read without Hydra (for ``--help`` and checks)."""
    from experiments.input.reading import read

    values = dict(read(CONFIGS / "config.yaml").values)
    groups = [entry for entry in values.pop("defaults") if isinstance(entry, dict)]
    values.pop("hydra", None)
    return values | {key: value for entry in groups for key, value in entry.items() if not key.startswith("override")}


def plan(asked: Request) -> Plan:
    """Make the plan of a checked request; raise :class:`BadInput` where its files or its whole cannot be used."""
    preset = defaults()
    words = _with_scaled(asked) or (list(preset["scenarios"]) if asked.verb == "compare" else [preset["scenario"]])
    found = _Names(
        library.find("context", asked.settings.get("context", preset["context"])), [library.find("scenario", word) for word in words]
    )
    _check_unlike(found.scenarios)
    overrides = _overrides(asked, _register("context", found.context), _register("scenario", found.scenarios[0]))
    values = compose(overrides)
    for group in ("context", "scenario"):
        values[group].pop("origin", None)
    return _plan(asked, values, found)


def _with_scaled(asked: Request) -> list[str]:
    """Return the scenarios that were named, and those that are to be scaled or that others are scaled to."""
    words = list(asked.scenarios)
    for name, other in asked.same_money.items():
        for word in (name, other):
            known = [Path(one).stem if library.looks_like_file(one) else one for one in words]
            if word not in known and word not in words and not amounts.is_sum(word):
                words.append(word)
    return words


def _check_unlike(scenarios):
    names = [card.name for card in scenarios]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"two scenarios are called {name}", mend="give one of the files another name")


def _register(group: str, card: library.Card) -> str:
    """Return the name under which Hydra finds a card; an own file is put in Hydra's store under an alias."""
    if not card.own:
        return card.name
    from hydra.core.config_store import ConfigStore

    alias = f"own_{card.digest()[:12]}"
    node = {key: value for key, value in card.values.items() if value is not None}
    ConfigStore.instance().store(group=group, name=alias, node=node | {"origin": str(card.path.absolute())})
    return alias


def _overrides(asked: Request, context: str, scenario: str) -> list[str]:
    chosen = {"context": context, "scenario": scenario}
    chosen |= {key: asked.settings[key] for key in ("backend", "parameters") if key in asked.settings}
    chosen |= {key: asked.settings[key] for key in SIZES if key in asked.settings}
    if "jobs" in asked.settings:
        chosen["backend.jobs"] = asked.settings["jobs"]
    changes = {f"context.place.{key}": value for key, value in asked.place.items()}
    changes |= {f"context.prices.{key}": value for key, value in asked.prices.items()}
    changes |= {f"parameters.changed.{key}": value for key, value in asked.parameters.items()}
    changes |= {f"scenario.levers.{key}": value for key, value in asked.levers.get(None, {}).items()}
    return [f"{key}={value}" for key, value in chosen.items()] + [f"++{key}={_written(value)}" for key, value in changes.items()]


def _written(value) -> str:
    return f"'{value}'" if isinstance(value, str) else repr(value)


def compose(overrides: list[str]) -> dict:
    """Return the configuration that Hydra composes from ``configs`` and overrides, as plain values; nothing is resolved."""
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            return OmegaConf.to_container(hydra_compose("config", overrides), resolve=False)
    except (HydraException, OmegaConfBaseException) as fault:
        raise _translated(fault) from None


def _translated(fault) -> BadInput:
    first = " ".join(str(fault).split("\n")[0].split())
    return BadInput(f"the configuration cannot be put together: {first}", mend="retain list and retain --help show what can be set")


def _plan(asked: Request, values: dict, found: _Names) -> Plan:
    """Make a plan of composed values."""
    place_card, first = found.context, found.scenarios[0]
    context = cards.context(_fixed(values["context"], asked), place_card.name, _where(place_card), ())
    scenarios = [cards.scenario(values["scenario"], first.name, _where(first), ()), *(card.made() for card in found.scenarios[1:])]
    today_card = (
        place_card.today
        or next((card for card in found.scenarios if card.name == context.today), None)
        or library.find("scenario", context.today)
    )
    today = today_card.made()
    notes = []
    if asked.verb == "run":
        reference = first.name
        if not asked.scenarios and "context" in asked.settings:
            notes.append(f"No policy was named: {first.name}, the default, is tried in {context.name}.")
        if None in asked.levers:
            scenarios[0] = changed(scenarios[0], asked.levers[None])
    else:
        reference = _add_reference(asked, scenarios, found, today_card, notes)
        _apply_levers(asked, scenarios, today.name, notes)
    preset = {key: values[key] for key in SIZES}
    source = values["parameters"]["source"]
    if source == "default":
        preset["parameter_sets"] = 1
    study = Study(
        verb=asked.verb, context=context, today=today, scenarios=tuple(scenarios), reference=reference, parameters=source,
        changed_parameters=tuple(sorted((values["parameters"].get("changed") or {}).items())), model=_model(source), **preset,
    )  # fmt: skip
    if source != "default" and study.parameter_sets > study.replicates > 1:
        notes.append(f"{study.replicates} runs use {study.replicates} of the {study.parameter_sets} parameter sets.")
    pool.needs(values["backend"]["name"])
    everything = [place_card, today_card, *found.scenarios]
    return Plan(
        study=study,
        out=_folder(asked, study),
        backend=values["backend"]["name"],
        jobs=values["backend"]["jobs"],
        typed=asked.typed,
        notes=notes,
        borrowed={"from": place_card.parent, "fields": place_card.borrowed, "file": place_card.path.as_posix()} if place_card.own else None,
        scalings=_scalings(asked, study, found),
        inputs={card.source: card.digest() for card in everything},
        language=asked.settings.get("language"),
        page=_page(asked),
    )


def _page(asked):
    """Say whether a report is wanted: not of each job of a multirun, and not where it was declined."""
    if asked.settings.get("report") == "false" and "language" in asked.settings:
        where = f"report=false language={asked.settings['language']}"
        raise BadInput("a language is chosen for a report that is left out", where, mend="keep one of the two")
    return asked.settings.get("report") != "false" and not asked.settings.get("several")


def _scalings(asked, study, found):
    """Return what is to be scaled, checked as far as it can be without a run."""
    if not (asked.same_money or asked.scales):
        return ()
    wanted = {
        name: Path(other).stem if library.looks_like_file(other) and not amounts.is_sum(other) else other
        for name, other in asked.same_money.items()
    }
    declared = {card.name: card.values.get("scales") for card in found.scenarios}
    return tuple(same_money.scalings(wanted, asked.scales, study.scenarios, declared, study.years, study.teachers))


def _model(source):
    """Return the version of the model, with that of the ensemble where runs use it: results of two ensembles never mix."""
    if source != "calibrated":
        return model_version()
    from experiments.release import digest

    return f"{model_version()}-{digest()}"


def _where(card):
    return lambda *keys: ", ".join([f"{card.group} {card.name}", *keys[-1:]])


def _fixed(values, asked):
    """Let a number that was typed drive out its range and its source: it is known now, or supposed to be."""
    values = dict(values)
    values["ranges"], values["sources"] = dict(values.get("ranges") or {}), dict(values.get("sources") or {})
    for key in (*asked.place, *asked.prices):
        values["ranges"].pop(key, None)
        values["sources"][key] = "set on the command line"
    return values


def _add_reference(asked, scenarios, found, today_card, notes):
    wanted = asked.settings.get("reference")
    if wanted is None:
        card = today_card
    else:
        card = next((one for one in found.scenarios if wanted in (one.name, str(one.path))), None) or library.find("scenario", wanted)
    if card.name not in [scenario.name for scenario in scenarios]:
        scenarios.append(card.made())
        found.scenarios.append(card)
        why = "today's policy here" if card is today_card else "the reference"
        notes.append(f"{card.name} is added to the comparison: it is {why}, what every difference is against.")
    return card.name


def _apply_levers(asked, scenarios, today, notes):
    names = [scenario.name for scenario in scenarios]
    for name, levers in asked.levers.items():
        if name not in names:
            where = f"{name}.{next(iter(levers))}"
            mend = f"add {name} to the scenarios" if name in shipped("scenario") else None
            raise unknown("scenario in this comparison called", name, names, where, mend=mend)
        scenarios[names.index(name)] = changed(scenarios[names.index(name)], levers)
        if name == today:
            notes.append(f"{name} is today's policy: it is changed from month 0 on, the years before run under it as it stands.")


def changed(scenario, levers):
    """Return a scenario with some levers changed, which its title and its notes say; raise :class:`BadInput` where they contradict."""
    said = ", ".join(f"{key}={value}" for key, value in levers.items())
    altered = dataclasses.replace(scenario.levers, **levers)
    cards.check_levers(altered, lambda *keys: f"{scenario.name}.{keys[-1]}")
    return dataclasses.replace(
        scenario,
        title=f"{scenario.title} (changed: {said})",
        levers=altered,
        stated=tuple(lever for lever in scenario.stated if lever not in levers),
        notes=(*scenario.notes, f"Changed on the command line: {said}."),
    )


def _folder(asked, study):
    name = f"{study.verb}-{study.context.name}" + (f"-{study.scenarios[0].name}" if study.verb == "run" else "") + f"-{study.id[:8]}"
    if asked.settings.get("several"):
        return Path(asked.settings.get("out", RESULTS)) / name
    return Path(asked.settings["out"]).expanduser() if "out" in asked.settings else Path(RESULTS) / name


def multirun(given: dict[str, str], hydra_words: list[str], typed: str, do) -> None:
    """Hand a sweep to Hydra: its sweeper expands it and its launcher has the plan of each point done.

    Parameters
    ----------
    given : texts by key; several values stand between commas, or in Hydra's own words (``range(0,1,0.5)``, ``glob(kz_*)``).
    hydra_words : overrides of Hydra's own settings, passed on as they are.
    typed : the command line.
    do : called with the :class:`experiments.plan.Plan` of each point.

    Raises
    ------
    BadInput : a value of the sweep cannot be used; nothing has been run.
    RunFailed : a run failed; the others were done and stored.
    """
    import sys

    import hydra
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    for key in ("language", "report"):
        if key in given:
            mend = "type retain report FOLDER after it, for the folders that matter"
            raise BadInput("run -m writes tables and no report", f"{key}={given[key]}", mend=mend)
    overrides = [_swept(key, text, typed) for key, text in given.items() if key != "out"]
    root = Path(given["out"]).expanduser() if "out" in given else Path(RESULTS)
    check_root(root)
    own = [f"hydra.sweep.dir={_written(str(root))}", "hydra.sweep.subdir=."]
    before = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv = ["retain", "--multirun", *overrides, f"out={_written(str(root))}", *own, *hydra_words]
    os.environ["HYDRA_FULL_ERROR"] = "1"  # else Hydra prints a traceback and leaves
    try:
        hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="config")(lambda config: do(_planned(config)))()
    except (HydraException, OmegaConfBaseException) as fault:
        raise _translated(fault) from None
    finally:
        sys.argv = before[0]
        if before[1] is None:
            os.environ.pop("HYDRA_FULL_ERROR", None)
        else:
            os.environ["HYDRA_FULL_ERROR"] = before[1]


def check_root(root: Path) -> None:
    """Refuse a folder for several results that is a file.

    Raises
    ------
    BadInput : it is a file.
    """
    standing = next(folder for folder in (root, *root.absolute().parents) if folder.exists())
    if not standing.is_dir():
        raise BadInput(f"{standing} is a file, not a folder", f"out={root}", mend="name another folder with out=")


HYDRA_KEYS = {"context.prices.": "++context.prices.", "context.place.": "++context.place.", "context.": "++context.place."}
HYDRA_KEYS |= {"parameters.": "++parameters.changed.", "scenario.levers.": "++scenario.levers.", "levers.": "++scenario.levers."}
HYDRA_KEYS |= {"scenario.": "++scenario.levers."}


def _swept(key: str, text: str, typed: str) -> str:
    """Check each value of one swept key and return the override in Hydra's words."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    if key in ("context", "scenario") and any(library.looks_like_file(word) for word in listed(text)):
        found = [library.find(key, word) for word in listed(text)]
        return f"{key}={','.join(_register(key, card) for card in found)}"
    try:
        parsed = OverridesParser.create().parse_override(f"swept={text}")
    except HydraException:
        values = [text]
    else:
        glob = "glob(" in text
        values = [] if glob else [unquoted(one) for one in parsed.sweep_string_iterator()] if parsed.is_sweep_override() else [text]
    for value in values:
        try:
            request("run", [], {key: value}, typed)
            if key in ("context", "scenario"):
                library.find(key, value)
        except BadInput as fault:
            if len(values) == 2 and all(value.isdigit() for value in values):
                mend = f"{text} means the two values {values[0]} and {values[1]}; write {'.'.join(values)} for a decimal number"
                raise BadInput(fault.what, f"{key}={text}", fault.allowed, fault.nearest, mend) from None
            raise
    head = next((head for head in HYDRA_KEYS if key.startswith(head)), None)
    if head:
        return f"{HYDRA_KEYS[head]}{key.removeprefix(head)}={text}"
    return f"backend.jobs={text}" if key == "jobs" else f"{key}={text}"


def _planned(config) -> Plan:
    """Return the plan of one job of a multirun from the configuration that Hydra composed for it."""
    from hydra.core.hydra_config import HydraConfig
    from omegaconf import OmegaConf

    values = OmegaConf.to_container(config, resolve=False)
    hydra = HydraConfig.get()
    given = {}
    for override in hydra.overrides.task:
        key, _, text = override.partition("=")
        key = key.lstrip("+").replace("parameters.changed.", "parameters.").replace("backend.jobs", "jobs")
        given[key] = unquoted(text)
    names = {group: values[group].pop("origin", None) or hydra.runtime.choices[group] for group in ("context", "scenario")}
    asked = request("run", [], given | names, f"retain run -m ({' '.join(f'{key}={text}' for key, text in given.items())})")
    asked.settings["several"] = True
    found = _Names(library.find("context", names["context"]), [library.find("scenario", names["scenario"])])
    return _plan(asked, values, found)
