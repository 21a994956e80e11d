"""Row scopes of requests, counts of committed writes, and retries after conflicts.

Scopes and counts are execute wrappers of Django's connections; `copy` covers COPY, which wrappers
do not see.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache, partial
from threading import Lock
from typing import Any, TypeVar, cast

import psycopg
from django.conf import settings
from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from psycopg import sql
from psycopg.errors import (
    DeadlockDetected,
    ForeignKeyViolation,
    SerializationFailure,
    UniqueViolation,
)
from psycopg.pq import TransactionStatus

T = TypeVar("T")

NO_WORKSPACE = 0
"""A scope without access to rows of any workspace, used before authentication."""

_scope: ContextVar[int | None] = ContextVar("row_scope", default=None)

logger = logging.getLogger(__name__)
_UNKNOWN = -1
_BACK_TO_ALL = -2
_OPEN = "SET LOCAL ROLE NONE; SET LOCAL leadqual.workspace = ''"
_MAY_TAKE_ROLE = """
    SELECT EXISTS (
        SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, 'SET')
    )
"""
_READS = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|LOCK|DECLARE|FETCH|CLOSE|SHOW|EXPLAIN)\b"
    r"|\s*WITH\b(?!.*\b(INSERT|UPDATE|DELETE|MERGE)\b)",
    re.DOTALL,
)
_checking = Lock()
_ready: dict[str, bool] = {}
_committed: ContextVar[int] = ContextVar("n_committed", default=0)
Connection = psycopg.Connection[Any]
Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]
MAX_TRIES = 5
_ENDED = (DeadlockDetected, SerializationFailure)
_RACED = (*_ENDED, ForeignKeyViolation, UniqueViolation)
_IS_AGAIN: ContextVar[bool] = ContextVar("is_again", default=False)


def current_scope() -> int | None:
    """Return the primary key of the visible workspace, `NO_WORKSPACE`, or None for all."""
    return _scope.get()


@contextmanager
def workspace_scope(workspace_id: int | None) -> Iterator[None]:
    """Limit statements inside the context to the rows of one workspace.

    Args:
        workspace_id: its primary key, `NO_WORKSPACE`, or None for all rows.
    """
    token = _scope.set(workspace_id)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def all_workspaces() -> Iterator[None]:
    """Give statements inside the context access to the rows of all workspaces.

    For work across workspaces, such as looking up an API key. Query sets are lazy: evaluate them
    inside. Can be used as a decorator.
    """
    with workspace_scope(None):
        yield


def enter_workspace(workspace_id: int) -> None:
    """Limit the current `workspace_scope` to a workspace until it ends.

    Has no effect outside of a scope, as in jobs.
    """
    if _scope.get() is not None:
        _scope.set(workspace_id)


def in_scope(blocks: Iterable[T], workspace_id: int | None) -> Iterator[T]:
    """Produce each block in a scope; between blocks, the caller's scope applies."""
    remaining = iter(blocks)
    while True:
        with workspace_scope(workspace_id):
            try:
                block = next(remaining)
            except StopIteration:
                return
        yield block


"""Scope after a rollback to a savepoint, which may have restored older settings."""
"""Scope of a transaction that had a scope and sees all rows again."""


