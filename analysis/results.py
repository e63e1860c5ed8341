"""The stored results of a comparison, read back from its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from analysis import survival
from analysis.paired import claims
from analysis.uncertainty import COMPUTING, IGNORANCE, bounds_of_difference, ratio

NEEDED = (
    "command",
    "context",
    "scenarios",
    "reference",
    "teachers",
    "years",
    "replicates",
    "parameter_sets",
    "seed",
    "parameters_source",
    "versions",
    "model_version",
)
MONTHLY_COLUMNS = (
    "scenario",
    "replicate",
    "parameter_set",
    "month",
    "heads",
    "efficacy",
    "exhaustion",
    "mentees",
    "on_paper",
    "planned_hours",
    "delivered_hours",
    "leaver_efficacy",
    "leaver_exhaustion",
    "left_voluntary",
    "left_other",
    "left_retired",
    "vacancies",
    "pupils_without_teacher",
    "programme_schools",
)

HUNDREDTH = 0.01  # the step in which yearly numbers are written
KEYS = ("scenario", "replicate", "parameter_set", "month")
SUMMED = tuple(name for name in MONTHLY_COLUMNS if name not in KEYS)


@dataclass(frozen=True)
class Results:
    """Hold a comparison's folder; tables are read when they are first asked for.

    Attributes
    ----------
    folder : where the files are.
    manifest : what was run, see the folder's ``manifest.json``.
    """

    folder: Path
    manifest: dict = field(repr=False)

    @property
    def order(self) -> list[str]:
        """Return the names of the scenarios in the order they were asked for."""
        return [scenario["name"] for scenario in self.manifest["scenarios"]]

    @property
    def titles(self) -> dict[str, str]:
        """Return the title of each scenario."""
        return {scenario["name"]: scenario["title"] for scenario in self.manifest["scenarios"]}

    @cached_property
    def summary(self):
        """Return the tidy summary."""
        import pandas

        return pandas.read_csv(self.folder / "summary.csv", encoding="utf-8")

    @cached_property
    def runs(self):
        """Return the outcomes of every run."""
        return self._parquet("runs")

    @cached_property
    def monthly(self):
        """Return the monthly sums that reports need, of every run."""
        return self._parquet("monthly", MONTHLY_COLUMNS)

    @cached_property
    def spells(self):
        """Return the spells of every run, without what reports do not need."""
        return self._parquet("spells", survival.COLUMNS)

    @cached_property
    def ledger(self):
        """Return the ledgers of every run."""
        return self._parquet("ledger")

    def states(self, interval: str = IGNORANCE):
        """Return self-efficacy and exhaustion by school year.

        Returns
        -------
        DataFrame ``scenario, outcome, year, estimate, leavers, difference, low, high, verdict`` in SD of the reference workforce: the mean
        of those in post, the mean last value of those who left teaching in the year, the difference against the reference with its
        bounds, and what can be claimed of it, as :func:`analysis.paired.verdicts` claims.
        """
        import pandas

        frames = []
        yearly = {name: self._yearly(name) for name in self.order}
        sets, base = yearly[self.manifest["reference"]]
        for name, (_, counts) in yearly.items():
            for outcome in ("efficacy", "exhaustion"):
                pair = [(c[outcome], c["heads"]) for c in (counts, base)]
                difference, low, high, verdict = _against(pair, sets, interval)
                year = range(1, len(difference) + 1)
                mean = ratio(counts[outcome].sum(axis=0), counts["heads"].sum(axis=0))
                gone = sum(counts[f"left_{cause}"] for cause in survival.LEAVING_CAUSES).sum(axis=0)
                last = ratio(counts[f"leaver_{outcome}"].sum(axis=0), gone)
                values = {"estimate": mean, "leavers": last, "difference": difference, "low": low, "high": high, "verdict": verdict}
                frames.append(pandas.DataFrame({"scenario": name, "outcome": outcome, "year": year, **values}))
        return pandas.concat(frames, ignore_index=True)

    def by_year(self, interval: str = IGNORANCE):
        """Return what a year leaves in the schools against the reference.

        Returns
        -------
        DataFrame ``scenario, outcome, year, estimate, difference, low, high, verdict``. Outcomes: ``in_post`` (mean heads of 100 posts),
        ``vacancies`` (of 100 posts), ``delivered`` (hours of mentoring a month, of all mentees of 100 posts), ``programme`` (of 100 schools
        that had the programme at its widest, those that still have it at the end of the year), the last two without differences. The
        verdict says what can be claimed of a difference, as :func:`analysis.paired.verdicts` claims.
        """
        import pandas

        frames = []
        yearly = {name: self._yearly(name) for name in self.order}
        sets, base = yearly[self.manifest["reference"]]
        for name, (_, counts) in yearly.items():
            posts = counts["heads"] + counts["vacancies"]
            for outcome, column in (("in_post", "heads"), ("vacancies", "vacancies")):
                pair = [(100.0 * c[column], c["heads"] + c["vacancies"]) for c in (counts, base)]
                difference, low, high, verdict = _against(pair, sets, interval)
                estimate = 100.0 * ratio(counts[column].sum(axis=0), posts.sum(axis=0))
                values = {"estimate": estimate, "difference": difference, "low": low, "high": high, "verdict": verdict}
                frames.append(pandas.DataFrame({"scenario": name, "outcome": outcome, "year": range(1, len(estimate) + 1), **values}))
            met = 100.0 * ratio(counts["delivered_hours"].sum(axis=0), posts.sum(axis=0))
            schools = self._programme(name)
            kept = 100.0 * ratio(schools, np.full(len(schools), schools.max(initial=0.0)))
            for outcome, estimate in (("delivered", met), ("programme", kept)):
                year = range(1, len(estimate) + 1)
                frames.append(pandas.DataFrame({"scenario": name, "outcome": outcome, "year": year, "estimate": estimate}))
        return pandas.concat(frames, ignore_index=True)

    def money_ends(self) -> dict[str, float]:
        """Return the month after the branch in which outside money ends, by scenario; recurrent budgets are left out."""
        from analysis.costs import NEVER_ENDS

        found = {}
        for scenario in self.manifest["scenarios"]:
            levers = scenario["levers"]
            end, start = levers.get("funding_end_month", NEVER_ENDS), levers.get("start_month", 0)
            if end < NEVER_ENDS and start + end < 12 * self.manifest["years"]:
                found[scenario["name"]] = float(start + end)
        return found

    @cached_property
    def sets(self):
        """Return the numbers that differ between parameter sets, a row a set; empty where they were not stored."""
        import pandas

        path = self.folder / "parameter_sets.csv"
        return pandas.read_csv(path, index_col="parameter_set") if path.is_file() else pandas.DataFrame()

    def _programme(self, scenario: str):
        mine = self.monthly[self.monthly["scenario"] == scenario]
        return mine[mine["month"] % 12 == 11].groupby("month")["programme_schools"].sum().to_numpy(float)

    def mentoring(self):
        """Return hours a month per mentee and the share on paper: ``scenario, planned, delivered, on_paper``.

        Policies with mentees only; months in which nothing is planned (vacation) are left out where something is planned in others.
        """
        planned = self.monthly.groupby("scenario", sort=False)["planned_hours"].transform("max") > 0
        sums = (
            self.monthly[(self.monthly["planned_hours"] > 0) | ~planned]
            .groupby("scenario", sort=False)[["mentees", "planned_hours", "delivered_hours", "on_paper"]]
            .sum()
        )
        sums = sums.loc[[name for name in self.order if name in sums.index and sums["mentees"][name] > 0]]
        table = sums[["planned_hours", "delivered_hours", "on_paper"]].div(sums["mentees"], axis=0)
        return table.set_axis(["planned", "delivered", "on_paper"], axis=1).rename_axis("scenario").reset_index()

    def _yearly(self, scenario: str):
        mine = self.monthly[self.monthly["scenario"] == scenario]
        sets = mine.groupby("replicate")["parameter_set"].first().to_numpy()
        sums = mine.groupby(["replicate", mine["month"] // 12])[list(SUMMED)].sum()
        return sets, {name: sums[name].unstack().to_numpy() for name in sums}

    def _parquet(self, name: str, columns=None):
        import pandas

        return pandas.read_parquet(self.folder / f"{name}.parquet", columns=None if columns is None else list(columns))


def _against(pair, sets, interval):
    """Return differences of yearly ratios with their bounds of a kind, and what can be claimed of them: float64 (years,) and words."""
    found = bounds_of_difference(*pair, sets, interval)
    return *found, claims(*(bounds_of_difference(*pair, sets, kind)[1:] for kind in (IGNORANCE, COMPUTING)), printed=HUNDREDTH)


def read(folder) -> Results:
    """Open a comparison's folder.

    Raises
    ------
    FileNotFoundError : the folder holds no comparison.
    ValueError : its manifest cannot be read or lacks something.
    """
    path = Path(folder) / "manifest.json"
    if not path.is_file():
        raise FileNotFoundError(f"{folder} holds no comparison: it has no manifest.json")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise ValueError(f"{path} cannot be read: {fault}") from None
    missing = [key for key in NEEDED if key not in manifest]
    if missing:
        raise ValueError(f"{path} lacks {', '.join(missing)}: this folder is not a finished comparison")
    return Results(Path(folder), manifest)
