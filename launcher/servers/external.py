"""Servers that somebody else runs, named by `DATABASE_URL` and `REDIS_URL`."""

from urllib.parse import urlsplit

import psycopg
import redis

from launcher.errors import LocalError


def check_postgres(url: str) -> str:
    """Return the place of a Postgres that answers, without its password.

    Raises:
        LocalError: it does not answer.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        raise LocalError(
            f"The Postgres server of DATABASE_URL at {_server_address(url)} does not respond."
        ) from error
    return _server_address(url)


def check_redis(url: str) -> str:
    """Return the place of a Redis that answers, without its password.

    Raises:
        LocalError: it does not answer.
    """
    client = redis.Redis.from_url(url, socket_connect_timeout=10)
    try:
        client.ping()
    except redis.RedisError as error:
        raise LocalError(
            f"The Redis server of REDIS_URL at {_server_address(url)} does not respond."
        ) from error
    finally:
        client.close()
    return _server_address(url)


def _server_address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or 'a socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"
