"""Selected records that are gone by then are named, on the pages for many as in the API."""

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from leadqual.accounts.models import User, Workspace
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import Company, Contact, ContactList, DeletedRecord
from leadqual.search.lists.services import create_list

pytestmark = pytest.mark.django_db
GONE = "2 of the selected {} no longer exist."


@pytest.fixture
def people(workspace: Workspace, manager: User) -> list[int]:
    """IDs: one is there, one was merged into a third, one is deleted, one was never there."""
    rows = [
        Contact.objects.create(workspace=workspace, first_name=name, email=f"{name}@acme.example")
        for name in ("anna", "ben", "cleo", "dora")
    ]
    return _gone(workspace, manager, "contact", rows)


@pytest.fixture
def companies(workspace: Workspace, manager: User) -> list[int]:
    """As `people`."""
    rows = [
        Company.objects.create(workspace=workspace, name=name, name_key=name)
        for name in ("acme", "bluff", "clef", "dune")
    ]
    return _gone(workspace, manager, "company", rows)


def _gone(
    workspace: Workspace, manager: User, kind: str, rows: list[Contact] | list[Company]
) -> list[int]:
    keys = [row.pk for row in rows]
    request = MergeRequest(kind, kept_id=keys[2], other_id=keys[1])
    merge_records(workspace=workspace, request=request, author=manager)
    delete_record(record=rows[3], workspace=workspace, kind=kind, author=manager)
    return [keys[0], keys[1], keys[3], 10**9]


def query(kind: str, keys: list[int]) -> str:
    return urlencode([(kind, key) for key in keys])


def test_pages_for_people_name_who_is_gone(manager_client: Client, people: list[int]) -> None:
    for name in (
        *("search:change_people", "search:delete_people", "search:set_do_not_contact"),
        *("search:add_to_list", "search:export", "duplicates:merge_people"),
    ):
        asked = f"{reverse(name)}?{query('contact', people)}"
        shown = manager_client.get(asked, follow=True)

        assert GONE.format("people") in shown.content.decode(), name


def test_pages_for_companies_name_what_is_gone(
    manager_client: Client, companies: list[int]
) -> None:
    for name in (
        *("search:add_companies_to_list", "search:decision_makers", "campaigns:add_companies"),
        "campaigns:more_like",
    ):
        asked = f"{reverse(name)}?{query('company', companies)}"
        shown = manager_client.get(asked, follow=True)

        assert GONE.format("companies") in shown.content.decode(), name


def test_a_merged_person_is_the_kept_one(manager_client: Client, people: list[int]) -> None:
    body = {"request_id": str(uuid4()), "status": "won"}

    address = f"{reverse('search:change_people')}?{query('contact', people)}"
    done = manager_client.post(address, body, follow=True)

    changed = Contact.objects.filter(status="won").order_by("pk")
    assert list(changed.values_list("first_name", flat=True)) == ["anna", "cleo"]
    assert GONE.format("people") in done.content.decode()


def test_a_selected_person_who_was_deleted_stays_marked_when_restored(
    manager_client: Client, manager: User, people: list[int]
) -> None:
    address = f"{reverse('search:set_do_not_contact')}?{query('contact', people)}"

    manager_client.post(address, {"request_id": str(uuid4())})

    restore_record(deleted=DeletedRecord.objects.get(merge__isnull=True), author=manager)
    found = dict(Contact.objects.values_list("first_name", "do_not_contact"))
    assert found == {"anna": True, "cleo": True, "dora": True}


def test_only_gone_ones_select_nobody_and_what_a_form_has_just_deleted_is_not_named(
    manager_client: Client, people: list[int]
) -> None:
    address = f"{reverse('search:delete_people')}?{query('contact', people[2:])}"
    manager_client.post(address, {"request_id": str(uuid4())}, follow=True)
    assert Contact.objects.count() == 2

    body = {"request_id": str(uuid4())}
    address = f"{reverse('search:delete_people')}?{query('contact', people[:1])}"
    manager_client.post(address, body, follow=True)

    again = manager_client.post(address, body, follow=True)

    assert "no longer exist" not in again.content.decode()


def test_a_list_names_selected_people_who_are_gone(
    manager_client: Client, workspace: Workspace, manager: User, people: list[int]
) -> None:
    row: ContactList = create_list(workspace=workspace, name="Fair", author=manager)

    done = manager_client.post(
        reverse("search:list_remove", args=[row.pk]), {"contact": people}, follow=True
    )

    assert re.search(GONE.format("people"), done.content.decode())
