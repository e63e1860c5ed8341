"""What became of whom: leaving, moving and staying read from the spells of a run, as the official tables count them.

Counted in the autumn of each school year, after summer returns. Everything is a sum of heads, so that runs are pooled before dividing:
the ratio of two small counts of one run scatters too widely to be averaged.
"""

from __future__ import annotations

import numpy as np

from sim.record import ENTRY, EXIT, Outcome

NOVICE, INCUMBENT = ENTRY.index("novice"), ENTRY.index("incumbent")
MOVED_OUT = EXIT.index("moved_out")
# completed years of teaching, as in rows B03 and B04
BRACKETS = {"0-3": (0, 4), "4-9": (4, 10), "10-14": (10, 15), "15+": (15, 99)}
PERSONS_A_POST = 1_000_000


class Careers:
    """Hold the spells of one run with each person's key.

    Parameters
    ----------
    outcome : of :func:`sim.simulate.branch`, with spells.
    """

    def __init__(self, outcome: Outcome):
        self.spells = outcome.spells
        self.years = outcome.years
        self.person = outcome.spells["person_post"].astype(np.int64) * PERSONS_A_POST + outcome.spells["person_number"]
        self.last = np.where(outcome.spells["end_month"] < 0, 10**6, outcome.spells["end_month"])

    def in_post(self, month: int) -> np.ndarray:
        """Return the spells that stand in a month: bool (n_spells,)."""
        return (self.spells["start_month"] <= month) & (self.last > month)

    def teaching(self, month: int) -> np.ndarray:
        """Return who teaches in a month, sorted keys; who moved out of the district teaches elsewhere from then on."""
        gone_elsewhere = (self.spells["exit"] == MOVED_OUT) & (self.last <= month)
        return np.unique(self.person[self.in_post(month) | gone_elsewhere])

    def moved_out(self, month: int) -> np.ndarray:
        """Return who has left the district for a school elsewhere by a month: sorted keys."""
        return np.unique(self.person[(self.spells["exit"] == MOVED_OUT) & (self.last <= month)])

    def yearly(self, year: int) -> dict[str, np.ndarray]:
        """Return who was in post in one autumn and what became of them by the next.

        Returns
        -------
        dict of arrays (heads,) : experience and age (years, in the first autumn), leaver, mover (bool).
        """
        month = 12 * year
        here = np.flatnonzero(self.in_post(month))
        since = month - np.where(self.spells["entry"][here] == INCUMBENT, 0, self.spells["start_month"][here])
        later = np.flatnonzero(self.in_post(month + 12))
        order = np.argsort(self.person[later], kind="stable")
        keys = self.person[later][order]
        at = np.clip(np.searchsorted(keys, self.person[here]), 0, max(0, len(keys) - 1))
        found = keys[at] == self.person[here] if len(keys) else np.zeros(len(here), dtype=bool)
        school = self.spells["school"][later][order][at]
        elsewhere = np.isin(self.person[here], self.moved_out(month + 12)) & ~found
        return {
            "experience": self.spells["experience_start"][here] + since / 12.0,
            "age": self.spells["age_start"][here] + since / 12.0,
            "leaver": ~found & ~elsewhere,
            "mover": (found & (school != self.spells["school"][here])) | elsewhere,
        }

    def beginners(self, year: int) -> np.ndarray:
        """Return the spells of first-time entrants who are in post in the autumn of a year: indices."""
        return np.flatnonzero((self.spells["entry"] == NOVICE) & (self.spells["start_month"] == 12 * year) & self.in_post(12 * year))

    def mentored(self, rows: np.ndarray, year: int) -> np.ndarray:
        """Return who of some beginners was given a mentor in the first year, one on paper too: bool (rows,)."""
        met = self.spells["first_meeting_month"][rows]
        return ((met >= 0) & (met < 12 * year + 12)) | (self.spells["paper_months"][rows] > 0)


def rates(careers: Careers) -> dict[str, float]:
    """Return heads, leavers and movers by experience and age over all years of a run (rows T1)."""
    counts: dict[str, float] = {}

    def add(name, where, year):
        counts[f"heads {name}"] = counts.get(f"heads {name}", 0.0) + where.sum()
        for what in ("leaver", "mover"):
            counts[f"{what} {name}"] = counts.get(f"{what} {name}", 0.0) + year[what][where].sum()

    for k in range(careers.years):
        year = careers.yearly(k)
        for name, (low, high) in BRACKETS.items():
            add(name, (year["experience"] >= low) & (year["experience"] < high), year)
        long = year["experience"] >= 15
        add("15+ aged 55+", long & (year["age"] >= 55), year)
        add("15+ aged 30-49", long & (year["age"] >= 30) & (year["age"] < 50), year)
        add("all", np.ones(len(year["age"]), dtype=bool), year)
    return counts


def survival(careers: Careers, after: tuple[int, ...]) -> dict[str, float]:
    """Return beginners and how many teach so many years later, over all autumn cohorts for which the years fit (rows T2).

    Who moved out of the district before is left out of the base: nothing is known of the further career.
    """
    counts = {f"{what} {k}": 0.0 for k in after for what in ("base", "teaching")}
    for year in range(careers.years):
        people = careers.person[careers.beginners(year)]
        for k in after:
            if year + k > careers.years:
                continue
            month = 12 * (year + k)
            seen = people[~np.isin(people, careers.moved_out(month))] if k > 5 else people
            counts[f"base {k}"] += len(seen)
            counts[f"teaching {k}"] += np.isin(seen, careers.teaching(month)).sum()
    return counts


def naive(careers: Careers, after: tuple[int, ...]) -> dict[str, float]:
    """Return beginners with and without a mentor in their first year, and how many of each do not teach some years later (rows T3)."""
    counts = {f"{what} {group} {k}": 0.0 for k in after for group in ("with", "without") for what in ("base", "gone")}
    for year in range(careers.years):
        rows = careers.beginners(year)
        had = careers.mentored(rows, year)
        for k in after:
            if year + k > careers.years:
                continue
            gone = ~np.isin(careers.person[rows], careers.teaching(12 * (year + k)))
            for group, which in (("with", had), ("without", ~had)):
                counts[f"base {group} {k}"] += which.sum()
                counts[f"gone {group} {k}"] += (gone & which).sum()
    return counts
