"""Mailboxes are connected, changed, paused, tested and removed."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.core.outgoing.errors import AddressNotAllowedError
from leadqual.core.outgoing.network_policy import check_host, outgoing_policy
from leadqual.core.texts.name_rules import require_name
from leadqual.mailboxes.checks.check_mailbox import account_of
from leadqual.mailboxes.connections import PORTS, ImapAccount, connect
from leadqual.mailboxes.errors import MailboxSettingError
from leadqual.mailboxes.folders import Folder, list_folders
from leadqual.mailboxes.models import (
    LONGEST_FOLDER,
    LONGEST_USERNAME,
    MAX_FOLDERS,
    Mailbox,
    ReadEmail,
)
from leadqual.mailboxes.oauth_tokens import is_configured
from leadqual.mailboxes.secrets import encrypt

MAX_MAILBOXES = 20
"""Mailboxes of one workspace."""
DEFAULT_DAYS = 30
"""How far back a new mailbox is read as a rule."""
LONGEST_SECRET = 4_000
TEST_SECONDS = 30.0
_MIN_SINCE = date(1990, 1, 1)
# Without quotes and backslashes: a name is sent to the server as a quoted text.
_USERNAME = re.compile(r'[^\x00-\x1f\x7f"\\]+')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONNECTION_FIELDS = ("host", "port", "security", "username", "sign_in")
_READING_FIELDS = ("folders", "sent_folder", "since", "known_only")


@dataclass(frozen=True, slots=True)
class MailboxValues:
    """A mailbox as somebody describes it; see the columns of the table."""

    name: str
    host: str
    username: str
    port: int = 993
    security: str = Mailbox.Security.TLS
    sign_in: str = Mailbox.SignIn.PASSWORD
    folders: tuple[str, ...] = ()
    sent_folder: str = ""
    since: date | None = None
    known_only: bool = True


@transaction.atomic
def connect_mailbox(
    *, workspace: Workspace, values: MailboxValues, secret: str, author: User
) -> Mailbox:
    """Connect a mailbox; the first check starts at once.

    Args:
        workspace: whose replies it fills.
        values: where it is, and what is read of it.
        secret: the password, or the refresh token of OAuth 2.0; stored encrypted.
        author: kept with it.

    Raises:
        MailboxSettingError: a value cannot be; nothing has been written.
        LeadqualError: it is connected already; nothing has been written.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if Mailbox.objects.filter(workspace=workspace).count() >= MAX_MAILBOXES:
        raise MailboxSettingError(f"A workspace has at most {MAX_MAILBOXES} mailboxes.")
    mailbox = Mailbox(
        workspace=workspace,
        author=author,
        secret=encrypt(_check_secret(secret)),
        next_check_at=clock.now(),
        **_check_values(values),
    )
    _save(mailbox)
    _record_audit(mailbox, author, "connected", after=_describe(mailbox))
    enqueue(Job.CHECK_MAILBOX, mailbox_id=mailbox.pk)
    return mailbox


@transaction.atomic
def change_mailbox(
    *, mailbox: Mailbox, values: MailboxValues, secret: str = "", author: User
) -> Mailbox:
    """Change a mailbox; a new secret turns on what was turned off.

    Another server or user name needs the secret again: a stored one never goes to another server.
    What is read again after a change of folders or days is known by its digest.

    Args:
        mailbox: to change.
        values: all of its values.
        secret: a new one; empty keeps the stored one.
        author: of the change.

    Raises:
        MailboxSettingError: a value cannot be, or the secret is missing; nothing has changed.
        LeadqualError: another one is connected in this way; nothing has changed.
    """
    locked = _lock(mailbox)
    before = _describe(locked)
    checked = _check_values(values)
    is_connection_changed = any(
        getattr(locked, name) != checked[name] for name in _CONNECTION_FIELDS
    )
    if is_connection_changed and not secret:
        raise MailboxSettingError(
            "Enter the password or token again: the server, the user name or the sign-in has "
            "changed.",
            WrongValue("secret"),
        )
    is_reading_changed = any(getattr(locked, name) != checked[name] for name in _READING_FIELDS)
    for name, value in checked.items():
        setattr(locked, name, value)
    if secret:
        locked.secret = encrypt(_check_secret(secret))
        locked.access_token, locked.access_token_until = "", None
        if locked.state == Mailbox.State.OFF:
            locked.state = Mailbox.State.ACTIVE
    if is_connection_changed or is_reading_changed:
        locked.read_folders.all().delete()
        locked.read_emails.filter(outcome=ReadEmail.Outcome.UNRELATED).delete()
    _schedule_check(locked)
    _save(locked)
    after = _describe(locked)
    changed = {name for name, value in after.items() if value != before[name]}
    if changed or secret:
        _record_audit(
            locked,
            author,
            "changed",
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
            details={"new_secret": bool(secret)},
        )
    return locked