def add_wrappers(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Add the execute wrappers to a new connection."""
    for wrapper in (_execute_in_scope, _execute_noted):
        if wrapper not in connection.execute_wrappers:
            connection.execute_wrappers.append(wrapper)


def n_committed() -> int:
    """Return the number of writes that this thread has committed."""
    return _committed.get()


@contextmanager
def copy(statement: str, params: Any = None) -> Iterator[Any]:
    """Run COPY from or to the database in the current scope, with Django's exceptions."""
    _note_write(default_connection)
    with (
        default_connection.cursor() as cursor,
        default_connection.wrap_database_errors,
        _applied_scope(cast("Connection", default_connection.connection)),
        # psycopg's cursor, because Django's debug cursor accepts no parameters for COPY.
        cursor.cursor.copy(statement, params) as rows,
    ):
        yield rows


def n_rows(*rows: QuerySet[Any]) -> list[int]:
    """Return how many rows each query set has; one query for all of them."""
    return counted(*count_queries(rows))


def count_queries(rows: Iterable[QuerySet[Any]]) -> tuple[list[str], list[Any]]:
    """Return the part of a query that counts the rows of each query set, and all parameters."""
    parts, values = [], list[Any]()
    for one in rows:
        try:
            text, given = one.order_by().query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
        else:
            parts.append(f"(SELECT count(*) FROM ({text}) AS counted)")  # noqa: S608  # Django's
            values.extend(given)
    return parts, values


def counted(parts: Sequence[str], values: Sequence[Any]) -> list[int]:
    """Return the figures of `count_queries`; no query where all are 0."""
    if set(parts) <= {"0"}:
        return [0] * len(parts)
    with default_connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def _execute_noted(
    execute: Execute, statement: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    result = execute(statement, params, many, context)
    is_read = isinstance(statement, str) and _READS.match(statement)
    if not is_read and (many or context["cursor"].rowcount):
        _note_write(context["connection"])
    return result


def _note_write(connection: Any) -> None:
    """Count a write, on commit if a transaction is open."""
    if connection.in_atomic_block:
        transaction.on_commit(_count_write, using=connection.alias)
    else:
        _count_write()


def _count_write() -> None:
    _committed.set(_committed.get() + 1)


def _execute_in_scope(
    execute: Execute, statement: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    connection: Connection = context["connection"].connection
    if isinstance(statement, str) and statement.startswith("ROLLBACK TO SAVEPOINT"):
        if getattr(connection, "row_scope", None) is not None:
            cast("Any", connection).row_scope = _UNKNOWN
        return execute(statement, params, many, context)
    with _applied_scope(connection):
        return execute(statement, params, many, context)


@contextmanager
def _applied_scope(connection: Connection) -> Iterator[None]:
    """Apply the scope to the open transaction, or to a new one for the context.

    Without a scope, no transaction is opened.
    """
    status = connection.info.transaction_status
    if status == TransactionStatus.INERROR:
        yield
        return
    scope = current_scope()
    is_new = status == TransactionStatus.IDLE  # Settings end with their transaction.
    applied = None if is_new else getattr(connection, "row_scope", None)
    if scope is None:
        wanted = applied if applied is None else _BACK_TO_ALL
    else:
        wanted = scope if scope == applied or _is_on(connection) else applied
    if wanted == applied:
        if is_new:
            cast("Any", connection).row_scope = None
        yield
        return
    with connection.transaction() if connection.autocommit else nullcontext():
        connection.execute(_OPEN if wanted == _BACK_TO_ALL else _settings_for(cast("int", wanted)))
        cast("Any", connection).row_scope = wanted
        yield


@cache
def _settings_for(scope: int) -> str:
    role = sql.Identifier(settings.ROW_SECURITY_ROLE).as_string(None)
    return f"SET LOCAL ROLE {role}; SET LOCAL leadqual.workspace = '{scope:d}'"


def _is_on(connection: Connection) -> bool:
    """Return whether scopes are applied: by the setting, or if the role is available."""
    if settings.ROW_SECURITY != "auto":
        return bool(settings.ROW_SECURITY == "on")
    name = connection.info.dbname
    with _checking:
        if name not in _ready:
            row = connection.execute(_MAY_TAKE_ROLE, [settings.ROW_SECURITY_ROLE]).fetchone()
            _ready[name] = bool((row or (False,))[0])
            if not _ready[name]:
                logger.warning("row-level security is not set up; see `leadqual check`")
    return _ready[name]


# Retries of work that conflicts with another session, for requests and services.


def is_ended(error: BaseException) -> bool:
    """Return whether the database aborted a transaction (deadlock or serialization failure)."""
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, _ENDED)


def is_overtaken(error: BaseException) -> bool:
    """Return whether an error is typical of a conflict with another session.

    Django raises plain `DatabaseError` if a row to save is gone.
    """
    if isinstance(error, ObjectDoesNotExist) or type(error) is DatabaseError:
        return True
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, _RACED)


def may_begin_again(
    error: BaseException,
    n_before: int,
    *,
    where: Callable[[BaseException], bool] = is_overtaken,
    even_committed: bool = False,
) -> bool:
    """Return whether to retry: the error allows it, and nothing was committed.

    Args:
        error: that was raised.
        n_before: `n_committed()` at the start.
        where: whether an error allows a retry.
        even_committed: retry even if a part was committed, because the work is idempotent.
    """
    is_clear = even_committed or n_committed() == n_before
    return where(error) and is_clear and not connection.in_atomic_block


def run_again(
    work: Callable[[], T],
    *,
    before: Callable[[], object] = lambda: None,
    where: Callable[[BaseException], bool] = is_overtaken,
    even_committed: bool = False,
) -> T:
    """Run work, and retry it after conflicts; at most `MAX_TRIES` times.

    Inside a transaction it runs once, because only the outermost work can be retried.

    Args:
        work: to run.
        before: called before each retry.
        where: whether an error allows a retry.
        even_committed: retry even if a part was committed, because the work is idempotent.
    """
    if connection.in_atomic_block:
        return work()
    for number in range(MAX_TRIES - 1):
        n_before = n_committed()
        try:
            return _tried(work, is_again=number > 0)
        except (DatabaseError, ObjectDoesNotExist) as error:
            if not may_begin_again(error, n_before, where=where, even_committed=even_committed):
                raise
        before()
    return _tried(work, is_again=True)


def has_begun_again() -> bool:
    """Return whether the current work is a retry, which should take exclusive locks."""
    return _IS_AGAIN.get()


def _tried(work: Callable[[], T], *, is_again: bool) -> T:
    token = _IS_AGAIN.set(is_again or _IS_AGAIN.get())
    try:
        return work()
    finally:
        _IS_AGAIN.reset(token)


def answer_again(request: Any, answer: Callable[[], T]) -> T:
    """Answer a request, and retry after conflicts if nothing was committed.

    Args:
        request: of Django or REST framework.
        answer: returns the response; uploaded files are rewound before a retry.
    """
    return run_again(answer, before=partial(_rewind_files, request))


def _rewind_files(request: Any) -> None:
    files = getattr(request, "_files", None)  # Avoids reading an unread body.
    for _, group in files.lists() if isinstance(files, MultiValueDict) else ():
        for file in group:
            file.seek(0)
