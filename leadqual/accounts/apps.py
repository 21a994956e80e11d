"""Registers the API schema, files and jobs, and keeps row-level security up to date."""

import logging
from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

logger = logging.getLogger(__name__)


class AccountsConfig(AppConfig):
    """Users, workspaces and API keys."""

    name = "leadqual.accounts"

    def ready(self) -> None:
        """Register the schema and the files once the apps are loaded."""
        import_module("leadqual.accounts.api.idempotency")
        from leadqual.accounts.workspaces.quotas import Quota, register_counter
        from leadqual.accounts.workspaces.workspace_export import (  # needs loaded apps
            ACCOUNT_FILES,
            delete_export_files,
            register_export_files,
            register_files,
            running_exports,
        )

        register_counter(Quota.JOBS, "exports of everything", running_exports)
        register_export_files(*ACCOUNT_FILES)
        register_files("exports", delete_export_files)
        post_migrate.connect(_secure_rows, sender=self)


def _secure_rows(**_signal: object) -> None:
    """Give new tables their policies, after each `migrate`."""
    from leadqual.accounts.row_security import set_up_row_security  # needs loaded apps

    for problem in set_up_row_security():
        logger.warning("row-level security is not set up", extra={"problem": problem})
