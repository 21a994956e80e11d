"""`leadqual workspace`: list, delete, restore."""

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
