"""`leadqual workspace`: list, delete, restore, limit."""

import pytest

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.cli.files.input_files import FileError
from tests.leadqual.cli.test_imports import called

pytestmark = pytest.mark.django_db


def test_workspace_is_deleted_listed_and_restored(workspace: Workspace, manager: User) -> None:
    called("workspace", "delete", "northwind", "--name", "Northwind Sales")
    workspace.refresh_from_db()
    assert workspace.deleted_at is not None
    assert "deleted" in called("workspace", "list").stdout
    assert isinstance(called("keys", "list").exception, FileError)  # No command works in it.

    called("workspace", "restore", "northwind")

    assert Workspace.objects.get(pk=workspace.pk).deleted_at is None
    assert (
        AuditRow.objects.filter(action__in=["workspace.deleted", "workspace.restored"]).count() == 2
    )


def test_wrong_name_unknown_slug_and_open_workspace_are_refused(workspace: Workspace) -> None:
    for words in (
        ("delete", "northwind", "--name", "Southwind"),
        ("delete", "nowhere", "--name", "Nowhere"),
        ("restore", "northwind"),
    ):
        assert isinstance(called("workspace", *words).exception, FileError)
    assert Workspace.objects.get(pk=workspace.pk).deleted_at is None


def test_limits_are_set_shown_and_taken_back(workspace: Workspace) -> None:
    words = ("--contacts", "5000", "--jobs", "none", "--requests", "60")
    shown = called("workspace", "limit", "northwind", *words)

    assert shown.exit_code == 0, shown.output
    workspace.refresh_from_db()
    limits = (workspace.max_contacts, workspace.max_companies, workspace.max_jobs)
    assert limits == (5000, None, 0)
    assert "Contacts: 0, limit 5,000, set for this workspace" in shown.stdout
    assert "Companies: 0, no limit" in shown.stdout
    assert AuditRow.objects.filter(action="workspace.limits_changed").count() == 1

    called("workspace", "limit", "northwind", "--contacts", "default")

    workspace.refresh_from_db()
    assert (workspace.max_contacts, workspace.max_requests) == (None, 60)


def test_limit_that_is_no_number_is_refused_and_nothing_changes(workspace: Workspace) -> None:
    for text in ["0", "-1", "many", "3000000000", "1.5"]:
        refused = called("workspace", "limit", "northwind", f"--contacts={text}", "--jobs", "3")

        assert isinstance(refused.exception, FileError)
        workspace.refresh_from_db()
        assert (workspace.max_contacts, workspace.max_jobs) == (None, None)
