"""Replies are received: each message once, with the contact who wrote it."""

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from classifiers.replies.cleaning.clean import clean
from classifiers.replies.rules.bounces import FAILED_RECIPIENTS, read_report
from classifiers.replies.rules.program_requests import TO_UNSUBSCRIBE, asks_by_address
from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.erased_keys import refuse_erased
from leadqual.leads.erased_people import Identity
from leadqual.leads.models import Contact
from leadqual.leads.records.contact_activity import contact_of_email, note_activity
from leadqual.replies.delivery_reports import (
    headers_of_report,
    settle_report,
    unbelieved_reports,
)
from leadqual.replies.errors import NoMailError
from leadqual.replies.intent_actions import apply_intent, state_of
from leadqual.replies.models import Reply, SentEmail
from leadqual.replies.receiving.messages import (
    KEPT_HEADERS,
    LONGEST_TEXT,
    Mail,
    ids_in,
    name_of,
    plain,
    read_message,
    sender_of,
)

# Threads: replies that answer each other, or the same mail, belong together.

MAX_IN_THREAD = 200
"""Replies of one thread that are shown."""

MAX_RECEIVERS = 20
"""Receivers that are looked up; an email to more is no personal one."""


def lock_threads(workspace: Workspace) -> None:
    """Let the replies of a workspace come in one after the other, until the transaction ends.

    Two of one thread that came in at the same moment would not see each other.
    """
    with connection.cursor() as cursor:
        name = f"replies of workspace {workspace.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def join_thread(reply: Reply) -> None:
    """Put a new reply into its thread, and find its contact there where the address is unknown.

    Call it with the threads locked.

    Two replies are of one thread where one answers the other or both answer the same mail, also
    one that was never seen here, and in whichever order they came. Where a reply joins two
    threads, they become one. Where nobody of the thread is known, the contact is whom the
    sent email that it answers went to. Up to six queries.
    """
    ids = [reply.message_id, *reply.answers_to]
    kin = Reply.objects.filter(
        Q(message_id__in=ids) | Q(answers_to__overlap=ids), workspace=reply.workspace
    ).exclude(pk=reply.pk)
    threads = list(kin.order_by().values_list("thread", flat=True).distinct())
    first = min(threads, default=reply.pk)
    others = [thread for thread in threads if thread != first]
    if others:
        Reply.objects.filter(workspace=reply.workspace, thread__in=others).update(thread=first)
    reply.thread = first
    reply.answers = _answered(reply)
    if reply.contact is None:
        answered = reply.answers.contact if reply.answers else None
        reply.contact = (_contact_in(thread_of(reply)) if threads else None) or answered
    reply.save(update_fields=["thread", "contact", "answers"])
    if reply.contact is not None and threads:
        _tell(thread_of(reply).filter(contact=None), reply.contact)


def thread_of(reply: Reply) -> QuerySet[Reply]:
    """Return the replies of a thread with their contacts, the oldest first."""
    rows = Reply.objects.filter(workspace=reply.workspace_id, thread=reply.thread)
    related = rows.select_related("contact__company", "corrected_by", "workspace")
    return related.order_by("received_at", "pk")


def join_sent_email(sent: SentEmail) -> int:
    """Tell the replies that came before the sent email which they answer; returns how many.

    Call it with the threads locked.
    """
    replies = Reply.objects.filter(
        workspace=sent.workspace_id, answers_to__contains=[sent.message_id]
    )
    later = replies.filter(Q(answers=None) | Q(answers__sent_at__lt=sent.sent_at))
    n_told = later.update(answers=sent)
    if sent.contact is not None:
        threads = replies.filter(contact=None).order_by().values_list("thread", flat=True)
        rows = Reply.objects.filter(workspace=sent.workspace_id, contact=None)
        related = rows.select_related("contact", "workspace")
        _tell(related.filter(thread__in=list(threads.distinct())).order_by("pk"), sent.contact)
    for report in replies.filter(unbelieved_reports()).select_related("workspace", "contact"):
        settle_report(report)
        apply_intent(report, state=state_of(report, report.action), author=None)
    return n_told


def _answered(reply: Reply) -> SentEmail | None:
    if not reply.answers_to:
        return None
    rows = SentEmail.objects.filter(
        workspace=reply.workspace_id, message_id__in=reply.answers_to
    ).select_related("contact")
    return rows.order_by("-sent_at", "-pk").first()


def _tell(replies: QuerySet[Reply], contact: Contact) -> None:
    """Give the replies of a thread the contact that is known now, with what they asked for."""
    for reply in replies.select_for_update(of=("self",)):
        reply.contact = contact
        apply_intent(reply, state=_state_with_contact(reply), author=None)


