"""Which policy is safe where nobody knows the place? Regret and robustness over contexts, other conditions and parameter sets.

Regret is what a policy gives away in a world beside the best policy of that world. A policy with a small regret everywhere is a safe
choice, also where it is nowhere the best (minimax regret, Savage 1951; as used in robust decision making, Lempert et al. 2006).
"""

from __future__ import annotations

import numpy as np


def table(answers, better: str, target: float | None = None):
    """Return a row for each policy: mean, worst and 90th percentile of regret, where it is worst, how often best, how often good enough.

    Parameters
    ----------
    answers : frame of answers, a row a world (context, conditions, parameter set) and a column a policy; worlds with gaps are left out.
    better : ``higher`` or ``lower``.
    target : what is good enough, in the answer's unit; None: better than no change at all.
    """
    import pandas

    whole = answers.dropna()
    sign = -1.0 if better == "lower" else 1.0
    gains = sign * whole.to_numpy(float)
    regret = _regret(gains)
    enough = gains >= sign * target if target is not None else gains > 0
    best = regret <= 1e-12
    rows = {
        "policy": list(whole.columns),
        "mean": whole.mean(axis=0).to_numpy(),
        "worst_answer": sign * gains.min(axis=0),
        "mean_regret": regret.mean(axis=0),
        "regret_90": np.quantile(regret, 0.9, axis=0),
        "worst_regret": regret.max(axis=0),
        "worst_world": [whole.index[k] for k in regret.argmax(axis=0)],
        "best_share": (best / best.sum(axis=1, keepdims=True)).mean(axis=0),
        "enough_share": enough.mean(axis=0),
    }
    return pandas.DataFrame(rows).sort_values(["worst_regret", "mean_regret"], kind="stable").reset_index(drop=True)


def is_first(answers, errors, better: str, sets: str | None = None, draws: int = 300) -> bool:
    """Say whether the policy of the least worst regret would be it again with other sets and other luck, in nine draws of ten.

    Parameters
    ----------
    answers : as in :func:`table`, without gaps;  errors : standard errors of luck, alike in form; what is not known counts as none.
    sets : the level of the index that names parameter sets, which are drawn again; None: the worlds are those there are.

    Where neither sets nor errors are known, nothing can be said: False.
    """
    known = np.nan_to_num(errors.to_numpy(float))
    if sets is None and not known.any():
        return False
    gains = (-1.0 if better == "lower" else 1.0) * answers.to_numpy(float)
    regret = _regret(gains)
    first = int(np.lexsort((regret.mean(axis=0), regret.max(axis=0)))[0])
    draw = np.random.default_rng(len(gains))
    names = answers.index.get_level_values(sets) if sets is not None else None
    groups = [np.flatnonzero(names == one) for one in names.unique()] if sets is not None else []
    wins = 0
    for _ in range(draws):
        picked = [groups[k] for k in draw.integers(0, len(groups), len(groups))] if groups else [np.arange(len(gains))]
        rows = np.concatenate(picked)
        other = gains[rows] + draw.normal(size=(len(rows), gains.shape[1])) * known[rows]
        worst = _regret(other).max(axis=0)
        wins += int(worst[first] < np.delete(worst, first).min())  # a tie is no win
    return wins >= 0.9 * draws


def _regret(gains):
    return gains.max(axis=1, keepdims=True) - gains
