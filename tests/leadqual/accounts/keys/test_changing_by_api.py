"""Keys, members and invitations changed by API: who may, what is logged, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import (
    ApiKey,
    AuditRow,
    Invitation,
    Member,
    Role,
    Scope,
    User,
    Workspace,
)
from tests.leadqual.accounts.keys.programs import new_program, program_with
from tests.product import make_member

pytestmark = pytest.mark.django_db
API, JSON = "/api/v1", "application/json"


@pytest.fixture
def admin(workspace: Workspace, manager: User) -> tuple[ApiKey, Client]:
    """A key that manages keys, and a program with it."""
    return new_program(manager, workspace, Scope.ADMIN, Scope.READ)


def invited(workspace: Workspace, author: User) -> Invitation:
    return Invitation.objects.create(
        workspace=workspace,
        email="anna@people.example",
        token_hash="1" * 64,
        invited_by=author,
        expires_at=timezone.now() + timedelta(days=1),
    )


def audited(action: str) -> AuditRow:
    """Return the entry of the audit log that a key wrote."""
    return AuditRow.objects.exclude(api_key=None).get(action=action)


def test_change_rotation_and_revocation_are_logged_with_the_key_that_did_it(
    admin: tuple[ApiKey, Client], workspace: Workspace, manager: User
) -> None:
    (by_key, program), (key, former) = admin, new_program(manager, workspace, Scope.READ)
    path = f"{API}/keys/{key.pk}"

    program.patch(path, {"name": "ERP", "scopes": ["read", "admin"]}, content_type=JSON)
    rotated = program.post(f"{path}/rotate", {"overlap_hours": 2}, content_type=JSON).json()
    statuses = [one.get(f"{API}/members") for one in (former, program_with(rotated["secret"]))]
    program.delete(path)

    key.refresh_from_db()
    assert (key.name, key.scopes) == ("ERP", ["read", "admin"])
    assert [one.status_code for one in statuses] == [200, 200]
    assert former.get(f"{API}/members").json()["code"] == "api_key_revoked"
    rows = [audited(f"api_key.{step}") for step in ("changed", "rotated", "revoked")]
    assert {(row.actor, row.api_key, row.subject) for row in rows} == {
        (manager, by_key, f"api_key:{key.pk}")
    }


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"name": ""}, 422, "#/name"),
        ({"scopes": []}, 422, "#/scopes"),
        ({"scopes": ["read", "all"]}, 422, "#/scopes/1"),
        ({"requests_per_minute": 0}, 422, "#/requests_per_minute"),
        ({"name": "x", "owner": "a@b.example"}, 400, "#/owner"),
    ],
)
def test_impossible_change_leaves_the_key_as_it_is(
    admin: tuple[ApiKey, Client], body: dict[str, Any], status: int, pointer: str
) -> None:
    key, program = admin

    answer = program.patch(f"{API}/keys/{key.pk}", body, content_type=JSON)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)
    key.refresh_from_db()
    assert (key.name, key.scopes) == ("CRM sync", ["read", "admin"])


def test_key_gets_no_more_than_it_has(
    admin: tuple[ApiKey, Client], workspace: Workspace, manager: User
) -> None:
    _, program = admin
    key, _ = new_program(manager, workspace, Scope.READ)
    strong, _ = new_program(manager, workspace, Scope.EXPORT)

    answers = [
        program.patch(f"{API}/keys/{key.pk}", {"scopes": ["export"]}, content_type=JSON),
        program.post(f"{API}/keys/{strong.pk}/rotate", {}, content_type=JSON),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {
        (403, "scope_not_granted")
    }
    key.refresh_from_db()
    assert (key.scopes, key.rotated_at) == (["read"], None)


def test_key_of_somebody_else_is_revoked_but_not_rotated(
    admin: tuple[ApiKey, Client], workspace: Workspace
) -> None:
    other = make_member(workspace, "other@leadqual.example", Role.MANAGER)
    key, _ = new_program(other, workspace, Scope.READ)

    rotated = admin[1].post(f"{API}/keys/{key.pk}/rotate", {}, content_type=JSON)
    revoked = admin[1].delete(f"{API}/keys/{key.pk}")

    assert (rotated.status_code, rotated.json()["code"]) == (409, "not_key_owner")
    assert revoked.status_code == 204
    key.refresh_from_db()
    assert (key.rotated_at, key.revoked_at is None) == (None, False)


def test_revoked_key_stays_revoked(admin: tuple[ApiKey, Client], manager: User) -> None:
    key, _ = new_program(manager, admin[0].workspace, Scope.READ)
    path = f"{API}/keys/{key.pk}"
    admin[1].delete(path)

    answers = [
        admin[1].patch(path, {"name": "ERP"}, content_type=JSON),
        admin[1].post(f"{path}/rotate", {}, content_type=JSON),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(409, "api_key_revoked")}
    assert admin[1].delete(path).status_code in {204, 409}


def test_role_is_changed_and_logged(
    admin: tuple[ApiKey, Client], viewer: User, manager: User
) -> None:
    member = Member.objects.get(user=viewer)

    answer = admin[1].patch(f"{API}/members/{member.pk}", {"role": "manager"}, content_type=JSON)

    member.refresh_from_db()
    assert (answer.status_code, member.role) == (200, Role.MANAGER)
    row = audited("member.role_changed")
    assert (row.actor, row.api_key, row.after) == (manager, admin[0], {"role": "manager"})


@pytest.mark.parametrize("body", [{}, {"role": "owner"}])
def test_unknown_role_is_refused(
    admin: tuple[ApiKey, Client], viewer: User, body: dict[str, str]
) -> None:
    member = Member.objects.get(user=viewer)

    answer = admin[1].patch(f"{API}/members/{member.pk}", body, content_type=JSON)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/role")
    member.refresh_from_db()
    assert member.role == Role.VIEWER


def test_withdrawn_invitation_is_logged(admin: tuple[ApiKey, Client], manager: User) -> None:
    invitation = invited(admin[0].workspace, manager)

    answer = admin[1].delete(f"{API}/invitations/{invitation.pk}")

    assert answer.status_code == 204
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    assert audited("invitation.withdrawn").actor == manager


_CHANGES: dict[str, Callable[[Client, Any], Any]] = {
    "read key": lambda client, keys: client.get(f"{API}/keys/{keys[0]}"),
    "change key": lambda client, keys: client.patch(
        f"{API}/keys/{keys[0]}", {"name": "Ours"}, content_type=JSON
    ),
    "rotate key": lambda client, keys: client.post(
        f"{API}/keys/{keys[0]}/rotate", {}, content_type=JSON
    ),
    "revoke key": lambda client, keys: client.delete(f"{API}/keys/{keys[0]}"),
    "change role": lambda client, keys: client.patch(
        f"{API}/members/{keys[1]}", {"role": "viewer"}, content_type=JSON
    ),
    "remove member": lambda client, keys: client.delete(f"{API}/members/{keys[1]}"),
    "resend invitation": lambda client, keys: client.post(f"{API}/invitations/{keys[2]}/resend"),
    "withdraw invitation": lambda client, keys: client.delete(f"{API}/invitations/{keys[2]}"),
}


@pytest.mark.parametrize("change", list(_CHANGES))
def test_others_change_nothing(
    workspace: Workspace, manager: User, qualifier_client: Client, stranger: User, change: str
) -> None:
    user = make_member(workspace, "other@leadqual.example", Role.MANAGER)
    key, _ = new_program(manager, workspace, Scope.READ)
    _, bare = new_program(manager, workspace, Scope.READ, Scope.WRITE, Scope.EXPORT)
    _, foreign = new_program(stranger, stranger.memberships.get().workspace, Scope.ADMIN)
    invitation = invited(workspace, manager)
    rows = (key.pk, Member.objects.get(user=user).pk, invitation.pk)
    n_entries = AuditRow.objects.count()

    answers = [_CHANGES[change](client, rows) for client in (qualifier_client, bare, foreign)]

    assert [one.status_code for one in answers] == [403, 403, 404]
    key.refresh_from_db()
    invitation.refresh_from_db()
    assert (key.name, key.rotated_at, key.revoked_at) == ("CRM sync", None, None)
    assert Member.objects.get(user=user).role == Role.MANAGER
    assert (invitation.withdrawn_at, invitation.last_sent_at) == (None, None)
    assert AuditRow.objects.count() == n_entries
