"""Send alerts by email and webhook; failures are retried later."""

import hashlib
import hmac
import ipaddress
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from leadqual.accounts.models import Role, User
from leadqual.core import clock
from leadqual.core.outgoing.client import outgoing_client
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.monitoring.alerts.alert_texts import words_of
from leadqual.monitoring.errors import WebhookError
from leadqual.monitoring.models import Alert, Delivery

MAX_SECONDS = 5.0
MAX_ANSWER = 10_000
SIGNATURE, TIME = "X-LeadQual-Signature", "X-LeadQual-Time"
_GOOD = range(200, 300)
RETRY_DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
MAX_AT_ONCE = 50
_NO_RECIPIENT = "No recipient: set ALERT_MAIL_TO, or add a manager."
logger = logging.getLogger(__name__)


def alert_address(alert: Alert) -> str:
    return tab_address(f"{alert.area}#alert-{alert.pk}")


def tab_address(tab: str) -> str:
    """Return the address of a tab of the monitoring page; a path where no origin is set."""
    path = f"{reverse('monitoring:page')}?tab={tab}"
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else path


def alert_email(delivery: Delivery) -> EmailMessage:
    """Return the email of an alert; receivers do not see each other.

    Returns:
        Without receivers if none are configured; see `receivers_of`.
    """
    words = words_of(delivery.alert)
    over = "over: " if delivery.event == Delivery.Event.CLOSED else ""
    workspace = delivery.alert.workspace  # The address leads to the one that is open.
    where = f"Workspace {workspace.name}:" if workspace else ""
    text = [words.happened, words.means, words.to_do, where, alert_address(delivery.alert)]
    return EmailMessage(
        subject=f"LeadQual: {over}{words.title}",
        body="\n\n".join(filter(None, text)),
        bcc=receivers_of(delivery.alert),
    )


def trial_email(author: User) -> EmailMessage:
    """Return an email that is not an alert; to the requesting staff if no receiver is set."""
    return EmailMessage(
        subject="LeadQual: test alert",
        body="This is a test: alerts from LeadQual arrive here. Nothing happened.",
        bcc=list(settings.ALERT_MAIL_TO) or [author.email],
    )


def receivers_of(alert: Alert) -> list[str]:
    """Return the managers of the workspace; for the installation, who is named by the settings."""
    if alert.workspace is None:
        return list(settings.ALERT_MAIL_TO)
    managers = User.objects.filter(
        memberships__workspace=alert.workspace, memberships__role=Role.MANAGER, is_active=True
    )
    return list(managers.order_by("pk").values_list("email", flat=True))


def send_webhook(address: str, message: Mapping[str, object], *, secret: str, at: int) -> None:
    """Post a message; the signature is HMAC-SHA256 of the time, a full stop and the body, in hex.

    Args:
        address: of the receiver.
        message: what it gets, as JSON.
        secret: shared with the receiver.
        at: now, in seconds since 1970; the receiver rejects old messages.

    Raises:
        WebhookError: the address is invalid or rejected it; the reason contains no secret.
    """
    check_webhook(address, secret)
    body = json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        TIME: str(at),
        SIGNATURE: signature(body, secret=secret, at=at),
    }
    try:
        answer = outgoing_client().request(
            "POST",
            address,
            headers=headers,
            body=body,
            max_bytes=MAX_ANSWER,
            seconds=MAX_SECONDS,
        )
    except OutgoingError as error:
        raise WebhookError(error.message) from error
    if answer.status not in _GOOD:
        raise WebhookError(f"The webhook answered with status {answer.status}.")


