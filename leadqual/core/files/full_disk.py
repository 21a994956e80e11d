"""A full disk of this server or the database."""

import errno

from django.http import HttpRequest

from leadqual.core.errors import LeadqualError

DISK_FULL = (
    "The server's disk is full, so this was not saved. Everything you saved before is "
    "safe. Ask your administrator to free up space, then try again."
)
# EFBIG is a file size limit, which some systems use instead of a quota.
_FULL_DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLSTATE = "53100"
_BLOCK_SIZE = 2**16


class DiskFullError(LeadqualError, code="disk_full", status=507):
    """The disk of the server or of its database is full."""

    def __init__(self, message: str = DISK_FULL) -> None:
        super().__init__(message)


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an error or one of its causes is a full disk."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _FULL_DISK_ERRORS:
            return True
        if getattr(error, "sqlstate", None) == _SQLSTATE:
            return True
        error = error.__cause__ or error.__context__
    return False


def read_to_end(request: HttpRequest) -> None:
    """Read the rest of a body, because browsers show no response while they are sending."""
    try:
        while request.read(_BLOCK_SIZE):
            pass
    except (OSError, ValueError):  # The client disconnected, or everything was read.
        return
