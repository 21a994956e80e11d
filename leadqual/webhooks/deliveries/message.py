"""What a receiver gets: the body of a message, and its signed headers."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

from leadqual.webhooks.models import WebhookEvent


def message_of(event: WebhookEvent) -> dict[str, object]:
    """Return the message of an event; it is the same at each attempt."""
    return {
        "type": event.type,
        "timestamp": event.created_at.isoformat(),
        "sequence": event.sequence,
        "workspace_id": event.workspace_id,
        "is_summary": event.kind == WebhookEvent.Kind.SUMMARY,
        "data": event.data,
    }


def body_of(event: WebhookEvent) -> str:
    """Return the body of a message, byte for byte the same at each attempt."""
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
