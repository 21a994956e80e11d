"""Choose the next cards and explain them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from leadqual.accounts.models import User
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.card_order import questions
from leadqual.campaigns.ranking.cards import (
    Card,
    LeftToReview,
    NoCard,
    cards_of,
    count_left,
)
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    forget_deleted,
    ranking_context,
)
from leadqual.campaigns.selectors import awaiting, companies_of
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.leases import QueueState
from leadqual.core import clock
from leadqual.core.double_review import is_turn
from leadqual.leads.models import Company

MAX_AHEAD = 10
"""Cards preloaded by a browser, so that the next one shows at once.

It holds two more for each verdict sent in the same request, up to `MAX_AHEAD_PRESSING`, because
fast reviewers would run out of cards during a request.
"""

MAX_AHEAD_PRESSING = 30
"""Cards preloaded for a fast reviewer."""

MAX_FRESH = 2
"""Better cards in a response if the browser has enough of them."""

MAX_SCORED = 3
"""Preloaded cards without a score that a response sends again with one."""

_MAX_TRIED = 40  # Cards to try until one is free.

N_FIRST = 10
"""Companies of a preview."""


def next_card(
    campaign: Campaign,
    *,
    person: User,
    now: datetime | None = None,
    waits_for_description: bool = True,
) -> Card | NoCard:
    """Return the next company for a person, leased to them; see `next_card_and_left`."""
    return next_card_and_left(
        campaign, person=person, now=now, waits_for_description=waits_for_description
    )[0]


def next_card_and_left(
    campaign: Campaign,
    *,
    person: User,
    now: datetime | None = None,
    waits_for_description: bool = True,
    among: NDArray[np.int64] | None = None,
) -> tuple[Card | NoCard, LeftToReview]:
    """Return the next company for a person, with all verdicts counted, and what is left.

    The card is leased to them, and reloading the page returns the same one. Nine queries.

    Args:
        campaign: whose companies are asked about.
        person: who gets the card.
        now: for leases.
        waits_for_description: return no card while the order depends on a description that is
            not embedded yet; a card that the person holds is released.
        among: companies that match the filters; None without filters. A card that the person holds
            and that does not match is released.
    """
    if campaign.archived_at is not None:
        return NoCard.ARCHIVED, LeftToReview()
    now = now or clock.now()
    held = leases.leased_by(campaign=campaign, holder=person, now=now)
    queue = leases.queue_state(campaign=campaign, person=person, now=now)
    ask = RankingRequest(
        _MAX_TRIED,
        queue,
        () if held is None else (held.company_id,),
        among=among,
    )
    context = ranking_context(campaign, ask=ask)
    left = count_left(context, queue, among, n_again=len(_second_looks(context, queue)))
    if waits_for_description and context.is_unread and context.is_open.any():
        leases.give_back(campaign=campaign, holder=person)
        return NoCard.DESCRIPTION_UNREAD, left
    wanted: dict[int, str] | NoCard
    if held is not None and among is not None and held.company_id not in among:
        leases.give_back(campaign=campaign, holder=person, keeps_ahead=True)
        held = None
    if held is not None and _is_for(queue, context, held.company_id):
        wanted = {held.company_id: held.chosen_because}
    else:
        wanted = _wanted(context, campaign, queue)
    if isinstance(wanted, NoCard):
        return wanted, left
    taken = leases.lease_first(
        campaign=campaign,
        company_ids=[*wanted],
        holder=person,
        now=now,
        scores=_predictions(context, [*wanted]),
        reasons=wanted,
    )
    cards = [] if taken is None else cards_of(context, campaign, {taken: wanted[taken]})
    return cards[0] if cards else _gone(context, campaign, [*wanted]), left


def left_to_review(
    campaign: Campaign, *, person: User, among: NDArray[np.int64] | None = None
) -> LeftToReview:
    """Return what is left for a person, without leasing a card; `among` as for a card."""
    queue = leases.queue_state(campaign=campaign, person=person, now=clock.now())
    ask = RankingRequest(_MAX_TRIED, queue, among=among)
    context = ranking_context(campaign, ask=ask)
    return count_left(context, queue, among, n_again=len(_second_looks(context, queue)))


@dataclass(frozen=True, slots=True)
class CardsAhead:
    """The cards after the one on the person's screen.

    Args:
        is_shown_theirs: they still hold the lease of the card on screen; True if there is none.
        order: next companies, first card first; all are leased to the person.
        fresh: cards that the browser does not have yet, or has without a score.
        shown: the card on screen, if it was requested and is theirs.
        left: what is left for the person; None if that was not counted.
    """

    is_shown_theirs: bool
    order: list[int]
    fresh: list[Card]
    shown: Card | None = None
    left: LeftToReview | None = None


def cards_ahead(
    campaign: Campaign,
    *,
    person: User,
    shown: int | None = None,
    held: Sequence[int] = (),
    needs_shown: bool = False,
    n_pressed: int = 0,
    is_late: bool = False,
    among: NDArray[np.int64] | None = None,
    now: datetime | None = None,
) -> CardsAhead:
    """Order the next cards, and lease them to a person in advance.

    Preloaded cards stay, in their new order, if they can still be asked about; each call adds a
    few better ones, or all that are missing if there are few. If few companies are open, nothing
    is preloaded, so that everybody gets a card.

    Args:
        campaign: whose companies.
        person: who gets them.
        shown: company on the person's screen.
        held: companies of the preloaded cards.
        needs_shown: the browser does not have the card it is about to show.
        n_pressed: verdicts given during the last request.
        is_late: the browser may have canceled this request, and have other cards since.
        among: companies that match the filters; None without filters. Preloaded cards that do not
            match are dropped; the card on screen stays.
        now: for leases.
    """
    now = now or clock.now()
    if campaign.archived_at is not None:
        return CardsAhead(is_shown_theirs=True, order=[], fresh=[])
    queue = leases.queue_state(campaign=campaign, person=person, now=now, held=held, shown=shown)
    theirs = queue.theirs
    also = tuple(held) if shown is None else (shown, *held)
    ask = RankingRequest(_MAX_TRIED, queue, also, among=among)
    context = ranking_context(campaign, ask=ask)
    if context.is_unread and not also:  # Needs the description first: see `next_card`.
        return CardsAhead(is_shown_theirs=True, order=[], fresh=[])
    is_shown_theirs = shown is None or _is_kept(
        campaign, person, queue, context, shown=shown, now=now
    )
    free = _free_rows(context, campaign, queue, queue.by_others)
    if isinstance(free, NoCard):
        free = np.zeros(len(context.pool), dtype=np.bool_)
    again = _second_looks(context, queue)
    n_open = int(np.count_nonzero(free)) + len(again)
    wish = min(MAX_AHEAD + 2 * n_pressed, MAX_AHEAD_PRESSING)
    most = min(wish, max(n_open - 1, 0) // (queue.n_people + 2))
    wanted = _line_up(context, campaign, queue, free, again, shown=shown)
    places = {company: place for place, company in enumerate([*wanted])}
    kept = [
        company
        for company in held
        if company in theirs
        and company != shown
        and (company in again or free[context.pool.rows_of([company])].any())
    ]
    best = [company for company in wanted if company not in kept]
    room = max(most - len(kept), min(MAX_FRESH, most))
    fresh = leases.lease_ahead(
        campaign=campaign,
        company_ids=best,
        holder=person,
        now=now,
        scores=_predictions(context, best),
        reasons=wanted,
        most=room,
    )
    order = sorted([*kept, *fresh], key=lambda company: places.get(company, len(wanted)))[:most]
    kept_all = [*order, *held, *([] if shown is None else [shown])]
    if queue.own_ahead.difference(kept_all):
        leases.release(campaign=campaign, holder=person, but=kept_all, now=now, is_late=is_late)
    unscored = [company for company in order if company in kept and theirs[company] is None]
    scores = _predictions(context, unscored)
    scored = leases.lease_ahead(
        campaign=campaign,
        company_ids=[company for company in unscored if company in scores][:MAX_SCORED],
        holder=person,
        now=now,
        scores=scores,
        reasons=wanted,
        most=MAX_SCORED,
    )
    unknown = [company for company in order if company not in held or company in scored]
    lacking = [shown] if shown is not None and needs_shown and is_shown_theirs else []
    because = {company: wanted.get(company, "") for company in [*lacking, *unknown]}
    cards = cards_of(context, campaign, because)
    left = count_left(context, queue, among, n_again=len(again))
    shown_card = next((card for card in cards if card.company.pk in lacking), None)
    fresh_cards = [card for card in cards if card.company.pk not in lacking]
    return CardsAhead(is_shown_theirs, order, fresh_cards, shown_card, left)


def _is_kept(
    campaign: Campaign,
    person: User,
    queue: QueueState,
    context: RankingContext,
    *,
    shown: int,
    now: datetime,
) -> bool:
    """Return whether the card on screen is still theirs; lease it again if it is free."""
    if not _is_for(queue, context, shown):
        return False
    if shown in queue.theirs:
        return True
    taken = leases.lease_first(
        campaign=campaign,
        company_ids=[shown],
        holder=person,
        now=now,
        scores=_predictions(context, [shown]),
    )
    return taken is not None


def _line_up(
    context: RankingContext,
    campaign: Campaign,
    queue: QueueState,
    free: NDArray[np.bool_],
    again: Sequence[int],
    *,
    shown: int | None,
) -> dict[int, str]:
    """Return companies in card order, with some that need a second verdict, and why.

    Those that need a second verdict have no reason.
    """
    first = queue.n_given + (shown is not None)
    others = free if shown is None else free & ~context.pool.contains([shown])
    found = _questions(context, campaign, others, n_given=first) if others.any() else {}
    line = [*found]
    waiting = [company for company in again if company != shown]
    for place in range(len(line) + len(waiting)):
        if waiting and (
            place >= len(line) or is_turn(campaign.double_labeling_percent, first + place)
        ):
            line.insert(place, waiting.pop(0))
    return {company: found.get(company, "") for company in [*dict.fromkeys(line)][:_MAX_TRIED]}


def _predictions(context: RankingContext, company_ids: Sequence[int]) -> dict[int, float]:
    """Return the scores of companies without a verdict; a verdict would predict itself."""
    if context.ranking is None:
        return {}
    rows = context.pool.rows_of(company_ids)
    scores = context.ranking.scores[rows].tolist()
    judged = set(context.judged.tolist())
    return {
        company: score
        for company, row, score in zip(company_ids, rows, scores, strict=True)
        if row >= 0 and company not in judged
    }


def _is_for(queue: QueueState, context: RankingContext, held: int) -> bool:
    """Return whether a card that a person holds is still valid for them."""
    rows = context.pool.rows_of([held])  # -1 where the company has no vector.
    return held in queue.awaiting or bool(context.is_open[rows[rows >= 0]].any())


def _wanted(
    context: RankingContext, campaign: Campaign, queue: QueueState
) -> dict[int, str] | NoCard:
    """Return the companies that a person can be asked about now, first card first.

    Sometimes one that somebody else reviewed comes first, whatever its score. A person without
    any other card gets one that an inactive browser has preloaded.
    """
    again = _second_looks(context, queue)
    free = _free_rows(context, campaign, queue, queue.by_others)
    if free is NoCard.ALL_LEASED and not again:
        free = _free_rows(context, campaign, queue, queue.by_others - queue.by_silent)
    if isinstance(free, NoCard):
        return dict.fromkeys(again, "") or free
    wanted = _questions(context, campaign, free, n_given=queue.n_given)
    if again and is_turn(campaign.double_labeling_percent, queue.n_given):
        return {company: wanted.get(company, "") for company in [*again, *wanted][:_MAX_TRIED]}
    return wanted


def _second_looks(context: RankingContext, queue: QueueState) -> list[int]:
    """Return companies that need the person's second verdict: embedded, matching, not excluded."""
    closed = queue.skipped | queue.by_others | context.evidence.dropped.keys()
    rows = context.pool.rows_of(queue.awaiting).tolist()
    return [
        company
        for company, row in zip(queue.awaiting, rows, strict=True)
        if company not in closed and row >= 0
        if context.is_match is None or context.is_match[row]
    ]


