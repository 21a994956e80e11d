"""Advisory locks of Postgres, which hold across processes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, connection

DEPLOYMENT = "core.deployment"
"""Lock for migrations and base data: deployments take turns."""

_POLL_SECONDS = 0.5


def hold_lock(*key: str | int) -> None:
    """Wait for a lock, and hold it until the transaction ends.

    Args:
        key: a name; or one number of 64 bits or two of 32, as in `leads/sql`.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_placeholders(key)})", key)


def try_lock(*key: str | int) -> bool:
    """Hold a lock until the transaction ends; return False if another one holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({_placeholders(key)})", key)
        return bool(cursor.fetchone()[0])


@contextmanager
def hold_once(*key: str | int) -> Iterator[bool]:
    """Yield True to the first process and False to all others until it is done.

    If a process dies, its connection closes and releases the lock. It is held by a transaction on a
    second connection, because with PgBouncer each transaction may use another session. The open
    transaction has no snapshot, so it does not block vacuum or the facet index.
    """
    second = connection.copy()
    try:
        second.set_autocommit(autocommit=False)
        with second.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(f"SELECT pg_try_advisory_xact_lock({_placeholders(key)})", key)
            is_held = bool(cursor.fetchone()[0])
        if not is_held:
            second.rollback()
            second.close()
        yield is_held
    finally:
        with suppress(DatabaseError, InterfaceError):  # A broken connection releases the lock.
            second.rollback()
            second.close()


@contextmanager
def wait_for_lock(name: str, *, on_wait: Callable[[], object]) -> Iterator[None]:
    """Run the block once no other process holds the lock.

    Polls, because a session that waits inside Postgres would block concurrent index builds.

    Args:
        name: of the lock.
        on_wait: called once if another process holds the lock.
    """
    has_waited = False
    while True:
        with hold_once(name) as is_held:
            if is_held:
                yield
                return
        if not has_waited:
            on_wait()
            has_waited = True
        time.sleep(_POLL_SECONDS)


def _placeholders(key: tuple[str | int, ...]) -> str:
    return "hashtextextended(%s, 0)" if isinstance(key[0], str) else ", ".join(["%s"] * len(key))
