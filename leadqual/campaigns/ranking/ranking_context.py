"""The context of a campaign's ranking: its companies, evidence and scores.

The pool holds all companies of a small workspace, or the candidates of a large one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool.candidate_query import CandidateQuery
from leadqual.campaigns.pool.candidate_search import (
    IndexedPool,
    large_pool_of,
)
from leadqual.campaigns.pool.company_pool import Pool, forget, pool_of
from leadqual.campaigns.ranking.cached_sums import rank_pool, release_small_pool
from leadqual.campaigns.ranking.evidence import (
    Evidence,
    ExampleSet,
    evidence_of,
    examples_of,
    fit_ranker,
)
from leadqual.campaigns.verdicts.leases import QueueState
from leadqual.companies.readings import DESCRIPTION_WEIGHT
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from recommender.active_learning import Strategy
from recommender.ranking.ranker import Ranker, Ranking
from recommender.types import FactorWeights


@dataclass(frozen=True, slots=True, eq=False)
class RankingContext:
    """Everything a response is based on.

    Args:
        judged: company of each verdict, in the order used to fit the ranker.
        signs: above 0 for a like, below 0 for a dislike; 2 or -2 if strong.
        is_excluded: True for each excluded verdict: its contribution is in no score.
        weights: weight of each factor.
        is_open: True for each row of the pool that is in scope and not settled.
        is_asked: True for each of these that matches the filters.
        is_match: True for each row that matches the filters; None without filters.
        lacks_text: True for each row ranked last because it has no text, whose name and some facts
            say little about what the company does; none if text has no weight.
        example_set: seeds and description, appended to the verdicts in the ranker.
        ranking: None before the first like or dislike, without seeds.
        description_similarity: of each row; None without a description or if verdicts count.
        awaits_embedding: the description determines the order, but has no vector yet.
        large: if the pool holds only the candidates of a large workspace.
        n_open: number of possible candidates there.
        n_verdicts: number of verdicts that are not excluded.
    """

    campaign_id: int
    pool: Pool
    evidence: Evidence
    judged: NDArray[np.int64]
    signs: NDArray[np.int8]
    is_excluded: NDArray[np.bool_]
    weights: FactorWeights
    is_open: NDArray[np.bool_]
    is_eligible: NDArray[np.bool_]
    is_match: NDArray[np.bool_] | None
    lacks_text: NDArray[np.bool_]
    example_set: ExampleSet | None
    ranking: Ranking | None
    description_similarity: NDArray[np.float32] | None
    awaits_embedding: bool
    large: IndexedPool | None
    n_open: int
    n_verdicts: int

    @property
    def n_examples(self) -> int:
        """Return the number of examples, which are not verdicts."""
        return 0 if self.example_set is None else len(self.example_set)


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """The companies that a context needs; limits the search in large workspaces.

    Args:
        n: number of companies needed.
        queue: set if a card is needed; the campaign's strategy selects candidates then.
        include: companies to include in any case.
        matching_ids: companies that match the filters of the queue; None without filters.
    """

    n: int
    queue: QueueState | None = None
    include: tuple[int, ...] = ()
    matching_ids: NDArray[np.int64] | None = None


def weights_of(campaign: Campaign, changed: Mapping[str, float] | None = None) -> FactorWeights:
    """Return the weights of a campaign, with defaults for factors it does not set."""
    defaults = FactorWeights().as_dict()
    return FactorWeights(**{**defaults, **campaign.weights, **(changed or {})})


def ranking_context(
    campaign: Campaign, weights: Mapping[str, float] | None = None, *, request: RankingRequest
) -> RankingContext:
    """Return the context of a response.

    Args:
        campaign: whose companies and verdicts.
        weights: weights to try instead of the campaign's.
        request: companies that the response needs.
    """
    factor_weights = weights_of(campaign, weights)
    encoder = load_encoder().version
    evidence = evidence_of(campaign, encoder=encoder)
    decided_ids, members = evidence.decided_ids, evidence.members
    judged, signs, is_excluded = evidence.judged
    large = large_pool_of(campaign.workspace_id, encoder)
    if large is None:
        revision, n_companies = evidence.revision, evidence.n_companies
        pool, n_open = pool_of(campaign.workspace_id, encoder, revision, n_companies), 0
    else:
        release_small_pool(campaign.workspace_id)
        eligible_ids = _eligible_ids(members, request.matching_ids)
        query = _candidate_query(
            campaign, evidence, eligible_ids, weights=factor_weights, request=request
        )
        pool, n_open = large.candidates(query)
    is_open = ~pool.contains(decided_ids)
    if members is not None:
        is_open &= pool.contains(members)
    is_match = (
        None if request.matching_ids is None else np.isin(pool.company_ids, request.matching_ids)
    )
    rows = pool.rows_of(judged)
    is_known = rows >= 0
    judged, signs, is_excluded, rows = (
        judged[is_known],
        signs[is_known],
        is_excluded[is_known],
        rows[is_known],
    )
    ranking = description_similarity = None
    example_set = examples_of(campaign, pool, evidence, has_verdicts=not is_excluded.all())
    if example_set is not None or not is_excluded.all():
        ranking = rank_pool(
            campaign,
            pool,
            dict(zip(rows.tolist(), signs.tolist(), strict=True)),
            weights=factor_weights,
            left_out=rows[is_excluded].tolist(),
            examples=example_set.examples if example_set else None,
        )
    elif evidence.description is not None:
        description_similarity = pool.description_similarity(evidence.description)
    awaits_embedding = (
        ranking is None and description_similarity is None and _depends_on_description(campaign)
    )
    return RankingContext(
        campaign_id=campaign.pk,
        pool=pool,
        evidence=evidence,
        judged=judged,
        signs=signs,
        is_excluded=is_excluded,
        weights=factor_weights,
        is_open=is_open,
        is_eligible=is_open if is_match is None else is_open & is_match,
        is_match=is_match,
        lacks_text=np.asarray(pool.n_known < (DESCRIPTION_WEIGHT if factor_weights.text else 0)),
        example_set=example_set,
        ranking=ranking,
        description_similarity=description_similarity,
        awaits_embedding=awaits_embedding,
        large=large,
        n_open=n_open,
        n_verdicts=int(np.count_nonzero(~is_excluded)),
    )


def _eligible_ids(
    members: Sequence[int] | None, matching_ids: NDArray[np.int64] | None
) -> Sequence[int] | NDArray[np.int64] | None:
    """Return the companies that are in scope and match the filters; None for all."""
    if members is None or matching_ids is None:
        return members if matching_ids is None else matching_ids
    return np.intersect1d(np.asarray(members, dtype=np.int64), matching_ids)


def _candidate_query(
    campaign: Campaign,
    evidence: Evidence,
    members: Sequence[int] | NDArray[np.int64] | None,
    *,
    weights: FactorWeights,
    request: RankingRequest,
) -> CandidateQuery:
    """Return the query for candidates of a large workspace."""
    queue = request.queue
    return CandidateQuery(
        verdict_weights=evidence.verdict_weights,
        weights=weights,
        strategy=Strategy.LIKELY if queue is None else _candidate_strategy(campaign),
        n=request.n,
        decided_ids=evidence.decided_ids,
        unavailable=() if queue is None else queue.skipped | queue.by_others,
        members=members,
        description=evidence.description,
        description_weight=evidence.description_weight,
        include=(*request.include, *evidence.excluded),
        campaign_id=campaign.pk,
    )


def _candidate_strategy(campaign: Campaign) -> Strategy:
    """Return the strategy that selects the candidates of a large workspace."""
    strategy = Strategy(campaign.strategy)
    if campaign.exploration and strategy is Strategy.LIKELY:
        return Strategy.MIX  # New areas are not among the best alone.
    return strategy


def _depends_on_description(campaign: Campaign) -> bool:
    """Return whether the first card depends on a description that the job has yet to embed."""
    is_eligible = campaign.strategy != Campaign.Strategy.LARGEST and campaign.archived_at is None
    return is_eligible and bool(campaign.description)


def order_rows(context: RankingContext, rows: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Return some rows, else the open ones, best first; companies without a text are last."""
    if rows is None:
        rows = np.flatnonzero(context.is_open)
    scores = context.description_similarity if context.ranking is None else context.ranking.scores
    if scores is None:
        return _order_by_facts(context.pool, rows)
    return rows[np.lexsort((-scores[rows], context.lacks_text[rows]))]


