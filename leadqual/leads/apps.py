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
        from leadqual.accounts.workspaces.files import register_files  # noqa: PLC0415
        from leadqual.leads.workspace_content import (  # noqa: PLC0415
            EXPORT_FILES,
            delete_index_files,
        )

        register_export_files(*EXPORT_FILES)
        register_files("facet index", delete_index_files)
