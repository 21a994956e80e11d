"""Messages about alerts leave by mail and by webhook; what fails waits and is tried again."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction

from leadqual.accounts.models import User
from leadqual.core import clock
from leadqual.monitoring.alerts import webhook
from leadqual.monitoring.alerts.alert_email import alert_email, trial_email
from leadqual.monitoring.alerts.page_addresses import alert_address, tab_address
from leadqual.monitoring.errors import WebhookError
from leadqual.monitoring.models import Alert, Delivery

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""After each failure; after the last one nobody tries again by himself."""

MAX_AT_ONCE = 50
_NOBODY = "No recipient: set ALERT_MAIL_TO, or add a manager."
logger = logging.getLogger(__name__)


def send_waiting() -> int:
    """Send what waits and is due; returns how many left. Safe to run beside itself."""
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
    """Send one message; whoever holds its row does, so that it leaves once."""
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    delivery = rows.filter(pk=key, state=Delivery.State.WAITING).select_related("alert").first()
    if delivery is None:
        return False
    problem = _send_by_its_way(delivery)
    delivery.n_tries += 1
    delivery.problem = problem[:200]
    if not problem:
        delivery.state, delivery.sent_at = Delivery.State.SENT, clock.now()
    elif delivery.n_tries > len(WAITS):
        delivery.state = Delivery.State.FAILED
    else:
        delivery.next_at = clock.now() + WAITS[delivery.n_tries - 1]
    if problem:
        logger.warning(
            "alert message not sent",
            extra={"delivery": delivery.pk, "way": delivery.way, "tries": delivery.n_tries},
        )
    delivery.save()
    return not problem


def delivery_methods() -> list[Delivery.Way]:
    """Return the ways that are set up."""
    found = []
    if settings.EMAIL_HOST:
        found.append(Delivery.Way.MAIL)
    if settings.ALERT_WEBHOOK_URL:
        found.append(Delivery.Way.WEBHOOK)
    return found


def send_test(*, author: User) -> dict[Delivery.Way, str]:
    """Send a message that is no alert by each way that is set up; it is not tried again.

    Args:
        author: of the staff; gets the mail where `ALERT_MAIL_TO` names nobody.

    Returns:
        Way → what kept the message, "" where it left.
    """
    sends: dict[Delivery.Way, Callable[[], object]] = {
        Delivery.Way.MAIL: trial_email(author).send,
        Delivery.Way.WEBHOOK: lambda: _post({"event": "alert.test", "url": tab_address("data")}),
    }
    return {way: _problem_of(sends[way]) for way in delivery_methods()}


def _problem_of(send: Callable[[], object]) -> str:
    """Send a message and return what kept it, "" where it left."""
    try:
        send()
    except WebhookError as error:
        return error.message
    except (OSError, SMTPException) as error:  # Its text may quote an address.
        return f"The email server rejected the message ({type(error).__name__})."
    except ValueError as error:  # One message that cannot be written holds up no other.
        return f"The message has an invalid address or subject ({type(error).__name__})."
    return ""


def _send_by_its_way(delivery: Delivery) -> str:
    """Send a message about an alert and return what kept it, "" where it left."""
    if delivery.way == Delivery.Way.WEBHOOK:
        return _problem_of(lambda: _post(message_of(delivery)))
    email = alert_email(delivery)
    return _problem_of(email.send) if email.bcc else _NOBODY


def _post(message: Mapping[str, object]) -> None:
    webhook.send(
        settings.ALERT_WEBHOOK_URL,
        message,
        secret=settings.ALERT_WEBHOOK_SECRET,
        at=int(clock.now().timestamp()),
    )


def message_of(delivery: Delivery) -> dict[str, object]:
    """Return what the webhook gets: figures of the installation; of a workspace, its name alone.

    Figures of a workspace stay there: they are on its page, which the address leads to.
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
