"""Sends queued emails, each at most once.

A worker claims an email in a separate transaction and then sends it. If the worker is killed, or
the connection breaks after the text was sent, the email may or may not have arrived: it counts as
failed, and a person decides whether to send it again. All other failures are retried.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from leadqual.accounts.email_queue import message_of
from leadqual.accounts.models import Invitation, OutgoingEmail
from leadqual.core.email.email_server import OutcomeUnknownError

RETRY_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 1, 5, 15, 30))
"""Delays after each failure; the last one repeats."""

CLAIM_PERIOD = timedelta(minutes=5)
"""After this, the worker that claimed an email is considered dead."""

FAILED_RETENTION = timedelta(days=30)
MAX_AT_ONCE = 200
_PERMANENT_ERROR = 500  # SMTP codes from here on are final.
_OUTCOME_UNKNOWN = "The connection to the email server was lost. The email may have been delivered."
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an email failed; `is_final` if a retry is useless or may send a second copy."""

    problem: str
    is_final: bool = False


def send_due_emails() -> int:
    """Send due emails; return the number sent. Safe to run concurrently."""
    _expire_emails()
    due_keys = list(_due_emails().values_list("pk", flat=True)[:MAX_AT_ONCE])
    if not due_keys:
        return 0
    with _connect() as server:
        if not isinstance(server, Failure):
            return sum(_send(key, server) for key in due_keys)
        for key in due_keys:
            _record_failure(_due_emails().filter(pk=key), server)
        return 0


def delayed_since() -> datetime | None:
    """Return the time since which emails are delayed; None if none are."""
    rows = OutgoingEmail.objects.filter(state=OutgoingEmail.State.WAITING, n_tries__gt=0)
    return rows.order_by("created_at").values_list("created_at", flat=True).first()


def _due_emails() -> QuerySet[OutgoingEmail]:
    """Return emails to send now; invitations only while their link can work.

    A first attempt is not delayed if the clock was set back.
    """
    is_useful = Q(invitation=None) | Q(
        invitation__workspace__deleted_at=None,
        invitation__accepted_at=None,
        invitation__withdrawn_at=None,
    )
    rows = OutgoingEmail.objects.filter(is_useful, state=OutgoingEmail.State.WAITING)
    is_due = Q(next_at__lte=timezone.now()) | Q(n_tries=0)
    return rows.filter(is_due).order_by("next_at", "pk")


def _expire_emails() -> None:
    now, state = timezone.now(), OutgoingEmail.State
    OutgoingEmail.objects.filter(state=state.FAILED, created_at__lt=now - FAILED_RETENTION).delete()
    lost = OutgoingEmail.objects.filter(state=state.SENDING, claimed_at__lt=now - CLAIM_PERIOD)
    for key in lost.values_list("pk", flat=True):
        _record_failure(lost.filter(pk=key), Failure(_OUTCOME_UNKNOWN, is_final=True))
    OutgoingEmail.objects.filter(state=state.WAITING, tried_until__lte=now).update(
        state=state.FAILED, message=""
    )


@contextmanager
def _connect() -> Iterator[BaseEmailBackend | Failure]:
    """Connect before any email is claimed, so that no claim is lost if the server is down."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        yield Failure(f"The email server does not respond ({type(error).__name__}).")
        return
    try:
        yield connection
    finally:
        connection.close()


def _send(key: int, connection: BaseEmailBackend) -> bool:
    with transaction.atomic():
        row = _due_emails().select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
        if row is None:
            return False
        row.state, row.claimed_at = OutgoingEmail.State.SENDING, timezone.now()
        row.save(update_fields=["state", "claimed_at"])
    ours = OutgoingEmail.objects.filter(pk=key)
    if failure := _try_to_send(row, connection):
        _record_failure(ours, failure)
        return False
    with transaction.atomic():
        n_deleted, _ = ours.delete()
        if n_deleted and row.invitation_id:  # Not resent in the meantime.
            Invitation.objects.filter(pk=row.invitation_id).update(last_sent_at=timezone.now())
    return True


def _try_to_send(row: OutgoingEmail, connection: BaseEmailBackend) -> Failure | None:
    """Send an email; return why it failed, or None if the server accepted it."""
    message = message_of(row)
    if message is None:
        return Failure("SECRET_KEY was changed before the email was sent.", is_final=True)
    email = EmailMultiAlternatives(message.subject, message.text, to=[message.to])
    if message.html:
        email.attach_alternative(message.html, "text/html")
    try:
        connection.send_messages([email])
    except (OSError, SMTPException) as error:
        return _describe_error(error)
    except ValueError as error:
        return Failure(f"The email is invalid ({type(error).__name__}).", is_final=True)
    return None


def _describe_error(error: OSError | SMTPException) -> Failure:
    """Describe a server's error without its text, which may quote an address."""
    if isinstance(error, OutcomeUnknownError):
        return Failure(_OUTCOME_UNKNOWN, is_final=True)
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        is_final = all(code >= _PERMANENT_ERROR for code in codes)
        return Failure("The email server rejected the address.", is_final=is_final)
    if isinstance(error, SMTPResponseException):
        code = error.smtp_code
        return Failure(
            f"The email server rejected the email ({code}).", is_final=code >= _PERMANENT_ERROR
        )
    return Failure(f"The email server does not respond ({type(error).__name__}).")


def _record_failure(rows: QuerySet[OutgoingEmail], failure: Failure) -> None:
    row = rows.first()
    if row is None:
        return
    logger.warning("email not sent", extra={"kind": row.kind, "problem": failure.problem})
    wait = RETRY_DELAYS[min(row.n_tries, len(RETRY_DELAYS) - 1)]
    values = {"n_tries": F("n_tries") + 1, "problem": failure.problem, "claimed_at": None}
    if failure.is_final:
        rows.update(**values, state=OutgoingEmail.State.FAILED, message="")
    else:
        next_at = timezone.now() + wait
        rows.update(**values, state=OutgoingEmail.State.WAITING, next_at=next_at)


def email_delivery_context() -> dict[str, object]:
    """Return the context of `accounts/partials/email_folder.html`; one query.

    It covers all emails, so it does not reveal whether an address has an account.
    """
    is_file = settings.EMAIL_DELIVERY == "file"
    return {
        "email_folder": settings.EMAIL_FILE_PATH if is_file else None,
        "emails_delayed_since": delayed_since(),
    }
