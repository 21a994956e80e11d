"""The scale of scores: what a verdict counts among others, and what a score says in words."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PEAK = 1.0
PEAK_DOUBLINGS = 5
"""The peak grows with the 2**5th power of the similarity."""

PEAK_EDGE = 1.01
EVIDENCE_POWER = 4
EVIDENCE_LABELS = ((0.3, "strong"), (0.1, "good"), (0.01, "weak"))

Vector = NDArray[np.float64]
MIN_SIDE = 6.0
"""As many verdicts of a side always count in full."""

LIKELY = 0.5
"""From here on a company is a likely match; of held-out ones, 3 of 4 and more were liked."""

POSSIBLE = 0.25
"""From here on a company is a possible match: about two of three were liked."""

UNCERTAIN = "uncertain"
"""Between the two: the score says too little."""

PRIOR_LIKE_SHARES = (
    *((-0.2, 0.02), (-0.1, 0.03), (0.0, 0.045), (0.1, 0.085), (0.2, 0.17)),
    *((0.3, 0.30), (0.4, 0.48), (0.5, 0.60), (0.7, 0.65), (0.9, 0.75)),
)
"""Score, and share of likes among the companies with it in simulated campaigns, where most cards
come from the best that are left (`python -m benchmarks likes_left`)."""

N_NEXT = 20
"""Cards of which the likes are counted in advance."""

N_HISTORY = 100
"""Latest cards by which the chances are learned; see `like_chances`."""

PRIOR_CARDS = 4.0
"""Cards that these stand for at each score."""

BANDWIDTH = 0.05
"""Standard deviation of what is called about the same score."""

_GRID = np.linspace(-1, 1, 201)


def side_scales(likes: float, dislikes: float) -> dict[int, float]:
    """Return what the similarity to a like (1) and to a dislike (-1) counts.

    1 over the root of how many count on the larger side: a score means the same after 5 verdicts
    and after 50. The side that has more is scaled down to the other, one more, or 6. That alone
    would let each of a few dislikes weigh more than the best likes; so where likes are scaled
    down, dislikes are as well, by the root of the same factor. Few likes keep their full weight:
    what is disliked is of all kinds, and says less.
    """
    counted_likes = min(likes, max(dislikes + 1, MIN_SIDE))
    counted_dislikes = min(dislikes, max(likes + 1, MIN_SIDE))
    root = math.sqrt(max(counted_likes, counted_dislikes, 1.0))
    liked = counted_likes / likes if likes else 1.0
    disliked = (counted_dislikes / dislikes if dislikes else 1.0) * math.sqrt(liked)
    return {1: liked / root, -1: disliked / root}


def scales_of(values: Vector) -> dict[int, float]:
    """Return the same as `side_scales`, from what each verdict counts, below 0 for a dislike."""
    return side_scales(float(values[values > 0].sum()), float(-values[values < 0].sum()))


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
    if abs(shown) < POSSIBLE:
        return UNCERTAIN
    if shown > 0:
        return "likely match" if shown >= LIKELY else "possible match"
    return "likely not a match" if shown <= -LIKELY else "possibly not a match"


def like_chances(
    scores: NDArray[np.floating], judged_scores: Sequence[float], is_liked: Sequence[bool]
) -> Vector:
    """Return the chance of a like, 0 to 1, for each score; never less for a better one.

    Args:
        scores: of companies without a verdict.
        judged_scores: of judged ones, before their verdict.
        is_liked: what that was.
    """
    others, shares = np.array(PRIOR_LIKE_SHARES).T
    expected = PRIOR_CARDS * np.interp(_GRID, others, shares)
    gaps = _GRID[:, None] - np.asarray(judged_scores, dtype=np.float64)
    near = np.exp(-0.5 * (gaps / BANDWIDTH) ** 2)
    likes = near @ np.asarray(is_liked, dtype=np.float64)
    counts = near.sum(axis=1) + PRIOR_CARDS
    found: Vector = np.interp(scores, _GRID, _isotonic((likes + expected) / counts, counts))
    return found


def _isotonic(values: Vector, counts: Vector) -> Vector:
    """Return the nearest curve that never falls: what falls is put together, by its counts."""
    blocks: list[tuple[float, float, int]] = []  # Value, count, and places.
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        block = (value, count, 1)
        while blocks and blocks[-1][0] > block[0]:
            before, weight, n = blocks.pop()
            total_weight = weight + block[1]
            mean = (before * weight + block[0] * block[1]) / total_weight
            block = (mean, total_weight, n + block[2])
        blocks.append(block)
    return np.repeat([value for value, _, _ in blocks], [n for _, _, n in blocks])


def evidence_label(amount: float) -> str:
    """Return the amount of evidence as a word."""
    return next((label for least, label in EVIDENCE_LABELS if amount >= least), "none")


def balanced(verdicts: NDArray[np.floating]) -> Vector:
    """Return the weight of the similarity to each verdict, below 0 for dislikes.

    The balance of a company is the weighted sum of its similarities, plus the peaks.
    """
    values = np.asarray(verdicts, dtype=np.float64)
    scales = scales_of(values)
    return np.asarray(values * np.where(values > 0, scales[1], scales[-1]))


def peaks_of(near: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the part of each pull that only near twins have."""
    peaks = near
    for _ in range(PEAK_DOUBLINGS):
        peaks = np.square(peaks)
    peaks /= np.float32(PEAK_EDGE) - near
    peaks *= np.float32(PEAK)
    return peaks


def evidence_from(amount: NDArray[np.floating]) -> Vector:
    """Return 0 to below 1 from the sum of `similarity ** EVIDENCE_POWER`."""
    found = np.maximum(np.asarray(amount, dtype=np.float64), 0)
    return np.asarray(found / (1 + found))
