"""Files below `STATE_DIR` that hold or name an erased person."""

import html
import logging
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path
from typing import BinaryIO, cast

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from leadqual.accounts.models import Invitation, User, Workspace
from leadqual.accounts.workspaces.workspace_export import withdraw_exports
from leadqual.campaigns.workspace_content import delete_index_files
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.errors import ImportFileError
from leadqual.imports.files.reading import read_rows
from leadqual.imports.models import ImportBatch, ImportCell, ImportRow
from leadqual.leads.do_not_contact.contact_keys import email_keys
from leadqual.leads.models import Company
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import (
    REDACTED,
    Traces,
    is_telling,
    near_traces_of,
    scattered_traces_of,
    shared_traces_of,
)
from leadqual.search.exports.file_jobs import withdraw_files
from leadqual.search.index.index_file_job import build_files
from leadqual.search.index.index_files import bring_current, read_current

_MAX_LOG = 64 * 2**20
# Lines of the database server that quote values, with the lines that go on with a tab.
_VALUES = re.compile(r"^.*\b(?:ERROR|FATAL|DETAIL|CONTEXT|STATEMENT):.*(?:\n\t.*)*", re.MULTILINE)

logger = logging.getLogger(__name__)
_BLOCK = 2**20
_ID = "external_id"  # Only there an ID that is a word means the person.
_OVERLAP = 1_000  # Longer than any trace.
_OPEN = (
    *(ImportBatch.Status.MAPPING, ImportBatch.Status.CHECKING, ImportBatch.Status.CHECKED),
    *(ImportBatch.Status.QUEUED, ImportBatch.Status.RUNNING, ImportBatch.Status.PAUSED),
)
_STOPPED = (
    "Stopped: someone in this file was erased on request, so the file was deleted. "
    "Rows imported so far are kept. Upload the file again without this person."
)


def renew_facets(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Write the files of the search again without the person, where a workspace has some."""
    bring_current(workspace.pk)
    if read_current(workspace.pk) is not None:
        build_files(workspace.pk)
    return 0  # Nobody counts them: they hold what the tables hold.


def renew_company_files(workspace: Workspace, _person: Person, _traces: Traces) -> int:
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

    Emails to whoever has an account stay, as the account does; so do those to people whom another
    workspace invited.

    Returns:
        0: nobody learns what other workspaces send.
    """
    theirs = _addresses_without_account(workspace, person)
    if not theirs:
        return 0
    for path in _files("email"):
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
    """Overwrite traces in logs, in their place: whoever writes a log has it open.

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
    for path in _files("logs"):
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


def _files(name: str) -> list[Path]:
    home = Path(settings.STATE_DIR) / name
    return [path for path in sorted(home.rglob("*")) if path.is_file()] if home.is_dir() else []


# Uploaded files of imports that hold a person.


def uploads_of(workspace: Workspace, person: Person, traces: Traces) -> Iterator[ImportBatch]:
    """Yield the imports whose uploaded file is still there and holds the person.

    A file that cannot be read to its end counts: nothing else would be certain.
    """
    batches = ImportBatch.objects.filter(workspace=workspace).order_by("pk")
    for batch in batches:
        name = str(batch.file.name)
        is_there = batch.file and batch.file.storage.exists(name)
        if traces.are_in(f"{batch.file_name} {name}") or (
            is_there and _holds(batch, person, traces)
        ):
            yield batch


def _holds(batch: ImportBatch, person: Person, traces: Traces) -> bool:
    try:
        with batch.file.open("rb") as opened:
            file = cast("BinaryIO", opened)  # A file of Django reads like a file.
            if zipfile.is_zipfile(file) and _is_in_workbook(file, traces):
                return True
            file.seek(0)
            return _is_in_rows(batch, file, person, traces)
    except FileNotFoundError:
        return False
    except (ImportFileError, OSError, ValueError, LookupError, zipfile.BadZipFile):
        logger.warning("upload cannot be searched", extra={"batch": batch.pk})
        return True


def _is_in_rows(batch: ImportBatch, file: BinaryIO, person: Person, traces: Traces) -> bool:
    ids = frozenset(one for one in person.known_ids if is_telling(one, person))
    names = [(first.casefold(), last.casefold()) for first, last in person.names if first and last]
    scattered = scattered_traces_of(person)
    layout, all_ids = layout_of(batch), frozenset(person.external_ids)
    id_at = [at for at, name in enumerate(layout.header) if batch.mapping.get(name) == _ID]
    for row in read_rows(file, layout, skip=0):
        values = list(row.values or [])
        if any(values[at].strip() in all_ids for at in id_at if at < len(values)):
            return True
        text = " ".join([*values, row.text])
        if not ids.isdisjoint(values) or traces.are_in(text):
            return True
        if not any(last in text.casefold() for _, last in names):
            continue
        cells = {value.strip().casefold() for value in values}
        if any({*name} <= cells for name in names):  # In columns that are not beside each other.
            return True
        if any(map(scattered.are_in, values)):
            return True
    return False


def _is_in_workbook(file: BinaryIO, traces: Traces) -> bool:
    """Search all parts of a workbook: the import reads one sheet, the file has others too."""
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(part) as raw:
                before = ""
                while block := raw.read(_BLOCK):
                    text = before + html.unescape(block.decode(errors="replace"))
                    if traces.are_in(text):
                        return True
                    before = text[-_OVERLAP:]
    return False


def delete_uploads(workspace: Workspace, person: Person, traces: Traces) -> int:
    """Delete the uploaded files that hold a person; an import that is not done stops.

    Undoing an import reads tables alone, so it still works. Returns how many files went.
    """
    n_files, near = 0, near_traces_of(person)  # Samples hold single names.
    for batch in uploads_of(workspace, person, traces):
        with transaction.atomic():
            locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if locked.status in _OPEN:
                locked.status = ImportBatch.Status.STOPPED
                locked.error = _STOPPED
                locked.finished_at = timezone.now()
                locked.save(update_fields=["status", "error", "finished_at"])
        batch.file.storage.delete(str(batch.file.name))
        ImportBatch.objects.filter(pk=batch.pk).update(
            file=f"imports/erased-{batch.pk}",
            file_name=near.redact(batch.file_name),
            columns=near.redact(batch.columns),
        )
        _redact_values(batch, near)
        n_files += 1
    return n_files


def _redact_values(batch: ImportBatch, near: Traces) -> None:
    """Take single names out of the rejected values of an import that holds the person."""
    if not near.pattern:
        return
    for rows in (ImportRow.objects.exclude(value=""), ImportCell.objects.all()):
        for row in rows.filter(batch=batch, value__iregex=near.pattern):
            row.value = near.redact(row.value)
            row.save(update_fields=["value"])
