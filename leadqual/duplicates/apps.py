"""Registers the jobs on duplicates."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """Duplicates of people and companies."""

    name = "leadqual.duplicates"

    def ready(self) -> None:
        """Name jobs once the tables can be imported."""
        from leadqual.accounts.workspaces.quotas import Quota, register_counter  # needs loaded apps
        from leadqual.duplicates.selectors import count_active_runs

        register_counter(Quota.JOBS, "duplicates", count_active_runs)
