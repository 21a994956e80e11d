"""Companies by the imports that brought them: search, page and API."""

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.imports.models import ImportBatch
from leadqual.leads.models import Company
from leadqual.search.query.query import CompanyQuery
from leadqual.search.results.result_pages import result_keys, result_page
from tests.leadqual.leads.facet_index.test_holding import companies_alike
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]


def make_import(
    workspace: Workspace, author: User, kind: str, keys: list[int], outcome: str = "created"
) -> ImportBatch:
    batch = ImportBatch.objects.create(
        workspace=workspace,
        author=author,
        kind=kind,
        file_name=f"{kind}.csv",
        status=ImportBatch.Status.DONE,
        finished_at="2026-11-20T00:00Z",
        n_rows=len(keys),
    )
    for number, key in enumerate(keys, start=2):
        batch.rows.create(number=number, outcome=outcome, record_id=key)
    return batch


@pytest.fixture
def firms(workspace: Workspace) -> dict[str, Company]:
    """Nord has two people, Berg one, Leer nobody."""
    firms = {name: make_company(workspace, name) for name in ("Nord", "Berg", "Leer")}
    for name, company in (("Ada", "Nord"), ("Ben", "Nord"), ("Ute", "Berg")):
        make_contact(workspace, name, company=firms[company])
    make_contact(workspace, "Zoe")
    return firms


@pytest.mark.slow
def test_index_and_tables_find_the_companies_of_imports(
    workspace: Workspace, manager: User, other_workspace: Workspace, firms: dict[str, Company]
) -> None:
    of_companies = make_import(
        workspace, manager, "companies", [firms["Leer"].pk, firms["Berg"].pk]
    )
    people = list(workspace.contacts.order_by("pk").values_list("pk", flat=True))
    of_people = make_import(workspace, manager, "contacts", [people[0], people[1], people[3]])
    rejected = make_import(workspace, manager, "companies", [firms["Nord"].pk], "skipped")
    theirs = make_import(other_workspace, manager, "companies", [firms["Nord"].pk])
    one, two = str(of_companies.pk), str(of_people.pk)
    searches = [
        (CompanyQuery(**{"import": (one,)}), ["Berg", "Leer"]),
        (CompanyQuery(**{"import": (two,)}), ["Nord"]),
        (CompanyQuery(**{"import": (one, two)}), ["Berg", "Leer", "Nord"]),
        (CompanyQuery(exclude=(f"import:{two}",)), ["Berg", "Leer"]),
        (CompanyQuery(exclude=(f"import:{one}", f"import:{two}")), []),
        (CompanyQuery(**{"import": (str(rejected.pk),)}), []),
        (CompanyQuery(**{"import": (one,), "q": "berg", "sort": "relevance"}), ["Berg"]),
    ]
    for query, names in searches:
        companies_alike(workspace, query)
        assert [row.name for row in result_page(workspace, query).rows] == names, query
        assert len(result_keys(workspace, query)) == len(names)
    foreign = CompanyQuery(**{"import": (str(theirs.pk),)})
    assert not result_page(other_workspace, foreign).rows


def test_page_and_api_filter_by_import(
    viewer_client: Client,
    api: Client,
    workspace: Workspace,
    manager: User,
    firms: dict[str, Company],
) -> None:
    batch = make_import(workspace, manager, "companies", [firms["Leer"].pk])

    html = html_of(viewer_client.get(f"/companies/?import={batch.pk}"))
    found = api.get(f"/api/v1/companies?import={batch.pk}").json()["results"]
    unknown = api.get("/api/v1/companies?import=999")

    assert "<i>Import</i> companies.csv" in html
    assert f"/companies/{firms['Leer'].pk}/" in html
    assert f"/companies/{firms['Nord'].pk}/" not in html
    assert [row["name"] for row in found] == ["Leer"]
    assert unknown.status_code == 422
