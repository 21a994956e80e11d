"""Companies by their people and by verdicts: index and tables find the same."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.campaigns.models import Verdict
from leadqual.campaigns.setup.services import create_campaign
from leadqual.leads.models import Company
from leadqual.search.query.query import CompanyQuery
from leadqual.search.results.selectors import result_page
from leadqual.taxonomy.models import Function, Level
from tests.leadqual.leads.facet_index.test_holding import companies_alike
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


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
    (CompanyQuery(has_function=("nothing",)), []),
    (CompanyQuery(verdict=("liked",)), ["Nord"]),
    (CompanyQuery(verdict=("disliked",)), ["Berg"]),
    (CompanyQuery(verdict=("none",)), ["Leer"]),
    (CompanyQuery(verdict=("liked", "none")), ["Leer", "Nord"]),
    (CompanyQuery(verdict=("liked",), has_level=("manager",)), ["Nord"]),
]


@pytest.mark.slow
def test_companies_are_found_by_people_and_verdicts(
    firms: dict[str, Company], workspace: Workspace
) -> None:
    for query, names in _SEARCHES:
        companies_alike(workspace, query)
        assert [row.name for row in result_page(workspace, query).rows] == names, query


def test_department_means_all_its_functions(
    firms: dict[str, Company], workspace: Workspace
) -> None:
    department = Function.objects.get(slug="sales").department
    query = CompanyQuery(has_department=(department.slug,), has_level=("manager",))

    assert "Berg" in [row.name for row in result_page(workspace, query).rows]


def test_verdicts_of_others_say_nothing(
    firms: dict[str, Company], other_workspace: Workspace
) -> None:
    theirs = make_company(other_workspace, "Theirs")

    found = result_page(other_workspace, CompanyQuery(verdict=("none",))).rows

    assert [row.pk for row in found] == [theirs.pk]
    assert not result_page(other_workspace, CompanyQuery(verdict=("liked",))).rows


def test_page_offers_the_filters_and_says_what_does_not_exist(
    viewer_client: Client, firms: dict[str, Company]
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


def test_api_takes_them_and_refuses_unknown_ones(api: Client, firms: dict[str, Company]) -> None:
    found = api.get("/api/v1/companies?has_function=sales&has_level=director").json()
    refused = api.get("/api/v1/companies?has_function=juggling")

    assert [row["name"] for row in found["results"]] == ["Nord"]
    assert refused.status_code == 422
