"""Write operations of suppression lists: upload, import in chunks, undo as a whole."""

import re
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet

from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.imports.errors import FileGoneError, ImportFileError, NoHeaderError, TooLargeError
from leadqual.imports.files.headers import printable
from leadqual.imports.files.opened_uploads import uploaded
from leadqual.imports.files.reading import FileRow, Layout, layouts, read_rows
from leadqual.imports.files.workbooks import is_workbook
from leadqual.leads.do_not_contact.contact_keys import domain_of, is_email, normalize_email
from leadqual.leads.do_not_contact.entries import (
    EntryKey,
    EntrySource,
    add_entries,
    lift_origin,
    read_entry,
)
from leadqual.leads.do_not_contact.entry_locks import hold_gate, retry_deadlocks
from leadqual.leads.do_not_contact.selectors import covered_contacts
from leadqual.leads.erased_people import ERASED, Identity, read_erased
from leadqual.leads.errors import SuppressionFileError
from leadqual.leads.models import Company, SuppressionLine, SuppressionList
from leadqual.leads.person_identity import name_key

# Reads of suppression lists.

_SILENT_AFTER = timedelta(minutes=2)

CUSTOMER = "customer"
KINDS = ("email", "domain", "phone", "linkedin")
_NAMES = {
    "email": ("email", "e-mail", "mail", "address"),
    "linkedin": ("linkedin",),
    "domain": ("domain", "website", "web site", "url", "homepage"),
    "phone": ("phone", "mobile", "telephone", "tel"),
    "name": ("company", "customer", "account", "organization", "organisation", "firm", "name"),
}
_FIRST = ("email", "domain", "linkedin", "phone")
_FIRST_OF_CUSTOMERS = ("domain", "email", "name")
_NOT_READ = "This is not an email address, domain, phone number or LinkedIn profile."
_EMPTY = "This line has no value in the column."
_NO_COMPANY = "No company with this name and a domain exists in the workspace. Add its domain."
_TWO_COMPANIES = "Companies with this name have different domains. Add the domain."
MAX_VALUE = 300
_BETWEEN_WORDS = re.compile(r"[\s,;|<>()\"']+")
_DELIMITERS = b",;\t"
_MAX_LINE = 2**16
_IN_MEMORY = 2**22
CHUNK_LINES = 10_000
Status = SuppressionList.Status


def suppression_lists_of(workspace: Workspace) -> QuerySet[SuppressionList]:
    """Return the suppression lists of a workspace, the newest first."""
    rows = SuppressionList.objects.filter(workspace=workspace)
    return rows.select_related("author", "undone_by").order_by("-created_at", "-pk")


def silent_lists(now: datetime) -> QuerySet[SuppressionList]:
    """Return the lists of all workspaces whose job has died or never came.

    A sign from a time to come is none: the clock was set back since.
    """
    waiting = [SuppressionList.Status.QUEUED, SuppressionList.Status.RUNNING]
    rows = SuppressionList.objects.filter(status__in=waiting)
    is_past = Q(heartbeat_at__lt=now - _SILENT_AFTER)
    return rows.filter(is_past | Q(heartbeat_at__gt=now + _SILENT_AFTER)).order_by("pk")


# Find the column of a suppression list to read.

"""Every line is a company: its domain, or the domain that its name or an address leads to."""


def guess_columns(
    header: Sequence[str], samples: Sequence[Sequence[str]], *, kind: str, column: str = ""
) -> list[int]:
    """Return the indexes of the columns to read, best first.

    Args:
        header: names of the columns.
        samples: values of the first lines.
        kind: of `KINDS`, `CUSTOMER`, or empty for whatever the file holds.
        column: the only one to read, where somebody named it.

    Raises:
        SuppressionFileError: no column fits.
    """
    if column:
        places = [at for at, name in enumerate(header) if name.casefold() == column.casefold()]
        if not places:
            raise SuppressionFileError(
                f"The file has no column “{column[:80]}”. Columns: {', '.join(header)[:300]}.",
                WrongValue("column", column, header),
            )
        return places[:1]
    found = {what: _column_of(what, header, samples) for what in _NAMES}
    order = _FIRST_OF_CUSTOMERS if kind == CUSTOMER else (kind,) if kind else _FIRST
    places = [at for what in order if (at := found[what]) is not None]
    if not places and len(header) == 1:
        places = [0]
    if not places:
        raise SuppressionFileError(
            "No column of this file contains email addresses, domains, phone numbers "
            "or LinkedIn profiles. Nothing was imported. Name the column, or add a "
            "header row."
        )
    return places if kind == CUSTOMER else places[:1]


