"""Values that are offered while somebody types in a long filter."""

import pytest
from django.test import Client

from leadqual.accounts.models import Workspace
from tests.leadqual.leads.people import make_company, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def offered(client: Client, page: str, **params: str) -> list[tuple[str, int]]:
    found = client.get(f"/{page}/values/", params).json()["values"]
    return [(one["value"], one["n"]) for one in found]


def test_values_of_people_count_what_the_search_would_find(
    viewer_client: Client, workspace: Workspace, other_workspace: Workspace
) -> None:
    make_contact(workspace, "Ada Abel", country="Germany", city="Munich")
    make_contact(workspace, "Ben Abel", country="Germany", city="Munich")
    make_contact(workspace, "Cy Cole", country="Norway", city="Munkebo")
    make_contact(other_workspace, "Di Dahl", country="Germany", city="Munster")

    assert offered(viewer_client, "people", facet="city", typed="mun") == [
        ("Munich", 2),
        ("Munkebo", 1),
    ]
    narrowed = {"facet": "city", "typed": "mun", "country": "Norway", "city": "Munich"}
    assert offered(viewer_client, "people", **narrowed) == [("Munkebo", 1)]


def test_values_of_companies(viewer_client: Client, workspace: Workspace) -> None:
    make_company(workspace, industry="Machinery", technologies=["SAP", "Salesforce"])
    make_company(workspace, industry="Marine", technologies=["SAP"])

    assert offered(viewer_client, "companies", facet="technology", typed="sa") == [
        ("SAP", 2),
        ("Salesforce", 1),
    ]
    narrowed = {"facet": "industry", "typed": "ma", "technology": "Salesforce"}
    assert offered(viewer_client, "companies", **narrowed) == [("Machinery", 1)]


@pytest.mark.parametrize("page", ["people", "companies"])
def test_a_filter_without_values_to_type_is_not_found(viewer_client: Client, page: str) -> None:
    assert (
        viewer_client.get(f"/{page}/values/", {"facet": "do_not_contact", "typed": "y"}).status_code
        == 404
    )
    assert viewer_client.get(f"/{page}/values/").status_code == 404
