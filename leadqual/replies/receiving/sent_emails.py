"""Emails sent by the workspace, which are matched with replies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.leads.records.contact_activity import contact_of_email
from leadqual.replies.models import SentEmail
from leadqual.replies.receiving.messages import (
    plain,
)
from leadqual.replies.receiving.threads import link_sent_email, lock_threads

MAX_RECEIVERS = 20
"""An email to more receivers is not personal, and has no contact."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """The headers of a sent email.

    Args:
        receivers: addresses in lower case.
        is_claimed: only its From header, which may be forged, says who sent it.
    """

    message_id: str
    receivers: Collection[str]
    subject: str
    sent_at: datetime
    is_claimed: bool = False


@transaction.atomic
def record_sent_email(*, workspace: Workspace, message: SentMessage) -> tuple[SentEmail, bool]:
    """Record a sent email once, with its contact, and update the replies to it.

    An email to several known people has no contact.

    Returns:
        The sent email, and whether it is new.
    """
    lock_threads(workspace)
    message_id = plain(message.message_id).strip()[:300]
    known = SentEmail.objects.filter(workspace=workspace, message_id=message_id).first()
    if known is not None and (message.is_claimed or not known.is_claimed):
        return known, False
    contact = _only_contact(workspace, message.receivers)
    # An email from a folder of sent emails replaces one known by its From header only.
    sent, is_new = SentEmail.objects.update_or_create(
        workspace=workspace,
        message_id=message_id,
        defaults={
            "contact": contact,
            "subject": plain(message.subject)[:500] if contact else "",
            "sent_at": message.sent_at,
            "is_claimed": message.is_claimed,
        },
    )
    link_sent_email(sent)
    return sent, is_new


def _only_contact(workspace: Workspace, receivers: Collection[str]) -> Contact | None:
    if len(receivers) > MAX_RECEIVERS:
        return None
    found = {
        contact.pk: contact
        for address in sorted(receivers)
        if (contact := contact_of_email(workspace, address))
    }
    return next(iter(found.values())) if len(found) == 1 else None
