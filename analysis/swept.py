"""The stored results of a sweep, read back from its folder: an answer for each point, beside what varied."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from analysis.outcomes import OUTCOMES, kept_years

RUN = ["point_id", "replicate", "parameter_set"]
COUNTS = ["numerator", "denominator", "base_numerator", "base_denominator"]
MOST_LUCKS = 20  # replicates are put together into so many lucks at most: more say nothing more about chance


@dataclass(frozen=True)
class Swept:
    """Hold a sweep's folder; tables are read when they are first asked for.

    Attributes
    ----------
    folder : where the files are;  manifest : what was asked.
    """

    folder: Path
    manifest: dict = field(repr=False)

    @property
    def kind(self) -> str:
        """Return the kind of the design."""
        return self.manifest["design"]["kind"]

    @property
    def factors(self) -> list[dict]:
        """Return the factors that vary, as the manifest describes them."""
        return [one for one in self.manifest["factors"] if len(one.get("values", ())) != 1]

    @property
    def names(self) -> list[str]:
        """Return the columns of the factors that vary."""
        return [one["name"] for one in self.factors]

    @property
    def outcome(self) -> str:
        """Return the outcome that the report is about: the one asked for, else who of the first cohort still teaches at the end."""
        return self.manifest["report"]["outcome"] or f"retained_profession_{kept_years(self.manifest['years'])}y"

    @property
    def is_difference(self) -> bool:
        """Say whether answers are differences against a reference rather than levels."""
        return self.manifest["reference"] != "none"

    @property
    def target(self) -> tuple[str, float] | None:
        """Return (sense, value) of the target, or None."""
        text = self.manifest["report"]["target"]
        if not text:
            return None
        sense = ">=" if ">=" in text else "<="
        return sense, float(text.partition(sense)[2])

    @cached_property
    def points(self):
        """Return the design's points, without the references."""
        import pandas

        columns = ["point_id", "is_reference", "reference_point", "context", "scenario"]
        columns += [name for name in self.names if name not in columns]
        table = pandas.read_parquet(self.folder / "points.parquet", columns=columns)
        return table[~table["is_reference"]].reset_index(drop=True)

    @cached_property
    def paired(self):
        """Return a row for each run: counts of the policy, ``numerator`` and ``denominator``, and ``base_...`` of its reference."""
        import pandas

        of = f"{self.outcome}_of"
        runs = pandas.read_parquet(self.folder / "runs.parquet", columns=[*RUN, self.outcome, of]).dropna()
        runs = runs.assign(numerator=runs[self.outcome] * runs[of], denominator=runs[of])[[*RUN, "numerator", "denominator"]]
        mine = runs.merge(self.points[["point_id", "reference_point"]], on="point_id")
        if not self.is_difference:
            return mine.assign(base_numerator=0.0, base_denominator=1.0).sort_values(RUN[:2], ignore_index=True)
        base = runs.drop(columns="parameter_set").rename(
            columns={"point_id": "reference_point", "numerator": "base_numerator", "denominator": "base_denominator"}
        )
        return mine.merge(base, on=["reference_point", "replicate"]).sort_values(RUN[:2], ignore_index=True)

    @cached_property
    def answers(self):
        """Return the points with ``level``, ``answer`` (difference against the reference, or the level) and ``error``.

        Counts are summed over replicates before they are divided. ``error`` is the standard error of luck, linearised: it says what
        other replicates might change.
        """
        table = self.points.merge(_pooled(self.paired, ["point_id"]), on="point_id", how="left")
        return table.sort_values("point_id", ignore_index=True)

    @cached_property
    def lucks(self) -> np.ndarray:
        """Return the answer of each point under each luck: float64 (points, lucks), the rows as in :attr:`answers`.

        A row's mean is the point's answer; its spread is what luck does, linearised as in :attr:`answers`. The same column is the same
        luck at every point. A run that is missing stands at the point's answer.
        """
        rows, noise, _ = _noise(self.paired, ["point_id"])
        table = rows.assign(noise=noise).pivot(index="point_id", columns="replicate", values="noise")
        table = table.reindex(self.answers["point_id"]).fillna(0.0).to_numpy()
        many = min(MOST_LUCKS, table.shape[1])
        groups = np.arange(table.shape[1]) % max(many, 1)
        together = np.column_stack([table[:, groups == k].mean(axis=1) for k in range(many)]) if many else table
        return self.answers["answer"].to_numpy()[:, None] + together - together.mean(axis=1, keepdims=True)

    def by(self, keys: list[str]):
        """Return answers pooled over the runs that share ``keys``, columns of the points or ``parameter_set``."""
        known = [key for key in keys if key not in ("parameter_set", "point_id")]
        rows = self.paired.merge(self.points[["point_id", *known]], on="point_id")
        return _pooled(rows, keys)

    @property
    def meaning(self):
        """Return what the outcome is."""
        return OUTCOMES[self.outcome]


def _noise(rows, keys):
    """Return (rows, what luck adds to the answer of each run's group, sums by group with ``level``, ``base`` and ``size``)."""
    groups = rows.groupby(keys, sort=True, observed=True, dropna=False)
    sums = groups[COUNTS].sum()
    sums = sums.assign(
        level=sums["numerator"] / sums["denominator"], base=sums["base_numerator"] / sums["base_denominator"], size=groups.size()
    )
    means = sums[["denominator", "base_denominator"]].div(sums["size"], axis=0)
    wide = rows[keys].merge(means.assign(level=sums["level"], base=sums["base"]).reset_index(), on=keys, how="left", suffixes=("", "_"))
    parts = []
    for above, below, level in (("numerator", "denominator", "level"), ("base_numerator", "base_denominator", "base")):
        parts.append((rows[above].to_numpy() - wide[level].to_numpy() * rows[below].to_numpy()) / wide[below].to_numpy())
    return rows, parts[0] - parts[1], sums


def _pooled(rows, keys):
    rows, noise, sums = _noise(rows, keys)
    squares = rows[keys].assign(square=noise**2).groupby(keys, sort=True, observed=True, dropna=False)["square"].sum()
    size = sums["size"]
    error = np.sqrt(squares / (size * (size - 1)).where(size > 1))
    return sums[["level"]].assign(answer=sums["level"] - sums["base"], error=error, runs=size).reset_index()


def read(folder) -> Swept:
    """Open a sweep's folder.

    Raises
    ------
    FileNotFoundError : the folder holds no finished sweep.
    """
    path = Path(folder) / "manifest.json"
    if not path.is_file() or not (Path(folder) / "runs.parquet").is_file():
        raise FileNotFoundError(f"{folder} holds no finished sweep")
    return Swept(Path(folder), json.loads(path.read_text(encoding="utf-8")))
