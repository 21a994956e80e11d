"""Which company next, and why: vectors and verdicts → recommender → cards."""

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from leadqual.accounts.models import User
from leadqual.leads.models import Company
from leadqual.matching import leases
from leadqual.matching.cards import (
    Card,
    Nothing,
)
from leadqual.matching.elsewhere import elsewhere_of
from leadqual.matching.explaining import whys
from leadqual.matching.models import Campaign
from leadqual.matching.overlap import awaiting, is_turn
from leadqual.matching.scenes import Ask, Queue, Scene, forget_deleted, order_of, scene_of, sizes_of
from leadqual.matching.second_looks import without_verdict_on
from leadqual.matching.selectors import companies_of
from recommender.questions import Strategy, next_questions

MOST_AHEAD = 8
"""Cards that a browser keeps for the time without a connection."""

_OPEN_FOR_ONE_AHEAD = 20  # With fewer open companies for each, others would wait for cards.
_MOST_TRIED = 40  # Cards that are tried until one is free.


def next_card(
    campaign: Campaign,
    *,
    person: User,
    now: datetime | None = None,
    waits_for_description: bool = True,
) -> Card | Nothing:
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
        return Nothing.ARCHIVED
    now = now or timezone.now()
    held = leases.held_by(campaign=campaign, holder=person, now=now)
    queue = Queue(campaign, person, now)
    scene = scene_of(campaign, ask=Ask(_MOST_TRIED, queue, () if held is None else (held,)))
    if waits_for_description and scene.is_unread and scene.is_open.any():
        leases.give_back(campaign=campaign, holder=person)
        return Nothing.DESCRIPTION_UNREAD
    if held is not None and _is_for(queue, scene, held):
        wanted: list[int] | Nothing = [held]
    else:
        wanted = _wanted(scene, campaign, queue)
    if isinstance(wanted, Nothing):
        return wanted
    taken = leases.take_first(
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
    held = leases.held_by(campaign=campaign, holder=person, now=now)
    queue = Queue(campaign, person, now)
    scene = scene_of(campaign, ask=Ask(_MOST_TRIED, queue))
    free = _free_rows(scene, campaign, queue, queue.held.by_others)
    if isinstance(free, Nothing):
        return []
    rows = _questions(scene, campaign, free)[:_MOST_TRIED]
    wanted = [company for company in scene.pool.company_ids[rows].tolist() if company != held]
    taken = leases.take_ahead(
        campaign=campaign,
        company_ids=wanted,
        holder=person,
        now=now,
        scores=_predictions(scene, wanted),
        most=min(MOST_AHEAD, int(np.count_nonzero(free)) // _OPEN_FOR_ONE_AHEAD),
    )
    there = companies_of(campaign).in_bulk(taken)
    companies = [there[pk] for pk in taken if pk in there]
    explained = whys(scene, scene.pool.rows_of([one.pk for one in companies]))
    return [
        Card(company, why, scene.likeness_of(int(scene.pool.rows_of([company.pk])[0])))
        for company, why in zip(companies, explained, strict=True)
    ]


def _predictions(scene: Scene, company_ids: Sequence[int]) -> dict[int, float]:
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


def _is_for(queue: Queue, scene: Scene, held: int) -> bool:
    """Say whether a card that a person holds is still one for them."""
    return held in queue.awaiting or bool(scene.is_open[scene.pool.rows_of([held])].any())


def _wanted(scene: Scene, campaign: Campaign, queue: Queue) -> list[int] | Nothing:
    """Return the companies that a person may be asked about now, first question first.

    Now and then one that somebody else judged before comes first, whatever it scores. Whoever has
    no other card gets one that a silent browser keeps ahead.
    """
    again = _second_looks(scene, queue)
    free = _free_rows(scene, campaign, queue, queue.held.by_others)
    if free is Nothing.ALL_LEASED and not again:
        free = _free_rows(scene, campaign, queue, queue.held.by_others - queue.held.by_silent)
    if isinstance(free, Nothing):
        return again or free
    rows = _questions(scene, campaign, free)[:_MOST_TRIED]
    wanted: list[int] = scene.pool.company_ids[rows].tolist()
    if again and is_turn(campaign, queue.own.n):
        return [*again, *wanted][:_MOST_TRIED]
    return wanted


def _second_looks(scene: Scene, queue: Queue) -> list[int]:
    """Return the companies that the person may judge second; those that were read, not dropped."""
    closed = queue.apart | scene.evidence.dropped.keys()
    open_ = [company for company in queue.awaiting if company not in closed]
    known = scene.pool.rows_of(open_) >= 0
    return [company for company, is_known in zip(open_, known, strict=True) if is_known]


def _gone(scene: Scene, campaign: Campaign, wanted: Sequence[int]) -> Nothing:
    """Say why nothing could be leased: others were quicker, or the companies were deleted."""
    if companies_of(campaign).filter(pk__in=wanted).exists():
        return Nothing.ALL_LEASED
    forget_deleted(scene, campaign)
    return Nothing.NOT_EMBEDDED if companies_of(campaign).exists() else Nothing.NO_COMPANIES


def _free_rows(
    scene: Scene, campaign: Campaign, queue: Queue, held: Collection[int]
) -> NDArray[np.bool_] | Nothing:
    if not scene.is_open.any():
        return _none_open(scene, campaign)
    wanted = scene.is_open & ~scene.pool.contains(queue.own.skipped)
    if not wanted.any():
        return Nothing.ALL_SKIPPED
    free = wanted & ~scene.pool.contains(held)
    return free if free.any() else Nothing.ALL_LEASED


def _none_open(scene: Scene, campaign: Campaign) -> Nothing:
    companies = companies_of(campaign)
    if companies.exclude(pk__in=scene.evidence.settled).exists():
        return Nothing.NOT_EMBEDDED
    if awaiting(campaign):
        return Nothing.SECOND_WANTED
    return Nothing.ALL_JUDGED if companies.exists() else Nothing.NO_COMPANIES


def card_of(campaign: Campaign, company: Company) -> Card:
    """Return what is known of one company in a campaign; nobody leases it by that."""
    scene = scene_of(campaign, ask=Ask(1, also=(company.pk,)))
    if scene.pool.rows_of([company.pk])[0] < 0:
        return Card(company, None)
    return _card(scene, company)


def _questions(scene: Scene, campaign: Campaign, free: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the rows that may be asked about now, first question first."""
    strategy = Strategy(campaign.strategy)
    elsewhere = None
    if strategy is Strategy.MIX and scene.likeness is None:
        elsewhere = elsewhere_of(scene, campaign)
    if scene.ranking is None:
        if elsewhere is not None:
            return elsewhere.order(np.flatnonzero(free))[:_MOST_TRIED]
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
        top=_MOST_TRIED,
    )


def _card(scene: Scene, company: Company, *, hides_verdict: bool = False) -> Card:
    row = scene.pool.rows_of([company.pk])
    ranker = None
    if hides_verdict and company.pk in scene.judged:
        scene, ranker = without_verdict_on(scene, company.pk)
    return Card(company, whys(scene, row, ranker)[0], scene.likeness_of(int(row[0])))
