"""A database or Redis that does not answer, told apart from errors of the code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg_pool import ConnectionPool, PoolClosed
from redis import exceptions as redis_errors

RETRY_SECONDS = 5
"""When programs and browsers may ask again."""

# Connections that broke, servers that shut down or still start, and no connection left.
_CLASS_OF_CONNECTIONS = "08"
_STATES = frozenset({"57P01", "57P02", "57P03", "53300"})


class Away(StrEnum):
    """A server that does not answer; the value is the `code` of the answer."""

    DATABASE = "database_unavailable"
    REDIS = "redis_unavailable"

    @property
    def message(self) -> str:
        """Return what happened, what is safe and what to do."""
        return _MESSAGES[self]


_SAFE = (
    "Everything you saved before is safe. Try again in a moment. If it keeps "
    "happening, contact your administrator."
)
_MESSAGES = {
    Away.DATABASE: f"LeadQual cannot reach its database, so this was not completed. {_SAFE}",
    Away.REDIS: (
        "LeadQual cannot reach Redis, which it needs for rate limits and sessions, so "
        f"this was not completed. {_SAFE}"
    ),
}


def away_in(error: BaseException | None) -> Away | None:
    """Name the server that did not answer, where an error or one that caused it says so."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, psycopg.OperationalError) and _is_connection(error.sqlstate):
            return Away.DATABASE
        if isinstance(error, redis_errors.ConnectionError | redis_errors.TimeoutError):
            return Away.REDIS
        error = error.__cause__ or error.__context__
    return None


def is_passing(error: Exception) -> bool:
    """Return whether a job failed because a server was away; it can begin again."""
    return isinstance(error, (OperationalError, InterfaceError)) or away_in(error) is not None


@contextmanager
def given_up_by(give_up: Callable[[], object]) -> Iterator[None]:
    """Give up work that fails, but not where a server was away; the error goes on into the log."""
    try:
        yield
    except Exception as error:
        if away_in(error) is None:
            give_up()
        raise


def drop_connections() -> None:
    """Have no later request take a connection of this process that broke like the one before."""
    pool: ConnectionPool | None = connection.pool  # type: ignore[attr-defined]  # not in the types
    if pool is not None:
        with suppress(PoolClosed):
            pool.drain()


def _is_connection(state: str | None) -> bool:
    """Return whether an SQLSTATE tells of the connection; one that never came to be has none."""
    return state is None or state.startswith(_CLASS_OF_CONNECTIONS) or state in _STATES
