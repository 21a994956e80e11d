"""Replies are received: each message once, with the contact who wrote it."""

import uuid
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from leadqual.accounts.models import Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.erased.checking import refuse_erased
from leadqual.leads.erased.keys import Identity
from leadqual.leads.models import Contact
from leadqual.replies.errors import NoMailError
from leadqual.replies.mails import KEPT_HEADERS, LONGEST_TEXT, Mail, ids_in, plain, sender_of
from leadqual.replies.messages import name_of, read_message
from leadqual.replies.models import Reply
from leadqual.replies.threads import join_thread, lock_threads


@transaction.atomic
def receive_reply(*, workspace: Workspace, mail: Mail) -> tuple[Reply, bool]:
    """Store a reply and have it classified after commit; the same message id changes nothing.

    Its contact is who has the address of the sender, or else whose thread it belongs to.

    Returns:
        The reply, and whether it is new.

    Raises:
        ErasedPersonError: the sender was erased on request; nothing has been written.
    """
    sender = sender_of(mail)
    if sender:
        refuse_erased(workspace.pk, Identity(emails=[sender]))
    message_id = plain(mail.message_id).strip()[:300] or f"<{uuid.uuid4()}@leadqual.invalid>"
    headers = {plain(name).lower(): plain(value) for name, value in (mail.headers or {}).items()}
    found = [plain(one)[:300] for one in mail.answers_to] or [
        *ids_in(headers.get("references", "")),
        *ids_in(headers.get("in-reply-to", "")),
    ]
    answers_to = [one for one in dict.fromkeys(found) if one != message_id]
    lock_threads(workspace)
    reply, is_new = Reply.objects.get_or_create(
        workspace=workspace,
        message_id=message_id,
        defaults={
            "sender": sender,
            "contact": Contact.objects.filter(workspace=workspace, email=sender).first()
            if sender
            else None,
            "subject": plain(mail.subject)[:500],
            "text": plain(mail.text)[:LONGEST_TEXT],
            "headers": {
                name: value[:500] for name, value in headers.items() if name in KEPT_HEADERS
            },
            "answers_to": answers_to,
            "attachments": [
                {"name": plain(one.name), "n_bytes": one.n_bytes} for one in mail.attachments
            ],
            "received_at": mail.received_at or timezone.now(),
        },
    )
    if is_new:
        join_thread(reply)
        enqueue(Job.CLASSIFY_REPLY, reply_id=reply.pk)
    return reply, is_new


def receive_raw(
    *, workspace: Workspace, raw: bytes, own: Collection[str] = ()
) -> tuple[Reply, bool]:
    """Store a raw message (RFC 822) as a reply, once.

    Two senders do not share a Message-ID: what another one sent under a known id is a message of
    its own, and is not lost.

    Args:
        workspace: whose reply it is.
        raw: headers and body.
        own: addresses, in lower case, whose mails are no replies.

    Returns:
        The reply, and whether it is new.

    Raises:
        NoMailError: the bytes are no mail, or it is an own one; nothing has been written.
    """
    mail = read_message(raw, now=timezone.now())
    sender = sender_of(mail)
    if sender in own:
        raise NoMailError("Somebody of your own team sent it; a reply comes from somebody else.")
    reply, is_new = receive_reply(workspace=workspace, mail=mail)
    if reply.sender == sender:
        return reply, is_new
    return receive_reply(workspace=workspace, mail=replace(mail, message_id=name_of(raw)))
