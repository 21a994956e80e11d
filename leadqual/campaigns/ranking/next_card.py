"""Which company next, and why: vectors and verdicts → recommender → cards."""

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.blind_review import without_verdict_on
from leadqual.campaigns.ranking.cards import Card, NoCard
from leadqual.campaigns.ranking.explanations import score_explanations
from leadqual.campaigns.ranking.exploration import exploration_cells
from leadqual.campaigns.ranking.ranking_context import (
    Queue,
    RankingContext,
    RankingRequest,
    forget_deleted,
    order_of,
    ranking_context,
    sizes_of,
    without_text,
)
from leadqual.campaigns.selectors import awaiting, companies_of
from leadqual.campaigns.verdicts import leases
from leadqual.core.double_review import is_turn
from leadqual.leads.models import Company
from recommender.active_learning.questions import Strategy, next_questions

MAX_AHEAD = 8
"""Cards that a browser keeps for the time without a connection."""

_OPEN_FOR_ONE_AHEAD = 20  # With fewer open companies for each, others would wait for cards.
_MAX_TRIED = 40  # Cards that are tried until one is free.


def next_card(
    campaign: Campaign,
    *,
    person: User,
    now: datetime | None = None,
    waits_for_description: bool = True,
) -> Card | NoCard:
    """Return the next company for a person, leased to them, with every verdict counted.

    A page that is loaded again gives the same card. Nine queries, with scope `selected` ten.

    Args:
        campaign: whose companies are asked about.
        person: who gets the card.
        now: for leases.
        waits_for_description: no card while only the description could say which, and it waits
            to be read; a card that the person holds goes back then.
    """
    if campaign.archived_at is not None:
        return NoCard.ARCHIVED
    now = now or timezone.now()
    held = leases.leased_by(campaign=campaign, holder=person, now=now)
    queue = Queue(campaign, person, now)
    scene = ranking_context(
        campaign, ask=RankingRequest(_MAX_TRIED, queue, () if held is None else (held,))
    )
    if waits_for_description and scene.is_unread and scene.is_open.any():
        leases.give_back(campaign=campaign, holder=person)
        return NoCard.DESCRIPTION_UNREAD
    if held is not None and _is_for(queue, scene, held):
        wanted: list[int] | NoCard = [held]
    else:
        wanted = _wanted(scene, campaign, queue)
    if isinstance(wanted, NoCard):
        return wanted
    taken = leases.lease_first(
        campaign=campaign,
        company_ids=wanted,
        holder=person,
        now=now,
        scores=_predictions(scene, wanted),
    )
    company = None if taken is None else companies_of(campaign).filter(pk=taken).first()
    if company is None:
        return _gone(scene, campaign, wanted)
    return _card(scene, company, hides_verdict=True)


