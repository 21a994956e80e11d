"""Sends queued emails, each at most once.

A worker claims an email in a separate transaction and then sends it. If the worker is killed, or
the connection breaks after the text was sent, the email may or may not have arrived: it counts as
failed, and a person decides whether to send it again. All other failures are retried.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from leadqual.accounts.models import Invitation, OutgoingEmail, User
from leadqual.core.email.email_server import OutcomeUnknownError
from leadqual.core.encryption import cipher
from leadqual.core.jobs import Job, enqueue

# Renders emails from templates and queues them for a job to send.

TRIED_FOR = timedelta(days=1)
_PURPOSE = "leadqual.outgoing_email"

WAITS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 1, 5, 15, 30))
CLAIM_PERIOD = timedelta(minutes=5)
KEPT_FAILED = timedelta(days=30)
MAX_AT_ONCE = 200
_PERMANENT = 500  # SMTP codes from here on are final.
_MAYBE_SENT = "The connection to the email server was lost. The email may have been delivered."
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """Content and recipient of an email; `html` is empty for text-only emails."""

    to: str
    subject: str
    text: str
    html: str = ""


def queue_templates(
    template: str,
    *,
    to: str,
    context: Mapping[str, object],
    user: User | None = None,
    tried_for: timedelta = TRIED_FOR,
) -> OutgoingEmail:
    """Queue the email of two templates, `…_subject.txt` and `…_message.txt`, as text and HTML.

    Args:
        template: common prefix of both names, e.g. `account/email/password_changed`.
        to: address of the recipient.
        context: of the templates; `home_url` is added to the end of the message.
        user: whose account it is about.
        tried_for: how long to retry: as long as the email is useful.
    """
    subject = render_to_string(f"{template}_subject.txt", dict(context))
    text = render_to_string(f"{template}_message.txt", dict(context)).strip()
    html = render_to_string("account/email/message.html", {"subject": subject, "text": text})
    message = Message(to, subject, text, html)
    return queue_email(message, kind=template, user=user, tried_for=tried_for)


@transaction.atomic
def queue_email(
    message: Message,
    *,
    kind: str,
    user: User | None = None,
    invitation: Invitation | None = None,
    tried_for: timedelta = TRIED_FOR,
) -> OutgoingEmail:
    """Queue an email, which a job sends after the transaction commits.

    An earlier unsent email for the same invitation is dropped: its link is void.
    """
    if invitation is not None:
        invitation.outgoing_emails.all().delete()
    now = timezone.now()
    row = OutgoingEmail.objects.create(
        kind=kind,
        message=encrypted(message),
        user=user,
        invitation=invitation,
        next_at=now,
        tried_until=now + tried_for,
    )
    enqueue(Job.SEND_EMAILS)
    return row


def message_of(row: OutgoingEmail) -> Message | None:
    """Return the decrypted email; None if `SECRET_KEY` was replaced without a fallback."""
    try:
        plain = cipher(_PURPOSE).decrypt(row.message.encode())
    except InvalidToken:
        return None
    return Message(**json.loads(plain))


def encrypted(message: Message) -> str:
    """Return an email encrypted, as the table stores it."""
    one_line = asdict(message) | {"subject": " ".join(message.subject.split())}
    return cipher(_PURPOSE).encrypt(json.dumps(one_line).encode()).decode()


"""Delays after each failure; the last one repeats."""
"""After this, the worker that claimed an email is considered dead."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an email failed; `is_final` if a retry is useless or may send a second copy."""

    problem: str
    is_final: bool = False


def send_due_emails() -> int:
    """Send due emails; return the number sent. Safe to run concurrently."""
    _give_up()
    due = list(_due().values_list("pk", flat=True)[:MAX_AT_ONCE])
    if not due:
        return 0
    with _server() as server:
        if not isinstance(server, Failure):
            return sum(_send(key, server) for key in due)
        for key in due:
            _note_failure(_due().filter(pk=key), server)
        return 0


def delayed_since() -> datetime | None:
    """Return the time since which emails are delayed; None if none are."""
    rows = OutgoingEmail.objects.filter(state=OutgoingEmail.State.WAITING, n_tries__gt=0)
    return rows.order_by("created_at").values_list("created_at", flat=True).first()


def _due() -> QuerySet[OutgoingEmail]:
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


def _give_up() -> None:
    now, state = timezone.now(), OutgoingEmail.State
    OutgoingEmail.objects.filter(state=state.FAILED, created_at__lt=now - KEPT_FAILED).delete()
    lost = OutgoingEmail.objects.filter(state=state.SENDING, claimed_at__lt=now - CLAIM_PERIOD)
    for key in lost.values_list("pk", flat=True):
        _note_failure(lost.filter(pk=key), Failure(_MAYBE_SENT, is_final=True))
    OutgoingEmail.objects.filter(state=state.WAITING, tried_until__lte=now).update(
        state=state.FAILED, message=""
    )


@contextmanager
def _server() -> Iterator[BaseEmailBackend | Failure]:
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
        row = _due().select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
        if row is None:
            return False
        row.state, row.claimed_at = OutgoingEmail.State.SENDING, timezone.now()
        row.save(update_fields=["state", "claimed_at"])
    ours = OutgoingEmail.objects.filter(pk=key)
    if failure := _failure_of(row, connection):
        _note_failure(ours, failure)
        return False
    with transaction.atomic():
        n_deleted, _ = ours.delete()
        if n_deleted and row.invitation_id:  # Not resent in the meantime.
            Invitation.objects.filter(pk=row.invitation_id).update(last_sent_at=timezone.now())
    return True


def _failure_of(row: OutgoingEmail, connection: BaseEmailBackend) -> Failure | None:
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
        return _failure_by(error)
    except ValueError as error:
        return Failure(f"The email is invalid ({type(error).__name__}).", is_final=True)
    return None


def _failure_by(error: OSError | SMTPException) -> Failure:
    """Describe a server's error without its text, which may quote an address."""
    if isinstance(error, OutcomeUnknownError):
        return Failure(_MAYBE_SENT, is_final=True)
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        is_final = all(code >= _PERMANENT for code in codes)
        return Failure("The email server rejected the address.", is_final=is_final)
    if isinstance(error, SMTPResponseException):
        code = error.smtp_code
        return Failure(
            f"The email server rejected the email ({code}).", is_final=code >= _PERMANENT
        )
    return Failure(f"The email server does not respond ({type(error).__name__}).")


def _note_failure(rows: QuerySet[OutgoingEmail], failure: Failure) -> None:
    row = rows.first()
    if row is None:
        return
    logger.warning("email not sent", extra={"kind": row.kind, "problem": failure.problem})
    wait = WAITS[min(row.n_tries, len(WAITS) - 1)]
    values = {"n_tries": F("n_tries") + 1, "problem": failure.problem, "claimed_at": None}
    if failure.is_final:
        rows.update(**values, state=OutgoingEmail.State.FAILED, message="")
    else:
        next_at = timezone.now() + wait
        rows.update(**values, state=OutgoingEmail.State.WAITING, next_at=next_at)


# Notes on pages when emails go to files or are delayed.


def email_notes() -> dict[str, object]:
    """Return the context of `accounts/partials/email_folder.html`; one query.

    It covers all emails, so it does not reveal whether an address has an account.
    """
    is_file = settings.EMAIL_DELIVERY == "file"
    return {
        "email_folder": settings.EMAIL_FILE_PATH if is_file else None,
        "emails_delayed_since": delayed_since(),
    }
