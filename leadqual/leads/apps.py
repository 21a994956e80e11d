"""Names the files that a workspace has here."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Contacts, companies, job titles, search and lists."""

    name = "leadqual.leads"

    def ready(self) -> None:
        """Name the files once the tables can be imported."""
        from leadqual.accounts.workspaces.export_files import (  # noqa: PLC0415  # needs loaded apps
            register_export_files,
        )
        from leadqual.leads.workspace_content import EXPORT_FILES  # noqa: PLC0415

        register_export_files(*EXPORT_FILES)
