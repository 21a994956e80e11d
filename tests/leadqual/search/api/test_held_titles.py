"""Further and past titles of contacts by API."""

from collections.abc import Iterator
from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.models import Contact
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db
CONTACTS = "/api/v1/contacts"
ANNA = {
    "email": "anna@kelvia.example",
    "title": "Head of Sales",
    "other_titles": ["Board  Member", "Board Member"],
    "past_titles": ["Account Executive", "SDR"],
}


def test_titles_are_saved_returned_and_stay_where_none_are_sent(api: Client) -> None:
    saved = api.post(CONTACTS, ANNA, content_type="application/json").json()

    shown = api.get(f"{CONTACTS}/{saved['id']}").json()
    assert shown["other_titles"] == ["Board Member"]
    assert shown["past_titles"] == ["Account Executive", "SDR"]
    again = {"email": ANNA["email"], "past_titles": []}
    found = api.post(CONTACTS, again, content_type="application/json").json()

    assert (found["other_titles"], found["past_titles"]) == (["Board Member"], [])


def test_unusable_titles_are_refused_and_nothing_is_saved(api: Client) -> None:
    for titles in ("SDR", [1, None], [""], ["x" * 1001], ["SDR"] * 51, {"a": 1}):
        body = ANNA | {"past_titles": titles}

        response = api.post(CONTACTS, body, content_type="application/json")

        assert response.status_code == 422
        assert all(name.startswith("past_titles") for name in wrong_values(response))
    assert Contact.objects.count() == 0


def test_titles_come_back_with_a_contact_that_was_deleted(
    api: Client, workspace: Workspace, manager: User
) -> None:
    api.post(CONTACTS, ANNA, content_type="application/json")
    deleted = delete_record(
        record=Contact.objects.get(), workspace=workspace, kind="contact", author=manager
    )

    restore_record(deleted=deleted, author=manager)

    assert Contact.objects.get().past_titles == "Account Executive\nSDR"


def test_titles_are_exported_where_their_columns_are_chosen(api: Client) -> None:
    api.post(CONTACTS, ANNA, content_type="application/json")

    address = f"{CONTACTS}/export?format=csv&column=other_titles&column=past_titles"
    response = cast("StreamingHttpResponse", api.get(address))

    _, line = b"".join(cast("Iterator[bytes]", response.streaming_content)).decode().splitlines()
    assert "Board Member" in line
    assert "Account Executive" in line
    assert "SDR" in line
