"""Names to the registry what it may ask about replies."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """Replies to outreach, and what was done about them."""

    name = "leadqual.replies"

    def ready(self) -> None:
        """Name the source of replies once the tables can be imported."""
        from leadqual.registry.model_sources import add_source
        from leadqual.replies.training_source import ReplySource

        add_source("replies", ReplySource())
        from leadqual.accounts.workspaces.export_files import register_export_files
        from leadqual.replies.workspace_content import EXPORT_FILES

        register_export_files(*EXPORT_FILES)
        from classifiers.replies.intents import INTENTS
        from leadqual.webhooks.endpoint_settings import FilterValues, register_filter_values

        register_filter_values("intent", FilterValues(lambda: INTENTS, "Use slugs of intents."))
