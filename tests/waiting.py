"""Waiting in tests: for what happens, never for time to pass."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

T = TypeVar("T")

PATIENCE = 300.0
"""Seconds that a test waits for anything; they pass only where it fails."""

_LONGEST_PAUSE = 0.2


def until(condition: Callable[[], T | None], what: str = "", *, patience: float = PATIENCE) -> T:
    """Return the first true answer of a condition, which is asked again and again.

    Args:
        condition: what must become true.
        what: is waited for, where the condition does not say so: "the worker answers".
        patience: seconds.

    Raises:
        AssertionError: it did not become true.
    """
    begun = time.monotonic()
    while not (found := condition()):
        waited = time.monotonic() - begun
        if waited > patience:
            raise AssertionError(f"Waited {patience:.0f} s in vain. {what}")
        time.sleep(min(0.01 + waited / 10, _LONGEST_PAUSE))
    return found


def waits_for_a_lock(session: int, *, of: int | None = None) -> bool:
    """Return whether a session of Postgres waits for a lock that another one holds.

    Args:
        session: its process id, as `pg_backend_pid()` gives it.
        of: process id of the session that must hold the lock; None where any may.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_blocking_pids(%s)", [session])
        (blocking,) = cursor.fetchone()
    return of in blocking if of else bool(blocking)
