"""Pages of saved searches, and the page of people that one of them opened."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import SavedSearch, SearchVisit
from leadqual.search.query.query import ContactQuery
from leadqual.search.saved_search_changes import save_search
from tests.leadqual.leads.listing import posted, undo_of
from tests.leadqual.leads.people import make_contact
from tests.leadqual.parts import part
from tests.leadqual.search.pages.test_people_and_companies import HTMX, html_of

SAVED = "/people/lists/?panel=saved-searches"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


@pytest.fixture
def germans(workspace: Workspace, manager: User) -> SavedSearch:
    """People in Germany, last opened by the manager a day ago; one of two came since."""
    make_contact(workspace, "Ada Abel", country="Germany")
    row = save_search(
        workspace=workspace,
        name="Germans",
        query=ContactQuery(country=("Germany",)),
        author=manager,
    )
    visit = SearchVisit.objects.get()
    visit.opened_at -= timedelta(days=1)
    visit.save()
    make_contact(workspace, "Ben Neu", country="Germany")
    make_contact(workspace, "Ute Paris", country="France")
    return row


def test_search_is_saved_renamed_deleted_and_comes_back(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", country="Germany")
    page = html_of(qualifier_client.get("/people/?country=Germany"))
    assert 'name="search" value="country=Germany"' in page

    body: dict[str, object] = {"name": "Germans", "search": "country=Germany"}
    opened = posted(qualifier_client, SAVED, body)
    assert "Everyone in the workspace can see it" in opened
    assert 'aria-label="Remove Germany"' in opened
    row = SavedSearch.objects.get()
    posted(qualifier_client, f"/people/saved/{row.pk}/rename/", {"name": "In Germany"})
    gone = posted(qualifier_client, f"/people/saved/{row.pk}/delete/", {})
    assert qualifier_client.get(f"/people/saved/{row.pk}/").status_code == 404

    back = posted(qualifier_client, undo_of(gone), {})

    assert "The view “In Germany” is restored." in back
    assert f'href="/people/saved/{row.pk}/"' in back


def test_a_name_that_cannot_be_keeps_the_search_to_save(
    manager_client: Client, germans: SavedSearch
) -> None:
    for name in ("Germans", "", "x" * 121):
        response = manager_client.post(SAVED, {"name": name, "search": "country=France"})

        assert response.status_code == 422
        assert 'name="search" value="country=France"' in html_of(response)
    assert SavedSearch.objects.count() == 1


def test_viewers_open_searches_and_save_none(viewer_client: Client, germans: SavedSearch) -> None:
    page = html_of(viewer_client.get(f"/people/saved/{germans.pk}/", follow=True))

    assert "Ada Abel" in page
    assert "Save view" not in page
    assert viewer_client.post(SAVED, {"name": "X", "search": ""}).status_code == 403


def test_views_are_tabs_and_their_page_says_who_is_new(
    manager_client: Client, germans: SavedSearch
) -> None:
    page = html_of(manager_client.get("/people/"))
    every = html_of(manager_client.get(SAVED))

    assert f'href="/people/saved/{germans.pk}/" ><span class="clip" title="Germans">' in page
    assert 'data-label="New for you">1<' in every
    assert "counts matching people added since you last opened the view" in every
    assert "Germans" in part(manager_client, "/people/saved/palette/")


def test_opened_search_marks_who_is_new_also_on_later_pages_and_can_show_only_them(
    manager_client: Client, germans: SavedSearch
) -> None:
    page = html_of(manager_client.get(f"/people/saved/{germans.pk}/", follow=True))

    assert "<b>1 person</b> was added since your visit on" in page
    assert re.search(r'Ben Neu</a> <span class="tag">New</span>', page)
    assert not re.search(r'Ada Abel</a> <span class="tag">New</span>', page)
    assert f"sort=company&amp;saved={germans.pk}" in page
    only = re.search(r'href="([^"]+)">Show only new', page)
    assert only
    answer = manager_client.get("/people/" + only[1].replace("&amp;", "&"))
    assert "Ben Neu" in html_of(answer)
    assert "Ada Abel" not in html_of(answer)
    assert "Show everyone" in html_of(answer)


def test_htmx_answers_are_no_visits(manager_client: Client, germans: SavedSearch) -> None:
    before = SearchVisit.objects.get().opened_at

    html = html_of(manager_client.get(f"/people/?saved={germans.pk}", headers=HTMX))

    assert SearchVisit.objects.get().opened_at == before
    assert f'href="/people/saved/{germans.pk}/" aria-current="page">' in html
