"""Workspaces that nobody sees without two-step verification."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import cached_db
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from redis.exceptions import RedisError

from leadqual.accounts import sign_in
from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.accounts.services import memberships_with_user
from leadqual.core.errors import LeadqualError
from leadqual.core.requests.request_ids import client_address

# The forms of the second step, and of passkeys that stand for both.


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code of the app, or a recovery code."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        sign_in.record_failed(context.request, self.user.email)


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone; one from before a reset of the password may be that of an intruder."""

    def clean_credential(self) -> Authenticator:
        """Refuse a passkey that was not used with the new password yet."""
        passkey: Authenticator = super().clean_credential()
        reset_at = passkey.user.password_reset_at
        if reset_at is not None and (passkey.last_used_at or passkey.created_at) < reset_at:
            raise forms.ValidationError(
                "Your password was reset. Sign in with the new password and this passkey once. "
                "After that, the passkey alone works again."
            )
        return passkey


FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class OwnFactorMissingError(LeadqualError, code="own_second_factor_missing", status=409):
    """Who requires two-step verification has not set it up, and would be locked out."""

    def __init__(self) -> None:
        super().__init__(
            "Set up two-step verification for your own account first. Nothing was changed."
        )


def has_second_factor(user: User) -> bool:
    """Return whether a person has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def users_with_second_factor(workspace: Workspace) -> set[int]:
    """Return the keys of the members who have one."""
    factors = Authenticator.objects.filter(user__memberships__workspace=workspace, type__in=FACTORS)
    return set(factors.values_list("user_id", flat=True))


def requiring_workspace(
    user: User, workspace: Workspace | None, *, is_admin: bool = False
) -> Workspace | None:
    """Return the workspace that a person may not see yet; None where nothing is missing.

    Args:
        user: who asks.
        workspace: what is asked for; None where the person is in none.
        is_admin: for the admin, which shows rows of every workspace.
    """
    found = workspace if workspace is not None and workspace.requires_two_step else None
    if found is None and is_admin:
        found = Workspace.objects.filter(requires_two_step=True).first()
    return None if found is None or has_second_factor(user) else found


@transaction.atomic
def require_two_step(*, workspace: Workspace, is_required: bool, author: User) -> None:
    """Ask every member for two-step verification, or stop asking.

    Raises:
        OwnFactorMissingError: the author has none; nothing has changed.
    """
    if is_required and not has_second_factor(author):
        raise OwnFactorMissingError
    before = workspace.requires_two_step
    workspace.requires_two_step = is_required
    workspace.save(update_fields=["requires_two_step"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="workspace.two_step_required" if is_required else "workspace.two_step_optional",
        subject=f"workspace:{workspace.pk}",
        name=workspace.name,
        before={"requires_two_step": before},
        after={"requires_two_step": is_required},
    )


# Sessions in the database, read through Redis, whose they are, and when each one ends.

# What a browser calls itself, in words.

# The first that is found counts: Edge calls itself Chrome, and Chrome calls itself Safari.
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


def device_name(user_agent: str) -> str:
    """Return e.g. “Firefox on Windows”; “Unknown browser” where nothing is known."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    known = " on ".join(part for part in (browser, system) if part)
    return known or "Unknown browser"


NOTED_EVERY = 60  # seconds
_NO_ADDRESS = "0.0.0.0"  # noqa: S104  # stored where a connection has no address, never bound
_MAX_AGENT = 200


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """Of one session, in seconds since 1970."""

    begun: float
    seen: float
    is_ended: bool = False

    def is_over(self, now: float) -> bool:
        """Return whether the session was ended, left alone for too long, or is too old."""
        idle = settings.SESSION_IDLE_MINUTES * 60
        is_idle = bool(idle) and now - self.seen > idle
        return self.is_ended or is_idle or now - self.begun > settings.SESSION_COOKIE_AGE


