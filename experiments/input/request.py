"""What a command line asks for, every key and value checked before anything else happens."""

from __future__ import annotations

from dataclasses import dataclass, field

from experiments.errors import BadInput
from experiments.input import cards
from experiments.input.library import looks_like_file
from experiments.input.settings import SETTINGS, check_setting, names
from experiments.input.words import listed, nearest, number, unknown
from sim.number import numbers
from sim.parameters import Parameters

PARAMETERS = numbers(Parameters)


@dataclass
class Request:
    """Hold a checked request.

    Attributes
    ----------
    verb : ``compare`` or ``run``.
    settings : values by key, only those that were given.
    scenarios : names or files in their order; empty: the verb's default.
    place, prices, parameters : numbers that replace those of the context and of the parameter sets.
    levers : {scenario: {lever: value}}; the scenario is None in ``run``.
    same_money : {scenario: another, or a sum of money, that it is to cost};  scales : {scenario: the lever that is changed for it}.
    typed : the command line.
    """

    verb: str
    settings: dict = field(default_factory=dict)
    scenarios: list[str] = field(default_factory=list)
    place: dict = field(default_factory=dict)
    prices: dict = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)
    levers: dict = field(default_factory=dict)
    same_money: dict = field(default_factory=dict)
    scales: dict = field(default_factory=dict)
    typed: str = ""


def request(verb: str, words: list[str], given: dict[str, str], typed: str) -> Request:
    """Check words and settings of ``compare`` or ``run``; raise :class:`BadInput` at the first fault."""
    asked = Request(verb, typed=typed)
    table = SETTINGS[verb]
    for key, text in given.items():
        if key in table:
            asked.settings[key] = check_setting(key, text, table[key])
        elif "." in key and not key.startswith("."):
            _change(asked, key, text)
        else:
            raise _unknown_key(asked, key, text)
    listed_too = asked.settings.pop("scenarios", None)
    if verb in ("run", "optimise"):
        one = asked.settings.pop("scenario", None)
        asked.scenarios = [*words, *([one] if one else [])]
        if len(asked.scenarios) > 1:
            raise BadInput(
                f"{verb} takes one scenario, not {' and '.join(asked.scenarios)}", mend=f"write retain compare {' '.join(asked.scenarios)}"
            )
    elif words and listed_too:
        raise BadInput("scenarios are named twice, as words and as scenarios=", mend="keep one of the two")
    else:
        words = [part for word in words for part in (listed(word) if not looks_like_file(word) else [word])]
        asked.scenarios = names("scenarios", words) if words else listed_too or []
    if asked.settings.get("parameters") == "default" and asked.settings.get("parameter_sets", 1) != 1:
        raise BadInput(
            "parameters=default is a single set", f"parameter_sets={asked.settings['parameter_sets']}", mend="leave one of the two out"
        )
    return asked


def _change(asked, key, text):
    head, _, rest = key.partition(".")
    where = f"{key}={text}"
    if head == "context":
        group, _, rest = rest.partition(".") if rest.startswith(("place.", "prices.")) else ("place", "", rest)
        table = {"place": cards.PLACE, "prices": cards.PRICES}[group]
        if rest not in table:
            if group == "place" and rest in cards.PRICES:
                raise BadInput(f"{rest} is a price", where, nearest=f"context.prices.{rest}")
            near = cards.near_field(
                rest, {"context": cards.PLACE, "context.prices": cards.PRICES} if group == "place" else {"context.prices": table}
            )
            raise _no_field("number of a place called" if group == "place" else "price", rest, table, where, near, "retain list places")
        getattr(asked, group)[rest] = _value(table[rest], rest, text, where)
    elif head == "parameters":
        if rest not in PARAMETERS:
            raise _no_field(
                "parameter", rest, PARAMETERS, where, cards.near_field(rest, {"parameters": PARAMETERS}), "retain list parameters"
            )
        asked.parameters[rest] = _value(PARAMETERS[rest], rest, text, where)
    elif head == "backend" and rest == "jobs":
        asked.settings["jobs"] = check_setting("jobs", text, SETTINGS[asked.verb]["jobs"])
    else:
        _lever(asked, head, rest.removeprefix("levers."), text, where)


