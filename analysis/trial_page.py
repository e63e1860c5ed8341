"""The page of a trial: what one trial of this size would see beside what is really there, built from the stored files alone."""

from __future__ import annotations

import csv
import math
from html import escape
from pathlib import Path

from analysis import pages
from analysis.instrument import between
from analysis.language import language
from analysis.pages import cell
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


def scaled(value, unit: str, signed: bool = False, say=None) -> str:
    """Write a value of an outcome: shares as heads of 100, SD with two decimals."""
    say = say or language()
    if value is None:
        return say.number(None)
    heads = unit == "share"
    number = 100.0 * value if heads else value
    digits = 1 if heads else 2
    return say.signed(number, digits) if signed else say.number(number, digits)


def bounds(row: dict, unit: str, say=None) -> str:
    """Write the bounds of a row in the unit of its outcome."""
    if row["low"] is None or row["high"] is None:
        return (say or language()).number(None)
    factor = 100.0 if unit == "share" else 1.0
    return between(factor * row["low"], factor * row["high"], 1 if unit == "share" else 2, say)


def schools(value, most=None, say=None) -> str:
    """Write a number of schools: never reached within the simulated sizes, or astronomically many, is said in words."""
    say = say or language()
    if value is None or not math.isfinite(value):
        return say("trial.more_than", n=say.number(most, 0)) if most else say.number(None)
    return say("trial.more_than", n=say.number(100_000, 0)) if value > 1e5 else say.number(value, 0)


def outcome_rows(rows: list[dict], say=None) -> list[dict]:
    """Return a row of texts for each outcome: truth, one trial, half-width, power, detectable effect, schools needed."""
    say, at, found = say or language(), by_statistic(rows), []
    for name, measure in OUTCOMES.items():
        true, one, unit = at[name, "true_effect"], at[name, "one_trial"], measure.unit
        found.append(
            {
                "name": name,
                "label": say(f"trial.outcome.{name}"),
                "unit": say("unit.heads" if unit == "share" else f"unit.{unit}"),
                "control": scaled(at[name, "control_mean"]["estimate"], unit, say=say),
                "true": scaled(true["estimate"], unit, True, say),
                "true_bounds": bounds(true, unit, say),
                "one": scaled(one["estimate"], unit, True, say),
                "one_bounds": bounds(one, unit, say),
                "p": say.number(at[name, "one_trial_p"]["estimate"], 3),
                "half": scaled(at[name, "half_width"]["estimate"], unit, say=say),
                "trials": bounds(at[name, "mean_of_trials"], unit, say),
                "power": _heads(at[name, "power"]["estimate"], say),
                "coverage": _heads(at[name, "coverage"]["estimate"], say),
                "wrong": say.number(_times(at[name, "wrong_sign"]["estimate"]), 1),
                "exaggeration": say.number(at[name, "exaggeration"]["estimate"], 1),
                "icc": say.number(at[name, "icc"]["estimate"], 3),
                "design_effect": say.number(at[name, "design_effect"]["estimate"], 2),
                "needed_formula": schools(at[name, "schools_needed_formula"]["estimate"], say=say),
                "needed": at[name, "schools_needed"]["estimate"],
            }
        )
    return found


def _known(value):
    return math.nan if value is None else value


def _times(value):
    return None if value is None else 100.0 * value


def _heads(value, say=None):
    return (say or language()).heads(value)


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


def answer(rows: list[dict], manifest: dict, say=None) -> list[str]:
    """Return the trial's result in sentences."""
    say, at = say or language(), by_statistic(rows)
    control, programme = (pages.title(say, "scenario", scenario["title"]) for scenario in manifest["scenarios"])
    true, one = at[HEADLINE, "true_effect"], at[HEADLINE, "one_trial"]
    half, power = at[HEADLINE, "half_width"]["estimate"], at[HEADLINE, "power"]["estimate"]
    sure = f" ({bounds(true, 'share', say)})" if true["low"] is not None else ""
    effect = scaled(true["estimate"], "share", True, say)
    sees = {"schools": manifest["schools"], "half": scaled(half, "share", say=say), "power": _heads(power, say)}
    needed = schools(at[HEADLINE, "schools_needed_formula"]["estimate"], say=say)
    said = [
        say("trial.true", programme=programme, control=control, months=manifest["months"], effect=effect, bounds=sure),
        say("trial.sees", one=scaled(one["estimate"], "share", True, say), bounds=bounds(one, "share", say), **sees),
        say("trial.needs", power=manifest["power"], schools=needed),
    ]
    for scenario in manifest["scenarios"]:
        name = scenario["name"]
        gap = at.get((HEADLINE, "naive_gap", name))
        if gap is None or gap["estimate"] is None:
            continue
        share = at[HEADLINE, "naive_causal_share", name]["estimate"]
        causal = scaled(at[HEADLINE, "naive_causal", name]["estimate"], "share", True, say)
        part = say("trial.gap.share", n=say.heads(share)) if share is not None else say("trial.gap.unclear")
        arm = pages.title(say, "scenario", scenario["title"])
        said.append(say("trial.gap", arm=arm, gap=scaled(gap["estimate"], "share", True, say), causal=causal, part=part))
    return said


