"""One click leads from sample data to an empty workspace, and another one back."""

import pytest
from django.test import Client

from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.accounts.workspaces.errors import NotDeletedError
from leadqual.accounts.workspaces.services import delete_workspace
from leadqual.demo.sample_removal import start_empty
from leadqual.leads.models import Company

pytestmark = pytest.mark.django_db
URL = "/sample-data/remove/"


@pytest.fixture
def sample(workspace: Workspace) -> Workspace:
    workspace.sample_steps = 90
    workspace.save()
    Company.objects.create(workspace=workspace, name="Brightwater", name_key="brightwater")
    return workspace


def test_sample_data_gives_way_to_an_empty_workspace_and_comes_back(
    manager_client: Client, manager: User, sample: Workspace, settings: object
) -> None:
    manager.is_staff = True
    manager.save()
    assert URL in manager_client.get("/").content.decode()

    page = manager_client.post(URL, follow=True)

    sample.refresh_from_db()
    fresh = Workspace.objects.exclude(pk=sample.pk).get()
    assert sample.deleted_at is not None
    assert page.wsgi_request.workspace == fresh  # type: ignore[attr-defined]  # set by middleware
    assert Member.objects.get(workspace=fresh).role == Role.MANAGER
    assert "First steps" in page.content.decode()
    assert URL not in page.content.decode()
    restore = f"/account/workspaces/{sample.pk}/restore/"
    assert restore in page.content.decode()

    back = manager_client.post(restore, follow=True)

    assert back.wsgi_request.workspace == sample  # type: ignore[attr-defined]
    assert Company.objects.filter(workspace=sample).count() == 1


def test_own_data_and_other_roles_are_refused(
    manager_client: Client, qualifier_client: Client, sample: Workspace
) -> None:
    assert qualifier_client.post(URL).status_code == 403
    assert URL not in qualifier_client.get("/").content.decode()

    Workspace.objects.filter(pk=sample.pk).update(sample_steps=None)
    manager_client.post(URL)

    sample.refresh_from_db()
    assert sample.deleted_at is None
    assert Workspace.objects.count() == 1
    assert URL not in manager_client.get("/").content.decode()


def test_second_click_leaves_no_further_workspace(manager: User, sample: Workspace) -> None:
    manager.is_staff = True
    manager.save()
    delete_workspace(workspace=sample, typed_name=sample.name, author=manager)

    with pytest.raises(NotDeletedError):
        start_empty(workspace=sample, author=manager)

    assert Workspace.objects.get() == sample
