"""Deleting a workspace: closed at once, restored for 30 days, then gone without a trace."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import AuditRow, User, Workspace, WorkspaceExport
from leadqual.accounts.workspaces import workspace_purge
from leadqual.accounts.workspaces.services import delete_workspace
from leadqual.accounts.workspaces.workspace_export import path_of, write_export
from leadqual.campaigns.pool.index_files import folder_for
from leadqual.companies import readings
from leadqual.imports.models import ImportBatch
from leadqual.imports.selectors import stalled_batches
from leadqual.labeling.corrections.services import classify_batch
from leadqual.leads.models import JobTitle
from leadqual.monitoring.tasks import monitor_days
from leadqual.replies.classification import classify_pending
from leadqual.replies.models import Reply
from leadqual.search.index.index_files import index_folder
from tests.two_workspaces import secret_rows, ways_to_workspace

pytestmark = pytest.mark.django_db
DELETE = "/settings/delete/"
WORKSPACES = "/account/workspaces/"
DELETION = {"typed_name": "Northwind Sales", "without_export": "on"}


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Settings) -> None:
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"


def delete(workspace: Workspace, *, days_ago: int = 0) -> None:
    delete_workspace(workspace=workspace, typed_name=workspace.name, author=None)
    deleted_at = timezone.now() - timedelta(days=days_ago)
    Workspace.objects.filter(pk=workspace.pk).update(deleted_at=deleted_at)
    workspace.refresh_from_db()


def test_workspace_is_not_deleted_by_accident(manager_client: Client, workspace: Workspace) -> None:
    no_export = {"typed_name": "Northwind Sales"}
    for fields in (no_export, {"typed_name": "northwind", "without_export": "on"}, {}):
        assert manager_client.post(DELETE, fields).status_code == 422

    workspace.refresh_from_db()
    assert workspace.deleted_at is None


def test_deleted_workspace_is_closed_for_people_and_keys_and_restored_as_it_was(
    manager: User, manager_client: Client, viewer_client: Client, workspace: Workspace
) -> None:
    _, secret = create_api_key(workspace=workspace, name="crm", scopes=["read"], author=manager)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/contacts").status_code == 200
    viewer_client.get("/settings/")

    assert manager_client.post(DELETE, DELETION).status_code == 302

    assert program.get("/api/v1/contacts").status_code == 401
    closed = viewer_client.get("/settings/")
    assert closed.status_code == 403
    assert 'data-state="deleted"' in closed.content.decode()
    assert manager_client.get("/people/", follow=True).status_code in {403, 404}
    viewer_client.post(f"{WORKSPACES}{workspace.pk}/restore/")
    assert Workspace.objects.get(pk=workspace.pk).deleted_at is not None  # Managers alone do.
    manager_client.post(f"{WORKSPACES}{workspace.pk}/restore/")
    assert program.get("/api/v1/contacts").status_code == 200
    assert viewer_client.get("/settings/").status_code == 200
    actions = AuditRow.objects.filter(workspace=workspace).values_list("action", flat=True)
    assert {"workspace.deleted", "workspace.restored"} <= set(actions)


def test_it_is_too_late_to_restore_after_thirty_days(
    manager_client: Client, workspace: Workspace
) -> None:
    delete(workspace, days_ago=30)

    assert manager_client.post(f"{WORKSPACES}{workspace.pk}/restore/").status_code == 404

    workspace.refresh_from_db()
    assert workspace.deleted_at is not None


def test_jobs_leave_a_deleted_workspace_alone(workspace: Workspace, manager: User) -> None:
    secret_rows(workspace, User.objects.create_user("author@leadqual.example"))
    JobTitle.objects.filter(workspace=workspace).update(classified_at=None)
    Reply.objects.filter(workspace=workspace).update(state=Reply.State.PENDING, corrected_at=None)
    ImportBatch.objects.filter(workspace=workspace).update(status=ImportBatch.Status.RUNNING)
    pending = {"encoder": "another", "business_model": "", "limit": 9, "above": 0, "below": None}
    assert stalled_batches(timezone.now()).exists()
    assert readings.n_pending(encoder="another") > 0
    delete(workspace)

    assert classify_batch() == classify_pending() == 0
    assert not stalled_batches(timezone.now()).exists()
    assert readings.n_pending(encoder="another") == 0
    assert readings.pending_ids(**pending) == []  # type: ignore[arg-type]
    monitor_days()


@pytest.mark.costs("reads every table and file")
def test_purge_leaves_no_row_and_no_file_of_the_workspace_alone(
    workspace: Workspace, other_workspace: Workspace, stranger: User
) -> None:
    author = User.objects.create_user("author@leadqual.example")
    secret_rows(workspace, author)
    secret_rows_of_other = rows_of(other_workspace)
    key, _ = create_api_key(workspace=workspace, name="crm", scopes=["read"], author=author)
    AuditRow.objects.create(action="model.promoted", subject="model:1", api_key=key)
    export = WorkspaceExport.objects.create(workspace=workspace, author=author)
    write_export(export)
    batch = ImportBatch.objects.get(workspace=workspace)
    folders = [index_folder(workspace.pk), folder_for(workspace.pk, "encoder")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "part.bin").write_bytes(b"x")
    files = [path_of(export), *folders]
    assert all(file.exists() for file in files)
    assert default_storage.exists(str(batch.file.name))
    slug = workspace.slug
    delete(workspace, days_ago=30)
    with connection.cursor() as cursor:  # Each chunk is a transaction: none may leave a torn key.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert workspace_purge.purge_due(seconds=600)

    assert not any(file.exists() for file in files)
    assert not default_storage.exists(str(batch.file.name))
    assert rows_of(workspace) == {}
    assert columns_with(workspace.pk) == []
    assert not Workspace.objects.filter(pk=workspace.pk).exists()
    row = AuditRow.objects.get(action="workspace.purged")
    assert (row.workspace, row.name, row.details["slug"]) == (None, workspace.name, slug)
    assert row.details["rows"]["leads.Company"] == 4
    assert row.details["files"]["imports"] == 1
    assert AuditRow.objects.filter(action="model.promoted", subject="model:1").exists()
    assert rows_of(other_workspace) == secret_rows_of_other
    assert User.objects.filter(pk=author.pk).exists()


@pytest.mark.slow
def test_purge_that_was_stopped_goes_on_and_counts_everything(workspace: Workspace) -> None:
    secret_rows(workspace, User.objects.create_user("author@leadqual.example"))
    delete(workspace, days_ago=31)
    n_slices = 1

    while not workspace_purge.purge_workspace(
        Workspace.objects.get(pk=workspace.pk), until=0, chunk=1
    ):
        n_slices += 1

    assert n_slices > 20
    details = AuditRow.objects.get(action="workspace.purged").details
    assert details["rows"]["leads.Company"] == 4


def test_workspace_within_its_thirty_days_is_not_purged(workspace: Workspace) -> None:
    delete(workspace, days_ago=29)

    assert workspace_purge.purge_due(seconds=60)

    assert Workspace.objects.filter(pk=workspace.pk).exists()


def rows_of(workspace: Workspace) -> dict[str, int]:
    """Return table → rows of a workspace, by every chain of foreign keys to it."""
    found: dict[str, int] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model is Workspace:
            continue
        for way in ways_to_workspace(model):
            if n_rows := model._base_manager.filter(**{way: workspace.pk}).count():
                found[f"{model._meta.label} by {way}"] = n_rows
    return found


def columns_with(workspace_id: int) -> list[str]:
    """Return the tables of the database whose column `workspace_id` still holds a key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'workspace_id' AND table_schema = 'public'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 20
        found = []
        for table in tables:
            query = sql.SQL("SELECT 1 FROM {} WHERE workspace_id = %s LIMIT 1")
            cursor.execute(query.format(sql.Identifier(table)), [workspace_id])
            found += [table] if cursor.fetchone() else []
    return found
