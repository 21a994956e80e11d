"""Detection of an unavailable database or Redis, as opposed to bugs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg_pool import ConnectionPool, PoolClosed
from redis import exceptions as redis_errors

RETRY_SECONDS = 5
"""Value of Retry-After."""

# Broken connections, servers that shut down or start up, and too many connections.
_CONNECTION_ERRORS = "08"
_SHUTDOWN_ERRORS = frozenset({"57P01", "57P02", "57P03", "53300"})

_ADVICE = (
    "Everything you saved before is safe. Try again in a moment. If it keeps "
    "happening, contact your administrator."
)


class Away(StrEnum):
    """An unavailable server; the value is the `code` of the response."""

    DATABASE = "database_unavailable"
    REDIS = "redis_unavailable"

    @property
    def message(self) -> str:
        """Return what happened, what is safe and what to do."""
        return _MESSAGES[self]


_MESSAGES = {
    Away.DATABASE: f"LeadQual cannot reach its database, so this was not completed. {_ADVICE}",
    Away.REDIS: (
        "LeadQual cannot reach Redis, which it needs for rate limits and sessions, so "
        f"this was not completed. {_ADVICE}"
    ),
}


def find_unavailable_server(error: BaseException | None) -> Away | None:
    """Return the unavailable server that caused an error, or None."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, psycopg.OperationalError) and _is_connection_error(error.sqlstate):
            return Away.DATABASE
        if isinstance(error, redis_errors.ConnectionError | redis_errors.TimeoutError):
            return Away.REDIS
        error = error.__cause__ or error.__context__
    return None


def is_temporary(error: Exception) -> bool:
    """Return whether a job failed because a server was unavailable, so that it can be retried."""
    return (
        isinstance(error, (OperationalError, InterfaceError))
        or find_unavailable_server(error) is not None
    )


@contextmanager
def handle_failure(give_up: Callable[[], object]) -> Iterator[None]:
    """Call `give_up` on errors, except for an unavailable server; always re-raise the error."""
    try:
        yield
    except Exception as error:
        if find_unavailable_server(error) is None:
            give_up()
        raise


def drop_connections() -> None:
    """Drain the connection pool, so that no later request gets a broken connection."""
    pool: ConnectionPool | None = connection.pool  # type: ignore[attr-defined]  # not in the types
    if pool is not None:
        with suppress(PoolClosed):
            pool.drain()


def _is_connection_error(state: str | None) -> bool:
    """Return whether an SQLSTATE is a connection error; failures to connect have none."""
    return state is None or state.startswith(_CONNECTION_ERRORS) or state in _SHUTDOWN_ERRORS
