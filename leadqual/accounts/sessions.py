"""Sessions of users: stored in the database, cached in Redis, and ended."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.backends import cached_db
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from redis.exceptions import RedisError

from leadqual.accounts import sign_in_log
from leadqual.accounts.models import User
from leadqual.accounts.two_step import BACKEND
from leadqual.core.requests.client_addresses import client_address

# The first match counts: Edge claims to be Chrome, and Chrome claims to be Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_UPDATE_INTERVAL = 60  # seconds
_NO_ADDRESS = "0.0.0.0"  # noqa: S104  # stored where a connection has no address, never bound
_MAX_AGENT = 200


def device_name(user_agent: str) -> str:
    """Return e.g. “Firefox on Windows”, or “Unknown browser”."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    known = " on ".join(part for part in (browser, system) if part)
    return known or "Unknown browser"


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """Times of one session, in seconds since 1970."""

    begun: float
    seen: float
    is_ended: bool = False

    def is_over(self, now: float) -> bool:
        """Return whether the session was ended, was idle too long, or is too old."""
        idle = settings.SESSION_IDLE_MINUTES * 60
        is_idle = bool(idle) and now - self.seen > idle
        return self.is_ended or is_idle or now - self.begun > settings.SESSION_COOKIE_AGE


def renew_session(request: HttpRequest, user: User) -> bool:
    """Update the time of last use of a session; return whether it is still valid."""
    key = request.session.session_key
    if key is None:
        return True
    now = time.time()
    times = _cached_times(key) or _stored_times(request, key, user)
    if times.is_over(now):
        return False
    if now - times.seen < _UPDATE_INTERVAL:
        return True
    is_known = UserSession.objects.filter(session_key=key).update(
        last_seen_at=timezone.now(), ip=client_address(request) or _NO_ADDRESS
    )
    _cache_times(key, SessionTimes(times.begun, now, is_ended=not is_known))
    return bool(is_known)


def end_cached_session(session_key: str) -> None:
    """Refuse the session from the next request on, even if it is still cached."""
    _cache_times(session_key, SessionTimes(0, 0, is_ended=True))


def _stored_times(request: HttpRequest, key: str, user: User) -> SessionTimes:
    row, _ = UserSession.objects.get_or_create(
        session_key=key,
        defaults={
            "user": user,
            "ip": client_address(request) or _NO_ADDRESS,
            "user_agent": request.headers.get("User-Agent", "")[:_MAX_AGENT],
        },
    )
    times = SessionTimes(row.created_at.timestamp(), row.last_seen_at.timestamp())
    _cache_times(key, times)
    return times


def _cached_times(key: str) -> SessionTimes | None:
    found = None
    with _ignore_cache_errors():
        found = cache.get(_cache_key(key))
    return SessionTimes(*found) if found else None


def _cache_times(key: str, times: SessionTimes) -> None:
    with _ignore_cache_errors():
        values = (times.begun, times.seen, times.is_ended)
        cache.set(_cache_key(key), values, settings.SESSION_COOKIE_AGE)


def _cache_key(key: str) -> str:
    return f"session-times:{key}"


@contextmanager
def _ignore_cache_errors() -> Iterator[None]:
    try:
        yield
    except (RedisError, ConnectionError):  # The database has the same data.
        return


class SessionStore(cached_db.SessionStore):
    """Reads and creates sessions even if Redis is down.

    Deleting fails then: a session still in Redis would be valid again once Redis is back.
    """

    # As before, so that updates sign nobody out.
    cache_key_prefix = cached_db.KEY_PREFIX

    def load(self) -> dict[str, Any]:
        try:
            found = super().load()
        except RedisError:  # The session was read from the table, but could not be cached.
            found = super(cached_db.SessionStore, self).load()
        # Replaces the name of an earlier backend, for the same reason.
        return found | {BACKEND_SESSION_KEY: BACKEND} if BACKEND_SESSION_KEY in found else found

    def exists(self, session_key: str) -> bool:
        try:
            return super().exists(session_key)
        except RedisError:
            return super(cached_db.SessionStore, self).exists(session_key)


def sessions_of(user: User) -> list[UserSession]:
    """Return the active sessions of a user, last used first."""
    found = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def end_session(session: UserSession) -> None:
    """Sign out one browser at its next request."""
    key = session.session_key
    session.end()
    end_cached_session(key)


def end_all_sessions(user: User) -> None:
    """Sign a user out in all browsers, including sessions without a row.

    Every session contains a hash of the epoch, which no longer matches.
    """
    with transaction.atomic():
        _next_epoch(user)
        sign_in_log.record_event(user, "sessions_ended")
    for session in UserSession.objects.filter(user=user):
        end_session(session)


def end_other_sessions(request: HttpRequest, user: User) -> None:
    """Sign a user out in all browsers except this one."""
    _next_epoch(user)
    update_session_auth_hash(request, user)
    here = request.session.session_key
    for session in UserSession.objects.filter(user=user).exclude(session_key=here):
        end_session(session)


def _next_epoch(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
