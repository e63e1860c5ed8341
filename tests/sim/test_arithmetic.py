"""Elementary functions: the accuracy that their docstrings promise, and the same bits compiled and plain."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import arithmetic

UNIT = st.floats(2.0**-33, 1.0)
RANGES = {
    "exponential": st.floats(-150.0, 150.0),
    "logarithm": st.floats(-18.0, 18.0).map(lambda power: 10.0**power).filter(lambda x: 1e-18 <= x <= 1e18),
    "log_unit": UNIT,
    "half_turn": st.floats(0.0, 1.0),
    "square_root": st.floats(0.0, 1e12),
    "logistic": st.floats(-60.0, 60.0),
}


@given(st.floats(-40.0, 40.0))
def test_exponential(x):
    assert arithmetic.exponential(x) == pytest.approx(math.exp(x), rel=4e-13, abs=0.0)


@given(st.floats(40.0, 1e300))
def test_exponential_is_held(x):
    assert arithmetic.exponential(x) == arithmetic.exponential(40.0)
    assert arithmetic.exponential(-x) == arithmetic.exponential(-40.0) > 0.0


@given(RANGES["logarithm"])
def test_logarithm(x):
    assert abs(arithmetic.logarithm(x) - math.log(x)) <= 1e-14 * max(1.0, abs(math.log(x)))


@given(UNIT)
def test_log_unit(u):
    assert abs(arithmetic.log_unit(u) - math.log(u)) <= 1e-14 * max(1.0, abs(math.log(u)))
    assert arithmetic.log_unit(u) <= 0.0


@given(RANGES["half_turn"])
def test_half_turn(u):
    sine, cosine = arithmetic.half_turn(u)
    assert abs(sine - math.sin(math.pi * (u - 0.5))) < 1e-14
    assert abs(cosine - math.cos(math.pi * (u - 0.5))) < 1e-14


@given(RANGES["square_root"])
def test_square_root(x):
    assert arithmetic.square_root(x) == math.sqrt(x)


@given(RANGES["logistic"])
def test_logistic(x):
    assert arithmetic.logistic(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-12)
    assert arithmetic.logistic(x) + arithmetic.logistic(-x) == pytest.approx(1.0)


def test_whole_values():
    assert arithmetic.exponential(0.0) == 1.0
    assert arithmetic.logarithm(1.0) == 0.0 == arithmetic.log_unit(1.0)
    assert arithmetic.logistic(0.0) == 0.5
    assert arithmetic.half_turn(0.5) == (0.0, 1.0)


@pytest.mark.parametrize("name", RANGES)
@given(data=st.data())
def test_compiled_is_plain_bit_for_bit(name, data):
    function = getattr(arithmetic, name)
    x = data.draw(RANGES[name])
    assert function(x) == getattr(function, "py_func", function)(x)
