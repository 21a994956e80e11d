"""Events about replies, as webhooks tell them: what a reply wants, and nothing of its text."""

from leadqual.replies.models import Reply
from leadqual.webhooks.outbox import Occurrence, emit


def emit_classified(reply: Reply) -> None:
    """Write an event about the intent of a reply, in the transaction that stores it."""
    emit(reply.workspace, "reply.classified", lambda: _occurred(reply))


def _occurred(reply: Reply) -> Occurrence:
    data = {
        "id": reply.pk,
        "intent": reply.intent,
        "category": reply.category,
        "score": reply.score,
        "is_corrected": reply.corrected_at is not None,
        "contact_id": reply.contact_id,
        "contact_external_id": reply.contact.external_id if reply.contact else None,
        "received_at": reply.received_at.isoformat(),
    }
    return Occurrence(data, {"intent": [reply.intent]}, reply.contact_id)
