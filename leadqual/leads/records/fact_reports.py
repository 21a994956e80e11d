"""Reports of wrong values; a manager applies or dismisses each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.errors import FactReportError, ReportedAgainError
from leadqual.leads.models import FactReport, RecordChange
from leadqual.leads.records.changes import COMPANY, change_record, kind_of, locked
from leadqual.leads.records.field_values import FIELDS, read_value
from leadqual.leads.records.record_values import Record
from leadqual.leads.upserts import CompanyValues

LONGEST_VALUE = 500
_NOT_REPORTABLE = {"external_id", "overview"}  # A key of another tool, and a text of many facts.

FACTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        kind: {code: field_.label for code, field_ in fields.items() if code not in _NOT_REPORTABLE}
        | ({COMPANY: "Company"} if kind == "contact" else {})
        for kind, fields in FIELDS.items()
    }
)
"""Kind of record → code of a field that can be reported → its label."""


def open_reports(workspace: Workspace) -> QuerySet[FactReport]:
    """Return the open reports with record and author, the newest first."""
    rows = FactReport.objects.filter(workspace=workspace, resolved_at=None)
    return rows.select_related("contact", "company", "author")


def reported_fields(record: Record) -> set[str]:
    """Return the fields of a record with an open report; one query."""
    rows = FactReport.objects.filter(**{kind_of(record): record}, resolved_at=None)
    return set(rows.values_list("field", flat=True))


def shown_value(record: Record, field: str) -> str:
    """Return the display value of a field."""
    value = getattr(record, field)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


@transaction.atomic
def report_fact(*, record: Record, field: str, right_value: str = "", author: User) -> FactReport:
    """Report a wrong value of a contact or company; nothing else changes.

    Reporting the same field again updates the report.

    Args:
        record: of a workspace that the author may read.
        field: one of `FACTS`.
        right_value: the correct value; "" if the author does not know.
        author: stored with the report.

    Raises:
        FactReportError: there is no such field, or the value is too long; nothing was written.
        RecordGoneError: the record was deleted; nothing was written.
    """
    kind = kind_of(record)
    if field not in FACTS[kind]:
        raise FactReportError(
            f"Unknown field “{field[:60]}”. Nothing was reported.",
            WrongValue("field", field, FACTS[kind]),
        )
    right_value = " ".join(right_value.replace("\0", "").split())
    if len(right_value) > LONGEST_VALUE:
        raise FactReportError(
            f"Enter at most {LONGEST_VALUE} characters. Nothing was reported.",
            WrongValue("right_value"),
        )
    row = locked(record)
    value = shown_value(row, field)
    if right_value == value and value:
        raise FactReportError(
            "This is the current value. Nothing was reported.", WrongValue("right_value")
        )
    record_filter: dict[str, Any] = {kind: row}
    report, _ = FactReport.objects.update_or_create(
        **record_filter,
        workspace_id=row.workspace_id,
        field=field,
        author=author,
        resolved_at=None,
        defaults={"value": value, "right_value": right_value},
    )
    return report


def apply_report(*, report: FactReport, author: User) -> RecordChange | None:
    """Set the correct value of a report in the record, and close the report.

    Returns:
        The change, with its step for undo; None if the record had the value already.

    Raises:
        ValidationError: the report has no correct value, or an invalid one.
        LeadqualError: as for `change_record`. In either case nothing was written.
    """
    values = {report.field: _right_value(report)}

    @transaction.atomic
    def apply() -> RecordChange | None:
        change = change_record(record=record_of(report), values=values, author=author)
        resolve_report(report=report, author=author, is_applied=True)
        return change

    return retry_deadlocks(apply)


def _right_value(report: FactReport) -> object:
    if not report.right_value:
        raise ValidationError("The report names no right value.")
    if report.field == COMPANY:
        return CompanyValues(str(read_value("company", "name", report.right_value)))
    return read_value(kind_of(record_of(report)), report.field, report.right_value)


def resolve_report(*, report: FactReport, author: User, is_applied: bool) -> bool:
    """Close a report, applied or dismissed.

    Returns:
        Whether it was open.
    """
    rows = FactReport.objects.filter(pk=report.pk, resolved_at=None)
    return bool(rows.update(resolved_at=clock.now(), resolved_by=author, is_applied=is_applied))


def reopen_report(*, report: FactReport) -> None:
    """Reopen a report.

    Raises:
        ReportedAgainError: its author has reported the same field again, so that it stays resolved.
    """
    try:
        with transaction.atomic():
            rows = FactReport.objects.filter(pk=report.pk)
            rows.update(resolved_at=None, resolved_by=None, is_applied=False)
    except IntegrityError as error:
        raise ReportedAgainError(
            "The value was reported again since, so this report stays closed."
        ) from error


def record_of(report: FactReport) -> Record:
    """Return the contact or company of a report."""
    record = report.contact or report.company
    assert record is not None  # noqa: S101  # a constraint of the table
    return record


def label_of(report: FactReport) -> str:
    return FACTS["contact" if report.contact_id else "company"].get(report.field, report.field)
