"""The Celery application: jobs are found in the `tasks` module of each app."""

import os

from celery import Celery
from celery.signals import heartbeat_sent, worker_init, worker_ready

from leadqual.core.health import WORKER_KEY, note_alive
from leadqual.core.uploads import delete_abandoned

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")
os.umask(0o077)  # Every part and command loads this: what it writes is for its own account alone.

app = Celery("leadqual")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect  # type: ignore[untyped-decorator]  # has none
@heartbeat_sent.connect  # type: ignore[untyped-decorator]  # as above
def note_worker(**_signal: object) -> None:
    """Let `/healthz` know that a worker is alive; Celery calls this every two seconds."""
    note_alive(WORKER_KEY)


@worker_init.connect  # type: ignore[untyped-decorator]  # as above
def clean_uploads(**_signal: object) -> None:
    """Delete what a killed process left of files that were arriving."""
    delete_abandoned()
