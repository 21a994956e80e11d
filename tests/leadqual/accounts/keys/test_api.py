"""API keys by API."""

import pytest
from django.test import Client

from leadqual.accounts.models import ApiKey, Scope, User, Workspace
from tests.leadqual.accounts.keys.programs import new_program, program_with

pytestmark = pytest.mark.django_db
JSON = "application/json"
KEYS = "/api/v1/keys"


def test_key_creates_lists_changes_rotates_and_revokes_keys(
    workspace: Workspace, manager: User
) -> None:
    _, program = new_program(manager, workspace, Scope.ADMIN, Scope.READ)
    body = {"name": "ERP", "scopes": ["read"], "expires_in_days": 30, "requests_per_minute": 100}

    made = program.post(KEYS, body, content_type=JSON).json()
    path = f"{KEYS}/{made['id']}"
    patched = program.patch(path, {"name": "ERP 2"}, content_type=JSON).json()
    rotated = program.post(f"{path}/rotate", {"overlap_hours": 0}, content_type=JSON).json()
    listed = program.get(KEYS).json()["results"]

    assert (patched["name"], patched["scopes"], patched["requests_per_minute"]) == (
        *("ERP 2", ["read"]),
        100,
    )
    statuses = [program_with(one["secret"]).get("/api/v1/contacts") for one in (made, rotated)]
    assert [answer.status_code for answer in statuses] == [401, 200]
    assert made["id"] in {one["id"] for one in listed}
    assert all("secret" not in one for one in listed)
    assert program.delete(path).status_code == 204
    assert program.get(path).json()["state"] == "api_key_revoked"


@pytest.mark.parametrize("scopes", [["export"], ["installation"]])
def test_key_creates_none_with_more_scopes_than_its_own(
    workspace: Workspace, staff: User, scopes: list[str]
) -> None:
    _, program = new_program(staff, workspace, Scope.ADMIN, Scope.READ)

    answer = program.post(KEYS, {"name": "x", "scopes": scopes}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_not_granted")
    assert ApiKey.objects.count() == 1


def test_impossible_key_is_refused(workspace: Workspace, manager: User) -> None:
    _, program = new_program(manager, workspace, Scope.ADMIN, Scope.READ)
    wrong: tuple[dict[str, object], ...] = (
        {"scopes": []},
        {"scopes": ["all"]},
        {"name": ""},
        {"expires_in_days": 0},
        {"requests_per_minute": 10**6},
        {"role": "manager"},
    )

    for values in wrong:
        body = {"name": "x", "scopes": ["read"]} | values
        assert program.post(KEYS, body, content_type=JSON).status_code in {400, 422}

    assert ApiKey.objects.count() == 1


def test_a_key_says_whose_it_is_and_what_it_may(workspace: Workspace, manager: User) -> None:
    key, program = new_program(manager, workspace, Scope.READ)

    answer = program.get("/api/v1/key").json()

    assert (answer["email"], answer["role"]) == (manager.email, "manager")
    assert answer["workspace"]["id"] == workspace.pk
    assert (answer["key"]["id"], answer["key"]["scopes"]) == (key.pk, ["read"])


def test_a_session_has_no_key(client: Client, workspace: Workspace, manager: User) -> None:
    client.force_login(manager)

    answer = client.get("/api/v1/key").json()

    assert (answer["email"], answer["key"]) == (manager.email, None)
