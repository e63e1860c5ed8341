"""Designs go to the points they promise, and factors read what people type."""

import numpy as np
import pytest

from experiments.errors import BadInput
from experiments.input import library
from experiments.sweeping import designs
from experiments.sweeping.factors import factor

PLACE = library.find("context", "karachi_government")


def make(key, given=None):
    return factor(key, given, PLACE)


def test_factors_read_ranges_values_and_names():
    assert (make("levers.coverage", "0..1").low, make("levers.coverage", "0..1").high) == (0.0, 1.0)
    assert make("levers.coverage", "0.2..0.8:4").levels(9) == pytest.approx((0.2, 0.4, 0.6, 0.8))
    assert make("levers.coverage", "0,0.5,1").values == make("levers.coverage", [0, 0.5, 1]).values == (0, 0.5, 1)
    assert make("levers.coverage", "[0, 0.5]").values == (0, 0.5) and make("levers.coverage", "0.8").is_fixed
    assert make("context.leadership", "-1..-0.5").low == -1.0
    assert make("context", "england,lasbella").values == ("england", "lasbella")
    assert make("levers.recognition").values == ("none", "letter", "certificate", "attestation")
    assert make("context.place.class_size", "20..40").key == "context.class_size"
    assert make("levers.individual_h_month", 4).values == (4,)


def test_a_bare_factor_takes_its_own_range():
    mentoring = make("parameters.mentoring_efficacy")
    assert (mentoring.low, mentoring.high) == mentoring.spec.plausible and not mentoring.bounds
    hours = make("context.weekly_hours")
    assert [hours.low, hours.high] == PLACE.values["ranges"]["weekly_hours"]
    assert make("levers.coverage").bounds and len(make("context").values) == 8


def test_grid_zip_and_fixed_values():
    factors = [make("levers.coverage", "0..1"), make("levers.group_size", "4"), make("context", "england,lasbella")]
    found = designs.points("grid", factors, 0, 3, 1)
    assert found == [(c, 4, place) for c in (0.0, 0.5, 1.0) for place in ("england", "lasbella")]
    assert designs.points("zip", factors, 0, 3, 1) == [(0.0, 4, "england"), (1.0, 4, "lasbella")]
    with pytest.raises(BadInput, match="equally many"):
        designs.points("zip", [make("levers.coverage", "0,0.5,1"), make("context", "england,lasbella")], 0, 3, 1)


def test_one_at_a_time_leaves_the_others_where_they_are():
    factors = [make("levers.coverage", "0..1"), make("levers.individual_h_month", "0,4,8")]
    found = designs.points("one_at_a_time", factors, 0, 2, 1, (0.8, 4))
    assert found == [(0.8, 4), (0.0, 4), (1.0, 4), (0.8, 0), (0.8, 8)]


@pytest.mark.parametrize("kind", designs.SAMPLED)
def test_sampling_designs_stay_inside_and_follow_the_seed(kind):
    factors = [make("levers.coverage", "0.2..0.9"), make("levers.group_size", "3"), make("levers.individual_h_month", "0..8")]
    found = designs.points(kind, factors, 16, 4, 7)
    assert len(found) == designs.expected_points(kind, [factors[0], factors[2]], 16, 4)
    table = np.array(found)
    assert table[:, 0].min() >= 0.2 and table[:, 0].max() <= 0.9 and set(table[:, 1]) == {3.0} and table[:, 2].max() <= 8
    assert found == designs.points(kind, factors, 16, 4, 7) != designs.points(kind, factors, 16, 4, 8)


def test_a_latin_hypercube_fills_every_stratum_once():
    shares = np.array(designs.points("latin_hypercube", [make("levers.coverage", "0..1")], 50, 2, 3))[:, 0]
    assert sorted((shares * 50).astype(int)) == list(range(50))


def test_sobol_points_are_two_samples_and_their_mixtures():
    n, d = 8, 3
    table = designs.saltelli(d, n, 5)
    a, b = table[:n], table[n : 2 * n]
    for k in range(d):
        mixed = table[(2 + k) * n : (3 + k) * n]
        assert np.array_equal(mixed[:, k], b[:, k])
        assert np.array_equal(np.delete(mixed, k, 1), np.delete(a, k, 1))
    with pytest.raises(BadInput, match="n=64 or n=128"):
        designs.points("sobol", [make("levers.coverage", "0..1")], 100, 2, 1)


def test_morris_moves_one_factor_at_a_time_by_one_step():
    table = designs.morris(5, 12, 4, 2).reshape(12, 6, 5)
    moves = np.abs(np.diff(table, axis=1))
    assert np.allclose(moves.max(axis=2), 2 / 3) and ((moves > 0).sum(axis=2) == 1).all()
    assert all((trajectory > 0).sum(axis=0).tolist() == [1] * 5 for trajectory in moves)
    assert set(np.round(table.ravel() * 3).astype(int)) == {0, 1, 2, 3}
    with pytest.raises(BadInput, match="list of values"):
        designs.points("morris", [make("context", "england,lasbella"), make("levers.coverage", "0..1")], 4, 4, 1)


def test_an_empty_or_huge_design_is_refused():
    with pytest.raises(BadInput, match="nothing varies"):
        designs.points("grid", [make("levers.coverage", "0.5")], 0, 5, 1)
    with pytest.raises(BadInput, match="points"):
        designs.points("grid", [make(f"levers.{name}", "0..1:1000") for name in ("coverage", "imposed_share", "remote_share")], 0, 5, 1)
