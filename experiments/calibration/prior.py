"""What is fitted and to what: the numbers with their prior ranges, and the targets with their bands, read from where each stands once."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np

from experiments.calibration.emulator import QUANTILE, Prior, Targets
from experiments.input.settings import CONFIGS
from sim.context import Place
from sim.number import numbers
from sim.parameters import Parameters

# inputs of the two places that have tables: wider than the ranges of their files, which are there for use without a fit
PLACES = {
    "united_states.voluntary_leave": (0.03, 0.08),
    "united_states.other_exit": (0.010, 0.035),
    "united_states.retirement": (0.09, 0.17),
    "united_states.move": (0.14, 0.25),
    "united_states.return_share": (0.25, 0.55),
    "united_states.first_year_leave": (0.6, 2.0),
    "england.voluntary_leave": (0.03, 0.14),
    "england.other_exit": (0.008, 0.030),
    "england.retirement": (0.07, 0.17),
    "england.attachment_spread": (0.8, 2.0),
    "england.return_share": (0.2, 0.5),
    "england.first_year_leave": (-0.6, 1.0),
}
# wider than in the theory's file, or not drawn there: only a target knows these, and the fit is to find them
WIDER = {
    "dropout_load": (0.15, 0.9),  # at full lack of time; W02 is England's partial lack
    "mentoring_belonging": (0.4, 3.0),  # no study measures the bond: T3 and T14 do
    "belonging_leave": (0.2, 0.8),
    "attachment_leave": (0.4, 1.0),
    "mentor_attachment": (0.8, 2.4),
    "family_bump": (0.5, 2.5),
}
# no target asks for these: every set draws them from their ranges
UNASKED = (
    "interference_loss", "survival_base", "take_up_again", "survival_unfunded", "survival_new_head", "ownership_protects", "travel_loss",
    "remote_effect", "cover_hours", "fit_subject", "followup_slows",
    "mentor_growth", "volunteer_recognition", "volunteer_attested", "volunteer_pay", "reluctant_strain",
    "network_belonging", "noise_formality", "group_contact", "paper_unpaid", "warmth_exhaustion", "leadership_efficacy",
    "mastery", "paper_base", "paper_unmonitored", "paper_overload", "effort_imposed", "monitoring_quality", "formality_quality",
)  # fmt: skip
HALF = ("T7a", "T7b", "T7c")  # magnitudes partly from memory
NOT_COUNTED = ("T12d", "T12e")
FREQUENCY = 0.1  # SD: "about 0" without a written band is read as within this (T7c), in the fit only


def prior() -> Prior:
    """Return the prior on everything that is fitted."""
    ranges = {name: WIDER.get(name, spec.plausible) for name, spec in numbers(Parameters).items() if spec.plausible or name in WIDER}
    bounds = {name: (spec.low, spec.high) for name, spec in numbers(Parameters).items()}
    places = numbers(Place)
    bounds |= {name: (places[name.split(".")[1]].low, places[name.split(".")[1]].high) for name in PLACES}
    return Prior.of(ranges | PLACES, bounds)


def asked() -> np.ndarray:
    """Return which fitted numbers some target asks for: bool (n,)."""
    return np.array([name not in UNASKED for name in prior().names])


def parts(names: tuple[str, ...], values) -> tuple[Parameters, dict[str, dict[str, float]]]:
    """Return (parameters, {context: {field: value}}) from fitted numbers by name."""
    universal = {name: float(value) for name, value in zip(names, values, strict=True) if "." not in name}
    places: dict[str, dict[str, float]] = {}
    for name, value in zip(names, values, strict=True):
        if "." in name:
            context, field = name.split(".")
            places.setdefault(context, {})[field] = float(value)
    return replace(Parameters(), **universal), places


def rows() -> list[dict]:
    """Return the rows of ``configs/patterns.csv`` with numbers as numbers and blanks as None."""
    with open(CONFIGS / "patterns.csv", encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for row in found:
        for key in ("published", "low", "high"):
            row[key] = float(row[key]) if row[key] else None
    return found


def targets() -> Targets:
    """Return the targets of the fit: a band's half width is 1.645 SD; one-sided where one end is open."""
    chosen = [row for row in rows() if row["kind"] == "calibration" and row["id"] not in NOT_COUNTED]
    centre, sd, side = [], [], []
    for row in chosen:
        low, high = row["low"], row["high"]
        if row["id"] == "T7c":
            low, high = -FREQUENCY, FREQUENCY
        if low is not None and high is not None and row["published"] is not None and low < row["published"] < high:
            # published values stand off the middle of a few bands: the nearer end sets the scale
            centre.append(row["published"])
            sd.append(max(row["published"] - low, high - row["published"]) / QUANTILE)
            side.append(0)
        elif low is not None and high is not None:
            # a published value at or beyond an end: any place in the band will do, its middle best
            centre.append(0.5 * (low + high))
            sd.append(0.5 * (high - low) / QUANTILE)
            side.append(0)
        else:
            centre.append(high if low is None else low)
            sd.append(0.05)
            side.append(-1 if low is None else 1)
    weight = np.array([0.5 if row["id"] in HALF else 1.0 for row in chosen])
    return Targets(tuple(row["id"] for row in chosen), np.array(centre), np.array(sd), np.array(side), weight)
