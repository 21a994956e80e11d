"""Background sync of the queue: receives verdicts, sends the next cards."""

import json
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.campaigns.models import Campaign, Reason, Verdict
from leadqual.campaigns.pages.queue.bulk_verdicts import score_breakdown
from leadqual.campaigns.pages.queue.queue_filters import (
    QueueFilters,
    filters_of_text,
    relaxed_filters,
)
from leadqual.campaigns.pages.queue.session import queue_numbers, session_of
from leadqual.campaigns.ranking.cards import Card, NoCard
from leadqual.campaigns.ranking.next_card import cards_ahead, next_card_and_left
from leadqual.campaigns.verdicts.leases import KEPT_AHEAD
from leadqual.campaigns.verdicts.services import Press, opposed_among
from leadqual.campaigns.verdicts.undo import MAX_PRESSES, campaign_for, record_late
from leadqual.core.errors import LeadqualError

MAX_HELD = 60
"""Most cards that a browser can report; it never holds that many."""

MAX_REASONS = 18
"""Most reasons of a verdict: nine keys for each kind."""

_MAX_KEY = 2**63 - 1
_PARTS = {"card": "card", "why": "explanation"}
"""Part of a card → its template."""


@dataclass(frozen=True, slots=True)
class _Screen:
    """What a browser shows and has preloaded.

    Args:
        shown: company on the screen; None if there is no card.
        held: companies of the preloaded cards.
        needs_shown: the card on the screen is not loaded, because an undo brought it back.
        filters: of the queue, as in its URL.
    """

    shown: int | None
    held: list[int]
    needs_shown: bool
    filters: object


@route("campaigns/<int:campaign_id>/queue/sync/", methods="POST")
def sync(request: WorkspaceRequest, campaign_id: int) -> HttpResponse:
    """Store verdicts, whichever workspace the person is in now, and send the next cards.

    The body is JSON: `person`; `presses`, each with `request_id`, `company`, `verdict`, `weight`,
    `reasons` and `undone`; and, from the page of the campaign, `shown`, `held` and `filters`. Each
    press has its own result: repeats count once, and errors have a code and a message.
    """
    own = request.user.pk
    sent = _read(request)
    if (
        sent is not None and sent.get("person", own) != own
    ):  # Checked before anything about the campaign.
        words = "This verdict belongs to another user. It syncs when they sign in again."
        return _refused(409, "another_person", words)
    try:
        campaign = campaign_for(request.user, campaign_id, here=request.workspace)
    except LeadqualError as error:
        return _refused(error.status, error.code, error.message)
    if sent is None:
        return _refused(400, "invalid", "This request cannot be read.")
    results, are_new = _results(request, campaign, sent["presses"])
    answer: dict[str, object] = {"results": results}
    screen = _screen_of(sent)
    if screen is not None:
        with suppress(LeadqualError):  # The verdicts are stored anyway.
            answer |= _cards(request, campaign, screen, n_pressed=len(results), is_late=not are_new)
    return JsonResponse(answer)


def _refused(status: int, code: str, words: str) -> HttpResponse:
    return JsonResponse({"code": code, "detail": words}, status=status)


def _read(request: HttpRequest) -> dict[str, Any] | None:
    """Return the body; None if it is invalid."""
    try:
        sent: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    presses = sent.get("presses") if isinstance(sent, dict) else None
    if not isinstance(presses, list) or len(presses) > MAX_PRESSES:
        return None
    return dict(sent)


