"""Small runs give the results that were kept, bit for bit; a meant change is renewed with one named command."""

from __future__ import annotations

import pytest

from experiments.calibration.fingerprint import RUNS, summary
from tests.golden.runs import kept

RENEW = "If this change of results is meant, run: python -m tests.golden.renew, look at the difference, and explain it in your change."


@pytest.mark.parametrize("context, scenario", RUNS, ids=[", ".join(run) for run in RUNS])
def test_a_small_run_gives_the_kept_bits(context, scenario):
    old, new = kept().get(f"{context}, {scenario}"), summary(context, scenario)
    assert old is not None, f"nothing is kept for {context}, {scenario}. {RENEW}"
    sums = {
        name: f"{float.fromhex(old['sums'].get(name, '0x0p+0')):.6g} became {float.fromhex(value):.6g}"
        for name, value in new["sums"].items()
        if value != old["sums"].get(name)
    }
    parts = [name for name, value in new["hashes"].items() if value != old["hashes"].get(name)]
    assert not sums and not parts, f"{context}, {scenario}: {', '.join(parts)} changed; sums: {sums or 'the same'}. {RENEW}"


def test_nothing_is_kept_that_is_not_run():
    assert sorted(kept()) == sorted(", ".join(run) for run in RUNS)
