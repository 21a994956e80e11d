"""Addresses of watching."""

from django.urls import path

from leadqual.watching import api as endpoints
from leadqual.watching import views

pages = [
    path("lab/watching/", views.page, name="page"),
    path("lab/watching/limits/", views.limits, name="limits"),
    path("lab/watching/limits/test/", views.send_test, name="send-test"),
    path("lab/watching/alerts/<int:alert_id>/", views.behind, name="behind"),
    path("lab/watching/alerts/<int:alert_id>/seen/", views.seen, name="seen"),
    path("lab/watching/alerts/<int:alert_id>/again/", views.again, name="again"),
]
api = [path("alerts", endpoints.AlertListView.as_view(), name="alerts")]
