"""People and Companies: find, count, save, list, export."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Configuration of search; the tables are in `leads`."""

    name = "leadqual.search"

    def ready(self) -> None:
        """Register the files and jobs of a workspace once models can be imported."""
        from leadqual.accounts.workspaces.workspace_files import register_files
        from leadqual.search.workspace_content import delete_index_files

        register_files("facet index", delete_index_files)
        from leadqual.accounts.workspaces.quotas import Quota, register_counter
        from leadqual.search.exports.past_exports import count_queued

        register_counter(Quota.JOBS, "exports", count_queued)
        from django.urls import register_converter

        from leadqual.search.results.kinds import KindConverter

        register_converter(KindConverter, "kind")
