"""The body of a message and its signed headers."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from leadqual.webhooks.models import WebhookEvent

PersonFilter = Callable[[int, Sequence[tuple[int, Mapping[str, Any]]]], Sequence[dict[str, Any]]]
"""Workspace, and IDs of people with values of events about them → the values that may be sent."""

_person_filters: list[PersonFilter] = []


def register_person_filter(person_filter: PersonFilter) -> None:
    """Register what decides which values of people may be sent; called once at startup."""
    _person_filters.append(person_filter)


def filter_people(events: Iterable[WebhookEvent]) -> None:
    """Remove addresses of people who were marked Do not contact after these events.

    The events in the database stay unchanged.

    Args:
        events: of one workspace.
    """
    named = [(one, one.contact_id) for one in events if one.contact_id is not None]
    for person_filter in _person_filters if named else ():
        people = [(contact_id, one.data) for one, contact_id in named]
        found = person_filter(named[0][0].workspace_id, people)
        for (one, _), values in zip(named, found, strict=True):
            one.data = values


def message_of(event: WebhookEvent) -> dict[str, object]:
    """Return the message of an event."""
    return {
        "type": event.type,
        "timestamp": event.created_at.isoformat(),
        "sequence": event.sequence,
        "workspace_id": event.workspace_id,
        "is_summary": event.kind == WebhookEvent.Kind.SUMMARY,
        "data": event.data,
    }


def body_of(event: WebhookEvent) -> str:
    """Return the body of a message.

    It is byte for byte the same at each attempt, unless the person was marked Do not contact.
    """
    return json.dumps(message_of(event), ensure_ascii=False, sort_keys=True)


def headers_for(
    event: WebhookEvent, body: str, *, secrets: Sequence[str], at: datetime
) -> dict[str, str]:
    """Return the headers of Standard Webhooks, with a signature of each secret."""
    signatures = [
        Webhook(secret).sign(event.message_id, at.astimezone(UTC), body) for secret in secrets
    ]
    return {
        "Content-Type": "application/json",
        "webhook-id": event.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