def _column_of(what: str, header: Sequence[str], samples: Sequence[Sequence[str]]) -> int | None:
    """Find the column by its values, else by its name."""
    by_value = {at: _share(what, [row[at] for row in samples]) for at in range(len(header))}
    at = max(by_value, key=lambda place: by_value[place]) if by_value else None
    if at is not None and by_value[at] > 0.5:  # most of its values
        return at
    for name in _NAMES[what]:
        for place, title in enumerate(header):
            if name in title.casefold():
                return place
    return None


def _share(what: str, values: Sequence[str]) -> float:
    filled = [value for value in values if value.strip()]
    if what not in ("email", "domain", "linkedin") or not filled:
        return 0.0
    return sum(read_entry(value, kind=what) is not None for value in filled) / len(filled)


@dataclass(slots=True)
class ParsedLines:
    """The parsed content of some lines.

    Args:
        entries: of lines that were understood, in their order.
        rejected: number of a line, its value and why it was not understood.
    """

    entries: list[EntryKey] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)


def read_lines(
    workspace: Workspace, rows: Sequence[FileRow], *, places: Sequence[int], kind: str
) -> ParsedLines:
    """Read lines; one query where they are customers.

    Args:
        workspace: whose companies names are looked up in.
        rows: of the file.
        places: of the columns to read, the best one first.
        kind: of `columns.KINDS`, `CUSTOMER`, or empty.
    """
    domains = _domains(workspace, rows, places) if kind == CUSTOMER else {}
    erased = read_erased(workspace.pk)
    lines = ParsedLines()
    for row in rows:
        values = [value for at in places if (value := _value(row, at))]
        entry, reason = _read(values, kind, domains)
        if entry and erased.has(_identity_of(entry)):
            lines.rejected.append((row.number, "", ERASED))
        elif entry:
            lines.entries.append(entry)
        else:
            value = _printable(row.text if row.problem else " | ".join(values))
            reason = row.problem or reason
            if erased.has(_identity_in(value)):
                value, reason = "", ERASED
            lines.rejected.append((row.number, value[:MAX_VALUE], reason[:200]))
    return lines


def _identity_of(entry: EntryKey) -> Identity:
    """An erased person is kept away by the hash; a list does not bring the address back."""
    if entry.kind in ("email", "alias"):
        return Identity(emails=[entry.value])
    if entry.kind == "linkedin":
        return Identity(linkedin_urls=[entry.value])
    if entry.kind == "phone":
        return Identity(phones=[entry.value])
    return Identity()


def _identity_in(text: str) -> Identity:
    """Return addresses, profiles and numbers in a line that was not understood."""
    words = _BETWEEN_WORDS.split(text)
    return Identity(emails=words, linkedin_urls=words, phones=[text, *words])


def _value(row: FileRow, at: int) -> str:
    return row.values[at].strip() if at < len(row.values) else ""


def _printable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _read(
    values: Sequence[str], kind: str, domains: dict[str, set[str]]
) -> tuple[EntryKey | None, str]:
    if not values:
        return None, _EMPTY
    if kind != CUSTOMER:
        return read_entry(values[0], kind=kind), _NOT_READ
    reason = _NOT_READ
    for value in values:
        address = normalize_email(value)
        domain = domain_of(address) if is_email(address) else value
        if entry := read_entry(domain, kind="domain"):
            return entry, ""
        known = domains.get(name_key(value), set())
        if len(known) == 1:
            return read_entry(*known, kind="domain"), _NO_COMPANY
        reason = _TWO_COMPANIES if known else _NO_COMPANY
    return None, reason


def _domains(
    workspace: Workspace, rows: Sequence[FileRow], places: Sequence[int]
) -> dict[str, set[str]]:
    keys = {name_key(value) for row in rows for at in places if (value := _value(row, at))}
    found: dict[str, set[str]] = {}
    companies = Company.objects.filter(workspace=workspace, name_key__in=keys - {""})
    for key, domain in companies.values_list("name_key", "domain"):
        if domain:
            found.setdefault(key, set()).add(domain)
    return found


