"""Filters that are closed have no values until somebody opens them."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.search.facets import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    FACETS,
    IN_TREE,
    MEMBERSHIPS,
)
from tests.leadqual.leads.people import make_field, make_people
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = pytest.mark.django_db
IN_FORM = {"HX-Request": "true", "HX-Trigger": "search"}


@pytest.fixture
def filled(workspace: Workspace, manager: User) -> Workspace:
    """A workspace with people, companies, and a custom field with choices of each."""
    make_people(workspace, seed=7, n=12)
    for record in ("contact", "company"):
        make_field(workspace, "Tier", "choice", manager, record=record, choices=["Gold", "Silver"])
    return workspace


def values_in(html: str, param: str) -> str:
    """Return the part of a page or of a fragment that holds the values of one filter."""
    found = re.search(rf'<div id="options-{param}".*?</div> (?=</details>|<div id=|$)', html)
    return found[0] if found else html.strip()


@pytest.mark.parametrize(
    ("page", "facets"),
    [
        ("/people/", (*(facet for facet in FACETS if facet.param not in IN_TREE), *MEMBERSHIPS)),
        ("/companies/", (*COMPANY_FACETS, *COMPANY_MEMBERSHIPS)),
    ],
)
def test_closed_filters_load_what_the_page_shows_once_they_are_open(
    viewer_client: Client, filled: Workspace, page: str, facets: tuple[object, ...]
) -> None:
    params = [facet.param for facet in facets]  # type: ignore[attr-defined]  # rows of one table
    closed = [facet.param for facet in facets if not facet.is_open]  # type: ignore[attr-defined]
    search = "country=Germany&q=a"
    plain = html_of(viewer_client.get(f"{page}?{search}"))
    opened = "&".join(f"facets={param}" for param in (*params, "custom-tier"))
    whole = html_of(viewer_client.get(f"{page}?{search}&{opened}"))

    for param in (*closed, "custom-tier"):
        assert f'hx-get="{page}facet/?facet={param}"' in plain, param
        assert f'id="box-{param}-1"' not in plain
    for param in (closed[0], closed[-1], "custom-tier"):  # Of a column, a list, a custom field.
        fragment = html_of(viewer_client.get(f"{page}facet/?{search}&facet={param}"))
        assert fragment.strip() == values_in(whole, param).strip(), param
        assert f'name="facets" value="{param}"' in fragment


def test_answer_of_the_form_has_the_values_of_open_filters_alone(
    viewer_client: Client, filled: Workspace
) -> None:
    for page in ("/people/", "/companies/"):
        some = viewer_client.get(f"{page}?facets=city&tag=", headers=IN_FORM)
        html = html_of(some)

        assert 'id="options-city" hx-swap-oob="true"' in html
        assert 'id="options-country" hx-swap-oob="true"' in html
        assert "options-business_model" not in html
        assert "facets" not in some.headers["HX-Push-Url"]


def test_filter_with_a_selection_shows_its_values(viewer_client: Client, filled: Workspace) -> None:
    html = html_of(viewer_client.get("/people/?city=Munich&exclude=business_model:b2b"))

    assert 'name="city" value="Munich" checked' in html
    assert 'name="business_model" value="b2b" disabled' in html


def test_filter_that_does_not_exist_is_not_found(viewer_client: Client) -> None:
    for page in ("/people/", "/companies/"):
        assert viewer_client.get(f"{page}facet/?facet=colour").status_code == 404
        assert viewer_client.get(f"{page}facet/").status_code == 404
