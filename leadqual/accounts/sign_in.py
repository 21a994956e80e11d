"""Limits on failed sign-ins: per IP address, per user and IP address, and per user.

The rates are in `ACCOUNT_RATE_LIMITS`. They are sliding windows, so limits end automatically.
Strangers can exhaust the limit of a user on purpose; the user can still sign in from a browser
that they used before, because the limit per user does not apply there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import Member, User, Workspace
from leadqual.accounts.passwords import password_rules
from leadqual.accounts.services import account_with, sign_in_address
from leadqual.core.requests.request_ids import client_network

_APP = "allauth.account"
_COOKIE = "known_browser"
_COOKIE_SECONDS = 180 * 86_400
_SALT = "leadqual.accounts.known_browser"

# Email name of the event in django-allauth → action.
_EVENTS = {
    "signed_in": "account.signed_in",
    "password_changed": "account.password_changed",
    "password_reset": "account.password_reset",
    "password_set": "account.password_set",
    "email_changed": "account.email_changed",
    "email_confirmed": "account.email_confirmed",
    "email_deleted": "account.email_deleted",
    "totp_activated": "account.totp_activated",
    "totp_deactivated": "account.totp_deactivated",
    "recovery_codes_generated": "account.recovery_codes_generated",
    "webauthn_added": "account.webauthn_added",
    "webauthn_removed": "account.webauthn_removed",
    "account_connected": "account.account_connected",
    "account_disconnected": "account.account_disconnected",
    "sessions_ended": "account.sessions_ended",
}
_BLOCKED_SECONDS = 900  # One row per limit in this time.


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


def begin(request: HttpRequest, email: str) -> Attempt:
    """Count a sign-in attempt; the caller forgets it if it succeeds."""
    counted: list[Any] = []
    for limit in _limits(request, email):
        usage = ratelimit.consume(request, app=_APP, action=limit, key=_key(request, email, limit))
        if usage is None:
            Attempt(counted).forget()
            return Attempt((), limit)
        counted.append(usage)
    return Attempt(counted)


def clear(request: HttpRequest, email: str) -> None:
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


# Audit log of sign-ins and account changes.


def record_failed(request: HttpRequest, email: str) -> None:  # noqa: ARG001  # as its neighbors
    """Record a failed attempt.

    The typed name of an unknown user is not stored, because it may be a password in the wrong
    field. A keyed hash shows which attempts used the same name.
    """
    _record("sign_in.failed", email, {})


def record_blocked(request: HttpRequest, email: str, limit: AttemptLimit) -> None:
    """Record that a limit was reached, at most once per limit and 15 minutes."""
    who = "" if limit is AttemptLimit.ADDRESS else _hash(email)
    if cache.add(f"signin-blocked:{limit}:{who}:{client_network(request)}", 1, _BLOCKED_SECONDS):
        _record("sign_in.blocked", email, {"limit": limit.name.lower()})


def record_event(user: User, event: str) -> None:
    """Record an account event, e.g. `password_changed`."""
    _record_for(user, _EVENTS[event], {})


def _record(action: str, email: str, details: dict[str, object]) -> None:
    user = account_with(email)
    if user is not None:
        _record_for(user, action, details)
        return
    details = {**details, "typed": _hash(email)}
    record_audit(
        workspace=None,
        actor=None,
        action=action,
        subject="user:unknown",
        name="unknown user",
        details=details,
    )


def _record_for(user: User, action: str, details: dict[str, object]) -> None:
    workspaces: list[Workspace | None] = [
        member.workspace for member in Member.objects.select_related("workspace").filter(user=user)
    ]
    actor = None if action.startswith("sign_in.") else user  # may be somebody else
    for workspace in workspaces or [None]:
        record_audit(
            workspace=workspace,
            actor=actor,
            action=action,
            subject=f"user:{user.pk}",
            name=user.email,
            details=dict(details),
        )


def _hash(text: str) -> str:
    return salted_hmac("leadqual.sign_in", text.lower(), algorithm="sha256").hexdigest()[:12]


# Forms of django-allauth with our labels.


class _NewPasswordMixin(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_rules()


class ChangePasswordForm(_NewPasswordMixin, allauth.ChangePasswordForm):  # type: ignore[misc]
    """The current password, and a new one twice."""


class SetPasswordForm(_NewPasswordMixin, allauth.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """The email address of an account; a pending new address does not count yet."""

    def clean_email(self) -> str:
        """Find the account with the address; the link is sent to no other address."""
        email = sign_in_address(self.cleaned_data["email"])
        user = account_with(email)
        self.users = [user] if user is not None and user.is_active else []
        return email


class ResetPasswordKeyForm(_NewPasswordMixin, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, after following the link; can also revoke other sign-in methods."""

    disconnect = forms.BooleanField(
        label="Disconnect single sign-on",
        required=False,
        initial=True,
        help_text="Keep it only if you connected it yourself.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passkeys = [
            row.wrap()
            for row in Authenticator.objects.filter(
                user=self.user, type=Authenticator.Type.WEBAUTHN
            ).order_by("pk")
        ]
        if not SocialAccount.objects.filter(user=self.user).exists():
            del self.fields["disconnect"]

    @transaction.atomic
    def save(self) -> None:
        """Save the password; passkeys then need it once, and a pending new address is dropped."""
        super().save()
        self.user.password_reset_at = timezone.now()
        self.user.save(update_fields=["password_reset_at"])
        pending = EmailAddress.objects.filter(user=self.user, verified=False)
        pending.exclude(email=self.user.email).delete()
        if self.cleaned_data.get("disconnect"):
            SocialAccount.objects.filter(user=self.user).delete()
            record_event(self.user, "account_disconnected")


# Verified email addresses.


def confirm_address(user: User) -> None:
    """Mark the address of an account as verified, after the user followed a link sent there."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email.lower()).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"primary": True, "verified": True}
    )


def ensure_address(user: User) -> EmailAddress:
    """Return allauth's record of the address of an account; create it unverified if missing."""
    address, _ = EmailAddress.objects.get_or_create(
        user=user,
        email=user.email.lower(),
        defaults={
            "primary": not EmailAddress.objects.filter(user=user, primary=True).exists(),
            "verified": False,
        },
    )
    return address
