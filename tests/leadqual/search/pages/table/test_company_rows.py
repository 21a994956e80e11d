"""The table of companies: chosen columns for each member, with those of custom fields."""

import re

import pytest
from django.test import Client

from leadqual.accounts.models import Member, User, Workspace
from leadqual.leads.models import Company, CompanyColumns, CustomField, PeopleColumns
from leadqual.leads.records.custom_fields import create_field, delete_field
from leadqual.search.pages.column_choice import choose_columns
from leadqual.search.results.kinds import COMPANIES
from tests.leadqual.leads.people import make_company, make_contact
from tests.leadqual.search.pages.test_people_and_companies import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
DEFAULT_COLUMNS = ["Company", "Description", "Location", "Business model", "Contacts"]


def heads(client: Client, page: str = "/companies/") -> list[str]:
    results = html_of(client.get(page)).split('id="results"')[1]
    table = results.split("<thead>")[1].split("</thead>")[0]
    found = re.findall(r"<th.*?</th>", table)
    words = [re.sub(r"<[^>]+>|↑|↓", "", head).strip() for head in found]
    return [word for word in words if word]


def make_field(
    workspace: Workspace, author: User, label: str, kind: str, record: str = "company"
) -> CustomField:
    choices = ["Gold", "Iron"] if kind == "choice" else []
    return create_field(
        workspace=workspace, record=record, label=label, kind=kind, choices=choices, author=author
    )


def test_company_is_being_analyzed_and_then_its_score_is_shown_where_it_is_in_doubt(
    qualifier_client: Client, workspace: Workspace
) -> None:
    company = make_company(workspace, "Nord")
    rows = Company.objects.filter(pk=company.pk)

    def pages(**read: object) -> list[str]:
        rows.update(**read)
        addresses = (f"/companies/{company.pk}/", f"/companies/?open={company.pk}")
        return [html_of(qualifier_client.get(one, follow=True)) for one in addresses]

    for html in pages():
        assert "Being analyzed" in html
    for html in pages(business_model_version="model-1"):
        assert "Being analyzed" not in html
        assert "Unknown" in html
    for score, is_shown in ((0.99, False), (0.61, True)):
        for html in pages(business_model="b2b", business_model_probability=score):
            assert f'title="Score {score}"' in html
            assert (f">{score}</" in html) is is_shown


@pytest.fixture
def nord(workspace: Workspace) -> Company:
    """A company of which everything is known."""
    return make_company(
        workspace,
        "Nord",
        domain="nord.example",
        industry="Logiciel",
        city="Kiel",
        country="Germany",
        employees=120,
        founded=1999,
        total_funding=2_500_000,
        technologies=["SAP", "AWS"],
        tags=["Port"],
        custom={"deal_size": 1250, "tier": "Gold", "deck": "https://x.example/deck"},
    )


def test_columns_are_remembered_for_one_member_alone(
    viewer_client: Client, qualifier_client: Client, nord: Company
) -> None:
    assert heads(viewer_client) == DEFAULT_COLUMNS

    body = {"column": ["domain", "", "founded", "total_funding", "regions", "nonsense"]}
    answer = viewer_client.post("/companies/columns/", {**body, "next": "/companies/?q=nord"})

    assert answer.headers["Location"] == "/companies/?q=nord"
    assert heads(viewer_client) == ["Company", "Domain", "Founded", "Funding", "Region"]
    html = html_of(viewer_client.get("/companies/"))
    assert re.search(r'data-label="Founded"> 1999', html)
    assert re.search(r'data-label="Funding"> \$2,500,000', html)
    assert re.search(r'data-label="Region"> [^<]*DACH', html)
    assert heads(qualifier_client) == DEFAULT_COLUMNS
    assert not PeopleColumns.objects.exists()
    viewer_client.post("/companies/columns/", {"usual": "1"})
    assert heads(viewer_client) == DEFAULT_COLUMNS
    assert not CompanyColumns.objects.exists()


def test_every_column_has_cells(viewer_client: Client, viewer: User, nord: Company) -> None:
    member = Member.objects.get(user=viewer)

    choose_columns(
        member=member, columns=[column.code for column in COMPANIES.columns], kind=COMPANIES
    )

    assert heads(viewer_client) == ["Company", *(column.label for column in COMPANIES.columns)]


def test_custom_fields_are_columns_until_they_are_deleted(
    viewer_client: Client, workspace: Workspace, manager: User, nord: Company
) -> None:
    size = make_field(workspace, manager, "Deal size", "number")
    make_field(workspace, manager, "Deck", "link")
    columns = {"column": [f"custom_{size.code}", "custom_deck", "tags"]}

    viewer_client.post("/companies/columns/", columns)

    assert heads(viewer_client) == ["Company", "Deal size", "Deck", "Tags"]
    html = html_of(viewer_client.get("/companies/"))
    assert re.search(r'data-label="Deal size"> 1,250', html)
    assert 'href="https://x.example/deck"' in html
    delete_field(field=size, author=manager)
    assert heads(viewer_client) == ["Company", "Deck", "Tags"]


def test_custom_fields_of_people_are_columns_of_their_table(
    viewer_client: Client, workspace: Workspace, manager: User
) -> None:
    make_field(workspace, manager, "Tier", "choice", "contact")
    make_contact(workspace, "Ada Abel", custom={"tier": "Gold"})
    make_contact(workspace, "Ben Neu")

    viewer_client.post("/people/columns/", {"column": ["custom_tier", "mail"]})

    assert heads(viewer_client, "/people/") == ["Person", "Tier", "Email"]
    assert re.search(r'data-label="Tier"> Gold', html_of(viewer_client.get("/people/")))


def test_fields_of_other_workspaces_are_no_columns(
    viewer_client: Client, other_workspace: Workspace, manager: User, nord: Company
) -> None:
    make_field(other_workspace, manager, "Deal size", "number")

    viewer_client.post("/companies/columns/", {"column": ["custom_deal_size"]})

    assert heads(viewer_client) == DEFAULT_COLUMNS
    assert "Deal size" not in html_of(viewer_client.get("/companies/"))
