"""Has the jobs of each process timed, and those that fail recorded."""

from django.apps import AppConfig

from leadqual.monitoring import timing


class WatchingConfig(AppConfig):
    """What is watched, and the alerts."""

    name = "leadqual.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Listen to jobs once the apps are loaded."""
        from leadqual.monitoring import failed_jobs  # needs the apps

        timing.listen()
        failed_jobs.listen()
