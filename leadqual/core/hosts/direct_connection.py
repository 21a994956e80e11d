"""A direct connection to Postgres, for work that needs a single session.

With PgBouncer in transaction pooling, each transaction may use another session, so temporary
tables and session settings last only for the transaction that created them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.utils import ConnectionHandler


@contextmanager
def one_session() -> Iterator[None]:
    """Use a single Postgres session in this thread; call it outside of transactions.

    Without `DATABASE_DIRECT_URL`, every connection is such a session, and nothing changes.

    Raises:
        RuntimeError: a transaction is open, whose rows the other connection would not see.
    """
    if not settings.DATABASE_DIRECT:
        yield
        return
    default_connection = connections[DEFAULT_DB_ALIAS]
    if default_connection.in_atomic_block:
        raise RuntimeError("Finish the open transaction first: its rows are not visible here.")
    default_connection.close()  # Return it to the pool: the work may take an hour.
    direct = _direct()
    connections[DEFAULT_DB_ALIAS] = direct
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = default_connection
        direct.close()


def session_parameters() -> dict[str, Any]:
    """Return connection parameters for other programs, such as `pg_dump`."""
    known = _direct() if settings.DATABASE_DIRECT else connection
    return known.get_connection_params()


def chunked_cursor() -> CursorWrapper:
    """Return a server-side cursor.

    Behind PgBouncer, return a normal cursor, as query sets do with
    `DISABLE_SERVER_SIDE_CURSORS`, because the next read may use another session.
    """
    if settings.DATABASE_DIRECT:
        return connection.cursor()
    return connection.chunked_cursor()


def _direct() -> BaseDatabaseWrapper:
    return ConnectionHandler({DEFAULT_DB_ALIAS: settings.DATABASE_DIRECT})[DEFAULT_DB_ALIAS]
