"""The numbers of the model description's chapters on calibration and validation, from what is released in ``configs/parameters``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from experiments import release
from experiments.calibration import prior

LEARNT = 0.1  # of the prior variance: what has lost less is not listed
NONE_YET = "none is released"


def tables(table, folder: Path = release.RELEASED) -> dict[str, str]:
    """Return every generated part of the two chapters by its name.

    Parameters
    ----------
    table : function of head and rows that gives a Markdown table, see :func:`experiments.document.table`.
    folder : where ensemble, diagnostics, scoreboard and ablation are released.
    """
    about = _json(folder / release.DIAGNOSTICS)
    board, ablated = _rows(folder / release.BOARD), _rows(folder / release.ABLATION)
    return {
        "targets": table(("row", "what", "unit", "published", "band", "evidence", "at the mode"), _targets(about)),
        "fit": table(("the released fit", ""), _fit(about)),
        "posterior": table(("number", "prior", "posterior", "prior variance lost", "pinned by"), _posterior(about)),
        "correlations": table(
            ("number", "goes with", "correlation"), [(f"`{c['a']}`", f"`{c['b']}`", c["r"]) for c in about.get("correlations", ())]
        ),
        "causal share": table(
            ("gap between mentored and unmentored", "of 100 beginners gone, fewer if mentored", "mentoring's own effect", "share"),
            _causal(about),
        ),
        "measured": table(("the released scoreboard", ""), _measured(folder, about, board)),
        "scoreboard": table(("row", "pattern", "unit", "published", "band", "simulated, 90 % of sets", "met"), _scoreboard(board)),
        "ablation": table(
            ("without", "rows that fail then", "rows met only then", "moved most, in half bands"),
            [(row["mechanism"], row["lost"], row["gained"], row["moved"]) for row in ablated] or [(NONE_YET, "", "", "")],
        ),
    }


def _json(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _rows(path):
    if not path.exists():
        return []
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _band(low, high):
    low, high = (f"{float(x):g}" if x not in (None, "") else "" for x in (low, high))
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"to {high}" if high else ""


def _targets(about):
    at_mode = about.get("at_mode", {})
    for row in prior.rows():
        if row["kind"] == "calibration":
            published = "" if row["published"] is None else float(row["published"])
            yield row["id"], row["pattern"], row["unit"], published, _band(row["low"], row["high"]), row["rows"], at_mode.get(row["id"], "")


def _fit(about):
    if not about:
        return [(NONE_YET, "")]
    waves = ", then ".join(f"{wave['draws']} draws, runs of each: {wave['runs_a_draw']}" for wave in about["waves"])
    found = {
        "made": about["made"],
        "ensemble (first digits of its SHA-256)": about["sha256"][:8],
        "parameter sets": about["sets"],
        "published numbers fitted to": about["numbers_fitted_to"],
        "numbers drawn": len(about["numbers"]),
        "waves": waves,
        "posts of each world": about["teachers"],
        "chi-square at the mode": about["chi_square_at_mode"],
        "effective sample size": about["effective_sample_size"],
        "sets within 3 SD of every number": about["sets_within_3_sd_of_every_number"],
        f"numbers that have lost a tenth or more of their prior variance of {len(about['numbers'])}": len(_learnt(about)),
    }
    return list(found.items())


def _learnt(about):
    found = [(entry["learnt"], name) for name, entry in about.get("numbers", {}).items() if entry["learnt"] >= LEARNT]
    return [name for _, name in sorted(found, key=lambda pair: (-pair[0], pair[1]))]


def _posterior(about):
    for name in _learnt(about):
        entry = about["numbers"][name]
        low, middle, high = entry["posterior"]
        pins = ", ".join(entry.get("pinned_by", {}))
        yield f"`{name}`", _band(*entry["prior"]), f"{middle:g} ({low:g} to {high:g})", f"{100 * entry['learnt']:.0f} %", pins


def _causal(about):
    for year, found in about.get("causal_share", {}).items():
        share = f"{100 * found['pooled']:.0f} of 100 (sets: {100 * found['low']:.0f} to {100 * found['high']:.0f})"
        yield year.replace("_", " "), f"{100 * found['gap']:.1f}", f"{100 * found['effect']:.1f}", share


def _measured(folder, about, board):
    facts = _json(folder / release.BOARD_FACTS)
    if not board:
        return [(NONE_YET, "`retain validate ablation=true release=true` measures and releases it")]
    ours = about.get("sha256", "")[:8]
    kept = dict(facts)
    if facts.get("Ensemble") not in (None, ours):
        kept["Caution"] = f"measured on another ensemble than the one released now ({ours})"
    groups = {}
    for row in board:
        if row["pass"]:
            group = row["id"].rstrip("abcdefghij")
            groups[group] = groups.get(group, True) and row["pass"] == "yes"
    for kind, what in (("T", "targets met"), ("SF", "directions met")):
        mine = [met for group, met in groups.items() if group.rstrip("0123456789") == kind]
        kept[what] = f"{sum(mine)} of {len(mine)}"
    return list(kept.items())


def _scoreboard(board):
    if not board:
        return [(NONE_YET, *[""] * 6)]
    return [
        (
            row["id"], row["pattern"], row["unit"], row["published"], _band(row["low"], row["high"]),
            f"{row['simulated']} ({row['simulated_low']} to {row['simulated_high']})", {"no": "**no**"}.get(row["pass"], row["pass"]),
        )
        for row in board
    ]  # fmt: skip
