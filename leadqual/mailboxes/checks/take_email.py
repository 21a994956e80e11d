"""What becomes of one email: a reply, a sent email, or nothing, and a mark that it was read."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.models import Q
from imapclient.exceptions import IMAPClientError

from classifiers.core.errors import ClassifierError
from leadqual.core import clock
from leadqual.core.database.overtaken import run_again
from leadqual.core.servers_away import is_passing
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.records.contact_activity import contact_of_email
from leadqual.mailboxes.checks.email_headers import EmailHeaders, digest_of, read_headers
from leadqual.mailboxes.models import Mailbox, ReadEmail
from leadqual.replies.errors import NoMailError
from leadqual.replies.intents.classification import asks_to_stop
from leadqual.replies.models import Reply, SentEmail
from leadqual.replies.receiving.attachment_trimming import (
    LARGEST_MESSAGE,
    LARGEST_SENT,
    TrimmedMessage,
)
from leadqual.replies.receiving.email_values import Mail, sender_of
from leadqual.replies.receiving.messages import read_message
from leadqual.replies.receiving.note_sent_email import SentMessage, note_sent_email
from leadqual.replies.receiving.services import receive_raw

Outcome = ReadEmail.Outcome
_PASSING = (DatabaseError, OSError, IMAPClientError, ClassifierError)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FoundEmail:
    """An email in a folder, of which the headers are here.

    Args:
        is_sent: it is in a folder with sent emails.
        n_bytes: of the whole email, as the server says.
        body: fetches the whole email; None where it is gone.
    """

    folder: str
    is_sent: bool
    uid: int
    n_bytes: int
    header: bytes
    body: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class _Result:
    outcome: ReadEmail.Outcome
    reply: Reply | None = None
    reason: str = ""


def take_email(mailbox: Mailbox, found: FoundEmail, *, own: frozenset[str]) -> ReadEmail | None:
    """Read an email unless it was read before, in one transaction with the mark that it was.

    Args:
        mailbox: that holds it.
        found: the email.
        own: addresses, in lower case, whose emails are sent ones.

    Returns:
        The mark; None where it was read before, or is gone.
    """
    try:
        headers = read_headers(found.header, now=clock.now())
    except NoMailError as error:
        digest = digest_of(found.header or f"{found.folder}\0{found.uid}")
        return _marked(mailbox, found, digest, _Result(Outcome.REJECTED, reason=error.message))
    if ReadEmail.objects.filter(mailbox=mailbox, digest=headers.digest).exists():
        return None

    @transaction.atomic
    def take() -> ReadEmail | None:
        result = _taken(mailbox, found, headers, own)
        return _marked(mailbox, found, headers.digest, result) if result else None

    try:
        return run_again(take)
    except Exception as error:  # One email must not keep the others from being read.
        if is_passing(error) or isinstance(error, _PASSING):
            raise  # The next check takes it.
        # Its type alone: what an error says may quote what somebody wrote.
        logger.error("email cannot be read", extra={"error": repr(type(error))})  # noqa: TRY400
        failed = _Result(Outcome.REJECTED, reason="The email could not be read.")
        return _marked(mailbox, found, headers.digest, failed)


def _marked(mailbox: Mailbox, found: FoundEmail, digest: str, result: _Result) -> ReadEmail | None:
    row, is_new = ReadEmail.objects.get_or_create(
        mailbox=mailbox,
        digest=digest,
        defaults={
            "outcome": result.outcome,
            "reply": result.reply,
            "folder": found.folder,
            "uid": found.uid,
            "n_bytes": found.n_bytes,
            "reason": result.reason[:300],
        },
    )
    return row if is_new else None


def _taken(
    mailbox: Mailbox, found: FoundEmail, headers: EmailHeaders, own: frozenset[str]
) -> _Result | None:
    if found.is_sent or sender_of(headers.mail) in own:
        _note_sent(mailbox, headers)
        return _Result(Outcome.SENT)
    if found.n_bytes > LARGEST_SENT:
        return _too_large()
    is_wanted = not mailbox.known_only or _is_about_known(mailbox, headers.mail)
    if not is_wanted and headers.is_newsletter:
        return _Result(Outcome.UNRELATED)
    return _received(mailbox, found, own, is_wanted=is_wanted)


def _received(
    mailbox: Mailbox, found: FoundEmail, own: frozenset[str], *, is_wanted: bool
) -> _Result | None:
    """Fetch the whole email and receive it as a reply; None where it is gone."""
    whole = found.body()
    if whole is None:
        return None
    raw = _trimmed(whole)
    if raw is None:
        return _too_large()
    try:
        if not is_wanted:
            # Which email a delivery report is about stands in the copy below it, and people may
            # ask to stop from another address than the one that is known.
            mail = read_message(raw, now=clock.now())
            if not _is_about_known(mailbox, mail) and not asks_to_stop(mail):
                return _Result(Outcome.UNRELATED)
        reply, is_new = receive_raw(workspace=mailbox.workspace, raw=raw, own=own)
    except (NoMailError, ErasedPersonError) as error:
        return _Result(Outcome.REJECTED, reason=error.message)
    return _Result(Outcome.REPLY if is_new else Outcome.KNOWN, reply=reply)


def _too_large() -> _Result:
    limits = f"{LARGEST_SENT // 2**20} MB, or {LARGEST_MESSAGE // 2**20} MB without attachments"
    return _Result(Outcome.TOO_LARGE, reason=f"The email is larger than {limits}.")


def _note_sent(mailbox: Mailbox, headers: EmailHeaders) -> None:
    if headers.has_message_id:
        message = SentMessage(
            message_id=headers.mail.message_id,
            receivers=headers.receivers,
            subject=headers.mail.subject,
            sent_at=headers.mail.received_at or clock.now(),
        )
        note_sent_email(workspace=mailbox.workspace, message=message)


def _is_about_known(mailbox: Mailbox, mail: Mail) -> bool:
    """Say whether an email comes from a known person, or answers what is known."""
    workspace = mailbox.workspace
    if contact_of_email(workspace, sender_of(mail)):
        return True
    ids = list(mail.answers_to)
    if not ids:
        return False
    sent = SentEmail.objects.filter(workspace=workspace, message_id__in=ids)
    thread = Q(message_id__in=ids) | Q(answers_to__overlap=ids)
    return sent.exists() or Reply.objects.filter(thread, workspace=workspace).exists()


def _trimmed(raw: bytes) -> bytes | None:
    """Return an email without long attachments where it is large; None where it is so anyway."""
    message = TrimmedMessage()
    for line in raw.splitlines(keepends=True):
        message.add(line)
        if message.is_too_large:
            break
    return message.raw()
