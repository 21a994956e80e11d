"""Uploaded files as jobs read them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files import File
from django.db.models.fields.files import FieldFile

from launcher.system.state_files import RESTORING
from leadqual.core.outgoing.client import OutgoingClient, outgoing_client
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.imports.errors import FileGoneError, UrlError
from leadqual.imports.files.reading import Layout, open_content, read_rows
from leadqual.imports.files.workbooks import PREFIX, n_rows_of

EXACT_BELOW = 8 * 2**20
_BLOCK = 2**20
_TIMES_PACKED = 8  # A workbook is a zip file.
_QUOTE, _LINE_END = b'"', b"\n"
MAX_BYTES = 32 * 2**20
MAX_SECONDS = 30.0
_FIRST_ERROR = 400


@contextmanager
def uploaded(file: FieldFile) -> Iterator[BinaryIO]:
    """Open an uploaded file for the duration of the context.

    Raises:
        FileGoneError: the upload is missing. Other missing files raise the job's own error, which
            is retried; so does this one during a restore, which restores tables before files.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        if (Path(settings.STATE_DIR) / RESTORING).exists():
            raise
        raise FileGoneError("The file no longer exists. Upload it again.") from error
    with opened:
        yield cast("BinaryIO", opened)  # A file of Django reads like a file.


# The number of rows of a file, for progress by rows.

"""Bytes of a file up to which its rows are counted as they are read."""


def count_rows(file: BinaryIO, layout: Layout, n_bytes: int) -> int:
    """Count the rows below the header; for a large file, estimate by line breaks.

    Args:
        file: at any position; stays open.
        layout: as it was settled.
        n_bytes: of the file.

    Raises:
        ImportFileError: a packed file is damaged or too large.
    """
    if layout.sheets and n_bytes > EXACT_BELOW // _TIMES_PACKED:
        return sum(max(0, n_rows_of(file, one.number) - one.line) for one in layout.sheets)
    if layout.encoding.startswith(PREFIX) and not layout.sheets:
        number = int(layout.encoding.removeprefix(PREFIX))
        return max(0, n_rows_of(file, number) - layout.line)
    if n_bytes <= EXACT_BELOW or layout.sheets:
        return sum(1 for _ in read_rows(file, layout))
    return _by_lines(file, layout)


def _by_lines(file: BinaryIO, layout: Layout) -> int:
    """Count ends of lines outside quotation marks, where these make pairs, else all of them."""
    n_all = n_outside = n_quotes = 0
    with open_content(file, layout.encoding) as content:
        while block := content.read(_BLOCK):
            parts = block.split(_QUOTE)
            n_all += block.count(_LINE_END)
            n_outside += b"".join(parts[n_quotes % 2 :: 2]).count(_LINE_END)
            n_quotes += len(parts) - 1
    is_paired = n_quotes % 2 == 0 and n_outside > n_all // 2
    return max(0, (n_outside if is_paired else n_all) - layout.line)


# Fetch a file from a URL with the client for external addresses.


def fetch_file(url: str, *, client: OutgoingClient | None = None) -> "File[bytes]":
    """Fetch a file; its name is the last part of the URL.

    Args:
        url: `http` or `https`; no user, no redirect.
        client: only tests give another one.

    Raises:
        UrlError: it cannot be reached, is larger than `MAX_BYTES`, or takes longer than
            `MAX_SECONDS`; the message says what to do.
    """
    sender = client or outgoing_client()
    try:
        found = sender.request("GET", url.strip(), max_bytes=MAX_BYTES, seconds=MAX_SECONDS)
    except OutgoingError as error:
        raise UrlError(f"{error.message} Nothing was imported.") from error
    if found.status >= _FIRST_ERROR:
        raise UrlError(
            f"The URL answered with status {found.status}. Nothing was imported. Check that the "
            "file can be opened without signing in."
        )
    name = PurePosixPath(unquote(urlsplit(url.strip()).path)).name or "list.csv"
    return File(io.BytesIO(found.body), name=name)
