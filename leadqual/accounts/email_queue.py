"""Queues emails for a job, rendered from templates and encrypted."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from leadqual.accounts.models import Invitation, OutgoingEmail, User
from leadqual.core.encryption import cipher
from leadqual.core.jobs import Job, enqueue

RETRY_PERIOD = timedelta(days=1)

_PURPOSE = "leadqual.outgoing_email"


@dataclass(frozen=True, slots=True)
class Message:
    """Content and recipient of an email; `html` is empty for text-only emails."""

    to: str
    subject: str
    text: str
    html: str = ""


def queue_templates(
    template: str,
    *,
    to: str,
    context: Mapping[str, object],
    user: User | None = None,
    tried_for: timedelta = RETRY_PERIOD,
) -> OutgoingEmail:
    """Queue the email of two templates, `…_subject.txt` and `…_message.txt`, as text and HTML.

    Args:
        template: common prefix of both names, e.g. `account/email/password_changed`.
        to: address of the recipient.
        context: of the templates; `home_url` is added to the end of the message.
        user: whose account it is about.
        tried_for: how long to retry: as long as the email is useful.
    """
    subject = render_to_string(f"{template}_subject.txt", dict(context))
    text = render_to_string(f"{template}_message.txt", dict(context)).strip()
    html = render_to_string("account/email/message.html", {"subject": subject, "text": text})
    message = Message(to, subject, text, html)
    return queue_email(message, kind=template, user=user, tried_for=tried_for)


@transaction.atomic
def queue_email(
    message: Message,
    *,
    kind: str,
    user: User | None = None,
    invitation: Invitation | None = None,
    tried_for: timedelta = RETRY_PERIOD,
) -> OutgoingEmail:
    """Queue an email, which a job sends after the transaction commits.

    An earlier unsent email for the same invitation is dropped: its link is void.
    """
    if invitation is not None:
        invitation.outgoing_emails.all().delete()
    now = timezone.now()
    row = OutgoingEmail.objects.create(
        kind=kind,
        message=encrypt_message(message),
        user=user,
        invitation=invitation,
        next_at=now,
        tried_until=now + tried_for,
    )
    enqueue(Job.SEND_EMAILS)
    return row


def message_of(row: OutgoingEmail) -> Message | None:
    """Return the decrypted email; None if `SECRET_KEY` was replaced without a fallback."""
    try:
        plain = cipher(_PURPOSE).decrypt(row.message.encode())
    except InvalidToken:
        return None
    return Message(**json.loads(plain))


def encrypt_message(message: Message) -> str:
    """Return an email encrypted, as the table stores it."""
    one_line = asdict(message) | {"subject": " ".join(message.subject.split())}
    return cipher(_PURPOSE).encrypt(json.dumps(one_line).encode()).decode()
