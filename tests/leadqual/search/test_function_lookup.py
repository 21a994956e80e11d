"""Functions by what somebody types above the tree."""

import pytest
from django.test import Client

from leadqual.search.function_lookup import find_functions
from leadqual.taxonomy.selectors import living_functions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


def test_function_is_found_by_name_spelling_and_job_title() -> None:
    functions = list(living_functions())
    for typed, slug, why in (
        ("account", "accounting", "name"),
        ("  ACCOUNTING ", "accounting", "name"),
        ("acounting", "accounting", "similar spelling"),
        ("recriuting", "recruiting", "similar spelling"),
        ("revneue ops", "revenue_operations", "similar spelling"),
        ("Recriuter", "recruiting", "job title"),
        ("SDR", "inside_sales", "job title"),
        ("Buchhalter", "accounting", "job title"),
    ):
        found = find_functions(typed, functions)

        assert found[slug] == why
        assert len(found) < 60
    for typed, slug, never in (  # A few letters are the beginning of a word.
        ("cto", "it_executive", "doctor"),
        ("hr", "hr_executive", "customer_experience"),
    ):
        found = find_functions(typed, functions)
        assert slug in found
        assert never not in found
    for typed, slug in (  # A known title stands above similar spellings.
        ("head of technology", "engineering"),
        ("senior client services manager", "customer_service"),
    ):
        found = find_functions(typed, functions)
        assert next(iter(found.items())) == (slug, "job title")
        assert "similar spelling" in found.values()


def test_function_is_found_by_what_belongs_there() -> None:
    functions = list(living_functions())
    functions[7].about = "Wooden clogs and other shoes"

    for typed in ("wooden clogs", "shoes of wood", "clogs, woden"):
        assert find_functions(typed, functions)[functions[7].slug] == "tasks"
    assert functions[7].slug not in find_functions("wooden spoons", functions)


def test_page_asks_by_address_and_odd_words_find_little(viewer_client: Client) -> None:
    for typed in ("", "   ", "\0", "x" * 100_000, "!", "(", "🚀"):
        answer = viewer_client.get("/people/functions/", {"q": typed})

        assert answer.status_code == 200
        assert len(answer.json()["functions"]) < 60
    assert "inside_sales" in viewer_client.get("/people/functions/?q=SDR").json()["functions"]
    assert Client().get("/people/functions/?q=SDR").status_code == 302
