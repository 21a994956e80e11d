"""Jobs of lead scores."""

from celery import shared_task

from leadqual.core.jobs import Job
from leadqual.lead_scores.refresh import score_job


@shared_task(name=Job.REFRESH_LEAD_SCORES)
def refresh_lead_scores() -> None:
    """Score whom something changed of, and everybody once a day."""
    score_job.work()
