"""Status values of other tools are chosen where columns are mapped, or kept as a custom field."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.imports.errors import MappingError
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.status_values import status_values
from leadqual.leads.models import Contact, CustomField, SalesStatus
from leadqual.leads.records.status_changes import archive_status, create_status
from tests.leadqual.imports.conftest import Import
from tests.leadqual.imports.pages.test_imports import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]

LEADS = (
    "Name,Email,Status\n"
    "Ann Lee,ann@a.example,heiß\nBo Roe,bo@a.example,Heiß\nCy Poe,cy@a.example,kalt\n"
    "Di Fox,di@a.example,Stufe 3\nEd Orr,ed@a.example,\n"
)


def statuses() -> dict[str, str]:
    return {one.first_name: one.status for one in Contact.objects.order_by("pk")}


def test_values_of_the_file_stand_beside_ours(confirm: Import) -> None:
    batch = confirm(LEADS, is_dry=True)

    found = status_values(batch, batch.mapping, {})

    assert [(one.text, one.n_rows, one.status, one.is_known) for one in found] == [
        ("heiß", 2, "qualified", True),
        ("kalt", 1, "new", True),
        ("Stufe 3", 1, "", False),
    ]


def test_values_that_mark_do_not_contact_are_shown(manager_client: Client) -> None:
    rows = "".join(f"p{n}@x.example,{'Kalt' if n else 'Do Not Contact'},DNC\n" for n in range(3))
    page = manager_client.get(send(manager_client, f"Email,Status,Mark\n{rows}".encode()))

    status, other = page.context["status_values"], page.context["opt_out_values"]
    assert [(one.text, one.n_rows, one.is_opt_out) for one in status] == [
        ("Kalt", 2, False),
        ("Do Not Contact", 1, True),
    ]
    assert [(one.column, one.text, one.n_rows) for one in other] == [("Mark", "DNC", 3)]
    assert 'aria-label="Status for Do Not Contact"' not in page.content.decode()


def test_a_file_has_the_labels_of_the_workspace_and_not_what_it_archived(
    bring: Import, confirm: Import, workspace: Workspace, manager: User
) -> None:
    create_status(workspace=workspace, label="Stufe 3", color="purple", kind="open", author=manager)
    qualified = SalesStatus.objects.get(workspace=workspace, code="qualified")
    archive_status(status=qualified, successor="new", author=manager)

    found = status_values(batch := confirm(LEADS, is_dry=True), batch.mapping, {})
    bring(LEADS)

    assert {one.text: one.status for one in found} == {
        "heiß": "",
        "kalt": "new",
        "Stufe 3": "stufe_3",
    }
    assert (statuses()["Ann"], statuses()["Di"]) == ("new", "stufe_3")


@pytest.mark.django_db(transaction=True)
def test_the_page_asks_for_values_that_nobody_knows_and_takes_what_is_chosen(
    manager_client: Client,
) -> None:
    address = send(manager_client, LEADS.encode())
    page = manager_client.get(address).content.decode()
    boxes = {"column-0": "full_name", "column-1": "email", "column-2": "status"}

    assert 'name="value-2" value="Stufe 3"' in " ".join(page.split())
    assert re.search(r'aria-label="Status for heiß".*?value="qualified"\s+selected', page, re.S)

    unseen = manager_client.post(f"{address}start/", boxes)
    assert unseen.status_code == 422
    assert "Not known: “Stufe 3”" in unseen.content.decode()
    assert not Contact.objects.exists()

    values = {"heiß": "qualified", "kalt": "lost", "Stufe 3": "replied"}
    for at, (value, status) in enumerate(values.items()):
        boxes |= {f"value-{at}": value, f"status-{at}": status}
    manager_client.post(f"{address}start/", {**boxes, "status_column": "Status"})

    assert statuses() == {
        "Ann": "qualified",
        "Bo": "qualified",
        "Cy": "lost",
        "Di": "replied",
        "Ed": "new",
    }
    # The next such file stands as this one.
    again = send(manager_client, LEADS.encode())
    page = manager_client.get(again).content.decode()
    assert re.search(r'aria-label="Status for Stufe 3".*?value="replied"\s+selected', page, re.S)


def test_what_nobody_chose_is_told_by_the_import(bring: Import) -> None:
    batch = bring(LEADS)

    assert statuses()["Ann"] == "qualified"
    (cell,) = batch.cells.all()
    assert (cell.column, cell.value) == ("Status", "Stufe 3")
    assert "custom field" in cell.reason


def test_values_are_kept_in_a_custom_field_made_there(bring: Import, workspace: Workspace) -> None:
    batch = bring(LEADS, changes={"Status": "new_field"})

    field = CustomField.objects.get(workspace=workspace)
    assert (field.label, field.record, field.kind) == ("Status", "contact", "text")
    assert batch.mapping["Status"] == f"custom.{field.code}"
    assert [one.custom.get(field.code) for one in Contact.objects.order_by("pk")] == [
        *("heiß", "Heiß", "kalt", "Stufe 3", None)
    ]
    # The next such file finds the field by its label.
    assert bring(LEADS).mapping["Status"] == f"custom.{field.code}"


def test_a_field_is_not_made_where_the_import_is_refused(bring: Import) -> None:
    with pytest.raises(MappingError):
        bring(LEADS, changes={"Status": "new_field", "Name": "", "Email": ""})

    assert not CustomField.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_status_column_that_stays_out_is_told(manager_client: Client) -> None:
    content = LEADS.replace("heiß", "A").replace("Heiß", "B").replace("kalt", "C")
    page = manager_client.get(send(manager_client, content.encode())).content.decode()

    assert "Status is not imported" in page
    assert "New custom field" in page


@pytest.mark.django_db(transaction=True)
def test_statuses_are_chosen_by_api(api: Client) -> None:
    file = SimpleUploadedFile("list.csv", LEADS.encode())
    body = {"kind": "contacts", "file": file}

    bad = api.post("/api/v1/imports", {**body, "statuses": json.dumps({"kalt": "frozen"})})
    assert bad.status_code == 422
    assert "not “frozen”" in bad.content.decode()

    file.seek(0)
    chosen = json.dumps({"Stufe 3": "won", "KALT": ""})
    found = api.post("/api/v1/imports", {**body, "statuses": chosen})

    assert found.json()["statuses"] == {"stufe 3": "won", "kalt": ""}
    assert statuses() == {
        "Ann": "qualified",
        "Bo": "qualified",
        "Cy": "new",
        "Di": "won",
        "Ed": "new",
    }
