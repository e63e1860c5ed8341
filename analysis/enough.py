"""Are there enough runs? How many the headline needs before its bounds can be believed, and the sentence that says so."""

from __future__ import annotations

import math

from analysis import uncertainty
from analysis.outcomes import kept_years

FEW = 25  # bounds of fewer runs are themselves luck
TWICE = 2  # runs of a parameter set, without which its luck cannot be told from it
NEAR, PART = 0.5, 0.25  # the mean shall be known to half a head, or to a quarter of what is not known
POSTS = 100_000  # posts over all runs, below which no difference at all may only mean that few teachers were seen


def runs_needed(rows: list[dict], manifest: dict) -> int | None:
    """Return how many runs of each policy the headline needs, a round number; None where there are enough, or nothing is compared.

    Parameters
    ----------
    rows : of the tidy summary, as dictionaries.
    manifest : of the comparison.
    """
    headline, runs = f"retained_profession_{kept_years(manifest['years'])}y", manifest["replicates"]
    mine = [row for row in rows if row["outcome"] == headline and row["group"] == "all" and row["scenario"] != manifest["reference"]]
    half = {(row["scenario"], row["interval"]): _half(row) for row in mine}
    computing = {scenario: width for (scenario, kind), width in half.items() if kind == uncertainty.COMPUTING and width is not None}
    if runs < 2 or not computing:
        return None
    needed = max(FEW, TWICE * manifest["parameter_sets"])
    for scenario, width in computing.items():
        near = max(NEAR, PART * (half.get((scenario, uncertainty.IGNORANCE)) or 0.0))
        needed = max(needed, runs * (width / near) ** 2, POSTS / manifest["teachers"] if width == 0 else 0)
    return _rounded(needed) if runs < needed else None


def few(rows: list[dict], manifest: dict, say) -> list[str]:
    """Say in a sentence that more runs are needed, and how many; nothing where there are enough."""
    needed = runs_needed(rows, manifest)
    if needed is None:
        return []
    runs, posts = say.number(manifest["replicates"], 0), say.number(manifest["teachers"], 0)
    return [say("report.sure.few", runs=runs, posts=posts, n=str(needed))]


def _half(row) -> float | None:
    """Return half the width of a difference's bounds, in heads of 100."""
    low, high = row["difference_low"], row["difference_high"]
    return None if low is None or high is None or not math.isfinite(high - low) else 50.0 * (high - low)


def _rounded(number: float) -> int:
    """Return the next number of the row 10, 20, 50, 100, 200, 500 ..."""
    size = 10 ** math.floor(math.log10(number))
    return next(int(size * step) for step in (1, 2, 5, 10) if size * step >= number)
