"""Jobs of watching."""

from celery import shared_task

from leadqual.accounts.selectors import active_workspaces
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import only_here
from leadqual.watching import hours, running, sending


@shared_task(name=Job.WATCH_DAYS)
def watch_days(*, workspace_id: int | None = None) -> None:
    """Look at the days of a workspace that are over; without one, of all: a job for each."""
    if workspace_id is None:
        for key in active_workspaces().order_by("pk").values_list("pk", flat=True):
            enqueue(Job.WATCH_DAYS, workspace_id=key)
        return
    with only_here(f"watching.days.{workspace_id}") as is_ours:
        workspace = active_workspaces().filter(pk=workspace_id).first()  # It may be gone by now.
        if is_ours and workspace is not None:
            running.watch_workspace(workspace)


@shared_task(name=Job.WATCH_HOURS)
def watch_hours() -> None:
    """Store what was counted in the last hours, and hold limits against it."""
    with only_here("watching.hours") as is_ours:
        if is_ours:
            running.watch_operation()


@shared_task(name=Job.COUNT_WAITING)
def count_waiting() -> None:
    """Count what waits now."""
    hours.count_waiting()


@shared_task(name=Job.SEND_ALERTS, expires=300)
def send_alerts() -> None:
    """Send messages about alerts that are due."""
    sending.send_waiting()
