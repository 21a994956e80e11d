"""Sums of the verdicts of campaigns, which a process keeps from one ranking to the next."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool.candidate_search import (
    MAX_FORMER,
    IndexedFeatures,
)
from leadqual.campaigns.pool.company_pool import Pool, find_rows, forget
from recommender.ranking.examples import Examples
from recommender.ranking.ranker import Ranking
from recommender.ranking.verdict_sums import VerdictSums
from recommender.types import FactorWeights

MAX_CACHED = 16
"""Campaigns, or previewed weights, cached in a process; each takes 40 bytes a company."""

MAX_CACHED_LARGE = 4
"""The same for large workspaces; each takes 80 bytes for each candidate."""

MAX_CARD_CANDIDATES = 30_000
_cache: "OrderedDict[tuple[int, FactorWeights, bool], _CachedSums]" = OrderedDict()
_lock = Lock()


@dataclass(slots=True)
class _CachedSums:
    """Sums of the verdicts on a pool; one thread at a time updates them.

    Of a large workspace, candidates of former queries are kept as well: most of those that a query
    lacks are back in one of the next, and would be compared with all verdicts again.

    Args:
        places: record of each candidate, ascending; none if the pool holds a whole workspace.
    """

    workspace_id: int
    pool: Pool
    sums: VerdictSums
    places: NDArray[np.intp]
    is_broken: bool = False
    lock: Lock = field(default_factory=Lock)

    def rank(
        self,
        pool: Pool,
        verdicts: Mapping[int, int],
        left_out: Collection[int],
        examples: Examples | None,
    ) -> Ranking:
        """Score a pool by verdicts on its rows; see `VerdictSums.rank`."""
        if not isinstance(pool.features, IndexedFeatures):
            return self.sums.rank(verdicts, left_out=left_out, examples=examples)
        self._add_candidates(pool, pool.features)
        rows = find_rows(self.places, pool.features.places)
        found = self.sums.rank(
            dict(zip(rows[[*verdicts]].tolist(), verdicts.values(), strict=True)),
            left_out=rows[[*left_out]].tolist() if left_out else (),
            examples=examples,
        )
        return replace(
            found,
            scores=found.scores[rows],
            evidence=found.evidence[rows],
            _candidates=pool.features,
        )

    def _add_candidates(self, pool: Pool, features: IndexedFeatures) -> None:
        """Count the candidates of a query among those compared; new index files start over."""
        wanted = np.sort(features.places)
        if pool.space is not self.pool.space:
            self.sums, self.places = _sums(pool, self.sums.weights, wanted), wanted
        elif (find_rows(self.places, wanted) < 0).any():
            combined = np.union1d(self.places, wanted)
            kept_places = combined if len(combined) <= len(wanted) + MAX_FORMER else wanted
            self.sums.move_to(features.at(kept_places), find_rows(self.places, kept_places))
            self.places = kept_places
        self.pool = pool


def _sums(pool: Pool, weights: FactorWeights, places: NDArray[np.intp]) -> VerdictSums:
    features = pool.features
    candidates = features.at(places) if isinstance(features, IndexedFeatures) else features
    return VerdictSums(candidates, weights=weights, open_only=_is_for_cards(pool))


def _is_for_cards(pool: Pool) -> bool:
    return pool.places is not None and len(pool) <= MAX_CARD_CANDIDATES


def rank_pool(
    campaign: Campaign,
    pool: Pool,
    verdicts: Mapping[int, int],
    *,
    weights: FactorWeights,
    left_out: Collection[int] = (),
    examples: Examples | None = None,
) -> Ranking:
    """Score the companies of a pool by the verdicts of a campaign.

    Only changes since the last call in this process are computed: verdicts, and companies that
    were not in the pool.

    Args:
        campaign: whose verdicts.
        pool: its companies.
        verdicts: row of the pool → 1 for a like, -1 for a dislike, twice that if strong.
        weights: weight of each factor.
        left_out: rows of verdicts whose contribution is left out of all scores.
        examples: additional likes.
    """
    cached = _cached_sums_of(campaign, pool, weights)
    with cached.lock:
        try:
            return cached.rank(pool, verdicts, left_out, examples)
        except BaseException:  # The sums may be partly updated, e.g. after a MemoryError.
            cached.is_broken = True
            raise


def _cached_sums_of(campaign: Campaign, pool: Pool, weights: FactorWeights) -> _CachedSums:
    key, workspace_id = (campaign.pk, weights, _is_for_cards(pool)), campaign.workspace_id
    with _lock:
        if pool.places is None:  # Sums of former pools would keep those in memory.
            _drop_cached(workspace_id, keep=pool)
        cached = _cache.get(key)
        if cached is None or cached.is_broken or (pool.places is None and cached.pool is not pool):
            places = np.sort(pool.places) if pool.places is not None else np.empty(0, np.intp)
            cached = _cache[key] = _CachedSums(
                workspace_id, pool, _sums(pool, weights, places), places
            )
        _cache.move_to_end(key)
        is_whole = pool.places is None
        same_kind = [key for key, one in _cache.items() if (one.pool.places is None) == is_whole]
        for other in same_kind[: -(MAX_CACHED if is_whole else MAX_CACHED_LARGE)]:
            del _cache[other]
    return cached


def _drop_cached(workspace_id: int, *, keep: Pool | None) -> None:
    """Drop the sums of other pools that hold the whole workspace."""
    for key, cached in list(_cache.items()):
        is_other = cached.pool.places is None and cached.pool is not keep
        if cached.workspace_id == workspace_id and is_other:
            del _cache[key]


def release_small_pool(workspace_id: int) -> None:
    """Release a workspace that was held in memory until its index files existed."""
    forget(workspace_id)
    with _lock:
        _drop_cached(workspace_id, keep=None)
