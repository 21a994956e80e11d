"""Companies leave as files, on the page, by API and on the command line."""

import re
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.cli.files.input_files import FileError
from leadqual.leads.models import Export
from leadqual.search.exports.export_columns import BUILT_IN_COLUMNS, DEFAULT_COLUMNS
from leadqual.search.exports.export_formats import FORMATS
from leadqual.search.lists.services import add_records, create_list
from tests.leadqual.cli.test_imports import called
from tests.leadqual.leads.exporting.files import read_csv, read_file
from tests.leadqual.leads.people import make_company, make_contact, make_field

pytestmark = pytest.mark.django_db
CHOICE = {"format": "csv", "columns": ["name", "sector", "contacts"]}


def content_of(response: object) -> bytes:
    streamed = cast("StreamingHttpResponse", response).streaming_content
    return b"".join(cast("list[bytes]", streamed))


def test_page_sends_the_companies_of_a_search(
    qualifier_client: Client, workspace: Workspace
) -> None:
    kind = "xlsx"
    company = make_company(workspace, "Nord", industry="Logiciel", country="Germany")
    make_contact(workspace, company=company)
    make_company(workspace, "Andes", country="Peru")

    page = qualifier_client.get("/companies/export/?region=DACH", follow=True).content.decode()
    response = qualifier_client.post("/companies/export/?region=DACH", CHOICE | {"format": kind})

    assert "Export 1 company" in page
    assert "companies-" in response.headers["Content-Disposition"]
    assert read_file(kind, content_of(response)) == [
        {"name": "Nord", "sector": "Technology", "contacts": "1"}
    ]
    row = Export.objects.get()
    assert (row.records, row.n_people, row.n_sent, row.query) == ("companies", 1, 1, "region=DACH")
    assert AuditRow.objects.filter(action="company.exported").count() == 1
    assert "Region DACH" in qualifier_client.get("/imports/?panel=exports").content.decode()


@pytest.mark.usefixtures("taxonomy")
def test_selected_companies_of_all_pages_leave_in_the_order_of_the_search(
    qualifier_client: Client, workspace: Workspace
) -> None:
    nord, _, berg = (make_company(workspace, name) for name in ("Nord", "Sued", "Berg"))
    make_contact(workspace, company=nord)

    for sort, names in (("name", ["Berg", "Nord"]), ("people", ["Nord", "Berg"])):
        address = f"/companies/export/?company={nord.pk}.{berg.pk}&sort={sort}"
        response = qualifier_client.post(address, CHOICE)
        assert [row["name"] for row in read_csv(content_of(response))] == names


def test_every_column_has_cells(qualifier_client: Client, workspace: Workspace) -> None:
    make_company(workspace, "=1+1", total_funding=5, technologies=["SAP", "AWS"], founded=1999)

    response = qualifier_client.post(
        "/companies/export/", {"format": "csv", "columns": list(BUILT_IN_COLUMNS["companies"])}
    )

    row = read_csv(content_of(response))[0]
    assert list(row) == list(BUILT_IN_COLUMNS["companies"])
    assert (row["technologies"], row["founded"], row["status"]) == ("SAP; AWS", "1999", "New")
    assert row["name"] == "'=1+1"  # It could run.


def test_viewers_unknown_filters_and_other_workspaces_get_no_file(
    viewer_client: Client,
    qualifier_client: Client,
    workspace: Workspace,
    other_workspace: Workspace,
) -> None:
    make_company(workspace)
    theirs = make_company(other_workspace, "Theirs")

    assert viewer_client.post("/companies/export/", CHOICE).status_code == 403
    assert qualifier_client.post("/companies/export/?colour=red", CHOICE).status_code >= 400
    wrong = CHOICE | {"columns": ["nothing"]}
    assert qualifier_client.post("/companies/export/", wrong).status_code == 422
    assert Export.objects.count() == 0
    empty = qualifier_client.post(f"/companies/export/?company={theirs.pk}", CHOICE)
    assert read_csv(content_of(empty)) == []


