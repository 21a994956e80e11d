"""Suppression lists: upload, import in chunks, undo as a whole."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.imports.errors import FileGoneError, ImportFileError, NoHeaderError, TooLargeError
from leadqual.imports.files.headers import printable
from leadqual.imports.files.opened_uploads import uploaded
from leadqual.imports.files.reading import FileRow, Layout, layouts, read_rows
from leadqual.imports.suppression_lines import (
    CUSTOMER,
    KINDS,
    guess_columns,
    read_lines,
    with_header,
)
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entries,
    lift_origin,
    read_entry,
)
from leadqual.leads.do_not_contact.entry_locks import hold_gate, retry_deadlocks
from leadqual.leads.do_not_contact.selectors import covered_contacts
from leadqual.leads.errors import SuppressionFileError
from leadqual.leads.models import SuppressionLine, SuppressionList

_SILENT_AFTER = timedelta(minutes=2)

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
