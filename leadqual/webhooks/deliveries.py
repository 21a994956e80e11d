"""Send due deliveries: claimed by one worker, sent, and the response stored.

A worker claims a delivery in a separate transaction and sends outside of any. If it is killed, the
claim expires and the message is sent again with the same id: delivery is at least once.
"""

import json
import logging
import random
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from standardwebhooks import Webhook

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.emails import Message, queue_email
from leadqual.accounts.models import Role, User
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.outgoing.client import outgoing_client
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.webhooks.endpoints import active_secrets, turn_off
from leadqual.webhooks.errors import WebhookInactiveError, WebhookSettingError
from leadqual.webhooks.event_types import EVENT_TYPES, TEST, passes
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookSequence

# Events get their numbers, and a delivery for each endpoint that listens.

TRIED_FOR = timedelta(days=3)
CHUNK = 500

PersonFilter = Callable[[int, Sequence[tuple[int, Mapping[str, Any]]]], Sequence[dict[str, Any]]]
_person_filters: list[PersonFilter] = []
MAX_RESENT = 10_000
WAITS = (
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
MAX_PAUSE = timedelta(minutes=10)
FAILING_FOR = timedelta(days=3)
MAX_RETRY_AFTER = timedelta(days=1)
_GONE = 410
_FIRST_PAUSE = timedelta(seconds=5)
_JITTER = 0.2
_State = WebhookDelivery.State
CLAIM_PERIOD = timedelta(seconds=60)
LONGEST_CLAIM = 2 * CLAIM_PERIOD
MAX_SECONDS = 10.0
MAX_ANSWER = 2_048
MAX_RUN_SECONDS = 60.0
MAX_AT_ONCE = 64
LOOK_SECONDS = 0.2
_GOOD = range(200, 300)
_MAX_DIGITS = 7
_UNSIGNED = "SECRET_KEY was changed, so the secret cannot be read. Rotate the secret."
logger = logging.getLogger(__name__)


def fan_out_all() -> int:
    """Number all events that were committed and make their deliveries; returns how many events."""
    waiting = WebhookEvent.objects.filter(sequence=None, workspace__deleted_at=None)
    n_events = 0
    for workspace_id in list(waiting.order_by().values_list("workspace_id", flat=True).distinct()):
        while n_found := _fan_out(workspace_id):
            n_events += n_found
    return n_events


@transaction.atomic
def _fan_out(workspace_id: int) -> int:
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
    pairs = [(one, to) for one in events for to in endpoints if listens(to, one)]
    make_deliveries(pairs)
    return len(events)


def listens(endpoint: WebhookEndpoint, event: WebhookEvent) -> bool:
    """Return whether an endpoint gets an event: by its type, filters, summaries and start."""
    if event.endpoint_id is not None:
        return event.endpoint_id == endpoint.pk
    if event.type not in endpoint.event_types:
        return False
    if endpoint.active_since is None or event.created_at < endpoint.active_since:
        return False
    return fits(endpoint, event)


def fits(endpoint: WebhookEndpoint, event: WebhookEvent) -> bool:
    if event.endpoint_id is not None or event.type not in endpoint.event_types:
        return event.endpoint_id == endpoint.pk
    if event.kind == WebhookEvent.Kind.SUMMARY:  # Of many records: no filter can tell.
        return not endpoint.with_rows
    if event.kind == WebhookEvent.Kind.ROW and not endpoint.with_rows:
        return False
    return passes(event.type, event.facts, endpoint.filters)


def make_deliveries(pairs: Sequence[tuple[WebhookEvent, WebhookEndpoint]]) -> None:
    """Create the deliveries of events to endpoints; existing ones are unchanged."""
    now = clock.now()
    rows = [
        WebhookDelivery(
            workspace_id=event.workspace_id,
            event=event,
            endpoint=endpoint,
            next_at=now,
            tried_until=now + TRIED_FOR,
        )
        for event, endpoint in pairs
    ]
    WebhookDelivery.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


# The body of a message and its signed headers.

"""Workspace, and IDs of people with values of events about them → the values that may be sent."""


def register_person_filter(person_filter: PersonFilter) -> None:
    """Register what decides which values of people may be sent; called once at startup."""
    _person_filters.append(person_filter)


def filter_people(events: Iterable[WebhookEvent]) -> None:
    """Remove addresses of people who were marked Do not contact after these events.

    The events in the database stay unchanged.

    Args:
        events: of one workspace.
    """
    named = [(one, one.contact_id) for one in events if one.contact_id is not None]
    for person_filter in _person_filters if named else ():
        people = [(contact_id, one.data) for one, contact_id in named]
        found = person_filter(named[0][0].workspace_id, people)
        for (one, _), values in zip(named, found, strict=True):
            one.data = values


def message_of(event: WebhookEvent) -> dict[str, object]:
    """Return the message of an event."""
    return {
        "type": event.type,
        "timestamp": event.created_at.isoformat(),
        "sequence": event.sequence,
        "workspace_id": event.workspace_id,
        "is_summary": event.kind == WebhookEvent.Kind.SUMMARY,
        "data": event.data,
    }


def body_of(event: WebhookEvent) -> str:
    """Return the body of a message.

    It is byte for byte the same at each attempt, unless the person was marked Do not contact.
    """
    return json.dumps(message_of(event), ensure_ascii=False, sort_keys=True)


def headers_for(
    event: WebhookEvent, body: str, *, secrets: Sequence[str], at: datetime
) -> dict[str, str]:
    """Return the headers of Standard Webhooks, with a signature of each secret."""
    signatures = [
        Webhook(secret).sign(event.message_id, at.astimezone(UTC), body) for secret in secrets
    ]
    return {
        "Content-Type": "application/json",
        "webhook-id": event.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


# Deliveries are sent again: one, or a span of time; and test events.


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
        WebhookInactiveError: its endpoint is turned off; nothing has been written.
    """
    endpoint = _active(delivery.endpoint)
    _wait_again(WebhookDelivery.objects.filter(pk=delivery.pk))
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
        WebhookInactiveError: the endpoint is turned off; nothing has been written.
        WebhookSettingError: the span ends before it begins, or has more messages than one step
            takes; nothing has been written.
    """
    endpoint = _active(endpoint)
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
    there = WebhookDelivery.objects.filter(endpoint=endpoint)
    again = there.filter(event__in=events)
    if not span.with_delivered:
        again = again.exclude(state=WebhookDelivery.State.SENT)
    missed = events.exclude(pk__in=there.values("event")).filter(type__in=endpoint.event_types)
    pairs = [(one, endpoint) for one in missed.order_by("pk")[:MAX_RESENT] if fits(endpoint, one)]
    n_messages = again.count() + len(pairs)
    if n_messages > MAX_RESENT:
        raise WebhookSettingError(
            f"This would resend more than {MAX_RESENT:,} events. Choose a shorter time span. "
            "Nothing was sent."
        )
    _wait_again(WebhookDelivery.objects.filter(pk__in=list(again.values_list("pk", flat=True))))
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
    *, endpoint: WebhookEndpoint, author: User, event_type: str = TEST
) -> WebhookDelivery:
    """Send a test event to one endpoint.

    Raises:
        WebhookInactiveError: the endpoint is turned off; nothing has been written.
        WebhookSettingError: there is no such type; nothing has been written.
    """
    endpoint = _active(endpoint)
    if event_type != TEST and event_type not in EVENT_TYPES:
        raise WebhookSettingError(
            f"Unknown event type “{event_type[:60]}”.",
            WrongValue("event_type", event_type, (TEST, *EVENT_TYPES)),
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


def _wait_again(rows: QuerySet[WebhookDelivery]) -> None:
    now = clock.now()
    rows.update(
        state=WebhookDelivery.State.WAITING,
        n_attempts=0,
        next_at=now,
        tried_until=now + TRIED_FOR,
        claim=None,
        claimed_until=None,
    )
    enqueue(Job.SEND_WEBHOOKS)


def _active(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Return the endpoint as it is now, before any of its deliveries is locked."""
    rows = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("workspace").get(pk=endpoint.pk)
    if not locked.is_active:
        raise WebhookInactiveError("This webhook is turned off. Turn it on first.")
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


def endpoint_address(endpoint: WebhookEndpoint) -> str:
    """Return the address of the page of an endpoint; without its host where none is set."""
    path = reverse("webhooks:endpoint", args=[endpoint.pk])
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else path


"""After each failed attempt of a delivery, give or take a fifth; the last one repeats."""
"""Between attempts to a failing endpoint: one message at a time checks if it has recovered."""
"""An endpoint at which every attempt failed for so long is turned off."""


def note_success(row: WebhookDelivery, endpoint: WebhookEndpoint) -> None:
    """Record a successful delivery in the open transaction; both rows are locked."""
    row.state = _State.SENT
    row.save()
    if endpoint.failing_since is not None:
        endpoint.failing_since, endpoint.n_failures, endpoint.retry_at = None, 0, None
        endpoint.save(update_fields=["failing_since", "n_failures", "retry_at"])


def note_failure(row: WebhookDelivery, endpoint: WebhookEndpoint, *, retry_after: int = 0) -> str:
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
    wait = max(_spread(WAITS[min(row.n_attempts, len(WAITS)) - 1]), asked)
    row.next_at = now + wait
    if now >= row.tried_until or row.status == _GONE:
        row.state = _State.FAILED
    else:
        row.next_at = min(row.next_at, max(row.tried_until, now + asked))
    row.save()
    endpoint.n_failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    pause = min(_FIRST_PAUSE * 2 ** min(endpoint.n_failures - 1, 10), MAX_PAUSE)
    endpoint.retry_at = now + max(_spread(pause), asked)
    endpoint.save(update_fields=["n_failures", "failing_since", "retry_at"])
    return _reason_to_turn_off(row, endpoint, now)


def _spread(wait: timedelta) -> timedelta:
    """Add jitter to a time, so that simultaneous failures are not retried simultaneously."""
    return wait * (1 + _JITTER * (2 * random.random() - 1))  # noqa: S311  # guards nothing


def _reason_to_turn_off(row: WebhookDelivery, endpoint: WebhookEndpoint, now: datetime) -> str:
    if row.status == _GONE:
        return "The receiver answered that it is gone (status 410)."
    if endpoint.failing_since is not None and now - endpoint.failing_since >= FAILING_FOR:
        return f"Every attempt failed for {FAILING_FOR.days} days. Last: {row.problem}"
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
        message = Message(address, "A webhook was turned off", _email(endpoint, reason))
        queue_email(message, kind="webhooks/turned_off")


def _email(endpoint: WebhookEndpoint, reason: str) -> str:
    return (
        f"The webhook {endpoint} of the workspace {endpoint.workspace.name} was turned off. "
        f"{reason}\n\nFix the receiver, turn the webhook on again, and resend what it missed.\n\n"
        f"{endpoint_address(endpoint)}"
    )


"""Longer than a request takes; afterwards the worker is considered dead."""
"""A claim that ends later was made before the clock was set back. One that another worker has just
made ends a moment later than `CLAIM_PERIOD` from when this one looked at the clock."""
"""Bytes of the answer that are kept."""
"""Concurrent requests per worker."""
"""Between two searches for new events while answers are pending."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of one request.

    Args:
        status: None where there was no answer.
        problem: "" if the receiver accepted the message.
        retry_after: seconds for which the receiver asked to be left alone; 0 for none.
    """

    status: int | None
    answer: str
    duration_ms: int
    problem: str
    retry_after: int = 0


def send_due() -> bool:
    """Send due deliveries for up to a minute; return whether some may be left.

    Endpoints are served concurrently, each one message at a time, so a slow one only delays itself.
    Events that occur meanwhile are sent, too.
    """
    end = time.monotonic() + MAX_RUN_SECONDS
    sending: dict[Future[Attempt], WebhookDelivery] = {}
    with ThreadPoolExecutor(MAX_AT_ONCE) as threads:
        while True:
            is_over = time.monotonic() > end
            while not is_over and len(sending) < MAX_AT_ONCE:
                delivery = _claim({one.endpoint_id for one in sending.values()})
                if delivery is None:
                    break
                sending[threads.submit(copy_context().run, attempted, delivery)] = delivery
            if not sending:
                return is_over
            done, _ = wait(sending, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for attempt in done:
                note_attempt(sending.pop(attempt), attempt.result())
            if not done and not is_over:
                fan_out_all()


@transaction.atomic
def _claim(busy: Collection[int]) -> WebhookDelivery | None:
    """Claim the delivery that is due longest; no other worker sends it until the claim expires."""
    now = clock.now()
    rows = _due().exclude(endpoint__in=busy)
    row = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if row is not None:
        row.claim, row.claimed_until = uuid.uuid4(), now + CLAIM_PERIOD
        row.save(update_fields=["claim", "claimed_until"])
        filter_people([row.event])
    return row


def _due() -> QuerySet[WebhookDelivery]:
    """Return due deliveries; first attempts do not wait if the clock was set back."""
    now = clock.now()
    rows = WebhookDelivery.objects.filter(
        Q(claimed_until=None)
        | Q(claimed_until__lte=now)
        | Q(claimed_until__gt=now + LONGEST_CLAIM),
        Q(endpoint__retry_at=None) | Q(endpoint__retry_at__lte=now),
        Q(next_at__lte=now) | Q(n_attempts=0),
        state=WebhookDelivery.State.WAITING,
        endpoint__is_active=True,
        workspace__deleted_at=None,
    )
    return rows.select_related("event", "endpoint", "workspace").order_by("next_at", "pk")


def note_attempt(delivery: WebhookDelivery, attempt: Attempt) -> None:
    """Store the result of a claimed delivery."""
    reason = ""
    with transaction.atomic():
        # Always lock in this order: changes of the endpoint lock it, too.
        endpoints = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
        endpoint = endpoints.filter(pk=delivery.endpoint_id).first()
        rows = WebhookDelivery.objects.select_for_update(of=("self",))
        row = rows.filter(pk=delivery.pk, claim=delivery.claim).first()
        if endpoint is None or row is None:
            return  # Deleted meanwhile, or the claim ran out and another worker has it.
        row.claim = row.claimed_until = None
        row.attempted_at = clock.now()
        row.status, row.answer = attempt.status, attempt.answer
        row.duration_ms, row.problem = attempt.duration_ms, attempt.problem[:300]
        row.n_attempts += 1
        if attempt.problem:
            reason = note_failure(row, endpoint, retry_after=attempt.retry_after)
        else:
            note_success(row, endpoint)
    if attempt.problem:
        values = {"delivery": delivery.pk, "status": attempt.status, "tries": row.n_attempts}
        logger.warning("webhook not delivered", extra=values)
    if reason:
        turn_off_with_notice(endpoint, reason)


def attempted(delivery: WebhookDelivery) -> Attempt:
    """Send one message; nothing is stored."""
    endpoint, event = delivery.endpoint, delivery.event
    secrets = active_secrets(endpoint)
    if not secrets:
        return Attempt(None, "", 0, _UNSIGNED)
    body = body_of(event)
    signed_at = datetime.now(UTC)  # Receivers compare it with their own clock.
    headers = headers_for(event, body, secrets=secrets, at=signed_at)
    started = time.monotonic()
    try:
        answer = outgoing_client().request(
            "POST",
            endpoint.url,
            headers=headers,
            body=body.encode(),
            max_bytes=MAX_ANSWER,
            seconds=MAX_SECONDS,
            cuts=True,
        )
    except OutgoingError as error:
        return Attempt(None, "", _since(started), error.message)
    is_good = answer.status in _GOOD
    return Attempt(
        status=answer.status,
        answer=answer.body.decode("utf-8", "replace").replace("\0", ""),
        duration_ms=_since(started),
        problem="" if is_good else f"The receiver answered with status {answer.status}.",
        retry_after=_seconds(answer.headers.get("retry-after", "")),
    )


def _seconds(text: str) -> int:
    """Parse the delay that a receiver requests; 0 for a date or nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else 0


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1_000)
