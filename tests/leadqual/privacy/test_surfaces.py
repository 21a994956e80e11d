"""Promises about the pages, the API and the commands that find, export and erase a person."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.cli import app
from leadqual.leads.models import Contact, ErasedKey, ErasedPerson
from leadqual.leads.upserts import ContactValues, save_contact

pytestmark = pytest.mark.django_db
EMAIL = "zdenka.quastenberg@kranwerk.example"


@pytest.fixture
def contact(workspace: Workspace, state: None) -> Contact:
    """Somebody to erase."""
    fields = {"first_name": "Zdenka", "last_name": "Quastenberg"}
    values = ContactValues(EMAIL, fields=fields)
    return save_contact(workspace=workspace, values=values)[0]


def test_a_manager_finds_exports_erases_and_lifts_on_the_pages(
    manager_client: Client, manager: User, contact: Contact
) -> None:
    def shown(email: str) -> bytes:
        page = manager_client.get("/settings/privacy/person/", {"email": email}, follow=True)
        return page.content

    def send(step: str, **values: object) -> Any:
        return manager_client.post(f"/settings/privacy/person/{step}/", values)

    there = shown(EMAIL)
    exported = send("export", email=EMAIL)
    not_yet = send("erase", contact_id=contact.pk)
    assert Contact.objects.filter(pk=contact.pk).exists()
    erased = send("erase", contact_id=contact.pk, confirm="erase")
    erasure = ErasedPerson.objects.get()
    gone = shown(EMAIL.upper())
    send("lift", email=EMAIL.upper())
    manager_client.get("/settings/privacy/person/", follow=True)

    assert b'data-table="leads.Contact"' in there
    assert json.loads(exported.content)["identifiers"]["emails"] == [EMAIL]
    assert (not_yet.status_code, erased.status_code) == (302, 302)
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert AuditRow.objects.filter(action="person.erased").count() == 1
    assert f'data-erased="{erasure.pk}"'.encode() in gone
    assert b"/settings/privacy/person/lift/" in gone
    assert b"/settings/privacy/person/erase/" not in gone
    erasure.refresh_from_db()
    assert erasure.lifted_at is not None
    assert ErasedKey.objects.count() == 0
    for page in (there, shown(EMAIL)):
        assert b"data-erased" not in page
        assert b"/settings/privacy/person/erase/" in page
    looked_up = AuditRow.objects.filter(subject="person:").order_by("pk")
    actions = [row.action.removeprefix("person.") for row in looked_up]
    assert actions == ["searched", "exported", "searched", "searched"]
    assert {row.actor for row in looked_up} == {manager}
    assert EMAIL not in str(list(looked_up.values()))


def test_the_commands_find_export_into_a_file_for_its_owner_alone_and_erase(
    contact: Contact, manager: User, tmp_path: Path
) -> None:
    target = tmp_path / "person.json"
    runner = CliRunner()

    found = runner.invoke(app, ["person", "find", "--email", EMAIL])
    done = runner.invoke(app, ["person", "export", str(target), "--email", EMAIL.upper()])
    nobody = runner.invoke(app, ["person", "export", str(target)])
    nowhere = runner.invoke(
        app, ["person", "export", str(tmp_path / "no" / "x.json"), "--email", EMAIL]
    )

    erased = runner.invoke(app, ["person", "erase", "--email", EMAIL, "--yes"])
    gone = runner.invoke(app, ["person", "find", "--email", EMAIL])

    runs = (found, done, nobody, nowhere, erased, gone)
    assert [one.exit_code for one in runs] == [0, 0, 1, 1, 0, 1]
    assert "leads.Contact" in found.output
    assert not Contact.objects.filter(pk=contact.pk).exists()
    tables = {one["table"] for one in json.loads(target.read_text(encoding="utf-8"))["tables"]}
    assert "leads.Contact" in tables
    assert target.stat().st_mode & 0o077 == 0
    rows = AuditRow.objects.filter(subject="person:").order_by("pk")
    assert [row.action for row in rows][:2] == ["person.searched", "person.exported"]
    assert {row.workspace for row in rows} == {contact.workspace}
    assert EMAIL not in str(list(rows.values()))
