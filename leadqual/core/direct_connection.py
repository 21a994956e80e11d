"""A connection to Postgres itself, for work that needs one session from beginning to end.

Behind PgBouncer in transaction pooling each transaction may meet another session: temporary tables
and settings of a session are gone with the transaction that made them.
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
    """Let this thread work in one session of Postgres; outside a transaction.

    Without `DATABASE_DIRECT_URL` every connection is such a session, and nothing changes.

    Raises:
        RuntimeError: a transaction is open, which the other connection would not see.
    """
    if not settings.DATABASE_DIRECT:
        yield
        return
    usual = connections[DEFAULT_DB_ALIAS]
    if usual.in_atomic_block:
        raise RuntimeError("Finish the open transaction first: its rows are not visible here.")
    usual.close()  # Back into the pool: this may take an hour.
    direct = _direct()
    connections[DEFAULT_DB_ALIAS] = direct
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual
        direct.close()


def session_parameters() -> dict[str, Any]:
    """Return the parameters by which another program, such as `pg_dump`, gets a session."""
    known = _direct() if settings.DATABASE_DIRECT else connection
    return known.get_connection_params()


def chunked_cursor() -> CursorWrapper:
    """Return a cursor whose rows stay in the server until they are read.

    Behind PgBouncer they come at once, as those of a query set do with
    `DISABLE_SERVER_SIDE_CURSORS`: the next read may meet another session.
    """
    if settings.DATABASE_DIRECT:
        return connection.cursor()
    return connection.chunked_cursor()


def _direct() -> BaseDatabaseWrapper:
    return ConnectionHandler({DEFAULT_DB_ALIAS: settings.DATABASE_DIRECT})[DEFAULT_DB_ALIAS]
