"""Exports of other tools are recognized by their columns, and mapped as a whole."""

import pytest

from leadqual.imports.columns.exporters import recognize
from leadqual.imports.columns.guessing import fields
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import

HUBSPOT = [
    "Record ID",
    "First Name",
    "Last Name",
    "Email",
    "Phone Number",
    "Contact owner",
    "Associated Company",
    "Lead Status",
    "Marketing contact status",
    "Job Title",
    "City",
    "State/Region",
    "Country/Region",
    "Associated Company IDs",
]
SALESFORCE = [
    "Contact ID",
    "Salutation",
    "First Name",
    "Last Name",
    "Title",
    "Account Name",
    "Account ID",
    "Mailing City",
    "Mailing State/Province",
    "Mailing Country",
    "Phone",
    "Email",
]
DATA_LOADER = [
    "Id",
    "AccountId",
    "FirstName",
    "LastName",
    "Title",
    "Email",
    "OwnerId",
    "MailingCity",
    "MailingState",
    "MailingCountry",
]
APOLLO = [
    "First Name",
    "Last Name",
    "Title",
    "Company",
    "Company Name for Emails",
    "Email",
    "Email Status",
    "Seniority",
    "Departments",
    "Corporate Phone",
    "Person Linkedin Url",
    "Website",
    "Company Linkedin Url",
    "City",
    "State",
    "Country",
    "Company Address",
    "Apollo Contact Id",
    "Apollo Account Id",
]
NAVIGATOR = [
    "fullName",
    "firstName",
    "lastName",
    "companyName",
    "title",
    "location",
    "vmid",
    "linkedInProfileUrl",
    "regularCompanyUrl",
    "durationInRole",
]
ACCOUNTS = [
    "Account ID",
    "Account Name",
    "Website",
    "Industry",
    "Employees",
    "Billing City",
    "Billing Country",
    "Account Owner",
]


@pytest.mark.parametrize(
    ("kind", "header", "tool", "expected"),
    [
        (
            *("contacts", HUBSPOT, "HubSpot"),
            {"external_id": "Record ID", "company_external_id": "Associated Company IDs"},
        ),
        (
            *("contacts", SALESFORCE, "Salesforce"),
            {"external_id": "Contact ID", "company_external_id": "Account ID"},
        ),
        ("contacts", DATA_LOADER, "Salesforce", {"external_id": "Id", "city": "MailingCity"}),
        (
            *("contacts", APOLLO, "Apollo"),
            {"linkedin_url": "Person Linkedin Url", "external_id": "Apollo Contact Id"},
        ),
        (
            *("contacts", NAVIGATOR, "LinkedIn Sales Navigator"),
            {"location": "location", "linkedin_url": "linkedInProfileUrl"},
        ),
        ("companies", ACCOUNTS, "Salesforce", {"name": "Account Name", "employees": "Employees"}),
    ],
)
def test_tools_are_recognized(
    kind: str, header: list[str], tool: str, expected: dict[str, str]
) -> None:
    found = recognize(kind, header)

    mapped = {code: header[at] for at, code in found.mapping.items()}
    assert found.tool == tool
    assert expected.items() <= mapped.items()
    assert set(mapped) <= set(fields(kind))


@pytest.mark.parametrize(
    "header",
    [
        ["First Name", "Last Name", "Email", "Title", "Company", "City", "Country"],
        ["Id", "Name", "E-Mail", "Ort"],
        ["Record ID", "Name", "Email"],
    ],
)
def test_other_files_are_recognized_as_none(header: list[str]) -> None:
    assert recognize("contacts", header).tool == ""


@pytest.mark.django_db
def test_a_recognized_export_is_imported_with_its_ids(bring: Import) -> None:
    row = ["501", "Ann", "Lee", "ann@acme.example", "+49 30 1", "Bo", "Acme", "New", "Yes", "CEO"]
    row += ["Köln", "", "Deutschland", "77"]

    batch = bring("\n".join([",".join(HUBSPOT), ",".join(row)]))

    ann = Contact.objects.select_related("company").get()
    assert batch.source == "HubSpot"
    assert (ann.external_id, ann.city, ann.country) == ("501", "Cologne", "Germany")
    assert ann.company is not None
    assert (ann.company.name, ann.company.external_id) == ("Acme", "77")