def _order_by_facts(pool: Pool, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Order rows by number of known facts, then by size: the easiest to review first."""
    sizes = np.nan_to_num(sizes_of(pool)[rows], nan=-1.0)
    return rows[np.lexsort((-sizes, -pool.n_known[rows]))]


def sizes_of(pool: Pool) -> NDArray[np.float32]:
    """Return the logarithm of the employees of each company, NaN if unknown."""
    sizes = pool.features.take(slice(None)).size
    return np.full(len(pool), np.nan, dtype=np.float32) if sizes is None else sizes


def forget_deleted(context: RankingContext, campaign: Campaign) -> bool:
    """Remove deleted companies from the cache; return True if a retry makes sense."""
    if context.large is None:
        forget(campaign.workspace_id)  # Reloaded at the next call.
        return False
    existing = Company.objects.filter(pk__in=context.pool.company_ids.tolist())
    deleted = set(context.pool.company_ids.tolist()) - set(existing.values_list("pk", flat=True))
    context.large.drop(deleted)
    return bool(deleted)


def without_verdict_on(
    context: RankingContext, company_id: int
) -> tuple[RankingContext, Ranker | None]:
    """Return a context without the verdict on a company.

    Args:
        context: with the verdict.
        company_id: company of the verdict; only its row of the pool is used.

    Returns:
        The context, and the ranker that explains its scores; None if there is no other verdict
        or example.
    """
    is_kept = context.judged != company_id
    others = replace(
        context,
        judged=context.judged[is_kept],
        signs=context.signs[is_kept],
        is_excluded=context.is_excluded[is_kept],
        n_verdicts=int(np.count_nonzero(~context.is_excluded[is_kept])),
    )
    if not others.n_verdicts and others.example_set is None:
        return replace(others, ranking=None), None
    rows = context.pool.rows_of(others.judged.tolist())
    ranker = fit_ranker(
        context.pool.features.take(np.asarray(rows, dtype=np.intp)),
        others.signs,
        left_out=others.is_excluded,
        example_set=others.example_set,
        weights=others.weights,
    )
    return others, ranker
