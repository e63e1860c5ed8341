"""Teach the vocabulary: ``retain list`` shows what there is, with units, bounds and sources."""

from __future__ import annotations

import json
import sys
import textwrap

from experiments.errors import BadInput
from experiments.input import cards, library
from experiments.input.request import PARAMETERS
from experiments.input.settings import CONFIGS, SETTINGS, check_setting, shipped
from experiments.input.words import near_names, unknown
from experiments.sweeping.designs import KINDS

WIDTH = 110


def main(command) -> int:
    """Do ``retain list``; return the exit code."""
    for key in command.settings:
        if key not in SETTINGS["list"]:
            raise unknown("setting", key, SETTINGS["list"], f"{key}={command.settings[key]}", mend="write format=csv or format=json")
    style = check_setting("format", command.settings.get("format", "table"), SETTINGS["list"]["format"])
    if len(command.words) > 1:
        raise BadInput(f"list shows one thing at a time, not {' and '.join(command.words)}", allowed=", ".join(LISTS))
    if not command.words:
        rows, blocks = overview()
    else:
        word = command.words[0]
        rows, blocks = LISTS[word][1]() if word in LISTS else named(word)
    write(rows, blocks, style)
    return 0


def write(rows: list[dict], blocks: list[tuple[str, str]], style: str) -> None:
    """Write rows as ``csv`` or ``json``, or blocks (a line, and a text below it) as a ``table``."""
    if style == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif style == "csv":
        import csv

        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        for head, body in blocks:
            print(head)
            for line in body.split("\n"):
                if line:
                    print(textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="    "))


def overview():
    """List the lists."""
    rows = [{"list": name, "shows": said} for name, (said, _) in LISTS.items()]
    blocks = [(f"retain list {row['list']:<12}{row['shows']}", "") for row in rows]
    return rows, [*blocks, ("retain list NAME        one context or scenario in full, for example retain list karachi_private", "")]


def contexts():
    """List the shipped contexts."""
    rows = []
    for name in shipped("context"):
        made = library.find("context", name).made()
        rows.append({
            "name": name, "title": made.title, "country": made.country, "currency": made.currency, "price_year": made.price_year,
            "today": made.today, "illustrative": made.illustrative,
        })  # fmt: skip
    blocks = []
    for row in rows:
        said = f"{row['country']}, prices in {row['currency']} of {row['price_year']}, today's policy {row['today']}"
        said += ", illustrative: leaving is not measured there" if row["illustrative"] else ""
        blocks.append((f"{row['name']}: {row['title']}", said))
    return rows, blocks


def scenarios():
    """List the shipped scenarios."""
    rows = []
    for name in shipped("scenario"):
        made = library.find("scenario", name).made()
        rows.append(
            {"name": name, "title": made.title, "payer": made.payer, "home_context": made.home_context or "", "source": made.source}
        )
    return rows, [
        (f"{row['name']}: {row['title']}",
         f"paid by {row['payer']}{', at home in ' + row['home_context'] if row['home_context'] else ''}; source: {row['source']}")
        for row in rows
    ]  # fmt: skip


def _number_rows(specs, prefix=""):
    rows = []
    for name, spec in specs.items():
        low, high = spec.plausible or ("", "")
        rows.append({
            "name": prefix + name, "label": spec.label, "unit": spec.unit, "default": spec.default, "low": "" if spec.choices else spec.low,
            "high": "" if spec.choices else spec.high, "plausible_low": low, "plausible_high": high, "choices": " ".join(spec.choices),
            "source": spec.source, "help": spec.help,
        })  # fmt: skip
    return rows


def _number_blocks(rows):
    blocks = []
    for row in rows:
        one_of = f"one of {row['choices'].replace(' ', ', ')}"
        allowed = one_of if row["choices"] else f"{cards.span(row['low'], row['high'])} {row['unit']}"
        drawn = f", drawn from {cards.span(row['plausible_low'], row['plausible_high'])}" if row["plausible_low"] != "" else ""
        default = row["default"] if isinstance(row["default"], str) else cards.plain(row["default"])
        blocks.append((f"{row['name']} = {default}  ({allowed}{drawn})", f"{row['help']} Source: {row['source']}."))
    return blocks


def levers():
    """List the levers, and what the derived 0-1 values mean."""
    from sim.levers import ANCHORS

    rows = _number_rows(cards.LEVERS)
    anchored = [(f"{name} (derived)", said) for name, said in ANCHORS.items()]
    rows_of_anchors = [
        dict.fromkeys(rows[0], "") | {"name": name, "label": "derived", "unit": "0-1", "help": said} for name, said in ANCHORS.items()
    ]
    return rows + rows_of_anchors, [*_number_blocks(rows), ("", ""), ("Derived from these, and what 1 means:", ""), *anchored]


def parameters():
    """List the universal parameters."""
    rows = _number_rows(PARAMETERS)
    return rows, _number_blocks(rows)


def places():
    """List the numbers of a place and its prices."""
    rows = _number_rows(cards.PLACE, "context.") + _number_rows(cards.PRICES, "context.prices.")
    return rows, _number_blocks(rows)