@transaction.atomic
def pause_mailbox(*, mailbox: Mailbox, author: User) -> Mailbox:
    """Stop checking a mailbox, a check that is at work included; it goes on where it stopped."""
    locked = _lock(mailbox)
    if locked.state != Mailbox.State.PAUSED:
        locked.state, locked.lease, locked.leased_until = Mailbox.State.PAUSED, None, None
        locked.save(update_fields=["state", "lease", "leased_until"])
        _record_audit(locked, author, "paused")
    return locked


@transaction.atomic
def resume_mailbox(*, mailbox: Mailbox, author: User) -> Mailbox:
    """Check a mailbox again that was paused or turned off."""
    locked = _lock(mailbox)
    if locked.state != Mailbox.State.ACTIVE:
        locked.state = Mailbox.State.ACTIVE
        _schedule_check(locked)
        locked.save()
        _record_audit(locked, author, "resumed")
        enqueue(Job.CHECK_MAILBOX, mailbox_id=locked.pk)
    return locked


@transaction.atomic
def remove_mailbox(*, mailbox: Mailbox, author: User) -> None:
    """Remove a mailbox with its secret; replies and sent emails that it brought stay."""
    locked = _lock(mailbox)
    _record_audit(locked, author, "removed", before=_describe(locked))
    locked.delete()


@transaction.atomic
def check_now(*, mailbox: Mailbox) -> Mailbox:
    """Have a mailbox checked now instead of later.

    Raises:
        LeadqualError: it is paused or turned off.
    """
    locked = _lock(mailbox)
    if not locked.is_active:
        raise LeadqualError(
            "This mailbox is not active. Resume it first.", code="mailbox_state", status=409
        )
    locked.next_check_at = clock.now()
    locked.save(update_fields=["next_check_at"])
    enqueue(Job.CHECK_MAILBOX, mailbox_id=locked.pk)
    return locked


def try_mailbox(*, mailbox: Mailbox) -> list[Folder]:
    """Sign in to a connected mailbox and return its folders; nothing is read.

    Raises:
        MailboxError: it did not work; the message says why.
    """
    with connect(account_of(mailbox), seconds=TEST_SECONDS) as client:
        return list_folders(client)


def try_connection(*, values: MailboxValues, secret: str) -> list[Folder]:
    """Sign in to a mailbox that is not connected yet and return its folders; nothing is stored.

    Raises:
        MailboxSettingError: a value cannot be; nothing was sent.
        MailboxError: it did not work; the message says why.
    """
    checked = _check_values(values)
    if checked["sign_in"] == Mailbox.SignIn.OAUTH:
        # A refresh token may be good for one use: whoever tries it must be able to keep the next.
        raise MailboxSettingError("With OAuth 2.0, connect the mailbox first and test it then.")
    account = ImapAccount(
        host=checked["host"],
        port=checked["port"],
        security=checked["security"],
        username=checked["username"],
        password=_check_secret(secret),
    )
    with connect(account, seconds=TEST_SECONDS) as client:
        return list_folders(client)


def values_of(mailbox: Mailbox) -> MailboxValues:
    """Return a mailbox as somebody may describe it again."""
    names = MailboxValues.__dataclass_fields__
    values = {name: getattr(mailbox, name) for name in names}
    return MailboxValues(**{**values, "folders": tuple(mailbox.folders)})


