"""How likely a company is liked, by its score: learned from the cards that were judged so far.

The score of one campaign means more than that of another: where the companies of a kind lie close
together, three of four cards at 0.4 are likes, elsewhere one of three. So the share of likes among
the cards with about that score decides, beside a few cards of other campaigns; where no card had
such a score, those alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

OTHER_CAMPAIGNS = (
    *((-0.2, 0.02), (-0.1, 0.03), (0.0, 0.045), (0.1, 0.085), (0.2, 0.17)),
    *((0.3, 0.30), (0.4, 0.48), (0.5, 0.60), (0.7, 0.65), (0.9, 0.75)),
)
"""Score, and share of likes among the companies with it in simulated campaigns, where most cards
come from the best that are left (`python -m benchmarks likes_left`)."""

N_NEXT = 20
"""Cards of which the likes are counted in advance."""

N_HISTORY = 100
"""Latest cards by which the chances are learned; see `like_chances`."""

OTHERS_COUNT = 4.0
"""Cards that these stand for at each score."""

WIDTH = 0.05
"""Standard deviation of what is called about the same score."""

_GRID = np.linspace(-1, 1, 201)

Vector = NDArray[np.float64]


def like_chances(
    scores: NDArray[np.floating], judged_scores: Sequence[float], is_liked: Sequence[bool]
) -> Vector:
    """Return the chance of a like, 0 to 1, for each score; never less for a better one.

    Args:
        scores: of companies without a verdict.
        judged_scores: of judged ones, before their verdict.
        is_liked: what that was.
    """
    others, shares = np.array(OTHER_CAMPAIGNS).T
    expected = OTHERS_COUNT * np.interp(_GRID, others, shares)
    gaps = _GRID[:, None] - np.asarray(judged_scores, dtype=np.float64)
    near = np.exp(-0.5 * (gaps / WIDTH) ** 2)
    likes = near @ np.asarray(is_liked, dtype=np.float64)
    counts = near.sum(axis=1) + OTHERS_COUNT
    found: Vector = np.interp(scores, _GRID, _rising((likes + expected) / counts, counts))
    return found


def _rising(values: Vector, counts: Vector) -> Vector:
    """Return the nearest curve that never falls: what falls is put together, by its counts."""
    blocks: list[tuple[float, float, int]] = []  # Value, count, and places.
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        block = (value, count, 1)
        while blocks and blocks[-1][0] > block[0]:
            before, weight, n = blocks.pop()
            whole = weight + block[1]
            mean = (before * weight + block[0] * block[1]) / whole
            block = (mean, whole, n + block[2])
        blocks.append(block)
    return np.repeat([value for value, _, _ in blocks], [n for _, _, n in blocks])
