"""Addresses of watching."""

from django.urls import path

from leadqual.monitoring import api as endpoints
from leadqual.monitoring.pages import monitoring

pages = [
    path("lab/monitoring/", monitoring.page, name="page"),
    path("lab/monitoring/alert-thresholds/", monitoring.limits, name="alert-thresholds"),
    path("lab/monitoring/alert-thresholds/test/", monitoring.send_test, name="send-test"),
    path("lab/monitoring/alerts/<int:alert_id>/", monitoring.examples, name="examples"),
    path("lab/monitoring/alerts/<int:alert_id>/acknowledge/", monitoring.seen, name="acknowledge"),
    path("lab/monitoring/alerts/<int:alert_id>/resend/", monitoring.again, name="resend"),
]
api = [path("alerts", endpoints.AlertListView.as_view(), name="alerts")]