def with_header(file: BinaryIO) -> "File[bytes]":
    """Return a copy of a text file with a header row on top; a workbook as it is.

    Args:
        file: at any position, in an encoding in which separators are one byte.
    """
    target = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # returned open
    is_book = is_workbook(file)
    file.seek(0)
    if not is_book:
        first = file.readline(_MAX_LINE)
        sign = max((bytes([one]) for one in _DELIMITERS), key=first.count)
        names = [f"column {at + 1}".encode() for at in range(first.count(sign) + 1)]
        target.write(sign.join(names) + b"\n")
        file.seek(0)
    shutil.copyfileobj(file, target)
    return File(cast("BinaryIO", target), name="list.csv")


@dataclass(frozen=True, slots=True)
class SuppressionListDetails:
    """The details entered for a suppression list.

    Args:
        name: by which people find it; empty takes that of the file.
        origin: where the file comes from.
        kind: what each line is: `email`, `domain`, `phone`, `linkedin`, `customer`; empty guesses.
        column: the column to read; empty guesses.
    """

    name: str = ""
    origin: str = ""
    kind: str = ""
    column: str = ""


def start_suppression(
    *,
    workspace: Workspace,
    author: User,
    file: "File[bytes]",
    file_name: str,
    said: SuppressionListDetails,
    is_queued: bool = True,
) -> SuppressionList:
    """Take a suppression list; a job imports its lines.

    Args:
        workspace: whose contacts are meant.
        author: kept with each entry.
        file: CSV or Excel workbook, as for imports; with or without a header row.
        file_name: as the person named it.
        said: what the person says of it.
        is_queued: False leaves starting the job to the caller.

    Raises:
        ImportFileError: it is no table of text, or too large; nothing has been kept.
        SuppressionFileError: no column fits; nothing has been kept.
    """
    if said.kind not in ("", CUSTOMER, *KINDS):
        raise SuppressionFileError(
            f"Kind must be one of {', '.join((*KINDS, CUSTOMER))}.",
            WrongValue("kind", said.kind, (*KINDS, CUSTOMER)),
        )
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // 2**20
        raise TooLargeError(f"This file is larger than {limit:,} MB. Split it.")
    with ExitStack() as stack:
        has_header = True
        try:
            layout, places = _look(cast("BinaryIO", file), said)
        except NoHeaderError:
            file = stack.enter_context(with_header(cast("BinaryIO", file)))
            layout, places = _look(cast("BinaryIO", file), said, has_header=False)
            has_header = False
        file.seek(0)
        columns = {
            "kind": said.kind,
            "names": [layout.header[at] for at in places],
            "column": said.column,
            "has_header": has_header,
        }
        row = _create(workspace, author, file, file_name, said, columns)
    if is_queued:
        enqueue(Job.IMPORT_SUPPRESSION, list_id=row.pk)
    return row


@transaction.atomic
def _create(
    workspace: Workspace,
    author: User,
    file: "File[bytes]",
    file_name: str,
    said: SuppressionListDetails,
    columns: dict[str, object],
) -> SuppressionList:
    stored = PurePath(file_name).suffix.lower() or ".csv"
    row = SuppressionList.objects.create(
        workspace=workspace,
        name=printable(said.name).strip()[:120] or printable(PurePath(file_name).name)[:120],
        origin=printable(said.origin).strip()[:200],
        file=File(file, name=f"list{stored[:8]}"),
        file_name=printable(PurePath(file_name).name)[-255:] or "list.csv",
        columns=columns,
        author=author,
        heartbeat_at=clock.now(),
    )
    record_audit(
        workspace=workspace,
        actor=author,
        action="suppression_list.imported",
        subject=f"suppression_list:{row.pk}",
        name=row.name,
        details={"origin": row.origin, "file": row.file_name},
    )
    return row


def import_suppression(list_id: int) -> None:
    """Read the lines of a list, from where a former run stopped; safe to start twice."""
    row = SuppressionList.objects.select_related("workspace", "author").get(pk=list_id)
    if row.status not in (Status.QUEUED, Status.RUNNING):
        return
    try:
        with uploaded(row.file) as file:
            kind = str(row.columns["kind"])
            said = SuppressionListDetails(kind=kind, column=str(row.columns["column"]))
            layout, places = _look(file, said, has_header=bool(row.columns["has_header"]))
            lines = read_rows(file, layout, skip=row.n_lines)
            while chunk := list(islice(lines, CHUNK_LINES)):
                n_before = row.n_lines
                if not _store(row, chunk, places, kind, n_before):
                    return
    except (ImportFileError, SuppressionFileError, FileGoneError) as error:
        _finish(row, error=error.message)
    else:
        _finish(row)


