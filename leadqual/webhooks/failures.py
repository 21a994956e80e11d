"""What follows a failed delivery: the next attempt, and turning the endpoint off."""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from leadqual.accounts.email_queue import Message, queue_email
from leadqual.accounts.models import Role, User
from leadqual.core import clock
from leadqual.webhooks.endpoints import turn_off
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint

RETRY_PERIOD = timedelta(days=3)
RETRY_DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
"""After each failed attempt of a delivery, give or take a fifth; the last one repeats."""

MAX_PAUSE = timedelta(minutes=10)
"""Between attempts to a failing endpoint: one message at a time checks if it has recovered."""

MAX_FAILING_TIME = timedelta(days=3)
"""An endpoint at which every attempt failed for so long is turned off."""

MAX_RETRY_AFTER = timedelta(days=1)
_GONE = 410
_FIRST_PAUSE = timedelta(seconds=5)
_JITTER = 0.2
_State = WebhookDelivery.State


def record_success(row: WebhookDelivery, endpoint: WebhookEndpoint) -> None:
    """Record a successful delivery in the open transaction; both rows are locked."""
    row.state = _State.SENT
    row.save()
    if endpoint.failing_since is not None:
        endpoint.failing_since, endpoint.n_failures, endpoint.retry_at = None, 0, None
        endpoint.save(update_fields=["failing_since", "n_failures", "retry_at"])


def record_failure(row: WebhookDelivery, endpoint: WebhookEndpoint, *, retry_after: int = 0) -> str:
    """Record a failed attempt in the open transaction; both rows are locked.

    Args:
        row: the delivery, with its attempt.
        endpoint: where it goes.
        retry_after: seconds for which the receiver asked to be left alone.

    Returns:
        Why the endpoint is to be disabled; "" if it is not.
    """
    now = clock.now()
    asked = min(timedelta(seconds=retry_after), MAX_RETRY_AFTER)
    wait = max(_add_jitter(RETRY_DELAYS[min(row.n_attempts, len(RETRY_DELAYS)) - 1]), asked)
    row.next_at = now + wait
    if now >= row.tried_until or row.status == _GONE:
        row.state = _State.FAILED
    else:
        row.next_at = min(row.next_at, max(row.tried_until, now + asked))
    row.save()
    endpoint.n_failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    pause = min(_FIRST_PAUSE * 2 ** min(endpoint.n_failures - 1, 10), MAX_PAUSE)
    endpoint.retry_at = now + max(_add_jitter(pause), asked)
    endpoint.save(update_fields=["n_failures", "failing_since", "retry_at"])
    return _reason_to_turn_off(row, endpoint, now)


def _add_jitter(wait: timedelta) -> timedelta:
    """Add jitter to a time, so that simultaneous failures are not retried simultaneously."""
    return wait * (1 + _JITTER * (2 * random.random() - 1))  # noqa: S311  # guards nothing


def _reason_to_turn_off(row: WebhookDelivery, endpoint: WebhookEndpoint, now: datetime) -> str:
    if row.status == _GONE:
        return "The receiver answered that it is gone (status 410)."
    if endpoint.failing_since is not None and now - endpoint.failing_since >= MAX_FAILING_TIME:
        return f"Every attempt failed for {MAX_FAILING_TIME.days} days. Last: {row.problem}"
    return ""


@transaction.atomic
def turn_off_with_notice(endpoint: WebhookEndpoint, reason: str) -> None:
    if not turn_off(endpoint=endpoint, reason=reason):
        return
    managers = User.objects.filter(
        memberships__workspace=endpoint.workspace_id,
        memberships__role=Role.MANAGER,
        is_active=True,
    )
    for address in sorted(managers.values_list("email", flat=True)):
        message = Message(address, "A webhook was turned off", _email_managers(endpoint, reason))
        queue_email(message, kind="webhooks/turned_off")


def _email_managers(endpoint: WebhookEndpoint, reason: str) -> str:
    return (
        f"The webhook {endpoint} of the workspace {endpoint.workspace.name} was turned off. "
        f"{reason}\n\nFix the receiver, turn the webhook on again, and resend what it missed.\n\n"
        f"{endpoint_address(endpoint)}"
    )


def endpoint_address(endpoint: WebhookEndpoint) -> str:
    """Return the address of the page of an endpoint; without its host where none is set."""
    path = reverse("webhooks:endpoint", args=[endpoint.pk])
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else path
