"""Mailboxes are checked: each by one worker at a time, in runs that end, again after failures."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.email_queue import Message, queue_email
from leadqual.accounts.models import Member, Role, User
from leadqual.core import clock
from leadqual.core.jobs import Job, enqueue
from leadqual.core.pages.panels import address_of
from leadqual.core.servers_away import is_temporary
from leadqual.mailboxes.checks.read_folder import Budget, read_folder
from leadqual.mailboxes.connections import ImapAccount, connect
from leadqual.mailboxes.errors import MailboxError, MailboxSignInError
from leadqual.mailboxes.folders import choose_folders, list_folders
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.oauth_tokens import access_token_of, forget_access_token
from leadqual.mailboxes.secrets import decrypt

CHECK_EVERY = timedelta(minutes=5)
MIN_RETRY_WAIT = timedelta(minutes=1)
MAX_RETRY_WAIT = timedelta(hours=6)
MAX_REFUSALS = 5
"""Sign-ins that a server may refuse in a row; servers lock accounts after more."""
_MAX_DOUBLINGS = 10

MAX_EMAILS = 1_000
"""Emails that one check reads; the next one, which follows at once, goes on."""

MAX_SECONDS = 120.0
"""After these a check begins no further chunk."""

MAX_CONNECTION_SECONDS = 240.0
"""After these its connection is cut off."""

LEASE = timedelta(minutes=10)


def record_success(mailbox: Mailbox, n_left: int, *, missing: str) -> None:
    """Note that a check came to its end; what it left is read at once."""
    now = clock.now()
    _end_check(
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


def record_failure(mailbox: Mailbox, problem: str, *, has_progress: bool) -> None:
    """Note that a check broke off; the next one waits longer where this one made no progress."""
    n_failures = 1 if has_progress else mailbox.n_failures + 1
    _end_check(
        mailbox,
        {
            "problem": problem[:300],
            "n_failures": n_failures,
            "next_check_at": clock.now() + retry_wait(n_failures),
        },
    )


@transaction.atomic
def record_refusal(mailbox: Mailbox, problem: str) -> None:
    """Note that the server refused the sign-in; after some in a row the mailbox is turned off.

    The managers of the workspace get an email about it.
    """
    n_refusals = mailbox.n_refusals + 1
    is_turned_off = n_refusals >= MAX_REFUSALS
    values: dict[str, object] = {
        "problem": problem[:300],
        "n_refusals": n_refusals,
        "next_check_at": clock.now() + retry_wait(n_refusals),
    }
    if is_turned_off:
        values["state"] = Mailbox.State.OFF
    if _end_check(mailbox, values) and is_turned_off:
        record_audit(
            workspace=mailbox.workspace,
            actor=None,
            action="mailbox.turned_off",
            subject=f"mailbox:{mailbox.pk}",
            name=mailbox.name,
        )
        _notify_managers(mailbox, problem)


def retry_wait(n_failures: int) -> timedelta:
    """Return how long to wait after a number of failures in a row: twice as long each time."""
    factor: int = 2 ** min(n_failures - 1, _MAX_DOUBLINGS)
    return min(MIN_RETRY_WAIT * factor, MAX_RETRY_WAIT)


def _end_check(mailbox: Mailbox, values: Mapping[str, object]) -> bool:
    """Store how a check ended and free the mailbox, unless another check has it by now."""
    rows = Mailbox.objects.filter(pk=mailbox.pk, lease=mailbox.lease)
    return bool(rows.update(lease=None, leased_until=None, **values))


def _notify_managers(mailbox: Mailbox, problem: str) -> None:
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


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check did.

    Args:
        problem: why it broke off; "" where it did not.
    """

    n_new: int
    n_left: int
    problem: str = ""


class _OtherCheckError(Exception):
    """The lease is another check's now, or the mailbox was paused, changed or removed."""


def due_mailboxes() -> list[int]:
    """Return the keys of the mailboxes that are to be checked now, the longest due first."""
    rows = _checkable_mailboxes().filter(next_check_at__lte=clock.now())
    return list(rows.order_by("next_check_at", "pk").values_list("pk", flat=True))


