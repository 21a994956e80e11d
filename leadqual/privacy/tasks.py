"""Jobs of privacy."""

from celery import shared_task

from leadqual.accounts.models import Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.privacy import retention
from leadqual.privacy.erasure import erase_person as erasing


@shared_task(name=Job.ERASE_PERSON)
def erase_person(*, erasure_id: int | None = None) -> None:
    """Run the steps of one erasure; without one, of all that are pending."""
    for key in erasing.open_erasures() if erasure_id is None else [erasure_id]:
        erasing.run_erasure(key)


@shared_task(name=Job.RUN_RETENTION)
def run_retention(*, workspace_id: int | None = None) -> None:
    """Remove expired data of a workspace; without one, of all: a job for each."""
    if workspace_id is None:
        retention.delete_old_emails()
        for key in Workspace.objects.order_by("pk").values_list("pk", flat=True):
            enqueue(Job.RUN_RETENTION, workspace_id=key)
        return
    workspace = Workspace.objects.filter(pk=workspace_id).first()  # It may be gone by now.
    if workspace is not None:
        retention.run_retention(workspace)
