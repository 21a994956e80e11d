"""Searches for companies are saved, opened, renamed, deleted and brought back."""

from pathlib import Path

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import SavedSearch
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.saved_search_changes import save_search
from leadqual.search.saved_searches import visible_searches_for
from tests.leadqual.cli.test_imports import called
from tests.leadqual.leads.exporting.files import read_csv
from tests.leadqual.leads.people import make_company

SAVED = "/people/lists/?panel=saved-searches"
pytestmark = pytest.mark.django_db


def _saved(workspace: Workspace, author: User, name: str = "German software") -> SavedSearch:
    query = CompanyQuery(sector=("Technology",), region=("DACH",), company=("5",))
    return save_search(workspace=workspace, name=name, query=query, author=author)


def test_page_saves_what_is_filtered_and_opens_it_again(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_company(workspace, "Nord", industry="Logiciel", country="Germany")
    form = {"name": "German software", "records": "companies", "search": "region=DACH"}

    answer = qualifier_client.post(SAVED, form, follow=True)
    page = qualifier_client.get("/companies/?sector=Technology").content.decode()

    row = SavedSearch.objects.get()
    assert (row.records, row.query) == ("companies", "region=DACH")
    assert answer.redirect_chain[-1][0] == f"/companies/?region=DACH&saved={row.pk}"
    assert f"/people/saved/{row.pk}/" in page
    assert 'data-command="Save view"' in page


def test_selection_is_not_saved_and_people_and_companies_stay_apart(
    workspace: Workspace, qualifier: User
) -> None:
    row = _saved(workspace, qualifier)
    people = save_search(
        workspace=workspace, name="Sales", query=ContactQuery(country=("Peru",)), author=qualifier
    )

    assert row.query == "sector=Technology&region=DACH"
    assert list(visible_searches_for(workspace)) == [people]
    assert list(visible_searches_for(workspace, "companies")) == [row]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taxonomy")
def test_command_exports_a_saved_search_for_companies(
    workspace: Workspace, manager: User, tmp_path: Path
) -> None:
    make_company(workspace, "Nord", industry="Logiciel", country="Germany")
    make_company(workspace, "Andes", industry="Logiciel", country="Peru")
    _saved(workspace, manager)
    file = tmp_path / "out.csv"

    answer = called(
        *("export", "companies", str(file), "--saved", "German software", "--column", "name")
    )

    assert answer.exit_code == 0, answer.output
    assert read_csv(file.read_bytes()) == [{"name": "Nord"}]
