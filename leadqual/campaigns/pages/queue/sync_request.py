"""The request of a browser to sync its queue: presses, and the cards that it has."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leadqual.campaigns.models import Verdict
from leadqual.campaigns.verdicts.services import Press

MAX_PRESSES = 50
"""Presses in a request; `MAX_BATCH` in `static/js/queue/outbox.js` is the same number."""

MAX_HELD = 60
"""Most cards that a browser can report; it never holds that many."""

MAX_REASONS = 18
"""Most reasons of a verdict: nine keys for each kind."""

_MAX_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRequest:
    """The valid parts of a request.

    Args:
        person: who pressed.
        unreadable: request IDs of presses that are invalid.
        wants_cards: whether the next cards are sent.
        shown: company on the screen; None if there is no card.
        held: companies of the preloaded cards.
        requests_shown: the card on the screen is not loaded, because an undo brought it back.
        filters: of the queue, as in its URL.
    """

    person: object
    presses: Sequence[Press]
    unreadable: Sequence[str]
    wants_cards: bool
    shown: int | None
    held: Sequence[int]
    requests_shown: bool
    filters: object


def parse_request(body: bytes, *, person: int) -> SyncRequest | None:
    """Return what a browser sent; None if it is no such request.

    Args:
        body: JSON.
        person: who is signed in, for a browser that does not say who pressed.
    """
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    presses = sent.get("presses") if isinstance(sent, dict) else None
    if not isinstance(presses, list) or len(presses) > MAX_PRESSES:
        return None
    parsed = [_parse_press(press) for press in presses]
    shown, held = sent.get("shown"), sent.get("held")
    wants_cards = isinstance(held, list) and len(held) <= MAX_HELD and all(map(_is_key, held))
    return SyncRequest(
        person=sent.get("person", person),
        presses=[press for press in parsed if press is not None],
        unreadable=[
            press["request_id"]
            for press, known in zip(presses, parsed, strict=True)
            if known is None
            and isinstance(press, dict)
            and isinstance(press.get("request_id"), str)
        ],
        wants_cards=wants_cards,
        shown=shown if _is_key(shown) else None,
        held=held if wants_cards else (),
        requests_shown=sent.get("needs") is True,
        filters=sent.get("filters", ""),
    )


def _parse_press(sent: Any) -> Press | None:
    """Return a press; None if it is invalid."""
    if not isinstance(sent, dict):
        return None
    value, reasons = sent.get("verdict"), sent.get("reasons", [])
    if not _is_key(sent.get("company")) or value not in Verdict.Value.values:
        return None
    if (
        not isinstance(reasons, list)
        or len(reasons) > MAX_REASONS
        or not all(map(_is_key, reasons))
    ):
        return None
    try:
        request_id = uuid.UUID(str(sent.get("request_id")))
    except ValueError:
        return None
    return Press(
        company_id=sent["company"],
        value=value,
        reason_ids=reasons,
        request_id=request_id,
        is_late=True,
        is_undone=sent.get("undone") is True,
        weight=sent["weight"] if sent.get("weight") in Verdict.Weight.values else 1,
    )


def _is_key(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_KEY
