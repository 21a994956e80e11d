"""The database backend: Django's for Postgres, with statements in the scope of the request.

Django finds it by the name of its folder in `DATABASES`, and this file by its name.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any, cast

import psycopg
from django.conf import settings
from django.core.management import CommandError
from django.db.backends.postgresql.psycopg_any import sql
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg.pq import TransactionStatus

from leadqual.core.database.commits import note_end, note_statement, note_write
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
    """Return whether scopes are applied: as the setting says, else where the role can be taken."""
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


LAST_BEFORE = "64fdb6c9"
"""The last commit with the migrations that those of version 0.2.0 replace."""


def refuse_former_versions(connection: Any) -> None:
    """Look whether all migrations were applied that those of the code replace; changes nothing.

    Django itself would take part of them for none or leave out the app without a word.

    Raises:
        CommandError: some are missing; it says how to upgrade.
    """
    applied = MigrationRecorder(connection).applied_migrations().keys()
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    here = loader.disk_migrations
    unfinished = {
        app
        for (app, _), migration in here.items()
        if any(one[0] == app for one in applied) and set(migration.replaces) - applied - here.keys()
    }
    if unfinished:
        raise CommandError(
            f"This database is of a version before 0.2.0 ({', '.join(sorted(unfinished))}). "
            f"Upgrade it with the code of commit {LAST_BEFORE} first, then with this one: see "
            "docs/operations/upgrading.md. Nothing was changed."
        )


postgresql: Any = import_module("django.db.backends.postgresql.base")  # Its types say too little.
cursors: Any = import_module("django.db.backends.postgresql.psycopg_any")


class _Cursor(postgresql.CursorMixin, ScopedCursor):  # type: ignore[misc]
    """The cursor of all statements but those that read in chunks.

    Attributes:
        django_errors: turns errors of psycopg into those of Django, which does not do it for COPY.
    """

    django_errors: AbstractContextManager[None] = nullcontext()

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement, and note what it writes."""
        ran = super().execute(query, params, **options)
        if self.rowcount:
            note_statement(self.connection, query)
        return ran

    def executemany(self, query: Any, params_seq: Any, *, returning: bool = False) -> None:
        """Run a statement for each set of parameters, and note what it writes."""
        note_write(self.connection)
        super().executemany(query, params_seq, returning=returning)

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **options: Any) -> Iterator[Any]:
        """Copy rows from or to the database, with the errors of Django."""
        note_write(self.connection)
        with self.django_errors, super().copy(statement, params, **options) as copy:
            yield copy


class _ServerSideCursor(postgresql.ServerSideCursor):  # type: ignore[misc]
    """The cursor of `QuerySet.iterator`."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Declare the cursor; outside of a transaction in one of its own, which it outlives."""
        with transaction_in_scope(self.connection):
            return super().execute(query, params, **options)


class _Operations(postgresql.DatabaseOperations):  # type: ignore[misc]
    """What Django asks about Postgres."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str | None:
        """Return the statement without what was put in front of it."""
        asked: str | None = super().last_executed_query(cursor, sql, params)
        return asked and asked.removeprefix(getattr(cursor, "settings_sent", ""))


class DatabaseWrapper(postgresql.DatabaseWrapper):  # type: ignore[misc]
    """A connection of Django whose cursors know the scope."""

    ops_class = _Operations

    def get_connection_params(self) -> dict[str, Any]:
        """Return how to connect, and which cursors a connection makes."""
        return {**super().get_connection_params(), "cursor_factory": _Cursor}

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor; one with a name reads in chunks."""
        if not name:
            plain = super().create_cursor()
            plain.django_errors = self.wrap_database_errors
            return plain
        cursor = _ServerSideCursor(
            self.connection,
            name=name,
            scrollable=False,
            withhold=self.connection.autocommit,
        )
        cursors.register_tzloader(self.timezone, cursor)
        return cursor

    def prepare_database(self) -> None:
        """Look at the database before `migrate` plans anything."""
        super().prepare_database()
        refuse_former_versions(self)

    def _commit(self) -> None:
        super()._commit()
        note_end(self.connection, is_commit=True)

    def _rollback(self) -> None:
        note_end(self.connection, is_commit=False)
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        forget_scope(self.connection)
