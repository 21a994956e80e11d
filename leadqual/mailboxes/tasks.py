"""Jobs on mailboxes."""

from celery import shared_task

from leadqual.accounts.workspaces.workspace_jobs import skip_if_deleted
from leadqual.core.jobs import Job, enqueue
from leadqual.mailboxes.checks import check_mailbox as checks
from leadqual.mailboxes.models import Mailbox


@shared_task(name=Job.CHECK_MAILBOX)
@skip_if_deleted(Mailbox, "mailbox_id")
def check_mailbox(mailbox_id: int) -> None:
    """Read what is new in one mailbox."""
    checks.check_mailbox(mailbox_id=mailbox_id)


@shared_task(name=Job.CHECK_MAILBOXES)
def check_mailboxes() -> None:
    """Start a check of each mailbox that is due."""
    for key in checks.due_mailboxes():
        enqueue(Job.CHECK_MAILBOX, mailbox_id=key)