def signature(body: bytes, *, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def host_of(address: str) -> str:
    """Return the host of an address, "" where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def check_webhook(address: str, secret: str) -> None:
    """Check an address before anything is sent; the client checks where it leads.

    Raises:
        WebhookError: it is neither https nor on this machine, names a user, or has no secret.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise WebhookError("ALERT_WEBHOOK_URL is not a valid URL.") from error
    host = parts.hostname or ""
    if not secret:
        raise WebhookError("ALERT_WEBHOOK_SECRET is not set, so nothing is sent.")
    if not host or parts.username or parts.password:
        raise WebhookError("ALERT_WEBHOOK_URL needs a host and no user name.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_host(host)):
        raise WebhookError("ALERT_WEBHOOK_URL must start with https://, or point to this machine.")


def _is_this_host(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def send_waiting() -> int:
    """Send all due messages; return how many were sent. Safe to run concurrently."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=clock.now())
    due = due.filter(alert__workspace__deleted_at=None)  # Also of the installation: no workspace.
    keys = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:MAX_AT_ONCE])
    return sum(_send(key) for key in keys)


@transaction.atomic
def try_again(*, alert: Alert) -> int:
    """Have messages of an alert that were given up sent again; returns how many."""
    return alert.deliveries.filter(state=Delivery.State.FAILED).update(
        state=Delivery.State.WAITING, n_tries=0, next_at=clock.now()
    )


@transaction.atomic
def _send(key: int) -> bool:
    """Send one message; locking its row ensures that it is sent once."""
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    delivery = rows.filter(pk=key, state=Delivery.State.WAITING).select_related("alert").first()
    if delivery is None:
        return False
    problem = _send_delivery(delivery)
    delivery.n_tries += 1
    delivery.problem = problem[:200]
    if not problem:
        delivery.state, delivery.sent_at = Delivery.State.SENT, clock.now()
    elif delivery.n_tries > len(RETRY_DELAYS):
        delivery.state = Delivery.State.FAILED
    else:
        delivery.next_at = clock.now() + RETRY_DELAYS[delivery.n_tries - 1]
    if problem:
        logger.warning(
            "alert message not sent",
            extra={"delivery": delivery.pk, "way": delivery.way, "tries": delivery.n_tries},
        )
    delivery.save()
    return not problem


def delivery_methods() -> list[Delivery.Way]:
    found = []
    if settings.EMAIL_HOST:
        found.append(Delivery.Way.MAIL)
    if settings.ALERT_WEBHOOK_URL:
        found.append(Delivery.Way.WEBHOOK)
    return found


def send_test(*, author: User) -> dict[Delivery.Way, str]:
    """Send a message that is not an alert by each configured channel, without retries.

    Returns:
        Channel → error, "" if it was sent.
    """
    sends: dict[Delivery.Way, Callable[[], object]] = {
        Delivery.Way.MAIL: trial_email(author).send,
        Delivery.Way.WEBHOOK: lambda: _post_to_webhook(
            {"event": "alert.test", "url": tab_address("data")}
        ),
    }
    return {way: _problem_of(sends[way]) for way in delivery_methods()}


def _problem_of(send: Callable[[], object]) -> str:
    """Send a message and return what kept it, "" where it left."""
    try:
        send()
    except WebhookError as error:
        return error.message
    except (OSError, SMTPException) as error:  # The error may quote an address.
        return f"The email server rejected the message ({type(error).__name__})."
    except ValueError as error:  # An invalid message must not block others.
        return f"The message has an invalid address or subject ({type(error).__name__})."
    return ""


def _send_delivery(delivery: Delivery) -> str:
    """Send a message about an alert and return what kept it, "" where it left."""
    if delivery.way == Delivery.Way.WEBHOOK:
        return _problem_of(lambda: _post_to_webhook(message_of(delivery)))
    email = alert_email(delivery)
    return _problem_of(email.send) if email.bcc else _NO_RECIPIENT


def _post_to_webhook(message: Mapping[str, object]) -> None:
    send_webhook(
        settings.ALERT_WEBHOOK_URL,
        message,
        secret=settings.ALERT_WEBHOOK_SECRET,
        at=int(clock.now().timestamp()),
    )


def message_of(delivery: Delivery) -> dict[str, object]:
    """Return the webhook payload: figures of the installation; for a workspace only its name.

    Figures of a workspace are only shown on its page, which the URL links to.
    """
    alert = delivery.alert
    found: dict[str, object] = {
        "event": f"alert.{delivery.event}",
        "id": alert.pk,
        "delivery": delivery.pk,
        "area": alert.area,
        "signal": alert.signal,
        "since": alert.since.isoformat(),
        "workspace": alert.workspace.slug if alert.workspace else None,
        "url": alert_address(alert),
    }
    if alert.workspace is None:
        found |= {"figure": alert.figure, "limit": alert.limit}
    return found
