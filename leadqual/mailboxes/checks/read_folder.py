"""New emails of one folder are read, in chunks: whatever breaks, the chunks before it stay."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import partial
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from classifiers.core.errors import ClassifierError
from leadqual.core import clock
from leadqual.core.retries import run_with_retries
from leadqual.core.servers_away import is_temporary
from leadqual.leads.errors import ErasedPersonError
from leadqual.leads.records.contact_activity import contact_of_email
from leadqual.mailboxes.folders import Folder
from leadqual.mailboxes.models import Mailbox, MailboxFolder, ReadEmail
from leadqual.replies.classification import asks_to_stop
from leadqual.replies.errors import NoMailError
from leadqual.replies.models import Reply, SentEmail
from leadqual.replies.receiving.messages import Mail, read_message, sender_of
from leadqual.replies.receiving.sent_emails import SentMessage, record_sent_email
from leadqual.replies.receiving.services import receive_raw
from leadqual.replies.receiving.trimmed_messages import (
    MAX_MESSAGE_BYTES,
    MAX_SENT_BYTES,
    TrimmedMessage,
)

MAX_BYTES = 64 * 2**10
"""Bytes of headers that are read; those that matter are among the first."""
_MAX_HEADER = 20_000
_DIGEST_HEADERS = ("Message-ID", "From", "Date", "Subject")

Outcome = ReadEmail.Outcome
_RETRYABLE_ERRORS = (DatabaseError, OSError, IMAPClientError, ClassifierError)
logger = logging.getLogger(__name__)
CHUNK_SIZE = 50
UID_WINDOW = 50_000
"""Numbers of emails that one search spans: its answer is one line, which must not be endless."""

MAX_FETCH_BYTES = 4 * 2**20
"""Bytes of emails that are fetched together."""

_HEADER_ITEM = f"BODY.PEEK[HEADER]<0.{MAX_BYTES}>"
_FETCH_ITEMS = ("RFC822.SIZE", _HEADER_ITEM)


@dataclass(frozen=True, slots=True)
class EmailHeaders:
    """What the headers of an email say.

    Args:
        receivers: addresses of To and Cc, in lower case.
        digest: names the email for ever, in whichever folder and under whichever number it is.
    """

    mail: Mail
    receivers: frozenset[str]
    digest: str
    has_message_id: bool
    is_newsletter: bool


def read_headers(raw: bytes, *, now: datetime) -> EmailHeaders:
    """Read the headers of an email, whatever their bytes.

    Raises:
        NoMailError: they are no headers of an email.
    """
    mail = read_message(raw, now=now)
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    texts = {name: str(headers.get(name, ""))[:_MAX_HEADER] for name in _DIGEST_HEADERS}
    has_id = bool(texts["Message-ID"].strip())
    receivers = [
        str(value)[:_MAX_HEADER] for name in ("To", "Cc") for value in headers.get_all(name, [])[:5]
    ]
    return EmailHeaders(
        mail=mail,
        receivers=frozenset(
            address.strip().lower() for _, address in getaddresses(receivers) if "@" in address
        ),
        digest=email_digest(*texts.values()) if has_id else email_digest(raw),
        has_message_id=has_id,
        is_newsletter="List-Unsubscribe" in headers and "List-Post" not in headers,
    )


def email_digest(*parts: str | bytes) -> str:
    """Return the name of an email made of its parts."""
    texts = (part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
    return hashlib.sha256(b"\0".join(text.strip() for text in texts)).hexdigest()


@dataclass(frozen=True, slots=True)
class FoundEmail:
    """An email in a folder, of which the headers are here.

    Args:
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


def process_email(
    mailbox: Mailbox, found: FoundEmail, *, own_addresses: frozenset[str]
) -> ReadEmail | None:
    """Read an email unless it was read before, in one transaction with the mark that it was.

    Args:
        mailbox: that holds it.
        found: the email.
        own_addresses: addresses, in lower case, whose emails are sent ones.

    Returns:
        The mark; None where it was read before, or is gone.
    """
    try:
        headers = read_headers(found.header, now=clock.now())
    except NoMailError as error:
        digest = email_digest(found.header or f"{found.folder}\0{found.uid}")
        return _mark_read(mailbox, found, digest, _Result(Outcome.REJECTED, reason=error.message))
    if ReadEmail.objects.filter(mailbox=mailbox, digest=headers.digest).exists():
        return None

    @transaction.atomic
    def take() -> ReadEmail | None:
        result = _classify_email(mailbox, found, headers, own_addresses)
        return _mark_read(mailbox, found, headers.digest, result) if result else None

    try:
        return run_with_retries(take)
    except Exception as error:  # One email must not keep the others from being read.
        if is_temporary(error) or isinstance(error, _RETRYABLE_ERRORS):
            raise  # The next check takes it.
        # Its type alone: what an error says may quote what somebody wrote.
        logger.error("email cannot be read", extra={"error": repr(type(error))})  # noqa: TRY400
        failed = _Result(Outcome.REJECTED, reason="The email could not be read.")
        return _mark_read(mailbox, found, headers.digest, failed)


