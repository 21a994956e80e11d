"""Workspaces: created, switched, left; who lost one is told so at the next request."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from leadqual.accounts.admin import UserForm
from leadqual.accounts.models import AuditRow, Invitation, Member, Role, User, Workspace
from tests.leadqual.accounts.invitations.conftest import invite
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
WORKSPACES = "/account/workspaces/"


@pytest.fixture
def nobody(db: None) -> User:
    """Somebody with an account who is in no workspace."""
    return User.objects.create_user("nobody@people.example")


def test_person_in_no_workspace_sees_invitations_and_creates_a_workspace(
    nobody: User, manager_client: Client
) -> None:
    invite(manager_client, nobody.email)
    client = client_of(nobody)

    page = client.get("/")
    created = client.post(WORKSPACES, {"name": " Eastwind \n Sales "})

    assert page.status_code == 403
    assert 'data-state="none"' in page.content.decode()
    assert "Northwind Sales" in page.content.decode()
    assert created.status_code == 302
    workspace = Workspace.objects.get(slug="eastwind-sales")
    assert workspace.name == "Eastwind Sales"
    assert workspace.members.get().role == Role.MANAGER
    assert client.get("/settings/").status_code == 200
    assert AuditRow.objects.get(action="workspace.created").workspace == workspace


def test_every_name_gets_a_slug_of_its_own(manager_client: Client, workspace: Workspace) -> None:
    for name in ("NORTHWIND", "…", "x" * 100):
        for _ in range(2):
            assert manager_client.post(WORKSPACES, {"name": name}).status_code == 302

        slugs = set(Workspace.objects.filter(name=name).values_list("slug", flat=True))
        assert len(slugs) == 2


def test_impossible_name_is_refused(manager_client: Client) -> None:
    n_before = Workspace.objects.count()

    for name in ("", "  ", "x" * 101):
        assert manager_client.post(WORKSPACES, {"name": name}).status_code == 422

    assert Workspace.objects.count() == n_before


def test_installation_can_keep_creation_to_staff(
    settings: Settings, nobody: User, staff_client: Client
) -> None:
    settings.WORKSPACE_CREATION = "staff"

    client_of(nobody).post(WORKSPACES, {"name": "Ours"})
    staff_client.post(WORKSPACES, {"name": "Theirs"})

    assert 'name="name"' not in client_of(nobody).get(WORKSPACES).content.decode()
    assert set(Workspace.objects.values_list("name", flat=True)) == {"Northwind Sales", "Theirs"}


def test_who_leaves_is_out_at_once_and_keeps_the_account(
    viewer: User, viewer_client: Client, workspace: Workspace
) -> None:
    path = f"{WORKSPACES}{workspace.pk}/leave/"

    assert viewer_client.get(path).status_code == 200
    assert Member.objects.filter(user=viewer).exists()
    assert viewer_client.post(path).status_code == 302

    assert viewer_client.get("/settings/").status_code == 403
    assert AuditRow.objects.get(action="member.left").actor == viewer
    assert User.objects.get(pk=viewer.pk).is_active


def test_last_manager_who_can_sign_in_cannot_leave(
    manager: User, manager_client: Client, workspace: Workspace
) -> None:
    other = make_member(workspace, "other@leadqual.example", Role.MANAGER)
    path = f"{WORKSPACES}{workspace.pk}/leave/"
    User.objects.filter(pk=other.pk).update(is_active=False)

    manager_client.post(path)
    assert workspace.members.filter(user=manager).exists()

    User.objects.filter(pk=other.pk).update(is_active=True)
    manager_client.post(path)
    assert not workspace.members.filter(user=manager).exists()


def test_removed_member_is_told_so_and_no_form_reaches_another_workspace(
    viewer: User, workspace: Workspace, other_workspace: Workspace
) -> None:
    Member.objects.create(workspace=other_workspace, user=viewer, role=Role.MANAGER)
    client = client_of(viewer)
    assert client.get("/settings/").status_code == 200
    Member.objects.get(workspace=workspace, user=viewer).delete()

    answers = [client.get("/settings/"), client.post("/settings/name/", {"name": "Lost"})]
    api = client.get("/api/v1/contacts")

    for answer in answers:
        assert answer.status_code == 403
        assert 'data-state="removed"' in answer.content.decode()
    assert api.status_code == 403
    other_workspace.refresh_from_db()
    assert other_workspace.name == "Southwind"
    client.post("/account/workspace/", {"workspace": other_workspace.pk})
    assert client.get("/settings/").status_code == 200


def test_stranger_neither_leaves_nor_restores_a_workspace(
    stranger_client: Client, workspace: Workspace
) -> None:
    for action in ("leave", "restore"):
        answer = stranger_client.post(f"{WORKSPACES}{workspace.pk}/{action}/")
        assert answer.status_code == 404


def test_invitations_of_a_person_are_no_way_in_without_the_link(
    nobody: User, manager_client: Client, workspace: Workspace
) -> None:
    invite(manager_client, nobody.email)
    client = client_of(nobody)

    client.post("/account/invitations/", {"invitation": Invitation.objects.get().pk})
    client.post("/account/workspace/", {"workspace": workspace.pk})

    assert not workspace.members.filter(user=nobody).exists()


def test_staff_cannot_deactivate_the_last_manager_in_the_admin(
    manager: User, workspace: Workspace
) -> None:
    staff = User.objects.create_user("staff@leadqual.example", is_staff=True, is_superuser=True)
    form = UserForm({"is_active": ""}, instance=manager)
    assert not form.is_valid()
    assert "is_active" in form.errors

    Member.objects.create(workspace=workspace, user=staff, role=Role.MANAGER)

    assert "is_active" not in UserForm({"is_active": ""}, instance=manager).errors
