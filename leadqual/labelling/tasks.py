"""Jobs on titles."""

import time

from celery import shared_task

from leadqual.core.jobs import Job, enqueue
from leadqual.labelling import services

SLICE_SECONDS = 20.0


@shared_task(name=Job.CLASSIFY_TITLES)
def classify_titles() -> None:
    """Classify what waits; after a while the rest goes to a new job, so others get a turn."""
    until = time.monotonic() + SLICE_SECONDS
    while services.classify_batch():
        if time.monotonic() > until:
            enqueue(Job.CLASSIFY_TITLES)
            return


@shared_task(name=Job.RECLASSIFY_TITLES)
def reclassify_titles() -> None:
    """Read every title again after the taxonomy or the model has changed."""
    services.mark_all_for_reclassification()
