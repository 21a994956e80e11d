"""Import files of emails, with the outcome of each message."""

import gzip
import io
import lzma
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, NamedTuple, cast
from zipfile import BadZipFile, ZipFile

from django.db import DatabaseError, transaction

from leadqual.accounts.models import Member, User, Workspace
from leadqual.core import clock
from leadqual.core.files.full_disk import DiskFullError, is_disk_full
from leadqual.core.retries import run_with_retries
from leadqual.leads.errors import ErasedPersonError
from leadqual.replies.errors import NoMailError
from leadqual.replies.models import Upload, UploadedMail
from leadqual.replies.receiving.messages import plain
from leadqual.replies.receiving.services import receive_raw
from leadqual.replies.receiving.trimmed_messages import (
    MAX_LINE_BYTES,
    MAX_MESSAGE_BYTES,
    TrimmedMessage,
)

MAX_UNPACKED_BYTES = 256 * 2**20
"""Maximum unpacked size of a file; the rest is not read, and reported."""
_MAX_MEMBERS = 5_000
_LARGEST_DIRECTORY = 4 * 2**20
_MAX_END = 66_000  # Of a zip file: its last record with the longest comment.
# A line of an mbox that begins a message: an address, and somewhere a time or a year.
_FROM = re.compile(rb"From (?:\S+\s+)?.{0,200}?(?:\d\d:\d\d|\b(?:19|20)\d\d\b)")
_CERTAIN_FROM = re.compile(rb"From \S+\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s.{5,60}$", re.MULTILINE)
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_DAMAGED = (OSError, EOFError, RuntimeError, ValueError, zlib.error, lzma.LZMAError, BadZipFile)
_GZIP, _ZIP, _OUTLOOK = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

MAX_NEW = 2_000
"""New messages per upload; uploading the same files again imports the rest."""

_DISK_FULL_MESSAGE = (
    "The server's disk is full. {:,} new messages were imported before that. Ask your "
    "administrator to free up space, then upload the same files again: known messages are "
    "skipped."
)
MAX_UPLOAD_BYTES = 100 * 2**20
"""Bytes of all files of one upload."""


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """A message of a file, or the reason why it could not be read.

    Args:
        place: file name, and number of the message in it.
        raw: the message; None if it could not be read.
        reason: why it could not be read; else empty.
    """

    place: str
    raw: bytes | None
    reason: str = ""


class _TooLargeError(Exception):
    """The unpacked file is too large."""


class _BoundedReader:
    """Reads a stream line by line, up to a maximum size."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._ahead: bytes | None = None
        self.remaining = most

    def readline(self) -> bytes:
        """Return the next line, or part of a very long one."""
        line, self._ahead = self.peek(), None
        return line

    def peek(self) -> bytes:
        """Return what `readline` returns next."""
        if self._ahead is None:
            self._ahead = self._next()
        return self._ahead

    def _next(self) -> bytes:
        line = self._stream.readline(MAX_LINE_BYTES)
        self.remaining -= len(line)
        if self.remaining < 0:
            raise _TooLargeError
        return line


def messages_in(file: IO[bytes], name: str) -> Iterator[ArchivedMessage]:
    """Yield the messages of a file in order; never raises, even for malformed files.

    Args:
        file: at its beginning; must be seekable for zip files.
        name: file name to show.
    """
    first = file.read(4)
    file.seek(0)
    try:
        if first.startswith(_ZIP):
            yield from _messages_in_zip(file, name)
        elif first.startswith(_GZIP):
            with gzip.open(file) as unpacked:
                yield from _messages_in_plain(
                    _BoundedReader(cast("IO[bytes]", unpacked), MAX_UNPACKED_BYTES), name
                )
        else:
            yield from _messages_in_plain(_BoundedReader(file, MAX_UNPACKED_BYTES), name)
    except _TooLargeError:
        limit = MAX_UNPACKED_BYTES // 2**20
        yield ArchivedMessage(
            name, None, f"Unpacked, the file is larger than {limit} MB; the rest was not read."
        )
    except _DAMAGED:
        yield ArchivedMessage(name, None, "The archive is damaged; the rest was not read.")


def _messages_in_zip(file: IO[bytes], name: str) -> Iterator[ArchivedMessage]:
    if _directory_bytes(file) > _LARGEST_DIRECTORY:  # All of it would be read into memory.
        yield ArchivedMessage(
            name, None, f"The archive has more than {_MAX_MEMBERS:,} files. Upload fewer."
        )
        return
    with ZipFile(file) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        # The declared size of a member may be wrong.
        lines = _BoundedReader(io.BytesIO(), MAX_UNPACKED_BYTES)
        for member in members[:_MAX_MEMBERS]:
            place = f"{name}, {member.filename}"
            if member.flag_bits & 1:
                yield ArchivedMessage(place, None, "This file is password-protected.")
                continue
            try:
                with archive.open(member) as unpacked:
                    buffered = io.BufferedReader(cast("io.RawIOBase", unpacked))
                    lines = _BoundedReader(buffered, lines.remaining)
                    yield from _messages_in_plain(lines, place)
            except _DAMAGED:
                yield ArchivedMessage(
                    place, None, "This file is damaged or uses an unknown compression."
                )
        if len(members) > _MAX_MEMBERS:
            rest = len(members) - _MAX_MEMBERS
            yield ArchivedMessage(name, None, f"{rest:,} more files in the archive were not read.")


def _directory_bytes(file: IO[bytes]) -> int:
    """Return the declared size of the file list at the end of a zip file."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _MAX_END))
    end = file.read()
    file.seek(0)
    at = end.rfind(b"PK\x05\x06")
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def _messages_in_plain(lines: _BoundedReader, place: str) -> Iterator[ArchivedMessage]:
    """Yield the messages of an unpacked file: one, or those of an mbox."""
    line = lines.readline()
    while line in {b"\n", b"\r\n"}:
        line = lines.readline()
    if refusal := _unsupported_reason(line):
        yield ArchivedMessage(place, None, refusal)
    elif _FROM.match(line):
        yield from _messages_in_mbox(lines, place)
    else:
        yield _to_message(place, _read_single(lines, first=line))