def _mark_read(
    mailbox: Mailbox, found: FoundEmail, digest: str, result: _Result
) -> ReadEmail | None:
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


def _classify_email(
    mailbox: Mailbox, found: FoundEmail, headers: EmailHeaders, own_addresses: frozenset[str]
) -> _Result | None:
    if found.is_sent or sender_of(headers.mail) in own_addresses:
        _record_sent(mailbox, headers, is_claimed=not found.is_sent)
        return _Result(Outcome.SENT)
    if found.n_bytes > MAX_SENT_BYTES:
        return _too_large()
    is_wanted = not mailbox.known_only or _is_about_known(mailbox, headers.mail)
    if not is_wanted and headers.is_newsletter:
        return _Result(Outcome.UNRELATED)
    return _receive_reply(mailbox, found, own_addresses, is_wanted=is_wanted)


def _receive_reply(
    mailbox: Mailbox, found: FoundEmail, own_addresses: frozenset[str], *, is_wanted: bool
) -> _Result | None:
    """Fetch the whole email and receive it as a reply; None where it is gone."""
    raw_email = found.body()
    if raw_email is None:
        return None
    message = TrimmedMessage()
    for line in raw_email.splitlines(keepends=True):
        message.add(line)
        if message.is_too_large:
            break
    raw = message.raw()
    if raw is None:
        return _too_large()
    try:
        if not is_wanted:
            # A delivery report names its email in the copy below it, and people may
            # ask to stop from another address than the one that is known.
            mail = read_message(raw, now=clock.now())
            if not _is_about_known(mailbox, mail) and not asks_to_stop(mail):
                return _Result(Outcome.UNRELATED)
        reply, is_new = receive_raw(workspace=mailbox.workspace, raw=raw, own=own_addresses)
    except (NoMailError, ErasedPersonError) as error:
        return _Result(Outcome.REJECTED, reason=error.message)
    return _Result(Outcome.REPLY if is_new else Outcome.KNOWN, reply=reply)


def _too_large() -> _Result:
    limits = f"{MAX_SENT_BYTES // 2**20} MB, or {MAX_MESSAGE_BYTES // 2**20} MB without attachments"
    return _Result(Outcome.TOO_LARGE, reason=f"The email is larger than {limits}.")


def _record_sent(mailbox: Mailbox, headers: EmailHeaders, *, is_claimed: bool) -> None:
    if headers.has_message_id:
        message = SentMessage(
            message_id=headers.mail.message_id,
            receivers=headers.receivers,
            subject=headers.mail.subject,
            sent_at=headers.mail.received_at or clock.now(),
            is_claimed=is_claimed,
        )
        record_sent_email(workspace=mailbox.workspace, message=message)


def _is_about_known(mailbox: Mailbox, mail: Mail) -> bool:
    """Return whether an email comes from a known person, or answers what is known."""
    workspace = mailbox.workspace
    if contact_of_email(workspace, sender_of(mail)):
        return True
    ids = list(mail.answers_to)
    if not ids:
        return False
    sent = SentEmail.objects.filter(workspace=workspace, message_id__in=ids)
    thread = Q(message_id__in=ids) | Q(answers_to__overlap=ids)
    return sent.exists() or Reply.objects.filter(thread, workspace=workspace).exists()


@dataclass(slots=True)
class Budget:
    """How much one check may still do.

    Args:
        may_continue: asked after each chunk: whether the check still may.
    """

    n_emails: int
    may_continue: Callable[[], bool]
    n_new: int = 0


