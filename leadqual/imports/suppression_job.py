"""Import the lines of a suppression list in chunks."""

from itertools import islice
from typing import BinaryIO

from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.core import clock
from leadqual.imports.errors import FileGoneError, ImportFileError, NoHeaderError
from leadqual.imports.files.opened_uploads import open_upload
from leadqual.imports.files.reading import FileRow, Layout, layouts, read_rows
from leadqual.imports.suppression_lines import (
    guess_columns,
    read_lines,
)
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entries,
    read_entry,
)
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.do_not_contact.selectors import covered_contacts
from leadqual.leads.errors import SuppressionFileError
from leadqual.leads.models import SuppressionLine, SuppressionList

CHUNK_LINES = 10_000

Status = SuppressionList.Status


def import_suppression(list_id: int) -> None:
    """Read the lines of a list, from where a former run stopped; safe to start twice."""
    row = SuppressionList.objects.select_related("workspace", "author").get(pk=list_id)
    if row.status not in (Status.QUEUED, Status.RUNNING):
        return
    try:
        with open_upload(row.file) as file:
            kind = str(row.columns["kind"])
            layout, places = find_columns(
                file,
                kind=kind,
                column=str(row.columns["column"]),
                has_header=bool(row.columns["has_header"]),
            )
            lines = read_rows(file, layout, skip=row.n_lines)
            while chunk := list(islice(lines, CHUNK_LINES)):
                n_before = row.n_lines
                if not _store(row, chunk, places, kind, n_before):
                    return
    except (ImportFileError, SuppressionFileError, FileGoneError) as error:
        _finish(row, error=error.message)
    else:
        _finish(row)


def find_columns(
    file: BinaryIO, *, kind: str, column: str, has_header: bool = True
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
            places = guess_columns(header, found.samples, kind=kind, column=column)
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
        lock_entries_exclusively(row.workspace_id)
        locked = SuppressionList.objects.select_for_update().get(pk=row.pk)
        if locked.status not in (Status.QUEUED, Status.RUNNING) or locked.n_lines != n_before:
            return False
        lines = read_lines(row.workspace, chunk, places=places, kind=kind)
        source = EntrySource("suppression list", origin_of_list(row), row.author, locked)
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
    delete_list_file(row)


def delete_list_file(row: SuppressionList) -> None:
    if row.file:
        row.file.delete(save=False)
        SuppressionList.objects.filter(pk=row.pk).update(file="")


def origin_of_list(row: SuppressionList) -> str:
    return f"list:{row.pk}"
