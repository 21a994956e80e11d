"""Pages of imports say that a workspace is full, and what to do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.accounts.workspaces.quotas import Quota
from leadqual.accounts.workspaces.services import set_limits
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import

pytestmark = pytest.mark.django_db
TEXT = "Last name,Email\nRoth,a@port.example\nSand,b@port.example\n"


@pytest.fixture
def batch(manager_client: Client, workspace: Workspace) -> ImportBatch:
    """A file with two people whose columns are to be confirmed; room for one."""
    Contact.objects.create(workspace=workspace, email="first@harbor.example")
    set_limits(workspace=workspace, limits={Quota.CONTACTS: 2}, author=None)
    file = SimpleUploadedFile("list.csv", TEXT.encode())
    manager_client.post("/imports/send/", {"kind": "contacts", "file": file})
    return ImportBatch.objects.get()


def start(client: Client, batch: ImportBatch, **options: str) -> tuple[int, str]:
    columns = {"column-0": "last_name", "column-1": "email"}
    answer = client.post(f"/imports/{batch.pk}/start/", columns | options)
    batch.refresh_from_db()
    return answer.status_code, answer.content.decode()


def test_paused_import_shows_the_reason_and_can_be_resumed(
    manager_client: Client, workspace: Workspace, batch: ImportBatch, bring: Import
) -> None:
    paused = bring(TEXT)
    assert (paused.status, paused.n_created) == ("paused", 1)

    page = manager_client.get(f"/imports/{paused.pk}/").content.decode()

    assert "reached its limit of 2 contacts" in page
    assert "Resume" in page
    assert Contact.objects.filter(workspace=workspace).count() == 2


def test_start_after_a_dry_run_that_does_not_fit_is_refused_with_the_numbers(
    manager_client: Client, workspace: Workspace, batch: ImportBatch, bring: Import
) -> None:
    checked = bring(TEXT, is_dry=True)

    before = manager_client.get(f"/imports/{checked.pk}/").content.decode()
    page = manager_client.post(f"/imports/{checked.pk}/begin/", follow=True).content.decode()

    assert "2 new contacts do not fit" in before
    checked.refresh_from_db()
    assert checked.status == "checked"
    assert "2 new contacts do not fit" in page
    assert Contact.objects.filter(workspace=workspace).count() == 1


def test_what_does_not_fit_is_said_before_the_start(
    manager_client: Client, workspace: Workspace, manager: User, batch: ImportBatch
) -> None:
    page = manager_client.get(f"/imports/{batch.pk}/").content.decode()
    set_limits(workspace=workspace, limits={Quota.CONTACTS: 1}, author=None)
    full_status, full = start(manager_client, batch, mode="create")
    set_limits(workspace=workspace, limits={Quota.CONTACTS: None, Quota.JOBS: 1}, author=None)
    ImportBatch.objects.create(
        workspace=workspace, author=manager, kind="contacts", status="running"
    )
    busy_status, busy = start(manager_client, batch)

    assert 'room for <span class="num">1</span> more contacts' in page
    assert (full_status, busy_status, batch.status) == (422, 422, "mapping")
    assert "1 contact" in full
    assert "1 contacts" not in full
    assert "jobs queued or running" in busy
