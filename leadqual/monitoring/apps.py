"""Times the jobs of each process, records those that fail, and reads delivery reports."""

from django.apps import AppConfig

from leadqual.monitoring import timing


class MonitoringConfig(AppConfig):
    """Starts the timing of jobs and the recording of failed jobs."""

    name = "leadqual.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Listen to jobs once the apps are loaded."""
        from leadqual.monitoring import failed_jobs  # needs the apps

        timing.listen()
        failed_jobs.listen()
        from leadqual.monitoring.alerts.blocked_emails import note_report
        from leadqual.replies.classification import register_handler

        register_handler(note_report)
