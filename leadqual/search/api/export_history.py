"""Exports that a job writes into a file, by API: start one, ask for it, fetch the file."""

from typing import Any, cast

from django.db import transaction
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest, role_of
from leadqual.accounts.models import Role, Scope, Workspace
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.views import AnyAccept
from leadqual.core.errors import ExportFileGoneError, ExportNotReadyError
from leadqual.core.files.shared_files import is_published, open_shared
from leadqual.core.jobs import Job, enqueue
from leadqual.leads.models import Export
from leadqual.search.api.exports import FILE_RESPONSES
from leadqual.search.api.searches.search_texts import company_query_of, contact_query_of
from leadqual.search.exports.export_formats import ALL_FORMATS, FORMAT_CHOICES, USUAL_FORMAT
from leadqual.search.exports.file_jobs import begin_again_if_outdated, path_of
from leadqual.search.exports.selectors import exports_of
from leadqual.search.exports.services import (
    ExportOptions,
    ExportRequester,
    file_name,
    start_export,
)


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
    format = serializers.ChoiceField(choices=FORMAT_CHOICES, default=USUAL_FORMAT)
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


class ExportListView(ListAPIView[Export]):
    """What has left the workspace."""

    read_role = Role.QUALIFIER
    write_role = Role.QUALIFIER
    read_scope = write_scope = Scope.EXPORT
    serializer_class = ExportOutput
    queryset = Export.objects.none()

    class _Newest(CursorPages):
        ordering = "-id"

    pagination_class = _Newest

    @extend_schema(operation_id="list_exports")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """List past exports."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Return those of the workspace."""
        return exports_of(cast("ApiRequest", self.request).workspace)

    @extend_schema(
        operation_id="create_export", request=NewExportInput, responses={202: ExportOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Have a file written in the background.

        `file_state` of the answer, of `GET /exports/{id}` and the event `export.finished` say when
        `GET /exports/{id}/file` has it. It is kept for some days.
        """
        body = NewExportInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        taker = ExportRequester(request.user, role_of(request), Export.Way.API)
        wanted = ExportOptions(
            values["format"], values["columns"], has_stopped=values["include_do_not_contact"]
        )
        with transaction.atomic():
            export = _queued(request.workspace, values, taker, wanted)
            enqueue(Job.WRITE_EXPORTS)
        return Response(ExportOutput(export).data, status=status.HTTP_202_ACCEPTED)


def _queued(
    workspace: Workspace,
    values: dict[str, Any],
    taker: ExportRequester,
    wanted: ExportOptions,
) -> Export:
    of_companies = values["records"] == Export.Records.COMPANIES
    query = (company_query_of if of_companies else contact_query_of)(workspace, values["query"])
    return start_export(
        workspace=workspace, query=query, taker=taker, wanted=wanted, by_job=True
    ).export


class ExportView(APIView):
    """One past export."""

    read_role = Role.QUALIFIER
    read_scope = Scope.EXPORT

    @extend_schema(operation_id="get_export", responses={200: ExportOutput})
    def get(self, request: ApiRequest, export_id: int) -> Response:
        """Return an export and how far its file is."""
        export = get_object_or_404(exports_of(request.workspace), pk=export_id)
        return Response(ExportOutput(export).data)


class ExportFileView(APIView):
    """The file that a job wrote."""

    read_role = Role.QUALIFIER
    read_scope = Scope.EXPORT
    content_negotiation_class = AnyAccept
    further_errors = (409, 410)

    @extend_schema(operation_id="get_export_file", responses=FILE_RESPONSES)
    def get(self, request: ApiRequest, export_id: int) -> FileResponse:
        """Return the file of an export that you started; managers get those of all members.

        Returns 409 while the file is being written, and 410 if it failed or has expired. If a
        person in it must not be contacted any more, it is written again first (409).
        """
        exports = exports_of(request.workspace)
        if not role_of(request).includes(Role.MANAGER):
            exports = exports.filter(author=request.user)
        export = get_object_or_404(exports, pk=export_id)
        if export.file_state in {Export.FileState.QUEUED, Export.FileState.RUNNING}:
            raise ExportNotReadyError("The file is still being written. Ask again in a moment.")
        if begin_again_if_outdated(export):
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
