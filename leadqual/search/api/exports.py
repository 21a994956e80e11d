"""Exports by API: records of a search or of a list as a file, at once or written by a job."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from leadqual.accounts.api.permissions import role_of
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.operations import BooleanParameter
from leadqual.core.api.pages import NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.views import AnyAccept
from leadqual.core.errors import ExportFileGoneError, ExportNotReadyError
from leadqual.core.files.downloads import download
from leadqual.core.files.shared_files import is_published, open_shared
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import ContactList, Export
from leadqual.search.api.search_parameters import (
    read_search,
    read_search_text,
    search_parameters,
)
from leadqual.search.exports.export_columns import BUILT_IN_COLUMNS, TOOL_PREFIX
from leadqual.search.exports.export_formats import ALL_FORMATS, DEFAULT_FORMAT, FORMAT_CHOICES
from leadqual.search.exports.file_jobs import path_of, restart_if_outdated
from leadqual.search.exports.past_exports import exports_of
from leadqual.search.exports.services import ExportOptions, ExportRequester, file_name, start_export
from leadqual.search.lists.selectors import lists_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.kinds import COMPANIES, KINDS, PEOPLE

FILE_RESPONSES = {
    (200, export_format.content_type.partition(";")[0]): OpenApiTypes.BINARY
    for export_format in ALL_FORMATS.values()
}


def _columns(codes: str, n: int) -> serializers.ListField:
    text = f"Repeatable; default: {n} common columns. Codes: {codes}."
    return serializers.ListField(child=serializers.CharField(), required=False, help_text=text)


_PARAMETERS: dict[str, Any] = {
    "format": serializers.ChoiceField(
        list(ALL_FORMATS), required=False, help_text=f"Default: `{DEFAULT_FORMAT}`."
    ),
    "column": _columns(
        ", ".join(f"`{code}`" for code in BUILT_IN_COLUMNS["people"])
        + f", and `{TOOL_PREFIX}` with the slug of another tool, such as `{TOOL_PREFIX}linkedin`",
        18,
    ),
    "include_do_not_contact": BooleanParameter(
        required=False,
        help_text="`true` includes people marked Do not contact. Managers only; an API key also "
        "needs the scope `admin`. Recorded in the audit log.",
    ),
}
_COMPANY_PARAMETERS: dict[str, Any] = {
    "format": _PARAMETERS["format"],
    "column": _columns(", ".join(f"`{code}`" for code in BUILT_IN_COLUMNS["companies"]), 16),
}


class ListExportParameters(op.Query):
    """Parameters of the export of a list."""

    format = _PARAMETERS["format"]
    column = _PARAMETERS["column"]
    include_do_not_contact = _PARAMETERS["include_do_not_contact"]


class NewExportInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /exports`."""

    records = serializers.ChoiceField(
        choices=Export.Records.choices,
        default=Export.Records.PEOPLE,
        help_text="What to export; `query` has the parameters of `/contacts` or of `/companies`.",
    )
    query = serializers.CharField(
        max_length=20_000,
        allow_blank=True,
        default="",
        help_text="Query string of the search: `function=sales&country=Germany`. Empty: all.",
    )
    format = serializers.ChoiceField(choices=FORMAT_CHOICES, default=DEFAULT_FORMAT)
    columns = serializers.ListField(
        child=serializers.CharField(max_length=60),
        max_length=200,
        default=list,
        help_text="Codes as in `GET /contacts/export` or `GET /companies/export`; empty: the "
        "common ones.",
    )
    include_do_not_contact = serializers.BooleanField(
        default=False,
        help_text="Whether people marked Do not contact are included. Managers only.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what only people have."""
        if attrs["include_do_not_contact"] and attrs["records"] == Export.Records.COMPANIES:
            raise ValidationError({"include_do_not_contact": ["Companies have no such mark."]})
        return attrs


class ExportOutput(serializers.ModelSerializer[Export]):
    """A past export."""

    author = serializers.CharField(source="author.email")
    include_do_not_contact = serializers.BooleanField(source="has_stopped")
    channel = serializers.ChoiceField(source="way", choices=Export.Way.choices)
    list = serializers.IntegerField(source="contact_list_id", allow_null=True)
    format = serializers.ChoiceField(choices=FORMAT_CHOICES)

    class Meta:
        model = Export
        fields = [
            *("id", "author", "channel", "records", "query", "list", "format", "columns"),
            *("include_do_not_contact", "n_people", "n_sent", "created_at", "finished_at"),
            *("file_state", "n_bytes", "expires_at", "problem"),
        ]


class ExportFileViewSet(WorkspaceViewSet[Export]):
    """Files of people or companies."""

    key = "export"
    read_role = Role.QUALIFIER
    read_scope = Scope.EXPORT
    content_negotiation_class = AnyAccept

    def get_queryset(self) -> QuerySet[Export]:
        """Return one's own exports; managers get those of all members."""
        rows = exports_of(self.workspace)
        is_manager = role_of(self.request).includes(Role.MANAGER)
        return rows if is_manager else rows.filter(author=self.user)

    def file(
        self, search: ContactQuery | CompanyQuery, params: op.Body, row: ContactList | None = None
    ) -> HttpResponseBase:
        export = start_export(
            workspace=self.workspace,
            query=search,
            requester=ExportRequester(self.user, role_of(self.request), Export.Way.API),
            options=ExportOptions(
                format=params.get("format", DEFAULT_FORMAT),
                columns=params.get("column", ()),
                has_stopped=params.get("include_do_not_contact", False),
            ),
            contact_list=row,
        )
        return download(export.blocks, name=export.name, content_type=export.content_type)

    @extend_schema(responses=FILE_RESPONSES)
    @op.get("contacts/export", query=search_parameters(ContactQuery, **_PARAMETERS))
    def export_contacts(self, query: op.Body) -> HttpResponseBase:
        """Export the contacts of a search as a file."""
        return self.file(read_search(PEOPLE, query, self.workspace, self.user), query)

    @extend_schema(responses=FILE_RESPONSES)
    @op.get("companies/export", query=search_parameters(CompanyQuery, **_COMPANY_PARAMETERS))
    def export_companies(self, query: op.Body) -> HttpResponseBase:
        """Export the companies of a search as a file."""
        return self.file(read_search(COMPANIES, query, self.workspace, self.user), query)

    @extend_schema(responses=FILE_RESPONSES)
    @op.get("lists/<int:list_id>/export", query=ListExportParameters)
    def export_list(self, query: op.Body, list_id: int) -> HttpResponseBase:
        """Export the people of a list as a file; `/companies/export?list=ID` exports companies."""
        row = get_object_or_404(lists_of(self.workspace, self.user), pk=list_id)
        return self.file(ContactQuery(list=(str(row.pk),)), query, row)

    @extend_schema(responses=FILE_RESPONSES)
    @op.get("exports/<int:export_id>/file", further_errors=(409, 410))
    def get_export_file(self, export: Export) -> FileResponse:
        """Return the file of an export that you started; managers get those of all members.

        Returns 409 while the file is being written, and 410 if it failed or has expired. If a
        person in it must not be contacted any more, it is written again first (409).
        """
        if export.file_state in {Export.FileState.QUEUED, Export.FileState.RUNNING}:
            raise ExportNotReadyError("The file is still being written. Ask again in a moment.")
        if restart_if_outdated(export):
            raise ExportNotReadyError(
                "Someone in this file must not be contacted anymore. The file is being written "
                "again without them. Ask again in a moment."
            )
        path = path_of(export)
        if export.file_state != Export.FileState.DONE or not is_published(path):
            raise ExportFileGoneError("The export has no file, or none any more. Export again.")
        return FileResponse(
            open_shared(path),
            as_attachment=True,
            filename=file_name(export),
            content_type=ALL_FORMATS[export.format].content_type,
            headers={"Cache-Control": "no-store"},
        )


class ExportViewSet(WorkspaceViewSet[Export]):
    """What has left the workspace."""

    key = "export"
    rows = staticmethod(exports_of)
    read_role = write_role = Role.QUALIFIER
    read_scope = write_scope = Scope.EXPORT

    list_exports = op.listing("exports", ExportOutput, "List past exports.", pages=NewestFirst)
    get_export = op.reading(
        "exports/<int:export_id>", ExportOutput, "Return an export and how far its file is."
    )

    @op.post("exports", body=NewExportInput, returns=ExportOutput, status=202)
    def create_export(self, body: op.Body) -> Export:
        """Have a file written in the background.

        `file_state` of the answer, of `GET /exports/{id}` and the event `export.finished` say when
        `GET /exports/{id}/file` has it. It is kept for some days.
        """
        with transaction.atomic():
            export = start_export(
                workspace=self.workspace,
                query=read_search_text(
                    KINDS[body["records"]], body["query"], self.workspace, self.user
                ),
                requester=ExportRequester(self.user, role_of(self.request), Export.Way.API),
                options=ExportOptions(
                    body["format"], body["columns"], has_stopped=body["include_do_not_contact"]
                ),
                by_job=True,
            ).export
            enqueue(Job.WRITE_EXPORTS)
        return export
