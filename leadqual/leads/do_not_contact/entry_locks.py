"""The lock between writers of contacts and writers of do-not-contact entries.

The triggers of both tables take it. Services take it first, before they lock rows, to avoid
deadlocks.

A holder of the shared lock that then writes entries is blocked by all other holders, while it
holds rows on which they may be blocked. New keys of a person who must not be contacted are such
entries: callers that know of one, or were interrupted by a deadlock before, take the exclusive
lock first.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import connection

from leadqual.core.retries import is_retry, run_with_retries

T = TypeVar("T")

_LOCK_CLASS = 7_204  # As in the triggers.


def lock_entries_shared(workspace_id: int) -> None:
    """Keep entries unchanged until this transaction ends; others can write contacts, too."""
    _lock("pg_advisory_xact_lock" if is_retry() else "pg_advisory_xact_lock_shared", workspace_id)


def lock_entries_exclusively(workspace_id: int) -> None:
    """Keep contacts and entries unchanged until this transaction ends."""
    _lock("pg_advisory_xact_lock", workspace_id)


def _lock(function: str, workspace_id: int) -> None:
    """Take the lock, and tell the triggers the kind of entry for an email."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT set_config('leadqual.email_plus_aliases', %s, true), {function}(%s, %s)",
            [settings.EMAIL_PLUS_ALIASES, _LOCK_CLASS, workspace_id],
        )


def retry_deadlocks(write: Callable[[], T]) -> T:
    """Call a service; retry it after a deadlock."""
    return run_with_retries(write)