def may_go_on(request: HttpRequest, user: User) -> bool:
    """Note that a session is used, and say whether it may be."""
    key = request.session.session_key
    if key is None:
        return True
    now = time.time()
    times = _times(key) or _times_of_row(request, key, user)
    if times.is_over(now):
        return False
    if now - times.seen < NOTED_EVERY:
        return True
    is_known = UserSession.objects.filter(session_key=key).update(
        last_seen_at=timezone.now(), ip=client_address(request) or _NO_ADDRESS
    )
    _keep(key, SessionTimes(times.begun, now, is_ended=not is_known))
    return bool(is_known)


def note_ended(session_key: str) -> None:
    """Refuse the session from the next request on, whatever the cache still holds of it."""
    _keep(session_key, SessionTimes(0, 0, is_ended=True))


def _times_of_row(request: HttpRequest, key: str, user: User) -> SessionTimes:
    row, _ = UserSession.objects.get_or_create(
        session_key=key,
        defaults={
            "user": user,
            "ip": client_address(request) or _NO_ADDRESS,
            "user_agent": request.headers.get("User-Agent", "")[:_MAX_AGENT],
        },
    )
    times = SessionTimes(row.created_at.timestamp(), row.last_seen_at.timestamp())
    _keep(key, times)
    return times


def _times(key: str) -> SessionTimes | None:
    found = None
    with _cache_may_be_away():
        found = cache.get(_name(key))
    return SessionTimes(*found) if found else None


def _keep(key: str, times: SessionTimes) -> None:
    with _cache_may_be_away():
        kept = (times.begun, times.seen, times.is_ended)
        cache.set(_name(key), kept, settings.SESSION_COOKIE_AGE)


def _name(key: str) -> str:
    return f"session-times:{key}"


@contextmanager
def _cache_may_be_away() -> Iterator[None]:
    try:
        yield
    except (RedisError, ConnectionError):  # The tables say the same, only slower.
        return


class UserBackend(ModelBackend):
    """Reads the user of a session together with the memberships, which every page needs."""

    def get_user(self, user_id: int) -> User | None:
        """Return who is signed in; `open_memberships` of it are those of this moment."""
        memberships = memberships_with_user(int(user_id))
        user = memberships[0].user if memberships else super().get_user(user_id)
        if not isinstance(user, User) or not self.user_can_authenticate(user):
            return None
        user.open_memberships = memberships
        return user


BACKEND = f"{__name__}.{UserBackend.__name__}"


class SessionStore(cached_db.SessionStore):
    """Reads and creates sessions without Redis too.

    Deleting one does not: what Redis still holds would sign in again once it is back.
    """

    # Of the former engine, so that an update signs nobody out.
    cache_key_prefix = cached_db.KEY_PREFIX

    def load(self) -> dict[str, Any]:
        """Return the content of the session."""
        try:
            found = super().load()
        except RedisError:  # It was read from the table and could not be kept.
            found = super(cached_db.SessionStore, self).load()
        # Of the former backend, as the prefix above.
        return found | {BACKEND_SESSION_KEY: BACKEND} if BACKEND_SESSION_KEY in found else found

    def exists(self, session_key: str) -> bool:
        try:
            return super().exists(session_key)
        except RedisError:
            return super(cached_db.SessionStore, self).exists(session_key)


# Ends sessions: one, or all of a person.


def sessions_of(user: User) -> list[UserSession]:
    """Return the sessions of a person that still are, the last used first."""
    found = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def end_session(session: UserSession) -> None:
    """Sign one browser out, at its next request."""
    key = session.session_key
    session.end()
    note_ended(key)


def end_all_sessions(user: User) -> None:
    """Sign a person out in every browser, also of sessions that no table knows.

    Every session holds a hash of the epoch; none of the former ones fits the new one.
    """
    with transaction.atomic():
        _next_epoch(user)
        sign_in.record_event(user, "sessions_ended")
    for session in UserSession.objects.filter(user=user):
        end_session(session)


def end_other_sessions(request: HttpRequest, user: User) -> None:
    """Sign a person out in every browser but this one."""
    _next_epoch(user)
    update_session_auth_hash(request, user)
    here = request.session.session_key
    for session in UserSession.objects.filter(user=user).exclude(session_key=here):
        end_session(session)


def _next_epoch(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
