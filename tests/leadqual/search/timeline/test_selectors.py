"""Promises about the timeline of a person or company."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.campaigns.verdicts.services import record_verdict
from leadqual.leads.models import Contact
from leadqual.leads.records.change_undo import undo_step
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.notes import add_note, delete_note
from leadqual.leads.services import set_do_not_contact
from leadqual.replies.models import Reply
from leadqual.search.lists.services import add_records, create_list
from leadqual.search.timeline import timeline_of
from tests.leadqual.leads.people import make_company, make_contact, make_field

pytestmark = pytest.mark.django_db
EMAIL = "jana@kelvia.example"


@pytest.fixture
def jana(workspace: Workspace, manager: User) -> Contact:
    """Somebody to whom a bit of everything happened."""
    company = make_company(workspace, "Kelvia")
    jana = make_contact(workspace, "Jana Brandt", email=EMAIL, company=company)
    row = create_list(workspace=workspace, name="Berlin", author=manager)
    add_records(contact_list=row, keys=[jana.pk], author=manager, request_id=uuid4())
    campaign = create_campaign(workspace=workspace, name="Cranes", author=manager)
    record_verdict(campaign=campaign, company=company, value=Verdict.Value.LIKE, author=manager)
    Reply.objects.create(
        workspace=workspace,
        contact=jana,
        message_id="<1@x>",
        sender=EMAIL,
        subject="Call me",
        text="Hello",
        received_at=timezone.now(),
    )
    set_do_not_contact(
        workspace=workspace, email=EMAIL, reason="manual", origin="x", author=manager
    )
    change = change_record(
        record=jana, values={"status": "won", "city": "Kiel", "tags": ["VIP"]}, author=manager
    )
    assert change is not None
    add_note(record=jana, text="Likes cranes", author=manager)
    undo_step(workspace=workspace, step=change.step, author=manager)
    return jana


def test_everything_is_there_newest_first(jana: Contact, manager: User) -> None:
    events = timeline_of(jana).events

    assert [event.kind for event in events][:3] == ["undone", "note", "edited"]
    assert events == sorted(events, key=lambda one: one.sort_key, reverse=True)
    kinds = {"created", "list", "verdict", "reply", "do_not_contact", "edited", "note", "undone"}
    assert {event.kind for event in events} >= kinds
    words = {event.kind: event.words for event in events}
    assert words["note"] == "Likes cranes"
    for part in ("Status: New → Won", "City: none → Kiel", "Tags: none → VIP"):
        assert part in words["edited"]
    assert {event.who for event in events if event.kind == "edited"} == {str(manager)}


def test_an_edit_names_owner_company_and_fields_with_their_values(
    jana: Contact, workspace: Workspace, manager: User, qualifier: User, api: Client
) -> None:
    region = make_field(workspace, "Sales region", "text", manager)
    other = make_company(workspace, "Ostrow")
    for values in (
        {"owner_id": manager.pk},
        {"owner_id": qualifier.pk, "company_id": other.pk, f"custom.{region.code}": "North"},
        {"owner_id": None},
    ):
        change_record(record=jana, values=values, author=manager)

    events = [event for event in timeline_of(jana).events if event.kind == "edited"]

    assert events[0].words == f"Owner: {qualifier} → none"
    named = {str(change) for change in events[1].changes}
    assert named == {
        f"Owner: {manager} → {qualifier}",
        "Company: Kelvia → Ostrow",
        "Sales region: none → North",
    }
    told = api.get(f"/api/v1/contacts/{jana.pk}/timeline").json()["results"][0]
    assert told["changes"] == [
        {"field": "owner", "label": "Owner", "before": str(qualifier), "after": ""}
    ]


def test_pages_give_each_event_once(jana: Contact) -> None:
    whole = timeline_of(jana).events
    for cursor in ("x", "~~", "2020-99-99T00:00:00~note~1", "\x00~a~1", "a~b~c"):
        assert timeline_of(jana, after=cursor).events == whole, "it starts at the newest"
    found, after = [], ""
    while True:
        page = timeline_of(jana, after=after, size=2)
        found += page.events
        after = page.after
        if not after:
            break

    assert found == whole


def test_a_company_has_its_own(jana: Contact, manager: User) -> None:
    assert jana.company is not None
    note = add_note(record=jana.company, text="Moved", author=manager)

    kinds = [event.kind for event in timeline_of(jana.company).events]
    assert set(kinds) >= {"created", "note", "verdict", "reply"}

    delete_note(note=note, author=manager)

    assert "note" not in {event.kind for event in timeline_of(jana.company).events}


def test_page_and_api_show_it_to_their_workspace_alone(
    jana: Contact, viewer_client: Client, stranger_client: Client, api: Client
) -> None:
    page, part = f"/people/{jana.pk}/timeline/", {"HX-Request": "true"}

    assert "Likes cranes" in viewer_client.get(page).content.decode()
    assert "Likes cranes" in viewer_client.get(page, headers=part).content.decode()
    assert stranger_client.get(page).status_code == 404
    assert viewer_client.get(f"/companies/{jana.company_id}/timeline/").status_code == 200
    told = api.get(f"/api/v1/contacts/{jana.pk}/timeline").json()["results"]
    assert [one["kind"] for one in told][:3] == ["undone", "note", "edited"]
    assert api.get(f"/api/v1/companies/{jana.company_id}/timeline").status_code == 200