def naive_table(rows: list[dict], manifest: dict, say) -> dict:
    """Return the table of the comparison that nobody randomised, by arm and outcome: heads and rows of cells."""
    at, found = by_statistic(rows), []
    for scenario in manifest["scenarios"]:
        for name, measure in OUTCOMES.items():
            gap = at.get((name, "naive_gap", scenario["name"]))
            if gap is None or gap["estimate"] is None:
                continue
            parts = (gap, *(at[name, f"naive_{part}", scenario["name"]] for part in ("causal", "selection")))
            share = at[name, "naive_causal_share", scenario["name"]]["estimate"]
            means = (at[name, f"mean_{kind}", scenario["name"]]["estimate"] for kind in ("mentored", "unmentored"))
            unit = say("unit.heads" if measure.unit == "share" else f"unit.{measure.unit}")
            cells = [cell(say(f"trial.outcome.{name}"), below=f"{scenario['name']}, {unit}")]
            cells += [cell(scaled(mean, measure.unit, say=say), mean) for mean in means]
            for row in parts:
                cells.append(cell(scaled(row["estimate"], measure.unit, True, say), row["estimate"], bounds(row, measure.unit, say)))
            found.append([*cells, cell(say.number(None) if share is None else f"{say.heads(share)} %", _known(share))])
    names = ("mentored", "unmentored", "gap", "causal", "selection", "share")
    return {"heads": [say("head.outcome"), *(say(f"trial.head.{name}") for name in names)], "rows": found}


def effect_table(rows: list[dict], say) -> dict:
    """Return what is there and what one trial sees, an outcome a row."""
    names, at, found = ("control", "true", "one", "half", "trials"), by_statistic(rows), []
    for row in outcome_rows(rows, say):
        kinds = ("control_mean", "true_effect", "one_trial", "half_width", "mean_of_trials")
        control, true, one, half, trials = (_known(at[row["name"], kind]["estimate"]) for kind in kinds)
        found.append(
            [
                cell(row["label"], below=row["unit"]),
                cell(row["control"], control),
                cell(row["true"], true, row["true_bounds"]),
                cell(row["one"], one, f"{row['one_bounds']}, p = {row['p']}"),
                cell(f"\u00b1 {row['half']}", half),
                cell(row["trials"], trials),
            ]
        )
    return {"heads": [say("head.outcome"), *(say(f"trial.head.{name}") for name in names)], "rows": found}


def quality_table(rows: list[dict], manifest: dict, most: int, say) -> dict:
    """Return how good such a trial is, an outcome a row."""
    names = ("power", "coverage", "wrong", "exaggeration", "icc", "design", "needed", "formula")
    kinds = ("power", "coverage", "wrong_sign", "exaggeration", "icc", "design_effect", "schools_needed", "schools_needed_formula")
    at, found = by_statistic(rows), []
    for row in outcome_rows(rows, say):
        texts = [row[name] for name in ("power", "coverage", "wrong", "exaggeration", "icc", "design_effect")]
        texts += [schools(row["needed"], most, say), row["needed_formula"]]
        values = [_known(at[row["name"], kind]["estimate"]) for kind in kinds]
        found.append([cell(row["label"]), *(cell(text, value) for text, value in zip(texts, values))])
    return {"heads": [say("head.outcome"), *(say(f"trial.head.{name}", power=manifest["power"]) for name in names)], "rows": found}


