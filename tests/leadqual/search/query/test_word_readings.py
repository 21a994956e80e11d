"""The words of a search are read once in a request, by the index and by the tables."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadqual.accounts.models import Workspace
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.result_pages import result_page
from leadqual.search.results.typo_correction import corrected_search
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

SAME_TITLES = '"leads_jobtitle"."normalised" ='
SAME_NAME = '"leads_company"."name_key" IN'


@pytest.fixture
def rows(workspace: Workspace) -> None:
    company = make_company(workspace, "Nordlicht", overview="Fights fires at sea.")
    make_contact(workspace, "Anna Schmidt", title="Head of Sales", company=company)


def n_asked(ask: Callable[[], object], words: str) -> int:
    """Return how many queries hold some words."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return sum(words in query["sql"] for query in asked)


@pytest.mark.usefixtures("rows")
def test_a_request_reads_its_words_once(viewer_client: Client) -> None:
    for address, words in (
        ("/people/?q=head+of+sales", SAME_TITLES),
        ("/people/?q=sales&level=intern", SAME_TITLES),
        ("/api/v1/contacts?q=head+of+sales", SAME_TITLES),
        ("/companies/?q=fights+fires", SAME_NAME),
        ("/api/v1/companies?q=fights+fires", SAME_NAME),
    ):
        assert n_asked(partial(viewer_client.get, address), words) == 1, address


@pytest.mark.usefixtures("rows")
def test_a_search_keeps_its_reading_for_as_long_as_its_words_stay(workspace: Workspace) -> None:
    query, _ = corrected_search(workspace, ContactQuery(q="head of sales", sort="relevance"))

    assert [one.kind for one in query.interpretations] == ["job"]
    assert query.changed(level=("vp",)).reading is query.reading
    assert query.changed(q="sales").reading is None
    assert query == ContactQuery(q="head of sales", sort="relevance")
    companies, _ = corrected_search(workspace, CompanyQuery(q="b2b companies"))
    assert [one.label for one in companies.interpretations] == ["B2B"]


def test_a_reading_of_another_workspace_is_not_used(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    make_contact(workspace, "Anna Schmidt", email="anna@a.example")
    make_contact(other_workspace, "Anna Roth", email="anna@a.example")
    query, _ = corrected_search(workspace, ContactQuery(q="anna@a.example", sort="relevance"))

    assert [str(row) for row in result_page(workspace, query).rows] == ["Anna Schmidt"]
    assert [str(row) for row in result_page(other_workspace, query).rows] == ["Anna Roth"]
