"""Reads of endpoints and of what was sent to them."""

from django.db.models import Count, Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint


def endpoints_of(workspace: Workspace) -> QuerySet[WebhookEndpoint]:
    """Return the endpoints of a workspace with `n_waiting` and `n_failed` deliveries."""
    rows = WebhookEndpoint.objects.filter(workspace=workspace)
    waiting, failed = WebhookDelivery.State.WAITING, WebhookDelivery.State.FAILED
    return rows.select_related("workspace", "created_by").annotate(
        n_waiting=Count("deliveries", filter=Q(deliveries__state=waiting)),
        n_failed=Count("deliveries", filter=Q(deliveries__state=failed)),
    )


def deliveries_of(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """Return the delivery log of an endpoint with its events, the newest first."""
    rows = WebhookDelivery.objects.filter(endpoint=endpoint, workspace=endpoint.workspace_id)
    return rows.select_related("event", "endpoint", "workspace").order_by("-pk")
