"""Jobs of privacy."""

from celery import shared_task

from leadqual.core.jobs import Job
from leadqual.privacy.erasure import erasing


@shared_task(name=Job.ERASE_PERSON)
def erase_person(*, erasure_id: int | None = None) -> None:
    """Do the steps of one erasure; without one, of all that are not done."""
    for key in erasing.open_erasures() if erasure_id is None else [erasure_id]:
        erasing.run_erasure(key)
