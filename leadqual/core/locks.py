"""Work that only one process of the installation does at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

DEPLOYMENT = "core.deployment"
"""Work on tables and on what every installation holds: one deployment after another does it."""

_ASK_SECONDS = 0.5


@contextmanager
def only_here(name: str) -> Iterator[bool]:
    """Give True to the first process that asks and False to all others until it is done.

    A process that dies loses its lock with its connection.

    Args:
        name: of the work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        row = cursor.fetchone()
    is_ours = bool(row and row[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


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
