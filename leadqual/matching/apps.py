"""Has rankings follow business models that change elsewhere, and workers load the encoder."""

from importlib import import_module

from celery.signals import worker_init
from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Campaigns, verdicts and rankings."""

    name = "leadqual.matching"

    def ready(self) -> None:
        """Listen to changes of business models and starts of workers once the apps are loaded."""
        import_module("leadqual.matching.following")
        worker_init.connect(import_module("leadqual.matching.warming").load_before_fork)
