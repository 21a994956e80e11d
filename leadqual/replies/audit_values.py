"""What the audit log says of a reply: what it is called, and what was decided about it."""

from leadqual.replies.models import Reply


def name_of(reply: Reply) -> str:
    """Return whom a reply is from and its subject, as in "ben@acme.example, Re: Offer"."""
    return ", ".join(filter(None, (reply.sender, reply.subject))) or str(reply)


def decision_about(reply: Reply) -> dict[str, object]:
    """Return what a reply is taken for and what was done about it."""
    return {"intent": reply.intent, "state": reply.state}
