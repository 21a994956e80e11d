"""Event types that the endpoints of a workspace listen to."""

from collections.abc import Iterable

from leadqual.accounts.models import Workspace
from leadqual.webhooks.models import WebhookEndpoint
from leadqual.webhooks.outbox import ROWS, SUMMARY


def update_subscriptions(workspace: Workspace) -> None:
    """Note on the workspace what its active endpoints listen to, in the open transaction."""
    # The row of the workspace: of two managers who save at once, the later one counts both.
    Workspace.objects.select_for_update(no_key=True).only("pk").get(pk=workspace.pk)
    active = WebhookEndpoint.objects.filter(workspace=workspace, is_active=True)
    workspace.webhook_events = list_subscriptions(active)
    Workspace.objects.filter(pk=workspace.pk).update(webhook_events=workspace.webhook_events)


def list_subscriptions(endpoints: Iterable[WebhookEndpoint]) -> list[str]:
    """Return the event types that endpoints listen to, and whether as rows or as summaries."""
    found: set[str] = set()
    for endpoint in endpoints:
        suffix = ROWS if endpoint.with_rows else SUMMARY
        for event_type in endpoint.event_types:
            found |= {event_type, f"{event_type}{suffix}"}
    return sorted(found)
