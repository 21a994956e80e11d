"""Counts what a thread has committed, so that work is retried only if nothing was.

The count is an execute wrapper of Django's connections; `copy` covers COPY, which wrappers do not
see.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]

_READS = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|LOCK|DECLARE|FETCH|CLOSE|SHOW|EXPLAIN)\b"
    r"|\s*WITH\b(?!.*\b(INSERT|UPDATE|DELETE|MERGE)\b)",
    re.DOTALL,
)
_committed: ContextVar[int] = ContextVar("n_committed", default=0)


def count_writes(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Add the execute wrapper to a new connection."""
    if _execute_counted not in connection.execute_wrappers:
        connection.execute_wrappers.append(_execute_counted)


def count_committed() -> int:
    """Return the number of writes that this thread has committed."""
    return _committed.get()


@contextmanager
def copy(statement: str, params: Any = None) -> Iterator[Any]:
    """Run COPY from or to the database, with Django's exceptions."""
    _count_after_commit(connection)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        # psycopg's cursor, because Django's debug cursor accepts no parameters for COPY.
        cursor.cursor.copy(statement, params) as rows,
    ):
        yield rows


def _execute_counted(
    execute: Execute, statement: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    result = execute(statement, params, many, context)
    is_read = isinstance(statement, str) and _READS.match(statement)
    if not is_read and (many or context["cursor"].rowcount):
        _count_after_commit(context["connection"])
    return result


def _count_after_commit(connection: Any) -> None:
    """Count a write, on commit if a transaction is open."""
    if connection.in_atomic_block:
        transaction.on_commit(_count_write, using=connection.alias)
    else:
        _count_write()


def _count_write() -> None:
    _committed.set(_committed.get() + 1)
