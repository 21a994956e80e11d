"""Warnings by email about API keys that expire soon."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from leadqual.accounts.email_queue import Message, queue_email
from leadqual.accounts.keys.state import WARNING_PERIOD, keys_with_owner, state_of
from leadqual.accounts.models import ApiKey, Role, User


def warn_expiring_keys(*, now: datetime | None = None) -> int:
    """Email the owner and the managers once about each key that expires soon.

    Without an email server nothing is sent or recorded: the page shows the warning.

    Returns:
        Number of emails queued.
    """
    if not settings.EMAIL_HOST:
        return 0
    now = now or timezone.now()
    expiring_keys = ApiKey.objects.filter(
        expires_at__gt=now,
        expires_at__lte=now + WARNING_PERIOD,
        revoked_at=None,
        expiry_warned_at=None,
    )
    keys = [key for key in keys_with_owner(expiring_keys) if state_of(key, now=now).works]
    return sum(_warn(key, now) for key in keys)


@transaction.atomic
def _warn(key: ApiKey, now: datetime) -> int:
    receivers = User.objects.filter(
        memberships__workspace=key.workspace, memberships__role=Role.MANAGER, is_active=True
    )
    addresses = {key.created_by.email, *receivers.values_list("email", flat=True)}
    for address in sorted(addresses):
        message = Message(address, f"API key {key.name} expires soon", _email_text(key))
        queue_email(message, kind="accounts/email/key_expires")
    ApiKey.objects.filter(pk=key.pk).update(expiry_warned_at=now)
    return len(addresses)


def _email_text(key: ApiKey) -> str:
    path = reverse("accounts:api_key", args=[key.pk])
    origins = settings.CSRF_TRUSTED_ORIGINS
    address = f"{origins[0].rstrip('/')}{path}" if origins else path
    day = f"{key.expires_at:%b %-d, %Y}" if key.expires_at else ""
    return (
        f"The API key {key} of the workspace {key.workspace.name} expires on {day}. "
        "Requests with it will be rejected from then on.\n\nRotate the key and update "
        "the program that uses it. The old secret can keep working for up to seven "
        f"more days.\n\n{address}"
    )
