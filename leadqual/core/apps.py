"""Makes the Celery application known before any job is."""

from django.apps import AppConfig

from leadqual.celery import app as celery_app

__all__ = ["CoreConfig", "celery_app"]


class CoreConfig(AppConfig):
    """The app that all others stand on."""

    name = "leadqual.core"

    def ready(self) -> None:
        """Listen to Celery once the settings can be read, and make lookups known."""
        from leadqual.core import lookups, worker_signals  # noqa: PLC0415  # needs settings

        lookups.register()
        worker_signals.connect()
