"""Promises about contacts and companies that the API changes."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_fields_are_changed_and_others_stay(
    api: Client, workspace: Workspace, qualifier: User
) -> None:
    contact = make_contact(workspace, "Jana Brandt", email="jana@x.example", city="Bonn")
    body = {"title": "CEO", "owner": qualifier.email, "status": "won", "tags": ["b", "A", "a"]}

    answer = api.patch(f"/api/v1/contacts/{contact.pk}", body, content_type=JSON)

    shown = answer.json()
    assert (shown["title"], shown["city"], shown["owner"]) == ("CEO", "Bonn", qualifier.email)
    assert (shown["status"], shown["tags"]) == ("won", ["A", "b"])


def test_keys_are_emptied_by_null(api: Client, workspace: Workspace) -> None:
    contact = make_contact(
        workspace, "Jana Brandt", email="jana@x.example", company=make_company(workspace)
    )

    answer = api.patch(
        f"/api/v1/contacts/{contact.pk}", {"email": None, "company": None}, content_type=JSON
    )

    contact.refresh_from_db()
    assert (answer.status_code, contact.email, contact.company) == (200, None, None)


def test_what_cannot_be_saved_changes_nothing(api: Client, workspace: Workspace) -> None:
    make_contact(workspace, "Ben", email="taken@x.example")
    contact = make_contact(workspace, "Jana Brandt")
    before = Contact.objects.values().get(pk=contact.pk)
    bodies: list[tuple[dict[str, object], int]] = [
        ({"updated_at": "2020-01-01T00:00:00Z", "city": "X"}, 409),
        ({"email": "taken@x.example"}, 409),
        ({"owner": "nobody@x.example"}, 422),
        ({"status": "sold"}, 422),
        ({"colour": "red"}, 400),
        ({"tags": ["x" * 51]}, 422),
    ]

    for body, status in bodies:
        answer = api.patch(f"/api/v1/contacts/{contact.pk}", body, content_type=JSON)
        assert answer.status_code == status

    assert Contact.objects.values().get(pk=contact.pk) == before


def test_a_company_is_changed(api: Client, workspace: Workspace) -> None:
    company = make_company(workspace, city="Bonn")

    answer = api.patch(
        f"/api/v1/companies/{company.pk}",
        {"name": "Nordport", "status": "lost"},
        content_type=JSON,
    )

    shown = answer.json()
    assert (shown["name"], shown["city"], shown["status"]) == ("Nordport", "Bonn", "lost")


def test_an_upsert_takes_owner_status_and_tags(
    api: Client, workspace: Workspace, qualifier: User
) -> None:
    work = {"owner": qualifier.email, "status": "contacted", "tags": ["x"]}

    contact = api.post("/api/v1/contacts", {"email": "a@x.example", **work}, content_type=JSON)
    company = api.post("/api/v1/companies", {"name": "Kelvia", **work}, content_type=JSON)

    assert {name: contact.json()[name] for name in work} == work
    assert {name: company.json()[name] for name in work} == work


def test_another_workspace_is_not_changed(api: Client, other_workspace: Workspace) -> None:
    contact = make_contact(other_workspace, "Jana Brandt")

    answer = api.patch(f"/api/v1/contacts/{contact.pk}", {"city": "X"}, content_type=JSON)

    assert answer.status_code == 404
