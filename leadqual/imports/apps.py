"""Registers the files and jobs of imports, and the order of small imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Files that are imported."""

    name = "leadqual.imports"

    def ready(self) -> None:
        """Name files and order once the tables can be imported."""
        from leadqual.accounts.workspaces.quotas import Quota, register_counter
        from leadqual.accounts.workspaces.workspace_files import register_files
        from leadqual.imports import small_imports
        from leadqual.imports.selectors import count_at_work
        from leadqual.imports.workspace_content import delete_uploads
        from leadqual.leads.work_order import WorkOrder, register_work_order

        register_files("imports", delete_uploads)
        register_counter(Quota.JOBS, "imports", count_at_work)
        register_work_order(
            WorkOrder(
                titles=small_imports.first_titles,
                companies=small_imports.first_companies,
                has_waiting=small_imports.has_waiting,
            )
        )
