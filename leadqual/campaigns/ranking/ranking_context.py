"""What an answer about a campaign is made from: its companies, its evidence, and their ranking.

The companies are all of a small workspace, or the candidates of a large one (`large`).
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool.candidate_search import IndexedPool, large_pool_of
from leadqual.campaigns.pool.company_pool import CandidateQuery, Pool, forget, pool_of
from leadqual.campaigns.ranking.evidence import (
    Evidence,
    ExampleSet,
    evidence_of,
    examples_of,
    fitted,
)
from leadqual.campaigns.verdicts.leases import QueueState
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from recommender.active_learning import Strategy
from recommender.ranking.ranker import Ranker, Ranking
from recommender.ranking.verdict_sums import Examples, VerdictSums
from recommender.types import FactorWeights

MAX_TALLIES = 16
"""Campaigns, or sliders that are tried, that a process remembers; each takes 40 bytes a company."""

MAX_LARGE = 4
"""The same of large workspaces; each takes 2 kB for each of its candidates."""

MAX_ROWS = 30_000
"""Candidates of a large workspace that are kept for the next question; a map asks for more."""


@dataclass(frozen=True, slots=True, eq=False)
class RankingContext:
    """Everything that one answer is made from.

    Args:
        judged: company of each verdict, in the order that the ranker was fitted with.
        signs: above 0 for a like, below for a dislike; 2 or -2 for a strong one.
        is_out: True for each that was dropped: what it contributes is in no score.
        weights: how much each factor counts.
        is_open: True for each row of the pool that is in scope and not settled.
        example_set: seeds and description, which the ranker knows behind the verdicts.
        ranking: None before the first like or dislike, without seeds.
        likeness: of each row to the description; None without one or where verdicts count.
        is_unread: the description would give the order, but waits for its vector.
        large: where the pool holds the candidates of a large workspace only.
        n_open: companies that could be found there.
    """

    campaign_id: int
    pool: Pool
    evidence: Evidence
    judged: NDArray[np.int64]
    signs: NDArray[np.int8]
    is_out: NDArray[np.bool_]
    weights: FactorWeights
    is_open: NDArray[np.bool_]
    example_set: ExampleSet | None
    ranking: Ranking | None
    likeness: NDArray[np.float32] | None
    is_unread: bool
    large: IndexedPool | None
    n_open: int

    @property
    def n_verdicts(self) -> int:
        return int(np.count_nonzero(~self.is_out))

    @property
    def n_examples(self) -> int:
        """Return how many examples count besides; they are no verdicts."""
        return 0 if self.example_set is None else len(self.example_set)

    def likeness_of(self, row: int) -> float | None:
        """Return the cosine of a row to the description, where that gives the order."""
        return None if self.likeness is None else float(self.likeness[row])


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """What a context is for; a large workspace looks for no more than that.

    Args:
        n: companies that are needed.
        queue: where a card is looked for.
        also: companies that are needed in any case.
    """

    n: int
    queue: QueueState | None = None
    also: tuple[int, ...] = ()
    strategy: Strategy = Strategy.LIKELY


def weights_of(campaign: Campaign, changed: Mapping[str, float] | None = None) -> FactorWeights:
    """Return the weights of a campaign; factors without one of its own have the usual weight."""
    usual = FactorWeights().as_dict()
    return FactorWeights(**{**usual, **campaign.weights, **(changed or {})})


def ranking_context(
    campaign: Campaign, weights: Mapping[str, float] | None = None, *, ask: RankingRequest
) -> RankingContext:
    """Read what one answer is made from.

    Args:
        campaign: whose companies and verdicts.
        weights: factors with another weight than the campaign's, to try.
        ask: what the answer needs.
    """
    encoder = load_encoder().version
    counts = weights_of(campaign, weights)
    evidence = evidence_of(campaign, encoder=encoder)
    members = evidence.members
    large = large_pool_of(campaign.workspace_id, encoder)
    if large is None:
        pool, n_open = pool_of(campaign.workspace_id, encoder, evidence.revision), 0
    else:
        _forget_exact(campaign.workspace_id)
        question = _question(campaign, evidence, members, weights=counts, ask=ask)
        pool, n_open = large.candidates(question)
    is_open = ~pool.contains(evidence.settled)
    if members is not None:
        is_open &= pool.contains(members)
    said = {**evidence.signals, **evidence.dropped}
    judged = np.array(sorted(said), dtype=np.int64)
    rows = pool.rows_of(judged.tolist())
    judged, rows = judged[rows >= 0], rows[rows >= 0]
    signs = np.array([said[int(company)] for company in judged], dtype=np.int8)
    is_out = np.isin(judged, list(evidence.dropped))
    ranking = likeness = None
    example_set = examples_of(campaign, pool, evidence, has_verdicts=not is_out.all())
    is_ranked = example_set is not None or not is_out.all()
    if is_ranked:
        verdicts = dict(zip(rows.tolist(), signs.tolist(), strict=True))
        left_out = rows[is_out].tolist()
        examples = example_set.examples if example_set else None
        ranking = _rank(
            campaign, pool, verdicts, weights=counts, left_out=left_out, examples=examples
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
        example_set=example_set,
        ranking=ranking,
        likeness=likeness,
        is_unread=is_unread,
        large=large,
        n_open=n_open,
    )


@dataclass(slots=True)
class _Kept:
    """Sums over the verdicts on the companies of a pool; one thread at a time adds to them."""

    workspace_id: int
    pool: Pool
    tally: VerdictSums
    is_broken: bool = False
    lock: Lock = field(default_factory=Lock)

    def move_to(self, pool: Pool) -> None:
        """Go on with the pool of another question; after new index files everything is new."""
        former = pool.rows_in(self.pool)
        if former is None:
            self.tally = VerdictSums(pool.features, weights=self.tally.weights)
        else:
            self.tally.move_to(pool.features, former)
        self.pool = pool


_tallies: OrderedDict[tuple[int, FactorWeights], _Kept] = OrderedDict()
_lock = Lock()


def _rank(
    campaign: Campaign,
    pool: Pool,
    verdicts: Mapping[int, int],
    *,
    weights: FactorWeights,
    left_out: Collection[int] = (),
    examples: Examples | None = None,
) -> Ranking:
    """Score the companies of a pool by the verdicts of a campaign.

    Only what changed since the last call of this process is compared: verdicts, and companies
    that were not in the pool of that call.

    Args:
        campaign: whose verdicts.
        pool: its companies.
        verdicts: row of the pool → 1 for a like, -1 for a dislike, twice that for a strong one.
        weights: how much each factor counts.
        left_out: rows of verdicts of which no score has what they contribute.
        examples: what counts as likes besides.
    """
    if not pool.is_whole and len(pool) > MAX_ROWS:
        sums = VerdictSums(pool.features, weights=weights)
        return sums.rank(verdicts, left_out=left_out, examples=examples)
    kept = _kept_of(campaign, pool, weights)
    with kept.lock:
        try:
            if kept.pool is not pool:
                kept.move_to(pool)
            return kept.tally.rank(verdicts, left_out=left_out, examples=examples)
        except BaseException:  # Some may have been added and others not, e.g. for want of memory.
            kept.is_broken = True
            raise


def _kept_of(campaign: Campaign, pool: Pool, weights: FactorWeights) -> _Kept:
    key, workspace_id = (campaign.pk, weights), campaign.workspace_id
    with _lock:
        if pool.is_whole:  # Each of a former pool would hold that in memory.
            _drop_tallies(workspace_id, other_than=pool)
        kept = _tallies.get(key)
        if kept is None or kept.is_broken:
            tally = VerdictSums(pool.features, weights=weights)
            kept = _tallies[key] = _Kept(workspace_id, pool, tally)
        _tallies.move_to_end(key)
        alike = [other for other, one in _tallies.items() if one.pool.is_whole == pool.is_whole]
        for other in alike[: -(MAX_TALLIES if pool.is_whole else MAX_LARGE)]:
            del _tallies[other]
    return kept


def _drop_tallies(workspace_id: int, *, other_than: Pool | None) -> None:
    """Drop the sums over another pool that holds the whole workspace."""
    for key, kept in list(_tallies.items()):
        is_other = kept.pool.is_whole and kept.pool is not other_than
        if kept.workspace_id == workspace_id and is_other:
            del _tallies[key]


def _forget_exact(workspace_id: int) -> None:
    """Give back what was held of a workspace until its index files were there."""
    forget(workspace_id)
    with _lock:
        _drop_tallies(workspace_id, other_than=None)


def _question(
    campaign: Campaign,
    evidence: Evidence,
    members: Sequence[int] | None,
    *,
    weights: FactorWeights,
    ask: RankingRequest,
) -> CandidateQuery:
    """Return what the candidates of a large workspace have to hold."""
    queue = ask.queue
    return CandidateQuery(
        pulls=evidence.pulls,
        weights=weights,
        strategy=ask.strategy,
        n=ask.n,
        settled=evidence.settled,
        apart=() if queue is None else queue.apart,
        members=members,
        description=evidence.description,
        described=evidence.described,
        also=(*ask.also, *evidence.dropped),
        campaign_id=campaign.pk,
    )


def _awaits_reading(campaign: Campaign) -> bool:
    """Return whether the job will read the description and the first card depends on it."""
    is_asked = campaign.strategy != Campaign.Strategy.LARGEST and campaign.archived_at is None
    return is_asked and bool(campaign.description)


def order_of(context: RankingContext) -> NDArray[np.intp]:
    """Return the open rows, best first; companies without a text come behind the others."""
    rows = np.flatnonzero(context.is_open)
    scores = context.likeness if context.ranking is None else context.ranking.scores
    if scores is None:
        return _best_known(context.pool, rows)
    return rows[np.lexsort((-scores[rows], without_text(context)[rows]))]


def without_text(context: RankingContext) -> NDArray[np.bool_]:
    """Return True for each row that comes last as it has no text; none where text counts nothing.

    What is known of such a company is its name and some facts, which say little of what it does.
    """
    if not context.weights.text:
        return np.zeros(len(context.pool), dtype=np.bool_)
    return ~context.pool.is_described


def _best_known(pool: Pool, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Order rows by how many facts are known, then by size: the easiest to judge first."""
    sizes = np.nan_to_num(sizes_of(pool)[rows], nan=-1.0)
    return rows[np.lexsort((-sizes, -pool.n_known[rows]))]


