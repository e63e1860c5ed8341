"""The page of a trial: what one trial of this size would see beside what is really there, built from the stored files alone."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

from analysis import words
from analysis.instrument import between
from analysis.trial import OUTCOMES

HEADLINE = "retained_profession"


def read_summary(folder) -> list[dict]:
    """Return the rows of a trial's ``summary.csv``; numbers as float, an empty cell as None."""
    return _read(Path(folder) / "summary.csv", ("outcome", "unit", "statistic", "arm", "interval"))


def _read(path, texts):
    with open(path, encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [{key: value if key in texts else (float(value) if value else None) for key, value in row.items()} for row in rows]


def by_statistic(rows: list[dict]) -> dict[tuple, dict]:
    """Return the rows by (outcome, statistic), and by (outcome, statistic, arm) where they are about one arm."""
    found = {}
    for row in rows:
        of_arm = row["statistic"].startswith("naive") or row["statistic"] in ("mean_mentored", "mean_unmentored")
        found[(row["outcome"], row["statistic"], row["arm"]) if of_arm else (row["outcome"], row["statistic"])] = row
    return found


def scaled(value, unit: str, signed: bool = False) -> str:
    """Write a value of an outcome: shares as heads of 100, SD with two decimals."""
    if value is None:
        return words.NOT_KNOWN
    heads = unit == "share"
    number = 100.0 * value if heads else value
    digits = 1 if heads else 2
    return words.signed(number, digits) if signed else words.number(number, digits)


def bounds(row: dict, unit: str) -> str:
    """Write the bounds of a row in the unit of its outcome."""
    if row["low"] is None or row["high"] is None:
        return words.NOT_KNOWN
    factor = 100.0 if unit == "share" else 1.0
    return between(factor * row["low"], factor * row["high"], 1 if unit == "share" else 2)


def schools(value, most=None) -> str:
    """Write a number of schools: never reached within the simulated sizes, or astronomically many, is said in words."""
    if value is None or not math.isfinite(value):
        return f"more than {most:.0f}" if most else words.NOT_KNOWN
    return "more than 100 000" if value > 1e5 else words.number(value, 0)


def outcome_rows(rows: list[dict]) -> list[dict]:
    """Return a row of texts for each outcome: truth, one trial, half-width, power, detectable effect, schools needed."""
    at = by_statistic(rows)
    table = []
    for name, measure in OUTCOMES.items():
        true, one = at[name, "true_effect"], at[name, "one_trial"]
        table.append(
            {
                "name": name,
                "label": measure.label,
                "help": measure.help,
                "unit": "of 100" if measure.unit == "share" else measure.unit,
                "control": scaled(at[name, "control_mean"]["estimate"], measure.unit),
                "true": scaled(true["estimate"], measure.unit, True),
                "true_bounds": bounds(true, measure.unit),
                "one": scaled(one["estimate"], measure.unit, True),
                "one_bounds": bounds(one, measure.unit),
                "p": words.number(at[name, "one_trial_p"]["estimate"], 3),
                "half": scaled(at[name, "half_width"]["estimate"], measure.unit),
                "trials": bounds(at[name, "mean_of_trials"], measure.unit),
                "power": _heads(at[name, "power"]["estimate"]),
                "coverage": _heads(at[name, "coverage"]["estimate"]),
                "wrong": words.number(100.0 * at[name, "wrong_sign"]["estimate"], 1),
                "exaggeration": words.number(at[name, "exaggeration"]["estimate"], 1),
                "icc": words.number(at[name, "icc"]["estimate"], 3),
                "design_effect": words.number(at[name, "design_effect"]["estimate"], 2),
                "needed_formula": schools(at[name, "schools_needed_formula"]["estimate"]),
                "needed": at[name, "schools_needed"]["estimate"],
            }
        )
    return table


def _heads(value):
    return words.NOT_KNOWN if value is None else words.heads(value)


def table(rows: list[dict]) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of the table on screen."""
    heads = ["Outcome", "true effect", "(ignorance)", "one trial", "(95 %)", "half-width", "power %"]
    lines = []
    for row in outcome_rows(rows):
        lines.append(
            [f"{row['label']}, {row['unit']}", row["true"], row["true_bounds"], row["one"], row["one_bounds"], row["half"], row["power"]]
        )
    plain = [[cell.replace("\u202f", " ").replace("\u2212", "-").replace("\u2013", "-") for cell in line] for line in lines]
    return heads, plain


def answer(rows: list[dict], manifest: dict) -> list[str]:
    """Return the trial's result in sentences."""
    at = by_statistic(rows)
    control, programme = (scenario["title"] for scenario in manifest["scenarios"])
    names = [scenario["name"] for scenario in manifest["scenarios"]]
    true, one = at[HEADLINE, "true_effect"], at[HEADLINE, "one_trial"]
    half, power = at[HEADLINE, "half_width"]["estimate"], at[HEADLINE, "power"]["estimate"]
    months = manifest["months"]
    sure = f" ({bounds(true, 'share')})" if true["low"] is not None else ""
    said = [
        f"In the model, {programme} beside {control} changes how many of 100 new teachers still teach after {months} months by "
        f"{scaled(true['estimate'], 'share', True)}{sure}.",
        f"One trial of {manifest['schools']} + {manifest['schools']} schools sees that effect to within \u00b1 {scaled(half, 'share')} "
        f"of 100: the one drawn here found {scaled(one['estimate'], 'share', True)} ({bounds(one, 'share')}); "
        f"of 100 such trials {_heads(power)} find a difference (p < 0.05).",
    ]
    needed = at[HEADLINE, "schools_needed_formula"]["estimate"]
    said.append(f"For a power of {manifest['power']} % the usual formula asks for {schools(needed)} schools in each arm.")
    for name in names:
        gap = at.get((HEADLINE, "naive_gap", name))
        if gap is None or gap["estimate"] is None:
            continue
        share = at[HEADLINE, "naive_causal_share", name]["estimate"]
        causal = at[HEADLINE, "naive_causal", name]
        part = (
            f"{words.heads(share)} of 100 parts of that gap are the effect of mentoring"
            if share is not None
            else ("the gap is not clear enough to be split")
        )
        said.append(
            f"Nobody randomised: under {name}, mentored new teachers stay more often than unmentored ones by "
            f"{scaled(gap['estimate'], 'share', True)} of 100. Beside themselves without a mentor they gain "
            f"{scaled(causal['estimate'], 'share', True)}: {part}."
        )
    return said


def naive_rows(rows: list[dict], manifest: dict) -> list[dict]:
    """Return the table of the comparison that nobody randomised, by arm and outcome."""
    at = by_statistic(rows)
    found = []
    for scenario in manifest["scenarios"]:
        for name, measure in OUTCOMES.items():
            gap = at.get((name, "naive_gap", scenario["name"]))
            if gap is None or gap["estimate"] is None:
                continue
            causal, selection = (at[name, f"naive_{part}", scenario["name"]] for part in ("causal", "selection"))
            share = at[name, "naive_causal_share", scenario["name"]]["estimate"]
            found.append(
                {
                    "arm": scenario["name"],
                    "label": measure.label,
                    "unit": "of 100" if measure.unit == "share" else measure.unit,
                    "mentored": scaled(at[name, "mean_mentored", scenario["name"]]["estimate"], measure.unit),
                    "unmentored": scaled(at[name, "mean_unmentored", scenario["name"]]["estimate"], measure.unit),
                    **{
                        part: {"value": scaled(row["estimate"], measure.unit, True), "bounds": bounds(row, measure.unit)}
                        for part, row in (("gap", gap), ("causal", causal), ("selection", selection))
                    },
                    "share": words.NOT_KNOWN if share is None else f"{words.heads(share)} %",
                }
            )
    return found


def power_rows(folder) -> tuple[list[dict], list[dict]]:
    """Return the power curve as texts by schools, and as numbers."""
    rows = _read(Path(folder) / "power.csv", ("outcome",))
    sizes = sorted({int(row["schools"]) for row in rows})
    at = {(row["outcome"], int(row["schools"])): row for row in rows}
    table = []
    for size in sizes:
        cells = []
        for name, measure in OUTCOMES.items():
            row = at[name, size]
            cells.append(
                {
                    "power": _heads(row["power"]),
                    "formula": _heads(row["power_formula"]),
                    "detectable": scaled(row["detectable"], measure.unit),
                    "detectable_formula": scaled(row["detectable_formula"], measure.unit),
                }
            )
        table.append({"schools": size, "cells": cells, "simulated": cells[0]["power"] != words.NOT_KNOWN})
    return table, rows


def curve(rows: list[dict]) -> str:
    """Return the power curve as an inline SVG: simulated (dots) and by formula (lines), the first four outcomes."""
    colours = ("#0173b2", "#de8f05", "#029e73", "#cc78bc")
    sizes = sorted({row["schools"] for row in rows})
    left, right, top, bottom = 50.0, 590.0, 15.0, 250.0
    low, high = math.log(sizes[0]), math.log(max(sizes[-1], sizes[0] * 1.01))

    def x(size):
        return left + (right - left) * (math.log(size) - low) / (high - low)

    def y(power):
        return bottom - (bottom - top) * power

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 330" role="img" aria-label="Power by schools in each arm">']
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts.append(f'<line x1="{left}" y1="{y(tick):.1f}" x2="{right}" y2="{y(tick):.1f}" stroke="#d9d9d9"/>')
        parts.append(f'<text x="{left - 8}" y="{y(tick) + 4:.1f}" font-size="12" text-anchor="end" fill="#5f5f5f">{100 * tick:.0f}</text>')
    for size in sizes:
        parts.append(f'<text x="{x(size):.1f}" y="{bottom + 18}" font-size="12" text-anchor="middle" fill="#5f5f5f">{size:.0f}</text>')
    middle = (left + right) / 2
    parts.append(f'<text x="{middle}" y="{bottom + 36}" font-size="12" text-anchor="middle" fill="#222">schools in each arm</text>')
    for k, name in enumerate(list(OUTCOMES)[:4]):
        mine = [row for row in rows if row["outcome"] == name]
        line = " ".join(f"{x(row['schools']):.1f},{y(row['power_formula']):.1f}" for row in mine if row["power_formula"] is not None)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colours[k]}" stroke-width="1.5"/>')
        parts += [
            f'<circle cx="{x(row["schools"]):.1f}" cy="{y(row["power"]):.1f}" r="3.5" fill="{colours[k]}"/>'
            for row in mine
            if row["power"] is not None
        ]
        parts.append(f'<circle cx="{left + 155 * k + 6}" cy="310" r="4" fill="{colours[k]}"/>')
        parts.append(f'<text x="{left + 155 * k + 15}" y="314" font-size="12" fill="#222">{OUTCOMES[name].label}</text>')
    return "".join([*parts, "</svg>"])


def build(folder, language: str | None = None) -> Path:
    """Write ``report.html`` of a trial from the files of its folder; return its path."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from analysis.report import TEMPLATES

    folder = Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rows = read_summary(folder)
    power, numbers = power_rows(folder)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words, schools_of=schools)
    text = environment.get_template("trial.html").render(
        manifest=manifest,
        answer=answer(rows, manifest),
        outcomes=outcome_rows(rows),
        naive=naive_rows(rows, manifest),
        power=power,
        most=max(row["schools"] for row in power if row["simulated"]),
        curve=curve(numbers),
        labels=[measure.label for measure in OUTCOMES.values()],
    )
    path = folder / "report.html"
    path.write_bytes(text.encode("utf-8"))
    return path
