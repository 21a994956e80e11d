"""Cursors that tell the database whose rows a statement may see, without a further round trip.

Postgres forgets `SET LOCAL` with the end of a transaction, so a connection that goes back to a pool
(here or in PgBouncer) takes nothing along. A statement outside of a transaction is sent together
with its settings as one message, which Postgres runs as one transaction; within a transaction they
are sent with its first statement, and again where the scope has changed.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from threading import Lock
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import sql
from psycopg.pq import TransactionStatus

from leadqual.core.database.row_scope import current_scope

logger = logging.getLogger(__name__)

_UNKNOWN = -1
"""What a transaction sees after a savepoint was rolled back: the settings may be older ones."""
_BACK_TO_ALL = -2
"""A transaction that had a scope sees all rows again."""
_N_SETTINGS = 2
_OPEN = "SET LOCAL ROLE NONE; SET LOCAL leadqual.workspace = ''; "
_MAY_TAKE_ROLE = """
    SELECT EXISTS (
        SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, 'SET')
    )
"""
_checking = Lock()
_ready: dict[str, bool] = {}

Connection = psycopg.Connection[Any]
Query = Any  # Of psycopg: text, bytes, or a composed statement.


def forget_scope(connection: Connection | None) -> None:
    """Send the settings again with the next statement: a savepoint was rolled back."""
    if connection is not None and getattr(connection, "row_scope", None) is not None:
        _note(connection, _UNKNOWN)


class ScopedCursor(psycopg.ClientCursor[Any]):
    """A cursor of `django.db`, in the scope of the request.

    Attributes:
        settings_sent: what was put in front of the last statement.
    """

    settings_sent = ""

    def execute(self, query: Query, params: Any = None, **options: Any) -> "ScopedCursor":
        """Run a statement; its result is that of the statement alone."""
        scope, prefix = _needed(self.connection)
        self.settings_sent = prefix
        if not prefix:
            super().execute(query, params, **options)
            return self
        super().execute(prefix + _text(query, self.connection), params, **options)
        for _ in range(_N_SETTINGS):
            self.nextset()
        _note(self.connection, scope)
        return self

    def executemany(
        self, query: Query, params_seq: Iterable[Any], *, returning: bool = False
    ) -> None:
        """Run a statement for each set of parameters, in one transaction."""
        with transaction_in_scope(self.connection):
            super().executemany(query, params_seq, returning=returning)

    @contextmanager
    def copy(self, statement: Query, params: Any = None, **options: Any) -> Iterator[psycopg.Copy]:
        """Copy rows from or to the database."""
        with (
            transaction_in_scope(self.connection),
            super().copy(statement, params, **options) as copy,
        ):
            yield copy


@contextmanager
def transaction_in_scope(connection: Connection) -> Iterator[None]:
    """Apply the scope to a transaction: the one that there is, or one that ends with the context.

    For statements that nothing can be put in front of. Outside of a scope no transaction is begun.
    """
    is_own = current_scope() is not None and connection.autocommit
    with connection.transaction() if is_own else nullcontext():
        if is_own:
            _note(connection, None)  # What an earlier transaction had went with it.
        scope, prefix = _needed(connection)
        if prefix:
            psycopg.ClientCursor(connection).execute(prefix)
            _note(connection, scope)
        yield


def _needed(connection: Connection) -> tuple[int | None, str]:
    """Return the scope that the transaction has then, and what has to be sent before a statement.

    The first is None where nothing was ever sent in this transaction.
    """
    scope = current_scope()
    status = connection.pgconn.transaction_status
    is_new = status == TransactionStatus.IDLE  # What an earlier transaction had went with it.
    applied = None if is_new else getattr(connection, "row_scope", None)
    if is_new:
        _note(connection, None)
    if status == TransactionStatus.INERROR:
        return applied, ""
    if scope is None:
        is_open = applied in {None, _BACK_TO_ALL}
        return (applied, "") if is_open else (_BACK_TO_ALL, _OPEN)
    if scope == applied or not _is_on(connection):
        return applied, ""
    return scope, _settings_for(settings.ROW_SECURITY_ROLE, scope)


def _note(connection: Connection, scope: int | None) -> None:
    """Remember what the open transaction sees; where none is open, nothing holds any more."""
    is_open = connection.pgconn.transaction_status != TransactionStatus.IDLE
    cast("Any", connection).row_scope = scope if is_open else None


@cache
def _settings_for(role: str, scope: int) -> str:
    name = sql.Identifier(role).as_string(None)
    return f"SET LOCAL ROLE {name}; SET LOCAL leadqual.workspace = '{scope:d}'; "


def _is_on(connection: Connection) -> bool:
    """Say whether scopes are applied: as the setting says, else where the role can be taken."""
    if settings.ROW_SECURITY != "auto":
        return bool(settings.ROW_SECURITY == "on")
    name = connection.info.dbname
    with _checking:
        if name not in _ready:
            row = psycopg.ClientCursor(connection).execute(
                _MAY_TAKE_ROLE, [settings.ROW_SECURITY_ROLE]
            )
            _ready[name] = bool((row.fetchone() or (False,))[0])
            if not _ready[name]:
                logger.warning("row-level security is not set up; see `leadqual check`")
    return _ready[name]


def _text(query: Query, connection: Connection) -> str:
    if isinstance(query, bytes):
        return query.decode()
    return query if isinstance(query, str) else cast("str", query.as_string(connection))