def sizes_of(pool: Pool) -> NDArray[np.float32]:
    """Return the logarithm of the employees of each company, NaN where unknown."""
    sizes = pool.features.size
    return np.full(len(pool), np.nan, dtype=np.float32) if sizes is None else sizes


def forget_deleted(context: RankingContext, campaign: Campaign) -> bool:
    """Leave deleted companies out from now on; True where it is worth asking again at once."""
    if context.large is None:
        forget(campaign.workspace_id)  # Read again next time.
        return False
    there = Company.objects.filter(pk__in=context.pool.company_ids.tolist())
    gone = set(context.pool.company_ids.tolist()) - set(there.values_list("pk", flat=True))
    context.large.drop(gone)
    return bool(gone)


def without_verdict_on(
    context: RankingContext, company_id: int
) -> tuple[RankingContext, Ranker | None]:
    """Return a context as it is for somebody who does not know the verdict on a company.

    Args:
        context: with the verdict.
        company_id: company of the verdict; its row of the pool is all that is looked at.

    Returns:
        The context, and what explains scores in it; None where nothing else was judged and nothing
        stands for what is looked for.
    """
    is_kept = context.judged != company_id
    others = replace(
        context,
        judged=context.judged[is_kept],
        signs=context.signs[is_kept],
        is_out=context.is_out[is_kept],
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
