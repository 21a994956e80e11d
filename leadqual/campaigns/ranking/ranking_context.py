"""The context of a campaign's ranking: its companies, evidence and scores.

The pool holds all companies of a small workspace, or the candidates of a large one.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pool.candidate_search import (
    MAX_FORMER,
    IndexedFeatures,
    IndexedPool,
    large_pool_of,
)
from leadqual.campaigns.pool.company_pool import CandidateQuery, Pool, forget, pool_of, rows_among
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
"""Campaigns, or previewed weights, cached in a process; each takes 40 bytes a company."""

MAX_LARGE = 4
"""The same for large workspaces; each takes 80 bytes for each candidate."""

MAX_ROWS = 30_000
"""With more candidates of a large workspace, those with a verdict are scored, too: the map and lead
scores ask for them, a card does not."""

_lock = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class RankingContext:
    """Everything a response is based on.

    Args:
        judged: company of each verdict, in the order used to fit the ranker.
        signs: above 0 for a like, below 0 for a dislike; 2 or -2 if strong.
        is_out: True for each excluded verdict: its contribution is in no score.
        weights: weight of each factor.
        is_open: True for each row of the pool that is in scope and not settled.
        is_match: True for each row that matches the filters; None without filters.
        example_set: seeds and description, appended to the verdicts in the ranker.
        ranking: None before the first like or dislike, without seeds.
        likeness: of each row to the description; None without one or if verdicts count.
        is_unread: the description determines the order, but has no vector yet.
        large: if the pool holds only the candidates of a large workspace.
        n_open: number of possible candidates there.
    """

    campaign_id: int
    pool: Pool
    evidence: Evidence
    judged: NDArray[np.int64]
    signs: NDArray[np.int8]
    is_out: NDArray[np.bool_]
    weights: FactorWeights
    is_open: NDArray[np.bool_]
    is_match: NDArray[np.bool_] | None
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
        """Return the number of examples, which are not verdicts."""
        return 0 if self.example_set is None else len(self.example_set)

    @property
    def is_asked(self) -> NDArray[np.bool_]:
        """Return True for each open row that matches the filters."""
        return self.is_open if self.is_match is None else self.is_open & self.is_match

    def likeness_of(self, row: int) -> float | None:
        """Return the cosine of a row with the description, if that is the order."""
        return None if self.likeness is None else float(self.likeness[row])


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """The companies that a context needs; limits the search in large workspaces.

    Args:
        n: number of companies needed.
        queue: set if a card is needed.
        also: companies to include in any case.
        among: companies that match the filters of the queue; None without filters.
    """

    n: int
    queue: QueueState | None = None
    also: tuple[int, ...] = ()
    strategy: Strategy = Strategy.LIKELY
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
    encoder = load_encoder().version
    counts = weights_of(campaign, weights)
    evidence = evidence_of(campaign, encoder=encoder)
    members = evidence.members
    large = large_pool_of(campaign.workspace_id, encoder)
    if large is None:
        revision, n_companies = evidence.revision, evidence.n_companies
        pool, n_open = pool_of(campaign.workspace_id, encoder, revision, n_companies), 0
    else:
        _forget_exact(campaign.workspace_id)
        asked = _asked(members, ask.among)
        question = _question(campaign, evidence, asked, weights=counts, ask=ask)
        pool, n_open = large.candidates(question)
    is_open = ~pool.contains(evidence.settled)
    if members is not None:
        is_open &= pool.contains(members)
    is_match = None if ask.among is None else np.isin(pool.company_ids, ask.among)
    judged, signs, is_out, rows = _judged(evidence, pool)
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
        is_match=is_match,
        example_set=example_set,
        ranking=ranking,
        likeness=likeness,
        is_unread=is_unread,
        large=large,
        n_open=n_open,
    )


def _asked(
    members: Sequence[int] | None, among: NDArray[np.int64] | None
) -> Sequence[int] | NDArray[np.int64] | None:
    """Return the companies that are in scope and match the filters; None for all."""
    if members is None or among is None:
        return members if among is None else among
    return np.intersect1d(np.asarray(members, dtype=np.int64), among)


def _judged(
    evidence: Evidence, pool: Pool
) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.bool_], NDArray[np.intp]]:
    """Return the companies of a pool with a verdict, ascending: sign, if it is excluded, row."""
    n, n_out = len(evidence.signals), len(evidence.dropped)
    judged = np.fromiter(chain(evidence.signals, evidence.dropped), np.int64, n + n_out)
    values = chain(evidence.signals.values(), evidence.dropped.values())
    signs = np.fromiter(values, np.int8, n + n_out)
    order = np.argsort(judged)
    rows = pool.rows_of(judged[order])
    order, rows = order[rows >= 0], rows[rows >= 0]
    return judged[order], signs[order], order >= n, rows


@dataclass(slots=True)
class _Kept:
    """Sums of the verdicts on a pool; one thread at a time updates them.

    Of a large workspace, candidates of former queries are kept as well: most of those that a query
    lacks are back in one of the next, and would be compared with all verdicts again.

    Args:
        places: record of each candidate, ascending; none if the pool holds a whole workspace.
    """

    workspace_id: int
    pool: Pool
    tally: VerdictSums
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
            return self.tally.rank(verdicts, left_out=left_out, examples=examples)
        self._take_in(pool, pool.features)
        rows = rows_among(self.places, pool.features.places)
        found = self.tally.rank(
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

    def _take_in(self, pool: Pool, features: IndexedFeatures) -> None:
        """Count the candidates of a query among those compared; new index files start over."""
        wanted = np.sort(features.places)
        if pool.space is not self.pool.space:
            self.tally, self.places = _sums(pool, self.tally.weights, wanted), wanted
        elif (rows_among(self.places, wanted) < 0).any():
            both = np.union1d(self.places, wanted)
            now = both if len(both) <= len(wanted) + MAX_FORMER else wanted
            self.tally.move_to(features.at(now), rows_among(self.places, now))
            self.places = now
        self.pool = pool


def _sums(pool: Pool, weights: FactorWeights, places: NDArray[np.intp]) -> VerdictSums:
    features = pool.features
    candidates = features.at(places) if isinstance(features, IndexedFeatures) else features
    return VerdictSums(candidates, weights=weights, open_only=_is_for_cards(pool))


def _is_for_cards(pool: Pool) -> bool:
    return not pool.is_whole and len(pool) <= MAX_ROWS


_tallies: OrderedDict[tuple[int, FactorWeights, bool], _Kept] = OrderedDict()


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
    kept = _kept_of(campaign, pool, weights)
    with kept.lock:
        try:
            return kept.rank(pool, verdicts, left_out, examples)
        except BaseException:  # The sums may be partly updated, e.g. after a MemoryError.
            kept.is_broken = True
            raise


def _kept_of(campaign: Campaign, pool: Pool, weights: FactorWeights) -> _Kept:
    key, workspace_id = (campaign.pk, weights, _is_for_cards(pool)), campaign.workspace_id
    with _lock:
        if pool.is_whole:  # Sums of former pools would keep those in memory.
            _drop_tallies(workspace_id, other_than=pool)
        kept = _tallies.get(key)
        if kept is None or kept.is_broken or (pool.is_whole and kept.pool is not pool):
            places = np.sort(pool.places) if pool.places is not None else np.empty(0, np.intp)
            kept = _tallies[key] = _Kept(workspace_id, pool, _sums(pool, weights, places), places)
        _tallies.move_to_end(key)
        alike = [other for other, one in _tallies.items() if one.pool.is_whole == pool.is_whole]
        for other in alike[: -(MAX_TALLIES if pool.is_whole else MAX_LARGE)]:
            del _tallies[other]
    return kept


def _drop_tallies(workspace_id: int, *, other_than: Pool | None) -> None:
    """Drop the sums of other pools that hold the whole workspace."""
    for key, kept in list(_tallies.items()):
        is_other = kept.pool.is_whole and kept.pool is not other_than
        if kept.workspace_id == workspace_id and is_other:
            del _tallies[key]


def _forget_exact(workspace_id: int) -> None:
    """Release a workspace that was held in memory until its index files existed."""
    forget(workspace_id)
    with _lock:
        _drop_tallies(workspace_id, other_than=None)


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
    return rows[np.lexsort((-scores[rows], without_text(context)[rows]))]


def without_text(context: RankingContext) -> NDArray[np.bool_]:
    """Return True for each row ranked last because it has no text; none if text has no weight.

    Its name and some facts say little about what such a company does.
    """
    if not context.weights.text:
        return np.zeros(len(context.pool), dtype=np.bool_)
    return ~context.pool.is_described


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
