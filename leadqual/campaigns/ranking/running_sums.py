"""Running sums of the campaigns that are worked on now, kept in the process."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock

from leadqual.campaigns.pool.company_pool import Pool
from recommender.ranking.examples import Examples
from recommender.ranking.ranker import Ranking
from recommender.ranking.verdict_sums import VerdictSums
from recommender.types import FactorWeights

MAX_TALLIES = 16
"""Campaigns, or sliders that are tried, that a process remembers; each takes 40 bytes a company."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Sums over the verdicts on the companies of a pool; one thread at a time adds to them."""

    pool: Pool
    tally: VerdictSums
    lock: Lock = field(default_factory=Lock)


_tallies: OrderedDict[tuple[int, FactorWeights], _Kept] = OrderedDict()
_lock = Lock()


def rank(
    campaign_id: int,
    pool: Pool,
    verdicts: Mapping[int, int],
    *,
    weights: FactorWeights,
    left_out: Collection[int] = (),
    examples: Examples | None = None,
) -> Ranking:
    """Score the companies of a pool by the verdicts of a campaign.

    Only what changed since the last call of this process is compared.

    Args:
        campaign_id: key of the campaign.
        pool: its companies; another one than at the last call starts anew.
        verdicts: row of the pool → 1 for a like, -1 for a dislike.
        weights: how much each factor counts.
        left_out: rows of verdicts of which no score has what they contribute.
        examples: what counts as likes besides.
    """
    key = (campaign_id, weights)
    with _lock:
        kept = _tallies.get(key)
        if kept is None or kept.pool is not pool:
            kept = _tallies[key] = _Kept(pool, VerdictSums(pool.features, weights=weights))
        _tallies.move_to_end(key)
        while len(_tallies) > MAX_TALLIES:
            _tallies.popitem(last=False)
    with kept.lock:
        return kept.tally.rank(verdicts, left_out=left_out, examples=examples)
