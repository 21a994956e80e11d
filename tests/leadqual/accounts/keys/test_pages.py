"""The pages of API keys under Settings."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import ApiKey, Member, Role, User, Workspace
from tests.leadqual.accounts.keys.programs import new_program, program_with

pytestmark = pytest.mark.django_db
KEYS = "/settings/keys/"


def new_key(client: Client, **values: object) -> int:
    body = {"name": "CRM", "scopes": ["read", "write"], "expires": "90"} | values
    return client.post(KEYS, body).status_code


def test_manager_creates_rotates_changes_and_revokes_a_key(manager_client: Client) -> None:
    assert new_key(manager_client) == 201
    key = ApiKey.objects.get()
    page = f"{KEYS}{key.pk}/"

    rotated = manager_client.post(f"{page}rotate/", {"overlap_hours": "24", "expires": "never"})
    changed = manager_client.post(f"{page}change/", {"name": "ERP", "scopes": ["read"]})
    shown = manager_client.get(page)
    revoked = manager_client.post(f"{page}revoke/")

    assert [one.status_code for one in (rotated, changed, shown, revoked)] == [201, 302, 200, 302]
    assert "new_secret" in rotated.context
    assert not rotated.context["change_form"].errors
    key.refresh_from_db()
    assert (key.name, key.scopes, key.expires_at) == ("ERP", ["read"], None)
    assert key.previous_key_hash
    assert key.revoked_at


def test_impossible_key_is_refused_and_the_form_says_why(manager_client: Client) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"scopes": []},
        {"expires": "x"},
        {"requests_per_minute": "10000000"},
    )
    for values in wrong:
        assert new_key(manager_client, **values) == 422

    assert not ApiKey.objects.exists()


def test_scope_installation_is_offered_to_staff_alone(
    manager_client: Client, manager: User
) -> None:
    def offered() -> bool:
        return 'value="installation"' in manager_client.get(KEYS).content.decode()

    assert not offered()
    User.objects.filter(pk=manager.pk).update(is_staff=True)
    assert offered()


def test_key_of_a_removed_member_says_so_and_is_taken_over(
    manager_client: Client, manager: User, qualifier: User, workspace: Workspace
) -> None:
    qualifier.first_name, qualifier.last_name = "Ben", "Roth"
    qualifier.save()
    key, program = new_program(qualifier, workspace)
    Member.objects.get(user=qualifier).delete()

    before = manager_client.get(KEYS).content.decode()
    taken = manager_client.post(f"{KEYS}{key.pk}/take-over/")

    assert "No access: Ben Roth is no longer a member" in before
    assert taken.status_code == 201
    assert "No access" not in manager_client.get(KEYS).content.decode()
    key.refresh_from_db()
    assert key.created_by == manager
    assert program.get("/api/v1/contacts").status_code == 401
    now = program_with(taken.context["new_secret"])
    assert now.get("/api/v1/contacts").status_code == 200


def test_manager_sees_which_scopes_the_owner_does_not_cover_any_more(
    manager_client: Client, qualifier: User, workspace: Workspace
) -> None:
    key, _ = create_api_key(
        workspace=workspace, name="a", scopes=["read", "write"], author=qualifier
    )
    Member.objects.filter(user=qualifier).update(role=Role.VIEWER)

    shown = manager_client.get(f"{KEYS}{key.pk}/").context["shown"]

    assert shown.uncovered == ["write"]
