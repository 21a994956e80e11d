"""Privacy by API: a person is found, exported, erased and stored again; requests are closed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.leads.models import Contact, ErasedPerson
from leadqual.privacy.erasure.erase_person import run_erasure
from leadqual.privacy.models import Erasure, PrivacyRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("state")]
PERSONS, REQUESTS = "/api/v1/persons", "/api/v1/privacy-requests"
JSON = "application/json"
EMAIL = "cara.lift@x.example"
WHO = {"email": EMAIL}


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    """Somebody who asks."""
    return Contact.objects.create(workspace=workspace, email=EMAIL, last_name="Lift")


def request_of(workspace: Workspace) -> PrivacyRequest:
    """Note that somebody asks for erasure."""
    return PrivacyRequest.objects.create(
        workspace=workspace,
        kind=PrivacyRequest.Kind.ERASURE,
        sender=EMAIL,
        received_at=timezone.now(),
        due_on=date(2026, 12, 24),
    )


def audited(action: str) -> list[tuple[User | None, bool]]:
    """Return actors of the entries of the audit log, and whether they name a key."""
    rows = AuditRow.objects.filter(action=action).order_by("pk")
    return [(row.actor, row.api_key is not None) for row in rows]


def send(api: Client, step: str, body: dict[str, Any]) -> Any:
    return api.post(f"{PERSONS}/{step}", body, content_type=JSON)


def test_person_is_found_erased_and_stored_again_only_once_lifted(
    api: Client, contact: Contact, manager: User, stranger_client: Client
) -> None:
    new = {"email": EMAIL, "last_name": "Lift"}
    found, exported = send(api, "find", WHO), send(api, "export", WHO)

    erased = send(api, "erase", WHO)
    run_erasure(erased.json()["id"])
    path = f"{PERSONS}/erasures/{erased.json()['id']}"
    progress, theirs = api.get(path).json(), stranger_client.get(path)
    refused = api.post("/api/v1/contacts", new, content_type=JSON)
    lifted = [send(api, "lift", WHO) for _ in range(2)]
    stored = api.post("/api/v1/contacts", new, content_type=JSON)

    assert found.json()["contact_ids"] == [contact.pk]
    assert found.json()["erased_at"] is None
    assert EMAIL in exported.content.decode()
    assert erased.status_code == 202
    assert progress["finished_at"]
    assert theirs.status_code == 404
    assert progress["n_done"] == progress["n_steps"]
    assert (refused.status_code, refused.json()["code"]) == (409, "erased_person")
    assert [one.status_code for one in lifted] == [204, 404]
    assert lifted[1].json()["code"] == "not_erased"
    assert stored.status_code in {200, 201}
    assert stored.json()["id"] != contact.pk
    for action in ("searched", "exported", "erased", "erasure_lifted"):
        assert audited(f"person.{action}") == [(manager, True)]
    assert ErasedPerson.objects.get().lifted_by == manager


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"email": "x" * 300}, 422, "#/email"),
        ({"contact_id": 0}, 422, "#/contact_id"),
        ({"contact_id": "x"}, 422, "#/contact_id"),
        ({"mail": EMAIL}, 400, "#/mail"),
        ({}, 422, ""),
    ],
)
def test_unusable_identifiers_mean_nobody(
    api: Client, contact: Contact, body: dict[str, Any], status: int, pointer: str
) -> None:
    for step in ("find", "export", "erase", "lift"):
        answer = send(api, step, body)

        assert answer.status_code == status
        if pointer:
            assert answer.json()["errors"][0]["pointer"] == pointer
        else:
            assert answer.json()["code"] == "no_identifier"
    assert Contact.objects.filter(pk=contact.pk).exists()
    assert not Erasure.objects.exists()


@pytest.mark.parametrize(
    ("body", "state"),
    [({"state": "done"}, "done"), ({"state": "declined", "reason": "Not us."}, "declined")],
)
def test_request_is_listed_and_closed_once(
    api: Client, workspace: Workspace, manager: User, body: dict[str, str], state: str
) -> None:
    row = request_of(workspace)
    (listed,) = api.get(REQUESTS).json()["results"]

    closed = api.post(f"{REQUESTS}/{row.pk}/close", body, content_type=JSON)
    again = api.post(f"{REQUESTS}/{row.pk}/close", {"state": "done"}, content_type=JSON)

    assert (listed["state"], listed["sender"], listed["due_on"]) == ("open", EMAIL, "2026-12-24")
    assert closed.json() == again.json() == api.get(REQUESTS).json()["results"][0]
    assert (closed.json()["state"], closed.json()["reason"]) == (state, body.get("reason", ""))
    row.refresh_from_db()
    assert row.closed_by == manager
    assert audited(f"privacy_request.{state}") == [(manager, True)]


def test_request_stays_open_without_an_answer(api: Client, workspace: Workspace) -> None:
    row = request_of(workspace)
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        ({}, "invalid"),
        ({"state": "open"}, "invalid"),
        ({"state": "declined"}, "no_reason"),
        ({"state": "declined", "reason": "  "}, "no_reason"),
    )

    for body, code in wrong:
        answer = api.post(f"{REQUESTS}/{row.pk}/close", body, content_type=JSON)
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    row.refresh_from_db()
    assert row.state == PrivacyRequest.State.OPEN


def test_person_and_request_of_another_workspace_stay(
    stranger_client: Client, workspace: Workspace, contact: Contact, state: Path
) -> None:
    row = request_of(workspace)

    closed = stranger_client.post(f"{REQUESTS}/{row.pk}/close", {"state": "done"}, JSON)
    found = send(stranger_client, "find", {"contact_id": contact.pk})
    send(stranger_client, "erase", WHO)

    assert closed.status_code == 404
    assert found.status_code == 422 or found.json()["contact_ids"] == []
    row.refresh_from_db()
    assert row.state == PrivacyRequest.State.OPEN
    assert Contact.objects.filter(pk=contact.pk).exists()
