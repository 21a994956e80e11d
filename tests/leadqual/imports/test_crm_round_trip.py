"""Records go from a CRM into a workspace and back into the CRM's import format with their IDs."""

import csv
import io

import pytest
from django.test import Client

from leadqual.accounts.models import User, Workspace
from leadqual.leads.deletion import delete_record, restore_record
from leadqual.leads.merging.services import MergeRequest, merge_records
from leadqual.leads.models import Contact
from leadqual.leads.records.changes import change_record
from tests.leadqual.imports.conftest import Import
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db

HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Contact owner,Lead Status,Company Name,"
    "Associated Company IDs,Phone Number\n"
    "501,Ann,Lee,ann@acme.example,Bo,New,Acme,77,+49 30 123\n"
)
SALESFORCE = (
    "Contact ID,First Name,Last Name,Title,Account Name,Account ID,Mailing City,Email\n"
    "003xx01,Ann,Lee,CEO,Acme,001xx07,Köln,ann@acme.example\n"
)
ACCOUNTS = (
    "Account ID,Account Name,Website,Employees,Billing City,Billing Country\n"
    "001xx07,Acme,acme.example,120,Lyon,France\n"
)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("tool", "content", "contact_id", "company_id"),
    [
        ("hubspot", HUBSPOT, ("Record ID", "501"), ("Primary Associated Company ID", "77")),
        ("salesforce", SALESFORCE, ("Contact ID", "003xx01"), ("Account ID", "001xx07")),
    ],
)
def test_people_go_back_with_their_ids_and_are_recognized_again(
    bring: Import,
    api: Client,
    tool: str,
    content: str,
    contact_id: tuple[str, str],
    company_id: tuple[str, str],
) -> None:
    bring(content)

    answer = api.get("/api/v1/contacts/export", {"format": tool})

    sent = b"".join(answer)
    (row,) = rows_of(sent)
    assert answer.status_code == 200
    assert f"{tool}-" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].rstrip('"').endswith(".csv")
    assert row[contact_id[0]] == contact_id[1]
    assert row[company_id[0]] == company_id[1]
    assert row["Email"] == "ann@acme.example"
    assert row["LeadQual do not contact"] == {"hubspot": "no", "salesforce": "0"}[tool]
    again = bring(sent)
    assert again.source.lower() == tool
    assert [(one.before, one.after) for one in again.changes.all()] == []
    assert [one.reason for one in again.rows.all()] == [""]
    assert (again.n_created, again.n_unchanged) == (0, 1)
    assert Contact.objects.count() == 1


@pytest.mark.quick_cases(1)
@pytest.mark.parametrize("tool", ["hubspot", "salesforce"])
def test_companies_go_back_with_their_ids(bring: Import, api: Client, tool: str) -> None:
    bring(ACCOUNTS, kind="companies")

    answer = api.get("/api/v1/companies/export", {"format": tool})

    sent = b"".join(answer)
    (row,) = rows_of(sent)
    name, found = {"hubspot": ("Record ID", ""), "salesforce": ("Account ID", "001xx07")}[tool]
    assert row[name] == found  # Salesforce knows it; to HubSpot it would be another company.
    again = bring(sent, kind="companies")
    assert again.source.lower() == tool
    assert (again.n_created, again.n_unchanged) == (0, 1)


def test_id_that_did_not_come_from_the_crm_is_none_of_its_ids(
    bring: Import, api: Client, workspace: Workspace, manager: User
) -> None:
    bring(HUBSPOT)
    imported = Contact.objects.get()
    own = make_contact(workspace, "Bo", email="bo@acme.example", external_id="502")
    change_record(record=imported, values={"external_id": "7"}, author=manager)

    (known, other) = sorted(_hubspot(api), key=lambda row: row["First Name"])

    assert (known["Record ID"], other["Record ID"]) == ("", "")
    assert known["Primary Associated Company ID"] == "77"
    bring(HUBSPOT.replace("501,Ann,Lee,ann@", "503,Bo,Berg,bo@"))
    own.refresh_from_db()
    found = {row["First Name"]: row["Record ID"] for row in _hubspot(api)}
    assert found["Bo"] == ("503" if own.external_id == "503" else "")


def test_id_of_the_crm_stays_one_after_deletion_and_merge(
    bring: Import, api: Client, workspace: Workspace, manager: User
) -> None:
    bring(HUBSPOT)
    contact = Contact.objects.get()
    deleted = delete_record(record=contact, workspace=workspace, kind="contact", author=manager)
    restore_record(deleted=deleted, author=manager)
    kept = make_contact(workspace, "Ann", email="ann.lee@acme.example")
    request = MergeRequest("contact", kept.pk, contact.pk)
    merge_records(workspace=workspace, request=request, author=manager)

    (row,) = _hubspot(api)

    assert row["Record ID"] == "501"


def _hubspot(api: Client) -> list[dict[str, str]]:
    return rows_of(b"".join(api.get("/api/v1/contacts/export", {"format": "hubspot"})))
