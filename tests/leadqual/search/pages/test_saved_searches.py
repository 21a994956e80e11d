"""A saved search that is open: said to be edited, updated, saved as new, reset."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import SavedSearch
from leadqual.search.pages.saved_searches import is_other_search
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.saved import save_search
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
    found = re.search(r'<div class="row opened".*?</div>', html)
    return found.group(0) if found else ""


def test_search_as_saved_is_not_edited_and_offers_nothing_to_save(
    qualifier_client: Client, saved: SavedSearch
) -> None:
    html = html_of(qualifier_client.get(f"/people/saved/{saved.pk}/", follow=True))

    assert "Both" in bar_in(html)
    assert "Edited" not in html
    assert 'id="search-name"' not in html
    assert f'<input type="hidden" name="saved" value="{saved.pk}">' in html


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_changed_filter_says_edited_with_update_save_as_new_and_reset(
    qualifier_client: Client, saved: SavedSearch, headers: dict[str, str]
) -> None:
    address = f"/people/?country=Germany&saved={saved.pk}"

    html = html_of(qualifier_client.get(address, headers=headers))

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


def test_removing_a_filter_stays_in_the_saved_search(
    qualifier_client: Client, saved: SavedSearch
) -> None:
    html = html_of(qualifier_client.get(f"/people/saved/{saved.pk}/", follow=True))

    assert f'href="?country=France&amp;saved={saved.pk}" aria-label="Remove Germany"' in html


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
    assert "Firms" in bar_in(html_of(opened))
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

    assert (bar_in(wrong), bar_in(theirs)) == ("", "")
    assert refused.status_code == 404
    assert SavedSearch.objects.get(pk=saved_companies.pk).query == "country=Germany"


def test_order_of_ticks_is_no_edit(saved: SavedSearch) -> None:
    assert not is_other_search(saved, ContactQuery(country=("Germany", "France"), since=3))
    assert is_other_search(saved, ContactQuery(country=("France",)))
    assert is_other_search(saved, ContactQuery(country=("Germany", "France"), sort="company"))
