"""Charts of companies: bars count what boxes count, and each selects its value."""

import pytest
from django.test import Client

from facet_index.types import Counts
from leadqual.accounts.models import Workspace
from leadqual.core.pages.charts import Chart
from leadqual.leads.models import Company
from leadqual.search.pages.people_and_companies import MAX_BARS, company_charts
from leadqual.search.query.query import CompanyQuery
from leadqual.search.results.result_counts import counts_of
from tests.leadqual.parts import part


def charts_of(query: CompanyQuery, **by_facet: dict[str, int]) -> dict[str, Chart]:
    return dict(company_charts(query, Counts(9, 9, by_facet)))


def test_bars_select_their_value_and_a_selected_one_takes_it_back() -> None:
    found = charts_of(
        CompanyQuery(country=("Peru",), sort="people"), country={"Peru": 2, "Chile": 5}
    )

    chile, peru = found["country"].rows
    assert (chile.name, chile.url) == ("Chile", "?country=Chile&country=Peru&sort=people&charts=1")
    assert (peru.name, peru.url, peru.is_selected) == ("Peru", "?sort=people&charts=1", True)


def test_sizes_come_in_their_order_and_countries_by_their_number() -> None:
    sizes = {"51-200": 1, "1-10": 2, "1,001-5,000": 3}
    countries = {f"country {n:02}": n for n in range(1, 20)}

    found = charts_of(CompanyQuery(country=("country 01",)), size=sizes, country=countries)

    assert [row.name for row in found["size"].rows] == ["1–10", "51–200", "1,001–5,000"]
    names = [row.name for row in found["country"].rows]
    assert names[0] == "country 19"
    assert names[MAX_BARS:] == ["country 01"]  # Selected, so that it can be taken back.


def test_a_facet_without_a_company_has_no_chart() -> None:
    assert charts_of(CompanyQuery(), country={}) == {}


@pytest.mark.django_db
def test_the_page_has_both_charts_of_its_own_companies(
    workspace: Workspace, other_workspace: Workspace, viewer_client: Client
) -> None:
    for number, country in enumerate(["Peru", "Peru", "Chile"]):
        Company.objects.create(
            workspace=workspace, name=f"C{number}", name_key=f"c{number}", country=country
        )
    Company.objects.create(workspace=other_workspace, name="X", name_key="x", country="Malta")

    page = viewer_client.get("/companies/?country=Chile").content.decode()
    opened = part(viewer_client, "/companies/?country=Chile&charts=1")

    counts = counts_of(workspace, CompanyQuery(country=("Chile",)))
    assert counts.by_facet["country"] == {"Peru": 2, "Chile": 1}
    assert '"values": [2, 1]' in page
    assert "Malta" not in page
    assert "Companies by country" in opened
    assert "data-kept open" in opened
    assert "data-kept open" not in page
