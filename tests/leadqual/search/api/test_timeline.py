"""Timelines by API."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.records.notes import add_note
from tests.leadqual.leads.people import make_contact
from tests.problems import wrong_values

pytestmark = pytest.mark.django_db


def test_pages_of_a_timeline_lead_to_every_event(
    api: Client, workspace: Workspace, manager: User
) -> None:
    jana = make_contact(workspace, "Jana Brandt")
    for number in range(5):
        add_note(record=jana, text=f"Note {number}", author=manager)
    address = f"/api/v1/contacts/{jana.pk}/timeline?page_size=2"
    words: list[str] = []

    while address:
        page = api.get(address).json()
        assert len(page["results"]) <= 2
        words += [event["words"] for event in page["results"] if event["kind"] == "note"]
        address = page["next"]

    assert words == [f"Note {number}" for number in (4, 3, 2, 1, 0)]
    for query, param in (("cursor=x", "cursor"), ("page_size=0", "page_size")):
        refused = api.get(f"/api/v1/contacts/{jana.pk}/timeline?{query}")
        assert (refused.status_code, wrong_values(refused)) == (422, [param])
