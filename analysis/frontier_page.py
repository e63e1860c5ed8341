"""The page of a search: the answer, what money buys, the mix and where its money goes, built from the stored files alone."""

from __future__ import annotations

import json
from pathlib import Path

from analysis import costs, frontier, frontier_figures, results, survival, words
from analysis.outcomes import OUTCOMES

ROLES = {
    "best": "best within the budget",
    "cheapest": "cheapest that reaches the target",
    "kept": "front: teachers kept",
    "exhaustion": "front: exhaustion",
    "equity": "front: the gap",
    "reference": "today",
    "start": "what mixes begin from",
}


def build(folder, language: str | None = None) -> Path:
    """Draw the figures and write ``report.html`` of a search; return its path."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from analysis.pages import TEMPLATES

    folder = Path(folder)
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rows = frontier.read(folder)
    levers = _read(folder / "levers.csv")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words)
    text = environment.get_template("optimise.html").render(
        manifest=about,
        answer=frontier.answer(rows, about),
        pictures=_pictures(folder, rows, levers, about),
        policies=_policies(rows, about),
        mixes=_mixes(levers, about),
        searched=[frontier.lever_range(said) for said in about["over"]],
        outcome=OUTCOMES[about["outcome"]],
        goals=about["goals"],
        chosen=frontier.chosen(about),
        ignorance=rows["interval"].iloc[0] == "ignorance",
    )
    path = folder / "report.html"
    path.write_bytes(text.encode("utf-8"))
    return path


def _read(path):
    import pandas

    return pandas.read_csv(path, encoding="utf-8")


def _pictures(folder, rows, levers, about) -> dict[str, str]:
    """Draw every figure into ``figures/``; return inline SVG by name."""
    from analysis import figures
    from analysis.report_figures import inline_svg

    drawn = {}

    def add(name, figure):
        vector, _ = figures.save(figure, folder / "figures" / name)
        drawn[name] = inline_svg(vector.read_text(encoding="utf-8"), name)

    candidates = _read(folder / "candidates.csv")
    for goal in about["goals"]:
        add(f"front_{goal}", frontier_figures.money_buys(rows, candidates, about, goal))
    chosen = frontier.chosen(about)
    if chosen:
        found = results.read(folder / "comparison")
        years = int(about["outcome"].rsplit("_", 1)[1][:-1])
        fates = survival.fates(found.spells, years, order=[about["reference"], *chosen])
        add("heads", figures.heads_of_hundred(fates, years, about["reference"], bool(about["illustrative"])))
        lines = costs.by_line(found.ledger, found.manifest["replicates"])
        for name in chosen:
            add(f"money_{name}", frontier_figures.money_goes(lines, about, name))
            if (levers["policy"] == name).any():
                add(f"levers_{name}", frontier_figures.levers_do(levers, about, name))
    return drawn


def _policies(rows, about) -> list[dict]:
    """Return the table of policies as texts."""
    found = []
    for _, row in rows.iterrows():
        mine = row["policy"] == about["reference"]
        changed = about["changed"].get(row["policy"])
        mix = frontier.mix_in_words(changed) if changed is not None else about["titles"].get(row["policy"], "")
        found.append({
            "name": row["policy"],
            "roles": ", ".join(ROLES[role] for role in row["role"].split()),
            "mix": mix,
            "cost": words.money(row["cost"]),
            "cost_bounds": _bounds(row, "cost", words.money),
            "over": "" if row["over_budget"] != row["over_budget"] else words.heads(row["over_budget"]),
            "kept": words.heads(row["kept"]),
            "more": "" if mine else words.signed(100 * row["more"]),
            "more_bounds": "" if mine else _bounds(row, "more", lambda value: words.signed(100 * value)),
            "clear": mine or row["clear"] == frontier.CLEAR,
            "tired": "" if mine else words.signed(row["tired"], 2),
            "tired_bounds": "" if mine else _bounds(row, "tired", lambda value: words.signed(value, 2)),
            "gap": words.signed(100 * row["gap"]),
            "nearer_bounds": "" if mine else _bounds(row, "nearer", lambda value: words.signed(100 * value)),
            "nearer": "" if mine else words.signed(100 * row["nearer"]),
        })  # fmt: skip
    return found


def _bounds(row, field, said):
    low, high = row[f"{field}_low"], row[f"{field}_high"]
    return f"{said(low)} to {said(high)}" if low == low and high == high else ""


def _mixes(levers, about) -> dict[str, list[dict]]:
    """Return what each lever of the chosen mixes does, as texts by policy."""
    currency = about["contexts"][0]["currency"]
    found: dict[str, list[dict]] = {}
    for _, row in levers.iterrows():
        found.setdefault(row["policy"], []).append({
            "label": frontier.SPECS[row["lever"]].label,
            "help": frontier.SPECS[row["lever"]].help,
            "before": frontier.lever_value(row["lever"], row["before"]),
            "chosen": frontier.lever_value(row["lever"], row["chosen"]),
            "more": words.signed(100 * row["more"]),
            "cost": words.money(row["cost"], currency),
        })  # fmt: skip
    return found
