"""The job of enrichment."""

from celery import shared_task

from leadqual.core.jobs import Job, enqueue
from leadqual.enrichment.run_job import process_runs


@shared_task(name=Job.RUN_ENRICHMENTS)
def run_enrichments() -> None:
    """Work on waiting runs for a while; safe to run concurrently and to be killed."""
    if process_runs():
        enqueue(Job.RUN_ENRICHMENTS)
