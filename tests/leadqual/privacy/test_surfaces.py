"""Promises about the pages, the API and the commands that find, export and erase a person."""

import json
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from leadqual.accounts.models import AuditRow, Role, User, Workspace
from leadqual.cli import app
from leadqual.leads.models import Contact, ErasedKey, ErasedPerson
from leadqual.leads.upserts import ContactValues, save_contact
from tests.product import client_of, make_member

pytestmark = pytest.mark.django_db
EMAIL = "zdenka.quastenberg@kranwerk.example"
JSON = "application/json"


@pytest.fixture
def contact(workspace: Workspace, state: None) -> Contact:
    """Somebody to erase."""
    fields = {"first_name": "Zdenka", "last_name": "Quastenberg"}
    values = ContactValues(EMAIL, fields=fields)
    return save_contact(workspace=workspace, values=values)[0]


def test_a_manager_finds_exports_and_erases_a_person_on_the_pages(
    manager_client: Client, contact: Contact
) -> None:
    found = manager_client.get("/settings/privacy/person/", {"contact_id": contact.pk}, follow=True)
    exported = manager_client.post("/settings/privacy/person/export/", {"email": EMAIL})
    not_yet = manager_client.post("/settings/privacy/person/erase/", {"contact_id": contact.pk})
    assert Contact.objects.filter(pk=contact.pk).exists()
    erased = manager_client.post(
        "/settings/privacy/person/erase/", {"contact_id": contact.pk, "confirm": "erase"}
    )

    assert b'data-table="leads.Contact"' in found.content
    assert json.loads(exported.content)["identifiers"]["emails"] == [EMAIL]
    assert (not_yet.status_code, erased.status_code) == (302, 302)
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert AuditRow.objects.filter(action="person.erased").count() == 1


def test_a_manager_lifts_an_erasure_by_the_email(manager_client: Client, contact: Contact) -> None:
    manager_client.post("/settings/privacy/person/erase/", {"email": EMAIL, "confirm": "erase"})

    manager_client.post("/settings/privacy/person/lift/", {"email": EMAIL.upper()})

    assert ErasedPerson.objects.get().lifted_at is not None
    assert ErasedKey.objects.count() == 0
    assert b"Erasure lifted" in manager_client.get("/settings/privacy/").content


