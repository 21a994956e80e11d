"""How much of what a thread wrote is committed: what may still be begun anew follows from it."""

import re
from contextvars import ContextVar
from typing import Any, cast

import psycopg

_READS = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|LOCK|DECLARE|FETCH|CLOSE|SHOW|EXPLAIN)\b"
    r"|\s*WITH\b(?!.*\b(INSERT|UPDATE|DELETE|MERGE)\b)",
    re.DOTALL,
)
_committed: ContextVar[int] = ContextVar("n_committed", default=0)


def n_committed() -> int:
    """Return how many writes this thread has committed: transactions, and statements outside."""
    return _committed.get()


def note_statement(connection: psycopg.Connection[Any], query: object) -> None:
    """Note a statement that found or wrote rows."""
    if not (isinstance(query, str) and _READS.match(query)):
        note_write(connection)


def note_write(connection: psycopg.Connection[Any]) -> None:
    """Note a write: in a transaction it counts with the commit."""
    if connection.autocommit:
        _committed.set(_committed.get() + 1)
    else:
        cast("Any", connection).has_written = True


def note_end(connection: psycopg.Connection[Any] | None, *, is_commit: bool) -> None:
    """Note that a transaction ended."""
    if is_commit and getattr(connection, "has_written", False):
        _committed.set(_committed.get() + 1)
    if connection is not None:
        cast("Any", connection).has_written = False