def outcomes():
    """List the outcomes of ``summary.csv``."""
    from analysis.outcomes import OUTCOMES

    rows = [{"name": name, "label": one.label, "unit": one.unit, "better": one.better, "help": one.help} for name, one in OUTCOMES.items()]
    return rows, [
        (f"{row['name']}  ({row['unit']})", f"{row['help']}{' Better: ' + row['better'] + '.' if row['better'] else ''}") for row in rows
    ]


def sweep_designs():
    """List the kinds of design and the shipped ones."""
    from experiments.sweeping.design_file import read_design

    rows = []
    for name, kind in KINDS.items():
        sizes = [f"n={kind.n} {kind.n_means}" if kind.n else "", f"levels={kind.levels}" if kind.levels else ""]
        rows.append({"name": name, "kind": name, "title": kind.help, "varies": "", "sizes": ", ".join(filter(None, sizes))})
    for name in shipped("design"):
        design = read_design(name)
        rows.append(
            {"name": name, "kind": design.kind, "title": design.title, "varies": " ".join(design.factors or design.keys), "sizes": ""}
        )
    blocks = [(f"{row['name']}: {row['title']}", f"{row['kind']} over {row['varies']}" if row["varies"] else row["sizes"]) for row in rows]
    return rows, blocks


def patterns():
    """List the published results that the model is held against."""
    return _table("patterns")


def evidence():
    """List the numbers from studies that files and theory lean on."""
    return _table("evidence")


def _table(name, word=None):
    """Return rows and blocks of a table of ``configs``; with a word only the row of that code."""
    import csv

    with open(CONFIGS / f"{name}.csv", encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if word is None or row["id"].lower() == word.lower()]
    blocks = []
    for row in rows:
        first, second, *others = row
        blocks.append((f"{row[first]}: {row[second]}", "; ".join(f"{key} {row[key]}" for key in others if row[key])))
    return rows, blocks


def named(word: str):
    """List everything that one context, scenario, evidence row or pattern says; raise :class:`BadInput` where the word is none of them."""
    for group in ("scenario", "context"):
        if library.looks_like_file(word) or word in shipped(group):
            try:
                card = library.find(group, word)
            except BadInput:
                if group == "scenario" and library.looks_like_file(word):
                    continue
                raise
            if group == "scenario" and word in shipped("context"):
                first, second = _scenario_rows(card), _context_rows(library.find("context", word))
                return first[0] + second[0], [("As a scenario:", ""), *first[1], ("", ""), ("As a context:", ""), *second[1]]
            return _scenario_rows(card) if group == "scenario" else _context_rows(card)
    for table in ("evidence", "patterns"):
        rows, blocks = _table(table, word)
        if rows:
            return rows, blocks
    names = [*LISTS, *shipped("context"), *shipped("scenario")]
    mend = "or name one context, scenario or code of evidence, such as B03"
    fault = unknown("list", word, LISTS, allowed=", ".join(LISTS), mend=mend)
    raise BadInput(fault.what, None, fault.allowed, near_names(word, names), fault.mend)


def _scenario_rows(card):
    made = card.made()
    rows = []
    for name, spec in cards.LEVERS.items():
        value = getattr(made.levers, name)
        if value != spec.default or name in made.stated:
            rows.append(
                {
                    "name": name,
                    "value": value,
                    "unit": spec.unit,
                    "source": "stated" if name in made.stated else "assumed",
                    "help": spec.help,
                }
            )
    head = (f"{made.name}: {made.title}", f"Source: {made.source}. Paid by {made.payer}." + "".join(f"\n{note}" for note in made.notes))
    return rows, [head, *_value_blocks(rows), *([] if rows else [("  no lever is set", "")])]


def _context_rows(card):
    made = card.made()
    rows = []
    for group, specs in (("place", cards.PLACE), ("prices", cards.PRICES)):
        for name, spec in specs.items():
            spread = made.ranges.get(name)
            source = made.sources.get(name, "assumed") + (f", drawn from {cards.span(*spread)}" if spread else "")
            unit = spec.unit.replace("money", made.currency, 1)
            rows.append({"name": name, "value": getattr(getattr(made, group), name), "unit": unit, "source": source, "help": spec.help})
    said = f"{made.country}, {made.currency} of {made.price_year}, today's policy {made.today}." + (
        " Illustrative." if made.illustrative else ""
    )
    return rows, [(f"{made.name}: {made.title}", said), *_value_blocks(rows), ("To measure:", "\n".join(made.to_measure))]


def _value_blocks(rows):
    shown = [(row["value"] if isinstance(row["value"], str) else cards.plain(row["value"]), row) for row in rows]
    return [(f"  {row['name']} = {value} {row['unit'] if row['unit'] != 'choice' else ''} ({row['source']})", "") for value, row in shown]


LISTS = {
    "contexts": ("places, with country, currency and today's policy", contexts),
    "scenarios": ("policies, with source and payer", scenarios),
    "levers": ("what a policy can set, with units and bounds", levers),
    "places": ("the numbers and prices of a context, with units and bounds", places),
    "parameters": ("the numbers of the theory, with the ranges they are drawn from", parameters),
    "designs": ("which points a sweep goes to: kinds, and ready designs", sweep_designs),
    "outcomes": ("what summary.csv holds", outcomes),
    "evidence": ("the numbers from studies that files and theory lean on, by the codes that the other lists name", evidence),
    "patterns": ("published results that the model is held against", patterns),
}
