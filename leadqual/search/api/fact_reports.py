"""Reports of wrong values by API."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Workspace
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import FactReport
from leadqual.leads.records import fact_reports as writes
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.record_values import Record
from leadqual.search.api.serializers_records import (
    CompanyChangeInput,
    ContactChangeInput,
    contact_values,
    work_values,
)
from leadqual.search.results import selectors


class NewestReportsFirst(CursorPages):
    """Pages of reports, the newest first."""

    ordering = "-id"


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


@extend_schema_serializer(component_name="FactReport")
class FactReportOutput(serializers.ModelSerializer[FactReport]):
    """A reported value."""

    author = serializers.CharField(source="author.email")

    class Meta:
        model = FactReport
        fields = [
            *("id", "contact_id", "company_id", "field", "value", "right_value"),
            *("author", "created_at"),
        ]


def _report(request: ApiRequest, record: Record) -> Response:
    body = FactReportInput(data=request.data)
    body.is_valid(raise_exception=True)
    report = writes.report_fact(record=record, author=request.user, **body.validated_data)
    return Response(FactReportOutput(report).data, status=status.HTTP_201_CREATED)


class ContactFactReportsView(APIView):
    """Reports on one person."""

    @extend_schema(
        operation_id="report_contact_fact",
        request=FactReportInput,
        responses={201: FactReportOutput},
    )
    def post(self, request: ApiRequest, contact_id: int) -> Response:
        """Report a wrong value of a person; a manager reviews it."""
        contacts = selectors.contacts_of(request.workspace)
        return _report(request, get_object_or_404(contacts, pk=contact_id))


class CompanyFactReportsView(APIView):
    """Reports on one company."""

    @extend_schema(
        operation_id="report_company_fact",
        request=FactReportInput,
        responses={201: FactReportOutput},
    )
    def post(self, request: ApiRequest, company_id: int) -> Response:
        """Report a wrong value of a company; a manager reviews it."""
        companies = selectors.companies_of(request.workspace)
        return _report(request, get_object_or_404(companies, pk=company_id))


class FactReportListView(ListAPIView[FactReport]):
    """Open reports."""

    serializer_class = FactReportOutput
    pagination_class = NewestReportsFirst

    def get_queryset(self) -> QuerySet[FactReport]:
        """Return those of the workspace."""
        return writes.open_reports(cast("ApiRequest", self.request).workspace)

    @extend_schema(operation_id="list_fact_reports")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List values that are reported and not yet applied or dismissed."""
        return super().get(request, *args, **kwargs)


class FactReportView(APIView):
    """One report."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="dismiss_fact_report", responses={204: None})
    def delete(self, request: ApiRequest, report_id: int) -> Response:
        """Dismiss a report; the record stays as it is."""
        report = get_object_or_404(writes.open_reports(request.workspace), pk=report_id)
        writes.resolve_report(report=report, author=request.user, is_applied=False)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AppliedReportOutput(serializers.Serializer[Any]):
    """An applied report."""

    field = serializers.CharField()
    value = serializers.CharField(help_text="Of the record now.")
    request_id = serializers.UUIDField(
        allow_null=True,
        help_text="Undoes the change: `POST /record-changes/{request_id}/undo`. Null: the record "
        "had the value already.",
    )


class FactReportApplyView(APIView):
    """Applying a report."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="apply_fact_report", request=None, responses={200: AppliedReportOutput}
    )
    def post(self, request: ApiRequest, report_id: int) -> Response:
        """Give the record the right value of the report. A report without one is refused."""
        report = get_object_or_404(writes.open_reports(request.workspace), pk=report_id)
        record = writes.record_of(report)
        values = right_values(report, request.workspace)
        change = change_record(record=record, values=values, author=request.user)
        writes.resolve_report(report=report, author=request.user, is_applied=True)
        shown = {
            "field": report.field,
            "value": writes.shown_value(record, report.field),
            "request_id": change.step if change else None,
        }
        return Response(AppliedReportOutput(shown).data)


class FactReportReopenView(APIView):
    """Reopening a report."""

    write_role = Role.MANAGER

    @extend_schema(
        operation_id="reopen_fact_report", request=None, responses={200: FactReportOutput}
    )
    def post(self, request: ApiRequest, report_id: int) -> Response:
        """Put an applied or dismissed report back on the list. Idempotent."""
        report = get_object_or_404(FactReport, workspace=request.workspace, pk=report_id)
        if report.resolved_at is not None and not writes.reopen_report(report=report):
            raise ReportedAgainError
        return Response(FactReportOutput(report).data)


class ReportedAgainError(LeadqualError):
    """A closed report whose author has reported the same value anew."""

    code = "reported_again"
    status = 409

    def __init__(self) -> None:
        super().__init__("The value was reported again since, so this report stays closed.")


def right_values(report: FactReport, workspace: Workspace) -> dict[str, object]:
    """Return what a report changes, read as a change by API is.

    Raises:
        ValidationError: it names no right value, or one that the field cannot have.
    """
    if not report.right_value:
        raise serializers.ValidationError({"right_value": ["The report names no right value."]})
    of_contact = report.contact_id is not None
    sent: object = report.right_value
    if report.field == "company":
        sent = {"name": report.right_value}
    elif isinstance(getattr(writes.record_of(report), report.field), list):
        sent = [part.strip() for part in report.right_value.split(",") if part.strip()]
    body = (ContactChangeInput if of_contact else CompanyChangeInput)(data={report.field: sent})
    body.is_valid(raise_exception=True)
    fields: dict[str, Any] = dict(body.validated_data)
    if of_contact:
        return contact_values(fields, workspace)
    return work_values(fields, workspace, "company")
