"""The app of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhook events, endpoints and deliveries."""

    name = "leadqual.webhooks"

    def ready(self) -> None:
        """Name the files of an export once the tables can be imported."""
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.webhooks.workspace_content import EXPORT_FILES

        register_export_files(*EXPORT_FILES)
