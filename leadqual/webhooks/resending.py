"""Deliveries that are sent again, and test events."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.webhooks.errors import WebhookSettingError
from leadqual.webhooks.event_types import EVENT_TYPES, TEST_EVENT
from leadqual.webhooks.failures import RETRY_PERIOD
from leadqual.webhooks.fan_out import accepts_event, make_deliveries
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookEvent

MAX_RESENT = 10_000


@dataclass(frozen=True, slots=True)
class Span:
    """Events of a span of time."""

    since: datetime
    until: datetime
    with_delivered: bool = False


@transaction.atomic
def resend_one(*, delivery: WebhookDelivery, author: User) -> WebhookDelivery:
    """Send a delivery again, with the same message id.

    Raises:
        LeadqualError: its endpoint is turned off; nothing has been written.
    """
    endpoint = _lock_active(delivery.endpoint)
    _requeue(WebhookDelivery.objects.filter(pk=delivery.pk))
    _record(endpoint, author, "resent", {"n_deliveries": 1, "delivery": delivery.pk})
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def resend_span(*, endpoint: WebhookEndpoint, span: Span, author: User) -> int:
    """Resend the events of a time range, including those that the endpoint missed.

    Events exist as long as the delivery log is kept, and only if an endpoint was subscribed.

    Returns:
        How many messages are sent.

    Raises:
        LeadqualError: the endpoint is turned off; nothing has been written.
        WebhookSettingError: the span ends before it begins, or has more messages than one step
            takes; nothing has been written.
    """
    endpoint = _lock_active(endpoint)
    if span.until < span.since:
        raise WebhookSettingError(
            "The time span ends before it begins. Nothing was sent.", WrongValue("until")
        )
    events = WebhookEvent.objects.filter(
        workspace=endpoint.workspace_id,
        created_at__gte=span.since,
        created_at__lte=span.until,
        sequence__isnull=False,
    )
    existing_deliveries = WebhookDelivery.objects.filter(endpoint=endpoint)
    again = existing_deliveries.filter(event__in=events)
    if not span.with_delivered:
        again = again.exclude(state=WebhookDelivery.State.SENT)
    missed_events = events.exclude(pk__in=existing_deliveries.values("event")).filter(
        type__in=endpoint.event_types
    )
    pairs = [
        (one, endpoint)
        for one in missed_events.order_by("pk")[:MAX_RESENT]
        if accepts_event(endpoint, one)
    ]
    n_messages = again.count() + len(pairs)
    if n_messages > MAX_RESENT:
        raise WebhookSettingError(
            f"This would resend more than {MAX_RESENT:,} events. Choose a shorter time span. "
            "Nothing was sent."
        )
    _requeue(WebhookDelivery.objects.filter(pk__in=list(again.values_list("pk", flat=True))))
    make_deliveries(pairs)
    details = {
        "n_deliveries": n_messages,
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
    }
    _record(endpoint, author, "resent", details)
    return n_messages


@transaction.atomic
def send_test(
    *, endpoint: WebhookEndpoint, author: User, event_type: str = TEST_EVENT
) -> WebhookDelivery:
    """Send a test event to one endpoint.

    Raises:
        LeadqualError: the endpoint is turned off; nothing has been written.
        WebhookSettingError: there is no such type; nothing has been written.
    """
    endpoint = _lock_active(endpoint)
    if event_type != TEST_EVENT and event_type not in EVENT_TYPES:
        raise WebhookSettingError(
            f"Unknown event type “{event_type[:60]}”.",
            WrongValue("event_type", event_type, (TEST_EVENT, *EVENT_TYPES)),
        )
    example = EVENT_TYPES[event_type].example if event_type in EVENT_TYPES else {}
    event = WebhookEvent.objects.create(
        workspace_id=endpoint.workspace_id,
        type=event_type,
        endpoint=endpoint,
        data={"is_test": True, **example},
    )
    make_deliveries([(event, endpoint)])
    _record(endpoint, author, "tested", {"event_type": event_type})
    enqueue(Job.SEND_WEBHOOKS)
    return WebhookDelivery.objects.select_related("event", "endpoint").get(event=event)


def _requeue(rows: QuerySet[WebhookDelivery]) -> None:
    now = clock.now()
    rows.update(
        state=WebhookDelivery.State.WAITING,
        n_attempts=0,
        next_at=now,
        tried_until=now + RETRY_PERIOD,
        claim=None,
        claimed_until=None,
    )
    enqueue(Job.SEND_WEBHOOKS)


def _lock_active(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Return the endpoint as it is now, before any of its deliveries is locked."""
    rows = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("workspace").get(pk=endpoint.pk)
    if not locked.is_active:
        raise LeadqualError(
            "This webhook is turned off. Turn it on first.", code="webhook_inactive", status=409
        )
    return locked


def _record(endpoint: WebhookEndpoint, author: User, what: str, details: dict[str, object]) -> None:
    record_audit(
        workspace=endpoint.workspace,
        actor=author,
        action=f"webhook.{what}",
        subject=f"webhook:{endpoint.pk}",
        name=str(endpoint),
        details=details,
    )
