"""Mailboxes are checked: each by one worker at a time, in runs that end, again after failures."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import monotonic

from django.db import transaction
from django.db.models import Q, QuerySet

from leadqual.accounts.models import Member
from leadqual.core import clock
from leadqual.core.servers_away import is_passing
from leadqual.mailboxes.checks.failures import note_failure, note_refusal, note_success
from leadqual.mailboxes.checks.read_folder import Budget, read_folder
from leadqual.mailboxes.connections.access_tokens import access_token_of, forget_access_token
from leadqual.mailboxes.connections.imap_connection import ImapAccount, signed_in
from leadqual.mailboxes.connections.imap_folders import chosen_folders, folders_of
from leadqual.mailboxes.connections.secrets import decrypted
from leadqual.mailboxes.errors import MailboxError, MailboxSignInError
from leadqual.mailboxes.models import Mailbox

MAX_EMAILS = 1_000
"""Emails that one check reads; the next one, which follows at once, goes on."""
MAX_SECONDS = 120.0
"""After these a check begins no further chunk."""
CUT_SECONDS = 240.0
"""After these its connection is cut off."""
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check did.

    Args:
        n_new: emails that were read for the first time.
        n_left: emails that are left for the next check.
        problem: why it broke off; "" where it did not.
    """

    n_new: int
    n_left: int
    problem: str = ""


class _OtherCheckError(Exception):
    """The lease is another check's now, or the mailbox was paused, changed or removed."""


def due_mailboxes() -> list[int]:
    """Return the keys of the mailboxes that are to be checked now, the longest due first."""
    rows = _open_mailboxes().filter(next_check_at__lte=clock.now())
    return list(rows.order_by("next_check_at", "pk").values_list("pk", flat=True))


def check_mailbox(
    *, mailbox_id: int, max_emails: int = MAX_EMAILS, seconds: float = MAX_SECONDS
) -> CheckResult | None:
    """Read what is new in a mailbox, those with sent emails first; safe to run twice.

    Returns:
        What it did; None where another check is at work or the mailbox is not to be checked.
    """
    mailbox = _leased(mailbox_id)
    if mailbox is None:
        return None
    end = monotonic() + seconds
    budget = Budget(max_emails, partial(_goes_on, mailbox, end))
    try:
        result = _read(mailbox, budget)
        note_success(mailbox, result.n_left, missing=result.problem)
    except MailboxSignInError as error:
        if mailbox.sign_in == Mailbox.SignIn.OAUTH:
            forget_access_token(mailbox)
        note_refusal(mailbox, error.message)
        result = CheckResult(budget.n_new, mailbox.n_left, error.message)
    except MailboxError as error:
        note_failure(mailbox, error.message, has_progress=budget.n_new > 0)
        result = CheckResult(budget.n_new, mailbox.n_left, error.message)
    except _OtherCheckError:
        return CheckResult(budget.n_new, mailbox.n_left)
    except Exception as error:  # Whatever it is, the page says that the check failed.
        if not is_passing(error):  # Else the lease ends by itself.
            note_failure(mailbox, "An unexpected error occurred.", has_progress=False)
        raise
    return result


def _open_mailboxes() -> QuerySet[Mailbox]:
    now = clock.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return Mailbox.objects.filter(free, state=Mailbox.State.ACTIVE, workspace__deleted_at=None)


@transaction.atomic
def _leased(mailbox_id: int) -> Mailbox | None:
    rows = _open_mailboxes().select_for_update(of=("self",), skip_locked=True)
    mailbox = rows.select_related("workspace").filter(pk=mailbox_id).first()
    if mailbox is None:
        return None
    mailbox.lease, mailbox.leased_until = uuid.uuid4(), clock.now() + LEASE
    mailbox.save(update_fields=["lease", "leased_until"])
    return mailbox


def _goes_on(mailbox: Mailbox, end: float) -> bool:
    """Renew the lease, and say whether there is time for more.

    Raises:
        _OtherCheckError: the lease is gone.
    """
    rows = Mailbox.objects.filter(pk=mailbox.pk, lease=mailbox.lease, workspace__deleted_at=None)
    if not rows.update(leased_until=clock.now() + LEASE):
        raise _OtherCheckError
    return monotonic() < end


def _read(mailbox: Mailbox, budget: Budget) -> CheckResult:
    own = _own_addresses(mailbox)
    with signed_in(account_of(mailbox), seconds=CUT_SECONDS) as client:
        found = folders_of(client)
        folders, missing = chosen_folders(found, wanted=mailbox.folders, sent=mailbox.sent_folder)
        n_left = 0
        for folder in folders:
            n_left += read_folder(mailbox, folder, client=client, own=own, budget=budget)
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
        password="" if is_oauth else decrypted(mailbox.secret),
        token=access_token_of(mailbox) if is_oauth else "",
    )


def _own_addresses(mailbox: Mailbox) -> frozenset[str]:
    """Return whose emails are no replies: the mailbox itself, and the members of the workspace."""
    members = Member.objects.filter(workspace=mailbox.workspace_id)
    addresses = {address.lower() for address in members.values_list("user__email", flat=True)}
    return frozenset(addresses | ({mailbox.username.lower()} if "@" in mailbox.username else set()))
