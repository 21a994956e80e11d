"""What is looked for in a large workspace, and what its codes are scanned for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from recommender.active_learning.questions import Strategy
from recommender.ranking.linear import Sums, weighted
from recommender.types import FactorWeights, Features

TIMES = 10
"""Candidates for each company that is asked for, up to `N_TOP`; one more for each beyond."""

N_TOP = 100
MIN_CANDIDATES = 300
MAX_CANDIDATES = 100_000
"""A page that far down is looked for among the best of so many."""

_MANY_DISLIKES = 10  # For each like: with 3 + 300 verdicts 94 of the hundred best were found.
_MANY_FACTS = 0.3  # Share of all weights; usually it is a fifth.
_MORE_FOR_FACTS = ((_MANY_FACTS, 1), (0.7, 3), (inf, 8))  # Rows say facts less exactly.


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """What is looked for in a large workspace.

    Args:
        pulls: company → what it counts, below 0 for a dislike, of verdicts and seeds.
        weights: how much each factor counts.
        strategy: in which order; only `likely` is sure to look at all companies.
        n: candidates that are needed at least, if there are so many.
        settled: companies that must not be found.
        apart: the same, only for now: somebody else looks at them.
        members: companies of the campaign; all where None.
        description: vectors of what is looked for, one for each theme, shape
            (n_themes, n_dimensions).
        described: what each of them counts as a like next to the pulls.
        also: companies that are found in any case.
        campaign_id: whose verdicts these are; of those that it had at its last question nothing is
            added up again.
    """

    pulls: Mapping[int, float]
    weights: FactorWeights
    strategy: Strategy = Strategy.LIKELY
    n: int = 50
    settled: Collection[int] = ()
    apart: Collection[int] = ()
    members: Collection[int] | None = None
    description: NDArray[np.float32] | None = None
    described: float = 0.0
    also: Collection[int] = ()
    campaign_id: int | None = None


def scans_of(sums: Sums, weights: FactorWeights, *, like: Features) -> NDArray[np.float32]:
    """Return what the verdicts add up to; where facts count much, the same without some besides.

    Of a company that lacks a fact the others count more, and rows cannot say that: those without
    a place, without place and size, and with nothing but a text are looked for by themselves.

    Args:
        sums: of the verdicts.
        weights: how much each factor counts.
        like: any companies as wide as those with a verdict.
    """
    lacking = []
    if _facts(weights) > _MANY_FACTS:
        lacking = [_text_of(weights), *_without_facts(weights)]
    scans = [weighted(sums, one, like=like) for one in (weights, *lacking)]
    asked = [scan for scan in scans[1:] if scan.any()]
    return np.stack([scans[0], *asked])


def _without_facts(weights: FactorWeights) -> Iterator[FactorWeights]:
    """Yield the weights without the facts that companies lack most often."""
    for lacking in ({"place": 0.0}, {"place": 0.0, "size": 0.0}):
        rest = weights.as_dict() | lacking
        if rest != weights.as_dict() and any(rest.values()):
            yield FactorWeights(**rest)


def _text_of(weights: FactorWeights) -> FactorWeights:
    rest = dict.fromkeys(weights.as_dict(), 0.0) | {"text": weights.text, "words": weights.words}
    return FactorWeights(**rest) if weights.text or weights.words else weights


def _facts(weights: FactorWeights) -> float:
    """Return the share of all weights that facts have, 0 to 1."""
    counts = weights.as_dict()
    facts = sum(value for name, value in counts.items() if name not in ("text", "words"))
    return facts / sum(counts.values())


def n_candidates(question: CandidateQuery) -> int:
    """Return how many are looked for: more where rows say less exactly what counts.

    They do where facts count much, and where dislikes are many: an unlikeness to each of them adds
    up in a row, and counts nothing in a score.
    """
    times = next(times for share, times in _MORE_FOR_FACTS if _facts(question.weights) <= share)
    n_likes = sum(pull > 0 for pull in question.pulls.values())
    if len(question.pulls) - n_likes > _MANY_DISLIKES * max(n_likes, 1):
        times *= 2
    wanted = question.n + times * TIMES * min(question.n, N_TOP)
    return min(max(wanted, MIN_CANDIDATES), MAX_CANDIDATES)
