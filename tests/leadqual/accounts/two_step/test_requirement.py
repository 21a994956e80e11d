"""Workspaces that require two-step verification show nothing to members without it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import AuditRow, Member, Role, User, Workspace, WorkspaceExport
from tests.product import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(workspace: Workspace) -> Workspace:
    workspace.name = "Top secret"
    workspace.requires_two_step = True
    workspace.save()
    return workspace


def give_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def test_a_member_is_led_to_set_it_up_and_then_goes_on(
    strict: Workspace, viewer: User, viewer_client: Client
) -> None:
    assert viewer_client.get("/people/").headers["Location"] == "/account/two-step/"
    give_factor(viewer)
    assert viewer_client.get("/settings/").status_code == 200


def test_the_set_up_shows_nothing_of_the_workspace(
    strict: Workspace, viewer_client: Client
) -> None:
    page = viewer_client.get("/account/two-step/")

    assert page.status_code == 200
    assert strict.name not in page.content.decode()


def test_a_part_of_a_page_leads_the_whole_page_there(
    strict: Workspace, viewer_client: Client
) -> None:
    answer = viewer_client.get("/people/", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/account/two-step/"


def test_the_api_refuses_session_and_key_until_there_is_a_factor(
    strict: Workspace, api: Client, manager: User, manager_client: Client
) -> None:
    def statuses() -> list[int]:
        return [one.get("/api/v1/companies").status_code for one in (manager_client, api)]

    assert statuses() == [403, 401]
    give_factor(manager)
    assert statuses() == [200, 200]


def test_staff_do_not_enter_the_admin_without_it(strict: Workspace, staff_client: Client) -> None:
    assert staff_client.get("/admin/").headers["Location"] == "/account/two-step/"


def test_staff_of_another_workspace_do_not_enter_the_admin_without_it(
    strict: Workspace, stranger: User
) -> None:
    stranger.is_staff = stranger.is_superuser = True
    stranger.save()
    client = client_of(stranger)

    assert client.get("/settings/").status_code == 200
    assert client.get("/admin/").headers["Location"] == "/account/two-step/"


def test_another_workspace_stays_open_to_the_same_person(
    strict: Workspace, viewer: User, viewer_client: Client, other_workspace: Workspace
) -> None:
    Member.objects.create(user=viewer, workspace=other_workspace, role=Role.VIEWER)

    viewer_client.post("/account/workspace/", {"workspace": other_workspace.pk})

    assert viewer_client.get("/settings/").status_code == 200


def test_a_manager_requires_it_and_the_audit_log_says_so(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    give_factor(manager)

    manager_client.post("/settings/security/", {"requires_two_step": "on"})

    workspace.refresh_from_db()
    assert workspace.requires_two_step
    row = AuditRow.objects.get(action="workspace.two_step_required")
    assert (row.actor, row.after) == (manager, {"requires_two_step": True})
    manager_client.post("/settings/security/", {})
    workspace.refresh_from_db()
    assert not workspace.requires_two_step


def test_a_manager_without_it_cannot_require_it_and_is_led_to_set_up(
    workspace: Workspace, manager_client: Client
) -> None:
    answer = manager_client.post("/settings/security/", {"requires_two_step": "on"})

    workspace.refresh_from_db()
    assert (answer.status_code, workspace.requires_two_step) == (409, False)
    assert 'href="/account/two-step/"' in answer.content.decode()


def test_failed_sign_ins_are_shown_to_managers_and_those_of_unknown_users_to_staff(
    manager: User, manager_client: Client
) -> None:
    Client().post("/account/login/", {"login": manager.email, "password": "x"})
    Client().post("/account/login/", {"login": "nobody@people.example", "password": "x"})

    def shown() -> int:
        return len(manager_client.get("/settings/security/").context["attempts"])

    assert shown() == 1
    User.objects.filter(pk=manager.pk).update(is_staff=True)
    assert shown() == 2


def test_staff_without_a_workspace_do_not_enter_the_admin_without_it(strict: Workspace) -> None:
    staff = User.objects.create_superuser("ops@leadqual.example")

    answers = [client_of(staff).get(path) for path in ("/admin/", "/admin/accounts/user/")]

    assert {answer.headers["Location"] for answer in answers} == {"/account/two-step/"}
    give_factor(staff)
    assert client_of(staff).get("/admin/").status_code == 200


def test_leaving_and_restoring_a_workspace_and_its_export_ask_for_it(
    strict: Workspace, manager: User
) -> None:
    export = WorkspaceExport.objects.create(
        workspace=strict,
        author=manager,
        state=WorkspaceExport.State.DONE,
        expires_at=timezone.now() + timedelta(days=1),
    )
    client = client_of(manager)
    base = "/account/workspaces"

    answers = [
        client.get(f"{base}/{strict.pk}/leave/"),
        client.post(f"{base}/{strict.pk}/leave/"),
        client.get(f"{base}/exports/{export.pk}/"),
    ]
    Workspace.objects.update(deleted_at=timezone.now())
    answers.append(client.post(f"{base}/{strict.pk}/restore/"))

    assert {answer.headers["Location"] for answer in answers} == {"/account/two-step/"}
    assert Member.objects.filter(user=manager).exists()
    assert Workspace.objects.get().deleted_at is not None
