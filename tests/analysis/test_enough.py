"""Few runs are said to be few, with how many are needed; enough runs are not."""

import pytest

from analysis.enough import few, runs_needed
from analysis.language import LANGUAGES, language

ABOUT = {"years": 10, "replicates": 50, "parameter_sets": 25, "teachers": 2000, "reference": "today"}


def rows(computing, ignorance):
    """Return headline rows of a policy with half-widths in heads of 100."""
    common = {"outcome": "retained_profession_5y", "group": "all", "scenario": "ours"}
    return [
        {**common, "interval": kind, "difference_low": -half / 100, "difference_high": half / 100}
        for kind, half in (("computing", computing), ("ignorance", ignorance))
    ]


@pytest.mark.parametrize(
    ("computing", "ignorance", "changes", "needed"),
    [
        (0.4, 1.5, {}, None),  # the default comparison
        (0.0, 0.0, {}, None),  # no difference in a hundred thousand posts
        (0.0, 0.0, {"teachers": 300}, 500),
        (2.0, 1.0, {}, 1000),  # 50 x (2 / 0.5)^2 = 800
        (2.0, 8.0, {}, None),  # small beside what is not known
        (0.1, 1.0, {"replicates": 10}, 50),
        (0.1, 1.0, {"replicates": 10, "parameter_sets": 1}, 50),
        (0.1, 1.0, {"replicates": 25, "parameter_sets": 1}, None),
        (0.1, 1.0, {"replicates": 1}, None),  # no bounds at all, which is said elsewhere
    ],
)
def test_runs_needed(computing, ignorance, changes, needed):
    assert runs_needed(rows(computing, ignorance), ABOUT | changes) == needed


def test_bounds_that_are_not_there():
    empty = [row | {"difference_low": None, "difference_high": None} for row in rows(1, 1)]
    assert runs_needed(empty, ABOUT) is None and runs_needed([], ABOUT) is None


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_sentence(name):
    (said,) = few(rows(0.1, 1.0), ABOUT | {"replicates": 10}, language(name))
    assert "replicates=50" in said and "10" in said and few(rows(0.1, 1.0), ABOUT, language(name)) == []


def test_the_report_says_it_first(built):
    text = (built / "report.html").read_text(encoding="utf-8")
    assert "6 runs of 200 posts are few for this question" in text
