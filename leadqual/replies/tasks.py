"""Jobs on replies."""

from celery import shared_task

from leadqual.core.jobs import Job
from leadqual.replies import classifying


@shared_task(name=Job.CLASSIFY_REPLY)
def classify_reply(reply_id: int) -> None:
    """Classify one reply and do what it asks for."""
    classifying.classify_reply(reply_id=reply_id)


@shared_task(name=Job.CLASSIFY_PENDING_REPLIES)
def classify_pending_replies() -> None:
    """Classify what still waits, e.g. after the broker was away."""
    while classifying.classify_pending():
        pass
