"""The lock between who writes contacts and who writes do-not-contact entries.

The database takes it by itself, in the triggers of both tables; services take it first, before
they lock rows, so that nobody waits for somebody who waits for them.

Who shares the lock and then writes entries, too, waits until nobody else shares it, and keeps rows
for which those may wait. New keys of a person who must not be contacted are such entries: who knows
of one holds the lock from the start, as does whoever was overtaken before.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import connection

from leadqual.core.database import has_begun_again, run_again

T = TypeVar("T")

_GATE = 7_204  # As in the triggers.


def share_gate(workspace_id: int) -> None:
    """Keep entries as they are until this transaction ends; others may write contacts, too."""
    is_alone = has_begun_again()
    _lock("pg_advisory_xact_lock" if is_alone else "pg_advisory_xact_lock_shared", workspace_id)


def hold_gate(workspace_id: int) -> None:
    """Keep contacts and entries as they are until this transaction ends."""
    _lock("pg_advisory_xact_lock", workspace_id)


def _lock(function: str, workspace_id: int) -> None:
    """Take the lock, and tell the triggers which kind of entry an email has."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT set_config('leadqual.email_plus_aliases', %s, true), {function}(%s, %s)",
            [settings.EMAIL_PLUS_ALIASES, _GATE, workspace_id],
        )


def retry_deadlocks(write: Callable[[], T]) -> T:
    """Call a service; again where another session overtook it."""
    return run_again(write)
