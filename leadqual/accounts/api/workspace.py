"""The workspace of a request by API: read and rename."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts import services
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Workspace
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME, check_name


class WorkspaceOutput(serializers.ModelSerializer[Workspace]):
    """The workspace that the key or the session is bound to."""

    class Meta:
        model = Workspace
        fields = ["id", "name", "slug", "created_at"]


class WorkspaceInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PATCH /workspace`."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])

    def validate_name(self, name: str) -> str:
        """Join the words with single spaces."""
        return " ".join(name.split())


class WorkspaceView(APIView):
    """The workspace."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="get_workspace", responses={200: WorkspaceOutput})
    def get(self, request: ApiRequest) -> Response:
        """Return the workspace."""
        return Response(WorkspaceOutput(request.workspace).data)

    @extend_schema(
        operation_id="update_workspace", request=WorkspaceInput, responses={200: WorkspaceOutput}
    )
    def patch(self, request: ApiRequest) -> Response:
        """Rename the workspace. Its slug stays the same."""
        body = WorkspaceInput(data=request.data)
        body.is_valid(raise_exception=True)
        workspace = request.workspace
        services.rename_workspace(
            workspace=workspace,
            name=body.validated_data["name"],
            author=request.user,
        )
        return Response(WorkspaceOutput(workspace).data)