@pytest.mark.parametrize(
    "path",
    [
        "/settings/privacy/",
        "/settings/privacy/person/",
        "/settings/privacy/person/erase/",
        "/settings/privacy/person/export/",
    ],
)
def test_only_managers_see_privacy(path: str, workspace: Workspace, contact: Contact) -> None:
    client = client_of(make_member(workspace, "q@leadqual.example", Role.QUALIFIER))
    method = client.post if path.endswith(("erase/", "export/")) else client.get

    assert method(path, {"email": EMAIL, "confirm": "erase"}).status_code == 403
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_the_api_finds_exports_and_erases_a_person(
    manager_client: Client, contact: Contact
) -> None:
    answers = [
        manager_client.post(f"/api/v1/persons/{step}", {"email": EMAIL}, content_type=JSON)
        for step in ("find", "export", "erase", "erase")
    ]

    assert [one.status_code for one in answers] == [200, 200, 202, 202]
    assert answers[0].json()["contact_ids"] == [contact.pk]
    assert answers[2].json()["id"] == answers[3].json()["id"]
    again = manager_client.post("/api/v1/contacts", {"email": EMAIL}, content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (409, "erased_person")


def test_the_api_refuses_to_erase_nobody(manager_client: Client, contact: Contact) -> None:
    answer = manager_client.post("/api/v1/persons/erase", {}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (422, "no_identifier")
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_a_phone_that_several_people_share_erases_nobody(
    manager_client: Client, workspace: Workspace, state: None
) -> None:
    for name in ("Abel", "Brandt"):
        fields = {"last_name": name, "phone": "+49 30 7654321"}
        save_contact(
            workspace=workspace, values=ContactValues(f"{name.lower()}@x.example", fields=fields)
        )

    answer = manager_client.post(
        "/api/v1/persons/erase", {"phone": "030 7654321"}, content_type=JSON
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "several_people")
    assert Contact.objects.count() == 2


def test_the_command_exports_a_person_into_a_file_for_its_owner_alone(
    contact: Contact, tmp_path: Path
) -> None:
    target = tmp_path / "person.json"
    runner = CliRunner()

    done = runner.invoke(app, ["person", "export", str(target), "--email", EMAIL.upper()])
    nobody = runner.invoke(app, ["person", "export", str(target)])
    nowhere = runner.invoke(
        app, ["person", "export", str(tmp_path / "no" / "x.json"), "--email", EMAIL]
    )

    assert (done.exit_code, nobody.exit_code, nowhere.exit_code) == (0, 1, 1)
    tables = {one["table"] for one in json.loads(target.read_text(encoding="utf-8"))["tables"]}
    assert "leads.Contact" in tables
    assert target.stat().st_mode & 0o077 == 0


def test_an_erasure_says_how_far_it_is_to_its_workspace_alone(
    manager_client: Client, contact: Contact, other_workspace: Workspace
) -> None:
    started = manager_client.post(
        "/api/v1/persons/erase", {"email": EMAIL}, content_type=JSON
    ).json()
    path = f"/api/v1/persons/erasures/{started['id']}"
    stranger = client_of(make_member(other_workspace, "o@leadqual.example", Role.MANAGER))

    assert manager_client.get(path).json()["n_steps"] == started["n_steps"]
    assert stranger.get(path).status_code == 404


def test_the_command_finds_and_erases_a_person(contact: Contact, manager: User) -> None:
    runner = CliRunner()

    found = runner.invoke(app, ["person", "find", "--email", EMAIL])
    erased = runner.invoke(app, ["person", "erase", "--email", EMAIL, "--yes"])
    gone = runner.invoke(app, ["person", "find", "--email", EMAIL])

    assert (found.exit_code, erased.exit_code, gone.exit_code) == (0, 0, 1)
    assert "leads.Contact" in found.output
    assert not Contact.objects.filter(pk=contact.pk).exists()


def test_the_commands_that_find_and_export_are_recorded(
    contact: Contact, manager: User, tmp_path: Path
) -> None:
    runner = CliRunner()

    runner.invoke(app, ["person", "find", "--email", EMAIL])
    runner.invoke(app, ["person", "export", str(tmp_path / "person.json"), "--email", EMAIL])

    rows = AuditRow.objects.filter(subject="person:").order_by("pk")
    assert [row.action for row in rows] == ["person.searched", "person.exported"]
    assert {row.workspace for row in rows} == {contact.workspace}
    assert EMAIL not in str(list(rows.values()))


def test_looking_a_person_up_is_recorded_on_pages_and_by_api(
    manager_client: Client, manager: User, contact: Contact
) -> None:
    manager_client.get("/settings/privacy/person/", {"email": EMAIL}, follow=True)
    manager_client.post("/settings/privacy/person/export/", {"email": EMAIL})
    manager_client.post("/api/v1/persons/find", {"email": EMAIL}, content_type=JSON)
    manager_client.post("/api/v1/persons/export", {"email": EMAIL}, content_type=JSON)
    manager_client.get("/settings/privacy/person/", follow=True)

    rows = AuditRow.objects.filter(subject="person:").order_by("pk")
    assert [row.action for row in rows] == ["person.searched", "person.exported"] * 2
    assert {row.actor for row in rows} == {manager}
    assert EMAIL not in str(list(rows.values()))


def test_an_erased_person_is_shown_as_erased_with_lifting_instead_of_erasing(
    manager_client: Client, contact: Contact
) -> None:
    never = manager_client.get(
        "/settings/privacy/person/", {"email": "x@y.example"}, follow=True
    ).content
    manager_client.post("/settings/privacy/person/erase/", {"email": EMAIL, "confirm": "erase"})
    erasure = ErasedPerson.objects.get()

    gone = manager_client.get(
        "/settings/privacy/person/", {"email": EMAIL.upper()}, follow=True
    ).content
    answer = manager_client.post("/api/v1/persons/find", {"email": EMAIL}, content_type=JSON)
    manager_client.post("/settings/privacy/person/lift/", {"email": EMAIL})
    lifted = manager_client.get("/settings/privacy/person/", {"email": EMAIL}, follow=True).content

    assert f'data-erased="{erasure.pk}"'.encode() in gone
    assert b"/settings/privacy/person/lift/" in gone
    assert b"/settings/privacy/person/erase/" not in gone
    assert answer.json()["erased_at"]
    for page in (never, lifted):
        assert b"data-erased" not in page
        assert b"/settings/privacy/person/erase/" in page