def _is_key(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_KEY


def _screen_of(sent: Mapping[str, Any]) -> _Screen | None:
    """Return what the browser shows and has preloaded; None if it wants no cards."""
    shown, held = sent.get("shown"), sent.get("held")
    if not isinstance(held, list) or len(held) > MAX_HELD or not all(map(_is_key, held)):
        return None
    return _Screen(
        shown if _is_key(shown) else None, held, sent.get("needs") is True, sent.get("filters", "")
    )


def _results(
    request: WorkspaceRequest, campaign: Campaign, presses: Sequence[object]
) -> tuple[list[dict[str, str]], bool]:
    """Store the valid presses, in order.

    Returns:
        The result of each press; whether all are new, so that this is surely the latest request of
        the browser.
    """
    # Includes former reasons: keys may have changed since. A deleted reason loses no verdict.
    has_reasons = any(isinstance(sent, dict) and sent.get("reasons") for sent in presses)
    reasons = Reason.objects.filter(campaign=campaign) if has_reasons else ()
    known = {reason.pk: reason for reason in reasons}
    read = [_press(sent, known) for sent in presses]
    recorded = record_late(
        campaign=campaign, person=request.user, presses=[press for press in read if press]
    )
    results = [
        {"request_id": str(request_id)}
        | ({"code": error.code, "detail": error.message} if error else {})
        for request_id, error, _ in recorded
    ]
    results += [
        {"request_id": str(sent["request_id"]), "code": "invalid", "detail": "It cannot be read."}
        for sent, press in zip(presses, read, strict=True)
        if press is None and isinstance(sent, dict) and isinstance(sent.get("request_id"), str)
    ]
    return results, bool(recorded) and all(is_new for _, _, is_new in recorded)


def _press(sent: object, reasons: Mapping[int, Reason]) -> Press | None:
    """Parse a press, without reasons that are deleted, of the opposite verdict or contradictory."""
    if not isinstance(sent, dict):
        return None
    company: Any = sent.get("company")
    value, keys = sent.get("verdict"), sent.get("reasons", [])
    if not _is_key(company) or value not in Verdict.Value.values:
        return None
    if not isinstance(keys, list) or len(keys) > MAX_REASONS or not all(map(_is_key, keys)):
        return None
    try:
        request_id = uuid.UUID(str(sent.get("request_id")))
    except ValueError:
        return None
    given = [reasons[key] for key in keys if key in reasons and reasons[key].verdict == value]
    opposed = opposed_among(given)
    return Press(
        company_id=company,
        value=value,
        reason_ids=[reason.pk for reason in given if reason not in opposed],
        request_id=request_id,
        is_undone=sent.get("undone") is True,
        weight=sent["weight"] if sent.get("weight") in Verdict.Weight.values else 1,
    )


def _cards(
    request: WorkspaceRequest,
    campaign: Campaign,
    screen: _Screen,
    *,
    n_pressed: int,
    is_late: bool,
) -> dict[str, object]:
    """Return the order of the next cards, and the cards that the browser does not have."""
    filters = filters_of_text(campaign.workspace, screen.filters)
    ahead = cards_ahead(
        campaign,
        person=request.user,
        shown=screen.shown,
        held=screen.held,
        needs_shown=screen.needs_shown,
        n_pressed=n_pressed,
        is_late=is_late,
        among=filters.among,
    )
    answer: dict[str, object] = {"is_shown_yours": ahead.is_shown_theirs}
    if ahead.shown is not None:
        (answer["shown_card"],) = rendered(request, campaign, [ahead.shown], filters)
    left = ahead.left
    fresh, order = ahead.fresh, ahead.order
    if not order and (screen.shown is None or not ahead.is_shown_theirs):
        found, left = next_card_and_left(campaign, person=request.user, among=filters.among)
        if isinstance(found, NoCard):
            answer["nothing"] = _nothing(request, campaign, found, filters)
        else:
            key = found.company.pk
            order = [key, *(one for one in order if one != key)]
            is_new = key not in screen.held and all(one.company.pk != key for one in fresh)
            fresh = [found, *fresh] if is_new else fresh
    return answer | {
        "order": order,
        "cards": rendered(request, campaign, fresh, filters),
        "seconds": KEPT_AHEAD.total_seconds(),
        "numbers": left and queue_numbers(left, session_of(request, campaign)),
    }


def rendered(
    request: HttpRequest, campaign: Campaign, cards: Sequence[Card], filters: QueueFilters
) -> list[dict[str, object]]:
    """Return cards as HTML."""
    # Without the request: cards need none of the context of the page header.
    shared = {
        "campaign": campaign,
        "csrf_token": get_token(request),
        "queue_url": filters.url(campaign),
    }
    return [
        {"company": card.company.pk, "name": card.company.name, "is_likely": card.is_counted_likely}
        | _parts(
            shared
            | {
                "card": card,
                "company": card.company,
                "score_breakdown": score_breakdown(card.why, campaign=campaign),
                "n_contacts": card.n_contacts,
            }
        )
        for card in cards
    ]


def _parts(context: dict[str, object]) -> dict[str, object]:
    return {
        part: render_to_string(f"campaigns/partials/queue/{template}.html", context)
        for part, template in _PARTS.items()
    }


def _nothing(
    request: WorkspaceRequest, campaign: Campaign, reason: NoCard, filters: QueueFilters
) -> str:
    context: dict[str, object] = {"campaign": campaign, "nothing": reason.value, "filters": filters}
    if reason is NoCard.NO_MATCHES:
        context["looser"] = relaxed_filters(campaign, filters, person=request.user)
    return render_to_string("campaigns/partials/queue/no_card.html", context, request=request)
