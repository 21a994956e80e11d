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
from leadqual.accounts.models import Role
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.views import CursorPages
from leadqual.leads.models import FactReport
from leadqual.leads.records import fact_reports as writes
from leadqual.leads.records.record_values import Record
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
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401
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
