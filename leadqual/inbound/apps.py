"""Registers the export files of inbound leads."""

from django.apps import AppConfig


class InboundConfig(AppConfig):
    """Inbound leads: forms, routing rules and the log."""

    name = "leadqual.inbound"

    def ready(self) -> None:
        """Name the files of an export once the tables can be imported."""
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.inbound.workspace_content import EXPORT_FILES

        register_export_files(*EXPORT_FILES)
