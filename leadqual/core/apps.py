"""App configuration of core; imports the Celery application before any job."""

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db.backends.signals import connection_created

from leadqual.celery import app as celery_app

__all__ = ["CoreConfig", "celery_app"]


class CoreConfig(AppConfig):
    """The app that all others build on."""

    name = "leadqual.core"

    def ready(self) -> None:
        """Register lookups and Celery signals; start tracing and error reports if configured."""
        from leadqual.core import former_versions, prepared_query, worker_signals
        from leadqual.core.committed_writes import count_writes
        from leadqual.core.telemetry.error_reports import start_error_reports

        connection_created.connect(count_writes)
        checks.register(former_versions.check_former_versions, checks.Tags.database)
        prepared_query.register()
        worker_signals.connect()
        if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
            from leadqual.core.telemetry.tracing import start_tracing  # of the extra `telemetry`

            start_tracing()
        start_error_reports()
