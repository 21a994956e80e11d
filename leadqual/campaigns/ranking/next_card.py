"""Choose the next cards and explain them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from numpy.typing import NDArray

from classifiers.core.errors import ModelFilesError
from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.ranking.card_order import questions
from leadqual.campaigns.ranking.cards import (
    Card,
    LeftToReview,
    NoCard,
    explained,
    likely_matches,
    likes_left,
)
from leadqual.campaigns.ranking.ranking_context import (
    RankingContext,
    RankingRequest,
    forget_deleted,
    ranking_context,
    without_text,
    without_verdict_on,
)
from leadqual.campaigns.selectors import awaiting, companies_of
from leadqual.campaigns.setup.seeds import Domains, add_customers, set_domains
from leadqual.campaigns.setup.services import create_campaign, embed_description
from leadqual.campaigns.verdicts import leases
from leadqual.campaigns.verdicts.leases import QueueState
from leadqual.core import clock
from leadqual.core.double_review import is_turn
from leadqual.leads.models import Company
from leadqual.registry.versions.loading import load_encoder
from recommender.active_learning import Strategy
from recommender.ranking.ranker import Ranker

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

# Building the statement from objects takes longer than running it.
_COMPANIES = """
    SELECT c.*, (SELECT count(*) FROM leads_contact p WHERE p.company_id = c.id) AS n_contacts
      FROM leads_company c
     WHERE c.id = ANY(%s) AND c.workspace_id = %s
       AND (%s OR EXISTS (
           SELECT FROM campaigns_campaigncompany m
            WHERE m.campaign_id = %s AND m.company_id = c.id))
