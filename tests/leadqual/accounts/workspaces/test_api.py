"""The whole workspace by API: exported by a job, deleted by a manager's key that types its name."""

import io
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.keys.services import rotate_api_key
from leadqual.accounts.models import AuditRow, Scope, User, Workspace, WorkspaceExport
from leadqual.accounts.tasks import export_workspaces
from leadqual.accounts.workspaces.export_files import export_files
from leadqual.accounts.workspaces.services import restore_workspace
from leadqual.accounts.workspaces.workspace_export import path_of
from tests.leadqual.accounts.keys.programs import new_program

pytestmark = pytest.mark.django_db
DELETE, EXPORTS = "/api/v1/workspace/delete", "/api/v1/workspace/exports"
JSON = "application/json"
NAME = {"name": "Northwind Sales"}
CONSENT = {**NAME, "without_export": True}


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Settings) -> None:
    settings.STATE_DIR = tmp_path


def is_deleted(workspace: Workspace) -> bool:
    workspace.refresh_from_db()
    return workspace.deleted_at is not None


def test_export_is_started_written_and_downloaded(api: Client) -> None:
    started = api.post(EXPORTS)
    path = f"{EXPORTS}/{started.json()['id']}"
    early = api.get(f"{path}/file")
    second = api.post(EXPORTS)

    export_workspaces()
    answer = api.get(f"{path}/file")

    assert (started.status_code, started.json()["file_state"]) == (202, "queued")
    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")
    assert (second.status_code, second.json()["code"]) == (409, "export_running")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert set(packed.namelist()) == {file.name for file in export_files()}
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leadqual-')
    assert "no-store" in answer.headers["Cache-Control"]
    found = api.get(path).json()
    assert (found["file_state"], found["n_rows"]) == ("done", found["n_rows_total"])
    assert found["n_bytes"] > 0
    assert api.get(EXPORTS).json()["results"] == [found]
    actions = ["workspace.export_started", "workspace.export_downloaded"]
    rows = AuditRow.objects.filter(action__in=actions).order_by("pk")
    assert [row.action for row in rows] == actions
    assert all(row.api_key is not None for row in rows)


def test_file_that_is_gone_says_so(api: Client) -> None:
    key = api.post(EXPORTS).json()["id"]
    export_workspaces()
    path_of(WorkspaceExport.objects.get()).unlink()

    for change in (
        {},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"state": WorkspaceExport.State.FAILED, "expires_at": None},
    ):
        WorkspaceExport.objects.update(**change)
        answer = api.get(f"{EXPORTS}/{key}/file")
        assert (answer.status_code, answer.json()["code"]) == (410, "export_file_gone")

    assert not AuditRow.objects.filter(action="workspace.export_downloaded").exists()


def test_key_deletes_the_workspace_and_is_closed_with_it(
    workspace: Workspace, manager: User
) -> None:
    key, program = new_program(manager, workspace, Scope.ADMIN)
    program.post(EXPORTS)
    export_workspaces()

    answer = program.post(DELETE, NAME, content_type=JSON)

    assert answer.status_code == 204
    assert is_deleted(workspace)
    assert workspace.deleted_by == manager
    row = AuditRow.objects.get(action="workspace.deleted")
    assert (row.actor, row.api_key) == (manager, key)
    closed = program.get(EXPORTS)
    assert (closed.status_code, closed.json()["code"]) == (401, "workspace_deleted")
    restore_workspace(workspace=workspace, author=manager)
    assert program.get(EXPORTS).status_code == 200


def test_workspace_is_not_deleted_by_accident(api: Client, workspace: Workspace) -> None:
    wrong: tuple[tuple[Mapping[str, object], int, str, str], ...] = (
        (NAME, 422, "no_export", "#"),
        ({**CONSENT, "name": "northwind sales"}, 422, "wrong_name", "#/name"),
        ({**CONSENT, "name": ""}, 422, "invalid", "#/name"),
        ({"without_export": True}, 422, "invalid", "#/name"),
        ({**NAME, "without_export": "perhaps"}, 422, "invalid", "#/without_export"),
        ({**CONSENT, "force": True}, 400, "unknown_field", "#/force"),
    )

    for body, status, code, pointer in wrong:
        answer = api.post(DELETE, body, content_type=JSON)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]

    assert not is_deleted(workspace)
    assert not AuditRow.objects.filter(action="workspace.deleted").exists()


def test_rotated_secret_deletes_nothing(workspace: Workspace, manager: User) -> None:
    key, program = new_program(manager, workspace, Scope.ADMIN)
    rotate_api_key(key=key, author=manager, overlap_hours=1)

    answer = program.post(DELETE, CONSENT, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (403, "previous_secret")
    assert not is_deleted(workspace)
