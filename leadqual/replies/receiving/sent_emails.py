"""Emails that the workspace sent, which replies are matched with."""

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
"""Receivers that are looked up; an email to more is no personal one."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What is read of a sent email: its headers alone.

    Args:
        receivers: addresses in lower case.
        is_claimed: whether only its From says who sent it, which may be forged.
    """

    message_id: str
    receivers: Collection[str]
    subject: str
    sent_at: datetime
    is_claimed: bool = False


@transaction.atomic
def record_sent_email(*, workspace: Workspace, message: SentMessage) -> tuple[SentEmail, bool]:
    """Note a sent email once, with the contact it went to; replies that wait for it are updated.

    Where it went to several known people, no reply is given to any of them by it.

    Returns:
        The sent email, and whether it is new.
    """
    lock_threads(workspace)
    message_id = plain(message.message_id).strip()[:300]
    known = SentEmail.objects.filter(workspace=workspace, message_id=message_id).first()
    if known is not None and (message.is_claimed or not known.is_claimed):
        return known, False
    contact = _only_contact(workspace, message.receivers)
    # What a folder with sent emails holds replaces what only a From claimed.
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
