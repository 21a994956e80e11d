"""What a score says: the share of likes among companies that were held back, by score."""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.campaigns.drawn_searches import SEPARATOR, Rows, Search, draw_searches
from recommender.ranking.ranker import Ranker
from recommender.types import Features

EDGES = (-1.0, -0.25, -0.1, 0.1, 0.25, 0.5, 0.8, 1.0)
VERDICTS = ((3, 3), (5, 5), (10, 30), (20, 20), (20, 8), (5, 0))
MAX_HELD_OUT = 40
MIN_SHOWN = 30
"""Companies between two edges; a share of fewer says little."""


def calibration(features: Features, kinds: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return likes and dislikes → scores from and to → share of likes among held-out companies.

    As many are of the kind as are not; half of the others are of the same top level, as dislikes.
    """
    return {
        f"{n_likes} likes, {n_dislikes} dislikes": _shares(
            features, kinds, list(draw_searches(kinds, n_likes=n_likes, n_dislikes=n_dislikes))
        )
        for n_likes, n_dislikes in VERDICTS
    }


def _shares(
    features: Features, kinds: Sequence[str], searches: Sequence[Search]
) -> dict[str, float]:
    tops = np.array([kind.split(SEPARATOR)[0] for kind in kinds])
    generator = np.random.default_rng(0)
    scores, wanted = [], []
    for search in searches:
        judged = np.concatenate([search.likes, search.dislikes])
        signs = [1] * len(search.likes) + [-1] * len(search.dislikes)
        held_out = _held_out(search, tops == search.kind.split(SEPARATOR)[0], judged, generator)
        ranker = Ranker().fit(features.take(judged), signs)
        scores.append(ranker.rank(features.take(held_out), top=0).scores)
        wanted.append(search.wanted[held_out])
    score, is_wanted = np.concatenate(scores), np.concatenate(wanted)
    shares = {}
    for least, most in itertools.pairwise(EDGES):
        there = (score >= least) & ((score < most) | (most == EDGES[-1]))
        if there.sum() >= MIN_SHOWN:
            shares[f"{least:g} to {most:g}"] = round(float(is_wanted[there].mean()), 3)
    return shares


def _held_out(
    search: Search, is_near: NDArray[np.bool_], judged: Rows, generator: np.random.Generator
) -> Rows:
    """Draw companies of the kind and as many others, half of these as near as there are."""
    is_free = ~np.isin(np.arange(len(search.wanted)), judged)
    likes = np.flatnonzero(search.wanted & is_free)
    likes = generator.choice(likes, min(len(likes), MAX_HELD_OUT), replace=False)
    near = np.flatnonzero(~search.wanted & is_near & is_free)
    near = generator.choice(near, min(len(likes) // 2, len(near)), replace=False)
    far = np.flatnonzero(~search.wanted & ~is_near & is_free)
    far = generator.choice(far, len(likes) - len(near), replace=False)
    return np.concatenate([likes, near, far])
