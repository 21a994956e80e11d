"""Do-not-contact entries by API."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.leads.models import DoNotContact
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db
URL = "/api/v1/do-not-contact"
JSON = "application/json"


def test_entries_are_added_found_and_lifted(qualifier_client: Client, workspace: Workspace) -> None:
    person = make_contact(workspace, email="anna@acme.com")

    added = qualifier_client.post(URL, {"value": "@Acme.com"}, content_type=JSON)
    again = qualifier_client.post(URL, {"value": "acme.com"}, content_type=JSON)

    assert added.status_code == 201
    assert added.json()["id"] == again.json()["id"]
    assert (added.json()["kind"], added.json()["value"]) == ("domain", "acme.com")
    listed = qualifier_client.get(f"{URL}?search=ACME&kind=domain").json()["results"]
    assert [row["id"] for row in listed] == [added.json()["id"]]
    shown = qualifier_client.get(f"/api/v1/contacts/{person.pk}").json()
    assert (shown["email"], shown["do_not_contact"]) == (None, True)

    for _ in range(2):
        assert qualifier_client.delete(f"{URL}/{added.json()['id']}").status_code == 204
    shown = qualifier_client.get(f"/api/v1/contacts/{person.pk}").json()
    assert (shown["email"], shown["do_not_contact"]) == ("anna@acme.com", False)
    lifted = qualifier_client.get(f"{URL}?lifted=true").json()["results"]
    assert [row["id"] for row in lifted] == [added.json()["id"]]


def test_what_is_no_address_is_refused_and_viewers_add_nothing(
    qualifier_client: Client, viewer_client: Client
) -> None:
    for body, said in (
        ({"value": "nobody"}, "is not an email address"),
        ({"value": "a@x.example", "kind": "phone"}, ""),
        ({"value": "gmail.com"}, "public mail provider"),
        ({"value": "co.uk"}, "public ending"),
    ):
        answer = qualifier_client.post(URL, body, content_type=JSON)

        assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_entry")
        assert said in answer.json()["detail"]
    assert viewer_client.post(URL, {"value": "a@x.example"}, content_type=JSON).status_code == 403
    assert not DoNotContact.objects.exists()
