"""Upload suppression lists, and undo them as a whole."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.db import transaction

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.core.jobs import Job, enqueue
from leadqual.imports.errors import NoHeaderError, TooLargeError
from leadqual.imports.files.headers import printable
from leadqual.imports.suppression_job import delete_list_file, find_columns, origin_of_list
from leadqual.imports.suppression_lines import (
    CUSTOMER,
    KINDS,
    add_header,
)
from leadqual.leads.do_not_contact.entries import (
    lift_origin,
)
from leadqual.leads.do_not_contact.entry_locks import lock_entries_exclusively, retry_deadlocks
from leadqual.leads.errors import SuppressionFileError
from leadqual.leads.models import SuppressionList

Status = SuppressionList.Status


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
    details: SuppressionListDetails,
    is_queued: bool = True,
) -> SuppressionList:
    """Take a suppression list; a job imports its lines.

    Args:
        workspace: whose contacts it covers.
        author: kept with each entry.
        file: CSV or Excel workbook, as for imports; with or without a header row.
        file_name: as the person named it.
        details: what the person says of it.
        is_queued: False leaves starting the job to the caller.

    Raises:
        ImportFileError: it is no table of text, or too large; nothing has been kept.
        SuppressionFileError: no column fits; nothing has been kept.
    """
    if details.kind not in ("", CUSTOMER, *KINDS):
        raise SuppressionFileError(
            f"Kind must be one of {', '.join((*KINDS, CUSTOMER))}.",
            WrongValue("kind", details.kind, (*KINDS, CUSTOMER)),
        )
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // 2**20
        raise TooLargeError(f"This file is larger than {limit:,} MB. Split it.")
    with ExitStack() as stack:
        has_header = True
        try:
            layout, places = find_columns(
                cast("BinaryIO", file), kind=details.kind, column=details.column
            )
        except NoHeaderError:
            file = stack.enter_context(add_header(cast("BinaryIO", file)))
            layout, places = find_columns(
                cast("BinaryIO", file),
                kind=details.kind,
                column=details.column,
                has_header=False,
            )
            has_header = False
        file.seek(0)
        columns = {
            "kind": details.kind,
            "names": [layout.header[at] for at in places],
            "column": details.column,
            "has_header": has_header,
        }
        row = _create(workspace, author, file, file_name, details, columns)
    if is_queued:
        enqueue(Job.IMPORT_SUPPRESSION, list_id=row.pk)
    return row


@transaction.atomic
def _create(
    workspace: Workspace,
    author: User,
    file: "File[bytes]",
    file_name: str,
    details: SuppressionListDetails,
    columns: dict[str, object],
) -> SuppressionList:
    stored = PurePath(file_name).suffix.lower() or ".csv"
    row = SuppressionList.objects.create(
        workspace=workspace,
        name=printable(details.name).strip()[:120] or printable(PurePath(file_name).name)[:120],
        origin=printable(details.origin).strip()[:200],
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


def undo_suppression(*, suppression_list: SuppressionList, author: User) -> int:
    """Lift all entries of a list; people also covered by another source stay do not contact.

    Returns:
        How many people may be contacted again; 0 where it was undone before.
    """
    row = suppression_list

    @transaction.atomic
    def undo() -> int:
        lock_entries_exclusively(row.workspace_id)
        locked = SuppressionList.objects.select_for_update().get(pk=row.pk)
        if locked.status == Status.UNDONE:
            return 0
        released = lift_origin(workspace=row.workspace, origin=origin_of_list(row), author=author)
        locked.status, locked.undone_at, locked.undone_by = Status.UNDONE, clock.now(), author
        locked.save(update_fields=["status", "undone_at", "undone_by"])
        record_audit(
            workspace=row.workspace,
            actor=author,
            action="suppression_list.undone",
            subject=f"suppression_list:{row.pk}",
            name=row.name,
            details={"n_people": len(released)},
        )
        return len(released)

    n_free = retry_deadlocks(undo)
    row.refresh_from_db()
    delete_list_file(row)
    return n_free
