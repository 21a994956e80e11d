"""App config: workers load the encoder before they fork."""

from importlib import import_module

from celery.signals import worker_init
from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Campaigns, verdicts and rankings."""

    name = "leadqual.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Connect signal handlers once the apps are loaded."""
        worker_init.connect(import_module("leadqual.campaigns.preloading").load_before_fork)
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.accounts.workspaces.workspace_files import register_files
        from leadqual.campaigns.workspace_content import (
            EXPORT_FILES,
            delete_index_files,
        )

        register_export_files(*EXPORT_FILES)
        register_files("company indexes", delete_index_files)
