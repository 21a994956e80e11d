"""Promises about the pages on which contacts and companies are created and edited."""

import html
import re

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.core.models import UndoStep
from leadqual.leads.models import Company, Contact, RecordChange
from leadqual.leads.records.notes import notes_on
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db


def sent(page: object) -> dict[str, str]:
    """Return what a browser would send of the form of a page."""
    form = page.context["form"]  # type: ignore[attr-defined]  # of the test client
    found = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def test_a_contact_is_created_with_company_owner_and_tags(
    qualifier_client: Client, qualifier: User
) -> None:
    page = qualifier_client.get("/people/new/", follow=True)
    fields = sent(page) | {
        "first_name": "Ada",
        "email": "ADA@Kelvia.example",
        "title": "Head of Sales",
        "company": "Kelvia",
        "tags": "VIP, berlin; VIP",
        "status": "qualified",
    }

    answer = qualifier_client.post("/people/new/", fields)

    contact = Contact.objects.get()
    assert answer.status_code == 302
    assert (contact.email, contact.status, contact.tags) == (
        "ada@kelvia.example",
        "qualified",
        ["berlin", "VIP"],
    )
    assert (contact.owner, contact.company and contact.company.name) == (qualifier, "Kelvia")


def test_an_edit_saves_what_was_changed_and_its_message_undoes_it(
    qualifier_client: Client, stranger_client: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Jana Brandt", email="jana@x.example")
    address = f"/people/{contact.pk}/edit/"
    fields = sent(qualifier_client.get(address)) | {"city": "Berlin"}

    page = qualifier_client.post(address, fields, follow=True)

    contact.refresh_from_db()
    assert (contact.city, RecordChange.objects.get().after) == ("Berlin", {"city": "Berlin"})
    undo = f"/records/changes/{RecordChange.objects.get().step}/undo/"
    assert undo in page.content.decode()

    stranger_client.post(undo)
    contact.refresh_from_db()
    assert contact.city == "Berlin"

    qualifier_client.post(undo)

    contact.refresh_from_db()
    assert contact.city == ""


def test_an_edit_of_a_record_that_changed_since_keeps_the_entries_and_shows_both(
    qualifier_client: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Jana Brandt", city="Bonn")
    address = f"/people/{contact.pk}/edit/"
    fields = sent(qualifier_client.get(address)) | {"city": "Berlin"}
    contact.city = "Munich"
    contact.save()

    page = qualifier_client.post(address, fields)

    html = page.content.decode()
    contact.refresh_from_db()
    assert (page.status_code, contact.city) == (422, "Munich")
    assert "Munich" in html
    assert 'value="Berlin"' in html

    qualifier_client.post(address, sent(page))

    contact.refresh_from_db()
    assert contact.city == "Berlin"


def test_bad_input_is_told_at_the_form_and_nothing_is_written(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Ben Öz", email="taken@x.example")
    contact = make_contact(workspace, "Jana Brandt", email="jana@x.example")
    address = f"/people/{contact.pk}/edit/"
    fields = sent(qualifier_client.get(address))
    before = Contact.objects.values().get(pk=contact.pk)
    bad = {
        "email": "nobody",
        "linkedin_url": "https://example.com/in/x",
        "first_name": "A\x00",
        "last_name": "A" * 151,
        "country": "Narnia",
        "owner": "99999999999999999999",
        "status": "sold",
    }

    told = qualifier_client.post(address, fields | bad)

    assert told.status_code == 422
    assert told.context["form"].errors.keys() == bad.keys()
    for one in ({"email": "taken@x.example"}, {"first_name": "", "last_name": "", "email": ""}):
        assert qualifier_client.post(address, fields | one).status_code == 422
    assert Contact.objects.values().get(pk=contact.pk) == before


def test_a_country_is_read_in_any_language_and_an_older_one_may_stay(
    qualifier_client: Client, workspace: Workspace
) -> None:
    german = make_contact(workspace, "Jana Brandt", email="jana@x.example")
    older = make_contact(workspace, "Ben Öz", email="ben@x.example", country="Narnia")

    for contact, wanted in ((german, {"country": "Deutschland"}), (older, {"city": "Beruna"})):
        address = f"/people/{contact.pk}/edit/"
        fields = sent(qualifier_client.get(address)) | wanted
        assert qualifier_client.post(address, fields).status_code == 302
        contact.refresh_from_db()

    assert german.country == "Germany"
    assert (older.city, older.country) == ("Beruna", "Narnia")


def test_a_company_is_created_and_edited(qualifier_client: Client, workspace: Workspace) -> None:
    fields = sent(qualifier_client.get("/companies/new/", follow=True)) | {
        "name": "Kelvia GmbH",
        "domain": "https://www.kelvia.example/about",
        "technologies": "AWS, React",
        "events": "Raised money, at last\nMoved",
        "founded": "1999",
        "total_funding": "1000.5",
    }

    qualifier_client.post("/companies/new/", fields)

    company = Company.objects.get()
    assert (company.domain, company.technologies) == ("kelvia.example", ["AWS", "React"])
    assert company.events == ["Raised money, at last", "Moved"]

    address = f"/companies/{company.pk}/edit/"
    before = sent(qualifier_client.get(address))
    assert qualifier_client.post(address, before).status_code == 302
    assert not RecordChange.objects.exists()  # A form that comes back as it was changes nothing.
    qualifier_client.post(address, before | {"city": "Kiel", "founded": "2001"})

    company.refresh_from_db()
    assert (company.city, company.founded) == ("Kiel", 2001)
    assert RecordChange.objects.get().before == {"city": "", "founded": 1999}


def test_bad_values_of_a_company_are_told(qualifier_client: Client, workspace: Workspace) -> None:
    address = f"/companies/{make_company(workspace).pk}/edit/"
    wrong = ["domain", "founded", "employees", "total_funding", "country"]
    bad = {"name": "", **dict.fromkeys(wrong, "no value")}

    answer = qualifier_client.post(address, sent(qualifier_client.get(address)) | bad)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == bad.keys()


def test_a_viewer_and_another_workspace_edit_nothing(
    viewer_client: Client, stranger_client: Client, workspace: Workspace
) -> None:
    contact = make_contact(workspace, "Jana Brandt")
    address = f"/people/{contact.pk}/edit/"

    assert viewer_client.post(address, {"city": "X"}).status_code == 403
    assert stranger_client.post(address, {"city": "X"}).status_code == 404
    assert viewer_client.get("/people/new/", follow=True).status_code == 403


def test_person_without_name_and_email_is_saved_once_that_is_confirmed(
    qualifier_client: Client, workspace: Workspace
) -> None:
    profile = "https://www.linkedin.com/in/ada-berg"
    fields = sent(qualifier_client.get("/people/new/", follow=True)) | {"linkedin_url": profile}

    asked = qualifier_client.post("/people/new/", fields)

    html = asked.content.decode()
    assert not Contact.objects.exists()
    assert "This person has no name and no email. Add one, or save anyway." in html
    assert ">Save anyway</button>" in html
    confirmed = re.search(r'name="(nameless)" value="(\w+)"', html)
    assert confirmed

    saved = qualifier_client.post("/people/new/", fields | {confirmed[1]: confirmed[2]})

    assert saved.status_code == 302
    contact = Contact.objects.get()
    assert str(contact) == "ada-berg"

    fields = sent(qualifier_client.get(f"/people/{contact.pk}/edit/")) | {"city": "Berlin"}
    assert qualifier_client.post(f"/people/{contact.pk}/edit/", fields).status_code == 302


def test_adding_a_note_is_undone_and_redone(
    qualifier_client: Client, qualifier: User, workspace: Workspace
) -> None:
    person = make_contact(workspace, "Ada Abel")
    qualifier_client.post(f"/people/{person.pk}/notes/", {"text": "Call in May"}, follow=True)
    offered = UndoStep.objects.get(undone_at=None)

    page = qualifier_client.post(f"{offered.undo}?next=/people/", follow=True)
    assert not notes_on(person)
    (redo,) = re.findall(r'action="([^"]+/restore/[^"]*)"', page.content.decode())
    qualifier_client.post(html.unescape(redo))

    assert [note.text for note in notes_on(person)] == ["Call in May"]
