"""Exports by API: the people of a search or of a list as a file, and what has left so far."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest, role_of
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.query_parameters import is_asked
from leadqual.core.api.views import AnyAccept
from leadqual.core.files.downloads import download
from leadqual.leads.models import ContactList, Export
from leadqual.search.api.contacts_and_companies import (
    company_query,
    contact_query,
    search_parameters,
)
from leadqual.search.exports.company_columns import COMPANY_COLUMNS
from leadqual.search.exports.export_columns import FIXED, TOOL_PREFIX
from leadqual.search.exports.export_formats import ALL_FORMATS, USUAL_FORMAT
from leadqual.search.exports.services import (
    ExportOptions,
    ExportRequester,
    start_export,
)
from leadqual.search.lists.selectors import lists_of
from leadqual.search.query.query import CompanyQuery, ContactQuery

_PARAMETERS = [
    OpenApiParameter(
        "format", str, enum=list(ALL_FORMATS), description=f"Default: `{USUAL_FORMAT}`."
    ),
    OpenApiParameter(
        "column",
        str,
        many=True,
        explode=True,
        description="Repeatable; default: 18 common columns. Codes: "
        + ", ".join(f"`{code}`" for code in FIXED)
        + f", and `{TOOL_PREFIX}` with the slug of another tool, such as `{TOOL_PREFIX}linkedin`.",
    ),
    OpenApiParameter(
        "include_do_not_contact",
        bool,
        description="`true` includes people marked Do not contact. Managers only; an API key also "
        "needs the scope `admin`. Recorded in the audit log.",
    ),
]
_COMPANY_PARAMETERS = [
    _PARAMETERS[0],
    OpenApiParameter(
        "column",
        str,
        many=True,
        explode=True,
        description="Repeatable; default: 16 common columns. Codes: "
        + ", ".join(f"`{code}`" for code in COMPANY_COLUMNS)
        + ".",
    ),
]
FILE_RESPONSES = {
    (200, one.content_type.partition(";")[0]): OpenApiTypes.BINARY for one in ALL_FORMATS.values()
}


class _ExportView(APIView):
    """A file of people or companies."""

    read_role = Role.QUALIFIER
    read_scope = Scope.EXPORT
    content_negotiation_class = AnyAccept

    def _file(
        self,
        request: ApiRequest,
        query: ContactQuery | CompanyQuery,
        row: ContactList | None = None,
    ) -> StreamingHttpResponse:
        export = start_export(
            workspace=request.workspace,
            query=query,
            taker=ExportRequester(request.user, role_of(request), Export.Way.API),
            wanted=_wanted(request),
            contact_list=row,
        )
        return download(export.blocks, name=export.name, content_type=export.content_type)


class ContactExportView(_ExportView):
    """The people of a search as a file."""

    @extend_schema(
        operation_id="export_contacts",
        parameters=[*search_parameters(ContactQuery), *_PARAMETERS],
        responses=FILE_RESPONSES,
    )
    def get(self, request: ApiRequest) -> StreamingHttpResponse:
        """Export the contacts of a search as a file."""
        return self._file(request, contact_query(request))


class CompanyExportView(_ExportView):
    """The companies of a search as a file."""

    @extend_schema(
        operation_id="export_companies",
        parameters=[*search_parameters(CompanyQuery), *_COMPANY_PARAMETERS],
        responses=FILE_RESPONSES,
    )
    def get(self, request: ApiRequest) -> StreamingHttpResponse:
        """Export the companies of a search as a file."""
        return self._file(request, company_query(request))


class ListExportView(_ExportView):
    """The people of a list as a file."""

    @extend_schema(operation_id="export_list", parameters=_PARAMETERS, responses=FILE_RESPONSES)
    def get(self, request: ApiRequest, list_id: int) -> StreamingHttpResponse:
        """Export the people of a list as a file; `/companies/export?list=ID` exports companies."""
        row = get_object_or_404(lists_of(request.workspace), pk=list_id)
        return self._file(request, ContactQuery(list=(str(row.pk),)), row)


def _wanted(request: Request) -> ExportOptions:
    return ExportOptions(
        format=request.query_params.get("format", USUAL_FORMAT),
        columns=request.query_params.getlist("column"),
        has_stopped=is_asked(request, "include_do_not_contact"),
    )
