"""Jobs on replies."""

from celery import shared_task

from leadqual.accounts.workspaces.workspace_jobs import skip_if_deleted
from leadqual.core.jobs import Job
from leadqual.replies import classification
from leadqual.replies.models import Reply


@shared_task(name=Job.CLASSIFY_REPLY)
@skip_if_deleted(Reply, "reply_id")
def classify_reply(reply_id: int) -> None:
    """Classify one reply and do what it asks for."""
    classification.classify_reply(reply_id=reply_id)


@shared_task(name=Job.CLASSIFY_PENDING_REPLIES)
def classify_pending_replies() -> None:
    """Classify what still waits, e.g. after the broker was away."""
    while classification.classify_pending():
        pass
