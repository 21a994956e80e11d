"""Has each reply read for requests about personal data."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Personal data: access, export and erasure."""

    name = "leadqual.privacy"

    def ready(self) -> None:
        """Name the reader of replies once the tables can be imported."""
        from leadqual.privacy.requests import open_requests  # loaded apps
        from leadqual.replies.classification import register_handler

        register_handler(open_requests)
