"""Jobs of accounts."""

from celery import shared_task

from leadqual.accounts.keys.expiry_warnings import warn_expiring_keys
from leadqual.accounts.workspaces import exporting, purging
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import only_here

SLICE_SECONDS = 20.0


@shared_task(name=Job.PURGE_WORKSPACES)
def purge_workspaces() -> None:
    """Remove workspaces whose time to be restored is over; after a while in a new job."""
    with only_here("accounts.purge_workspaces") as is_ours:
        is_over = not is_ours or purging.purge_due(seconds=SLICE_SECONDS)
    if not is_over:
        enqueue(Job.PURGE_WORKSPACES)


@shared_task(name=Job.EXPORT_WORKSPACES)
def export_workspaces() -> None:
    """Write the exports that were asked for, and delete the files of those that expired."""
    with only_here("accounts.export_workspaces") as is_ours:
        if is_ours:
            exporting.delete_expired()
            while waiting := exporting.waiting_exports():  # Some begin anew.
                for export in waiting:
                    exporting.write_export(export)


@shared_task(name=Job.WARN_EXPIRING_KEYS)
def warn_about_expiring_keys() -> None:
    """Email about API keys that expire soon."""
    with only_here("accounts.expiring_keys") as is_ours:
        if is_ours:
            warn_expiring_keys()