def _unsupported_reason(first: bytes) -> str:
    if not first:
        return "This file is empty."
    if first.startswith(_OUTLOOK):
        return "This is an Outlook .msg file. Save the email as .eml and upload it again."
    if first.startswith((_ZIP, _GZIP)):
        return "This is an archive inside an archive. Unpack it and upload it again."
    return ""


def _messages_in_mbox(lines: _BoundedReader, place: str) -> Iterator[ArchivedMessage]:
    number = 0
    is_more = True
    while is_more:
        number += 1
        raw, is_more = _next_mbox_message(lines)
        unquoted = None if raw is None else _QUOTED_FROM.sub(rb"\1", raw)
        yield _to_message(f"{place}, message {number:,}", unquoted)


def _next_mbox_message(lines: _BoundedReader) -> tuple[bytes | None, bool]:
    """Read up to the line that begins the next message.

    Returns:
        The message, None if it is too large, and whether there is another one.
    """
    message = TrimmedMessage()
    is_after_blank, begins_line = False, True
    while line := lines.readline():
        if begins_line and _begins_mail(line, lines, is_after_blank=is_after_blank):
            if message.size:
                return message.raw(), True
            continue  # The message before has only its first line.
        message.add(line)
        is_after_blank = begins_line and line in {b"\n", b"\r\n"}
        begins_line = line.endswith(b"\n")
    return message.raw(), False


def _begins_mail(line: bytes, lines: _BoundedReader, *, is_after_blank: bool) -> bool:
    """Return whether a line begins a message; "From May 2026 on" may begin a paragraph."""
    if _CERTAIN_FROM.match(line):
        return True
    return bool(is_after_blank and _FROM.match(line) and _HEADER.match(lines.peek()))


def _read_single(lines: _BoundedReader, *, first: bytes) -> bytes | None:
    message = TrimmedMessage()
    message.add(first)
    while not message.is_too_large and (line := lines.readline()):
        message.add(line)
    return message.raw()


def _to_message(place: str, raw: bytes | None) -> ArchivedMessage:
    limit = MAX_MESSAGE_BYTES // 2**20
    words = f"The message is larger than {limit} MB even without attachments."
    return ArchivedMessage(place, None, words) if raw is None else ArchivedMessage(place, raw)


class MailFile(NamedTuple):
    """An uploaded file."""

    name: str
    content: IO[bytes]


def receive_files(
    *, workspace: Workspace, author: User, files: Sequence[MailFile], most: int = MAX_NEW
) -> Upload:
    """Import the messages of files, each in its own transaction; errors do not affect others.

    Known messages, by Message-ID, are skipped, so that files can be uploaded again. Emails by
    members of the workspace are rejected: mailboxes contain both sides of a conversation.

    Returns:
        The upload, with the outcome of each message.

    Raises:
        DiskFullError: the disk is full; earlier messages were imported.
    """
    upload = Upload.objects.create(
        workspace=workspace, author=author, file_names=[plain(sent.name)[:200] for sent in files]
    )
    members = Member.objects.filter(workspace=workspace).values_list("user__email", flat=True)
    own = frozenset(address.lower() for address in members)
    n_new = 0
    for file, found in _messages(files):
        if n_new >= most:
            _reject(
                upload,
                file,
                f"Up to {most:,} new messages are imported per upload. Upload the files again to "
                "import the rest: known messages are skipped.",
            )
            break
        try:
            n_new += run_with_retries(partial(_import_message, upload, found, own))
        except (DatabaseError, OSError) as error:
            if not is_disk_full(error):
                raise
            raise DiskFullError(_DISK_FULL_MESSAGE.format(n_new)) from error
    upload.finished_at = clock.now()
    upload.save(update_fields=["finished_at"])
    return upload


def _messages(files: Sequence[MailFile]) -> Iterator[tuple[str, ArchivedMessage]]:
    for file in files:
        for found in messages_in(file.content, file.name):
            yield file.name, found


@transaction.atomic
def _import_message(upload: Upload, found: ArchivedMessage, own: frozenset[str]) -> bool:
    """Import a message; return whether it is new."""
    if found.raw is None:
        _reject(upload, found.place, found.reason)
        return False
    try:
        reply, is_new = receive_raw(workspace=upload.workspace, raw=found.raw, own=own)
    except (NoMailError, ErasedPersonError) as error:
        _reject(upload, found.place, error.message)
        return False
    outcome = UploadedMail.Outcome.NEW if is_new else UploadedMail.Outcome.KNOWN
    upload.mails.create(place=_place(found.place), outcome=outcome, reply=reply)
    return is_new


def _reject(upload: Upload, place: str, reason: str) -> None:
    rejected = UploadedMail.Outcome.REJECTED
    upload.mails.create(place=_place(place), outcome=rejected, reason=reason[:300])


def _place(place: str) -> str:
    return plain(place)[:500]
