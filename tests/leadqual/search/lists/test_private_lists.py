"""Lists and views that only their author sees, in every place that shows or uses them."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core.errors import NotAllowedError
from leadqual.leads.errors import ListNameTakenError
from leadqual.leads.models import Contact, ContactList
from leadqual.search.lists.services import add_records, create_list, set_list_private
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search
from tests.leadqual.leads.people import make_contact
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
NAME = "Quiet prospects"
JSON = "application/json"


@pytest.fixture
def person(workspace: Workspace) -> Contact:
    make_contact(workspace, "Bo Roe")
    return make_contact(workspace, "Ada Abel")


@pytest.fixture
def quiet(workspace: Workspace, qualifier: User, person: Contact) -> ContactList:
    row = create_list(workspace=workspace, name=NAME, author=qualifier, is_private=True)
    add_records(contact_list=row, keys=[person.pk], author=qualifier, request_id=uuid4())
    return row


def pages_about(row: ContactList, person: Contact) -> list[str]:
    return [
        "/people/lists/",
        "/people/",
        f"/people/?list={row.pk}",
        f"/people/lists/add/?contact={person.pk}",
        f"/people/{person.pk}/timeline/",
        "/palette/?q=quiet",
        "/settings/audit-log/",
        "/settings/recent-changes/",
    ]


def test_private_list_is_named_to_its_author_alone(
    quiet: ContactList, person: Contact, qualifier_client: Client, manager_client: Client
) -> None:
    pages = pages_about(quiet, person)
    answers = [manager_client.get(url, follow=True, headers=HTMX) for url in pages]
    seen = [html_of(answer) for answer in answers if answer.status_code == 200]

    assert len(seen) == len(pages)
    assert not [html for html in seen if NAME in html]
    assert NAME in html_of(qualifier_client.get("/people/lists/"))
    assert manager_client.get(f"/people/lists/{quiet.pk}/").status_code == 404
    assert manager_client.post(f"/people/lists/{quiet.pk}/delete/").status_code == 404
    assert not AuditRow.objects.filter(name__contains=NAME).exists()


def test_private_list_finds_nobody_for_others(
    quiet: ContactList, qualifier_client: Client, manager_client: Client, api: Client
) -> None:
    mine = html_of(qualifier_client.get(f"/people/?list={quiet.pk}"))
    theirs = html_of(manager_client.get(f"/people/?list={quiet.pk}"))
    excluded = html_of(manager_client.get(f"/people/?exclude=list:{quiet.pk}"))
    answer = api.get(f"/api/v1/contacts?list={quiet.pk}")
    values = manager_client.get(f"/people/values/?facet=country&typed=g&list={quiet.pk}")

    assert "Ada Abel" in mine
    assert "Ada Abel" not in theirs
    assert "Ada Abel" in excluded
    assert answer.status_code == 422
    assert values.json() == {"values": []}


def test_private_list_and_view_are_absent_from_the_api_of_others(
    quiet: ContactList, workspace: Workspace, qualifier: User, api: Client
) -> None:
    view = save_search(
        workspace=workspace, name=NAME, query=ContactQuery(), author=qualifier, is_private=True
    )

    listed = [api.get(f"/api/v1/{kind}").json()["results"] for kind in ("lists", "searches")]
    answers = [
        api.get(f"/api/v1/lists/{quiet.pk}"),
        api.get(f"/api/v1/lists/{quiet.pk}/entries"),
        api.get(f"/api/v1/searches/{view.pk}"),
        api.get(f"/api/v1/searches/{view.pk}/matches"),
        api.put(f"/api/v1/searches/{view.pk}/watch", json.dumps({})),
    ]

    assert listed == [[], []]
    assert {answer.status_code for answer in answers} == {404}


def test_names_are_taken_among_those_who_see_them(
    quiet: ContactList, workspace: Workspace, qualifier: User, manager: User
) -> None:
    shared = create_list(workspace=workspace, name=NAME, author=manager)

    with pytest.raises(ListNameTakenError):
        set_list_private(contact_list=quiet, is_private=False, author=qualifier)
    with pytest.raises(NotAllowedError):
        set_list_private(contact_list=shared, is_private=True, author=qualifier)

    quiet.refresh_from_db()
    assert quiet.is_private


def test_list_is_shared_and_made_private_by_api(api: Client) -> None:
    body = json.dumps({"name": "A", "is_private": True})

    made = api.post("/api/v1/lists", body, content_type=JSON).json()
    address = f"/api/v1/lists/{made['id']}"
    changed = api.patch(address, json.dumps({"is_private": False}), content_type=JSON).json()

    assert (made["is_private"], changed["is_private"], changed["name"]) == (True, False, "A")
