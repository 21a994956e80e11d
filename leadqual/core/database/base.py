"""The database backend: Django's for Postgres, with statements in the scope of the request.

Django finds it by the name of its folder in `DATABASES`, and this file by its name.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Any

from leadqual.core.database.commits import note_end, note_statement, note_write
from leadqual.core.database.former_versions import refuse_former_versions
from leadqual.core.database.scoped_cursors import (
    ScopedCursor,
    forget_scope,
    transaction_in_scope,
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
