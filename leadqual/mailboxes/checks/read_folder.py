"""New emails of one folder are read, in chunks: whatever breaks, the chunks before it stay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from imapclient import IMAPClient

from leadqual.core import clock
from leadqual.mailboxes.checks.email_headers import MAX_BYTES
from leadqual.mailboxes.checks.take_email import FoundEmail, take_email
from leadqual.mailboxes.connections.imap_folders import Folder
from leadqual.mailboxes.models import Mailbox, MailboxFolder

CHUNK = 50
WINDOW = 50_000
"""Numbers of emails that one search spans: its answer is one line, which must not be endless."""
MAX_AHEAD = 4 * 2**20
"""Bytes of emails that are fetched together."""
_HEADER = f"BODY.PEEK[HEADER]<0.{MAX_BYTES}>"
_WANTED = ("RFC822.SIZE", _HEADER)


@dataclass(slots=True)
class Budget:
    """How much one check may still do.

    Args:
        n_emails: emails that it may read.
        goes_on: asked after each chunk: whether the check still may.
    """

    n_emails: int
    goes_on: Callable[[], bool]
    n_new: int = 0


def read_folder(
    mailbox: Mailbox,
    folder: Folder,
    *,
    client: IMAPClient,
    own: frozenset[str],
    budget: Budget,
) -> int:
    """Read the emails of a folder that are new since the last check; nothing in it changes.

    Where the server has numbered the folder anew, all of it is read again: what was read before is
    known by its digest.

    Returns:
        How many emails are left for the next check.
    """
    budget.goes_on()
    answer = client.select_folder(folder.name, readonly=True)
    row = _row(mailbox, folder, int(answer.get(b"UIDVALIDITY", 0)))
    uids = _new_uids(client, mailbox, after=row.last_uid, until=int(answer.get(b"UIDNEXT", 0)))
    _save(mailbox, row, n_left=len(uids))
    may_go_on = True
    while uids and budget.n_emails > 0 and may_go_on:
        chunk, uids = _split(uids, min(CHUNK, budget.n_emails))
        found = client.fetch(chunk, _WANTED)
        sizes = {uid: _size(found[uid]) for uid in chunk if uid in found}
        bodies = _Bodies(client, sizes)
        for uid in sizes:
            if take_email(mailbox, _email(folder, uid, found[uid], bodies), own=own):
                budget.n_new += 1
        budget.n_emails -= len(chunk)
        row.last_uid = chunk[-1]
        _save(mailbox, row, n_left=len(uids))
        may_go_on = budget.goes_on()
    return len(uids)


def _row(mailbox: Mailbox, folder: Folder, uid_validity: int) -> MailboxFolder:
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
        return _found(client, f"{after + 1}:*", since, after)
    uids: list[int] = []
    for start in range(after + 1, until, WINDOW):
        end = min(start + WINDOW, until) - 1
        uids += _found(client, f"{start}:{end}", since, after)
    return uids


def _found(client: IMAPClient, numbers: str, since: str, after: int) -> list[int]:
    found = client.search(["UID", numbers, "SINCE", since])
    return sorted(uid for uid in set(found) if uid > after)  # `9:*` also finds the last, below 9.


def _split(uids: list[int], n: int) -> tuple[list[int], list[int]]:
    return uids[:n], uids[n:]


class _Bodies:
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
            answer = self._client.fetch(self._together(uid), ["BODY.PEEK[]"])
            bodies = {key: values.get(b"BODY[]") for key, values in answer.items()}
            self._fetched = {key: bytes(body) for key, body in bodies.items() if body is not None}
        return self._fetched.pop(uid, None)

    def _together(self, uid: int) -> list[int]:
        chosen, n_bytes = [uid], self._sizes[uid]
        for other in (key for key in self._sizes if key > uid):
            n_bytes += self._sizes[other]
            if n_bytes > MAX_AHEAD:
                break
            chosen.append(other)
        return chosen


def _size(values: Mapping[bytes, Any]) -> int:
    return int(values.get(b"RFC822.SIZE", 0))


def _email(folder: Folder, uid: int, values: Mapping[bytes, Any], bodies: _Bodies) -> FoundEmail:
    return FoundEmail(
        folder=folder.name,
        is_sent=folder.is_sent,
        uid=uid,
        n_bytes=_size(values),
        header=bytes(values.get(b"BODY[HEADER]<0>") or b""),
        body=partial(bodies.fetch, uid),
    )


def _save(mailbox: Mailbox, row: MailboxFolder, *, n_left: int) -> None:
    """Store how far a folder is read, unless the mailbox was changed meanwhile."""
    rows = MailboxFolder.objects.filter(pk=row.pk, mailbox__lease=mailbox.lease)
    rows.update(
        uid_validity=row.uid_validity,
        last_uid=row.last_uid,
        is_sent=row.is_sent,
        n_left=n_left,
        checked_at=clock.now(),
    )
