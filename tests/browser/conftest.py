"""Shared by the tests in Chromium: the page that retain workshop build writes, built once."""

from __future__ import annotations

import csv

import pytest


@pytest.fixture(scope="session")
def built(shared):
    """Return the path of the workshop page of karachi_government."""

    def make(folder):
        from experiments.workshop import build

        build("karachi_government", "karachi_private", "sustainable_design", "no_mentoring", out=folder / "page.html")

    return shared("workshop", make) / "page.html"


@pytest.fixture(scope="session")
def evidence(checkout):
    """Return the rows of the evidence table by their id."""
    with (checkout / "configs" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}