def power_table(numbers: list[dict], say) -> dict:
    """Return power and smallest detectable effect by schools in each arm."""
    at = {(row["outcome"], int(row["schools"])): row for row in numbers}
    found = []
    for size in sorted({size for _, size in at}):
        cells = [cell(say.number(size, 0), size)]
        for name, measure in OUTCOMES.items():
            row = at[name, size]
            power = f"{_heads(row['power'], say)} ({_heads(row['power_formula'], say)})"
            smallest = [scaled(row[key], measure.unit, say=say) for key in ("detectable", "detectable_formula")]
            cells.append(cell(power, _known(row["power_formula"]), f"{smallest[0]} ({smallest[1]})"))
        found.append(cells)
    return {"heads": [say("trial.head.schools"), *(say(f"trial.outcome.{name}") for name in OUTCOMES)], "rows": found}


def curve(rows: list[dict], say=None) -> str:
    """Return the power curve as an inline SVG: simulated (dots) and by formula (lines), the first four outcomes."""
    say, colours = say or language(), ("#0173b2", "#de8f05", "#029e73", "#cc78bc")
    sizes = sorted({row["schools"] for row in rows})
    left, right, top, bottom = 60.0, 590.0, 15.0, 250.0
    low, high = math.log(sizes[0]), math.log(max(sizes[-1], sizes[0] * 1.01))

    def x(size):
        return left + (right - left) * (math.log(size) - low) / (high - low)

    def y(power):
        return bottom - (bottom - top) * power

    def text(at_x, at_y, words, anchor, colour="#222"):
        return f'<text x="{at_x:.1f}" y="{at_y:.1f}" font-size="12" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 350">']
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts.append(f'<line x1="{left}" y1="{y(tick):.1f}" x2="{right}" y2="{y(tick):.1f}" stroke="#d9d9d9"/>')
        parts.append(text(left - 8, y(tick) + 4, f"{100 * tick:.0f}", "end", "#5a5a5a"))
    parts += [text(x(size), bottom + 18, f"{size:.0f}", "middle", "#5a5a5a") for size in sizes]
    parts.append(text((left + right) / 2, bottom + 38, say("trial.power.axis"), "middle"))
    for k, name in enumerate(list(OUTCOMES)[:4]):
        mine = [row for row in rows if row["outcome"] == name]
        line = " ".join(f"{x(row['schools']):.1f},{y(row['power_formula']):.1f}" for row in mine if row["power_formula"] is not None)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colours[k]}" stroke-width="1.5"/>')
        parts += [
            f'<circle cx="{x(row["schools"]):.1f}" cy="{y(row["power"]):.1f}" r="3.5" fill="{colours[k]}"/>'
            for row in mine
            if row["power"] is not None
        ]
        key_x, key_y = left + 280 * (k % 2), 312 + 22 * (k // 2)
        parts.append(f'<circle cx="{key_x + 6}" cy="{key_y}" r="4" fill="{colours[k]}"/>')
        parts.append(text(key_x + 16, key_y + 4, say(f"trial.outcome.{name}"), "start"))
    return "".join([*parts, "</svg>"])


def build(folder, language: str | None = None) -> Path:
    """Write ``report.html`` of a trial from the files of its folder; return its path."""
    folder = Path(folder)
    manifest = pages.read_manifest(folder)
    say, rows = pages.spoken(manifest, language), read_summary(folder)
    numbers = _read(folder / "power.csv", ("outcome",))
    power = power_table(numbers, say)
    most = max(int(row["schools"]) for row in numbers if row["power"] is not None)
    control, programme = (pages.title(say, "scenario", scenario["title"]) for scenario in manifest["scenarios"])
    found = _heads(by_statistic(rows)[HEADLINE, "power"]["estimate"], say)
    finding = say("trial.power.title", schools=manifest["schools"], n=found)
    figure = {"name": "power", "title": finding, "svg": curve(numbers, say), "caption": say("trial.power.caption"), "files": ""}
    text = pages.render(
        "trial.html",
        say,
        manifest=manifest,
        draft=say.is_draft(),
        place=pages.title(say, "place", manifest["contexts"][0]["title"]),
        illustrative=[pages.title(say, "place", one) for one in manifest["illustrative"]],
        answer=answer(rows, manifest, say),
        control=control,
        programme=programme,
        effects=effect_table(rows, say),
        quality=quality_table(rows, manifest, most, say),
        naive=naive_table(rows, manifest, say),
        figure=figure | power,
    )
    path = pages.page_of(folder, language)
    path.write_bytes(text.encode("utf-8"))
    return path
