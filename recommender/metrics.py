"""How good an order is, measured against what was really wanted."""

import numpy as np
from numpy.typing import NDArray

Relevant = NDArray[np.bool_]


def precision_at(relevant: Relevant, *, k: int) -> float:
    """Return the share of wanted companies among the first `k`, 0 where there are none to rank.

    Args:
        relevant: in ranked order, True where the company was wanted.
        k: how far down somebody looks; fewer companies count as misses.
    """
    return float(relevant[:k].sum() / k) if k > 0 else 0.0


def ndcg_at(relevant: Relevant, *, k: int) -> float:
    """Return the discounted gain of the first `k` against the best order, 0 to 1.

    1 where all wanted companies come first; 0 where nothing is wanted.
    """
    wanted = min(int(relevant.sum()), k)
    if wanted <= 0:
        return 0.0
    discounts = 1 / np.log2(np.arange(2, k + 2))
    gained = discounts[: len(relevant[:k])][relevant[:k]].sum()
    return float(gained / discounts[:wanted].sum())


def reciprocal_rank(relevant: Relevant) -> float:
    """Return 1 / position of the first wanted company, 0 where none is wanted."""
    return float(1 / (np.argmax(relevant) + 1)) if relevant.any() else 0.0
