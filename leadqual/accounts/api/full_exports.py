"""Exports of the whole workspace by API: start one, ask for it, fetch the file."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Workspace, WorkspaceExport
from leadqual.accounts.workspaces.workspace_export import download_name, open_export, start_export
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.views import AnyAccept


class WorkspaceExportOutput(serializers.ModelSerializer[WorkspaceExport]):
    """An export of the whole workspace: a ZIP of CSV files, written by a job."""

    author = serializers.EmailField(source="author.email")
    file_state = serializers.ChoiceField(source="state", choices=WorkspaceExport.State.choices)

    class Meta:
        model = WorkspaceExport
        fields = [
            *("id", "author", "file_state", "n_rows", "n_rows_total", "n_bytes"),
            *("created_at", "finished_at", "expires_at"),
        ]


class WorkspaceExportListView(ListAPIView[WorkspaceExport]):
    """Exports of the workspace. Managers only, by key with the scope `admin`."""

    read_role = write_role = Role.MANAGER
    serializer_class = WorkspaceExportOutput
    queryset = WorkspaceExport.objects.none()

    class _Newest(CursorPages):
        ordering = "-id"

    pagination_class = _Newest

    @extend_schema(operation_id="list_workspace_exports")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """List exports of the whole workspace, newest first."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Return those of the workspace."""
        return _exports(cast("ApiRequest", self.request).workspace)

    @extend_schema(
        operation_id="create_workspace_export",
        request=None,
        responses={202: WorkspaceExportOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Export everything the workspace holds, in the background.

        `file_state` of the answer and of `GET /workspace/exports/{id}` say when
        `GET /workspace/exports/{id}/file` has the file. It is kept until `expires_at`.
        Returns 409 while another export of the workspace is running.
        """
        export = start_export(workspace=request.workspace, author=request.user)
        return Response(WorkspaceExportOutput(export).data, status=status.HTTP_202_ACCEPTED)


class WorkspaceExportView(APIView):
    """One export of the workspace."""

    read_role = Role.MANAGER

    @extend_schema(operation_id="get_workspace_export", responses={200: WorkspaceExportOutput})
    def get(self, request: ApiRequest, workspace_export_id: int) -> Response:
        """Return an export of the whole workspace and how far its file is."""
        export = get_object_or_404(_exports(request.workspace), pk=workspace_export_id)
        return Response(WorkspaceExportOutput(export).data)


class WorkspaceExportFileView(APIView):
    """The file that a job wrote."""

    read_role = Role.MANAGER
    content_negotiation_class = AnyAccept
    further_errors = (409, 410)

    @extend_schema(
        operation_id="get_workspace_export_file",
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def get(self, request: ApiRequest, workspace_export_id: int) -> FileResponse:
        """Return the ZIP of CSV files. The audit log says who downloaded it.

        Returns 409 while the file is being written, and 410 if it failed or has expired.
        """
        export = get_object_or_404(_exports(request.workspace), pk=workspace_export_id)
        return FileResponse(
            open_export(export, reader=request.user),
            as_attachment=True,
            filename=download_name(export),
            content_type="application/zip",
            headers={"Cache-Control": "no-store"},
        )


def _exports(workspace: Workspace) -> QuerySet[WorkspaceExport]:
    return workspace.full_exports.select_related("author", "workspace")
