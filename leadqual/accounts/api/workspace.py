"""The workspace of a request by API: read, rename and delete it, and read its limits."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts import services
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.workspaces.quotas import Quota, Usage, usage_of
from leadqual.accounts.workspaces.services import delete_workspace
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


class QuotaUsageOutput(serializers.Serializer[Usage]):
    """How much of a limit is used."""

    quota = serializers.ChoiceField(choices=[(one.value, one.value) for one in Quota])
    used = serializers.IntegerField(
        allow_null=True,
        help_text="Records there are, jobs that are queued or running, or requests in this "
        "minute; `null` where requests are not counted because they have no limit.",
    )
    limit = serializers.IntegerField(allow_null=True, help_text="`null` for no limit.")


class WorkspaceUsageOutput(serializers.Serializer[Any]):
    """The limits of the workspace, each with what is used of it."""

    quotas = QuotaUsageOutput(many=True)


class WorkspaceUsageView(APIView):
    """What the workspace uses of its limits."""

    @extend_schema(operation_id="get_workspace_usage", responses={200: WorkspaceUsageOutput})
    def get(self, request: ApiRequest) -> Response:
        """Return contacts, companies, jobs and requests a minute, with their limits.

        At the limit of contacts or companies, what would create one is refused with
        `workspace_full`; changes go on. At the limit of jobs, imports, exports and searches for
        duplicates are refused with `too_many_jobs`, above that of requests with `throttled`.
        """
        return Response(WorkspaceUsageOutput({"quotas": usage_of(request.workspace)}).data)


class WorkspaceDeleteInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /workspace/delete`."""

    name = serializers.CharField(
        max_length=200, help_text="Name of the workspace, so that nobody deletes it by accident."
    )
    without_export = serializers.BooleanField(
        default=False,
        help_text="Delete it even if no export of it can be downloaded.",
    )


class WorkspaceDeleteView(APIView):
    """Deleting the workspace. Not with a secret that was rotated."""

    write_role = Role.MANAGER
    needs_current_secret = True

    @extend_schema(
        operation_id="delete_workspace", request=WorkspaceDeleteInput, responses={204: None}
    )
    def post(self, request: ApiRequest) -> Response:
        """Delete the workspace. Members and API keys, this one too, lose access immediately.

        Export it first (`POST /workspace/exports`), or send `without_export`. A manager can
        restore it under Workspaces for 30 days, or as long as the installation says. After that,
        all data and files are permanently removed.
        """
        body = WorkspaceDeleteInput(data=request.data)
        body.is_valid(raise_exception=True)
        delete_workspace(
            workspace=request.workspace,
            typed_name=body.validated_data["name"],
            author=request.user,
            without_export=body.validated_data["without_export"],
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
