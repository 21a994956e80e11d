"""Addresses of watching."""

from django.urls import path

from leadqual.monitoring import api as endpoints
from leadqual.monitoring.pages import monitoring

pages = [
    path("lab/watching/", monitoring.page, name="page"),
    path("lab/watching/limits/", monitoring.limits, name="limits"),
    path("lab/watching/limits/test/", monitoring.send_test, name="send-test"),
    path("lab/watching/alerts/<int:alert_id>/", monitoring.examples, name="behind"),
    path("lab/watching/alerts/<int:alert_id>/seen/", monitoring.seen, name="seen"),
    path("lab/watching/alerts/<int:alert_id>/again/", monitoring.again, name="again"),
]
api = [path("alerts", endpoints.AlertListView.as_view(), name="alerts")]
