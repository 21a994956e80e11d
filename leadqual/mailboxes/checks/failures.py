"""How a check ended: a mailbox that fails waits longer each time, and is turned off at last."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.emails.email_queue import Message, queue_email
from leadqual.accounts.models import Role, User
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.core.pages.panels import address_of
from leadqual.mailboxes.models import Mailbox

CHECK_EVERY = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MAX_REFUSALS = 5
"""Sign-ins that a server may refuse in a row; servers lock accounts that try on."""
_MAX_DOUBLED = 10


def note_success(mailbox: Mailbox, n_left: int, *, missing: str) -> None:
    """Note that a check came to its end; what it left is read at once.

    Args:
        mailbox: with the lease of the check.
        n_left: emails that are left.
        missing: which folders were not there.
    """
    now = clock.now()
    _end(
        mailbox,
        {
            "problem": missing[:300],
            "n_failures": 0,
            "n_refusals": 0,
            "n_left": n_left,
            "checked_at": now,
            "next_check_at": now if n_left else now + CHECK_EVERY,
        },
    )
    if n_left:
        enqueue(Job.CHECK_MAILBOX, mailbox_id=mailbox.pk)


def note_failure(mailbox: Mailbox, problem: str, *, has_progress: bool) -> None:
    """Note that a check broke off; the next one waits longer where this one made no progress."""
    n_failures = 1 if has_progress else mailbox.n_failures + 1
    _end(
        mailbox,
        {
            "problem": problem[:300],
            "n_failures": n_failures,
            "next_check_at": clock.now() + wait_after(n_failures),
        },
    )


@transaction.atomic
def note_refusal(mailbox: Mailbox, problem: str) -> None:
    """Note that the server refused the sign-in; after some in a row the mailbox is turned off.

    The managers of the workspace get an email about it.
    """
    n_refusals = mailbox.n_refusals + 1
    is_off = n_refusals >= MAX_REFUSALS
    values: dict[str, object] = {
        "problem": problem[:300],
        "n_refusals": n_refusals,
        "next_check_at": clock.now() + wait_after(n_refusals),
    }
    if is_off:
        values["state"] = Mailbox.State.OFF
    if _end(mailbox, values) and is_off:
        record_audit(
            workspace=mailbox.workspace,
            actor=None,
            action="mailbox.turned_off",
            subject=f"mailbox:{mailbox.pk}",
            name=mailbox.name,
        )
        _tell_managers(mailbox, problem)


def wait_after(n_failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: twice as long each time."""
    times: int = 2 ** min(n_failures - 1, _MAX_DOUBLED)
    return min(FIRST_WAIT * times, LONGEST_WAIT)


def _end(mailbox: Mailbox, values: Mapping[str, object]) -> bool:
    """Store how a check ended and free the mailbox, unless another check has it by now."""
    rows = Mailbox.objects.filter(pk=mailbox.pk, lease=mailbox.lease)
    return bool(rows.update(lease=None, leased_until=None, **values))


def _tell_managers(mailbox: Mailbox, problem: str) -> None:
    managers = User.objects.filter(
        memberships__workspace=mailbox.workspace,
        memberships__role=Role.MANAGER,
        is_active=True,
    )
    path = address_of("mailboxes:list")
    origins = settings.CSRF_TRUSTED_ORIGINS
    address = f"{origins[0].rstrip('/')}{path}" if origins else path
    text = (
        f"LeadQual no longer reads the mailbox {mailbox.name} of the workspace "
        f"{mailbox.workspace.name}: the sign-in failed {MAX_REFUSALS} times in a row.\n\n"
        f"{problem}\n\nEnter the password again to turn the mailbox on. No email is lost: reading "
        f"continues where it stopped.\n\n{address}"
    )
    for email in sorted(managers.values_list("email", flat=True)):
        message = Message(email, f"Mailbox {mailbox.name} was turned off", text)
        queue_email(message, kind="mailboxes/email/turned_off")
