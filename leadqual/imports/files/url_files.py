"""Files fetched from a URL, with the client for external addresses."""

import io
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files import File

from leadqual.core.outgoing.client import OutgoingClient, outgoing_client
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.imports.errors import UrlError

MAX_BYTES = 32 * 2**20
MAX_SECONDS = 30.0
_MIN_ERROR_STATUS = 400


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
    if found.status >= _MIN_ERROR_STATUS:
        raise UrlError(
            f"The URL answered with status {found.status}. Nothing was imported. Check that the "
            "file can be opened without signing in."
        )
    name = PurePosixPath(unquote(urlsplit(url.strip()).path)).name or "list.csv"
    return File(io.BytesIO(found.body), name=name)
