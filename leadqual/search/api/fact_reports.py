"""Reports of wrong values by API."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.do_not_contact.outgoing_values import ADDRESSES
from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.leads.models import Company, Contact, FactReport
from leadqual.leads.records import fact_reports as writes
from leadqual.leads.records.record_values import Record
from leadqual.search.results.record_rows import companies_of, contacts_of


class FactReportInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A value that is wrong."""

    field = serializers.CharField(max_length=60, help_text="Such as `phone`, `size` or `city`.")
    right_value = serializers.CharField(
        max_length=writes.LONGEST_VALUE,
        required=False,
        default="",
        allow_blank=True,
        help_text="What it should be, if you know it.",
    )


class _ReportList(serializers.ListSerializer[FactReport]):
    """Reports, of which it is asked once who is marked Do not contact."""

    def to_representation(self, data: Iterable[FactReport]) -> list[Any]:  # type: ignore[override]  # as many pages call it
        reports = list(data)
        return _hide_addresses(reports, super().to_representation(reports))


@extend_schema_serializer(component_name="FactReport")
class FactReportOutput(serializers.ModelSerializer[FactReport]):
    """A reported value."""

    author = serializers.CharField(source="author.email")

    class Meta:
        list_serializer_class = _ReportList
        model = FactReport
        fields = [
            *("id", "contact_id", "company_id", "field", "value", "right_value"),
            *("author", "created_at"),
        ]

    def to_representation(self, instance: FactReport) -> dict[str, Any]:
        """Leave out addresses of people marked Do not contact."""
        shown: dict[str, Any] = super().to_representation(instance)
        return (
            shown
            if isinstance(self.parent, _ReportList)
            else _hide_addresses([instance], [shown])[0]
        )


def _hide_addresses(reports: Sequence[FactReport], rows: Sequence[dict[str, Any]]) -> list[Any]:
    """Return reports without values that are an address of a person marked Do not contact."""
    contacts = [
        report.contact for report in reports if report.contact and report.field in ADDRESSES
    ]
    blocked = blocked_among(contacts)
    return [
        row | {"value": "", "right_value": ""}
        if report.field in ADDRESSES and report.contact_id in blocked
        else row
        for report, row in zip(reports, rows, strict=True)
    ]


class AppliedReportOutput(serializers.Serializer[Any]):
    """An applied report."""

    field = serializers.CharField()
    value = serializers.CharField(help_text="Of the record now.")
    request_id = serializers.UUIDField(
        allow_null=True,
        help_text="Undoes the change: `POST /record-changes/{request_id}/undo`. Null: the record "
        "had the value already.",
    )


class RecordFactReportViewSet(WorkspaceViewSet[Any]):
    """Reports on a record."""

    def report(self, record: Record, body: op.Body) -> FactReport:
        report: FactReport = writes.report_fact(record=record, author=self.user, **body)
        return report


class ContactFactReportViewSet(RecordFactReportViewSet):
    """Reports on one person."""

    key, rows = "contact", staticmethod(contacts_of)

    @op.post(
        "contacts/<int:contact_id>/fact-reports",
        body=FactReportInput,
        returns=FactReportOutput,
        status=201,
    )
    def report_contact_fact(self, contact: Contact, body: op.Body) -> FactReport:
        """Report a wrong value of a person; a manager reviews it."""
        return self.report(contact, body)


class CompanyFactReportViewSet(RecordFactReportViewSet):
    """Reports on one company."""

    key, rows = "company", staticmethod(companies_of)

    @op.post(
        "companies/<int:company_id>/fact-reports",
        body=FactReportInput,
        returns=FactReportOutput,
        status=201,
    )
    def report_company_fact(self, company: Company, body: op.Body) -> FactReport:
        """Report a wrong value of a company; a manager reviews it."""
        return self.report(company, body)


class FactReportViewSet(WorkspaceViewSet[FactReport]):
    """Reports of wrong values."""

    key = "report"
    write_role = Role.MANAGER

    def get_queryset(self) -> QuerySet[FactReport]:
        """Return the open reports; any can be reopened."""
        if self.action == "reopen_fact_report":
            return FactReport.objects.filter(workspace=self.workspace)
        return writes.open_reports(self.workspace)

    list_fact_reports = op.listing(
        "fact-reports",
        FactReportOutput,
        "List values that are reported and not yet applied or dismissed.",
        pages=NewestFirst,
    )

    @op.delete("fact-reports/<int:report_id>")
    def dismiss_fact_report(self, report: FactReport) -> None:
        """Dismiss a report; the record stays as it is."""
        writes.resolve_report(report=report, author=self.user, is_applied=False)

    @op.post("fact-reports/<int:report_id>/apply", returns=AppliedReportOutput)
    def apply_fact_report(self, report: FactReport) -> dict[str, object]:
        """Give the record the right value of the report. A report without one is refused."""
        try:
            change = writes.apply_report(report=report, author=self.user)
        except ValidationError as error:
            field = report.field if report.right_value else "right_value"
            raise serializers.ValidationError({field: error.messages}) from error
        record = writes.record_of(report)
        record.refresh_from_db()
        now = {"value": writes.shown_value(record, report.field)}
        return {
            "field": report.field,
            "value": _hide_addresses([report], [now])[0]["value"],
            "request_id": change.step if change else None,
        }

    @op.post("fact-reports/<int:report_id>/reopen", returns=FactReportOutput)
    def reopen_fact_report(self, report: FactReport) -> FactReport:
        """Put an applied or dismissed report back on the list. Idempotent."""
        if report.resolved_at is not None:
            writes.reopen_report(report=report)
        return report
