"""What a comparison takes from a source and what it assumes: levers, the place, the numbers of the theory."""

from __future__ import annotations

from analysis import words
from sim.context import Place
from sim.levers import Levers
from sim.number import numbers
from sim.parameters import Parameters
from sim.prices import Prices

PARAMETERS = {
    "calibrated": "Calibrated: each set was fitted to official tables of the United States and England and to published studies, and is "
    "plausible beside all of them; retain validate shows how each target is met",
    "prior": "Prior draws, not calibrated: the numbers of the theory are drawn from the ranges that studies leave open; "
    "they have not been fitted to the official tables of any country",
    "default": "Default values, not calibrated: the numbers of the theory stand at the middle of what studies found; "
    "how far they may be wrong is not in the bounds",
}


def parameters(manifest: dict) -> dict:
    """Return where the numbers of the theory come from (``sentence``) and those that the command changed (``changed``)."""
    source = str(manifest["parameters_source"])
    specs = numbers(Parameters)
    changed = [
        {
            "label": specs[name].label if name in specs else name,
            "value": words.plain(value),
            "unit": specs[name].unit if name in specs else "",
        }
        for name, value in sorted(dict(manifest.get("changed_parameters", {})).items())
    ]
    return {"sentence": PARAMETERS.get(source, source).rstrip("."), "changed": changed}


def stated_and_assumed(scenario: dict) -> dict:
    """Return a scenario with its levers that are set: label, value, unit, and whether its source states them."""
    specs, defaults, stated = numbers(Levers), Levers(), set(scenario.get("stated", ()))
    levers = []
    for name, spec in specs.items():
        value = scenario["levers"].get(name, getattr(defaults, name))
        if value == getattr(defaults, name) and name not in stated:
            continue
        levers.append(
            {
                "label": spec.label,
                "help": spec.help,
                "value": value if spec.choices else words.plain(value, 2),
                "unit": "" if spec.choices else spec.unit,
                "stated": name in stated,
            }
        )
    kept = {key: scenario.get(key) for key in ("name", "title", "source", "payer", "home_context")}
    return kept | {"levers": levers, "notes": list(scenario.get("notes", ()))}


def inputs(context: dict) -> list[dict]:
    """Return the context's numbers with units, sources and the ranges that parameter sets draw."""
    table = []
    for part, specs in (("place", numbers(Place)), ("prices", numbers(Prices))):
        values = context.get(part, {})
        for name, spec in specs.items():
            if name not in values:
                continue
            spread = context.get("ranges", {}).get(name)
            source = context.get("sources", {}).get(name) or "assumed"
            if name in context.get("borrowed", ()):
                source = f"borrowed from {context.get('borrowed_from')}: {source}"
            table.append(
                {
                    "label": spec.label,
                    "value": words.plain(values[name], 3),
                    "unit": spec.unit.replace("money", context.get("currency", "money"), 1),
                    "source": source,
                    "help": spec.help,
                    "range": f"{spread[0]:g} to {spread[1]:g}" if spread else "",
                }
            )
    return table
