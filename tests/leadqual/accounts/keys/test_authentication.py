"""Which requests with an API key are accepted, and what the others are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.keys.services import create_api_key, revoke_api_key, rotate_api_key
from leadqual.accounts.keys.state import key_with_secret, state_of
from leadqual.accounts.members import remove_member
from leadqual.accounts.models import ApiKey, AuditRow, Member, Role, Scope, User, Workspace
from leadqual.registry.models import ModelVersion
from tests.leadqual.accounts.keys.programs import new_program, program_with, set_role
from tests.product import client_of

pytestmark = pytest.mark.django_db
JSON = "application/json"
CONTACTS = "/api/v1/contacts"


def problem(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


def test_only_hashes_of_secrets_are_stored(workspace: Workspace, manager: User) -> None:
    key, first = create_api_key(workspace=workspace, name="a", scopes=["read"], author=manager)
    _, second = rotate_api_key(key=key, author=manager)

    stored = str(vars(ApiKey.objects.get()))
    assert first not in stored
    assert second not in stored


def test_key_stops_working_when_its_owner_is_removed(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    _, program = new_program(qualifier, workspace, Scope.READ, Scope.WRITE)
    body = {"email": "new@port.example", "first_name": "New"}
    assert program.get(CONTACTS).status_code == 200

    Member.objects.get(user=qualifier).delete()

    refused = [program.get(CONTACTS), program.post(CONTACTS, body, content_type=JSON)]
    assert [problem(one) for one in refused] == [(401, "api_key_owner_removed")] * 2
    assert not workspace.contacts.exists()


def test_a_removed_members_key_stays_dead_when_the_member_is_added_again(
    workspace: Workspace, manager: User, qualifier: User
) -> None:
    key, program = new_program(qualifier, workspace, Scope.READ)
    remove_member(member=Member.objects.get(user=qualifier), author=manager)
    Member.objects.create(workspace=workspace, user=qualifier, role=Role.QUALIFIER)

    assert problem(program.get(CONTACTS)) == (401, "api_key_owner_removed")

    _, secret = rotate_api_key(key=key, author=qualifier)

    assert problem(program.get(CONTACTS)) == (401, "api_key_expired")
    assert program_with(secret).get(CONTACTS).status_code == 200


def test_key_stops_working_when_the_account_of_its_owner_is_deactivated(
    workspace: Workspace, manager: User
) -> None:
    _, program = new_program(manager, workspace)

    User.objects.filter(pk=manager.pk).update(is_active=False)

    assert problem(program.get(CONTACTS)) == (401, "api_key_owner_inactive")


def test_membership_in_another_workspace_does_not_help(
    workspace: Workspace, other_workspace: Workspace, qualifier: User
) -> None:
    _, program = new_program(qualifier, workspace)

    Member.objects.filter(user=qualifier).update(workspace=other_workspace)

    assert problem(program.get(CONTACTS)) == (401, "api_key_owner_removed")


def test_key_of_a_deleted_workspace_stops_working(workspace: Workspace, manager: User) -> None:
    _, program = new_program(manager, workspace)

    Workspace.objects.filter(pk=workspace.pk).update(deleted_at=timezone.now())

    assert problem(program.get(CONTACTS)) == (401, "workspace_deleted")


def test_expired_revoked_and_unknown_keys_are_told_apart(
    workspace: Workspace, manager: User
) -> None:
    expired, expired_program = new_program(manager, workspace)
    revoked, revoked_program = new_program(manager, workspace)
    ApiKey.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    revoke_api_key(key=revoked, author=manager)

    programs = [expired_program, revoked_program, program_with("lq_nothing"), program_with("")]
    answers = [program.get(CONTACTS) for program in programs]

    assert [problem(answer) for answer in answers] == [
        (401, "api_key_expired"),
        (401, "api_key_revoked"),
        (401, "authentication_failed"),
        (401, "authentication_failed"),
    ]
    assert all(answer.headers["WWW-Authenticate"] == "Bearer" for answer in answers)


def test_replaced_secret_is_told_apart_from_an_expired_key(
    workspace: Workspace, manager: User
) -> None:
    key, program = new_program(manager, workspace)
    rotate_api_key(key=key, author=manager, overlap_hours=0, expires_in_days=30)

    replaced = program.get(CONTACTS)
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now())
    expired = program.get(CONTACTS)

    assert problem(replaced) == problem(expired) == (401, "api_key_expired")
    assert "replaced" in replaced.json()["detail"]
    assert "replaced" not in expired.json()["detail"]


def test_missing_scope_is_named(workspace: Workspace, manager: User) -> None:
    _, program = new_program(manager, workspace, Scope.CLASSIFY)

    answer = program.get(CONTACTS)

    assert problem(answer) == (403, "missing_scope")
    assert answer.json()["scope"] == "read"
    assert answer.json()["key_scopes"] == ["classify"]
    assert "needs the scope `read`" in answer.json()["detail"]
    assert "`classify`" in answer.json()["detail"]


def test_missing_role_is_named(viewer: User) -> None:
    answer = client_of(viewer).post("/api/v1/lists", {"name": "A"}, content_type=JSON)

    assert problem(answer) == (403, "permission_denied")
    assert "needs the role qualifier" in answer.json()["detail"]
    assert "Your role is viewer" in answer.json()["detail"]


def test_what_only_staff_may_do_is_named(manager: User) -> None:
    version = ModelVersion.objects.filter(kind="titles").latest("pk")

    answer = client_of(manager).post(f"/api/v1/models/{version.pk}/promote", content_type=JSON)

    assert problem(answer) == (403, "permission_denied")
    assert answer.json()["detail"] == "Only staff of this installation can do this."


def test_key_of_a_demoted_manager_loses_admin_at_once(workspace: Workspace, manager: User) -> None:
    _, program = new_program(manager, workspace, Scope.READ, Scope.ADMIN)
    assert program.get("/api/v1/keys").status_code == 200

    set_role(manager, Role.QUALIFIER)

    answer = program.get("/api/v1/keys")
    assert (problem(answer), answer.json()["scope"]) == ((403, "scope_not_covered"), "admin")
    assert program.get(CONTACTS).status_code == 200


def test_key_of_staff_promotes_no_model_without_the_scope(
    workspace: Workspace, staff: User
) -> None:
    version = ModelVersion.objects.filter(kind="titles").latest("pk")
    scopes = [scope for scope in Scope if scope != Scope.INSTALLATION]
    _, program = new_program(staff, workspace, *scopes)

    paths = [f"/api/v1/models/{version.pk}/{what}" for what in ("promote", "evaluate")]
    answers = [program.post(path, {}, content_type=JSON) for path in paths]

    assert [problem(answer) for answer in answers] == [(403, "missing_scope")] * 2
    assert answers[0].json()["scope"] == "installation"


def test_installation_works_only_while_the_owner_is_staff(
    workspace: Workspace, staff: User
) -> None:
    version = ModelVersion.objects.filter(kind="titles").latest("pk")
    _, program = new_program(staff, workspace, Scope.INSTALLATION)
    path = f"/api/v1/models/{version.pk}/promote"
    assert program.post(path, {}, content_type=JSON).status_code not in {401, 403}

    User.objects.filter(pk=staff.pk).update(is_staff=False)

    assert problem(program.post(path, {}, content_type=JSON)) == (403, "scope_not_covered")


def test_request_with_key_and_session_is_that_of_the_key(
    workspace: Workspace, manager: User, viewer: User
) -> None:
    _, weak = create_api_key(workspace=workspace, name="a", scopes=["read"], author=manager)
    strong_session, weak_session = client_of(manager), client_of(viewer)
    _, strong = create_api_key(workspace=workspace, name="b", scopes=["write"], author=manager)
    body = {"name": "A list"}

    def post(client: Client, secret: str) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {secret}"}
        answer = client.post("/api/v1/lists", body, content_type=JSON, headers=headers)
        return answer.status_code, answer.json().get("code", "")

    assert post(strong_session, weak) == (403, "missing_scope")
    assert post(strong_session, "lq_nothing") == (401, "authentication_failed")
    assert post(weak_session, strong) == (201, "")


def test_session_beside_a_key_is_not_even_read(
    workspace: Workspace, manager: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _, secret = create_api_key(workspace=workspace, name="a", scopes=["read"], author=manager)
    headers = {"Authorization": f"Bearer {secret}"}
    alone, browser = Client(), client_of(manager)
    alone.get("/api/v1/lists", headers=headers)  # Notes that the key was used.

    with CaptureQueriesContext(connection) as queries:
        alone.get("/api/v1/lists", headers=headers)

    with django_assert_num_queries(len(queries)):
        browser.get("/api/v1/lists", headers=headers)


def test_key_opens_no_page(workspace: Workspace, manager: User) -> None:
    _, secret = create_api_key(workspace=workspace, name="a", scopes=["write"], author=manager)

    answer = Client().get("/people/", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_session_obeys_the_role_of_the_member_and_needs_a_csrf_token(
    manager: User, qualifier: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    session = client_of(qualifier)

    forged = strict.post("/api/v1/lists", {"name": "x"}, content_type=JSON)
    allowed = session.post("/api/v1/lists", {"name": "x"}, content_type=JSON)
    set_role(qualifier, Role.VIEWER)
    refused = session.post("/api/v1/lists", {"name": "y"}, content_type=JSON)

    assert [one.status_code for one in (forged, allowed, refused)] == [403, 201, 403]


def test_former_secret_works_until_the_end_of_the_overlap(
    workspace: Workspace, manager: User
) -> None:
    key, first = create_api_key(workspace=workspace, name="a", scopes=["read"], author=manager)

    _, second = rotate_api_key(key=key, author=manager, overlap_hours=1)
    both = [program_with(secret).get(CONTACTS).status_code for secret in (first, second)]
    past = timezone.now() - timedelta(seconds=1)
    ApiKey.objects.update(previous_valid_until=past)
    after = [program_with(secret).get(CONTACTS) for secret in (first, second)]

    assert both == [200, 200]
    assert problem(after[0]) == (401, "api_key_expired")
    assert after[1].status_code == 200


def test_use_is_noted_for_each_secret_with_its_address(workspace: Workspace, manager: User) -> None:
    key, first = create_api_key(workspace=workspace, name="a", scopes=["read"], author=manager)
    _, second = rotate_api_key(key=key, author=manager)

    program_with(first).get(CONTACTS, REMOTE_ADDR="192.0.2.7")
    key.refresh_from_db()
    assert (key.last_used_at, key.previous_last_used_at is None) == (None, False)

    program_with(second).get(CONTACTS, REMOTE_ADDR="192.0.2.8")
    key.refresh_from_db()
    assert (key.last_used_at is None, key.last_used_ip) == (False, "192.0.2.8")


def test_key_with_its_owner_is_read_in_one_query(
    workspace: Workspace, manager: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _, secret = create_api_key(workspace=workspace, name="a", scopes=["read"], author=manager)

    with django_assert_num_queries(1):
        key = key_with_secret(secret)
        assert key is not None
        assert state_of(key).works


def test_audit_rows_name_the_key(workspace: Workspace, manager: User) -> None:
    key, program = new_program(manager, workspace, Scope.ADMIN, Scope.READ)
    body = {"name": "Another", "scopes": ["read"]}

    made = program.post("/api/v1/keys", body, content_type=JSON)

    assert made.status_code == 201
    row = AuditRow.objects.get(subject=f"api_key:{made.json()['id']}")
    assert (row.actor, row.api_key) == (manager, key)