def check_mailbox(
    *, mailbox_id: int, max_emails: int = MAX_EMAILS, seconds: float = MAX_SECONDS
) -> CheckResult | None:
    """Read what is new in a mailbox, those with sent emails first; safe to run twice.

    Returns:
        What it did; None where another check is at work or the mailbox is not to be checked.
    """
    mailbox = _take_lease(mailbox_id)
    if mailbox is None:
        return None
    end = monotonic() + seconds
    budget = Budget(max_emails, partial(_renew_lease, mailbox, end))
    try:
        result = _read_mailbox(mailbox, budget)
        record_success(mailbox, result.n_left, missing=result.problem)
    except MailboxSignInError as error:
        if mailbox.sign_in == Mailbox.SignIn.OAUTH:
            forget_access_token(mailbox)
        record_refusal(mailbox, error.message)
        result = CheckResult(budget.n_new, mailbox.n_left, error.message)
    except MailboxError as error:
        record_failure(mailbox, error.message, has_progress=budget.n_new > 0)
        result = CheckResult(budget.n_new, mailbox.n_left, error.message)
    except _OtherCheckError:
        return CheckResult(budget.n_new, mailbox.n_left)
    except Exception as error:  # Whatever it is, the page says that the check failed.
        if not is_temporary(error):  # Else the lease ends by itself.
            record_failure(mailbox, "An unexpected error occurred.", has_progress=False)
        raise
    return result


def _checkable_mailboxes() -> QuerySet[Mailbox]:
    now = clock.now()
    is_free = Q(leased_until=None) | Q(leased_until__lt=now)
    return Mailbox.objects.filter(is_free, state=Mailbox.State.ACTIVE, workspace__deleted_at=None)


@transaction.atomic
def _take_lease(mailbox_id: int) -> Mailbox | None:
    rows = _checkable_mailboxes().select_for_update(of=("self",), skip_locked=True)
    mailbox = rows.select_related("workspace").filter(pk=mailbox_id).first()
    if mailbox is None:
        return None
    mailbox.lease, mailbox.leased_until = uuid.uuid4(), clock.now() + LEASE
    mailbox.save(update_fields=["lease", "leased_until"])
    return mailbox


def _renew_lease(mailbox: Mailbox, end: float) -> bool:
    """Renew the lease, and return whether there is time for more.

    Raises:
        _OtherCheckError: the lease is gone.
    """
    rows = Mailbox.objects.filter(pk=mailbox.pk, lease=mailbox.lease, workspace__deleted_at=None)
    if not rows.update(leased_until=clock.now() + LEASE):
        raise _OtherCheckError
    return monotonic() < end


def _read_mailbox(mailbox: Mailbox, budget: Budget) -> CheckResult:
    members = Member.objects.filter(workspace=mailbox.workspace_id)
    addresses = {address.lower() for address in members.values_list("user__email", flat=True)}
    own_addresses = frozenset(
        addresses | ({mailbox.username.lower()} if "@" in mailbox.username else set())
    )
    with connect(account_of(mailbox), seconds=MAX_CONNECTION_SECONDS) as client:
        found = list_folders(client)
        folders, missing = choose_folders(found, wanted=mailbox.folders, sent=mailbox.sent_folder)
        n_left = 0
        for folder in folders:
            n_left += read_folder(
                mailbox, folder, client=client, own_addresses=own_addresses, budget=budget
            )
    problem = f"Folders not found: {', '.join(missing)}." if missing else ""
    return CheckResult(budget.n_new, n_left, problem)


def account_of(mailbox: Mailbox) -> ImapAccount:
    """Return how to sign in to a mailbox, with an OAuth token that is valid now.

    Raises:
        MailboxSignInError: there is no secret that could be used.
        MailboxUnreachableError: the OAuth server does not answer.
    """
    is_oauth = mailbox.sign_in == Mailbox.SignIn.OAUTH
    return ImapAccount(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        username=mailbox.username,
        password="" if is_oauth else decrypt(mailbox.secret),
        token=access_token_of(mailbox) if is_oauth else "",
    )
