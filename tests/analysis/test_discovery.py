"""The box finder gives back the published box of a published data set, and says boxes in words."""

from pathlib import Path

import numpy as np
import pandas
import pytest

from analysis import discovery

# 882 simulated futures of a renewable fuel standard (Bryant and Lempert 2010, Technological Forecasting and Social Change 77, 34-49):
# nine uncertain conditions, and whether the incremental cost is among the highest tenth; the file says where it comes from
PUBLISHED = Path(__file__).with_name("renewable_fuel.csv")


@pytest.fixture(scope="module")
def fuel():
    table = pandas.read_csv(PUBLISHED, comment="#")
    return {name: table[name].to_numpy() for name in table.columns[:-1]}, table["over_10_percent"].to_numpy() == 1


def test_the_published_box_is_found(fuel):
    """The box that EMA Workbench's documentation publishes for these data, number 21 of the peeling with a tenth at a time."""
    table, fails = fuel
    box = discovery.trajectory(table, fails)[21]
    assert (box.failures, box.cases) == (67, 87)
    assert (box.coverage, box.density, box.mass) == pytest.approx((0.752809, 0.770115, 0.0986395), abs=1e-6)
    expected = {
        "total_biomass": (450.0, 755.8), "demand_elasticity": (-0.422, -0.202), "biomass_backstop_price": (150.05, 199.6),
        "cellulosic_cost": (72.65, 133.7),
    }  # fmt: skip
    assert set(box.limits) == set(expected)
    for name, limits in expected.items():
        assert box.limits[name] == pytest.approx(limits, abs=2e-3), name
    chances = {"total_biomass": 4.717e-06, "demand_elasticity": 1.185e-16, "biomass_backstop_price": 3.515e-11, "cellulosic_cost": 0.157}
    for name, chance in chances.items():
        assert box.chance[name] == pytest.approx(chance, rel=0.01), name


def test_an_idle_condition_is_dropped(fuel):
    table, fails = fuel
    box = discovery.simplified(table, fails, discovery.trajectory(table, fails)[21])
    assert set(box.limits) == {"total_biomass", "demand_elasticity", "biomass_backstop_price"}
    rows = discovery.inside(table, box.limits)
    assert box.cases == rows.sum() and box.failures == fails[rows].sum()


def test_a_planted_box_is_found():
    draw = np.random.default_rng(3)
    table = {"a": draw.uniform(0, 1, 2000), "b": draw.uniform(0, 1, 2000), "c": draw.uniform(0, 1, 2000)}
    table["place"] = draw.choice(np.array(["north", "south", "east"]), 2000)
    fails = (table["a"] > 0.6) & (table["b"] < 0.5) & (table["place"] == "south")
    box, boxes = discovery.found(table, fails)
    assert set(box.limits) == {"a", "b", "place"} and box.limits["place"] == {"south"}
    assert box.limits["a"][0] == pytest.approx(0.6, abs=0.04) and box.limits["b"][1] == pytest.approx(0.5, abs=0.04)
    assert box.coverage > 0.9 and box.density > 0.9
    assert all(a.mass > b.mass for a, b in zip(boxes, boxes[1:]))


def test_luck_alone_gives_no_condition():
    draw = np.random.default_rng(11)
    table = {name: draw.uniform(0, 1, 400) for name in "abcd"}
    box, _ = discovery.found(table, draw.uniform(size=400) < 0.3)
    assert len(box.limits) <= 1


def test_a_tree_parts_what_a_box_cannot():
    """Two corners fail: PRIM tells of one, the tree of both, and its leaves hold every case once."""
    draw = np.random.default_rng(5)
    table = {"a": draw.uniform(0, 1, 1000), "b": draw.uniform(0, 1, 1000), "place": draw.choice(np.array(["north", "south"]), 1000)}
    fails = (table["a"] > 0.7) | ((table["a"] < 0.3) & (table["place"] == "south"))
    leaves = discovery.tree(table, fails)
    assert sum(leaf.cases for leaf in leaves) == 1000 and sum(leaf.failures for leaf in leaves) == fails.sum()
    dense = [leaf for leaf in leaves if leaf.density > 0.95]
    assert len(dense) == 2 and {tuple(sorted(leaf.limits)) for leaf in dense} == {("a",), ("a", "place")}
    corner = next(leaf for leaf in dense if "place" in leaf.limits)
    assert corner.limits["place"] == {"south"} and corner.limits["a"][1] == pytest.approx(0.3, abs=0.02)
    inside = [discovery.inside(table, leaf.limits) for leaf in leaves]
    assert (np.sum(inside, axis=0) == 1).all()


def test_a_tree_of_luck_has_one_leaf():
    draw = np.random.default_rng(11)
    table = {name: draw.uniform(0, 1, 400) for name in "abcd"}
    assert len(discovery.tree(table, draw.uniform(size=400) < 0.3)) == 1
