"""Keys, members and invitations changed by API: who may, what is logged, and what is refused."""

from typing import Any

import pytest
from django.test import Client

from leadqual.accounts.models import (
    ApiKey,
    AuditRow,
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


def test_impossible_change_leaves_the_key_as_it_is(admin: tuple[ApiKey, Client]) -> None:
    key, program = admin
    wrong: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({"name": ""}, 422, "#/name"),
        ({"scopes": []}, 422, "#/scopes"),
        ({"scopes": ["read", "all"]}, 422, "#/scopes/1"),
        ({"requests_per_minute": 0}, 422, "#/requests_per_minute"),
        ({"name": "x", "owner": "a@b.example"}, 400, "#/owner"),
    )

    for body, status, pointer in wrong:
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
