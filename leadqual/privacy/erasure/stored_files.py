"""Files below `STATE_DIR` that hold or name an erased person."""

import re
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q

from leadqual.accounts.models import Invitation, User, Workspace
from leadqual.accounts.workspaces.workspace_export import withdraw_exports
from leadqual.campaigns.workspace_content import delete_index_files
from leadqual.leads.do_not_contact.contact_keys import email_keys
from leadqual.leads.models import Company
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import (
    REDACTED,
    Traces,
    shared_traces_of,
)
from leadqual.search.exports.file_jobs import withdraw_files
from leadqual.search.index.index_file_job import build_files
from leadqual.search.index.index_files import fetch_current, read_current

_MAX_LOG = 64 * 2**20
# Lines of the database server that quote values, with the lines that go on with a tab.
_VALUES = re.compile(r"^.*\b(?:ERROR|FATAL|DETAIL|CONTEXT|STATEMENT):.*(?:\n\t.*)*", re.MULTILINE)


def rewrite_facets(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Write the files of the search again without the person, where a workspace has some."""
    fetch_current(workspace.pk)
    if read_current(workspace.pk) is not None:
        build_files(workspace.pk)
    return 0  # Nobody counts them: they hold what the tables hold.


def delete_company_files(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Delete the company files where a company's text was redacted; a job writes them again."""
    named = Q(overview__contains=REDACTED) | Q(name__contains=REDACTED)
    redacted = Company.objects.filter(named, workspace=workspace)
    return delete_index_files(workspace.pk) if redacted.exists() else 0


def delete_exports(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Delete files of exports: they may hold anybody. Returns how many files went.

    One that is being written begins again.
    """
    withdraw_files(workspace.pk)
    return withdraw_exports(workspace.pk)


def delete_emails(workspace: Workspace, person: Person, _traces: Traces) -> int:
    """Delete emails to the person that were written to files.

    Emails to people with an account stay, as the account does; so do those to people whom another
    workspace invited.

    Returns:
        0: nobody learns what other workspaces send.
    """
    theirs = _addresses_without_account(workspace, person)
    if not theirs:
        return 0
    for path in _list_files("email"):
        message = message_from_bytes(path.read_bytes())
        receivers = getaddresses(message.get_all("To", []) + message.get_all("Cc", []))
        if any(theirs.intersection(email_keys(address)) for _, address in receivers):
            path.unlink(missing_ok=True)
    return 0


def _addresses_without_account(workspace: Workspace, person: Person) -> set[str]:
    if not person.is_known:
        return set()
    others = Invitation.objects.exclude(workspace=workspace)
    taken = {
        form
        for rows in (User.objects, EmailAddress.objects, others)
        for address in rows.filter(email__in=person.emails).values_list("email", flat=True)
        for form in email_keys(address)
    }
    return {form for address in person.emails for form in email_keys(address)} - taken


def mask_logs(_workspace: Workspace, person: Person, traces: Traces) -> int:
    """Overwrite traces in logs, in place: the processes that write a log keep it open.

    LeadQual logs no names; the database server may quote values where a statement fails. Only its
    lines that hold values lose more than addresses: logs are of all workspaces.

    Returns:
        0: nobody learns what the logs hold.
    """
    addresses = shared_traces_of(person)
    if not addresses.pattern:
        return 0
    everywhere = re.compile(addresses.pattern, re.IGNORECASE)
    in_values = re.compile(traces.pattern, re.IGNORECASE)
    for path in _list_files("logs"):
        if path.stat().st_size > _MAX_LOG:
            continue
        text = path.read_bytes().decode("utf-8", errors="surrogateescape")
        places = [found.span() for found in everywhere.finditer(text)]
        if path.name.startswith("postgres"):
            for line in _VALUES.finditer(text):
                places += [one.span() for one in in_values.finditer(text, *line.span())]
        _mask(path, text, places)
    return 0


def _mask(path: Path, text: str, places: list[tuple[int, int]]) -> None:
    if not places:
        return
    with path.open("r+b") as file:
        for start, end in places:
            first = len(text[:start].encode("utf-8", errors="surrogateescape"))
            length = len(text[start:end].encode("utf-8", errors="surrogateescape"))
            file.seek(first)
            file.write(b"*" * length)


def _list_files(name: str) -> list[Path]:
    home = Path(settings.STATE_DIR) / name
    return [path for path in sorted(home.rglob("*")) if path.is_file()] if home.is_dir() else []
