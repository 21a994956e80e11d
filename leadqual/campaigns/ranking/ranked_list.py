"""The ranked list of companies without a like or dislike, and all scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign, ReportedRecommendations, Verdict
from leadqual.campaigns.ranking.cards import Recommendation, Recommendations, score_explanations
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    forget_deleted,
    order_rows,
    ranking_context,
)
from leadqual.campaigns.selectors import companies_of, likes_and_dislikes
from leadqual.companies.vectors import most_similar_to
from leadqual.core import clock
from leadqual.leads.models import Company
from leadqual.leads.record_events import external_ids_of
from leadqual.webhooks.outbox import Occurrence, emit
from recommender.types import FactorWeights

_MAX_ATTEMPTS = 40  # Retries if companies were deleted meanwhile.
_CHUNK = 200  # Rows of an export in memory at once.
_MAX_MAP_COMPANIES = 50_000  # Companies of a large workspace with a score on the map.

N_TOP = 20
"""Rows at the top of the ranked list that count as recommendations."""

NEW_RECOMMENDATION = "recommendation.new"
N_SIMILAR = 8


def recommendations(
    campaign: Campaign,
    *,
    weights: Mapping[str, float] | None = None,
    start: int = 0,
    size: int = 50,
) -> Recommendations:
    """Rank every company in scope without a like or dislike.

    Args:
        campaign: whose verdicts count.
        weights: weights to try instead of the campaign's.
        start: number of rows to skip.
        size: rows to return.
    """
    for _ in range(_MAX_ATTEMPTS):
        context = ranking_context(campaign, weights, request=RankingRequest(start + size))
        order = order_rows(context)
        rows = order[start : start + size]
        found = _read_rows(context, campaign, rows, start=start)
        if len(found) == len(rows) or not forget_deleted(context, campaign):
            break
    total = len(order) if context.large is None else context.n_open
    return Recommendations(
        rows=found,
        total=total,
        n_verdicts=context.n_verdicts,
        is_by_description=context.description_similarity is not None,
        n_examples=context.n_examples,
    )


def ranked_rows(
    campaign: Campaign, *, weights: Mapping[str, float] | None = None, most: int
) -> Iterator[Recommendation]:
    """Rank once, now, and yield the rows lazily: few are in memory at a time.

    Args:
        campaign: whose verdicts count.
        weights: weights to try instead of the campaign's.
        most: maximum number of rows; companies deleted meanwhile are left out.
    """
    context = ranking_context(campaign, weights, request=RankingRequest(most))
    order = order_rows(context)[:most]
    parts = (order[start : start + _CHUNK] for start in range(0, len(order), _CHUNK))
    return (
        row
        for place, rows in enumerate(parts)
        for row in _read_rows(context, campaign, rows, start=place * _CHUNK)
    )


def _read_rows(
    context: RankingContext, campaign: Campaign, rows: NDArray[np.intp], *, start: int
) -> tuple[Recommendation, ...]:
    """Return rows of the ranking from `start`, without deleted companies."""
    companies = companies_of(campaign).in_bulk(context.pool.company_ids[rows].tolist())
    return tuple(
        Recommendation(
            rank=start + place,
            company=company,
            why=why,
            description_similarity=None
            if context.description_similarity is None
            else float(context.description_similarity[row]),
        )
        for place, (row, why) in enumerate(
            zip(rows, score_explanations(context, rows), strict=True), start=1
        )
        if (company := companies.get(int(context.pool.company_ids[row]))) is not None
    )


def scores_of(campaign: Campaign) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
    """Return the IDs of all embedded companies, ascending, and their scores.

    None before the first like or dislike. Companies with a verdict have a score too.
    """
    context = ranking_context(campaign, request=RankingRequest(_MAX_MAP_COMPANIES))
    if context.ranking is None:
        return None
    return context.pool.company_ids, np.asarray(context.ranking.scores, dtype=np.float32)


def default_weights() -> dict[str, float]:
    """Return the default weight of each factor."""
    return FactorWeights().as_dict()


def report_new() -> int:
    """Report new recommendations of workspaces with listeners; return how many are new."""
    campaigns = Campaign.objects.filter(
        archived_at=None,
        workspace__deleted_at=None,
        workspace__webhook_events__contains=[NEW_RECOMMENDATION],
    )
    keys = list(campaigns.order_by("pk").values_list("pk", flat=True))
    return sum(report(key) for key in keys)


@transaction.atomic
def report(campaign_id: int) -> int:
    """Report companies that are new at the top of the ranked list; return how many.

    The first run reports nothing, and neither do campaigns without a like or dislike.
    """
    rows = Campaign.objects.select_for_update(skip_locked=True, of=("self",))
    campaign = rows.select_related("workspace").filter(pk=campaign_id, archived_at=None).first()
    if campaign is None:
        return 0
    found = recommendations(campaign, size=N_TOP)
    if not found.n_verdicts:
        return 0
    top = {row.company.pk for row in found.rows}
    reported, is_first = ReportedRecommendations.objects.get_or_create(
        campaign=campaign, defaults={"company_ids": sorted(top), "looked_at": clock.now()}
    )
    new = sorted(top - set(reported.company_ids))
    if is_first or not new:
        return 0
    reported.company_ids, reported.looked_at = sorted({*reported.company_ids, *new}), clock.now()
    reported.save(update_fields=["company_ids", "looked_at"])
    emit(campaign.workspace, NEW_RECOMMENDATION, lambda: _occurrence(campaign, new))
    return len(new)


def _occurrence(campaign: Campaign, company_ids: list[int]) -> Occurrence:
    data = {
        "campaign": {"id": campaign.pk, "name": campaign.name},
        "company_ids": company_ids,
        "company_external_ids": external_ids_of(campaign.workspace, Company, company_ids),
        "n_companies": len(company_ids),
    }
    return Occurrence(data, {"campaign": [campaign.pk]})


@dataclass(frozen=True, slots=True)
class SimilarCompany:
    """A similar company.

    Args:
        company: of the same workspace.
        similarity: cosine after subtracting the mean of all companies, -1 to 1.
        is_liked: currently liked in a campaign.
        is_disliked: currently disliked in a campaign.
    """

    company: Company
    similarity: float
    is_liked: bool
    is_disliked: bool


def most_similar(company: Company, *, limit: int = N_SIMILAR) -> list[SimilarCompany]:
    """Return the most similar companies of the workspace, the most similar first.

    Five queries and a setting; empty until the company has a vector.
    """
    similar = most_similar_to(company)[:limit]
    keys = [key for key, _ in similar]
    companies, judged = Company.objects.in_bulk(keys), _verdicts(keys)
    return [
        SimilarCompany(
            company=companies[key],
            similarity=similarity,
            is_liked=(key, Verdict.Value.LIKE.value) in judged,
            is_disliked=(key, Verdict.Value.DISLIKE.value) in judged,
        )
        for key, similarity in similar
        if key in companies
    ]


def _verdicts(company_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return the current likes and dislikes in campaigns that are not archived."""
    verdicts = likes_and_dislikes().filter(company__in=company_ids, campaign__archived_at=None)
    return set(verdicts.order_by().values_list("company_id", "value"))
