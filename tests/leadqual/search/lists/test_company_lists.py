"""Lists of companies: writes, pages, API, and the filter of Companies by them."""

from uuid import uuid4

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.errors import ListKindError, TooManyRecordsError
from leadqual.leads.models import Company, ContactList
from leadqual.search.lists.selectors import last_addition
from leadqual.search.lists.services import (
    add_records,
    create_list,
    delete_list,
    remove_records,
    undo_addition,
)
from leadqual.search.query.query import CompanyQuery
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_page
from leadqual.search.timeline import timeline_of
from tests.leadqual.leads.facet_index.test_holding import companies_alike
from tests.leadqual.leads.listing import posted, undo_of
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.api.test_contacts_and_companies import post
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def firms(workspace: Workspace) -> dict[str, Company]:
    """Three companies; Nord and Berg are in Berlin."""
    places = {"Nord": "Berlin", "Berg": "Berlin", "Leer": "Oslo"}
    return {name: make_company(workspace, name, city=city) for name, city in places.items()}


@pytest.fixture
def accounts(workspace: Workspace, qualifier: User, firms: dict[str, Company]) -> ContactList:
    """A list of Nord and Leer."""
    row = create_list(workspace=workspace, name="Accounts", author=qualifier, records="companies")
    added(row, qualifier, firms["Nord"], firms["Leer"])
    return row


def added(row: ContactList, author: User, *companies: Company) -> None:
    add_records(
        contact_list=row,
        keys=[one.pk for one in companies],
        author=author,
        records="companies",
        request_id=uuid4(),
    )


def names(row: ContactList) -> list[str]:
    return sorted(row.company_entries.values_list("company__name", flat=True))


def test_companies_are_added_once_removed_and_undone(
    accounts: ContactList,
    firms: dict[str, Company],
    qualifier: User,
    other_workspace: Workspace,
) -> None:
    foreign, step = make_company(other_workspace, "Far"), uuid4()
    keys = [firms["Berg"].pk, firms["Nord"].pk, foreign.pk]

    first = add_records(contact_list=accounts, keys=keys, author=qualifier, request_id=step)
    again = add_records(contact_list=accounts, keys=keys, author=qualifier, request_id=step)

    assert (first.n_new, first.n_already, first.n_unknown) == (1, 1, 1)
    assert (again.n_new, names(accounts)) == (1, ["Berg", "Leer", "Nord"])
    adding = last_addition(accounts)
    assert adding
    assert (adding.request_id, adding.n_records) == (step, 1)
    assert undo_addition(contact_list=accounts, request_id=step, author=qualifier) == 1
    assert names(accounts) == ["Leer", "Nord"]
    removed = remove_records(
        contact_list=accounts, keys=[firms["Nord"].pk, foreign.pk], author=qualifier
    )
    assert (removed, names(accounts)) == ([firms["Nord"].pk], ["Leer"])


def test_lists_hold_one_kind_and_refuse_the_other(
    accounts: ContactList, workspace: Workspace, qualifier: User, firms: dict[str, Company]
) -> None:
    ada = make_contact(workspace, "Ada")
    people = create_list(workspace=workspace, name="Berlin", author=qualifier)

    with pytest.raises(ListKindError):
        add_records(
            contact_list=accounts,
            keys=[ada.pk],
            author=qualifier,
            request_id=uuid4(),
            records="people",
        )
    with pytest.raises(ListKindError):
        added(people, qualifier, firms["Nord"])
    keys = [firms["Nord"].pk]
    assert not remove_records(contact_list=accounts, keys=keys, author=qualifier, records="people")

    assert (accounts.entries.count(), people.company_entries.count()) == (0, 0)


