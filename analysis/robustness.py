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
    regret = gains.max(axis=1, keepdims=True) - gains
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
