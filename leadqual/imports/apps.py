"""Names the files that a workspace has here."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Files that are imported."""

    name = "leadqual.imports"

    def ready(self) -> None:
        """Name the files once the tables can be imported."""
        from leadqual.accounts.workspaces.workspace_files import register_files  # noqa: PLC0415  # needs loaded apps
        from leadqual.imports.workspace_content import delete_uploads  # noqa: PLC0415

        register_files("imports", delete_uploads)