def cards_ahead(campaign: Campaign, *, person: User, now: datetime | None = None) -> list[Card]:
    """Return the cards that come next as it stands now, leased to a person in advance.

    They are for the time without a connection; with one, each next card is found anew. Where few
    companies are open there are none, so that nobody lacks a card for them.

    Args:
        campaign: whose companies.
        person: who gets them.
        now: for leases.
    """
    now = now or timezone.now()
    if campaign.archived_at is not None:
        return []
    held = leases.leased_by(campaign=campaign, holder=person, now=now)
    queue = Queue(campaign, person, now)
    scene = ranking_context(campaign, ask=RankingRequest(_MAX_TRIED, queue))
    free = _free_rows(scene, campaign, queue, queue.held.by_others)
    if isinstance(free, NoCard):
        return []
    rows = _questions(scene, campaign, free)[:_MAX_TRIED]
    wanted = [company for company in scene.pool.company_ids[rows].tolist() if company != held]
    taken = leases.lease_ahead(
        campaign=campaign,
        company_ids=wanted,
        holder=person,
        now=now,
        scores=_predictions(scene, wanted),
        most=min(MAX_AHEAD, int(np.count_nonzero(free)) // _OPEN_FOR_ONE_AHEAD),
    )
    there = companies_of(campaign).in_bulk(taken)
    companies = [there[pk] for pk in taken if pk in there]
    explained = score_explanations(scene, scene.pool.rows_of([one.pk for one in companies]))
    return [
        Card(company, why, scene.likeness_of(int(scene.pool.rows_of([company.pk])[0])))
        for company, why in zip(companies, explained, strict=True)
    ]


def _predictions(scene: RankingContext, company_ids: Sequence[int]) -> dict[int, float]:
    """Return company → score of those without a verdict; a verdict would predict itself."""
    if scene.ranking is None:
        return {}
    rows = scene.pool.rows_of(company_ids)
    scores = scene.ranking.scores[rows].tolist()
    judged = set(scene.judged.tolist())
    return {
        company: score
        for company, row, score in zip(company_ids, rows, scores, strict=True)
        if row >= 0 and company not in judged
    }


def _is_for(queue: Queue, scene: RankingContext, held: int) -> bool:
    """Say whether a card that a person holds is still one for them."""
    return held in queue.awaiting or bool(scene.is_open[scene.pool.rows_of([held])].any())


def _wanted(scene: RankingContext, campaign: Campaign, queue: Queue) -> list[int] | NoCard:
    """Return the companies that a person may be asked about now, first question first.

    Now and then one that somebody else judged before comes first, whatever it scores. Whoever has
    no other card gets one that a silent browser keeps ahead.
    """
    again = _second_looks(scene, queue)
    free = _free_rows(scene, campaign, queue, queue.held.by_others)
    if free is NoCard.ALL_LEASED and not again:
        free = _free_rows(scene, campaign, queue, queue.held.by_others - queue.held.by_silent)
    if isinstance(free, NoCard):
        return again or free
    rows = _questions(scene, campaign, free)[:_MAX_TRIED]
    wanted: list[int] = scene.pool.company_ids[rows].tolist()
    if again and is_turn(campaign.overlap, queue.own.n):
        return [*again, *wanted][:_MAX_TRIED]
    return wanted


def _second_looks(scene: RankingContext, queue: Queue) -> list[int]:
    """Return the companies that the person may judge second; those that were read, not dropped."""
    closed = queue.apart | scene.evidence.dropped.keys()
    open_ = [company for company in queue.awaiting if company not in closed]
    known = scene.pool.rows_of(open_) >= 0
    return [company for company, is_known in zip(open_, known, strict=True) if is_known]


def _gone(scene: RankingContext, campaign: Campaign, wanted: Sequence[int]) -> NoCard:
    """Say why nothing could be leased: others were quicker, or the companies were deleted."""
    if companies_of(campaign).filter(pk__in=wanted).exists():
        return NoCard.ALL_LEASED
    forget_deleted(scene, campaign)
    return NoCard.NOT_EMBEDDED if companies_of(campaign).exists() else NoCard.NO_COMPANIES


def _free_rows(
    scene: RankingContext, campaign: Campaign, queue: Queue, held: Collection[int]
) -> NDArray[np.bool_] | NoCard:
    if not scene.is_open.any():
        return _none_open(scene, campaign)
    wanted = scene.is_open & ~scene.pool.contains(queue.own.skipped)
    if not wanted.any():
        return NoCard.ALL_SKIPPED
    free = wanted & ~scene.pool.contains(held)
    return free if free.any() else NoCard.ALL_LEASED


def _none_open(scene: RankingContext, campaign: Campaign) -> NoCard:
    companies = companies_of(campaign)
    if companies.exclude(pk__in=scene.evidence.settled).exists():
        return NoCard.NOT_EMBEDDED
    if awaiting(campaign):
        return NoCard.SECOND_WANTED
    return NoCard.ALL_JUDGED if companies.exists() else NoCard.NO_COMPANIES


def card_of(campaign: Campaign, company: Company) -> Card:
    """Return what is known of one company in a campaign; nobody leases it by that."""
    scene = ranking_context(campaign, ask=RankingRequest(1, also=(company.pk,)))
    if scene.pool.rows_of([company.pk])[0] < 0:
        return Card(company, None)
    return _card(scene, company)


def _questions(
    scene: RankingContext, campaign: Campaign, free: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Return the rows that may be asked about now, first question first."""
    strategy = Strategy(campaign.strategy)
    elsewhere = None
    if strategy is Strategy.MIX and scene.likeness is None:
        elsewhere = exploration_cells(scene, campaign)
    if scene.ranking is None:
        if elsewhere is not None:
            return elsewhere.order(np.flatnonzero(free))[:_MAX_TRIED]
        if strategy is Strategy.LARGEST:
            rows = np.flatnonzero(free)
            sizes = np.nan_to_num(sizes_of(scene.pool)[rows], nan=-1.0)
            return rows[np.argsort(-sizes, kind="stable")]
        order = order_of(scene)
        return order[free[order]]
    return next_questions(
        scene.ranking,
        strategy=strategy,
        employees=sizes_of(scene.pool),
        exclude=~free,
        elsewhere=elsewhere,
        last=without_text(scene),
        top=_MAX_TRIED,
    )


def _card(scene: RankingContext, company: Company, *, hides_verdict: bool = False) -> Card:
    row = scene.pool.rows_of([company.pk])
    ranker = None
    if hides_verdict and company.pk in scene.judged:
        scene, ranker = without_verdict_on(scene, company.pk)
    return Card(company, score_explanations(scene, row, ranker)[0], scene.likeness_of(int(row[0])))
