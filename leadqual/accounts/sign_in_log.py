"""Rows of the audit log about sign-ins and changes of accounts."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import Member, User, Workspace
from leadqual.accounts.services import account_with
from leadqual.accounts.sign_in import AttemptLimit
from leadqual.core.requests.client_addresses import client_network

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


def record_failed(request: HttpRequest, email: str) -> None:  # noqa: ARG001  # as its neighbors
    """Record a failed attempt.

    The typed name of an unknown user is not stored, because it may be a password in the wrong
    field. A keyed hash shows which attempts used the same name.
    """
    _record("sign_in.failed", email, {})


def record_blocked(request: HttpRequest, email: str, limit: AttemptLimit) -> None:
    """Record that a limit was reached, at most once per limit and 15 minutes."""
    who = "" if limit is AttemptLimit.ADDRESS else _hash_text(email)
    if cache.add(f"signin-blocked:{limit}:{who}:{client_network(request)}", 1, _BLOCKED_SECONDS):
        _record("sign_in.blocked", email, {"limit": limit.name.lower()})


def record_event(user: User, event: str) -> None:
    """Record an account event, e.g. `password_changed`."""
    _record_for_user(user, _EVENTS[event], {})


def _record(action: str, email: str, details: dict[str, object]) -> None:
    user = account_with(email)
    if user is not None:
        _record_for_user(user, action, details)
        return
    details = {**details, "typed": _hash_text(email)}
    record_audit(
        workspace=None,
        actor=None,
        action=action,
        subject="user:unknown",
        name="unknown user",
        details=details,
    )


def _record_for_user(user: User, action: str, details: dict[str, object]) -> None:
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


def _hash_text(text: str) -> str:
    return salted_hmac("leadqual.sign_in", text.lower(), algorithm="sha256").hexdigest()[:12]
