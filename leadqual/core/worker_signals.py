"""What a worker does beside its jobs: it says that it is alive, and cleans up as it starts."""

from celery.signals import heartbeat_sent, worker_init, worker_ready

from leadqual.core.files.uploads import delete_abandoned
from leadqual.core.health import WORKER_KEY, note_alive


def connect() -> None:
    """Have Celery call these; it keeps one of each, however often it is told."""
    worker_ready.connect(note_worker)
    heartbeat_sent.connect(note_worker)
    worker_init.connect(clean_uploads)


def note_worker(**_signal: object) -> None:
    """Let `/healthz` know that a worker is alive; Celery calls this every two seconds."""
    note_alive(WORKER_KEY)


def clean_uploads(**_signal: object) -> None:
    """Delete what a killed process left of files that were arriving."""
    delete_abandoned()
