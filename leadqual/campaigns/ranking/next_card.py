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
    NoCard,
    QueueProgress,
    cards_of,
    count_progress,
)
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    forget_deleted,
    ranking_context,
)
from leadqual.campaigns.selectors import companies_of, ids_for_second_verdict
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.leases import QueueState
from leadqual.core import clock
from leadqual.core.double_review import is_double_review_turn
from leadqual.leads.models import Company

MAX_PREFETCHED = 10
"""Cards preloaded by a browser, so that the next one shows at once.

It holds two more for each verdict sent in the same request, up to `MAX_PREFETCHED_FAST`, because
fast reviewers would run out of cards during a request.
"""

MAX_PREFETCHED_FAST = 30
"""Cards preloaded for a fast reviewer."""

MAX_NEW_CARDS = 2
"""Better cards in a response if the browser has enough of them."""

MAX_RESCORED = 3
"""Preloaded cards without a score that a response sends again with one."""

_MAX_ATTEMPTS = 40  # Cards to try until one is free.

N_PREVIEW_CARDS = 10
"""Companies of a preview."""


def next_card(
    campaign: Campaign,
    *,
    person: User,
    now: datetime | None = None,
    waits_for_description: bool = True,
) -> Card | NoCard:
    """Return the next company for a person, leased to them; see `next_card_and_progress`."""
    return next_card_and_progress(
        campaign, person=person, now=now, waits_for_description=waits_for_description
    )[0]


def next_card_and_progress(
    campaign: Campaign,
    *,
    person: User,
    now: datetime | None = None,
    waits_for_description: bool = True,
    matching_ids: NDArray[np.int64] | None = None,
) -> tuple[Card | NoCard, QueueProgress]:
    """Return the next company for a person, with all verdicts counted, and what is left.

    The card is leased to them, and reloading the page returns the same one. Nine queries.

    Args:
        campaign: whose companies are asked about.
        person: who gets the card.
        now: for leases.
        waits_for_description: return no card while the order depends on a description that is
            not embedded yet; a card that the person holds is released.
        matching_ids: companies that match the filters; None without filters. A card that the
            person holds and that does not match is released.
    """
    if campaign.archived_at is not None:
        return NoCard.ARCHIVED, QueueProgress()
    now = now or clock.now()
    lease = leases.current_lease(campaign=campaign, holder=person, now=now)
    queue = leases.queue_state(campaign=campaign, person=person, now=now)
    request = RankingRequest(
        _MAX_ATTEMPTS,
        queue,
        () if lease is None else (lease.company_id,),
        matching_ids=matching_ids,
    )
    context = ranking_context(campaign, request=request)
    progress = count_progress(
        context, queue, matching_ids, n_second=len(_second_verdict_ids(context, queue))
    )
    if waits_for_description and context.awaits_embedding and context.is_open.any():
        leases.release_cards(campaign=campaign, holder=person)
        return NoCard.DESCRIPTION_UNREAD, progress
    choices: dict[int, str] | NoCard
    if lease is not None and matching_ids is not None and lease.company_id not in matching_ids:
        leases.release_cards(campaign=campaign, holder=person, keeps_prefetched=True)
        lease = None
    if lease is not None and _is_valid_for(queue, context, lease.company_id):
        choices = {lease.company_id: lease.chosen_because}
    else:
        choices = _next_companies(context, campaign, queue)
    if isinstance(choices, NoCard):
        return choices, progress
    taken = leases.lease_first(
        campaign=campaign,
        company_ids=[*choices],
        holder=person,
        now=now,
        scores=_predicted_scores(context, [*choices]),
        reasons=choices,
    )
    cards = [] if taken is None else cards_of(context, campaign, {taken: choices[taken]})
    return cards[0] if cards else _reason_not_leased(context, campaign, [*choices]), progress


def queue_progress(
    campaign: Campaign, *, person: User, matching_ids: NDArray[np.int64] | None = None
) -> QueueProgress:
    """Return what is left for a person, without leasing a card; `matching_ids` as for a card."""
    queue = leases.queue_state(campaign=campaign, person=person, now=clock.now())
    request = RankingRequest(_MAX_ATTEMPTS, queue, matching_ids=matching_ids)
    context = ranking_context(campaign, request=request)
    return count_progress(
        context, queue, matching_ids, n_second=len(_second_verdict_ids(context, queue))
    )


@dataclass(frozen=True, slots=True)
class PrefetchedCards:
    """The cards after the one on the person's screen.

    Args:
        holds_shown: they still hold the lease of the card on screen; True if there is none.
        order: next companies, first card first; all are leased to the person.
        new_cards: cards that the browser does not have yet, or has without a score.
        shown_card: the card on screen, if it was requested and is theirs.
        progress: what is left for the person; None if that was not counted.
    """

    holds_shown: bool
    order: list[int]
    new_cards: list[Card]
    shown_card: Card | None = None
    progress: QueueProgress | None = None


