"""Registers the jobs of enrichment and its export files."""

from django.apps import AppConfig


class EnrichmentConfig(AppConfig):
    """Enrichment of people and companies."""

    name = "leadqual.enrichment"

    def ready(self) -> None:
        """Name jobs and files once the tables can be imported."""
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.accounts.workspaces.quotas import Quota, register_counter  # needs loaded apps
        from leadqual.enrichment.runs import count_active_runs
        from leadqual.enrichment.workspace_content import EXPORT_FILES

        register_counter(Quota.JOBS, "enrichment", count_active_runs)
        register_export_files(*EXPORT_FILES)
