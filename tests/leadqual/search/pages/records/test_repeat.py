"""The last action is repeated with other records; every bulk action is one undo, and one redo."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact, ContactList
from leadqual.search.lists.services import create_list, delete_list
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def people(workspace: Workspace) -> list[Contact]:
    return [make_contact(workspace, f"Ada N{n}", email=f"{n}@x.example") for n in range(6)]


@pytest.fixture
def fair(workspace: Workspace, manager: User) -> ContactList:
    return create_list(workspace=workspace, name="Fair", author=manager)


def keys(people: list[Contact]) -> str:
    return ".".join(str(one.pk) for one in people)


def button_in(html: str, name: str) -> str:
    """Return where the form of a button in a toast is sent."""
    toasts = re.search(r'<div id="toasts".*?</div> (?:<template|</body)', html)
    found = re.findall(rf'<form method="post" action="([^"]+)">(?:(?!</form>).)*>{name} <kbd', html)
    assert toasts
    return found[0].replace("&amp;", "&") if found else ""


def add(client: Client, row: ContactList, people: list[Contact]) -> str:
    body = {"list": str(row.pk), "name": "", "request_id": str(uuid4())}
    return html_of(client.post(f"/people/lists/add/?contact={keys(people)}", body, follow=True))


def names_in(row: ContactList) -> set[str]:
    return {str(entry.contact) for entry in row.entries.select_related("contact")}


def test_adding_is_repeated_with_other_people_and_undone_as_one_step(
    qualifier_client: Client, people: list[Contact], fair: ContactList
) -> None:
    add(qualifier_client, fair, people[:2])

    page = html_of(qualifier_client.get("/people/"))
    named = rf'formaction="/people/repeat/\?list={fair.pk}"[^>]*aria-keyshortcuts="\."'
    assert re.search(named, page)
    body = {"q": "ada", "sort": "name", "contact": [people[3].pk, people[4].pk]}
    said = html_of(qualifier_client.post("/people/repeat/", body, follow=True))
    assert "2 people added to “Fair”." in said
    assert names_in(fair) == {"Ada N0", "Ada N1", "Ada N3", "Ada N4"}

    qualifier_client.post(button_in(said, "Undo"))
    assert names_in(fair) == {"Ada N0", "Ada N1"}


def test_first_action_of_a_session_adds_to_the_newest_list(
    qualifier_client: Client, people: list[Contact], fair: ContactList, manager: User
) -> None:
    create_list(workspace=fair.workspace, name="Mine", author=manager, is_private=True)
    page = html_of(qualifier_client.get("/people/"))
    assert 'data-command="Add to “Fair”"' in page
    assert 'data-command="Add to' not in html_of(qualifier_client.get("/companies/"))
    create_list(workspace=fair.workspace, name="Newer", author=manager)

    body = {"contact": [people[3].pk]}
    sent = f"/people/repeat/?list={fair.pk}"
    said = html_of(qualifier_client.post(sent, body, follow=True))

    assert "1 person added to “Fair”." in said
    assert names_in(fair) == {"Ada N3"}


def test_undone_addition_and_removal_are_done_again(
    qualifier_client: Client, people: list[Contact], fair: ContactList
) -> None:
    said = add(qualifier_client, fair, people[:3])
    for button, names in (("Undo", set()), ("Redo", {"Ada N0", "Ada N1", "Ada N2"})) * 2:
        said = html_of(qualifier_client.post(button_in(said, button), follow=True))
        assert names_in(fair) == names

    body = {"contact": [people[0].pk, people[1].pk]}
    said = html_of(qualifier_client.post(f"/people/lists/{fair.pk}/remove/", body, follow=True))
    assert names_in(fair) == {"Ada N2"}
    for button, n in (("Undo", 3), ("Redo", 1)) * 2:
        said = html_of(qualifier_client.post(button_in(said, button), follow=True))
        assert len(names_in(fair)) == n


def test_change_of_many_is_one_undo_one_redo_and_one_key_for_others(
    qualifier_client: Client, workspace: Workspace
) -> None:
    companies = [make_company(workspace, f"Firm {n}") for n in range(4)]
    first, others = companies[:3], companies[3:]
    body = {"status": "won", "add_tags": "VIP", "request_id": str(uuid4())}
    path = f"/companies/change/?company={'.'.join(str(one.pk) for one in first)}"

    said = html_of(qualifier_client.post(path, body, follow=True))
    for button, n in (("Undo", 0), ("Redo", 3)) * 2:
        said = html_of(qualifier_client.post(button_in(said, button), follow=True))
        assert Company.objects.filter(status="won", tags=["VIP"]).count() == n
    qualifier_client.post("/companies/repeat/", {"company": [others[0].pk]})

    assert Company.objects.filter(status="won", tags=["VIP"]).count() == 4


def test_redo_leaves_what_was_changed_since(
    qualifier_client: Client, people: list[Contact]
) -> None:
    body = {"status": "won", "request_id": str(uuid4())}
    said = html_of(
        qualifier_client.post(f"/people/change/?contact={keys(people[:2])}", body, follow=True)
    )
    said = html_of(qualifier_client.post(button_in(said, "Undo"), follow=True))
    Contact.objects.filter(pk=people[0].pk).update(status="lost")

    again = html_of(qualifier_client.post(button_in(said, "Redo"), follow=True))

    assert "1 record was changed since and not redone." in again
    assert [Contact.objects.get(pk=one.pk).status for one in people[:2]] == ["lost", "won"]


def test_without_a_selection_or_an_action_nothing_happens(
    qualifier_client: Client, people: list[Contact], fair: ContactList
) -> None:
    early = html_of(
        qualifier_client.post("/people/repeat/", {"contact": people[0].pk}, follow=True)
    )
    add(qualifier_client, fair, people[:1])
    nobody = html_of(qualifier_client.post("/people/repeat/", {"q": "ada"}, follow=True))

    assert "Select people first" in early
    assert "Select people first" in nobody
    assert names_in(fair) == {"Ada N0"}


def test_list_that_is_gone_and_people_of_others_are_left_alone(
    qualifier_client: Client,
    viewer_client: Client,
    people: list[Contact],
    fair: ContactList,
    manager: User,
    other_workspace: Workspace,
) -> None:
    add(qualifier_client, fair, people[:1])
    theirs = make_contact(other_workspace, "Their One", email="t@y.example")
    stranger = html_of(
        qualifier_client.post("/people/repeat/", {"contact": theirs.pk}, follow=True)
    )
    delete_list(contact_list=fair, author=manager)
    gone = html_of(qualifier_client.post("/people/repeat/", {"contact": people[2].pk}, follow=True))

    assert "added to" not in stranger
    assert "The list was deleted" in gone
    assert names_in(fair) == {"Ada N0"}
    assert viewer_client.post("/people/repeat/", {"contact": people[2].pk}).status_code == 403


def test_who_must_not_be_contacted_is_left_out_of_a_repeated_addition(
    qualifier_client: Client, people: list[Contact], fair: ContactList
) -> None:
    add(qualifier_client, fair, people[:1])
    qualifier_client.post(f"/people/{people[1].pk}/do-not-contact/")

    qualifier_client.post("/people/repeat/", {"contact": [people[1].pk, people[2].pk]})

    assert names_in(fair) == {"Ada N0", "Ada N2"}
