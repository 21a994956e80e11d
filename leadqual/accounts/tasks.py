"""Jobs of accounts."""

import logging

from celery import shared_task

from leadqual.accounts.emails import send_due_emails
from leadqual.accounts.keys import services
from leadqual.accounts.keys.expiry_warnings import warn_expiring_keys
from leadqual.accounts.models import WorkspaceExport
from leadqual.accounts.workspaces import workspace_export, workspace_purge
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_once
from leadqual.core.servers_away import is_temporary

SLICE_SECONDS = 20.0
logger = logging.getLogger(__name__)


@shared_task(name=Job.SEND_EMAILS)
def send_emails() -> None:
    """Send the queued emails that are due."""
    send_due_emails()


@shared_task(name=Job.PURGE_WORKSPACES)
def purge_workspaces() -> None:
    """Purge workspaces that can no longer be restored; long runs continue in a new job."""
    with hold_once("accounts.purge_workspaces") as is_locked:
        is_done = not is_locked or workspace_purge.purge_due(seconds=SLICE_SECONDS)
    if not is_done:
        enqueue(Job.PURGE_WORKSPACES)


@shared_task(name=Job.EXPORT_WORKSPACES)
def export_workspaces() -> None:
    """Write requested exports, and delete expired files."""
    with hold_once("accounts.export_workspaces") as is_locked:
        if is_locked:
            workspace_export.delete_expired()
            while waiting := workspace_export.waiting_exports():  # Some start over.
                for export in waiting:
                    _write_export(export)


def _write_export(export: WorkspaceExport) -> None:
    """Write one export; a failure does not stop the others."""
    try:
        workspace_export.write_export(export)
    except Exception as error:  # One broken export must not stop the others.
        if is_temporary(error):  # The schedule retries.
            raise
        logger.exception("export of a workspace failed", extra={"export": export.pk})
        workspace_export.fail_export(export)


@shared_task(name=Job.FORGET_ANSWERS)
def forget_answers() -> None:
    """Delete stored API responses that are too old to be sent again."""
    services.delete_old_answers()


@shared_task(name=Job.WARN_EXPIRING_KEYS)
def warn_about_expiring_keys() -> None:
    """Send emails about API keys that expire soon."""
    with hold_once("accounts.expiring_keys") as is_locked:
        if is_locked:
            warn_expiring_keys()
