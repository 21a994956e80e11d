"""Full addresses of the page of an endpoint, as they stand in emails."""

from django.conf import settings
from django.urls import reverse

from leadqual.webhooks.models import WebhookEndpoint


def endpoint_address(endpoint: WebhookEndpoint) -> str:
    """Return the address of the page of an endpoint; without its host where none is set."""
    path = reverse("webhooks:endpoint", args=[endpoint.pk])
    origins = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0].rstrip('/')}{path}" if origins else path
