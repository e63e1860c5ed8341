"""Survival: hand-computed curves, incidences that sum to one, and lifelines as an oracle where it is installed."""

import numpy as np
import pandas
import pytest

from analysis import survival


@pytest.fixture(scope="module")
def spells(made_up_runs, made_up):
    results, _ = made_up_runs
    return pandas.concat(
        [made_up.keyed(outcome.spells, name, replicate, 3) for (name, replicate), outcome in results.items()], ignore_index=True
    )


def test_kaplan_meier_by_hand():
    times, share, low, high = survival.kaplan_meier([6, 6, 6, 7, 10, 13, 16], [True, True, True, True, False, True, False])
    np.testing.assert_allclose(times, [6, 7, 10, 13, 16])
    np.testing.assert_allclose(share, [4 / 7, 3 / 7, 3 / 7, 3 / 14, 3 / 14])
    known = ~np.isnan(low)
    assert np.all(low[known] <= share[known]) and np.all(share[known] <= high[known])


def test_cumulative_incidence_by_hand():
    # of 4: one leaves at 1 (cause 1), one is censored at 2, one leaves at 3 (cause 2), one at 4 (cause 1)
    times, incidence, share = survival.cumulative_incidence([1, 2, 3, 4], [1, 0, 2, 1], 2)
    np.testing.assert_allclose(times, [1, 2, 3, 4])
    np.testing.assert_allclose(share, [3 / 4, 3 / 4, 3 / 8, 0])
    np.testing.assert_allclose(incidence[0], [1 / 4, 1 / 4, 1 / 4, 5 / 8])
    np.testing.assert_allclose(incidence[1], [0, 0, 3 / 8, 3 / 8])


def test_incidences_and_survival_sum_to_one():
    luck = np.random.default_rng(3)
    _, incidence, share = survival.cumulative_incidence(luck.integers(1, 60, 500), luck.integers(0, 4, 500), 3)
    np.testing.assert_allclose(incidence.sum(axis=0) + share, 1.0)
    assert np.all(np.diff(incidence, axis=1) >= 0)


def test_one_cause_is_one_minus_kaplan_meier():
    luck = np.random.default_rng(4)
    duration, cause = luck.integers(1, 60, 300), luck.integers(0, 2, 300)
    times, incidence, _ = survival.cumulative_incidence(duration, cause, 1)
    found, share, _, _ = survival.kaplan_meier(duration, cause == 1)
    np.testing.assert_array_equal(times, found)
    np.testing.assert_allclose(incidence[0], 1 - share, atol=1e-12)


def test_constant_hazard_gives_geometric_survival():
    luck = np.random.default_rng(5)
    duration = luck.geometric(0.1, 40_000)
    times, share, _, _ = survival.kaplan_meier(duration, np.ones(40_000, bool))
    np.testing.assert_allclose(share[:20], 0.9 ** times[:20], atol=0.01)


def test_logrank_of_two_like_groups_and_two_unlike_ones():
    luck = np.random.default_rng(6)
    same, unlike = luck.exponential(10, 200), luck.exponential(3, 200)
    all_ended = np.ones(200, bool)
    assert survival.logrank(same, all_ended, luck.exponential(10, 200), all_ended)[1] > 0.01
    assert survival.logrank(same, all_ended, unlike, all_ended)[1] < 1e-6


def test_curves_start_at_all_and_the_first_school_only_loses(spells):
    curves = survival.curves(spells, 6)
    assert set(curves["kind"]) == {"profession", "school"}
    for (_, kind), line in curves.groupby(["scenario", "kind"]):
        assert line["estimate"].iloc[0] == 1.0 and line["at_risk"].iloc[0] == line["cohort"].iloc[0]
        if kind == "school":
            assert np.all(np.diff(line["estimate"]) <= 0)
    both = curves.pivot(index=["scenario", "year"], columns="kind", values="estimate")
    assert (both["school"] <= both["profession"]).all()


def test_curves_agree_with_the_outcomes(spells, made_up_runs):
    _, runs = made_up_runs
    curves = survival.curves(spells, 6).set_index(["scenario", "kind", "year"])
    for k in (1, 3, 5):
        mine = runs[(runs["outcome"] == f"retained_profession_{k}y") & (runs["group"] == "all") & (runs["scenario"] == "pairs")]
        assert curves.loc[("pairs", "profession", k), "estimate"] == pytest.approx(mine["numerator"].sum() / mine["denominator"].sum())


def test_first_cohort_is_the_same_in_every_scenario(spells):
    cohort = survival.of_cohort(spells)
    keys = ["replicate", "person_post", "person_number"]
    people = [frozenset(map(tuple, mine[keys].to_numpy())) for _, mine in cohort.groupby("scenario")]
    assert len(people) == 4 and len(set(people)) == 1


def test_causes_of_leaving_follow_a_person_through_moves(spells):
    found = survival.first_leaving(spells, 72)
    cohort = survival.of_cohort(spells)
    assert len(found) == cohort["person"].nunique()
    assert found["duration"].between(0, 72).all() and set(found["cause"]) <= {0, 1, 2, 3}
    incidence = survival.leaving_by_cause(spells, 72)
    assert (incidence.groupby(["scenario", "month"])["incidence"].sum() <= 1 + 1e-12).all()


def test_later_cohorts_count_once_each(spells):
    found = survival.later_cohorts(spells, 6)
    assert (found["kept"] <= found["cohort_size"]).all() and found["cohort"].between(1, 5).all()
    entered = spells[(spells["entry"] == 1) & (spells["start_month"] == 12) & (spells["scenario"] == "pairs")]
    assert found.set_index(["scenario", "cohort"]).loc[("pairs", 1), "cohort_size"] == len(entered)


def test_lifelines_agrees():
    lifelines = pytest.importorskip("lifelines")
    luck = np.random.default_rng(7)
    # no two at the same time: lifelines breaks ties of competing risks by moving them at random
    duration, cause = luck.permutation(300).astype(float) + 1.0, luck.integers(0, 3, 300)
    fitted = lifelines.KaplanMeierFitter().fit(duration, cause > 0)
    times, share, _, _ = survival.kaplan_meier(duration, cause > 0)
    np.testing.assert_allclose(fitted.predict(times), share, atol=1e-12)
    johansen = lifelines.AalenJohansenFitter(calculate_variance=False, jitter_level=1e-9, seed=1).fit(duration, cause, event_of_interest=1)
    times, incidence, _ = survival.cumulative_incidence(duration, cause, 2)
    np.testing.assert_allclose(johansen.predict(times + 1e-3), incidence[0], atol=1e-9)
