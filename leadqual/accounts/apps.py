"""Registers the API schema, files and jobs."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, workspaces and API keys."""

    name = "leadqual.accounts"

    def ready(self) -> None:
        """Register the schema and the files once the apps are loaded."""
        import_module("leadqual.accounts.api.scoped_schema")
        from leadqual.accounts.workspaces.export_files import ACCOUNT_FILES, register_export_files
        from leadqual.accounts.workspaces.quotas import Quota, register_counter
        from leadqual.accounts.workspaces.workspace_export import (
            delete_export_files,
            running_exports,
        )
        from leadqual.accounts.workspaces.workspace_files import register_files

        register_counter(Quota.JOBS, "exports of everything", running_exports)
        register_export_files(*ACCOUNT_FILES)
        register_files("exports", delete_export_files)
