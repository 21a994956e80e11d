"""Addresses of webhooks."""

from django.urls import path

from leadqual.webhooks.api import api
from leadqual.webhooks.pages import webhooks

__all__ = ["api", "pages"]

pages = [
    path("settings/webhooks/", webhooks.endpoints, name="endpoints"),
    path("settings/webhooks/<int:webhook_id>/", webhooks.endpoint, name="endpoint"),
    path(
        "settings/webhooks/<int:webhook_id>/rotate/", webhooks.rotate_secret, name="rotate_secret"
    ),
    path(
        "settings/webhooks/<int:webhook_id>/delete/",
        webhooks.delete_endpoint,
        name="delete_endpoint",
    ),
    path("settings/webhooks/<int:webhook_id>/test/", webhooks.test_endpoint, name="test_endpoint"),
    path(
        "settings/webhooks/<int:webhook_id>/resend/", webhooks.resend_events, name="resend_events"
    ),
    path(
        "settings/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/resend/",
        webhooks.resend_delivery,
        name="resend_delivery",
    ),
]
