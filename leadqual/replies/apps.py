"""Names to the registry what it may ask about replies."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """Replies to outreach, and what was done about them."""

    name = "leadqual.replies"

    def ready(self) -> None:
        """Name the source of replies once the tables can be imported."""
        from leadqual.registry.sources import add_source  # noqa: PLC0415  # needs loaded apps
        from leadqual.replies.sources import ReplySource  # noqa: PLC0415

        add_source("replies", ReplySource())
