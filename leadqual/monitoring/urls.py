"""Addresses of watching."""

from django.urls import path

from leadqual.monitoring.api import alerts as endpoints
from leadqual.monitoring.api import installation, threshold_settings
from leadqual.monitoring.pages import metrics_endpoint, monitoring, system_status

pages = [
    path("metrics", metrics_endpoint.metrics, name="metrics"),
    path("lab/monitoring/", monitoring.page, name="page"),
    path("lab/system-status/", system_status.page, name="system_status"),
    path(
        "lab/system-status/failed-jobs/<int:failed_job_id>/rerun/",
        system_status.rerun,
        name="rerun_failed_job",
    ),
    path("lab/monitoring/alert-thresholds/", monitoring.limits, name="alert-thresholds"),
    path("lab/monitoring/alert-thresholds/test/", monitoring.send_test, name="send-test"),
    path("lab/monitoring/alerts/<int:alert_id>/", monitoring.examples, name="examples"),
    path("lab/monitoring/alerts/<int:alert_id>/acknowledge/", monitoring.seen, name="acknowledge"),
    path("lab/monitoring/alerts/<int:alert_id>/resend/", monitoring.again, name="resend"),
]
api = [
    path("alerts", endpoints.AlertListView.as_view(), name="alerts"),
    path(
        "alerts/<int:alert_id>/acknowledge",
        endpoints.AlertAcknowledgeView.as_view(),
        name="acknowledge-alert",
    ),
    path("alerts/<int:alert_id>/resend", endpoints.AlertResendView.as_view(), name="resend-alert"),
    path(
        "alert-thresholds",
        threshold_settings.AlertThresholdsView.as_view(),
        name="alert-thresholds",
    ),
    path("system-status", installation.SystemStatusView.as_view(), name="system-status"),
    path("failed-jobs", installation.FailedJobListView.as_view(), name="failed-jobs"),
    path(
        "failed-jobs/<int:failed_job_id>/rerun",
        installation.FailedJobRerunView.as_view(),
        name="rerun-failed-job",
    ),
    path("alert-thresholds/test", threshold_settings.AlertTestView.as_view(), name="test-alert"),
]
