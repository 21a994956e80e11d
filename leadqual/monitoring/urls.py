"""Addresses of watching."""

from django.urls import path

from leadqual.monitoring.api import api
from leadqual.monitoring.pages import metrics_endpoint, monitoring, system_status

__all__ = ["api", "pages"]

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
