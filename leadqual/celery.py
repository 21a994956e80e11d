"""The Celery application: jobs are found in the `tasks` module of each app."""

import gc
import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")
# All checks of Django would import every page into each worker: two seconds and 60 MB.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
os.umask(0o077)  # Every process loads this; its files are private to its account.
gc.set_threshold(50_000, 20, 20)  # Python's default of 700 rescans all modules too often.

app = Celery("leadqual", task_cls="leadqual.core.hosts.counted_job:CountedJob")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
