"""Events about replies, as webhooks tell them: what a reply wants, and nothing of its text."""

from collections.abc import Callable

from leadqual.replies.models import Reply
from leadqual.webhooks.outbox import Occurrence, emit

Reader = Callable[[Reply], object]
_readers: list[Reader] = []


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


# What the audit log says of a reply: what it is called, and what was decided about it.


def name_of(reply: Reply) -> str:
    """Return whom a reply is from and its subject, as in "ben@acme.example, Re: Offer"."""
    return ", ".join(filter(None, (reply.sender, reply.subject))) or str(reply)


def decision_about(reply: Reply) -> dict[str, object]:
    """Return what a reply is taken for and what was done about it."""
    return {"intent": reply.intent, "state": reply.state}


# Who reads each reply once its intent is known: apps above this one.


def add_reader(reader: Reader) -> None:
    """Have each reply given to this function, in the transaction that stores its intent."""
    if reader not in _readers:
        _readers.append(reader)


def show_readers(reply: Reply) -> None:
    for reader in _readers:
        reader(reply)
