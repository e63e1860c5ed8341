"""A scenario or a context of the user's own: an annotated file in the current folder, never written over another."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from experiments.errors import BadInput
from experiments.input import cards, library
from experiments.input.settings import SETTINGS, shipped
from experiments.input.words import unknown

KINDS = ("scenario", "context")
# names that Windows keeps for devices
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
# what a district office knows, and how to find it out
ASKED = {
    "place": {
        "one_teacher_share": "Of all schools, how many have a single teacher?",
        "school_size": "How many teachers has a school on average, one-teacher schools left out?",
        "class_size": "How many pupils has a teacher on average?",
        "remote_schools": "Of all schools, how many are rural or hard to reach?",
        "distance": "How many kilometres is a school from its cluster centre on average?",
        "woman_share": "Of the teachers in mixed schools, how many are women?",
        "contract_share": "Of newly hired teachers, how many are on contracts without security?",
        "weekly_hours": "How many hours a week does a teacher work, preparation included?",
        "voluntary_leave": "Of teachers past their first years, what share resigns in a year, retirement and family reasons left out?",
        "autumn_fill": "Of the posts that fall vacant, how many are filled before the school year starts?",
    },
    "prices": {
        "month_salary": "What does a teacher with five years earn a month, before tax?",
        "visit": "What does a supervisor's visit to a school cost: half a day's pay and travel?",
    },
}


def main(command) -> int:
    """Do ``retain new``; return the exit code."""
    for key in command.settings:
        if key not in SETTINGS["new"]:
            raise unknown(
                "setting",
                key,
                SETTINGS["new"],
                f"{key}={command.settings[key]}",
                mend="write retain new scenario my_plan from=karachi_private",
            )
    if not command.words:
        raise BadInput(
            "what to make is missing", allowed="scenario, context", mend="write retain new scenario my_plan from=karachi_private"
        )
    if command.words[0] not in KINDS:
        raise unknown("kind of file", command.words[0], KINDS, allowed="scenario, context")
    kind, names = command.words[0], command.words[1:]
    if len(names) != 1:
        what = "a name is missing" if not names else f"one name is needed, not {' and '.join(names)}"
        raise BadInput(what, mend=f"write retain new {kind} my_{'plan' if kind == 'scenario' else 'district'}")
    source = command.settings.get("from", "no_mentoring" if kind == "scenario" else "reference")
    path = create(kind, names[0], source, Path())
    verb = f"retain compare {path.name}" if kind == "scenario" else f"retain compare context={path.name}"
    print(f"Written: {path.name}. Open it in any editor, change what you know, save it, and type {verb}")
    return 0


def create(kind: str, name: str, source: str, folder: Path) -> Path:
    """Write the file of a new scenario or context and return its path.

    Raises
    ------
    BadInput : the name cannot be used, the file is there already, or there is no such source.
    """
    name = name.removesuffix(".yaml")
    if not name or any(not (letter.isalnum() or letter in "_-") for letter in name) or len(name) > 80 or name.lower() in RESERVED:
        raise BadInput(
            f"{name} cannot be a name", allowed="letters, digits, _ and -", mend=f"write my_{'plan' if kind == 'scenario' else 'district'}"
        )
    if name in shipped(kind):
        raise BadInput(f"{name} is the name of a shipped {kind}", mend="choose another name, such as my_" + name)
    path = folder / f"{name}.yaml"
    if path.exists():
        raise BadInput(f"{path.name} is here already and is not written over", mend="choose another name or move the old file")
    card = library.find(kind, source)
    if kind == "context" and card.own:
        raise BadInput(f"{source} is a context of your own", "from", mend="copy the file, or begin from a shipped context")
    text = scenario_text(name, card) if kind == "scenario" else context_text(name, card)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as fault:
        raise BadInput(f"{path.name} cannot be written here ({fault.strerror})", mend="go to a folder of your own first") from None
    return path


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value) -> str:
    return _quoted(value) if isinstance(value, str) else f"{value:g}"


def scenario_text(name: str, card) -> str:
    """Return the annotated YAML of a new scenario that begins as another."""
    made = card.made()
    head = [
        f"# A policy that begins as {made.name}. Change numbers, save, and type: retain compare {name}.yaml",
        "# What stands after # is explanation. retain list levers shows the same with anchors. No lever may be left blank: what the policy",
        "# does not do has its default, or its line is taken out.",
    ]
    made = dataclasses.replace(made, title=name.replace("_", " "))
    return annotated(made, head, "assumed", [f"Begins as {made.name}."])


def annotated(made, head: list[str], source: str, notes) -> str:
    """Return the YAML of a scenario with every lever explained.

    Parameters
    ----------
    made : :class:`sim.scenario.Scenario`;  head : comment lines;  source : who says so;  notes : sentences for the report.
    """
    lines = [
        *head,
        f"title: {_quoted(made.title)}",
        f"source: {_quoted(source):<19} # who says so: an author and year, a plan, or assumed",
        f"home_context: {made.home_context or 'null'}",
        f"payer: {made.payer}             # who pays until the money ends: ministry, school or donor",
        "scales: null                # the lever that same_money changes, such as coverage; blank: the one that the policy is made of",
        "",
        "levers:",
    ]
    for key, spec in cards.LEVERS.items():
        allowed = f"one of {', '.join(spec.choices)}" if spec.choices else f"{cards.span(spec.low, spec.high)} {spec.unit}"
        lines += [f"  # {spec.help} ({allowed})", f"  {key}: {_value(getattr(made.levers, key))}"]
    lines += [
        "",
        "# Levers whose value your source gives; every other one is reported as assumed.",
        "stated: []",
        "",
        "# Sentences for the report.",
        "notes:",
        *(f"  - {_quoted(note)}" for note in notes),
    ]
    return "\n".join(lines) + "\n"


def context_text(name: str, card) -> str:
    """Return the annotated YAML of a new context that borrows its blanks from another."""
    made = card.made()
    lines = [
        f"# A place that borrows what you leave blank from {made.name} ({made.title}).",
        f"# Write numbers after the colons with a decimal point, save, and type: retain compare context={name}.yaml",
        "# The report names every number that was borrowed. retain list places shows all that can be set.",
        f"title: {_quoted(name.replace('_', ' '))}",
        f"from: {made.name}",
        f"country: {_quoted(made.country)}",
        f"currency: {made.currency}        # its three-letter code: PKR, KZT, USD, GBP ...",
        f"price_year: {made.price_year}",
        f"today: {made.today}        # the policy in force now: a name of retain list scenarios, or a .yaml file",
        "",
    ]
    for group, questions in ASKED.items():
        specs = cards.PLACE if group == "place" else cards.PRICES
        lines.append(f"{group}:")
        for key, question in questions.items():
            spec = specs[key]
            unit = spec.unit.replace("money", made.currency, 1)
            borrowed = getattr(getattr(made, group), key)
            lines += [f"  # {question}", f"  {key}:        # {cards.span(spec.low, spec.high)} {unit}; borrowed: {borrowed:.10g}"]
        lines.append("")
    lines += [
        "# Where you know only a range, write it here as  class_size: [30, 45]  and leave the number above blank. Every run then draws",
        "# its own number from the range. A number that stands above as well must lie in its range; only parameters=default uses it.",
        "ranges: {}",
        "",
        "# Where a number comes from, for the report, as  class_size: district register 2024",
        "sources: {}",
    ]
    return "\n".join(lines) + "\n"
