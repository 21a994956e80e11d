"""Sessions in the database, read through Redis; while Redis is away they work, only slower."""

from typing import Any

from django.contrib.sessions.backends import cached_db
from redis.exceptions import RedisError


class SessionStore(cached_db.SessionStore):
    """Reads and creates sessions without Redis too.

    Deleting one does not: what Redis still holds would sign in again once it is back.
    """

    # Of the former engine, so that an update signs nobody out.
    cache_key_prefix = cached_db.KEY_PREFIX

    def load(self) -> dict[str, Any]:
        """Return the content of the session."""
        try:
            return super().load()
        except RedisError:  # It was read from the table and could not be kept.
            return super(cached_db.SessionStore, self).load()

    def exists(self, session_key: str) -> bool:
        """Return whether a session has this key."""
        try:
            return super().exists(session_key)
        except RedisError:
            return super(cached_db.SessionStore, self).exists(session_key)
