"""The statistics of a survey against known answers and against scipy."""

import numpy as np
import pytest
from scipy import stats

from analysis import instrument
from analysis.language import language

SECTIONS = ["practices"] * 3 + ["growth"] * 3 + ["support"] * 3
STATES = ("efficacy", "exhaustion", "depersonalisation", "accomplishment_lack", "intention")


def sample(draw, n=20, gap=1.0, groups=("a", "b")):
    ticks = {}
    for k, name in enumerate(groups):
        ticks[name] = np.clip(np.round(3 + gap * (k == 0) + draw.normal(size=(n, 9)) + draw.normal(size=(n, 1))), 1, 5)
    return ticks, {name: draw.normal(size=(n, 5)) for name in groups}


def test_alpha_of_known_items():
    # parallel items: alpha is k r / (1 + (k - 1) r), here exactly, because the items are made so
    draw = np.random.default_rng(1)
    raw = draw.normal(size=(400, 6))
    white = (raw - raw.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T)).T)
    for r in (0.2, 0.5):
        items = white @ np.linalg.cholesky(np.full((6, 6), r) + (1 - r) * np.eye(6)).T
        assert instrument.cronbach_alpha(items) == pytest.approx(6 * r / (1 + 5 * r), abs=1e-9)
    same = np.repeat(np.arange(5.0)[:, None], 4, axis=1)
    assert instrument.cronbach_alpha(same) == pytest.approx(1.0)
    assert np.isnan(instrument.cronbach_alpha(np.ones((5, 3))))


def test_t_test_is_that_of_scipy():
    draw = np.random.default_rng(2)
    one, other = draw.normal(0.5, 1, 30), draw.normal(0, 1.4, 25)
    mine, theirs = instrument.t_test(one, other), stats.ttest_ind(one, other)
    assert mine["t"] == pytest.approx(theirs.statistic) and mine["p"] == pytest.approx(theirs.pvalue) and mine["df"] == 53
    assert mine["t"] == pytest.approx(mine["d"] / np.sqrt(1 / 30 + 1 / 25))
    assert np.isnan(instrument.t_test(np.ones(3), np.ones(3))["t"])


def test_the_published_t_and_d_belong_together():
    assert 3.42 * np.sqrt(2 / 30) == pytest.approx(instrument.PUBLISHED["d", "practices", instrument.TEST][0], abs=0.005)


def test_statistics_of_a_sample():
    found = instrument.statistics(*sample(np.random.default_rng(3)), SECTIONS, STATES)
    assert found["mean", "growth", "a"] > found["mean", "growth", "b"]
    assert found["d", "support", "a against b"] > 0 and ("alpha", "practices", "all") in found
    assert -1 <= found["r", "practices with growth", "all"] <= 1 and ("r", "efficacy with burnout", "all") in found
    alone = instrument.statistics(*sample(np.random.default_rng(3), groups=("a",)), SECTIONS, STATES)
    assert not [key for key in alone if key[0] == "t"]


def test_intervals_keep_chance_and_ignorance_apart():
    draw = np.random.default_rng(4)
    samples, sets = [], []
    for of, gap in enumerate((0.2, 0.6, 1.0, 1.4)):
        for _ in range(60):
            samples.append(instrument.statistics(*sample(draw, n=40, gap=gap), SECTIONS, STATES))
            sets.append(of)
    table = instrument.summarise(samples, sets, 40)
    assert list(table.columns) == list(instrument.COLUMNS)
    row = table[(table.statistic == "mean") & (table.part == "growth") & (table.group == "a")].set_index("interval")
    width = row["high"] - row["low"]
    single = np.std([each["mean", "growth", "a"] for each, of in zip(samples, sets) if of == 2])
    assert width["sample"] == pytest.approx(2 * 1.645 * single, rel=0.25)
    assert width["ignorance"] == pytest.approx(0.9 * 1.1, rel=0.4) and width["ignorance"] > 1.3 * width["sample"]
    assert (row["estimate"] == row["estimate"].iloc[0]).all()


def test_one_sample_has_no_interval():
    table = instrument.summarise([instrument.statistics(*sample(np.random.default_rng(5)), SECTIONS, STATES)], [0], 20)
    assert table["low"].isna().all() and table["estimate"].notna().any()


def test_groups_are_named_in_the_language_of_the_page():
    groups = [{"name": "karachi_private", "title": "Karachi, private schools"}, {"name": "mine_private", "title": "Mine: private"}]
    manifest = {"contexts": [{"title": "Karachi, private schools"}, {"title": "Mine"}], "groups": groups}
    titles = instrument.group_titles(manifest, language("ru"))
    assert titles == {"karachi_private": "Карачи, частные школы", "mine_private": "Mine: частные школы"}
    assert instrument.part_word("karachi_private against mine_private", titles, language("ru")) == " – ".join(titles.values())
