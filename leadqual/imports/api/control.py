"""Steps of an import by API: start after a dry run, pause, resume, stop, undo, add to a list."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.requests.reloading import reload_or_404
from leadqual.imports import control
from leadqual.imports.api.imports import ImportOutput, find_import
from leadqual.imports.columns.remembered_mappings import forget
from leadqual.imports.list_additions import add_to_list
from leadqual.imports.options import LONGEST_LIST_NAME, check_list_name


class _StepView(APIView):
    """One step of one import; 409 where it is not at the place for it."""

    write_role = Role.MANAGER

    @staticmethod
    def take(request: ApiRequest, batch_id: int, service: Callable[..., Any]) -> Response:
        """Take the step and answer with the import."""
        batch = find_import(request, batch_id)
        service(batch=batch, author=request.user)
        reload_or_404(batch)
        return Response(ImportOutput(batch).data)


class ImportStartView(_StepView):
    """Start after a dry run."""

    @extend_schema(operation_id="start_import", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Start an import after its dry run."""
        return self.take(request, batch_id, control.start_checked)


class ImportMappingForgetView(_StepView):
    """Forgetting a remembered mapping."""

    @extend_schema(operation_id="forget_import_mapping", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Forget the mapping remembered for files like this one, and detect the columns again."""
        batch = find_import(request, batch_id)
        forget(batch=batch)
        reload_or_404(batch)
        return Response(ImportOutput(batch).data)


class ImportPauseView(_StepView):
    """Pause."""

    @extend_schema(operation_id="pause_import", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Pause an import after the rows being written."""
        return self.take(request, batch_id, control.pause_import)


class ImportResumeView(_StepView):
    """Resume."""

    @extend_schema(operation_id="resume_import", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Resume a paused import."""
        return self.take(request, batch_id, control.resume_import)


class ImportStopView(_StepView):
    """Stop for good."""

    @extend_schema(operation_id="stop_import", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Stop an import. Imported rows are kept."""
        return self.take(request, batch_id, control.stop_import)


class ImportUndoView(_StepView):
    """Undo."""

    @extend_schema(operation_id="undo_import", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Undo an import. Records changed since then are kept."""
        return self.take(request, batch_id, control.start_undo)


class ListNameInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /imports/{id}/list`."""

    name = serializers.CharField(
        max_length=LONGEST_LIST_NAME, help_text="Name of the list. A new name creates a list."
    )


class ImportPeopleListView(APIView):
    """The people or companies of an import in a list."""

    @extend_schema(operation_id="add_import_to_list", request=ListNameInput, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Add all records of an import to a list. People marked Do not contact are not added."""
        batch = find_import(request, batch_id)
        body = ListNameInput(data=request.data)
        body.is_valid(raise_exception=True)
        name = body.validated_data["name"]
        check_list_name(name)
        add_to_list(batch=batch, name=name, author=request.user)
        reload_or_404(batch)
        return Response(ImportOutput(batch).data)
