"""Background sync of the queue: receives verdicts, sends the next cards."""

from collections.abc import Sequence
from contextlib import suppress

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign
from leadqual.campaigns.pages.queue.queue_filters import (
    QueueFilters,
    filters_of_text,
    relaxed_filters,
)
from leadqual.campaigns.pages.queue.session import queue_numbers, session_of
from leadqual.campaigns.pages.queue.sync_request import SyncRequest, parse_request
from leadqual.campaigns.pages.score_breakdown import score_breakdown
from leadqual.campaigns.ranking.cards import Card, NoCard
from leadqual.campaigns.ranking.next_card import next_card_and_progress, prefetch_cards
from leadqual.campaigns.verdicts.leases import PREFETCH_TIMEOUT
from leadqual.campaigns.verdicts.offline_verdicts import campaign_to_sync, record_offline
from leadqual.core.errors import LeadqualError


@route("campaigns/<int:campaign_id>/queue/sync/", methods="POST")
def sync(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Store verdicts, whichever workspace the person is in now, and send the next cards.

    The body is JSON: `person`; `presses`, each with `request_id`, `company`, `verdict`, `weight`,
    `reasons` and `undone`; and, from the page of the campaign, `shown`, `held` and `filters`. Each
    press has its own result: repeats count once, and errors have a code and a message.
    """
    sent = parse_request(request.body, person=request.user.pk)
    # Checked before anything about the campaign.
    if sent is not None and sent.person != request.user.pk:
        words = "This verdict belongs to another user. It syncs when they sign in again."
        return JsonResponse({"code": "another_person", "detail": words}, status=409)
    try:
        campaign = campaign_to_sync(request.user, campaign_id, here=request.workspace)
    except LeadqualError as error:
        return JsonResponse({"code": error.code, "detail": error.message}, status=error.status)
    if sent is None:
        words = "This request cannot be read."
        return JsonResponse({"code": "invalid", "detail": words}, status=400)
    recorded = record_offline(campaign=campaign, person=request.user, presses=sent.presses)
    results = [
        {"request_id": str(request_id)}
        | ({"code": error.code, "detail": error.message} if error else {})
        for request_id, error, _ in recorded
    ]
    results += [
        {"request_id": request_id, "code": "invalid", "detail": "It cannot be read."}
        for request_id in sent.unreadable
    ]
    answer: dict[str, object] = {"results": results}
    if sent.wants_cards:
        # Where all are new, this is surely the latest request of the browser.
        is_late = not recorded or not all(is_new for _, _, is_new in recorded)
        with suppress(LeadqualError):  # The verdicts are stored anyway.
            answer |= _next_cards(request, campaign, sent, n_presses=len(results), is_late=is_late)
    return JsonResponse(answer)


def _next_cards(
    request: WorkspaceRequest,
    campaign: Campaign,
    sent: SyncRequest,
    *,
    n_presses: int,
    is_late: bool,
) -> dict[str, object]:
    """Return the order of the next cards, and the cards that the browser does not have."""
    filters = filters_of_text(campaign.workspace, sent.filters)
    queue_url = filters.url(campaign)
    prefetched = prefetch_cards(
        campaign,
        person=request.user,
        shown=sent.shown,
        held=sent.held,
        requests_shown=sent.requests_shown,
        n_presses=n_presses,
        is_late=is_late,
        matching_ids=filters.matching_ids,
    )
    answer: dict[str, object] = {"is_shown_yours": prefetched.holds_shown}
    progress, new_cards, order = prefetched.progress, prefetched.new_cards, prefetched.order
    if not order and (sent.shown is None or not prefetched.holds_shown):
        found, progress = next_card_and_progress(
            campaign, person=request.user, matching_ids=filters.matching_ids
        )
        if isinstance(found, NoCard):
            answer["nothing"] = _render_nothing(request, campaign, found, filters)
        else:
            key = found.company.pk
            order = [key]
            is_new = key not in sent.held and all(card.company.pk != key for card in new_cards)
            new_cards = [found, *new_cards] if is_new else new_cards
    numbers = progress and queue_numbers(progress, session_of(request, campaign))
    if prefetched.shown_card is not None:
        (answer["shown_card"],) = _render_cards(
            request, campaign, [prefetched.shown_card], queue_url
        )
    return answer | {
        "order": order,
        "cards": _render_cards(request, campaign, new_cards, queue_url),
        "seconds": PREFETCH_TIMEOUT.total_seconds(),
        "numbers": numbers,
    }


def _render_cards(
    request: WorkspaceRequest, campaign: Campaign, cards: Sequence[Card], queue_url: str
) -> list[dict[str, object]]:
    """Return cards as HTML."""
    # Without the request: cards need none of the context of the page header.
    shared = {
        "campaign": campaign,
        "csrf_token": get_token(request),
        "queue_url": queue_url,
    }
    rendered: list[dict[str, object]] = []
    for card in cards:
        context = shared | {
            "card": card,
            "company": card.company,
            "score_breakdown": score_breakdown(card.why, campaign=campaign),
            "n_contacts": card.n_contacts,
        }
        rendered.append(
            {
                "company": card.company.pk,
                "name": card.company.name,
                "is_likely": card.is_counted_likely,
                "card": render_to_string("campaigns/partials/queue/card.html", context),
                "why": render_to_string("campaigns/partials/queue/explanation.html", context),
            }
        )
    return rendered


def _render_nothing(
    request: WorkspaceRequest, campaign: Campaign, reason: NoCard, filters: QueueFilters
) -> str:
    context: dict[str, object] = {"campaign": campaign, "nothing": reason.value}
    context["queue_url"] = filters.url(campaign)
    if reason is NoCard.NO_MATCHES:
        context["looser"] = relaxed_filters(campaign, filters, person=request.user)
    return render_to_string("campaigns/partials/queue/no_card.html", context, request=request)
