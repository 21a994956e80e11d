"""Writes of endpoints: create, change, rotate the secret, delete."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue
from leadqual.webhooks.endpoint_secrets import encrypt_secret, new_secret
from leadqual.webhooks.endpoint_settings import EndpointSettings, check_settings
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadqual.webhooks.subscriptions import update_subscriptions

MAX_ENDPOINTS = 20
OVERLAP = timedelta(hours=24)
"""How long the old secret signs together with the new one."""

_SETTING_NAMES = ("url", "event_types", "description", "filters", "with_rows", "is_active")


def endpoints_of(workspace: Workspace) -> QuerySet[WebhookEndpoint]:
    """Return the endpoints of a workspace with `n_waiting` and `n_failed` deliveries."""
    rows = WebhookEndpoint.objects.filter(workspace=workspace)
    waiting, failed = WebhookDelivery.State.WAITING, WebhookDelivery.State.FAILED
    return rows.select_related("workspace", "created_by").annotate(
        n_waiting=Count("deliveries", filter=Q(deliveries__state=waiting)),
        n_failed=Count("deliveries", filter=Q(deliveries__state=failed)),
    )


def deliveries_of(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """Return the delivery log of an endpoint with its events, the newest first."""
    rows = WebhookDelivery.objects.filter(endpoint=endpoint, workspace=endpoint.workspace_id)
    return rows.select_related("event", "endpoint", "workspace").order_by("-pk")


@transaction.atomic
def create_endpoint(
    *, workspace: Workspace, wanted: EndpointSettings, author: User
) -> tuple[WebhookEndpoint, str]:
    """Create an endpoint and return it with its secret, which is shown once.

    Raises:
        LeadqualError: the workspace has as many as it can have; nothing has been written.
        WebhookUrlError: the URL cannot be a receiver; nothing has been written.
        WebhookSettingError: a type or filter is wrong; nothing has been written.
    """
    Workspace.objects.select_for_update(no_key=True).only("pk").get(pk=workspace.pk)
    if WebhookEndpoint.objects.filter(workspace=workspace).count() >= MAX_ENDPOINTS:
        raise LeadqualError(
            f"A workspace can have {MAX_ENDPOINTS} webhooks. Delete one you no longer need.",
            code="webhook_limit",
            status=409,
        )
    secret = new_secret()
    endpoint = WebhookEndpoint(
        workspace=workspace, created_by=author, secret=encrypt_secret(secret)
    )
    _apply_settings(endpoint, check_settings(workspace, wanted))
    _record(endpoint, author, "created", after=_values(endpoint))
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    *, endpoint: WebhookEndpoint, wanted: EndpointSettings, author: User
) -> WebhookEndpoint:
    """Give an endpoint other settings; turning it on again forgets former failures.

    Raises:
        WebhookUrlError: the URL cannot be a receiver; nothing has been written.
        WebhookSettingError: a type or filter is wrong; nothing has been written.
    """
    locked = _lock_endpoint(endpoint)
    before = _values(locked)
    is_turned_on = wanted.is_active and not locked.is_active
    if is_turned_on or wanted.url.strip() != locked.url:
        locked.failing_since, locked.n_failures, locked.retry_at = None, 0, None
    _apply_settings(locked, check_settings(locked.workspace, wanted, kept=locked.filters))
    if _values(locked) != before:
        _record(locked, author, "changed", before=before, after=_values(locked))
    if is_turned_on:
        enqueue(Job.SEND_WEBHOOKS)
    return locked


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, author: User) -> tuple[WebhookEndpoint, str]:
    """Rotate the secret of an endpoint; the old one also signs for a day.

    Earlier secrets stop signing.
    """
    locked, secret = _lock_endpoint(endpoint), new_secret()
    locked.previous_secret, locked.secret = locked.secret, encrypt_secret(secret)
    locked.previous_secret_until = clock.now() + OVERLAP
    locked.save(update_fields=["secret", "previous_secret", "previous_secret_until", "updated_at"])
    until = locked.previous_secret_until.isoformat()
    _record(locked, author, "secret_rotated", after={"previous_secret_until": until})
    return locked, secret


@transaction.atomic
def delete_endpoint(*, endpoint: WebhookEndpoint, author: User) -> None:
    """Delete an endpoint with its delivery log; pending events are not sent."""
    locked = _lock_endpoint(endpoint)
    _record(locked, author, "deleted", before=_values(locked))
    locked.delete()
    update_subscriptions(locked.workspace)


@transaction.atomic
def turn_off(*, endpoint: WebhookEndpoint, reason: str) -> bool:
    """Turn an endpoint off because it fails; False where it is off already."""
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk).exists():
        return False
    locked = _lock_endpoint(endpoint)
    if not locked.is_active:
        return False
    locked.is_active, locked.active_since, locked.disabled_reason = False, None, reason[:200]
    locked.save(update_fields=["is_active", "active_since", "disabled_reason", "updated_at"])
    update_subscriptions(locked.workspace)
    _record(locked, None, "turned_off", after={"reason": reason})
    return True


def settings_of(endpoint: WebhookEndpoint) -> EndpointSettings:
    return EndpointSettings(**{name: getattr(endpoint, name) for name in _SETTING_NAMES})


def _apply_settings(endpoint: WebhookEndpoint, chosen: EndpointSettings) -> None:
    for name in _SETTING_NAMES:
        setattr(endpoint, name, getattr(chosen, name))
    if endpoint.is_active:
        endpoint.active_since = endpoint.active_since or clock.now()
        endpoint.disabled_reason = ""
    else:
        endpoint.active_since = None
    endpoint.save()
    update_subscriptions(endpoint.workspace)


def _lock_endpoint(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    # The workspace first: as when an endpoint is created, or turned off after a failure.
    Workspace.objects.select_for_update(no_key=True).only("pk").get(pk=endpoint.workspace_id)
    rows = WebhookEndpoint.objects.select_for_update(of=("self",)).select_related("workspace")
    return rows.get(pk=endpoint.pk)


def _values(endpoint: WebhookEndpoint) -> dict[str, object]:
    return {name: getattr(endpoint, name) for name in _SETTING_NAMES}


def _record(
    endpoint: WebhookEndpoint,
    author: User | None,
    what: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_audit(
        workspace=endpoint.workspace,
        actor=author,
        action=f"webhook.{what}",
        subject=f"webhook:{endpoint.pk}",
        name=str(endpoint),
        before=before,
        after=after,
    )
