"""Has rankings follow business models that change elsewhere."""

from importlib import import_module

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Campaigns, verdicts and rankings."""

    name = "leadqual.matching"

    def ready(self) -> None:
        """Listen to changes of business models once the apps are loaded."""
        import_module("leadqual.matching.following")