def test_too_many_companies_at_once_change_nothing(accounts: ContactList, qualifier: User) -> None:
    with pytest.raises(TooManyRecordsError):
        add_records(
            contact_list=accounts,
            keys=range(1, 20_002),
            author=qualifier,
            request_id=uuid4(),
        )

    assert names(accounts) == ["Leer", "Nord"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_companies_of_lists_are_found_and_counted(
    accounts: ContactList, workspace: Workspace, qualifier: User, firms: dict[str, Company]
) -> None:
    other = create_list(workspace=workspace, name="Other", author=qualifier, records="companies")
    added(other, qualifier, firms["Berg"])
    one, two = str(accounts.pk), str(other.pk)
    searches = [
        (CompanyQuery(list=(one,)), ["Leer", "Nord"]),
        (CompanyQuery(list=(one, two)), ["Berg", "Leer", "Nord"]),
        (CompanyQuery(exclude=(f"list:{one}",)), ["Berg"]),
        (CompanyQuery(list=(one,), city=("Berlin",)), ["Nord"]),
        (CompanyQuery(q="nord", list=(one,), sort="relevance"), ["Nord"]),
        (CompanyQuery(q="nord", list=(two,), sort="relevance"), []),
        (CompanyQuery(list=("999",)), []),
    ]
    shown = {"list": [one, two]}
    for query, found in searches:
        companies_alike(workspace, query)
        assert [row.name for row in result_page(workspace, query).rows] == found, query
        counted = counts_of(workspace, query, shown=shown)
        assert counted.total == len(found), query
    ticked = counts_of(workspace, CompanyQuery(list=(one,)), shown=shown)
    assert ticked.by_facet["list"] == {one: 2, two: 1}, "own ticks change nothing"
    delete_list(contact_list=accounts, author=qualifier)
    assert not result_page(workspace, CompanyQuery(list=(one,))).rows


def test_companies_of_a_search_go_into_a_new_list_and_back(
    qualifier_client: Client, workspace: Workspace, firms: dict[str, Company]
) -> None:
    address = "/companies/lists/add/?city=Berlin"
    page = html_of(qualifier_client.get(address, follow=True))
    assert "Add 2 companies to a list" in page

    html = posted(qualifier_client, address, {"name": "Accounts", "request_id": str(uuid4())})

    row = ContactList.objects.get(workspace=workspace, records="companies")
    assert "2 companies added to “Accounts”." in html
    assert names(row) == ["Berg", "Nord"]
    posted(qualifier_client, undo_of(html), {})
    assert names(row) == []


def test_unclear_search_adds_nothing(qualifier_client: Client, accounts: ContactList) -> None:
    body = {"list": accounts.pk, "request_id": str(uuid4())}

    answer = qualifier_client.post("/companies/lists/add/?city=Atlantis", body)

    assert answer.status_code == 422
    assert names(accounts) == ["Leer", "Nord"]


def test_viewer_sees_lists_of_companies_and_changes_none(
    viewer_client: Client, accounts: ContactList, firms: dict[str, Company]
) -> None:
    html = html_of(viewer_client.get(f"/people/lists/{accounts.pk}/"))
    refused = viewer_client.post(f"/people/lists/{accounts.pk}/remove/", {"company": 1})

    assert "2 companies" in html
    assert f"/companies/{firms['Nord'].pk}/" in html
    assert 'name="company"' not in html
    assert refused.status_code == 403
    assert viewer_client.get("/companies/lists/add/", follow=True).status_code == 403


def test_lists_stand_with_their_kind_on_pages(
    qualifier_client: Client, accounts: ContactList, firms: dict[str, Company]
) -> None:
    overview = html_of(qualifier_client.get("/people/lists/"))
    company = html_of(qualifier_client.get(f"/companies/{firms['Nord'].pk}/"))
    search = html_of(qualifier_client.get(f"/companies/?list={accounts.pk}"))
    people = html_of(qualifier_client.get("/people/"))
    export = qualifier_client.get(f"/people/lists/{accounts.pk}/export/")

    assert "2 companies" in overview
    assert f"/people/lists/{accounts.pk}/" in company
    assert f"/companies/?panel=add-to-list&amp;company={firms['Nord'].pk}" in company
    assert "<i>List</i> Accounts" in search
    assert f'name="list" value="{accounts.pk}"' not in people.replace("\n", " ")
    assert export.headers["Location"] == f"/companies/export/?list={accounts.pk}"


def test_new_list_of_companies_is_created_on_the_page(
    qualifier_client: Client, workspace: Workspace
) -> None:
    qualifier_client.post("/people/lists/", {"name": "Targets", "records": "companies"})
    refused = qualifier_client.post("/people/lists/", {"name": "Pets", "records": "pets"})

    assert ContactList.objects.get(workspace=workspace).records == "companies"
    assert refused.status_code == 422


def test_lists_of_people_are_no_lists_of_companies(
    viewer_client: Client, workspace: Workspace, qualifier: User, accounts: ContactList
) -> None:
    people = create_list(workspace=workspace, name="Berlin", author=qualifier)

    assert "There is no list" in html_of(viewer_client.get(f"/companies/?list={people.pk}"))
    assert "There is no list" in html_of(viewer_client.get(f"/people/?list={accounts.pk}"))


def test_api_creates_fills_searches_and_empties_a_list_of_companies(
    api: Client, firms: dict[str, Company], other_workspace: Workspace
) -> None:
    created = post(api, "lists", {"name": "Accounts", "records": "companies"}).json()
    here = f"lists/{created['id']}"
    keys = [firms["Nord"].pk, firms["Berg"].pk, make_company(other_workspace, "Far").pk]

    first = post(api, f"{here}/companies", {"ids": keys}).json()
    listed = api.get(f"/api/v1/{here}/companies").json()["results"]
    found = api.get(f"/api/v1/companies?list={created['id']}").json()["results"]
    counted = api.get(f"/api/v1/companies/counts?list={created['id']}").json()
    one = api.delete(f"/api/v1/{here}/companies/{firms['Nord'].pk}")
    left = api.get(f"/api/v1/{here}").json()
    undone = api.delete(f"/api/v1/{here}/additions/{first['request_id']}")

    assert (created["records"], created["n_companies"]) == ("companies", 0)
    assert (first["n_new"], first["n_unknown"]) == (2, 1)
    assert [row["company"]["name"] for row in listed] == ["Nord", "Berg"]
    assert sorted(row["name"] for row in found) == ["Berg", "Nord"]
    assert (counted["total"], counted["facets"]["list"]) == (2, {str(created["id"]): 2})
    assert (one.status_code, left["n_companies"]) == (204, 1)
    assert undone.status_code == 204
    assert api.get(f"/api/v1/{here}").json()["n_companies"] == 0
    assert api.get("/api/v1/companies?list=999").status_code == 422


def test_api_refuses_people_in_a_list_of_companies(
    api: Client, accounts: ContactList, workspace: Workspace
) -> None:
    ada = make_contact(workspace, "Ada")

    answer = post(api, f"lists/{accounts.pk}/entries", {"ids": [ada.pk]})

    assert (answer.status_code, answer.json()["code"]) == (409, "list_kind")
    assert accounts.entries.count() == 0


def test_timeline_names_the_lists_of_a_company(
    accounts: ContactList, firms: dict[str, Company]
) -> None:
    events = [event.words for event in timeline_of(firms["Nord"]).events]

    assert "Added to list Accounts" in events
