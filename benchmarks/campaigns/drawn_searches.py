"""Searches with a known answer, and how well a ranker finds the rest of what is wanted.

Verdicts are drawn at once, so that all rankers are compared on the same ones; `replay` measures
the cost of a whole search.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.ranker import Ranker
from recommender.types import Features

Relevant = NDArray[np.bool_]

Rows = NDArray[np.intp]
SEPARATOR = " -> "


def precision_at(relevant: Relevant, *, k: int) -> float:
    """Return the share of relevant companies among the first `k`, 0 if there are none.

    Args:
        relevant: in ranked order, True for relevant companies.
        k: number of companies; missing ones count as irrelevant.
    """
    return float(relevant[:k].sum() / k) if k > 0 else 0.0


def ndcg_at(relevant: Relevant, *, k: int) -> float:
    """Return the discounted gain of the first `k` relative to the best order, 0 to 1.

    1 if all relevant companies come first; 0 if there are none.
    """
    wanted = min(int(relevant.sum()), k)
    if wanted <= 0:
        return 0.0
    discounts = 1 / np.log2(np.arange(2, k + 2))
    gained = discounts[: len(relevant[:k])][relevant[:k]].sum()
    return float(gained / discounts[:wanted].sum())


def reciprocal_rank(relevant: Relevant) -> float:
    """Return 1 / position of the first relevant company, 0 if there is none."""
    return float(1 / (np.argmax(relevant) + 1)) if relevant.any() else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A search with a known answer: companies of one kind.

    Args:
        dislikes: rows of disliked companies, none of the kind.
        wanted: True for each company of the kind, shape (n_companies,).
    """

    kind: str
    likes: Rows
    dislikes: Rows
    wanted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Report:
    """Means over searches.

    Args:
        ndcg: nDCG at `k`, 0 to 1.
    """

    n_searches: int
    ndcg: float
    precision: float
    first: float
    k: int


class Scorer(Protocol):
    """Anything that scores all companies from likes and dislikes; higher is better."""

    def __call__(self, likes: Rows, dislikes: Rows) -> NDArray[np.floating]:
        """Return a score for each company."""


def draw_searches(
    kinds: Sequence[str], *, n_likes: int, n_dislikes: int, n_draws: int = 4, least: int = 40
) -> Iterator[Search]:
    """Draw searches for every kind with at least `least` companies; deterministic.

    Half of the dislikes come from the same top level (the part of the kind before ` -> `), if there
    are any: in practice, teams see near misses.
    """
    labels = np.asarray(kinds)
    tops = np.asarray([kind.split(SEPARATOR)[0] for kind in kinds])
    names, counts = np.unique(labels, return_counts=True)
    for position, kind in enumerate(names[counts >= least]):
        wanted = labels == kind
        near = ~wanted & (tops == str(kind).split(SEPARATOR)[0])
        far = ~wanted & ~near
        for draw in range(n_draws):
            generator = np.random.default_rng([position, draw, n_likes, n_dislikes])
            n_near = min((n_dislikes + draw % 2) // 2, int(near.sum()))
            dislikes = (
                generator.choice(np.flatnonzero(near), n_near, replace=False),
                generator.choice(np.flatnonzero(far), n_dislikes - n_near, replace=False),
            )
            likes = generator.choice(np.flatnonzero(wanted), n_likes, replace=False)
            yield Search(str(kind), likes, np.concatenate(dislikes), wanted)


def evaluate(scorer: Scorer, searches: Sequence[Search], *, k: int = 50) -> Report:
    """Score the companies of each search, except those with a verdict, and average the metrics."""
    orders = [_ranked(scorer(search.likes, search.dislikes), search) for search in searches]
    if not orders:
        return Report(0, 0.0, 0.0, 0.0, k)
    return Report(
        n_searches=len(orders),
        ndcg=float(np.mean([ndcg_at(order, k=k) for order in orders])),
        precision=float(np.mean([precision_at(order, k=k) for order in orders])),
        first=float(np.mean([reciprocal_rank(order) for order in orders])),
        k=k,
    )


def ranker_scorer(ranker: Ranker, features: Features) -> Scorer:
    """Return a ranker as a scorer for `evaluate`."""

    def score(likes: Rows, dislikes: Rows) -> NDArray[np.floating]:
        judged = np.concatenate([likes, dislikes])
        verdicts = np.where(np.arange(len(judged)) < len(likes), 1, -1).astype(np.int8)
        return ranker.fit(features.take(judged), verdicts).rank(features, top=0).scores

    return score


def _ranked(scores: NDArray[np.floating], search: Search) -> NDArray[np.bool_]:
    unseen = np.ones(len(scores), dtype=bool)
    unseen[search.likes] = unseen[search.dislikes] = False
    rows = np.flatnonzero(unseen)
    return search.wanted[rows[np.argsort(-scores[rows], kind="stable")]]
