"""No job changes a row of a workspace that is deleted, whoever queued it and when."""

from inspect import signature

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import SuppressionList
from leadqual.monitoring.models import Alert, Delivery
from leadqual.replies.models import Reply
from tests.two_workspaces import fingerprints, n_writes, secret_rows

pytestmark = pytest.mark.django_db
# Titles are marked to be read again, and merged functions added, for the time after a restore.
# Limits of how long personal data is kept hold for deleted workspaces as well.
MEANT_FOR_ALL = {Job.RECLASSIFY_TITLES, Job.RUN_RETENTION}
MEANT_FOR_OTHERS = {"follow_up", "anew", "change", "after", "moved", "draft_id"}


@pytest.fixture
def keys(workspace: Workspace, settings: Settings) -> dict[str, object]:
    """Keys of rows that jobs would work on, by the names that jobs have for them."""
    settings.EMAIL_HOST = "smtp.example"
    author = User.objects.create_user("author@leadqual.example")
    rows = secret_rows(workspace, author)
    Reply.objects.update(state=Reply.State.PENDING)
    ImportBatch.objects.update(status=ImportBatch.Status.RUNNING)
    SuppressionList.objects.update(status=SuppressionList.Status.RUNNING)
    now = timezone.now()
    alert = Alert.objects.get(workspace=workspace)
    Delivery.objects.create(
        alert=alert, way=Delivery.Way.MAIL, event=Delivery.Event.OPENED, next_at=now
    )
    Workspace.objects.update(deleted_at=now)
    return {
        "workspace": workspace.pk,
        "workspace_id": workspace.pk,
        "function": "sales",
        "campaign": rows["campaign_id"],
        "reply_id": rows["reply_id"],
        "batch_id": rows["batch_id"],
        "list_id": rows["suppression_list_id"],
        "correction_id": rows["title_correction_id"],
        "step_id": rows["title_step_id"],
        "erasure_id": rows["erasure_id"],
        "run_id": rows["run_id"],
        "mailbox_id": rows["mailbox_id"],
    }


def alerts_of(workspace: Workspace) -> list[object]:
    """Return the rows that fingerprints leave out: some alerts are of the whole installation."""
    deliveries = Delivery.objects.filter(alert__workspace=workspace).order_by("pk")
    return [
        *Alert.objects.filter(workspace=workspace).order_by("pk").values(),
        *deliveries.values(),
    ]


@pytest.mark.costs("runs every job")
def test_no_job_changes_a_row_of_a_deleted_workspace(
    workspace: Workspace, keys: dict[str, object]
) -> None:
    rows, alerts = fingerprints(workspace), alerts_of(workspace)
    failures: list[str] = []
    current_app.loader.import_default_modules()

    for job in set(Job) - MEANT_FOR_ALL:
        task = current_app.tasks[job.value]
        names = set(signature(task.run).parameters) - MEANT_FOR_OTHERS
        before, point = n_writes(), transaction.savepoint()
        task.apply(kwargs={name: keys[name] for name in names}, throw=True)
        written = {table for table, n in n_writes().items() if n > before.get(table, 0)}
        now = fingerprints(workspace, of=written)
        failures += [f"{job}: {table}" for table in now if now[table] != rows[table]]
        failures += [f"{job}: alerts"] if alerts_of(workspace) != alerts else []
        transaction.savepoint_rollback(point)

    assert failures == []
