"""Pages of lists."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact, ContactList, ListEntry
from leadqual.leads.services import set_do_not_contact
from leadqual.search.lists.services import add_records, create_list
from tests.leadqual.leads.listing import HERE, first_names, posted, undo_of
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = pytest.mark.django_db


def test_empty_pages_say_what_to_do(
    qualifier_client: Client, viewer_client: Client, workspace: Workspace, qualifier: User
) -> None:
    assert "No lists yet" in html_of(qualifier_client.get("/people/lists/"))
    assert "can create lists" in html_of(viewer_client.get("/people/lists/"))

    row = create_list(workspace=workspace, name="Vienna", author=qualifier)

    html = html_of(qualifier_client.get(f"/people/lists/{row.pk}/"))
    assert "No one in this list yet" in html
    assert "Export" not in html.split("<main")[1].split("</main>")[0]


def test_list_is_started_once_by_name(qualifier_client: Client, workspace: Workspace) -> None:
    started = qualifier_client.post("/people/lists/", {"name": "Vienna"})
    again = qualifier_client.post("/people/lists/", {"name": "Vienna"})
    nameless = qualifier_client.post("/people/lists/", {"name": " "})

    row = ContactList.objects.get(workspace=workspace)
    assert started.headers["Location"] == f"/people/lists/{row.pk}/"
    assert (again.status_code, nameless.status_code) == (422, 422)
    assert "A list “Vienna” already exists" in html_of(again)


def test_list_shows_its_people_with_the_columns_of_the_search(
    viewer_client: Client, workspace: Workspace, kelvia: Company, qualifier: User
) -> None:
    row = create_list(workspace=workspace, name="All", author=qualifier)
    keys = list(Contact.objects.filter(company=kelvia).values_list("pk", flat=True))
    add_records(contact_list=row, keys=keys, author=qualifier, request_id=uuid4())

    html = html_of(viewer_client.get(f"/people/lists/{row.pk}/?sort=level"))

    assert [html.index(name) for name in ("P0 director", "P1 director", "P2 manager")] == sorted(
        html.index(name) for name in ("P0 director", "P1 director", "P2 manager")
    )
    assert re.search(r'label" title="Score 0.90">\s*Sales</span>', html)
    assert "Kelvia" in html
    assert "Remove selected" not in html


def test_page_says_who_will_not_leave(
    qualifier_client: Client, workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    set_do_not_contact(
        workspace=workspace, email="ben@x.example", reason="manual", origin="", author=qualifier
    )

    html = html_of(qualifier_client.get(f"/people/lists/{berlin.pk}/?sort=x&before=%FF"))

    assert "1 marked Do not contact and excluded from exports" in html
    assert '<span class="tag danger">Do not contact</span>' in html


def test_taking_out_is_undone_from_the_message(
    qualifier_client: Client, berlin: ContactList
) -> None:
    ada = Contact.objects.get(first_name="Ada")

    html = posted(qualifier_client, f"/people/lists/{berlin.pk}/remove/", {"contact": ada.pk})

    assert "1 person removed from the list." in html
    assert first_names(berlin) == ["Ben"]
    posted(qualifier_client, undo_of(html), {})
    assert sorted(first_names(berlin)) == ["Ada", "Ben"]
    nobody = posted(qualifier_client, f"/people/lists/{berlin.pk}/remove/", {"contact": "x"})
    assert "No one was selected" in nobody


def test_last_adding_is_undone_from_the_page(qualifier_client: Client, berlin: ContactList) -> None:
    html = html_of(qualifier_client.get(f"/people/lists/{berlin.pk}/"))
    match = re.search(r'action="(/people/lists/\d+/additions/[^"]+)"', html)
    assert match

    done = posted(qualifier_client, match[1], {})
    again = posted(qualifier_client, match[1], {})

    assert "2 people removed from “Berlin”." in done
    assert "was already undone" in again
    assert first_names(berlin) == []


def test_list_is_renamed_deleted_and_brought_back(
    qualifier_client: Client, workspace: Workspace, berlin: ContactList, qualifier: User
) -> None:
    vienna = create_list(workspace=workspace, name="Vienna", author=qualifier)
    take = qualifier_client.post(f"/people/lists/{berlin.pk}/rename/", {"name": "Vienna"})
    assert take.status_code == 422
    assert "<h1>Berlin</h1>" in html_of(take)
    html = posted(qualifier_client, f"/people/lists/{berlin.pk}/rename/", {"name": "Prague"})
    assert "<h1>Prague</h1>" in html

    html = posted(qualifier_client, f"/people/lists/{berlin.pk}/delete/", {})
    assert qualifier_client.get(f"/people/lists/{berlin.pk}/").status_code == 404
    assert qualifier_client.get(f"/people/lists/{berlin.pk}/export/").status_code == 404
    qualifier_client.post(f"/people/lists/{vienna.pk}/rename/", {"name": "Prague"})
    refused = posted(qualifier_client, undo_of(html), {})
    assert "so this one stays deleted" in refused
    qualifier_client.post(f"/people/lists/{vienna.pk}/rename/", {"name": "Vienna"})
    html = posted(qualifier_client, undo_of(refused), {})

    assert "“Prague” is restored." in html
    assert first_names(berlin) == ["Ada", "Ben"]


def test_ticked_people_of_a_search_go_into_a_new_list_and_all_into_an_old_one(
    qualifier_client: Client, workspace: Workspace, berlin: ContactList
) -> None:
    cy = make_contact(workspace, "Cy Day", country="Peru")
    make_contact(workspace, "Di Elm", country="Peru", do_not_contact=True)
    make_contact(workspace, "Ed Fox", country="Chile")
    ticked = f"/people/lists/add/?contact={cy.pk}&sort=name"
    found = "/people/lists/add/?country=Peru"

    page = html_of(qualifier_client.get(found, follow=True))
    new = posted(qualifier_client, ticked, {"name": "Peru", "request_id": str(uuid4())})
    old = posted(qualifier_client, found, {"list": berlin.pk, "request_id": str(uuid4())})

    assert "Add 1 person to a list" in page
    assert "1 marked Do not contact and excluded" in page
    assert "1 person added to “Peru”." in new
    assert "1 person added to “Berlin”. 1 marked Do not contact was excluded." in old
    assert first_names(berlin) == ["Ada", "Ben", "Cy"]
    posted(qualifier_client, undo_of(old), {})
    assert first_names(berlin) == ["Ada", "Ben"]


def test_refused_choice_of_a_list_writes_nothing(
    qualifier_client: Client, berlin: ContactList
) -> None:
    cases: list[tuple[dict[str, str], str]] = [
        ({}, "Choose a list, or name a new one."),
        ({"name": "Berlin"}, "A list “Berlin” already exists"),
        ({"list": "99999999"}, "not one of the available choices"),
        ({"name": "x" * 121}, "at most 100"),
    ]
    for body, words in cases:
        answer = qualifier_client.post("/people/lists/add/", {"request_id": str(uuid4()), **body})

        assert answer.status_code == 422
        assert words in html_of(answer)
    assert ListEntry.objects.count() == 2
    assert ContactList.objects.count() == 1


def test_viewer_reads_lists_and_writes_none(
    viewer_client: Client, berlin: ContactList, kelvia: Company
) -> None:
    one = f"/people/lists/{berlin.pk}"
    adding = berlin.entries.first().request_id  # type: ignore[union-attr]  # it has two

    refused = [
        viewer_client.post("/people/lists/", {"name": "Mine"}),
        viewer_client.get(f"{one}/export/"),
        viewer_client.post(f"{one}/rename/", {"name": "Mine"}),
        viewer_client.post(f"{one}/delete/"),
        viewer_client.post(f"{one}/restore/"),
        viewer_client.post(f"{one}/remove/", {"contact": berlin.entries.first().contact_id}),  # type: ignore[union-attr]
        viewer_client.post(f"{one}/people/"),
        viewer_client.post(f"{one}/additions/{adding}/undo/"),
        viewer_client.get("/people/lists/add/", follow=True),
        viewer_client.get(f"{HERE}?company={kelvia.pk}"),
        viewer_client.post(HERE, {"name": "Mine", "companies": str(kelvia.pk)}),
    ]

    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert viewer_client.get(f"{one}/").status_code == 200
    assert first_names(berlin) == ["Ada", "Ben"]
    assert [row.name for row in ContactList.objects.all()] == ["Berlin"]


def test_lists_of_another_workspace_do_not_exist(
    stranger_client: Client, berlin: ContactList
) -> None:
    one = f"/people/lists/{berlin.pk}"
    adding = berlin.entries.first().request_id  # type: ignore[union-attr]  # it has two

    answers = [
        stranger_client.get(f"{one}/"),
        stranger_client.get(f"{one}/export/"),
        stranger_client.post(f"{one}/rename/", {"name": "Mine"}),
        stranger_client.post(f"{one}/delete/"),
        stranger_client.post(f"{one}/remove/", {"contact": 1}),
        stranger_client.post(f"{one}/people/"),
        stranger_client.post(f"{one}/additions/{adding}/undo/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert "Berlin" not in html_of(stranger_client.get("/people/lists/"))
    take = {"list": berlin.pk, "request_id": str(uuid4())}
    assert stranger_client.post("/people/lists/add/", take).status_code == 422
    assert first_names(berlin) == ["Ada", "Ben"]


def test_search_inside_a_list_keeps_its_filters_and_names_the_list(
    qualifier_client: Client,
    stranger_client: Client,
    workspace: Workspace,
    berlin: ContactList,
    qualifier: User,
) -> None:
    vienna = create_list(workspace=workspace, name="Vienna", author=qualifier)
    ada = Contact.objects.get(first_name="Ada")
    cy = make_contact(workspace, "Cy Day", country="Peru")
    make_contact(workspace, "Di Elm", country="Peru")
    add_records(contact_list=vienna, keys=[cy.pk, ada.pk], author=qualifier, request_id=uuid4())
    both = f"/people/?list={berlin.pk}&list={vienna.pk}"

    inside = html_of(qualifier_client.get(f"/people/?list={vienna.pk}&country=Peru"))
    in_both = html_of(qualifier_client.get(both))
    foreign = html_of(stranger_client.get(both))

    assert "Cy Day" in inside
    assert "Ada Abel" not in inside
    assert "Di Elm" not in inside
    assert '<i>List</i> Vienna</span><a href="?country=Peru"' in inside
    assert f'<input type="hidden" name="list" value="{vienna.pk}">' in inside
    assert '<span class="num">3</span> people' in in_both
    assert '<span class="num">0</span> people' in foreign
    assert "Vienna" not in foreign
    qualifier_client.post(f"/people/lists/{vienna.pk}/delete/")
    assert '<span class="num">2</span> people' in html_of(qualifier_client.get(both))


@pytest.mark.django_db(transaction=True)
def test_pages_of_lists_ask_as_often_for_many_rows_as_for_few(
    qualifier_client: Client,
    workspace: Workspace,
    qualifier: User,
    kelvia: Company,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    keys = []
    for at in range(8):
        row = create_list(workspace=workspace, name=f"List {at}", author=qualifier)
        title = make_title(workspace, f"Boss {at}", {"sales": 0.9, "marketing": 0.8})
        company = make_company(workspace, f"C {at}")
        keys.append(make_contact(workspace, f"P {at}", company=company, job_title=title).pk)
    add_records(contact_list=row, keys=keys, author=qualifier, request_id=uuid4())
    companies = "&".join(f"company={key}" for key in Company.objects.values_list("pk", flat=True))
    qualifier_client.get("/people/")  # The index is built.

    for address, most in (
        ("/people/lists/", 6),
        (f"/people/lists/{row.pk}/", 17),
        (f"/companies/?panel=decision-makers&chosen=1&{companies}", 17),
        (f"/people/?panel=add-to-list&list={row.pk}", 12),
    ):
        with django_assert_max_num_queries(most):
            assert qualifier_client.get(address).status_code == 200