def read_folder(
    mailbox: Mailbox,
    folder: Folder,
    *,
    client: IMAPClient,
    own_addresses: frozenset[str],
    budget: Budget,
) -> int:
    """Read the emails of a folder that are new since the last check; nothing in it changes.

    Where the server has numbered the folder again, all of it is read again: what was read before is
    known by its digest.

    Returns:
        How many emails are left for the next check.
    """
    budget.may_continue()
    answer = client.select_folder(folder.name, readonly=True)
    row = _folder_row(mailbox, folder, int(answer.get(b"UIDVALIDITY", 0)))
    uids = _new_uids(client, mailbox, after=row.last_uid, until=int(answer.get(b"UIDNEXT", 0)))
    _save_progress(mailbox, row, n_left=len(uids))
    has_budget = True
    while uids and budget.n_emails > 0 and has_budget:
        chunk, uids = _split_list(uids, min(CHUNK_SIZE, budget.n_emails))
        found = client.fetch(chunk, _FETCH_ITEMS)
        sizes = {uid: _email_size(found[uid]) for uid in chunk if uid in found}
        bodies = _BodyFetcher(client, sizes)
        for uid in sizes:
            if process_email(
                mailbox, _build_email(folder, uid, found[uid], bodies), own_addresses=own_addresses
            ):
                budget.n_new += 1
        budget.n_emails -= len(chunk)
        row.last_uid = chunk[-1]
        _save_progress(mailbox, row, n_left=len(uids))
        has_budget = budget.may_continue()
    return len(uids)


def _folder_row(mailbox: Mailbox, folder: Folder, uid_validity: int) -> MailboxFolder:
    row, _ = MailboxFolder.objects.get_or_create(
        mailbox=mailbox, name=folder.name, defaults={"uid_validity": uid_validity}
    )
    if row.uid_validity != uid_validity:
        row.uid_validity, row.last_uid = uid_validity, 0
    row.is_sent = folder.is_sent
    return row


def _new_uids(client: IMAPClient, mailbox: Mailbox, *, after: int, until: int) -> list[int]:
    """Return the numbers of the emails after a number, from the first day on, in their order."""
    since = mailbox.since.strftime("%d-%b-%Y")
    if not until:
        return _search_uids(client, f"{after + 1}:*", since, after)
    uids: list[int] = []
    for start in range(after + 1, until, UID_WINDOW):
        end = min(start + UID_WINDOW, until) - 1
        uids += _search_uids(client, f"{start}:{end}", since, after)
    return uids


def _search_uids(client: IMAPClient, numbers: str, since: str, after: int) -> list[int]:
    found = client.search(["UID", numbers, "SINCE", since])
    return sorted(uid for uid in set(found) if uid > after)  # `9:*` also finds the last, below 9.


def _split_list(uids: list[int], n: int) -> tuple[list[int], list[int]]:
    return uids[:n], uids[n:]


class _BodyFetcher:
    """Fetches whole emails, small ones of a chunk together: each fetch is a round trip.

    Args:
        sizes: bytes of each email of the chunk by its number, in the order of reading.
    """

    def __init__(self, client: IMAPClient, sizes: Mapping[int, int]) -> None:
        self._client = client
        self._sizes = sizes
        self._fetched: dict[int, bytes] = {}

    def fetch(self, uid: int) -> bytes | None:
        """Return a whole email; None where it is gone."""
        if uid not in self._fetched:
            answer = self._client.fetch(self._batch_with(uid), ["BODY.PEEK[]"])
            bodies = {key: values.get(b"BODY[]") for key, values in answer.items()}
            self._fetched = {key: bytes(body) for key, body in bodies.items() if body is not None}
        return self._fetched.pop(uid, None)

    def _batch_with(self, uid: int) -> list[int]:
        chosen, n_bytes = [uid], self._sizes[uid]
        for other in (key for key in self._sizes if key > uid):
            n_bytes += self._sizes[other]
            if n_bytes > MAX_FETCH_BYTES:
                break
            chosen.append(other)
        return chosen


def _email_size(values: Mapping[bytes, Any]) -> int:
    return int(values.get(b"RFC822.SIZE", 0))


def _build_email(
    folder: Folder, uid: int, values: Mapping[bytes, Any], bodies: _BodyFetcher
) -> FoundEmail:
    return FoundEmail(
        folder=folder.name,
        is_sent=folder.is_sent,
        uid=uid,
        n_bytes=_email_size(values),
        header=bytes(values.get(b"BODY[HEADER]<0>") or b""),
        body=partial(bodies.fetch, uid),
    )


def _save_progress(mailbox: Mailbox, row: MailboxFolder, *, n_left: int) -> None:
    """Store how far a folder is read, unless the mailbox was changed meanwhile."""
    rows = MailboxFolder.objects.filter(pk=row.pk, mailbox__lease=mailbox.lease)
    rows.update(
        uid_validity=row.uid_validity,
        last_uid=row.last_uid,
        is_sent=row.is_sent,
        n_left=n_left,
        checked_at=clock.now(),
    )
