"""The export of a whole workspace: complete, for managers only, harmless in spreadsheets."""

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, User, Workspace, WorkspaceExport
from leadqual.accounts.tasks import export_workspaces
from leadqual.accounts.workspaces.export_files import export_files
from leadqual.accounts.workspaces.workspace_export import delete_expired, path_of, write_export
from leadqual.leads.do_not_contact.entries import EntrySource, entry_for, set_entry
from leadqual.leads.models import Contact, ListEntry
from tests.two_workspaces import SECRET, secret_rows

pytestmark = pytest.mark.django_db
EXPORT = "/settings/delete/export/"


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Settings) -> None:
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"


def test_manager_exports_and_downloads_everything_and_nothing_of_others_and_no_secret(
    manager_client: Client,
    workspace: Workspace,
    other_workspace: Workspace,
    stranger: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    secret_rows(workspace, User.objects.create_user("author@leadqual.example"))
    Contact.objects.filter(workspace=workspace).update(first_name="=HYPERLINK(1)", title="a;=1+1")
    listed = ListEntry.objects.filter(contact_list__workspace=workspace).first()
    assert listed is not None
    entry = entry_for(listed.contact)
    assert entry is not None
    set_entry(workspace=workspace, entry=entry, source=EntrySource("asked", "reply:1", None))

    with django_capture_on_commit_callbacks(execute=True):
        manager_client.post(EXPORT)
    export = WorkspaceExport.objects.latest("pk")
    answer = manager_client.get(f"/account/workspaces/exports/{export.pk}/")

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert set(packed.namelist()) == {file.name for file in export_files()}
    tables = {
        name: list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"))))
        for name in packed.namelist()
    }
    for name in ("contacts", "companies", "lists", "list_entries", "campaigns", "verdicts"):
        assert tables[f"{name}.csv"]
    for name in ("notes", "custom_fields", "former_keys"):
        assert tables[f"{name}.csv"]
    for row in (*tables["contacts.csv"], *tables["companies.csv"]):
        assert {"owner", "status", "tags", "custom", "last_activity_at"} <= set(row)
    assert {row["text"] for row in tables["notes.csv"]} == {SECRET}
    for name in ("replies", "title_corrections", "members", "audit_log", "invitations"):
        assert tables[f"{name}.csv"]
    assert {row["first_name"] for row in tables["contacts.csv"]} == {"'=HYPERLINK(1)"}
    assert b',"a;=1+1",' in packed.read("contacts.csv")
    marks = {row["contact_id"]: row["do_not_contact"] for row in tables["list_entries.csv"]}
    assert marks[str(listed.contact_id)] == "yes"
    assert any(SECRET in row["subject"] for row in tables["replies.csv"])
    assert export.n_rows == export.n_rows_total == sum(map(len, tables.values()))
    assert path_of(export).stat().st_mode & 0o077 == 0
    assert AuditRow.objects.filter(action="workspace.export_downloaded").exists()

    hashes = (b"0" * 64, b"1" * 64)  # Of the API key and of the invitation.
    assert not any(one in packed.read(name) for name in packed.namelist() for one in hashes)
    theirs = WorkspaceExport.objects.create(workspace=other_workspace, author=stranger)
    write_export(theirs)
    packed = zipfile.ZipFile(path_of(theirs))
    assert not any(SECRET.encode() in packed.read(name) for name in packed.namelist())


def test_nobody_but_managers_downloads(
    workspace: Workspace,
    manager: User,
    viewer_client: Client,
    stranger_client: Client,
) -> None:
    export = WorkspaceExport.objects.create(workspace=workspace, author=manager)
    write_export(export)

    for client in (viewer_client, stranger_client):
        assert client.get(f"/account/workspaces/exports/{export.pk}/").status_code == 404
    assert Client().get(f"/account/workspaces/exports/{export.pk}/").status_code == 302


def test_export_expires_with_its_file(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    export = WorkspaceExport.objects.create(workspace=workspace, author=manager)
    write_export(export)
    path = path_of(export)
    WorkspaceExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert manager_client.get(f"/account/workspaces/exports/{export.pk}/").status_code == 404
    assert delete_expired() == 1

    assert not path.exists()
    assert WorkspaceExport.objects.count() == 0


def test_the_page_refreshes_itself_while_an_export_is_written(manager_client: Client) -> None:
    manager_client.post(EXPORT)
    assert (
        'hx-trigger="every' in manager_client.get("/settings/delete/", follow=True).content.decode()
    )

    export_workspaces()

    page = manager_client.get("/settings/delete/", follow=True).content.decode()
    assert 'hx-trigger="every' not in page
    assert "Download" in page


def test_export_that_cannot_be_written_says_so_and_leaves_no_part(
    workspace: Workspace, manager: User, manager_client: Client, settings: Settings
) -> None:
    export = WorkspaceExport.objects.create(workspace=workspace, author=manager)
    (Path(settings.STATE_DIR) / "exports").write_text("no folder")

    export_workspaces()

    export.refresh_from_db()
    assert export.state == WorkspaceExport.State.FAILED
    page = manager_client.get("/settings/delete/", follow=True).content.decode()
    assert "could not be written" in page