def _gone(context: RankingContext, campaign: Campaign, wanted: Sequence[int]) -> NoCard:
    """Return why nothing could be leased: others were faster, or the companies were deleted."""
    if companies_of(campaign).filter(pk__in=wanted).exists():
        return NoCard.ALL_LEASED
    forget_deleted(context, campaign)
    return NoCard.NOT_EMBEDDED if companies_of(campaign).exists() else NoCard.NO_COMPANIES


def _free_rows(
    context: RankingContext, campaign: Campaign, queue: QueueState, held: Collection[int]
) -> NDArray[np.bool_] | NoCard:
    if context.is_match is not None and not context.is_asked.any():
        return NoCard.NO_MATCHES
    if not context.is_open.any():
        return _none_open(context, campaign)
    wanted = context.is_asked & ~context.pool.contains(queue.skipped)
    if not wanted.any():
        return NoCard.ALL_SKIPPED
    free = wanted & ~context.pool.contains(held)
    return free if free.any() else NoCard.ALL_LEASED


def _none_open(context: RankingContext, campaign: Campaign) -> NoCard:
    companies = companies_of(campaign)
    if companies.exclude(pk__in=context.evidence.settled).exists():
        return NoCard.NOT_EMBEDDED
    if awaiting(campaign):
        return NoCard.SECOND_WANTED
    return NoCard.ALL_JUDGED if companies.exists() else NoCard.NO_COMPANIES


