"""Addresses of webhooks."""

from django.urls import path

from leadqual.webhooks.api import webhook_deliveries as deliveries_api
from leadqual.webhooks.api import webhooks as webhooks_api
from leadqual.webhooks.pages import webhooks

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

api = [
    path("webhooks", webhooks_api.WebhookListView.as_view(), name="webhooks"),
    path(
        "webhooks/event-types",
        webhooks_api.EventTypeListView.as_view(),
        name="webhook-event-types",
    ),
    path("webhooks/<int:webhook_id>", webhooks_api.WebhookView.as_view(), name="webhook"),
    path(
        "webhooks/<int:webhook_id>/rotate-secret",
        webhooks_api.RotateWebhookSecretView.as_view(),
        name="rotate-webhook-secret",
    ),
    path(
        "webhooks/<int:webhook_id>/test",
        webhooks_api.TestWebhookView.as_view(),
        name="test-webhook",
    ),
    path(
        "webhooks/<int:webhook_id>/deliveries",
        deliveries_api.WebhookDeliveryListView.as_view(),
        name="webhook-deliveries",
    ),
    path(
        "webhooks/<int:webhook_id>/deliveries/<int:delivery_id>",
        deliveries_api.WebhookDeliveryView.as_view(),
        name="webhook-delivery",
    ),
    path(
        "webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/resend",
        deliveries_api.ResendWebhookDeliveryView.as_view(),
        name="resend-webhook-delivery",
    ),
    path(
        "webhooks/<int:webhook_id>/resend",
        deliveries_api.ResendWebhookEventsView.as_view(),
        name="resend-webhook-events",
    ),
]