def test_api_sends_a_file_and_refuses_unknown_filters(api: Client, workspace: Workspace) -> None:
    make_company(workspace, "Nord", employees=120)
    make_company(workspace, "Berg", employees=5)

    sent = api.get("/api/v1/companies/export?size=51-200&column=name&column=size_band")
    refused = api.get("/api/v1/companies/export?country=Atlantis")

    assert read_csv(content_of(sent)) == [{"name": "Nord", "size_band": "51-200"}]
    assert refused.status_code == 422
    assert Export.objects.get().records == "companies"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taxonomy")
def test_command_writes_companies(workspace: Workspace, manager: User, tmp_path: Path) -> None:
    make_company(workspace, "Nord", country="Germany")
    make_company(workspace, "Andes", country="Peru")
    file = tmp_path / "out.csv"
    wanted = ("--search", "region=dach", "--column", "name")

    answer = called("export", "companies", str(file), *wanted)
    lines = called("export", "companies", "-", "--format", "jsonl", *wanted)

    assert f"1 companies to {file}." in answer.output
    assert read_file("csv", file.read_bytes()) == [{"name": "Nord"}]
    assert read_file("jsonl", lines.stdout_bytes) == [{"name": "Nord"}]
    refused = called("export", "companies", str(file), "--list", "Berlin")  # of people
    assert isinstance(refused.exception, FileError)


def test_work_on_companies_and_custom_fields_leave_with_them(
    api: Client, workspace: Workspace, qualifier: User, manager: User
) -> None:
    make_field(workspace, "Tier", "choice", manager, record="company", choices=["Gold"])
    make_company(
        workspace, "Nord", owner=qualifier, status="won", tags=["A", "B"], custom={"tier": "Gold"}
    )
    codes = ("owner", "status", "tags", "last_activity", "custom_tier")

    for kind in FORMATS:
        wanted = "&".join(f"column={code}" for code in codes)
        sent = api.get(f"/api/v1/companies/export?format={kind}&{wanted}")

        row = read_file(kind, content_of(sent))[0]
        assert {**row, "last_activity": ""} == {
            "owner": qualifier.email,
            "status": "Won",
            "tags": row["tags"],
            "last_activity": "",
            "custom_tier": "Gold",
        }, kind
        assert "A" in str(row["tags"])
        assert str(row["last_activity"]).startswith("20")


def test_page_starts_with_the_columns_of_the_table(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_company(workspace, "Nord")
    qualifier_client.post("/companies/export/", CHOICE)
    qualifier_client.post("/companies/columns/", {"column": ["place", "owner", "size"]})

    html = qualifier_client.get("/companies/export/", follow=True).content.decode()

    ticked = re.findall(r'name="columns"\s+value="(\w+)"\s+checked', html)
    assert set(ticked) == {"name", "domain", "city", "country", "owner", "size", "employees", "id"}


def test_page_starts_with_the_usual_columns_then_with_those_of_the_last_export(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_company(workspace, "Nord")

    def in_file() -> list[str]:
        html = qualifier_client.get("/companies/export/", follow=True).content.decode()
        return re.findall(r'<li data-code="(\w+)"', html)

    assert in_file() == list(DEFAULT_COLUMNS["companies"])
    qualifier_client.post("/companies/export/", {"format": "csv", "columns": ["domain", "name"]})
    assert in_file() == ["domain", "name"]


def test_command_exports_a_list_of_companies(
    workspace: Workspace, manager: User, tmp_path: Path
) -> None:
    nord, _ = (make_company(workspace, name) for name in ("Nord", "Sued"))
    row = create_list(workspace=workspace, name="Accounts", author=manager, records="companies")
    add_records(contact_list=row, keys=[nord.pk], author=manager, request_id=uuid4())
    file = tmp_path / "accounts.csv"

    called("export", "companies", str(file), "--list", "Accounts", "--column", "name")
    unknown = called("export", "companies", str(file), "--list", "Nothing")

    assert [one["name"] for one in read_csv(file.read_bytes())] == ["Nord"]
    assert "Lists: Accounts." in str(unknown.exception)