def prefetch_cards(
    campaign: Campaign,
    *,
    person: User,
    shown: int | None = None,
    held: Sequence[int] = (),
    requests_shown: bool = False,
    n_presses: int = 0,
    is_late: bool = False,
    matching_ids: NDArray[np.int64] | None = None,
    now: datetime | None = None,
) -> PrefetchedCards:
    """Order the next cards, and lease them to a person in advance.

    Preloaded cards stay, in their new order, if they can still be asked about; each call adds a
    few better ones, or all that are missing if there are few. If few companies are open, nothing
    is preloaded, so that everybody gets a card.

    Args:
        campaign: whose companies.
        person: who gets them.
        shown: company on the person's screen.
        held: companies of the preloaded cards.
        requests_shown: the browser does not have the card it is about to show.
        n_presses: verdicts given during the last request.
        is_late: the browser may have canceled this request, and have other cards since.
        matching_ids: companies that match the filters; None without filters. Preloaded cards that
            do not match are dropped; the card on screen stays.
        now: for leases.
    """
    now = now or clock.now()
    if campaign.archived_at is not None:
        return PrefetchedCards(holds_shown=True, order=[], new_cards=[])
    queue = leases.queue_state(campaign=campaign, person=person, now=now, held=held, shown=shown)
    own_cards = queue.own_cards
    include = tuple(held) if shown is None else (shown, *held)
    request = RankingRequest(_MAX_ATTEMPTS, queue, include, matching_ids=matching_ids)
    context = ranking_context(campaign, request=request)
    if context.awaits_embedding and not include:  # Needs the description first: see `next_card`.
        return PrefetchedCards(holds_shown=True, order=[], new_cards=[])
    holds_shown = shown is None or _keeps_shown(
        campaign, person, queue, context, shown=shown, now=now
    )
    free = _free_rows(context, campaign, queue, queue.by_others)
    if isinstance(free, NoCard):
        free = np.zeros(len(context.pool), dtype=np.bool_)
    second_ids = _second_verdict_ids(context, queue)
    n_open = int(np.count_nonzero(free)) + len(second_ids)
    n_wanted = min(MAX_PREFETCHED + 2 * n_presses, MAX_PREFETCHED_FAST)
    most = min(n_wanted, max(n_open - 1, 0) // (queue.n_people + 2))
    choices = _order_cards(context, campaign, queue, free, second_ids, shown=shown)
    ranks = {company: place for place, company in enumerate([*choices])}
    kept = [
        company
        for company in held
        if company in own_cards
        and company != shown
        and (company in second_ids or free[context.pool.rows_of([company])].any())
    ]
    candidates = [company for company in choices if company not in kept]
    n_new = max(most - len(kept), min(MAX_NEW_CARDS, most))
    fresh = leases.lease_prefetched(
        campaign=campaign,
        company_ids=candidates,
        holder=person,
        now=now,
        scores=_predicted_scores(context, candidates),
        reasons=choices,
        most=n_new,
    )
    order = sorted([*kept, *fresh], key=lambda company: ranks.get(company, len(choices)))[:most]
    kept_ids = [*order, *held, *([] if shown is None else [shown])]
    if queue.own_prefetched.difference(kept_ids):
        leases.release_prefetched(
            campaign=campaign, holder=person, but=kept_ids, now=now, is_late=is_late
        )
    unscored = [company for company in order if company in kept and own_cards[company] is None]
    scores = _predicted_scores(context, unscored)
    scored = leases.lease_prefetched(
        campaign=campaign,
        company_ids=[company for company in unscored if company in scores][:MAX_RESCORED],
        holder=person,
        now=now,
        scores=scores,
        reasons=choices,
        most=MAX_RESCORED,
    )
    unknown_ids = [company for company in order if company not in held or company in scored]
    missing = [shown] if shown is not None and requests_shown and holds_shown else []
    because = {company: choices.get(company, "") for company in [*missing, *unknown_ids]}
    cards = cards_of(context, campaign, because)
    progress = count_progress(context, queue, matching_ids, n_second=len(second_ids))
    shown_card = next((card for card in cards if card.company.pk in missing), None)
    fresh_cards = [card for card in cards if card.company.pk not in missing]
    return PrefetchedCards(holds_shown, order, fresh_cards, shown_card, progress)


def _keeps_shown(
    campaign: Campaign,
    person: User,
    queue: QueueState,
    context: RankingContext,
    *,
    shown: int,
    now: datetime,
) -> bool:
    """Return whether the card on screen is still theirs; lease it again if it is free."""
    if not _is_valid_for(queue, context, shown):
        return False
    if shown in queue.own_cards:
        return True
    taken = leases.lease_first(
        campaign=campaign,
        company_ids=[shown],
        holder=person,
        now=now,
        scores=_predicted_scores(context, [shown]),
    )
    return taken is not None


def _order_cards(
    context: RankingContext,
    campaign: Campaign,
    queue: QueueState,
    free: NDArray[np.bool_],
    second_ids: Sequence[int],
    *,
    shown: int | None,
) -> dict[int, str]:
    """Return companies in card order, with some that need a second verdict, and why.

    Those that need a second verdict have no reason.
    """
    first = queue.n_given + (shown is not None)
    other_rows = free if shown is None else free & ~context.pool.contains([shown])
    found = (
        _companies_to_ask(context, campaign, other_rows, n_given=first) if other_rows.any() else {}
    )
    ordered = [*found]
    pending = [company for company in second_ids if company != shown]
    for position in range(len(ordered) + len(pending)):
        if pending and (
            position >= len(ordered)
            or is_double_review_turn(campaign.double_labeling_percent, first + position)
        ):
            ordered.insert(position, pending.pop(0))
    return {
        company: found.get(company, "") for company in [*dict.fromkeys(ordered)][:_MAX_ATTEMPTS]
    }


def _predicted_scores(context: RankingContext, company_ids: Sequence[int]) -> dict[int, float]:
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


def _is_valid_for(queue: QueueState, context: RankingContext, company_id: int) -> bool:
    """Return whether a card that a person holds is still valid for them."""
    rows = context.pool.rows_of([company_id])  # -1 where the company has no vector.
    return company_id in queue.second_verdict_ids or bool(context.is_open[rows[rows >= 0]].any())


def _next_companies(
    context: RankingContext, campaign: Campaign, queue: QueueState
) -> dict[int, str] | NoCard:
    """Return the companies that a person can be asked about now, first card first.

    Sometimes one that somebody else reviewed comes first, whatever its score. A person without
    any other card gets one that an inactive browser has preloaded.
    """
    second_ids = _second_verdict_ids(context, queue)
    free = _free_rows(context, campaign, queue, queue.by_others)
    if free is NoCard.ALL_LEASED and not second_ids:
        free = _free_rows(context, campaign, queue, queue.by_others - queue.by_inactive)
    if isinstance(free, NoCard):
        return dict.fromkeys(second_ids, "") or free
    choices = _companies_to_ask(context, campaign, free, n_given=queue.n_given)
    if second_ids and is_double_review_turn(campaign.double_labeling_percent, queue.n_given):
        return {
            company: choices.get(company, "") for company in [*second_ids, *choices][:_MAX_ATTEMPTS]
        }
    return choices


def _second_verdict_ids(context: RankingContext, queue: QueueState) -> list[int]:
    """Return companies that need the person's second verdict: embedded, matching, not excluded."""
    closed = queue.skipped | queue.by_others | context.evidence.excluded.keys()
    rows = context.pool.rows_of(queue.second_verdict_ids).tolist()
    return [
        company
        for company, row in zip(queue.second_verdict_ids, rows, strict=True)
        if company not in closed and row >= 0
        if context.is_match is None or context.is_match[row]
    ]


def _reason_not_leased(
    context: RankingContext, campaign: Campaign, wanted: Sequence[int]
) -> NoCard:
    """Return why nothing could be leased: others were faster, or the companies were deleted."""
    if companies_of(campaign).filter(pk__in=wanted).exists():
        return NoCard.ALL_LEASED
    forget_deleted(context, campaign)
    return NoCard.NOT_EMBEDDED if companies_of(campaign).exists() else NoCard.NO_COMPANIES


def _free_rows(
    context: RankingContext, campaign: Campaign, queue: QueueState, taken_ids: Collection[int]
) -> NDArray[np.bool_] | NoCard:
    if context.is_match is not None and not context.is_eligible.any():
        return NoCard.NO_MATCHES
    if not context.is_open.any():
        return _reason_none_open(context, campaign)
    eligible = context.is_eligible & ~context.pool.contains(queue.skipped)
    if not eligible.any():
        return NoCard.ALL_SKIPPED
    free = eligible & ~context.pool.contains(taken_ids)
    return free if free.any() else NoCard.ALL_LEASED


def _reason_none_open(context: RankingContext, campaign: Campaign) -> NoCard:
    companies = companies_of(campaign)
    if companies.exclude(pk__in=context.evidence.decided_ids).exists():
        return NoCard.NOT_EMBEDDED
    if ids_for_second_verdict(campaign):
        return NoCard.SECOND_WANTED
    return NoCard.ALL_JUDGED if companies.exists() else NoCard.NO_COMPANIES


def card_of(campaign: Campaign, company: Company) -> Card:
    """Return the card of a company in a campaign, without a lease."""
    context = ranking_context(campaign, request=RankingRequest(1, include=(company.pk,)))
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
    request = RankingRequest(_MAX_ATTEMPTS, queue)
    context = ranking_context(campaign, request=request)
    free = _free_rows(context, campaign, queue, ())
    if isinstance(free, NoCard):
        return []
    found = _companies_to_ask(context, campaign, free, n_given=queue.n_given)
    cards = cards_of(context, campaign, {key: found[key] for key in [*found][:n]})
    return [replace(card, expected_likes=None) for card in cards]


def _companies_to_ask(
    context: RankingContext, campaign: Campaign, free: NDArray[np.bool_], *, n_given: int
) -> dict[int, str]:
    """Return the companies that can be asked about now, first card first, and why."""
    found = questions(context, campaign, free, n_given=n_given, top=_MAX_ATTEMPTS)
    rows = np.fromiter(found, np.intp, len(found))
    keys = context.pool.company_ids[rows].tolist()
    return {key: because.value for key, because in zip(keys, found.values(), strict=True)}
