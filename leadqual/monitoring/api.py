"""Alerts of a workspace by API, and for staff the installation: jobs, status, thresholds."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from leadqual.accounts.api.permissions import role_of
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages, NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import NotAllowedError
from leadqual.monitoring.alerts import delivery, lifecycle
from leadqual.monitoring.alerts.alert_texts import words_of
from leadqual.monitoring.alerts.alert_thresholds import LIMITS, active_thresholds, set_limits
from leadqual.monitoring.failed_jobs import failed_jobs, run_again
from leadqual.monitoring.models import Alert, FailedJob
from leadqual.monitoring.selectors import alerts_of
from leadqual.monitoring.system_status import MAX_COUNTED, system_status


class AlertOutput(serializers.ModelSerializer[Alert]):
    """An alert. `closed_at` is null while it is open."""

    is_open = serializers.BooleanField()
    threshold = serializers.FloatField(source="limit", read_only=True, allow_null=True)
    acknowledged_at = serializers.DateTimeField(source="seen_at", read_only=True, allow_null=True)
    title = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()
    recommended_action = serializers.SerializerMethodField()

    class Meta:
        model = Alert
        fields = [
            *("id", "area", "signal", "title", "description", "recommended_action", "figure"),
            *("threshold", "is_open"),
            *("since", "opened_at", "last_at", "closed_at", "acknowledged_at", "note", "is_normal"),
        ]

    def get_title(self, alert: Alert) -> str:
        """Return the title of the alert."""
        return words_of(alert).title

    def get_description(self, alert: Alert) -> str:
        """Return what happened."""
        return words_of(alert).happened

    def get_recommended_action(self, alert: Alert) -> str:
        """Return what to do."""
        return words_of(alert).to_do


class AlertQuery(op.Query):
    """Parameters of `GET /alerts`."""

    state = serializers.ChoiceField(
        choices=["open", "closed"], required=False, help_text="State of the records to list."
    )


class AcknowledgementInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /alerts/{id}/acknowledge`."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    is_normal = serializers.BooleanField(
        default=False,
        help_text="Of drift: what comes in is normal from now on; the alert closes. Managers only.",
    )


class ResentAlertOutput(serializers.Serializer[Any]):
    """Messages that are sent again."""

    n_messages = serializers.IntegerField(help_text="0 if no message was given up.")


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


class AlertThresholdOutput(serializers.Serializer[Any]):
    """A threshold of alerts."""

    name = serializers.ChoiceField(choices=list(LIMITS))
    label = serializers.CharField()  # type: ignore[assignment]  # hides the name of the base
    value = serializers.FloatField()
    default = serializers.FloatField()
    lowest = serializers.FloatField()
    highest = serializers.FloatField()


class AlertThresholdsOutput(serializers.Serializer[Any]):
    """All thresholds of alerts."""

    thresholds = AlertThresholdOutput(many=True)


class AlertThresholdsInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `PUT /alert-thresholds`."""

    thresholds = serializers.DictField(
        child=serializers.FloatField(),
        help_text="Name → value; omitted ones are reset to their default.",
    )

    def validate_thresholds(self, sent: dict[str, float]) -> dict[str, float]:
        """Refuse unknown names and values out of range."""
        found = {
            name: LIMITS[name].problem_of(value) if name in LIMITS else "Unknown threshold."
            for name, value in sent.items()
        }
        if wrong := {name: [problem] for name, problem in found.items() if problem}:
            raise serializers.ValidationError(wrong)
        return {name: known.default for name, known in LIMITS.items()} | sent


class SentTestOutput(serializers.Serializer[Any]):
    """A test by one channel."""

    channel = serializers.CharField()
    problem = serializers.CharField(help_text="Why it was not sent; empty if it was.")


class SentTestsOutput(serializers.Serializer[Any]):
    """Tests by all channels that are set up."""

    sent = SentTestOutput(many=True)


class AlertViewSet(WorkspaceViewSet[Alert]):
    """Alerts of a workspace."""

    key = "alert"

    def get_queryset(self) -> QuerySet[Alert]:
        return alerts_of(self.workspace, with_operation=False)

    @op.get("alerts", query=AlertQuery, lists=AlertOutput, pages=NewestFirst)
    def list_alerts(self, query: op.Body) -> QuerySet[Alert]:
        """List alerts, newest first."""
        rows, state = self.get_queryset(), query.get("state")
        return rows if state is None else rows.filter(closed_at__isnull=state == "open")

    @op.post("alerts/<int:alert_id>/acknowledge", body=AcknowledgementInput, returns=AlertOutput)
    def acknowledge_alert(self, alert: Alert, body: op.Body) -> Alert:
        """Note that an alert was seen, or mark drift as normal."""
        if body["is_normal"] and not role_of(self.request).includes(Role.MANAGER):
            raise NotAllowedError("Only managers can mark an alert as normal. Nothing was changed.")
        return lifecycle.acknowledge(alert=alert, author=self.user, **body)

    @op.post("alerts/<int:alert_id>/resend", returns=ResentAlertOutput, role=Role.MANAGER)
    def resend_alert(self, alert: Alert) -> dict[str, int]:
        """Send messages about an alert again that were given up."""
        return {"n_messages": int(delivery.try_again(alert=alert))}


class InstallationViewSet(WorkspaceViewSet[FailedJob]):
    """For staff: what runs, what waits, failed jobs, and thresholds of all workspaces."""

    key = "failed_job"
    read_role = write_role = Role.VIEWER
    read_scope = write_scope = Scope.INSTALLATION

    def get_queryset(self) -> QuerySet[FailedJob]:
        return failed_jobs()

    @op.get("system-status", returns=SystemStatusOutput)
    def get_system_status(self) -> Any:
        """Return queues, processes and versions of the installation. Staff only."""
        return system_status()

    list_failed_jobs = op.listing(
        "failed-jobs",
        FailedJobOutput,
        "List failed jobs, the last one first. Staff only.",
        pages=LastFailedFirst,
    )

    @op.post("failed-jobs/<int:failed_job_id>/rerun", returns=FailedJobOutput, status=202)
    def rerun_failed_job(self, failed_job_id: int) -> FailedJob:
        """Run a failed job again; asked twice, it runs once. Staff only.

        It is no longer listed when it succeeds.
        """
        row = get_object_or_404(FailedJob, pk=failed_job_id)
        return run_again(failed_job_id=row.pk, author=self.user)

    @op.get("alert-thresholds", returns=AlertThresholdsOutput)
    def get_alert_thresholds(self) -> dict[str, Any]:
        """Return the alert thresholds of all workspaces. Staff only."""
        return _thresholds()

    @op.put("alert-thresholds", body=AlertThresholdsInput, returns=AlertThresholdsOutput)
    def set_alert_thresholds(self, body: op.Body) -> dict[str, Any]:
        """Set the alert thresholds of all workspaces. Staff only."""
        set_limits(values=body["thresholds"], author=self.user)
        return _thresholds()

    @op.post("alert-thresholds/test", returns=SentTestsOutput)
    def send_test_alert(self) -> dict[str, Any]:
        """Send a test by each channel that is set up. Staff only."""
        sent = delivery.send_test(author=self.user)
        return {"sent": [{"channel": str(way), "problem": one} for way, one in sent.items()]}


def _thresholds() -> dict[str, Any]:
    values = active_thresholds()
    rows = [
        {
            **{key: getattr(known, key) for key in ("label", "default", "lowest", "highest")},
            "name": name,
            "value": values[name],
        }
        for name, known in LIMITS.items()
    ]
    return {"thresholds": rows}
