"""Makes the description of API keys known to the OpenAPI page; names files of a workspace."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, workspaces, keys."""

    name = "leadqual.accounts"

    def ready(self) -> None:
        """Register the schema and the files once the apps are loaded."""
        import_module("leadqual.accounts.api.scoped_schema")
        from leadqual.accounts.workspaces.export_files import (  # noqa: PLC0415  # needs loaded apps
            ACCOUNT_FILES,
            register_export_files,
        )
        from leadqual.accounts.workspaces.workspace_export import delete_export_files  # noqa: PLC0415
        from leadqual.accounts.workspaces.workspace_files import register_files  # noqa: PLC0415

        register_export_files(*ACCOUNT_FILES)
        register_files("exports", delete_export_files)
