"""Keyed draws: the generator's known answers, even spread, independence over keys, and both halves of a seed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import draws
from sim.compiled import jit_disabled

# kat_vectors of Random123 1.14.0 (Salmon et al. 2011), philox4x32-10
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
# the seven parts of a key and another value for each
KEY = (1, 0, 17, 1, 5, draws.RETURN)
OTHERS = {
    "seed": (2, 0, 17, 1, 5, draws.RETURN),
    "upper half of the seed": (1 + 2**32, 0, 17, 1, 5, draws.RETURN),
    "replicate": (1, 1, 17, 1, 5, draws.RETURN),
    "entity": (1, 0, 18, 1, 5, draws.RETURN),
    "number": (1, 0, 17, 2, 5, draws.RETURN),
    "month": (1, 0, 17, 1, 6, draws.RETURN),
    "decision": (1, 0, 17, 1, 5, draws.CLAIM),
}
DECISIONS = {name: value for name, value in vars(draws).items() if name.isupper() and name not in ("MASK", "UNIT")}


def plain(function):
    """Return a compiled function's plain Python."""
    return getattr(function, "py_func", function)


@pytest.mark.parametrize("counter, key, answer", KNOWN, ids=["zeros", "ones", "digits of pi"])
def test_philox_gives_the_known_answers(counter, key, answer):
    assert tuple(int(word) & 0xFFFFFFFF for word in draws.philox(*counter, *key)) == answer
    assert tuple(int(word) for word in plain(draws.philox)(*counter, *key)) == answer


def chi_square(values, cells=64):
    """Return how many standard deviations a chi-square of even spread lies from its mean."""
    counts, _ = np.histogram(values, bins=cells, range=(0.0, 1.0))
    expected = len(values) / cells
    return (((counts - expected) ** 2 / expected).sum() - (cells - 1)) / math.sqrt(2 * (cells - 1))


# one part of the key runs, the others stand: each is a way in which the model walks through its draws
WALKS = {
    "over posts": lambda k: (1, 0, k, 1, 3, draws.SHOCKS),
    "over months": lambda k: (1, 0, 4, 1, k, draws.SHOCKS),
    "over persons of a post": lambda k: (1, 0, 4, k, 3, draws.SHOCKS),
    "over replicates": lambda k: (1, k, 4, 1, 3, draws.SHOCKS),
    "over seeds": lambda k: (k, 0, 4, 1, 3, draws.SHOCKS),
    "over seeds above 2**32": lambda k: (k << 32, 0, 4, 1, 3, draws.SHOCKS),
}


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_draws_spread_evenly_and_neighbours_are_independent(walk):
    found = np.array([draws.uniforms(*walk(k)) for k in range(4096)])
    assert found.min() > 0.0 and found.max() < 1.0
    for column in found.T:
        assert abs(chi_square(column)) < 5.0
    limit = 5.0 / math.sqrt(len(found))
    between = np.corrcoef(np.hstack([found[:-1], found[1:]]).T)
    assert np.abs(between - np.eye(8)).max() < limit
    # pairs of neighbours in 8 x 8 cells
    pairs = (found[:-1, 0] * 8).astype(int) + ((found[1:, 0] * 8).astype(int) + 0.5) / 8
    assert abs(chi_square(pairs / 8)) < 5.0


def test_normal_draws_are_standard_normal():
    found = np.array([draws.normals(1, 0, k, 1, 0, draws.TRAITS) for k in range(8000)])
    assert np.abs(found.mean(axis=0)).max() < 5 / math.sqrt(8000)
    assert np.abs(found.std(axis=0) - 1).max() < 0.04
    assert np.abs(np.corrcoef(found.T) - np.eye(4)).max() < 5 / math.sqrt(8000)
    below = 0.5 * (1.0 + np.array([[math.erf(x / math.sqrt(2)) for x in row] for row in found]))
    for column in below.T:
        assert abs(chi_square(column)) < 5.0


def test_shocks_and_luck_are_the_draws_of_the_teacher_act():
    assert draws.shocks(1, 2, 3, 4, 5) == draws.normals(1, 2, 3, 4, 5, draws.SHOCKS)
    leave, move, shock = np.array([draws.luck(1, 0, k, 1, 5) for k in range(4000)]).T
    assert abs(chi_square(leave)) < 5.0 and abs(chi_square(move)) < 5.0
    assert abs(shock.mean()) < 0.08 and abs(shock.std() - 1.0) < 0.06
    assert np.abs(np.corrcoef([leave, move, shock]) - np.eye(3)).max() < 0.08


@pytest.mark.parametrize("part", OTHERS)
def test_every_part_of_a_key_matters(part):
    assert set(draws.words(*KEY)).isdisjoint(draws.words(*OTHERS[part]))


def test_every_decision_has_its_own_number():
    assert len(set(DECISIONS.values())) == len(DECISIONS)
    assert all(0 < value < 255 for value in DECISIONS.values()), "a decision takes eight bits of the key; 255 is the parameter sets'"


def test_ranks_spread_evenly_and_do_not_keep_the_order_of_posts():
    key = draws.words(1, 0, 7, 1, 12, draws.CLAIM)[0]
    ranks = np.array([draws.rank(key, post * 747796405) for post in range(8192)])
    assert abs(chi_square(ranks)) < 5.0
    other = np.array([draws.rank(draws.words(1, 0, 8, 1, 12, draws.CLAIM)[0], post * 747796405) for post in range(8192)])
    assert abs(np.corrcoef(ranks, other)[0, 1]) < 0.06
    assert abs(np.corrcoef(ranks[:-1], ranks[1:])[0, 1]) < 0.06


@pytest.mark.skipif(jit_disabled, reason="everything is plain Python already")
def test_compiled_draws_are_the_plain_ones_bit_for_bit():
    for k in range(200):
        key = (k * 2654435761 + (k << 40), k % 7, k * 31, k % 5, k * 13, 1 + k % 50)
        assert draws.uniforms(*key) == plain(draws._uniforms)(*key)
        assert draws.normals(*key) == plain(draws._normals)(*key)
        assert draws.rank(k * 987654321 & draws.MASK, k * 747796405) == plain(draws.rank)(k * 987654321 & draws.MASK, k * 747796405)
