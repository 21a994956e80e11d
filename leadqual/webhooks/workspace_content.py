"""Webhook files of a workspace export, without secrets."""

from leadqual.accounts.workspaces.export_files import ExportFile
from leadqual.webhooks.models import WebhookEndpoint

EXPORT_FILES = (
    ExportFile(
        "webhooks.csv",
        lambda workspace_id: WebhookEndpoint.objects.filter(workspace=workspace_id),
        {
            **{
                name: name
                for name in (
                    *("id", "url", "description", "event_types", "filters", "with_rows"),
                    *("is_active", "created_at"),
                )
            },
            "created_by": "created_by__email",
        },
    ),
)
