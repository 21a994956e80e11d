"""Members, invitations and the workspace by API."""

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, Invitation, Member, Role, User, Workspace
from tests.emails import sent_emails

pytestmark = pytest.mark.django_db
ANNA = "anna@people.example"
JSON = "application/json"


def test_address_is_invited_and_the_link_goes_by_email_alone(api: Client) -> None:
    answer = api.post(
        "/api/v1/invitations", {"email": ANNA.title(), "role": "viewer"}, content_type=JSON
    )

    assert answer.status_code == 201
    body = answer.json()
    assert (body["email"], body["role"], body["state"]) == (ANNA, "viewer", "open")
    assert (body["last_sent_at"], body["email_state"]) == (None, "queued")
    assert sent_emails()[0].to == [ANNA]
    token = str(sent_emails()[0].body).split("/account/invitations/")[1].split("/")[0]
    assert token not in answer.content.decode()
    (listed,) = api.get("/api/v1/invitations").json()["results"]
    assert (listed["email"], listed["email_state"]) == (ANNA, "sent")
    assert listed["last_sent_at"]


def test_impossible_invitation_is_refused(api: Client) -> None:
    wrong: tuple[tuple[dict[str, str], int, str], ...] = (
        ({"email": "nonsense"}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"email": ANNA, "role": "owner"}, 422, "invalid"),
        ({"email": ANNA, "password": "x"}, 400, "unknown_field"),
        ({"email": "manager@leadqual.example"}, 409, "already_member"),
    )

    for body, status, code in wrong:
        answer = api.post("/api/v1/invitations", body, content_type=JSON)
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    assert Invitation.objects.count() == 0


def test_invitation_is_resent_after_a_pause_and_withdrawn(api: Client) -> None:
    key = api.post("/api/v1/invitations", {"email": ANNA}, content_type=JSON).json()["id"]

    resent = api.post(f"/api/v1/invitations/{key}/resend")
    assert (resent.status_code, resent.json()["code"]) == (429, "too_many_invitations")
    Invitation.objects.update(queued_at=None)
    assert api.post(f"/api/v1/invitations/{key}/resend").status_code == 200
    assert api.delete(f"/api/v1/invitations/{key}").status_code == 204
    assert AuditRow.objects.get(action="invitation.withdrawn").api_key is not None
    assert api.get(f"/api/v1/invitations/{key}").status_code == 404


def test_role_of_a_member_is_changed_and_the_member_removed(api: Client, viewer: User) -> None:
    member = Member.objects.get(user=viewer)
    path = f"/api/v1/members/{member.pk}"

    changed = api.patch(path, {"role": "qualifier"}, content_type=JSON)
    removed = api.delete(path)

    assert changed.json()["role"] == "qualifier"
    assert removed.status_code == 204
    assert not Member.objects.filter(user=viewer).exists()
    changed_role = AuditRow.objects.get(action="member.role_changed")
    assert (changed_role.after, changed_role.api_key is None) == ({"role": "qualifier"}, False)
    assert AuditRow.objects.get(action="member.removed").api_key is not None


def test_last_manager_stays_by_api(api: Client, manager: User) -> None:
    path = f"/api/v1/members/{Member.objects.get(user=manager).pk}"

    answers = [api.patch(path, {"role": "viewer"}, content_type=JSON), api.delete(path)]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "last_manager")] * 2
    assert Member.objects.get(user=manager).role == Role.MANAGER


def test_workspace_is_read_and_renamed(api: Client, workspace: Workspace) -> None:
    assert api.get("/api/v1/workspace").json()["slug"] == workspace.slug

    answer = api.patch("/api/v1/workspace", {"name": "North  Sales "}, content_type=JSON)

    assert answer.json()["name"] == "North Sales"
