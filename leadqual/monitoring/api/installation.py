"""The installation by API, for staff: what runs, what waits, failed jobs and running one again."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.pages import CursorPages
from leadqual.monitoring.failed_jobs import failed_jobs, run_again
from leadqual.monitoring.models import FailedJob
from leadqual.monitoring.system_status import MAX_COUNTED, system_status


class QueueOutput(serializers.Serializer[Any]):
    """What waits in one queue."""

    name = serializers.CharField(help_text="`jobs`, `titles`, `replies` or `imports`.")
    length = serializers.IntegerField(help_text=f"Rows are counted up to {MAX_COUNTED:,}.")
    oldest_seconds = serializers.FloatField(help_text="How long the oldest has waited.")


class RunningJobOutput(serializers.Serializer[Any]):
    """A job that runs now."""

    job = serializers.CharField()
    since = serializers.DateTimeField()


class RunningPartOutput(serializers.Serializer[Any]):
    """A process that serves requests, runs jobs or sends what is due."""

    part = serializers.ChoiceField(source="role", choices=["web", "worker", "beat"])
    host = serializers.CharField()
    pid = serializers.IntegerField()
    since = serializers.DateTimeField()
    version = serializers.CharField()
    n_processes = serializers.IntegerField(help_text="Processes of a worker that run jobs.")
    jobs = RunningJobOutput(many=True)


class SystemStatusOutput(serializers.Serializer[Any]):
    """The installation now."""

    not_ready = serializers.ListField(
        child=serializers.CharField(), help_text="Parts that are missing, as `/healthz` has them."
    )
    versions = serializers.ListField(
        child=serializers.CharField(), help_text="Several while an upgrade is under way."
    )
    queues = QueueOutput(many=True)
    processes = RunningPartOutput(source="parts", many=True)


class FailedJobOutput(serializers.ModelSerializer[FailedJob]):
    """A job that failed. Nothing of the records that it worked on is kept."""

    class Meta:
        model = FailedJob
        fields = [
            *("id", "job", "arguments", "error", "description", "code", "place", "job_id"),
            *("request_id", "n", "first_at", "last_at", "rerun_at"),
        ]


class LastFailedFirst(CursorPages):
    """Pages of failed jobs, the last one first."""

    ordering = ("-last_at", "-id")


class SystemStatusView(APIView):
    """What runs and what waits."""

    read_role = Role.VIEWER
    read_scope = Scope.INSTALLATION

    @extend_schema(operation_id="get_system_status", responses={200: SystemStatusOutput})
    def get(self, request: Request) -> Response:
        """Return queues, processes and versions of the installation. Staff only."""
        return Response(SystemStatusOutput(system_status()).data)


class FailedJobListView(ListAPIView[FailedJob]):
    """Failed jobs."""

    serializer_class = FailedJobOutput
    pagination_class = LastFailedFirst
    read_role = Role.VIEWER
    read_scope = Scope.INSTALLATION

    @extend_schema(operation_id="list_failed_jobs")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List failed jobs, the last one first. Staff only."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[FailedJob]:
        """Return them all."""
        return failed_jobs()


class FailedJobRerunView(APIView):
    """Running a failed job again."""

    write_role = Role.VIEWER
    write_scope = Scope.INSTALLATION

    @extend_schema(operation_id="rerun_failed_job", request=None, responses={202: FailedJobOutput})
    def post(self, request: ApiRequest, failed_job_id: int) -> Response:
        """Run a failed job again; asked twice, it runs once. Staff only.

        It is no longer listed when it succeeds.
        """
        row = get_object_or_404(FailedJob, pk=failed_job_id)
        row = run_again(failed_job_id=row.pk, author=request.user)
        return Response(FailedJobOutput(row).data, status=status.HTTP_202_ACCEPTED)
