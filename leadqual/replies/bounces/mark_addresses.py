"""A bounce marks the contact whose address failed: nobody writes to it again until it is undone."""

from classifiers.replies.rules.bounces import FAILED_RECIPIENTS, bounced_addresses
from leadqual.leads.models import Contact
from leadqual.leads.services import set_do_not_contact
from leadqual.replies.models import Reply

REASON = "bounced"


def mark_bounced(reply: Reply) -> list[str]:
    """Mark the contacts whose addresses a bounce names; call it in a transaction.

    Only addresses of contacts are marked: a forged report cannot block others. The entry has an
    origin of its own, so that it stays when a person labels the bounce.

    Returns:
        The addresses that were marked.
    """
    named = bounced_addresses(
        reply.text,
        sender=reply.sender,
        failed=str(reply.headers.get(FAILED_RECIPIENTS, "")),
    )
    if not named:
        return []
    contacts = Contact.objects.filter(workspace=reply.workspace, email__in=named).order_by("pk")
    found = [str(contact.email) for contact in contacts]
    for email in found:
        set_do_not_contact(
            workspace=reply.workspace,
            email=email,
            reason=REASON,
            origin=f"bounce:{reply.pk}",
            author=None,
        )
    return found
