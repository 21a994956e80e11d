"""What a search with few results shows after them."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.close_matches import FEW_RESULTS, close_matches
from leadqual.search.results.result_pages import n_found, result_page
from leadqual.search.results.typo_correction import corrected_search
from leadqual.search.results.value_lookup import Q
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.people import make_company, make_contact, make_title
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("taxonomy", "models"),
]


def _add(workspace: Workspace, name: str, title: str, level: str, function: str, **at: str) -> None:
    row = make_title(workspace, title, {function: 1.0}, level=Level.objects.get(slug=level))
    make_contact(workspace, name, job_title=row, **at)


def _close(workspace: Workspace, query: Q) -> tuple[list[str], str, int]:
    """Return names and label of what is close to a search, and how many it finds."""
    read, _ = corrected_search(workspace, query)
    found = close_matches(workspace, read, result_page(workspace, read))
    return [str(row) for row in found.rows], found.label, n_found(workspace, read)


def _people(workspace: Workspace, words: str) -> tuple[list[str], str, int]:
    return _close(workspace, ContactQuery(q=words, sort="relevance"))


def test_the_same_job_at_other_levels_is_close_and_not_found(workspace: Workspace) -> None:
    _add(workspace, "Abe Able", "Marketing Manager", "manager", "marketing", country="Norway")
    _add(workspace, "Ben Berg", "VP Marketing", "vp", "marketing", country="Norway")
    _add(workspace, "Cem Cole", "Head of Marketing", "vp", "marketing", country="Spain")

    assert _people(workspace, "marketing managers in the Nordics") == (
        *(["Ben Berg"], "Other levels.", 1),
    )


def test_many_results_have_no_close_matches(workspace: Workspace) -> None:
    for n in range(FEW_RESULTS):
        _add(workspace, f"Abe N{n}", f"Marketing Manager {n}", "manager", "marketing")
    _add(workspace, "Ben Berg", "VP Marketing", "vp", "marketing")

    assert _people(workspace, "marketing manager") == ([], "", FEW_RESULTS)


def test_words_that_find_nobody_are_taken_for_what_they_are_closest_to(
    workspace: Workspace,
) -> None:
    _add(workspace, "Abe Able", "Learning Specialist", "specialist", "learning_development")
    _add(workspace, "Ben Kuhn", "Nurse", "specialist", "nursing")

    names, label, n = _people(workspace, "L&D")
    assert (names, n) == (["Abe Able"], 0)
    assert label.startswith("The closest to “L&D” is Learning")
    assert _people(workspace, "Kuhn Jürgen") == (
        *(["Ben Kuhn"], "Only some words of “Kuhn Jürgen”.", 0),
    )
    assert _people(workspace, "nurse Celonis") == (["Ben Kuhn"], "Without “Celonis”.", 0)
    assert _people(workspace, "Celonis") == ([], "", 0)


def test_people_at_companies_of_other_industries_are_close_where_there_are_no_others(
    workspace: Workspace,
) -> None:
    _add(workspace, "Abe Able", "Marketing Manager", "manager", "marketing", country="Norway")

    asked = ("marketing managers at startups", "marketing manager fintech Norway")
    for words in asked:
        close = (["Abe Able"], "At companies of other industries.", 0)
        assert _people(workspace, words) == close, words


def test_companies_of_other_sizes_are_close(workspace: Workspace) -> None:
    make_company(workspace, "Kelvia", industry="Software", country="Germany", size="51-200")
    make_company(workspace, "Big One", industry="Software", country="Germany", size="10001+")

    query = CompanyQuery(q="software companies in Germany 51-200", sort="relevance")
    assert _close(workspace, query) == (["Big One"], "Other sizes.", 1)


def test_the_page_shows_close_matches_and_does_not_count_them(
    viewer_client: Client, workspace: Workspace
) -> None:
    _add(workspace, "Abe Able", "Marketing Manager", "manager", "marketing")
    _add(workspace, "Ben Berg", "VP Marketing", "vp", "marketing")

    page = html_of(viewer_client.get("/people/?q=marketing+manager"))
    nobody = html_of(viewer_client.get("/people/?q=marketing+manager&level=vp"))

    results, _, close = page.partition("<b>Close matches</b>")
    assert "Abe Able" in results
    assert "Ben Berg" in close
    assert '<span class="num">1</span> person' in page
    assert "Close matches" in nobody
