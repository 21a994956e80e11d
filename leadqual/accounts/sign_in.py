"""Limits on failed sign-ins: per IP address, per user and IP address, and per user.

The rates are in `ACCOUNT_RATE_LIMITS`. They are sliding windows, so limits end automatically.
Strangers can exhaust the limit of a user on purpose; the user can still sign in from a browser
that they used before, because the limit per user does not apply there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from leadqual.accounts.models import User
from leadqual.accounts.services import sign_in_address
from leadqual.core.requests.client_addresses import client_network

_APP = "allauth.account"
_COOKIE = "known_browser"
_COOKIE_SECONDS = 180 * 86_400
_SALT = "leadqual.accounts.known_browser"


class AttemptLimit(StrEnum):
    """A limit; the value is its name in `ACCOUNT_RATE_LIMITS`."""

    USER_AND_ADDRESS = "login_failed_here"
    USER = "login_failed_user"
    ADDRESS = "login_failed_address"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted sign-in attempt.

    Args:
        counted: usages that allauth can roll back.
        exceeded: the limit that blocks the attempt; None if it is allowed.
    """

    counted: Sequence[Any]
    exceeded: AttemptLimit | None = None

    def forget(self) -> None:
        """Roll back all counts of the attempt."""
        for usage in self.counted:
            usage.rollback()


def count_attempt(request: HttpRequest, email: str) -> Attempt:
    """Count a sign-in attempt; the caller forgets it if it succeeds."""
    counted: list[Any] = []
    for limit in _limits(request, email):
        usage = ratelimit.consume(request, app=_APP, action=limit, key=_key(request, email, limit))
        if usage is None:
            Attempt(counted).forget()
            return Attempt((), limit)
        counted.append(usage)
    return Attempt(counted)


def forget_attempts(request: HttpRequest, email: str) -> None:
    """Forget all failed attempts for one user, but not those of the IP address."""
    for limit in (AttemptLimit.USER_AND_ADDRESS, AttemptLimit.USER):
        ratelimit.clear(request, app=_APP, action=limit, key=_key(request, email, limit))


def remember_browser(response: HttpResponse, user: User) -> None:
    """Mark the browser as known for this user."""
    response.set_cookie(
        _COOKIE,
        signing.dumps(user.pk, salt=_SALT),
        max_age=_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _limits(request: HttpRequest, email: str) -> list[AttemptLimit]:
    limits = [AttemptLimit.USER_AND_ADDRESS, AttemptLimit.USER, AttemptLimit.ADDRESS]
    if _is_known_browser(request, email):
        limits.remove(AttemptLimit.USER)
    return limits


def _is_known_browser(request: HttpRequest, email: str) -> bool:
    try:
        user_id = signing.loads(
            request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_COOKIE_SECONDS
        )
    except signing.BadSignature:
        return False
    return User.objects.filter(pk=user_id, email=sign_in_address(email)).exists()


def _key(request: HttpRequest, email: str, limit: AttemptLimit) -> str | None:
    if limit is AttemptLimit.ADDRESS:
        return None
    here = f" {client_network(request)}" if limit is AttemptLimit.USER_AND_ADDRESS else ""
    return email.lower() + here
