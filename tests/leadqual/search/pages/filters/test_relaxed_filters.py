"""Filters whose absence helps a search that finds nothing."""

import re
from functools import partial

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.search.pages import relaxed_searches as module
from leadqual.search.pages.relaxed_searches import Filter, RelaxedSearch, relaxed_searches
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.result_pages import n_found
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_each_filter_that_helps_is_offered_the_best_first(workspace: Workspace) -> None:
    for name in ("Ada Abel", "Ben Abel"):
        make_contact(workspace, name, country="Germany", city="Munich")
    make_contact(workspace, "Ute Abel", country="France", city="Paris")
    query = ContactQuery(country=("France",), city=("Munich",), q="Abel", do_not_contact=("no",))

    found = relaxed_searches(query, partial(n_found, workspace))

    assert found == [
        RelaxedSearch(query.without("country"), (Filter(("country",)),), 2),
        RelaxedSearch(query.without("city"), (Filter(("city",)),), 1),
    ]


def test_one_of_several_words_that_finds_nobody_is_dropped_by_itself(
    workspace: Workspace, viewer_client: Client
) -> None:
    make_contact(workspace, "Ada Abel", country="Germany")
    make_contact(workspace, "Ute Paris", country="Germany")
    query = ContactQuery(q='ada "no such words"')

    found = relaxed_searches(query, partial(n_found, workspace))
    page = viewer_client.get("/people/", {"q": query.q}).content.decode()

    assert [(one.search.q, one.without, one.n) for one in found] == [
        ("", (Filter(("q",)),), 2),
        ("ada", (Filter(("q",), word='"no such words"'),), 1),
    ]
    assert "Remove “no such words”" in page
    assert "Remove “ada &#34;no such words”" in page
    assert 'href="/people/?q=ada"' in page


def test_boxes_of_the_tree_are_one_filter(workspace: Workspace) -> None:
    make_contact(workspace, "Ada Abel", job_title=make_title(workspace, "CFO", {"accounting": 1}))
    query = ContactQuery(
        function=("demand_generation",), department=("sales",), unclassified=("1",)
    )

    found = relaxed_searches(query, partial(n_found, workspace))

    assert found == [
        RelaxedSearch(ContactQuery(), (Filter(("function", "department", "unclassified")),), 1)
    ]


def test_what_is_left_out_is_a_filter_of_its_own(workspace: Workspace) -> None:
    make_contact(workspace, "Ada Abel", country="France")
    query = ContactQuery(exclude=("country:France", "city:Rome"), q="Ada")

    found = relaxed_searches(query, partial(n_found, workspace))

    wanted = ContactQuery(exclude=("city:Rome",), q="Ada")
    assert found == [RelaxedSearch(wanted, (Filter(("country",), is_exclusion=True),), 1)]


def test_nobody_waits_for_all_counts_where_each_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[ContactQuery] = []
    monkeypatch.setattr(module, "_LONGEST_SECONDS", 0.0)

    def slow(query: ContactQuery) -> int:
        asked.append(query)
        return 3

    found = relaxed_searches(ContactQuery(country=("Peru",), city=("Lima",), q="Ada"), slow)

    assert len(asked) == len(found) == 1


def test_two_filters_are_offered_where_no_single_one_helps(workspace: Workspace) -> None:
    make_contact(workspace, "Ada Abel", country="France", city="Paris")
    query = ContactQuery(country=("Peru",), city=("Lima",), q="Ada")

    found = relaxed_searches(query, partial(n_found, workspace))

    both = (Filter(("country",)), Filter(("city",)))
    assert found == [RelaxedSearch(ContactQuery(q="Ada"), both, 1)]
    assert relaxed_searches(query.changed(q="Zoe"), partial(n_found, workspace)) == []


def test_page_leads_to_what_is_left(workspace: Workspace, manager_client: Client) -> None:
    make_contact(workspace, "Ada Abel", country="France", city="Paris")
    make_contact(workspace, "Ben Abel", country="Peru", city="Lima")

    page = manager_client.get(
        "/people/?country=Peru&city=Paris&exclude=country:Chile"
    ).content.decode()

    assert 'href="/people/?country=Peru&amp;exclude=country%3AChile">Remove “City”' in page
    assert 'href="/people/?city=Paris&amp;exclude=country%3AChile">Remove “Country”' in page
    assert "Remove “not Country”" not in page


def test_companies_are_offered_the_same(workspace: Workspace, manager_client: Client) -> None:
    make_company(workspace, "Port", country="France", size="1-10")
    make_company(workspace, "Mill", country="France", size="1-10")
    make_company(workspace, "Zoo", country="Peru", size="51-200")
    query = CompanyQuery(country=("Peru",), size=("1-10",), exclude=("technology:AWS",))

    found = relaxed_searches(query, partial(n_found, workspace))
    page = manager_client.get(f"/companies/?{query.to_query()}").content.decode()

    assert [(one.without, one.n) for one in found] == [
        ((Filter(("country",)),), 2),
        ((Filter(("size",)),), 1),
    ]
    assert page.index("Remove “Country”") < page.index("Remove “Size”")
    assert "No matches" in page


def test_words_that_were_not_understood_are_chips_of_their_own(
    viewer_client: Client, workspace: Workspace
) -> None:
    page = html_of(viewer_client.get("/people/?q=Bayern+in+Spain+51-200"))

    chips = re.findall(r'<i>([^<]+)</i> ([^<]+)</span><a href="([^"]+)" aria-label="Remove', page)
    assert chips[1:] == [
        ("Interpreted as", "Spain", "?q=Bayern+in+%22Spain%22+51-200"),
        ("Interpreted as", "51-200 employees", "?q=Bayern+in+Spain"),
        ("Words", "“Bayern”", "?q=in+Spain+51-200"),
    ]
