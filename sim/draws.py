"""Keyed random numbers: Philox4x32-10 as a pure function of (seed, replicate; entity, month, decision).

There is no stream and no order: a draw belongs to its key, so that threads, blocks, added teachers and added outputs change nobody else's
luck, and two scenarios share every draw about the same person and place. Source: Salmon et al. 2011, Parallel random numbers: as easy as
1, 2, 3 (known answers of Random123 are tested).
"""

from __future__ import annotations

import numpy as np

from sim.arithmetic import half_turn, log_unit, square_root
from sim.compiled import rule, typed

# decisions: what a draw is about. A new mechanism takes a new number; a number is never used twice for one kind of entity.
SHOCKS, LUCK = 1, 2  # person, month
TRAITS, TRAITS_MORE, ENTRY, CAREER, COVERAGE, ATTESTED = 11, 12, 13, 14, 15, 16  # person, once
PAIR, PAIR_PAPER, RETURN, CLAIM, MENTOR_STOP, IMPOSE, CHOOSE = 21, 22, 23, 24, 26, 27, 28  # person, month or year
HIRE, MIDYEAR = 31, 32  # post, month
SCHOOL, SCHOOL_MORE, HEAD, LAPSE, SITE = 41, 42, 43, 44, 45  # school
INTERFERENCE = 51  # cluster, year

MASK = 0xFFFFFFFF
UNIT = 2.3283064365386963e-10  # 2**-32


@rule
def philox(c0, c1, c2, c3, k0, k1):
    """Return four words of 32 bits for a counter of four words and a key of two (integers, read modulo 2**32).

    Written out round by round: a loop in here would keep the loops over teachers from vectorising."""
    c0, c1, c2, c3 = int(c0) & MASK, int(c1) & MASK, int(c2) & MASK, int(c3) & MASK
    k0, k1 = int(k0) & MASK, int(k1) & MASK
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0x9e3779b9) & MASK, (k1 + 0xbb67ae85) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0x3c6ef372) & MASK, (k1 + 0x76cf5d0a) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0xdaa66d2b) & MASK, (k1 + 0x32370b8f) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0x78dde6e4) & MASK, (k1 + 0xed9eba14) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0x1715609d) & MASK, (k1 + 0xa9066899) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0xb54cda56) & MASK, (k1 + 0x646e171e) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0x5384540f) & MASK, (k1 + 0x1fd5c5a3) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0xf1bbcdc8) & MASK, (k1 + 0xdb3d7428) & MASK)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, (k0 + 0x8ff34781) & MASK, (k1 + 0x96a522ad) & MASK)
    return c0, c1, c2, c3


@rule
def _round(c0, c1, c2, c3, k0, k1):
    a = 0xD2511F53 * c0
    b = 0xCD9E8D57 * c2
    return ((b >> 32) & MASK) ^ c1 ^ k0, b & MASK, ((a >> 32) & MASK) ^ c3 ^ k1, a & MASK


@rule
def _words(seed, replicate, entity, number, month, decision):
    """Return four 32-bit words for a draw.

    ``entity`` is a post or school, ``number`` the k-th person born there (0 for places), ``month`` from the start of the run-in.
    """
    seed = int(seed)
    return philox(entity, int(number) * 256 + int(decision), month, replicate, seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF)


@rule
def unit(word):
    """Return a 32-bit word as a number in (0, 1). By way of a signed 32-bit integer, which every vector unit can convert."""
    return (float(np.int32(word - 2147483648)) + 2147483648.5) * UNIT


@rule
def _uniforms(seed, replicate, entity, number, month, decision):
    """Return four uniform numbers in (0, 1) for a draw."""
    a, b, c, d = _words(seed, replicate, entity, number, month, decision)
    return unit(a), unit(b), unit(c), unit(d)


@rule
def _normals(seed, replicate, entity, number, month, decision):
    """Return four independent standard normal numbers for a draw (Box and Muller 1958)."""
    a, b, c, d = _uniforms(seed, replicate, entity, number, month, decision)
    r1 = square_root(-2.0 * log_unit(a))
    s1, c1 = half_turn(b)
    r2 = square_root(-2.0 * log_unit(c))
    s2, c2 = half_turn(d)
    return r1 * (2.0 * s1 * c1), r1 * (2.0 * c1 * c1 - 1.0), r2 * (2.0 * s2 * c2), r2 * (2.0 * c2 * c2 - 1.0)


@rule
def shocks(seed, replicate, person_post, person_number, month):
    """Return a person's four standard normal shocks of a month."""
    return _normals(seed, replicate, person_post, person_number, month, SHOCKS)


@rule
def luck(seed, replicate, person_post, person_number, month):
    """Return a person's luck in leaving and in moving (uniform) and one more standard normal shock of a month."""
    a, b, c, d = _uniforms(seed, replicate, person_post, person_number, month, LUCK)
    s, x = half_turn(d)
    return a, b, square_root(-2.0 * log_unit(c)) * 2.0 * s * x


@typed("iiii", "iiiiii")
def words(seed, replicate, entity, number, month, decision):
    """Return four 32-bit words for a draw: :func:`_words` as a call, for code that draws now and then."""
    return _words(seed, replicate, entity, number, month, decision)


@typed("ffff", "iiiiii")
def uniforms(seed, replicate, entity, number, month, decision):
    """Return four uniform numbers in (0, 1) for a draw."""
    return _uniforms(seed, replicate, entity, number, month, decision)


@typed("ffff", "iiiiii")
def normals(seed, replicate, entity, number, month, decision):
    """Return four independent standard normal numbers for a draw."""
    return _normals(seed, replicate, entity, number, month, decision)


@rule
def rank(a, b):
    """Return a hash in (0, 1) of two 32-bit words: how highly one key ranks another in placement and matching.

    An avalanche mix (Ettinger's lowbias32) is enough here, since both words are Philox output.
    """
    x = (int(a) + int(b)) & 0xFFFFFFFF
    x = x ^ (x >> 16)
    x = (x * 0x7FEB352D) & 0xFFFFFFFF
    x = x ^ (x >> 15)
    x = (x * 0x846CA68B) & 0xFFFFFFFF
    x = x ^ (x >> 16)
    return unit(x)
