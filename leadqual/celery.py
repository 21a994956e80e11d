"""The Celery application: jobs are found in the `tasks` module of each app."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")

app = Celery("leadqual")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def prepare(**_signal: object) -> None:
    """Load what the processes of a worker share, before they are forked."""
    from leadqual.matching.warming import load_before_fork  # noqa: PLC0415  # needs Django

    load_before_fork()