def default_since() -> date:
    return clock.now().date() - timedelta(days=DEFAULT_DAYS)


def _check_values(values: MailboxValues) -> dict[str, Any]:
    """Return the columns of a mailbox.

    Raises:
        MailboxSettingError: says which value cannot be.
    """
    try:
        host = check_host(values.host.strip())
    except AddressNotAllowedError as error:
        raise MailboxSettingError("The server name is invalid.", WrongValue("host")) from error
    if values.port not in {*PORTS, *outgoing_policy().ports}:
        raise MailboxSettingError(
            f"Port {values.port} is not allowed. Use 993 or 143, or have an administrator add it "
            "to OUTGOING_PORTS.",
            WrongValue("port", values.port),
        )
    username = values.username.strip()
    if not _USERNAME.fullmatch(username) or len(username) > LONGEST_USERNAME:
        raise MailboxSettingError(
            "The user name is missing, too long or has invalid characters.", WrongValue("username")
        )
    if values.sign_in == Mailbox.SignIn.OAUTH and not is_configured():
        raise MailboxSettingError("OAuth 2.0 is not set up on this server.", WrongValue("sign_in"))
    folders = _check_folders(values)
    since = values.since or default_since()
    if since < _MIN_SINCE:
        raise MailboxSettingError(f"Choose a first day after {_MIN_SINCE:%Y}.", WrongValue("since"))
    return asdict(values) | {
        "name": require_name(values.name or username),
        "host": host,
        "username": username,
        "folders": folders,
        "since": since,
    }


def _check_folders(values: MailboxValues) -> list[str]:
    folders = [name for name in dict.fromkeys(values.folders) if name]
    if len(folders) > MAX_FOLDERS:
        raise MailboxSettingError(
            f"Choose at most {MAX_FOLDERS} folders, or none to read all.", WrongValue("folders")
        )
    named = [*(("folders", folder) for folder in folders), ("sent_folder", values.sent_folder)]
    for field, name in named:
        if len(name) > LONGEST_FOLDER or _CONTROL.search(name):
            raise MailboxSettingError(
                "A folder name is too long or has control characters.", WrongValue(field, name)
            )
    return folders


def _check_secret(secret: str) -> str:
    if not secret or len(secret) > LONGEST_SECRET or _CONTROL.search(secret):
        raise MailboxSettingError(
            "The password or token is missing, too long or not valid.", WrongValue("secret")
        )
    return secret


def _schedule_check(mailbox: Mailbox) -> None:
    """Forget former failures and any check at work: it would go on with former values."""
    mailbox.problem, mailbox.n_failures, mailbox.n_refusals = "", 0, 0
    mailbox.lease, mailbox.leased_until = None, None
    mailbox.next_check_at = clock.now()


def _save(mailbox: Mailbox) -> None:
    try:
        with transaction.atomic():
            mailbox.save()
    except IntegrityError as error:
        raise LeadqualError(
            f"The mailbox {mailbox.username} at {mailbox.host} is already connected.",
            code="mailbox_taken",
            status=409,
        ) from error


def _lock(mailbox: Mailbox) -> Mailbox:
    rows = Mailbox.objects.select_for_update(of=("self",)).select_related("workspace")
    return rows.get(pk=mailbox.pk)


def _describe(mailbox: Mailbox) -> dict[str, object]:
    """Return what the audit log says of a mailbox; no secret is among it."""
    names = ("name", *_CONNECTION_FIELDS, *_READING_FIELDS)
    values = {name: getattr(mailbox, name) for name in names}
    return values | {"since": mailbox.since.isoformat()}


def _record_audit(
    mailbox: Mailbox,
    author: User,
    what: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    details: dict[str, object] | None = None,
) -> None:
    record_audit(
        workspace=mailbox.workspace,
        actor=author,
        action=f"mailbox.{what}",
        subject=f"mailbox:{mailbox.pk}",
        name=mailbox.name,
        before=before,
        after=after,
        details=details,
    )
