"""Receive replies: store each message once, with its contact and thread."""

import hashlib
import uuid
from collections.abc import Collection
from itertools import chain

from django.db import transaction

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.rules.bounces import FAILED_RECIPIENTS, read_report
from classifiers.replies.rules.program_requests import TO_UNSUBSCRIBE, asks_by_address
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.erased_keys import reject_erased
from leadqual.leads.erased_people import Identity
from leadqual.leads.records.contact_activity import contact_of_email, record_activity
from leadqual.replies.delivery_reports import (
    headers_of_report,
)
from leadqual.replies.errors import NoMailError
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import (
    KEPT_HEADERS,
    Mail,
    id_from_bytes,
    message_ids_in,
    plain,
    read_message,
    sender_of,
)
from leadqual.replies.receiving.threads import assign_thread, lock_threads
from leadqual.replies.receiving.trimmed_messages import MAX_TEXT_LENGTH


@transaction.atomic
def receive_reply(*, workspace: Workspace, mail: Mail, other_id: str = "") -> tuple[Reply, bool]:
    """Store a reply and classify it after commit. Idempotent.

    Some senders and programs reuse Message-IDs. A message by another sender, or with another text,
    under a known ID is stored as well, so that no request to stop gets lost. Its contact has the
    address of the sender, or belongs to the thread.

    Args:
        workspace: of the reply.
        mail: the message.
        other_id: ID if its Message-ID belongs to another message; by default a hash of its words.

    Returns:
        The reply, and whether it is new.

    Raises:
        ErasedPersonError: the sender was erased on request; nothing was written.
    """
    sender = sender_of(mail)
    if sender:
        reject_erased(workspace.pk, Identity(emails=[sender]))
    message_id = plain(mail.message_id).strip()[:300] or _random_id()
    lock_threads(workspace)
    names = chain((message_id, other_id or _content_id(mail)), iter(_random_id, ""))
    while True:
        name = next(names)
        known = Reply.objects.filter(workspace=workspace, message_id=name).first()
        if known is None:
            return _store(workspace, mail, name), True
        if known.sender == sender and _normalized_words(
            known.subject, known.text
        ) == _words_of_mail(mail):
            return known, False


def _store(workspace: Workspace, mail: Mail, message_id: str) -> Reply:
    sender = sender_of(mail)
    headers = {plain(name).lower(): plain(value) for name, value in (mail.headers or {}).items()}
    if asks_by_address(headers):  # Receivers are not stored.
        headers[TO_UNSUBSCRIBE] = "true"
    found = [plain(message_id)[:300] for message_id in mail.answers_to] or [
        *message_ids_in(headers.get("references", "")),
        *message_ids_in(headers.get("in-reply-to", "")),
    ]
    report = mail.report or read_report(
        plain(mail.text), sender=sender, failed=headers.get(FAILED_RECIPIENTS, "")
    )
    contact = contact_of_email(workspace, sender)
    received_at = mail.received_at or clock.now()
    reply = Reply.objects.create(
        workspace=workspace,
        message_id=message_id,
        sender=sender,
        contact=contact,
        subject=plain(mail.subject)[:500],
        text=plain(mail.text)[:MAX_TEXT_LENGTH],
        headers={name: value[:500] for name, value in headers.items() if name in KEPT_HEADERS}
        | {name: plain(value) for name, value in headers_of_report(report).items()},
        answers_to=[reference for reference in dict.fromkeys(found) if reference != message_id],
        attachments=[
            {"name": plain(attachment.name), "n_bytes": attachment.n_bytes}
            for attachment in mail.attachments
        ],
        received_at=received_at,
    )
    if contact:
        record_activity(contact, received_at)
    assign_thread(reply)
    enqueue(Job.CLASSIFY_REPLY, reply_id=reply.pk)
    return reply


def _words_of_mail(mail: Mail) -> list[str]:
    return _normalized_words(plain(mail.subject)[:500], plain(mail.text)[:MAX_TEXT_LENGTH])


def _normalized_words(subject: str, text: str) -> list[str]:
    """Return the words of the visible text: the same for plain text and HTML, quoted or not."""
    return f"{subject}\n{clean(text).written}".casefold().split()


def _content_id(mail: Mail) -> str:
    parts = [mail.message_id, sender_of(mail), *_words_of_mail(mail)]
    digest = hashlib.sha256("\0".join(map(plain, parts)).encode()).hexdigest()
    return f"<{digest[:40]}@leadqual.invalid>"


def _random_id() -> str:
    return f"<{uuid.uuid4()}@leadqual.invalid>"


def receive_raw(
    *, workspace: Workspace, raw: bytes, own: Collection[str] = ()
) -> tuple[Reply, bool]:
    """Store a raw message (RFC 822) as a reply, once.

    Args:
        workspace: of the reply.
        raw: headers and body.
        own: addresses of members in lower case; their emails are not replies.

    Returns:
        The reply, and whether it is new.

    Raises:
        NoMailError: it is not an email, or was sent by a member; nothing was written.
    """
    mail = read_message(raw, now=clock.now())
    if sender_of(mail) in own:
        raise NoMailError("Sent by a member of your team. Replies come from other people.")
    return receive_reply(workspace=workspace, mail=mail, other_id=id_from_bytes(raw))
