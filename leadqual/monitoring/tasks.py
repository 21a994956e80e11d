"""Jobs of monitoring."""

from celery import shared_task

from leadqual.accounts.services import active_workspaces
from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_once
from leadqual.monitoring import daily_job, hourly_figures
from leadqual.monitoring.alerts import delivery
from leadqual.monitoring.metrics import count_labels


@shared_task(name=Job.WATCH_DAYS)
def monitor_days(*, workspace_id: int | None = None) -> None:
    """Evaluate the past days of a workspace; without one, of all: a job for each."""
    if workspace_id is None:
        for key in active_workspaces().order_by("pk").values_list("pk", flat=True):
            enqueue(Job.WATCH_DAYS, workspace_id=key)
        return
    with hold_once(f"monitoring.days.{workspace_id}") as is_ours:
        workspace = active_workspaces().filter(pk=workspace_id).first()  # It may be gone by now.
        if is_ours and workspace is not None:
            daily_job.monitor_workspace(workspace)


@shared_task(name=Job.WATCH_HOURS)
def monitor_hours() -> None:
    """Store the figures of the last hours and check them against the thresholds."""
    with hold_once("monitoring.hours") as is_ours:
        if is_ours:
            daily_job.monitor_operations()


@shared_task(name=Job.COUNT_WAITING)
def count_waiting() -> None:
    """Count pending work, and occasionally the labels."""
    hourly_figures.count_waiting()
    count_labels()


@shared_task(name=Job.SEND_ALERTS, expires=300)
def send_alerts() -> None:
    """Send messages about alerts that are due."""
    delivery.send_waiting()
