"""What somebody can do, and for how long, who has a secret that they should not have any more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.keys.services import (
    create_api_key,
    revoke_api_key,
    rotate_api_key,
    take_over_api_key,
)
from leadqual.accounts.keys.state import KeyState
from leadqual.accounts.models import ApiKey, AuditRow, Member, Role, Scope, User, Workspace
from tests.leadqual.accounts.keys.programs import new_program, program_with, set_role
from tests.problems import refused

pytestmark = pytest.mark.django_db
JSON = "application/json"
KEYS = "/api/v1/keys"
ADMIN = [Scope.READ, Scope.ADMIN]


def issue(program: Client, **values: object) -> tuple[ApiKey, Client]:
    """Create a key with a program, and return it with a program that uses it."""
    body = {"name": "issued", "scopes": ADMIN} | values
    made = program.post(KEYS, body, content_type=JSON).json()
    return ApiKey.objects.get(pk=made["id"]), program_with(made["secret"])


def rotate(program: Client, key: ApiKey, **values: object) -> Any:
    return program.post(f"{KEYS}/{key.pk}/rotate", values, content_type=JSON)


def test_no_former_secret_works_when_a_key_is_taken_over(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    set_role(qualifier, Role.MANAGER)
    key, first = create_api_key(workspace=workspace, name="a", scopes=ADMIN, author=qualifier)
    _, second = rotate_api_key(key=key, author=qualifier, overlap_hours=168)
    Member.objects.get(user=qualifier).delete()

    _, third = take_over_api_key(key=key, author=manager)

    answers = [program_with(one).get("/api/v1/members") for one in (first, second, third)]
    assert [answer.status_code for answer in answers] == [401, 401, 200]
    assert ApiKey.objects.get().previous_key_hash is None


def test_nobody_gets_a_secret_of_a_key_that_acts_for_somebody_else(
    workspace: Workspace, manager: User, qualifier: User, manager_client: Client
) -> None:
    key, program = new_program(qualifier, workspace)

    with refused("not_key_owner"):
        rotate_api_key(key=key, author=manager)
    page = manager_client.post(
        f"/settings/keys/{key.pk}/rotate/", {"overlap_hours": "0", "expires": "30"}
    )

    assert page.status_code == 422
    assert program.get("/api/v1/contacts").status_code == 200


@pytest.mark.parametrize("days", [365, "absent"])
def test_a_key_gives_no_more_time_than_it_has_left(
    workspace: Workspace, manager: User, days: object
) -> None:
    key, program = new_program(manager, workspace, *ADMIN)
    end = timezone.now() + timedelta(days=1)
    ApiKey.objects.filter(pk=key.pk).update(expires_at=end)
    asked = {} if days == "absent" else {"expires_in_days": days}

    issued, _ = issue(program, **asked)
    other, _ = new_program(manager, workspace)
    answers = [rotate(program, one, overlap_hours=24, **asked) for one in (other, key)]

    assert [answer.status_code for answer in answers] == [200, 200]
    ends = ApiKey.objects.values_list("expires_at", flat=True)
    assert set(ends) == {end}
    assert issued.issued_by == key


def test_keys_that_came_from_a_key_are_revoked_with_it(workspace: Workspace, manager: User) -> None:
    leaked, thief = new_program(manager, workspace, *ADMIN)
    rotated, _ = new_program(manager, workspace)
    untouched, untouched_program = new_program(manager, workspace)
    child, child_program = issue(thief)
    grandchild, _ = issue(child_program)
    rotate(thief, rotated)
    rotate(child_program, child)

    revoke_api_key(key=leaked, author=manager)

    revoked = ApiKey.objects.exclude(revoked_at=None)
    assert set(revoked) == {leaked, rotated, child, grandchild}
    assert AuditRow.objects.filter(action="api_key.revoked").count() == 4
    assert untouched_program.get("/api/v1/contacts").status_code == 200
    assert untouched.revoked_at is None


def test_a_key_cannot_get_away_from_the_key_that_created_it(
    workspace: Workspace, manager: User
) -> None:
    leaked, thief = new_program(manager, workspace, *ADMIN)
    child, child_program = issue(thief)
    grandchild, grandchild_program = issue(child_program)

    with refused("issuing_key"):
        rotate_api_key(key=child, author=manager, by_key=grandchild)
    assert rotate(grandchild_program, leaked).json()["code"] == "issuing_key"
    assert rotate(thief, child).status_code == 200


def test_a_person_who_rotates_a_key_frees_it_from_the_key_that_created_it(
    workspace: Workspace, manager: User
) -> None:
    leaked, thief = new_program(manager, workspace, *ADMIN)
    child, _ = issue(thief)
    _, secret = rotate_api_key(key=child, author=manager, overlap_hours=0)

    revoke_api_key(key=leaked, author=manager)

    assert program_with(secret).get("/api/v1/contacts").status_code == 200


def test_a_revoked_key_issues_nothing_although_the_request_came_before(
    workspace: Workspace, manager: User
) -> None:
    leaked, _ = new_program(manager, workspace, *ADMIN)
    revoke_api_key(key=ApiKey.objects.get(pk=leaked.pk), author=manager)

    with refused("api_key_revoked"):
        create_api_key(
            workspace=workspace, name="a", scopes=["read"], author=manager, by_key=leaked
        )


def test_a_rotated_secret_manages_no_keys_while_it_still_works(
    workspace: Workspace, manager: User
) -> None:
    key, program = new_program(manager, workspace, *ADMIN)
    other, _ = new_program(manager, workspace)
    _, current = rotate_api_key(key=key, author=manager, overlap_hours=24)

    refused = [
        program.get(KEYS),
        program.post(KEYS, {"name": "x", "scopes": ["read"]}, content_type=JSON),
        program.patch(f"{KEYS}/{key.pk}", {"name": "x"}, content_type=JSON),
        program.delete(f"{KEYS}/{other.pk}"),
        rotate(program, key),
    ]

    assert {(one.status_code, one.json()["code"]) for one in refused} == {(403, "previous_secret")}
    assert program.get("/api/v1/members").status_code == 200
    assert program_with(current).get(KEYS).status_code == 200


def test_a_key_whose_owner_lacks_two_step_verification_does_not_work_where_it_is_required(
    workspace: Workspace, manager: User, manager_client: Client
) -> None:
    _, program = new_program(manager, workspace, *ADMIN)
    assert program.get("/api/v1/members").status_code == 200

    Workspace.objects.filter(pk=workspace.pk).update(requires_two_step=True)

    answers = [program.get(path) for path in ("/api/v1/members", "/api/v1/audit-log")]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {
        (401, KeyState.OWNER_WITHOUT_TWO_STEP.value)
    }
