"""What a worker does beside its jobs: it says that it is alive, and cleans up as it starts."""

from celery.signals import (
    heartbeat_sent,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
)

from leadqual.core.files.uploads import delete_abandoned
from leadqual.core.health import WORKER_KEY, note_alive
from leadqual.core.requests import job_ids
from leadqual.core.telemetry.metric_store import metric_store
from leadqual.core.telemetry.process_reports import (
    WORKER,
    WORKER_PROCESS,
    forget_process,
    report_process,
    reporter,
)


def connect() -> None:
    """Have Celery call these; it keeps one of each, however often it is told."""
    worker_ready.connect(note_worker)
    heartbeat_sent.connect(note_worker)
    worker_init.connect(clean_uploads)
    worker_process_init.connect(start_reports)
    worker_process_shutdown.connect(end_reports)
    worker_shutdown.connect(end_reports)
    job_ids.connect()


def note_worker(**_signal: object) -> None:
    """Say that a worker is alive, and store its metrics; Celery calls this every two seconds."""
    note_alive(WORKER_KEY)
    report_process(WORKER)
    metric_store().flush()  # A worker without further processes runs its jobs itself.


def start_reports(**_signal: object) -> None:
    """Have a process that runs jobs report what it does."""
    reporter().start(WORKER_PROCESS)


def end_reports(**_signal: object) -> None:
    """Forget a process that ends."""
    forget_process()


def clean_uploads(**_signal: object) -> None:
    """Delete what a killed process left of files that were arriving."""
    delete_abandoned()
