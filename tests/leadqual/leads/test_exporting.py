"""What leaves as CSV."""

import csv
import io
from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from leadqual.accounts.models import AuditRow, Workspace
from leadqual.leads.exporting import COLUMNS, defused
from tests.leadqual.leads.people import make_company, make_contact, make_title

pytestmark = pytest.mark.django_db


def exported(client: Client, address: str = "/people/export/") -> list[dict[str, str]]:
    response = cast("StreamingHttpResponse", client.get(address))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(cast("list[bytes]", response.streaming_content)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_export_holds_the_search_with_its_labels(
    qualifier_client: Client, workspace: Workspace, other_workspace: Workspace
) -> None:
    title = make_title(workspace, "Head of RevOps", {"revenue_operations": 0.94, "sales": 0.6})
    company = make_company(workspace, "Kelvia", domain="kelvia.example", size="51-200")
    make_contact(
        workspace, email="j@kelvia.example", job_title=title, company=company, country="Germany"
    )
    make_contact(workspace, "Far Away", country="Peru")
    make_contact(other_workspace, "Foreign Row", country="Germany")

    rows = exported(qualifier_client, "/people/export/?country=Germany")

    assert len(rows) == 1
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["functions"] == "Revenue Operations; Sales"
    assert rows[0]["departments"] == "Sales"
    assert (rows[0]["company"], rows[0]["company_size"]) == ("Kelvia", "51-200")


def test_people_who_must_not_be_contacted_never_leave(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, "May Write", email="may@x.example")
    stopped = make_contact(workspace, "Never Write", email="no@x.example", do_not_contact=True)

    everyone = exported(qualifier_client)
    only_them = exported(qualifier_client, f"/people/export/?dnc=yes&contact={stopped.pk}")

    assert [row["first_name"] for row in everyone] == ["May"]
    assert only_them == []


@pytest.mark.parametrize("text", ["=1+1", "+49 89", "-2", "@SUM(A1)", "\t=1", " =cmd|x", "\r=1"])
def test_cells_that_begin_a_formula_are_defused(
    qualifier_client: Client, workspace: Workspace, text: str
) -> None:
    make_contact(workspace, title=text)

    row = exported(qualifier_client)[0]

    assert row["title"] == f"'{text}"
    assert defused("Head = Chef") == "Head = Chef"


def test_export_is_recorded_with_who_and_what(
    qualifier_client: Client, workspace: Workspace
) -> None:
    make_contact(workspace, country="Germany")

    exported(qualifier_client, "/people/export/?country=Germany")

    row = AuditRow.objects.get(action="contacts.exported")
    assert row.actor is not None
    assert row.details == {"query": "country=Germany", "n_people": 1}


def test_viewer_exports_nothing(viewer_client: Client, workspace: Workspace) -> None:
    make_contact(workspace)

    assert viewer_client.get("/people/export/").status_code == 403
    assert not AuditRow.objects.filter(action="contacts.exported").exists()
