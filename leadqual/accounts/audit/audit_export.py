"""The export of the audit log: CSV for spreadsheets, JSONL for programs."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from leadqual.accounts.audit.audit_filters import AuditFilters, audit_rows
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core.files.csv_cells import escape_formula

CHUNK = 1_000
COLUMNS = (
    "id",
    "at",
    "actor",
    "action",
    "summary",
    "subject",
    "name",
    "before",
    "after",
    "details",
    "ip_address",
)


def values_of(row: AuditRow) -> dict[str, object]:
    """Return a row as plain values, keyed by export column."""
    return {
        "id": row.pk,
        "at": row.created_at.isoformat(),
        "actor": row.who,
        "action": row.action,
        "summary": row.in_words,
        "subject": row.subject,
        "name": row.name,
        "before": row.before,
        "after": row.after,
        "details": row.details,
        "ip_address": row.ip_address,
    }


def export_audit_log(
    *,
    workspace: Workspace | None,
    filters: AuditFilters,
    file_format: str,
    author: User,
) -> Iterator[bytes]:
    """Record the export, and return the file of the filtered rows in chunks.

    Rows added while the file is sent are not included.

    Args:
        workspace: whose log; None for the log of the installation.
        filters: which rows to export.
        file_format: one of `FORMATS`.
        author: who exports.
    """
    rows = audit_rows(workspace, filters)
    last = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    record_audit(
        workspace=workspace,
        actor=author,
        action="audit_log.exported",
        subject=f"workspace:{workspace.pk}" if workspace else "installation:audit_log",
        name=workspace.name if workspace else "Installation",
        details={"format": file_format, "filters": filters.as_values()},
    )
    return FORMATS[file_format](_read_chunks(rows, last))


def _read_chunks(rows: QuerySet[AuditRow], last: int) -> Iterator[Sequence[AuditRow]]:
    """Page through the rows by key, so that no transaction stays open while a file is sent."""
    before = last + 1
    while chunk := list(rows.filter(pk__lt=before)[:CHUNK]):
        yield chunk
        before = chunk[-1].pk


def _write_csv(chunks: Iterator[Sequence[AuditRow]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _write_line(COLUMNS)  # Excel needs it to detect UTF-8.
    for chunk in chunks:
        yield b"".join(
            _write_line([_format_cell(value) for value in values_of(row).values()]) for row in chunk
        )


def _write_jsonl(chunks: Iterator[Sequence[AuditRow]]) -> Iterator[bytes]:
    for chunk in chunks:
        lines = [json.dumps(values_of(row), ensure_ascii=False) + "\n" for row in chunk]
        yield "".join(lines).encode()


def _format_cell(value: object) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return escape_formula(str(value))


def _write_line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(cells)
    return text.getvalue().encode()


FORMATS: Mapping[str, Callable[[Iterator[Sequence[AuditRow]]], Iterator[bytes]]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}
