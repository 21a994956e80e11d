"""Queries for the candidates of a large workspace, and how its codes are scanned."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from recommender.active_learning import Strategy
from recommender.ranking.linear import Sums, weighted
from recommender.types import FactorWeights, Features

CANDIDATES_PER_COMPANY = 10
"""Candidates for each requested company, up to `N_TOP`; one more for each beyond."""

N_TOP = 100
MIN_CANDIDATES = 300
MAX_CANDIDATES = 100_000
"""Candidates for a page that far down the ranking."""

_MAX_DISLIKES_PER_LIKE = (
    10  # For each like: with 3 likes and 300 dislikes, 94 of the top 100 were found.
)
_HIGH_FACT_SHARE = 0.3  # Share of all weights; the default is a fifth.
_CANDIDATE_FACTORS = ((_HIGH_FACT_SHARE, 1), (0.7, 3), (inf, 8))  # Rows store facts less precisely.


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """A query of a large workspace.

    Args:
        verdict_weights: weight of each company with a verdict or seed, below 0 for a dislike.
        weights: of the factors.
        strategy: card order; only `likely` searches all companies.
        n: minimum number of candidates, if there are that many.
        decided_ids: companies to exclude.
        unavailable: companies to exclude for now: somebody else has their card.
        members: companies that are asked about; None for all.
        description: vectors of the description, one for each theme, shape
            (n_themes, n_dimensions).
        description_weight: weight of each of them as a like, relative to the pulls.
        include: companies to include in any case.
        campaign_id: of the verdicts; sums are updated from its last query.
    """

    verdict_weights: Mapping[int, float]
    weights: FactorWeights
    strategy: Strategy = Strategy.LIKELY
    n: int = 50
    decided_ids: Collection[int] = ()
    unavailable: Collection[int] = ()
    members: Sequence[int] | NDArray[np.int64] | None = None
    description: NDArray[np.float32] | None = None
    description_weight: float = 0.0
    include: Collection[int] = ()
    campaign_id: int | None = None


def query_vectors(sums: Sums, weights: FactorWeights, *, like: Features) -> NDArray[np.float32]:
    """Return the sum of the verdicts as query vectors; more if facts have much weight.

    If a company lacks a fact, its other facts count more, which rows cannot express. So companies
    without a location, without location and size, and with only a text have their own queries.

    Args:
        sums: of the verdicts.
        weights: how much each factor counts.
        like: any features with the dimensions of the verdicts' companies.
    """
    reduced = []
    if _fact_share(weights) > _HIGH_FACT_SHARE:
        reduced = [_text_only(weights), *_without_facts(weights)]
    scans = [weighted(sums, counted, like=like) for counted in (weights, *reduced)]
    asked = [scan for scan in scans[1:] if scan.any()]
    return np.stack([scans[0], *asked])


def _without_facts(weights: FactorWeights) -> Iterator[FactorWeights]:
    """Yield the weights without the facts that are missing most often."""
    for reduced in ({"place": 0.0}, {"place": 0.0, "size": 0.0}):
        rest = weights.as_dict() | reduced
        if rest != weights.as_dict() and any(rest.values()):
            yield FactorWeights(**rest)


def _text_only(weights: FactorWeights) -> FactorWeights:
    rest = dict.fromkeys(weights.as_dict(), 0.0) | {"text": weights.text, "words": weights.words}
    return FactorWeights(**rest) if weights.text or weights.words else weights


def _fact_share(weights: FactorWeights) -> float:
    """Return the share of all weights that facts have, 0 to 1."""
    counts = weights.as_dict()
    facts = sum(value for name, value in counts.items() if name not in ("text", "words"))
    return facts / sum(counts.values())


def candidate_count(query: CandidateQuery) -> int:
    """Return the number of candidates: more if rows are less precise.

    They are if facts have much weight or there are many dislikes: dissimilarity to each adds up in
    a row, but not in a score.
    """
    times = next(
        times for share, times in _CANDIDATE_FACTORS if _fact_share(query.weights) <= share
    )
    verdict_weights = np.fromiter(
        query.verdict_weights.values(), np.float64, len(query.verdict_weights)
    )
    n_likes = int(np.count_nonzero(verdict_weights > 0))
    if len(query.verdict_weights) - n_likes > _MAX_DISLIKES_PER_LIKE * max(n_likes, 1):
        times *= 2
    wanted = query.n + times * CANDIDATES_PER_COMPANY * min(query.n, N_TOP)
    return min(max(wanted, MIN_CANDIDATES), MAX_CANDIDATES)
