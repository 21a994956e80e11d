"""Work that only one process of the installation does at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, connection

_TRY_NAME = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
_TRY_NUMBERS = "SELECT pg_try_advisory_xact_lock(%s, %s)"

DEPLOYMENT = "core.deployment"
"""Work on tables and on what every installation holds: one deployment after another does it."""

_ASK_SECONDS = 0.5


@contextmanager
def only_here(name: str) -> Iterator[bool]:
    """Give True to the first process that asks and False to all others until it is done.

    A process that dies loses its lock with its connection.
    """
    with _locked(_TRY_NAME, [name]) as is_ours:
        yield is_ours


@contextmanager
def only_here_by_number(kind: int, number: int) -> Iterator[bool]:
    """Do the same for work whose name is two numbers of 32 bits."""
    with _locked(_TRY_NUMBERS, [kind, number]) as is_ours:
        yield is_ours


@contextmanager
def _locked(statement: str, key: list[str] | list[int]) -> Iterator[bool]:
    """Hold a lock in the transaction of a second connection, which does nothing else.

    PgBouncer gives each transaction another session, and with it the locks of that session. The
    open transaction has no snapshot: vacuum and the facet index do not wait for it.
    """
    second = connection.copy()
    try:
        second.set_autocommit(autocommit=False)
        with second.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(statement, key)
            row = cursor.fetchone()
        is_ours = bool(row and row[0])
        if not is_ours:
            second.rollback()
            second.close()
        yield is_ours
    finally:
        with suppress(DatabaseError, InterfaceError):  # A broken connection holds no lock.
            second.rollback()
            second.close()


@contextmanager
def in_turn(name: str, *, on_wait: Callable[[], object]) -> Iterator[None]:
    """Do a work once no other process does it.

    It asks again and again: a session that waits inside Postgres would keep the other process from
    building indexes concurrently.

    Args:
        name: of the work.
        on_wait: called once where another process is at it.
    """
    is_told = False
    while True:
        with only_here(name) as is_ours:
            if is_ours:
                yield
                return
        if not is_told:
            on_wait()
            is_told = True
        time.sleep(_ASK_SECONDS)
