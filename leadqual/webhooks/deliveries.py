"""Sends due deliveries: claimed by one worker, sent, and the response stored."""

import logging
import time
import uuid
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from leadqual.core import clock
from leadqual.core.outgoing.client import outgoing_client
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.webhooks.endpoint_secrets import active_secrets
from leadqual.webhooks.failures import record_failure, record_success, turn_off_with_notice
from leadqual.webhooks.fan_out import fan_out_all
from leadqual.webhooks.messages import body_of, filter_people, headers_for
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint

CLAIM_PERIOD = timedelta(seconds=60)
"""Longer than a request takes; afterwards the worker is considered dead."""

MAX_CLAIM = 2 * CLAIM_PERIOD
"""A claim that ends later was made before the clock was set back. One that another worker has just
made ends a moment later than `CLAIM_PERIOD` from when this one looked at the clock."""

MAX_SECONDS = 10.0
MAX_ANSWER = 2_048
"""Bytes of the answer that are kept."""

MAX_RUN_SECONDS = 60.0
MAX_AT_ONCE = 64
"""Concurrent requests per worker."""

POLL_SECONDS = 0.2
"""Between two searches for new events while answers are pending."""

_SUCCESS_STATUSES = range(200, 300)
_MAX_DIGITS = 7
_SIGNING_ERROR = "SECRET_KEY was changed, so the secret cannot be read. Rotate the secret."
logger = logging.getLogger(__name__)


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
                sending[threads.submit(copy_context().run, attempt_delivery, delivery)] = delivery
            if not sending:
                return is_over
            done, _ = wait(sending, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for attempt in done:
                record_attempt(sending.pop(attempt), attempt.result())
            if not done and not is_over:
                fan_out_all()


@transaction.atomic
def _claim(busy: Collection[int]) -> WebhookDelivery | None:
    """Claim the delivery that is due longest; no other worker sends it until the claim expires."""
    now = clock.now()
    rows = _due_deliveries().exclude(endpoint__in=busy)
    row = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if row is not None:
        row.claim, row.claimed_until = uuid.uuid4(), now + CLAIM_PERIOD
        row.save(update_fields=["claim", "claimed_until"])
        filter_people([row.event])
    return row


def _due_deliveries() -> QuerySet[WebhookDelivery]:
    """Return due deliveries; first attempts do not wait if the clock was set back."""
    now = clock.now()
    rows = WebhookDelivery.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_until__gt=now + MAX_CLAIM),
        Q(endpoint__retry_at=None) | Q(endpoint__retry_at__lte=now),
        Q(next_at__lte=now) | Q(n_attempts=0),
        state=WebhookDelivery.State.WAITING,
        endpoint__is_active=True,
        workspace__deleted_at=None,
    )
    return rows.select_related("event", "endpoint", "workspace").order_by("next_at", "pk")


def record_attempt(delivery: WebhookDelivery, attempt: Attempt) -> None:
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
            reason = record_failure(row, endpoint, retry_after=attempt.retry_after)
        else:
            record_success(row, endpoint)
    if attempt.problem:
        values = {"delivery": delivery.pk, "status": attempt.status, "tries": row.n_attempts}
        logger.warning("webhook not delivered", extra=values)
    if reason:
        turn_off_with_notice(endpoint, reason)


def attempt_delivery(delivery: WebhookDelivery) -> Attempt:
    """Send one message; nothing is stored."""
    endpoint, event = delivery.endpoint, delivery.event
    secrets = active_secrets(endpoint)
    if not secrets:
        return Attempt(None, "", 0, _SIGNING_ERROR)
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
        return Attempt(None, "", _milliseconds_since(started), error.message)
    is_success = answer.status in _SUCCESS_STATUSES
    return Attempt(
        status=answer.status,
        answer=answer.body.decode("utf-8", "replace").replace("\0", ""),
        duration_ms=_milliseconds_since(started),
        problem="" if is_success else f"The receiver answered with status {answer.status}.",
        retry_after=_parse_retry_after(answer.headers.get("retry-after", "")),
    )


def _parse_retry_after(text: str) -> int:
    """Parse the delay that a receiver requests; 0 for a date or nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else 0


def _milliseconds_since(started: float) -> int:
    return int((time.monotonic() - started) * 1_000)
