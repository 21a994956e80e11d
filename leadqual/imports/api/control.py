"""Steps of an import by API: start after a dry run, pause, resume, stop, undo."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.imports import control
from leadqual.imports.api.imports import ImportOutput, find_import


class _StepView(APIView):
    """One step of one import; 409 where it is not at the place for it."""

    write_role = Role.MANAGER

    @staticmethod
    def take(request: ApiRequest, batch_id: int, service: Callable[..., Any]) -> Response:
        """Take the step and answer with the import."""
        batch = find_import(request, batch_id)
        service(batch=batch, author=request.user)
        batch.refresh_from_db()
        return Response(ImportOutput(batch).data)


class ImportStartView(_StepView):
    """Start after a dry run."""

    @extend_schema(operation_id="imports_start", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Start an import after its dry run."""
        return self.take(request, batch_id, control.start_checked)


class ImportPauseView(_StepView):
    """Pause."""

    @extend_schema(operation_id="imports_pause", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Pause an import after the rows being written."""
        return self.take(request, batch_id, control.pause_import)


class ImportResumeView(_StepView):
    """Resume."""

    @extend_schema(operation_id="imports_resume", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Resume a paused import."""
        return self.take(request, batch_id, control.resume_import)


class ImportStopView(_StepView):
    """Stop for good."""

    @extend_schema(operation_id="imports_stop", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Stop an import. Imported rows are kept."""
        return self.take(request, batch_id, control.stop_import)


class ImportUndoView(_StepView):
    """Undo."""

    @extend_schema(operation_id="imports_undo", request=None, responses=ImportOutput)
    def post(self, request: ApiRequest, batch_id: int) -> Response:
        """Undo an import. Records changed since then are kept."""
        return self.take(request, batch_id, control.start_undo)