def _state_with_contact(reply: Reply) -> str:
    """Return the state of a reply that has found its contact.

    A request to stop for which there was no address until now has one, and who is willing to meet
    gets a task.
    """
    had_none = reply.state in (Reply.State.REVIEW, Reply.State.NONE)
    if had_none and reply.action == Reply.Action.DO_NOT_CONTACT:
        return state_of(reply, reply.action)
    if reply.state == Reply.State.REVIEW and reply.action == Reply.Action.NONE:
        return state_of(reply, reply.action)
    return reply.state


def _contact_in(thread: QuerySet[Reply]) -> Contact | None:
    """Return the contact of a thread: the one whom its first known sender is."""
    known = thread.exclude(contact=None).first()
    return known.contact if known else None


@transaction.atomic
def receive_reply(*, workspace: Workspace, mail: Mail, other_id: str = "") -> tuple[Reply, bool]:
    """Store a reply and have it classified after commit; the same message again changes nothing.

    Senders and programs repeat Message-IDs. What another sender sent under a known one, or the same
    sender with other words, is a message of its own: a request to stop must not get lost.

    Its contact is who has the address of the sender, or else whose thread it belongs to.

    Args:
        workspace: whose reply it is.
        mail: the message.
        other_id: names it where its Message-ID is another message's; empty makes one of its words.

    Returns:
        The reply, and whether it is new.

    Raises:
        ErasedPersonError: the sender was erased on request; nothing has been written.
    """
    sender = sender_of(mail)
    if sender:
        refuse_erased(workspace.pk, Identity(emails=[sender]))
    message_id = plain(mail.message_id).strip()[:300] or _random_id()
    lock_threads(workspace)
    names = chain((message_id, other_id or _id_of_words(mail)), iter(_random_id, ""))
    while True:
        name = next(names)
        known = Reply.objects.filter(workspace=workspace, message_id=name).first()
        if known is None:
            return _store(workspace, mail, name), True
        if known.sender == sender and _words(known.subject, known.text) == _words_of(mail):
            return known, False


def _store(workspace: Workspace, mail: Mail, message_id: str) -> Reply:
    sender = sender_of(mail)
    headers = {plain(name).lower(): plain(value) for name, value in (mail.headers or {}).items()}
    if asks_by_address(headers):  # Of the receivers nothing else is kept.
        headers[TO_UNSUBSCRIBE] = "true"
    found = [plain(one)[:300] for one in mail.answers_to] or [
        *ids_in(headers.get("references", "")),
        *ids_in(headers.get("in-reply-to", "")),
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
        text=plain(mail.text)[:LONGEST_TEXT],
        headers={name: value[:500] for name, value in headers.items() if name in KEPT_HEADERS}
        | {name: plain(value) for name, value in headers_of_report(report).items()},
        answers_to=[one for one in dict.fromkeys(found) if one != message_id],
        attachments=[{"name": plain(one.name), "n_bytes": one.n_bytes} for one in mail.attachments],
        received_at=received_at,
    )
    if contact:
        note_activity(contact, received_at)
    join_thread(reply)
    enqueue(Job.CLASSIFY_REPLY, reply_id=reply.pk)
    return reply


def _words_of(mail: Mail) -> list[str]:
    return _words(plain(mail.subject)[:500], plain(mail.text)[:LONGEST_TEXT])


def _words(subject: str, text: str) -> list[str]:
    """Give the words that somebody wrote: the same as plain text and as HTML, quoted or not."""
    return f"{subject}\n{clean(text).written}".casefold().split()


def _id_of_words(mail: Mail) -> str:
    parts = [mail.message_id, sender_of(mail), *_words_of(mail)]
    digest = hashlib.sha256("\0".join(map(plain, parts)).encode()).hexdigest()
    return f"<{digest[:40]}@leadqual.invalid>"


def _random_id() -> str:
    return f"<{uuid.uuid4()}@leadqual.invalid>"


def receive_raw(
    *, workspace: Workspace, raw: bytes, own: Collection[str] = ()
) -> tuple[Reply, bool]:
    """Store a raw message (RFC 822) as a reply, once.

    Args:
        workspace: whose reply it is.
        raw: headers and body.
        own: addresses, in lower case, whose mails are no replies.

    Returns:
        The reply, and whether it is new.

    Raises:
        NoMailError: the bytes are no mail, or it is an own one; nothing has been written.
    """
    mail = read_message(raw, now=clock.now())
    if sender_of(mail) in own:
        raise NoMailError("Sent by a member of your team. Replies come from other people.")
    return receive_reply(workspace=workspace, mail=mail, other_id=name_of(raw))


# An email that the workspace sent is noted, so that replies to it find their contact.


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
def note_sent_email(*, workspace: Workspace, message: SentMessage) -> tuple[SentEmail, bool]:
    """Note a sent email once, with the contact it went to; replies that wait for it are told.

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
    join_sent_email(sent)
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
