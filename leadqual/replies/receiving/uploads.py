"""Files of mail are taken in, with what became of every message."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, NamedTuple

from django.db import DatabaseError, transaction

from leadqual.accounts.models import Member, User, Workspace
from leadqual.core import clock
from leadqual.core.database.overtaken import run_again
from leadqual.core.files.disk_full import DiskFullError, is_disk_full
from leadqual.leads.errors import ErasedPersonError
from leadqual.replies.errors import NoMailError
from leadqual.replies.models import Upload, UploadedMail
from leadqual.replies.receiving.email_values import plain
from leadqual.replies.receiving.mail_archives import ArchivedMessage, messages_in
from leadqual.replies.receiving.services import receive_raw

MAX_NEW = 2_000
"""Messages that one upload takes in; the rest comes when the same files are sent again."""

_FULL = (
    "The server's disk is full. {:,} new messages were imported before that. Ask your "
    "administrator to free up space, then upload the same files again: known messages are "
    "skipped."
)


LARGEST_FILES = 100 * 2**20
"""Bytes of all files of one upload."""


class MailFile(NamedTuple):
    """A file that somebody sent."""

    name: str
    content: IO[bytes]


def receive_files(
    *, workspace: Workspace, author: User, files: Sequence[MailFile], most: int = MAX_NEW
) -> Upload:
    """Take the messages of files in, each in a transaction of its own; bad ones stop no other.

    A message that is there already counts as known, by its Message-ID: the same files may be sent
    again. What members of the workspace sent is left out: whole mailboxes hold both sides.

    Returns:
        The upload; its rows say what became of every message.

    Raises:
        DiskFullError: there was no room for a message; those before it are in.
    """
    upload = Upload.objects.create(
        workspace=workspace, author=author, file_names=[plain(one.name)[:200] for one in files]
    )
    members = Member.objects.filter(workspace=workspace).values_list("user__email", flat=True)
    own = frozenset(address.lower() for address in members)
    n_new = 0
    for file, found in _messages(files):
        if n_new >= most:
            _refuse(
                upload,
                file,
                f"Up to {most:,} new messages are imported per upload. Upload the files again to "
                "import the rest: known messages are skipped.",
            )
            break
        try:
            n_new += run_again(partial(_take, upload, found, own))
        except (DatabaseError, OSError) as error:
            if not is_disk_full(error):
                raise
            raise DiskFullError(_FULL.format(n_new)) from error
    upload.finished_at = clock.now()
    upload.save(update_fields=["finished_at"])
    return upload


def _messages(files: Sequence[MailFile]) -> Iterator[tuple[str, ArchivedMessage]]:
    for file in files:
        for found in messages_in(file.content, file.name):
            yield file.name, found


@transaction.atomic
def _take(upload: Upload, found: ArchivedMessage, own: frozenset[str]) -> bool:
    """Take one message in; says whether it is new."""
    if found.raw is None:
        _refuse(upload, found.place, found.reason)
        return False
    try:
        reply, is_new = receive_raw(workspace=upload.workspace, raw=found.raw, own=own)
    except (NoMailError, ErasedPersonError) as error:
        _refuse(upload, found.place, error.message)
        return False
    outcome = UploadedMail.Outcome.NEW if is_new else UploadedMail.Outcome.KNOWN
    upload.mails.create(place=_place(found.place), outcome=outcome, reply=reply)
    return is_new


def _refuse(upload: Upload, place: str, reason: str) -> None:
    rejected = UploadedMail.Outcome.REJECTED
    upload.mails.create(place=_place(place), outcome=rejected, reason=reason[:300])


def _place(place: str) -> str:
    return plain(place)[:500]