def undo_suppression(*, suppression_list: SuppressionList, author: User) -> int:
    """Lift all entries of a list; people also covered by another source stay do not contact.

    Returns:
        How many people may be contacted again; 0 where it was undone before.
    """
    row = suppression_list

    @transaction.atomic
    def undo() -> int:
        hold_gate(row.workspace_id)
        locked = SuppressionList.objects.select_for_update().get(pk=row.pk)
        if locked.status == Status.UNDONE:
            return 0
        free = lift_origin(workspace=row.workspace, origin=_origin(row), author=author)
        locked.status, locked.undone_at, locked.undone_by = Status.UNDONE, clock.now(), author
        locked.save(update_fields=["status", "undone_at", "undone_by"])
        record_audit(
            workspace=row.workspace,
            actor=author,
            action="suppression_list.undone",
            subject=f"suppression_list:{row.pk}",
            name=row.name,
            details={"n_people": len(free)},
        )
        return len(free)

    n_free = retry_deadlocks(undo)
    row.refresh_from_db()
    _delete_file(row)
    return n_free


def _look(
    file: BinaryIO, said: SuppressionListDetails, *, has_header: bool = True
) -> tuple[Layout, list[int]]:
    """Find how a file is written and which columns to read; the first way that fits counts.

    Raises:
        NoHeaderError: its first line names somebody instead of columns.
    """
    problem: ImportFileError | SuppressionFileError | None = None
    for found in layouts(file):
        try:
            if isinstance(found, ImportFileError):
                raise found
            header = found.header
            places = guess_columns(header, found.samples, kind=said.kind, column=said.column)
            if has_header and any(read_entry(header[at]) for at in places):
                raise NoHeaderError("The first line contains values instead of column names.")
        except (ImportFileError, SuppressionFileError) as error:
            problem = problem or error
        else:
            return found, places
    raise problem or SuppressionFileError("The file is empty. Nothing was imported.")


def _store(
    row: SuppressionList, chunk: list[FileRow], places: list[int], kind: str, n_before: int
) -> bool:
    """Store one chunk with its progress; False if another run or an undo interfered."""

    @transaction.atomic
    def store() -> bool:
        hold_gate(row.workspace_id)
        locked = SuppressionList.objects.select_for_update().get(pk=row.pk)
        if locked.status not in (Status.QUEUED, Status.RUNNING) or locked.n_lines != n_before:
            return False
        lines = read_lines(row.workspace, chunk, places=places, kind=kind)
        source = EntrySource("suppression list", _origin(row), row.author, locked)
        n_new = add_entries(workspace=row.workspace, entries=lines.entries, source=source)
        SuppressionLine.objects.bulk_create(
            [
                SuppressionLine(
                    suppression_list=locked,
                    number=number if row.columns["has_header"] else number - 1,
                    value=value,
                    reason=why,
                )
                for number, value, why in lines.rejected
            ],
            batch_size=CHUNK_LINES,
        )
        locked.status = Status.RUNNING
        locked.n_lines += len(chunk)
        locked.n_entries += n_new
        locked.n_repeated += len(lines.entries) - n_new
        locked.n_rejected += len(lines.rejected)
        locked.heartbeat_at = clock.now()
        locked.save()
        return True

    is_stored = retry_deadlocks(store)
    row.refresh_from_db()
    return is_stored


def _finish(row: SuppressionList, *, error: str = "") -> None:
    n_people = len(covered_contacts(row.entries.filter(lifted_at=None)))
    lists = SuppressionList.objects.filter(pk=row.pk, status__in=[Status.QUEUED, Status.RUNNING])
    with transaction.atomic():
        is_first = lists.update(
            status=Status.FAILED if error else Status.DONE,
            error=error[:500],
            n_people=n_people,
            finished_at=clock.now(),
        )
        row.refresh_from_db()
        if is_first:
            record_audit(
                workspace=row.workspace,
                actor=row.author,
                action="suppression_list.failed" if error else "suppression_list.done",
                subject=f"suppression_list:{row.pk}",
                name=row.name,
                details={"n_entries": row.n_entries, "n_rejected": row.n_rejected},
            )
    _delete_file(row)


def _delete_file(row: SuppressionList) -> None:
    if row.file:
        row.file.delete(save=False)
        SuppressionList.objects.filter(pk=row.pk).update(file="")


def _origin(row: SuppressionList) -> str:
    return f"list:{row.pk}"
