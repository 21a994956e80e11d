"""Companies by their people and by verdicts: index and tables find the same."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.leads.models import Company
from leadqual.search.query.query import CompanyQuery
from leadqual.search.results.result_pages import result_page
from leadqual.taxonomy.models import Level
from tests.leadqual.leads.facet_index.test_holding import companies_alike
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def _staff(company: Company, function: str, level: str) -> None:
    title = make_title(
        company.workspace,
        f"{function} {level} of {company.name}",
        {function: 1.0},
        level=Level.objects.get(slug=level),
    )
    make_contact(company.workspace, company=company, job_title=title, title=title.title)


@pytest.fixture
def firms(workspace: Workspace, qualifier: User) -> dict[str, Company]:
    """Nord has a sales director and a recruiting manager, Berg the reverse, Leer no one."""
    firms = {name: make_company(workspace, name) for name in ("Nord", "Berg", "Leer")}
    _staff(firms["Nord"], "sales", "director")
    _staff(firms["Nord"], "recruiting", "manager")
    _staff(firms["Berg"], "sales", "manager")
    _staff(firms["Berg"], "recruiting", "director")
    campaign = create_campaign(workspace=workspace, name="Docks", author=qualifier)
    for name, value, is_current in (
        *(("Nord", "like", True), ("Berg", "dislike", True)),
        *(("Leer", "like", False), ("Leer", "skip", True)),
    ):
        Verdict.objects.create(
            workspace=workspace,
            campaign=campaign,
            company=firms[name],
            value=value,
            is_current=is_current,
            author=qualifier,
        )
    return firms


_SEARCHES = [
    (CompanyQuery(has_function=("sales",)), ["Berg", "Nord"]),
    (CompanyQuery(has_function=("sales",), has_level=("director",)), ["Nord"]),
    (CompanyQuery(has_level=("director",)), ["Berg", "Nord"]),
    (CompanyQuery(has_department=("sales",), has_level=("manager",)), ["Berg"]),
    (CompanyQuery(has_function=("nothing",)), []),
    (CompanyQuery(verdict=("liked",)), ["Nord"]),
    (CompanyQuery(verdict=("disliked",)), ["Berg"]),
    (CompanyQuery(verdict=("none",)), ["Leer"]),
    (CompanyQuery(verdict=("liked", "none")), ["Leer", "Nord"]),
    (CompanyQuery(verdict=("liked",), has_level=("manager",)), ["Nord"]),
]


@pytest.mark.usefixtures("firms")
def test_companies_are_found_by_people_and_verdicts(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    for query, names in _SEARCHES:
        companies_alike(workspace, query)
        assert [row.name for row in result_page(workspace, query).rows] == names, query
    theirs = make_company(other_workspace, "Theirs")  # Verdicts of others say nothing.

    found = result_page(other_workspace, CompanyQuery(verdict=("none",))).rows

    assert [row.pk for row in found] == [theirs.pk]
    assert not result_page(other_workspace, CompanyQuery(verdict=("liked",))).rows


def test_page_offers_the_filters_and_says_what_does_not_exist_and_the_api_takes_them(
    viewer_client: Client, api: Client, firms: dict[str, Company]
) -> None:
    page = viewer_client.get(
        "/companies/?has_function=sales&verdict=liked&facets=has_level"
    ).content.decode()
    unknown = viewer_client.get("/companies/?has_level=emperor").content.decode()

    assert 'name="has_level"' in page
    assert 'name="verdict"' in page
    assert "Nord" in page
    assert f"/companies/{firms['Berg'].pk}/" not in page
    assert "There is no level" in unknown
    found = api.get("/api/v1/companies?has_function=sales&has_level=director").json()
    assert [row["name"] for row in found["results"]] == ["Nord"]
    assert api.get("/api/v1/companies?has_function=juggling").status_code == 422