"""
_MAX_TRIED = 40  # Cards to try until one is free.

N_FIRST = 10


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
        strategy=_wide(campaign),
        among=among,
    )
    context = ranking_context(campaign, ask=ask)
    left = _left(context, queue, among)
    if waits_for_description and context.is_unread and context.is_open.any():
        leases.give_back(campaign=campaign, holder=person)
        return NoCard.DESCRIPTION_UNREAD, left
    wanted: dict[int, str] | NoCard
    if held is not None and among is not None and not _among(context, [held.company_id]):
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
    cards = [] if taken is None else _cards(context, campaign, {taken: wanted[taken]})
    return cards[0] if cards else _gone(context, campaign, [*wanted]), left


def _among(context: RankingContext, companies: Sequence[int]) -> list[int]:
    """Return the companies that have a vector and match the filters."""
    rows = context.pool.rows_of(companies)
    is_known = rows >= 0
    if context.is_match is not None and is_known.any():
        is_known &= context.is_match[rows]
    return [company for company, is_one in zip(companies, is_known, strict=True) if is_one]


def left_to_review(
    campaign: Campaign, *, person: User, among: NDArray[np.int64] | None = None
) -> LeftToReview:
    """Return what is left for a person, without leasing a card; `among` as for a card."""
    queue = leases.queue_state(campaign=campaign, person=person, now=clock.now())
    ask = RankingRequest(_MAX_TRIED, queue, strategy=_wide(campaign), among=among)
    return _left(ranking_context(campaign, ask=ask), queue, among)


def _left(
    context: RankingContext, queue: QueueState, among: NDArray[np.int64] | None
) -> LeftToReview:
    judged = np.fromiter({*context.evidence.signals, *context.evidence.dropped}, np.int64)
    n_done = len(judged) if among is None else int(np.count_nonzero(np.isin(judged, among)))
    again = _second_looks(context, queue)
    n_done = max(n_done - len(again), 0)
    if context.large is not None:
        skipped = np.fromiter(queue.skipped - context.evidence.settled, np.int64)
        n_skipped = len(skipped if among is None else skipped[np.isin(skipped, among)])
        return LeftToReview(max(context.n_open - n_skipped, 0) + len(again), None, n_done)
    rows = np.flatnonzero(context.is_asked & ~context.pool.contains(queue.skipped))
    n_likely = None
    if context.ranking is not None:
        likely = likely_matches(context.ranking.scores[rows], without_text(context)[rows])
        n_likely = int(np.count_nonzero(likely))
    return LeftToReview(len(rows) + len(again), n_likely, n_done)


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
    ask = RankingRequest(_MAX_TRIED, queue, also, strategy=_wide(campaign), among=among)
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
    cards = _cards(context, campaign, because)
    shown_card = next((card for card in cards if card.company.pk in lacking), None)
    fresh_cards = [card for card in cards if card.company.pk not in lacking]
    left = _left(context, queue, among)
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


def _cards(
    context: RankingContext,
    campaign: Campaign,
    because: Mapping[int, str],
    *,
    hides_verdict: bool = True,
) -> list[Card]:
    """Return cards of companies, with why each is next; at most three queries.

    Earlier verdicts of others are hidden. If one is not a likely match, it has the number of
    expected likes.
    """
    is_selected = campaign.scope == Campaign.Scope.SELECTED
    terms = [list(because), campaign.workspace_id, not is_selected, campaign.pk]
    found = {company.pk: company for company in Company.objects.raw(_COMPANIES, terms)}
    judged = set(context.judged.tolist()) if hides_verdict else set[int]()
    hidden = [key for key in found if key in judged]
    plain = [key for key in found if key not in judged]
    parts: list[tuple[RankingContext, Ranker | None, NDArray[np.intp]]] = []
    if plain:
        parts.append((context, None, context.pool.rows_of(plain)))
    parts += [(*without_verdict_on(context, key), context.pool.rows_of([key])) for key in hidden]
    why = dict(zip([*plain, *hidden], explained(parts), strict=True))
    cards = {
        key: Card(
            company,
            why[key],
            context.likeness_of(int(context.pool.rows_of([key])[0])),
            because[key],
            n_contacts=company.n_contacts,  # type: ignore[attr-defined]  # of the query
            is_second=key in judged,
        )
        for key, company in found.items()
    }
    left = None
    if any(card.is_below_likely for card in cards.values()):
        left = likes_left(context, campaign)
    return [
        replace(cards[key], left=left) if cards[key].is_below_likely else cards[key]
        for key in because
        if key in cards
    ]


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
    closed = queue.apart | context.evidence.dropped.keys()
    return _among(context, [company for company in queue.awaiting if company not in closed])


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
    cards = _cards(context, campaign, {company.pk: ""}, hides_verdict=False)
    return cards[0] if cards else Card(company, None)


def first_companies(campaign: Campaign, *, person: User, n: int) -> list[Card]:
    """Return the first cards of a person, without leases.

    Args:
        campaign: whose companies.
        person: whose cards.
        n: maximum number of cards.
    """
    queue = leases.queue_state(campaign=campaign, person=person, now=clock.now())
    ask = RankingRequest(_MAX_TRIED, queue, strategy=_wide(campaign))
    context = ranking_context(campaign, ask=ask)
    free = _free_rows(context, campaign, queue, ())
    if isinstance(free, NoCard):
        return []
    found = _questions(context, campaign, free, n_given=queue.n_given)
    cards = _cards(context, campaign, {key: found[key] for key in [*found][:n]})
    return [replace(card, left=None) for card in cards]


def _questions(
    context: RankingContext, campaign: Campaign, free: NDArray[np.bool_], *, n_given: int
) -> dict[int, str]:
    """Return the companies that can be asked about now, first card first, and why."""
    found = questions(context, campaign, free, n_given=n_given, top=_MAX_TRIED)
    rows = np.fromiter(found, np.intp, len(found))
    keys = context.pool.company_ids[rows].tolist()
    return {key: because.value for key, because in zip(keys, found.values(), strict=True)}


def _wide(campaign: Campaign) -> Strategy:
    """Return the strategy that selects the candidates of a large workspace."""
    strategy = Strategy(campaign.strategy)
    if campaign.exploration and strategy is Strategy.LIKELY:
        return Strategy.MIX  # New areas are not among the best alone.
    return strategy


# The first cards of an unsaved campaign: it is created, ranked, and rolled back.

"""Companies of a preview."""


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """An unsaved campaign.

    Args:
        description: of the target.
        strategy: card order.
        customers: companies of the workspace that count as examples.
    """

    description: str = ""
    strategy: Campaign.Strategy = Campaign.Strategy.LIKELY
    domains: Domains = field(default_factory=Domains)
    customers: QuerySet[Company] | None = None


def preview(draft: CampaignDraft, *, workspace: Workspace, person: User) -> list[Card]:
    """Return the first cards that a campaign would have; nothing is saved.

    It is created in a transaction that is rolled back, so the cards are exact.

    Args:
        draft: the unsaved campaign.
        workspace: whose companies.
        person: the reviewer.
    """
    with transaction.atomic():
        campaign = create_campaign(
            workspace=workspace,
            name=f"Preview {uuid.uuid4()}",
            author=person,
            description=draft.description,
            strategy=draft.strategy,
        )
        set_domains(campaign=campaign, domains=draft.domains, author=person)
        if draft.customers is not None:
            company_ids = draft.customers.values_list("pk", flat=True)
            add_customers(campaign=campaign, company_ids=company_ids, author=person)
        try:
            embed_description(campaign, load_encoder())
        except ModelFilesError:  # Then the order ignores the description.
            campaign.description = ""
        found = first_companies(campaign, person=person, n=N_FIRST)
        transaction.set_rollback(True)
    return found
