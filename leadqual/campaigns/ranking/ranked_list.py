"""The ranked list: every company that nobody likes or dislikes yet, best first, and all scores."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.cards import Recommendation, Recommendations
from leadqual.campaigns.ranking.explanations import score_explanations
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    forget_deleted,
    order_of,
    ranking_context,
)
from leadqual.campaigns.selectors import companies_of
from recommender.types import FactorWeights

_MAX_TRIED = 40  # Times that companies turn out to be deleted meanwhile.
_PART = 200  # Rows of an export that are in memory together.
_MAX_SCORED = 50_000  # Companies of a large workspace that have a score on the map.


def recommendations(
    campaign: Campaign,
    *,
    weights: Mapping[str, float] | None = None,
    start: int = 0,
    size: int = 50,
) -> Recommendations:
    """Rank every company in scope that nobody likes or dislikes yet.

    Args:
        campaign: whose verdicts count.
        weights: factors with another weight than the campaign's, to try.
        start: rows to leave out at the top.
        size: rows to return.
    """
    for _ in range(_MAX_TRIED):
        scene = ranking_context(campaign, weights, ask=RankingRequest(start + size))
        order = order_of(scene)
        rows = order[start : start + size]
        found = _ranked(scene, campaign, rows, start=start)
        if len(found) == len(rows) or not forget_deleted(scene, campaign):
            break
    total = len(order) if scene.large is None else scene.n_open
    return Recommendations(
        rows=found,
        total=total,
        n_verdicts=scene.n_verdicts,
        is_by_description=scene.likeness is not None,
        n_examples=scene.n_examples,
    )


def ranked_rows(
    campaign: Campaign, *, weights: Mapping[str, float] | None = None, most: int
) -> Iterator[Recommendation]:
    """Rank once, now, and give the rows as they are asked for: a few at a time are in memory.

    Args:
        campaign: whose verdicts count.
        weights: factors with another weight than the campaign's, to try.
        most: rows at most; companies that are deleted meanwhile are left out.
    """
    scene = ranking_context(campaign, weights, ask=RankingRequest(most))
    order = order_of(scene)[:most]
    parts = (order[start : start + _PART] for start in range(0, len(order), _PART))
    return (
        row
        for place, rows in enumerate(parts)
        for row in _ranked(scene, campaign, rows, start=place * _PART)
    )


def _ranked(
    scene: RankingContext, campaign: Campaign, rows: NDArray[np.intp], *, start: int
) -> tuple[Recommendation, ...]:
    """Return some rows of the order, of which `start` come before, without deleted companies."""
    companies = companies_of(campaign).in_bulk(scene.pool.company_ids[rows].tolist())
    return tuple(
        Recommendation(
            rank=start + place, company=company, why=why, likeness=scene.likeness_of(int(row))
        )
        for place, (row, why) in enumerate(
            zip(rows, score_explanations(scene, rows), strict=True), start=1
        )
        if (company := companies.get(int(scene.pool.company_ids[row]))) is not None
    )


def scores_of(campaign: Campaign) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
    """Return the keys of all companies that were read, ascending, and what each scores.

    None before the first like or dislike. Judged companies have a score too.
    """
    scene = ranking_context(campaign, ask=RankingRequest(_MAX_SCORED))
    if scene.ranking is None:
        return None
    return scene.pool.company_ids, np.asarray(scene.ranking.scores, dtype=np.float32)


def usual_weights() -> dict[str, float]:
    """Return factor → weight where a campaign has none of its own."""
    return FactorWeights().as_dict()
