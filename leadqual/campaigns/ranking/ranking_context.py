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
from leadqual.campaigns.ranking.cached_sums import rank_pool, release_exact
from leadqual.campaigns.ranking.evidence import (
    Evidence,
    ExampleSet,
    evidence_of,
    examples_of,
    fitted,
)
from leadqual.campaigns.verdicts.leases import QueueState
from leadqual.companies.readings import DESCRIBED
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
        is_out: True for each excluded verdict: its contribution is in no score.
        weights: weight of each factor.
        is_open: True for each row of the pool that is in scope and not settled.
        is_asked: True for each of these that matches the filters.
        is_match: True for each row that matches the filters; None without filters.
        lacks_text: True for each row ranked last because it has no text, whose name and some facts
            say little about what the company does; none if text has no weight.
        example_set: seeds and description, appended to the verdicts in the ranker.
        ranking: None before the first like or dislike, without seeds.
        likeness: of each row to the description; None without one or if verdicts count.
        is_unread: the description determines the order, but has no vector yet.
        large: if the pool holds only the candidates of a large workspace.
        n_open: number of possible candidates there.
        n_verdicts: number of verdicts that are not excluded.
    """

    campaign_id: int
    pool: Pool
    evidence: Evidence
    judged: NDArray[np.int64]
    signs: NDArray[np.int8]
    is_out: NDArray[np.bool_]
    weights: FactorWeights
    is_open: NDArray[np.bool_]
    is_asked: NDArray[np.bool_]
    is_match: NDArray[np.bool_] | None
    lacks_text: NDArray[np.bool_]
    example_set: ExampleSet | None
    ranking: Ranking | None
    likeness: NDArray[np.float32] | None
    is_unread: bool
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
        also: companies to include in any case.
        among: companies that match the filters of the queue; None without filters.
    """

    n: int
    queue: QueueState | None = None
    also: tuple[int, ...] = ()
    among: NDArray[np.int64] | None = None


def weights_of(campaign: Campaign, changed: Mapping[str, float] | None = None) -> FactorWeights:
    """Return the weights of a campaign, with defaults for factors it does not set."""
    usual = FactorWeights().as_dict()
    return FactorWeights(**{**usual, **campaign.weights, **(changed or {})})


def ranking_context(
    campaign: Campaign, weights: Mapping[str, float] | None = None, *, ask: RankingRequest
) -> RankingContext:
    """Return the context of a response.

    Args:
        campaign: whose companies and verdicts.
        weights: weights to try instead of the campaign's.
        ask: companies that the response needs.
    """
    counts = weights_of(campaign, weights)
    encoder = load_encoder().version
    evidence = evidence_of(campaign, encoder=encoder)
    settled, members = evidence.settled, evidence.members
    judged, signs, is_out = evidence.judged
    large = large_pool_of(campaign.workspace_id, encoder)
    if large is None:
        revision, n_companies = evidence.revision, evidence.n_companies
        pool, n_open = pool_of(campaign.workspace_id, encoder, revision, n_companies), 0
    else:
        release_exact(campaign.workspace_id)
        asked = _asked(members, ask.among)
        question = _question(campaign, evidence, asked, weights=counts, ask=ask)
        pool, n_open = large.candidates(question)
    is_open = ~pool.contains(settled)
    if members is not None:
        is_open &= pool.contains(members)
    is_match = None if ask.among is None else np.isin(pool.company_ids, ask.among)
    rows = pool.rows_of(judged)
    known = rows >= 0
    judged, signs, is_out, rows = judged[known], signs[known], is_out[known], rows[known]
    ranking = likeness = None
    example_set = examples_of(campaign, pool, evidence, has_verdicts=not is_out.all())
    if example_set is not None or not is_out.all():
        ranking = rank_pool(
            campaign,
            pool,
            dict(zip(rows.tolist(), signs.tolist(), strict=True)),
            weights=counts,
            left_out=rows[is_out].tolist(),
            examples=example_set.examples if example_set else None,
        )
    elif evidence.description is not None:
        likeness = pool.likeness(evidence.description)
    is_unread = ranking is None and likeness is None and _awaits_reading(campaign)
    return RankingContext(
        campaign_id=campaign.pk,
        pool=pool,
        evidence=evidence,
        judged=judged,
        signs=signs,
        is_out=is_out,
        weights=counts,
        is_open=is_open,
        is_asked=is_open if is_match is None else is_open & is_match,
        is_match=is_match,
        lacks_text=np.asarray(pool.n_known < (DESCRIBED if counts.text else 0)),
        example_set=example_set,
        ranking=ranking,
        likeness=likeness,
        is_unread=is_unread,
        large=large,
        n_open=n_open,
        n_verdicts=int(np.count_nonzero(~is_out)),
    )


def _asked(
    members: Sequence[int] | None, among: NDArray[np.int64] | None
) -> Sequence[int] | NDArray[np.int64] | None:
    """Return the companies that are in scope and match the filters; None for all."""
    if members is None or among is None:
        return members if among is None else among
    return np.intersect1d(np.asarray(members, dtype=np.int64), among)


def _question(
    campaign: Campaign,
    evidence: Evidence,
    members: Sequence[int] | NDArray[np.int64] | None,
    *,
    weights: FactorWeights,
    ask: RankingRequest,
) -> CandidateQuery:
    """Return the query for candidates of a large workspace."""
    queue = ask.queue
    return CandidateQuery(
        pulls=evidence.pulls,
        weights=weights,
        strategy=Strategy.LIKELY if queue is None else _wide_strategy(campaign),
        n=ask.n,
        settled=evidence.settled,
        apart=() if queue is None else queue.skipped | queue.by_others,
        members=members,
        description=evidence.description,
        described=evidence.described,
        also=(*ask.also, *evidence.dropped),
        campaign_id=campaign.pk,
    )


def _wide_strategy(campaign: Campaign) -> Strategy:
    """Return the strategy that selects the candidates of a large workspace."""
    strategy = Strategy(campaign.strategy)
    if campaign.exploration and strategy is Strategy.LIKELY:
        return Strategy.MIX  # New areas are not among the best alone.
    return strategy


def _awaits_reading(campaign: Campaign) -> bool:
    """Return whether the first card depends on a description that the job has yet to embed."""
    is_asked = campaign.strategy != Campaign.Strategy.LARGEST and campaign.archived_at is None
    return is_asked and bool(campaign.description)


def order_of(context: RankingContext, rows: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Return some rows, else the open ones, best first; companies without a text are last."""
    if rows is None:
        rows = np.flatnonzero(context.is_open)
    scores = context.likeness if context.ranking is None else context.ranking.scores
    if scores is None:
        return _best_known(context.pool, rows)
    return rows[np.lexsort((-scores[rows], context.lacks_text[rows]))]


def _best_known(pool: Pool, rows: NDArray[np.intp]) -> NDArray[np.intp]:
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
    there = Company.objects.filter(pk__in=context.pool.company_ids.tolist())
    gone = set(context.pool.company_ids.tolist()) - set(there.values_list("pk", flat=True))
    context.large.drop(gone)
    return bool(gone)


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
        is_out=context.is_out[is_kept],
        n_verdicts=int(np.count_nonzero(~context.is_out[is_kept])),
    )
    if not others.n_verdicts and others.example_set is None:
        return replace(others, ranking=None), None
    rows = context.pool.rows_of(others.judged.tolist())
    ranker = fitted(
        context.pool.features.take(np.asarray(rows, dtype=np.intp)),
        others.signs,
        left_out=others.is_out,
        example_set=others.example_set,
        weights=others.weights,
    )
    return others, ranker
