"""Has the jobs of each process timed."""

from django.apps import AppConfig

from leadqual.monitoring.operations.job_timing import listen


class WatchingConfig(AppConfig):
    """What is watched, and the alerts."""

    name = "leadqual.monitoring"
    label = "watching"

    def ready(self) -> None:
        """Listen to jobs once the apps are loaded."""
        listen()
