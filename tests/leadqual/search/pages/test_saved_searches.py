"""A saved search that is open: said to be edited, updated, saved as new, reset."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import SavedSearch
from leadqual.search.pages.opened_view import differs_from_saved
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.saved_search_changes import save_search
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def saved(workspace: Workspace, manager: User) -> SavedSearch:
    make_contact(workspace, "Ada Abel", country="Germany", city="Munich")
    make_contact(workspace, "Bo Roe", country="France")
    query = ContactQuery(country=("France", "Germany"))
    return save_search(workspace=workspace, name="Both", query=query, author=manager)


@pytest.fixture
def saved_companies(workspace: Workspace, manager: User) -> SavedSearch:
    make_company(workspace, "Kelvia", country="Germany", city="Munich")
    query = CompanyQuery(country=("Germany",))
    return save_search(workspace=workspace, name="Firms", query=query, author=manager)


def bar_in(html: str) -> str:
    return html.partition('id="new-here"')[2].partition('class="chips"')[0]


def column_heads(html: str) -> list[str]:
    head = html.partition("<thead")[2].partition("</thead>")[0]
    texts = [re.sub("<[^>]+>", "", cell).strip() for cell in head.split("<th")[1:]]
    return [text.partition(">")[2].strip() or text for text in texts][2:]


def open_tab_in(html: str) -> str:
    tabs = html.partition('aria-label="Views"')[2].partition("</nav>")[0]
    found = re.search(r'aria-current="page">(?!All ).*?title="([^"]*)"', tabs)
    return found.group(1) if found else ""


def test_changed_filter_says_edited_with_update_save_as_new_and_reset(
    qualifier_client: Client, saved: SavedSearch
) -> None:
    address = f"/people/?country=Germany&saved={saved.pk}"

    html = html_of(qualifier_client.get(address, headers=HTMX))

    assert f'href="?saved={saved.pk}" aria-label="Remove Germany"' in html  # It stays open.
    bar = bar_in(html)
    assert "Edited" in bar
    assert f'action="/people/saved/{saved.pk}/update/"' in bar
    assert '<input type="hidden" name="search" value="country=Germany">' in bar
    assert f'href="/people/saved/{saved.pk}/"' in bar
    assert "Save as new" in html


def test_viewer_sees_that_it_is_edited_and_cannot_update(
    viewer_client: Client, saved: SavedSearch
) -> None:
    html = html_of(viewer_client.get(f"/people/?country=Germany&saved={saved.pk}"))
    refused = viewer_client.post(f"/people/saved/{saved.pk}/update/", {"search": "country=Spain"})

    assert "Edited" in bar_in(html)
    assert "Update" not in bar_in(html)
    assert refused.status_code == 403
    saved.refresh_from_db()
    assert saved.query == "country=France&country=Germany"


def test_update_is_undone_by_its_message_and_done_again(
    qualifier_client: Client, saved: SavedSearch
) -> None:
    url = f"/people/saved/{saved.pk}/update/"

    page = qualifier_client.post(url, {"search": "city=Munich&contact=1"}, follow=True)

    saved.refresh_from_db()
    assert saved.query == "city=Munich"
    assert "Edited" not in html_of(page)
    undo = re.findall(rf'action="({re.escape(url)}[^"]+)"', html_of(page))
    back = qualifier_client.post(undo[0].replace("&amp;", "&"), follow=True)
    saved.refresh_from_db()
    assert saved.query == "country=France&country=Germany"
    again = re.findall(rf'action="({re.escape(url)}[^"]+)"', html_of(back))
    qualifier_client.post(again[0].replace("&amp;", "&"))
    saved.refresh_from_db()
    assert saved.query == "city=Munich"


def test_searches_for_companies_are_opened_edited_and_updated_as_well(
    qualifier_client: Client, saved_companies: SavedSearch
) -> None:
    opened = qualifier_client.get(f"/people/saved/{saved_companies.pk}/", follow=True)
    edited = html_of(qualifier_client.get(f"/companies/?city=Munich&saved={saved_companies.pk}"))
    qualifier_client.post(f"/people/saved/{saved_companies.pk}/update/", {"search": "city=Munich"})

    assert "Edited" not in html_of(opened)
    assert open_tab_in(html_of(opened)) == "Firms"
    assert "Edited" in bar_in(edited)
    saved_companies.refresh_from_db()
    assert (saved_companies.query, saved_companies.records) == ("city=Munich", "companies")


def test_unknown_filter_is_refused_and_the_search_stays(
    qualifier_client: Client, saved: SavedSearch
) -> None:
    url = f"/people/saved/{saved.pk}/update/"

    answers = [qualifier_client.post(url, {"search": one}) for one in ("tax=1", "country=Atlantis")]

    assert all(400 <= answer.status_code < 500 for answer in answers)
    saved.refresh_from_db()
    assert saved.query == "country=France&country=Germany"


def test_searches_of_the_other_kind_and_of_others_are_not_open(
    qualifier_client: Client,
    stranger_client: Client,
    saved: SavedSearch,
    saved_companies: SavedSearch,
) -> None:
    wrong = html_of(qualifier_client.get(f"/companies/?saved={saved.pk}"))
    theirs = html_of(stranger_client.get(f"/people/?saved={saved.pk}"))
    refused = stranger_client.post(f"/people/saved/{saved.pk}/update/", {"search": ""})

    assert (open_tab_in(wrong), open_tab_in(theirs)) == ("", "")
    assert refused.status_code == 404
    assert SavedSearch.objects.get(pk=saved_companies.pk).query == "country=Germany"


def test_columns_chosen_in_a_view_are_its_own_and_edited_until_it_is_updated(
    qualifier_client: Client, saved: SavedSearch, qualifier: User
) -> None:
    here = f"/people/?{saved.query}&saved={saved.pk}"

    chosen = qualifier_client.post("/people/columns/", {"column": ["phone", ""], "next": here})
    edited = html_of(qualifier_client.get(chosen.headers["Location"]))
    qualifier_client.post(
        f"/people/saved/{saved.pk}/update/", {"search": saved.query, "columns": "phone"}
    )
    updated = html_of(qualifier_client.get(f"/people/saved/{saved.pk}/", follow=True))
    others = html_of(qualifier_client.get("/people/"))

    saved.refresh_from_db()
    assert saved.columns == ["phone"]
    assert [column_heads(html) for html in (edited, updated)] == [["Phone"], ["Phone"]]
    assert "Edited" in bar_in(edited)
    assert "Edited" not in bar_in(updated)
    assert column_heads(others) == ["Company", "Functions", "Level"]


def test_save_keeps_filters_order_and_columns_for_the_author_alone_if_it_is_private(
    qualifier_client: Client, manager_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", country="Germany")
    body = {"name": "Mine", "search": "country=Germany&sort=company", "is_private": "on"}
    page = qualifier_client.post("/people/saved/", {**body, "columns": "mail.level"}, follow=True)

    row = SavedSearch.objects.get()
    assert (row.query, row.columns) == ("country=Germany&sort=company", ["mail", "level"])
    assert open_tab_in(html_of(page)) == "Mine"
    assert "Mine" not in html_of(manager_client.get("/people/"))


def test_tabs_move_and_those_that_do_not_fit_are_in_a_menu(
    qualifier_client: Client, workspace: Workspace, manager: User
) -> None:
    rows = [
        save_search(workspace=workspace, name=name, query=ContactQuery(), author=manager)
        for name in "ABCDEFGHI"
    ]

    qualifier_client.post(f"/people/saved/{rows[8].pk}/move/", {"to": "0"})
    qualifier_client.post(f"/people/saved/{rows[0].pk}/move/", {"to": "2"})
    html = html_of(qualifier_client.get("/people/"))
    opened = html_of(qualifier_client.get(f"/people/saved/{rows[7].pk}/", follow=True))

    tabs, more = html.partition('aria-label="More views"')[::2]
    assert re.findall(r'title="([A-I])"', tabs.partition('class="tabs"')[2]) == [*"IBACDE"]
    assert re.findall(r'title="([A-I])"', more) == [*"FGH"]
    assert open_tab_in(opened) == "H"


def test_a_copy_has_a_name_of_its_own_and_is_taken_away_by_undo(
    qualifier_client: Client, saved: SavedSearch, qualifier: User
) -> None:
    for _ in range(2):
        page = html_of(qualifier_client.post(f"/people/saved/{saved.pk}/duplicate/", follow=True))

    copies = SavedSearch.objects.filter(author=qualifier).order_by("pk")
    assert [copy.name for copy in copies] == ["Both copy", "Both copy 2"]
    assert {copy.query for copy in copies} == {saved.query}
    assert f'action="/people/saved/{copies[1].pk}/delete/"' in page


def test_only_the_author_makes_a_view_private_and_undo_shares_it_again(
    qualifier_client: Client, manager_client: Client, saved: SavedSearch
) -> None:
    address = f"/people/saved/{saved.pk}/visibility/"

    qualifier_client.post(address, {"private": "1"})
    saved.refresh_from_db()
    assert not saved.is_private

    page = html_of(manager_client.post(address, {"private": "1"}, follow=True))
    assert qualifier_client.get(f"/people/saved/{saved.pk}/").status_code == 404
    assert f'action="{address}?private="' in page
    manager_client.post(f"{address}?private=")
    assert qualifier_client.get(f"/people/saved/{saved.pk}/").status_code == 302


def test_order_of_ticks_is_no_edit(saved: SavedSearch) -> None:
    assert not differs_from_saved(saved, ContactQuery(country=("Germany", "France"), since=3))
    assert differs_from_saved(saved, ContactQuery(country=("France",)))
    assert differs_from_saved(saved, ContactQuery(country=("Germany", "France"), sort="company"))
