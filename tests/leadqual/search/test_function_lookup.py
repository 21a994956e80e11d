"""Functions by what somebody types above the tree."""

import pytest
from django.test import Client

from leadqual.search.named_records import find_functions
from leadqual.taxonomy.selectors import living_functions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models")]


@pytest.mark.parametrize(
    ("typed", "slug", "why"),
    [
        ("account", "accounting", "name"),
        ("  ACCOUNTING ", "accounting", "name"),
        ("acounting", "accounting", "similar spelling"),
        ("recriuting", "recruiting", "similar spelling"),
        ("revneue ops", "revenue_operations", "similar spelling"),
        ("Recriuter", "recruiting", "job title"),
        ("SDR", "inside_sales", "job title"),
        ("Buchhalter", "accounting", "job title"),
    ],
)
def test_function_is_found_by_name_spelling_and_job_title(typed: str, slug: str, why: str) -> None:
    found = find_functions(typed, list(living_functions()))

    assert found[slug] == why
    assert len(found) < 60


@pytest.mark.parametrize(
    ("typed", "found", "never"),
    [("cto", "it_executive", "doctor"), ("hr", "hr_executive", "customer_experience")],
)
def test_a_few_letters_are_the_beginning_of_a_word(typed: str, found: str, never: str) -> None:
    said = find_functions(typed, list(living_functions()))

    assert found in said
    assert never not in said


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("head of technology", "engineering"), ("senior client services manager", "customer_service")],
)
def test_a_known_job_title_stands_above_similar_spellings(typed: str, slug: str) -> None:
    found = find_functions(typed, list(living_functions()))

    assert next(iter(found.items())) == (slug, "job title")
    assert "similar spelling" in found.values()


def test_function_is_found_by_what_belongs_there() -> None:
    functions = list(living_functions())
    functions[7].about = "Wooden clogs and other shoes"

    for typed in ("wooden clogs", "shoes of wood", "clogs, woden"):
        assert find_functions(typed, functions)[functions[7].slug] == "tasks"
    assert functions[7].slug not in find_functions("wooden spoons", functions)


@pytest.mark.parametrize("typed", ["", "   ", "\0", "x" * 100_000, "!", "(", "🚀"])
def test_odd_words_find_nothing_or_little_and_never_fail(viewer_client: Client, typed: str) -> None:
    answer = viewer_client.get("/people/functions/", {"q": typed})

    assert answer.status_code == 200
    assert len(answer.json()["functions"]) < 60


def test_page_asks_by_address(viewer_client: Client) -> None:
    assert "inside_sales" in viewer_client.get("/people/functions/?q=SDR").json()["functions"]
    assert Client().get("/people/functions/?q=SDR").status_code == 302
