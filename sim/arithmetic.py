"""Elementary functions from + - * / and sqrt alone.

Library versions of exp, log and sin differ in their last bits between machines, and none of pip's vectorises. These give the same bits
in compiled code, in plain Python and in a browser, and every loop over them vectorises.
"""

from __future__ import annotations

import math

from sim.compiled import compiled, rule


@rule
def exponential(x):
    """Return e to the x, relative error below 4e-13; x is held between -40 and 40.

    A seventh-degree series of x/1024, its terms in pairs so that they can be computed side by side (Estrin 1960), squared ten times.
    """
    y = min(max(x, -40.0), 40.0) * 0.0009765625
    z = y * y
    p = 0.001388888888888889 + y * 0.0001984126984126984
    p = (0.041666666666666664 + y * 0.008333333333333333) + z * p
    p = (0.5 + y * 0.16666666666666666) + z * p
    p = (1.0 + y) + z * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    return p * p


@rule
def _product(a, b):
    """Return a times b as a pair: the product and what its rounding lost (Dekker 1971)."""
    p = a * b
    t = 134217729.0 * a
    a1 = t - (t - a)
    t = 134217729.0 * b
    b1 = t - (t - b)
    return p, ((a1 * b1 - p) + a1 * (b - b1) + (a - a1) * b1) + (a - a1) * (b - b1)


@compiled
def exact_exponential(x):
    """Return e to the x for -40 <= x <= 40, rounded right in all but rare cases: for numbers that are derived once, where speed is nothing.

    The series of x/1024 in pairs of numbers, each pair with what rounding lost, squared ten times.
    """
    y = min(max(x, -40.0), 40.0) * 0.0009765625
    high, low = 1.0, 0.0
    for k in range(14, 0, -1):
        p, e = _product(high, y)
        e = e + low * y
        q = p / k
        back, lost = _product(q, float(k))
        e = ((p - back) - lost + e) / k
        high = 1.0 + q
        low = ((1.0 - high) + q) + e
    for _ in range(10):
        p, e = _product(high, high)
        e = e + 2.0 * high * low
        high = p + e
        low = (p - high) + e
    return high + low


@rule
def logarithm(x):
    """Return the natural logarithm of x, 1e-18 <= x <= 1e18, error below 1e-14.

    x is scaled by powers of two into [0.7, 1.42], then 2 atanh((x - 1)/(x + 1)) as a series.
    """
    e = 0.0
    if x < 2.3283064365386963e-10:
        x = x * 4294967296.0
        e = e - 32.0
    if x > 4294967296.0:
        x = x * 2.3283064365386963e-10
        e = e + 32.0
    if x < 1.52587890625e-05:
        x = x * 65536.0
        e = e - 16.0
    if x > 65536.0:
        x = x * 1.52587890625e-05
        e = e + 16.0
    if x < 0.00390625:
        x = x * 256.0
        e = e - 8.0
    if x > 256.0:
        x = x * 0.00390625
        e = e + 8.0
    if x < 0.0625:
        x = x * 16.0
        e = e - 4.0
    if x > 16.0:
        x = x * 0.0625
        e = e + 4.0
    if x < 0.25:
        x = x * 4.0
        e = e - 2.0
    if x > 4.0:
        x = x * 0.25
        e = e + 2.0
    if x < 0.7071067811865476:
        x = x * 2.0
        e = e - 1.0
    if x > 1.4142135623730951:
        x = x * 0.5
        e = e + 1.0
    if x < 0.7071067811865476:
        x = x * 2.0
        e = e - 1.0
    if x > 1.4142135623730951:
        x = x * 0.5
        e = e + 1.0
    s = (x - 1.0) / (x + 1.0)
    z = s * s
    p = 1.0 / 17.0
    p = 1.0 / 15.0 + z * p
    p = 1.0 / 13.0 + z * p
    p = 1.0 / 11.0 + z * p
    p = 1.0 / 9.0 + z * p
    p = 1.0 / 7.0 + z * p
    p = 0.2 + z * p
    p = 1.0 / 3.0 + z * p
    p = 1.0 + z * p
    return e * 0.6931471805599453 + 2.0 * s * p


@rule
def log_unit(u):
    """Return the natural logarithm of u, 2**-33 <= u <= 1: :func:`logarithm` for a draw, with half its steps."""
    e = 0.0
    if u < 1.52587890625e-05:
        u = u * 65536.0
        e = e - 16.0
    if u < 1.52587890625e-05:
        u = u * 65536.0
        e = e - 16.0
    if u < 0.00390625:
        u = u * 256.0
        e = e - 8.0
    if u < 0.0625:
        u = u * 16.0
        e = e - 4.0
    if u < 0.25:
        u = u * 4.0
        e = e - 2.0
    if u < 0.5:
        u = u * 2.0
        e = e - 1.0
    if u < 0.7071067811865476:
        u = u * 2.0
        e = e - 1.0
    s = (u - 1.0) / (u + 1.0)
    z = s * s
    p = 1.0 / 17.0
    p = 1.0 / 15.0 + z * p
    p = 1.0 / 13.0 + z * p
    p = 1.0 / 11.0 + z * p
    p = 1.0 / 9.0 + z * p
    p = 1.0 / 7.0 + z * p
    p = 0.2 + z * p
    p = 1.0 / 3.0 + z * p
    p = 1.0 + z * p
    return e * 0.6931471805599453 + 2.0 * s * p


@rule
def half_turn(u):
    """Return (sin, cos) of pi times (u - 1/2), for u in [0, 1]: the half angle of a full turn; errors below 1e-14."""
    a = (u - 0.5) * 3.141592653589793
    z = a * a
    s = 1.0 - z * (1.0 / 342.0)
    s = 1.0 - z * (1.0 / 272.0) * s
    s = 1.0 - z * (1.0 / 210.0) * s
    s = 1.0 - z * (1.0 / 156.0) * s
    s = 1.0 - z * (1.0 / 110.0) * s
    s = 1.0 - z * (1.0 / 72.0) * s
    s = 1.0 - z * (1.0 / 42.0) * s
    s = 1.0 - z * (1.0 / 20.0) * s
    s = 1.0 - z * (1.0 / 6.0) * s
    c = 1.0 - z * (1.0 / 380.0)
    c = 1.0 - z * (1.0 / 306.0) * c
    c = 1.0 - z * (1.0 / 240.0) * c
    c = 1.0 - z * (1.0 / 182.0) * c
    c = 1.0 - z * (1.0 / 132.0) * c
    c = 1.0 - z * (1.0 / 90.0) * c
    c = 1.0 - z * (1.0 / 56.0) * c
    c = 1.0 - z * (1.0 / 30.0) * c
    c = 1.0 - z * (1.0 / 12.0) * c
    c = 1.0 - z * 0.5 * c
    return a * s, c


@rule
def square_root(x):
    """Return the square root of x >= 0 (IEEE: the same bits everywhere)."""
    return math.sqrt(x)


@rule
def logistic(x):
    """Return 1/(1 + e^-x)."""
    return 1.0 / (1.0 + exponential(-x))
