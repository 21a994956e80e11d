"""The scale of scores: what a verdict counts among others, and what a score says in words.

Half of 1 plus the score is about the share of likes among held-out verdicts with that score
(`docs/models/recommender.md` has the table), as far as more speaks for a like than against it.
"""

import math

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

MIN_SIDE = 6.0
"""As many verdicts of a side always count in full."""

LIKELY = 0.5
"""From here on a company is a likely match; of held-out ones, 3 of 4 and more were liked."""

LEANING = 0.25
"""From here on a company is a possible match: about two of three were liked."""

UNCERTAIN = "uncertain"
"""Between the two: the score says too little."""


def scale_of(side: float, *, against: float) -> float:
    """Return what the similarity to a verdict of a side counts.

    1 over the root of how many count on the larger side: a score means the same after 5 verdicts
    and after 50. The side that has more is scaled down to the other, one more, or 6.

    Args:
        side: number of verdicts of the side, or the sum of what they count.
        against: the same of the other side.
    """
    counted = min(side, max(against + 1, MIN_SIDE))
    counted_against = min(against, max(side + 1, MIN_SIDE))
    n = max(counted, counted_against, 1.0)
    return min(1.0, counted / max(side, 1e-9)) / math.sqrt(n)


def scales_of(values: Vector) -> dict[int, float]:
    """Return what the similarity to a like (1) and to a dislike (-1) counts.

    Args:
        values: what each verdict counts, below 0 for a dislike.
    """
    likes, dislikes = float(values[values > 0].sum()), float(-values[values < 0].sum())
    return {1: scale_of(likes, against=dislikes), -1: scale_of(dislikes, against=likes)}


def share_of(balance: Vector, kept: Vector | None = None) -> Vector:
    """Return score over balance, 1 for a small one: what is left of each pull in the score.

    Args:
        balance: of all verdicts.
        kept: of those that count; what is left of the score stays within -1 and 1 as well.
    """
    # A balance beyond 1e3 has the score 1; its fourth power must not overflow.
    share = np.asarray((1 + np.minimum(np.abs(balance), 1e3) ** 4) ** -0.25)
    return share if kept is None else np.minimum(share, 1 / np.maximum(np.abs(kept), 1e-9))


def outlook(score: float) -> str:
    """Say a score in words, for the score as it is shown with two digits."""
    shown = round(score, 2)
    if abs(shown) < LEANING:
        return UNCERTAIN
    if shown > 0:
        return "likely match" if shown >= LIKELY else "possible match"
    return "likely not a match" if shown <= -LIKELY else "possibly not a match"
