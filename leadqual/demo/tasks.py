"""The job of the demo workspace."""

from celery import shared_task

from leadqual.core.jobs import Job
from leadqual.demo import sample_data


@shared_task(name=Job.FINISH_SAMPLE_DATA)
def finish_sample_data() -> None:
    """Add what needs vectors; nothing where there is no demo workspace, or all is done."""
    sample_data.finish()