def _lever(asked, head, rest, text, where):
    if rest in ("same_money", "scales"):
        if asked.verb != "compare" or head in ("levers", "scenario", "scenarios"):
            mend = "write retain compare and SCENARIO.same_money=ANOTHER"
            raise BadInput("a policy is scaled to the cost of another where they are compared", where, mend=mend)
        if not text:
            raise BadInput("nothing stands after the equals sign", where, mend="name a policy or a sum: karachi_private, 5million")
        getattr(asked, rest)[head] = text
        return
    if head in ("levers", "scenario"):
        if asked.verb == "compare":
            raise BadInput("compare has several scenarios", where, mend=f"name the one to change: SCENARIO.{rest}={text}")
        head = None
    elif head == "hydra":
        raise BadInput("Hydra's own settings belong to run -m", where, mend="write retain run -m")
    elif asked.verb in ("run", "optimise") or head in ("sim", "place", "prices", "policy", "lever", "scenarios", "parameter"):
        heads = ["context", "parameters", "levers" if asked.verb in ("run", "optimise") else "SCENARIO"]
        near = nearest(head, heads) or {"place": "context", "prices": "context.prices", "policy": heads[2]}.get(head)
        raise BadInput(
            f"there is no group of keys {head}", where, ", ".join(f"{one}.FIELD=value" for one in heads), f"{near}.{rest}" if near else None
        )
    if rest not in cards.LEVERS:
        near = cards.near_field(rest, {head or "levers": cards.LEVERS})
        raise _no_field("lever", rest, cards.LEVERS, where, near, "retain list levers")
    asked.levers.setdefault(head, {})[rest] = _value(cards.LEVERS[rest], rest, text, where)


def _no_field(kind, name, table, where, near, listing):
    fault = unknown(kind, name, table, where, allowed="", mend=f"{listing} shows them all")
    return BadInput(fault.what, where, None, near, fault.mend)


def _value(spec, key, text, where):
    if not text:
        raise BadInput("nothing stands after the equals sign", where, cards.bounds(spec))
    if spec.choices:
        return cards.check_number(spec, key, text, where)
    value = number(text)
    return cards.check_number(spec, key, text if value is None else value, where)


def _unknown_key(asked, key, text):
    where = f"{key}={text}"
    table = SETTINGS[asked.verb]
    named = "levers" if asked.verb in ("run", "optimise") else "SCENARIO"
    for fields, head, kind in (
        (cards.LEVERS, named, "a lever"),
        (cards.PLACE, "context", "a number of the place"),
        (cards.PRICES, "context.prices", "a price"),
        (PARAMETERS, "parameters", "a parameter"),
    ):
        if key in fields:
            return BadInput(f"{key} is {kind}", where, mend=f"write {head}.{key}={text}")
    if key == "scenario" and asked.verb == "compare":
        return BadInput("compare takes several scenarios", where, mend=f"write retain compare {text} or 'scenarios=[{text},...]'")
    if key == "scenarios" and asked.verb in ("run", "optimise"):
        return BadInput(f"{asked.verb} takes one scenario", where, mend="write scenario=NAME, or retain compare for several")
    if key.startswith("hydra/") or key == "hydra":
        return BadInput("Hydra's own settings belong to run -m", where, mend="write retain run -m")
    others = [*table, *(f"{named}.{lever}" for lever in cards.LEVERS)]
    near = nearest(key, table) or nearest(key, others)
    fault = unknown(
        "setting", key, table, where, allowed=None if near else ", ".join(table), mend=f"retain {asked.verb} --help explains them"
    )
    return BadInput(fault.what, where, fault.allowed, near, fault.mend)