def card_of(campaign: Campaign, company: Company) -> Card:
    """Return the card of a company in a campaign, without a lease."""
    context = ranking_context(campaign, ask=RankingRequest(1, also=(company.pk,)))
    if context.pool.rows_of([company.pk])[0] < 0:
        return Card(company, None)
    cards = cards_of(context, campaign, {company.pk: ""}, hides_verdict=False)
    return cards[0] if cards else Card(company, None)


def first_companies(campaign: Campaign, *, person: User, n: int) -> list[Card]:
    """Return the first cards of a person, without leases.

    Args:
        campaign: whose companies.
        person: whose cards.
        n: maximum number of cards.
    """
    queue = leases.queue_state(campaign=campaign, person=person, now=clock.now())
    ask = RankingRequest(_MAX_TRIED, queue)
    context = ranking_context(campaign, ask=ask)
    free = _free_rows(context, campaign, queue, ())
    if isinstance(free, NoCard):
        return []
    found = _questions(context, campaign, free, n_given=queue.n_given)
    cards = cards_of(context, campaign, {key: found[key] for key in [*found][:n]})
    return [replace(card, left=None) for card in cards]


def _questions(
    context: RankingContext, campaign: Campaign, free: NDArray[np.bool_], *, n_given: int
) -> dict[int, str]:
    """Return the companies that can be asked about now, first card first, and why."""
    found = questions(context, campaign, free, n_given=n_given, top=_MAX_TRIED)
    rows = np.fromiter(found, np.intp, len(found))
    keys = context.pool.company_ids[rows].tolist()
    return {key: because.value for key, because in zip(keys, found.values(), strict=True)}
