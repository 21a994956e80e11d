"""Who lifts which entries."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.entries import EntryKey, EntrySource, set_entry
from leadqual.leads.models import DoNotContact, SuppressionList
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db
OTHERS = ("list:1", "reply:7", "erased_person:3", "bounce:7")
MEMBERS = ("contact:1", "step:9", "settings", "api")


def entry_of(workspace: Workspace, origin: str) -> DoNotContact:
    key = EntryKey("alias", "anna@x.example", "anna@x.example")
    return set_entry(workspace=workspace, entry=key, source=EntrySource("asked", origin, None))


def lift_everywhere(client: Client, entry: DoNotContact, contact_id: int) -> list[int]:
    """Try all ways to lift an entry."""
    return [
        client.delete(f"/api/v1/do-not-contact/{entry.pk}").status_code,
        client.post(f"/settings/do-not-contact/{entry.pk}/lift/").status_code,
        client.post(f"/people/{contact_id}/allow/").status_code,
    ]


@pytest.mark.quick_cases(2)
@pytest.mark.parametrize("origin", OTHERS)
def test_qualifiers_lift_nothing_that_others_asked_for(
    qualifier_client: Client, workspace: Workspace, origin: str
) -> None:
    contact = make_contact(workspace, email="anna@x.example")
    entry = entry_of(workspace, origin)

    answers = lift_everywhere(qualifier_client, entry, contact.pk)

    assert answers[:2] == [403, 403]
    entry.refresh_from_db()
    contact.refresh_from_db()
    assert (entry.lifted_at, contact.do_not_contact) == (None, True)
    page = qualifier_client.get("/settings/privacy/?panel=do-not-contact").content.decode()
    assert f"/settings/do-not-contact/{entry.pk}/lift/" not in page


def test_qualifiers_lift_no_entry_of_a_list_whatever_its_origin(
    qualifier_client: Client, workspace: Workspace, manager: User
) -> None:
    contact = make_contact(workspace, email="anna@x.example")
    entry = entry_of(workspace, "api")
    entry.suppression_list = SuppressionList.objects.create(
        workspace=workspace, name="Unsubscribed", author=manager
    )
    entry.save()

    lift_everywhere(qualifier_client, entry, contact.pk)

    entry.refresh_from_db()
    assert entry.lifted_at is None


def test_qualifiers_lift_what_a_member_set(qualifier_client: Client, workspace: Workspace) -> None:
    contact = make_contact(workspace, email="anna@x.example")
    entry = entry_of(workspace, "settings")
    page = qualifier_client.get("/settings/privacy/?panel=do-not-contact").content.decode()
    assert f"/settings/do-not-contact/{entry.pk}/lift/" in page
    for place, origin in enumerate(MEMBERS):
        entry = entry_of(workspace, origin)
        contact.refresh_from_db()
        assert contact.do_not_contact
        urls = (f"/settings/do-not-contact/{entry.pk}/lift/", f"/people/{contact.pk}/allow/")
        if place < len(urls):
            answer = qualifier_client.post(urls[place])
        else:
            answer = qualifier_client.delete(f"/api/v1/do-not-contact/{entry.pk}")

        assert answer.status_code in (204, 302), origin
        entry.refresh_from_db()
        assert entry.lifted_at


def test_managers_lift_all_entries(manager_client: Client, workspace: Workspace) -> None:
    contact = make_contact(workspace, email="anna@x.example")
    for origin in OTHERS:
        entry = entry_of(workspace, origin)

        assert lift_everywhere(manager_client, entry, contact.pk) == [204, 302, 302]

        contact.refresh_from_db()
        assert not contact.do_not_contact
