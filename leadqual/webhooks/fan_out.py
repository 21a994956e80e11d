"""Deliveries of new events: one for each endpoint that subscribes."""

from collections.abc import Sequence

from django.db import transaction

from leadqual.core import clock
from leadqual.webhooks.event_types import passes_filters
from leadqual.webhooks.failures import RETRY_PERIOD
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookSequence

CHUNK = 500


def fan_out_all() -> int:
    """Number all events that were committed and make their deliveries; returns how many events."""
    waiting = WebhookEvent.objects.filter(sequence=None, workspace__deleted_at=None)
    n_events = 0
    for workspace_id in list(waiting.order_by().values_list("workspace_id", flat=True).distinct()):
        while n_found := _fan_out_workspace(workspace_id):
            n_events += n_found
    return n_events


@transaction.atomic
def _fan_out_workspace(workspace_id: int) -> int:
    WebhookSequence.objects.get_or_create(workspace_id=workspace_id)
    counters = WebhookSequence.objects.select_for_update(skip_locked=True)
    counter = counters.filter(workspace=workspace_id).first()
    if counter is None:  # Another process numbers them.
        return 0
    waiting = WebhookEvent.objects.filter(workspace=workspace_id, sequence=None).order_by("pk")
    events = list(waiting[:CHUNK])
    if not events:
        return 0
    for event in events:
        counter.last_number += 1
        event.sequence = counter.last_number
    WebhookEvent.objects.bulk_update(events, ["sequence"])
    counter.save(update_fields=["last_number"])
    # None is deleted before its deliveries are there; in the order of all who lock several.
    locked = WebhookEndpoint.objects.select_for_update(no_key=True).order_by("pk")
    endpoints = list(locked.filter(workspace=workspace_id, is_active=True))
    pairs = [(one, to) for one in events for to in endpoints if receives_event(to, one)]
    make_deliveries(pairs)
    return len(events)


def receives_event(endpoint: WebhookEndpoint, event: WebhookEvent) -> bool:
    """Return whether an endpoint gets an event: by its type, filters, summaries and start."""
    if event.endpoint_id is not None:
        return event.endpoint_id == endpoint.pk
    if event.type not in endpoint.event_types:
        return False
    if endpoint.active_since is None or event.created_at < endpoint.active_since:
        return False
    return accepts_event(endpoint, event)


def accepts_event(endpoint: WebhookEndpoint, event: WebhookEvent) -> bool:
    if event.endpoint_id is not None or event.type not in endpoint.event_types:
        return event.endpoint_id == endpoint.pk
    if event.kind == WebhookEvent.Kind.SUMMARY:  # Of many records: no filter can tell.
        return not endpoint.with_rows
    if event.kind == WebhookEvent.Kind.ROW and not endpoint.with_rows:
        return False
    return passes_filters(event.type, event.facts, endpoint.filters)


def make_deliveries(pairs: Sequence[tuple[WebhookEvent, WebhookEndpoint]]) -> None:
    """Create the deliveries of events to endpoints; existing ones are unchanged."""
    now = clock.now()
    rows = [
        WebhookDelivery(
            workspace_id=event.workspace_id,
            event=event,
            endpoint=endpoint,
            next_at=now,
            tried_until=now + RETRY_PERIOD,
        )
        for event, endpoint in pairs
    ]
    WebhookDelivery.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
