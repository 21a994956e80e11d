"""Exports of other tools are recognized by their columns, and mapped as a whole."""

import pytest

from leadqual.imports.columns.column_fields import fields
from leadqual.imports.columns.column_preview import recognize
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import
from tests.rolled_back import rolled_back

HUBSPOT = [
    *("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Contact owner"),
    *("Associated Company", "Lead Status", "Marketing contact status", "Job Title", "City"),
    *("State/Region", "Country/Region", "Associated Company IDs"),
]
SALESFORCE = [
    *("Contact ID", "Salutation", "First Name", "Last Name", "Title", "Account Name"),
    *("Account ID", "Mailing City", "Mailing State/Province", "Mailing Country", "Phone"),
    "Email",
]
DATA_LOADER = [
    *("Id", "AccountId", "FirstName", "LastName", "Title", "Email", "OwnerId", "MailingCity"),
    *("MailingState", "MailingCountry"),
]
APOLLO = [
    *("First Name", "Last Name", "Title", "Company", "Company Name for Emails", "Email"),
    *("Email Status", "Seniority", "Departments", "Corporate Phone", "Person Linkedin Url"),
    *("Website", "Company Linkedin Url", "City", "State", "Country", "Company Address"),
    *("Apollo Contact Id", "Apollo Account Id"),
]
NAVIGATOR = [
    *("fullName", "firstName", "lastName", "companyName", "title", "location", "vmid"),
    *("linkedInProfileUrl", "regularCompanyUrl", "durationInRole"),
]
ACCOUNTS = [
    *("Account ID", "Account Name", "Website", "Industry", "Employees", "Billing City"),
    *("Billing Country", "Account Owner"),
]


def test_tools_are_recognized() -> None:
    for kind, header, tool, expected in [
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
    ]:
        found = recognize(kind, header)

        mapped = {code: header[at] for at, code in found.mapping.items()}
        assert found.tool == tool
        assert expected.items() <= mapped.items()
        assert set(mapped) <= set(fields(kind))


def test_other_files_are_recognized_as_none() -> None:
    for header in [
        ["First Name", "Last Name", "Email", "Title", "Company", "City", "Country"],
        ["Id", "Name", "E-Mail", "Ort"],
        ["Record ID", "Name", "Email"],
    ]:
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


MAUTIC = (
    "points,last_active,date_identified,id,title,firstname,lastname,company,position,email,phone,"
    "mobile,city,country,ownerId,stage,doNotContact\n"
    '5,2025-01-02 10:00:00,,88,Mrs,Rita,Sand,Sand Oy,Myyntijohtaja,rita@sand.example,"+358 5550122"'
    ",,Turku,Finland,1,,Yes\n"
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Name Prefix,File As,Organization Name,Organization Title,"
    "Organization Department,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,"
    "Phone 1 - Label,Phone 1 - Value,Address 1 - Country,Address 1 - City,Website 1 - Value\n"
    "Lena,,Quandt,,,Fjordwerk GmbH,Head of Procurement,Purchasing,* myContacts,* Work,"
    "lena.quandt@fjordwerk.example ::: lq@fjordwerk.example,lena@mail.example,Work,"
    "+49 40 5550101 ::: +49 171 5550102,Germany,Hamburg,https://fjordwerk.example\n"
)
PIPEDRIVE = (
    "Person - ID,Person - Name,Person - First name,Person - Last name,Person - Job title,"
    "Person - Email - Work,Person - Email - Home,Person - Phone - Work,Person - Organization,"
    "Organization - Name,Organization - Address,Person - Marketing status,Deal - Title\n"
    "771,Kari Moe,Kari,Moe,Innkjøpssjef,kari.moe@moe.example,kari@home.example,+47 5550120,Moe AS,"
    'Moe AS,"Storgata 1, Oslo, Norway",Unsubscribed,Pump deal\n'
)
OUTLOOK = (
    "Title,First Name,Last Name,Company,Department,Job Title,Business City,Business State,"
    "Business Country/Region,Home City,Business Fax,Business Phone,Mobile Phone,E-mail Address,"
    "E-mail Type,E-mail Display Name,Manager's Name,Web Page\n"
    "Mr.,Jon,Vik,Vik Shipping AS,Fleet,Technical Director,Bergen,,Norway,Os,,+47 5550107,"
    "+47 5550108,jon.vik@vikship.example,SMTP,Jon Vik,Eva Lund,http://www.vikship.example\n"
)


def test_files_of_address_books_and_sales_tools_go_where_they_belong(bring: Import) -> None:
    for text, tool, expected in [
        (
            MAUTIC,
            "Mautic",
            ("rita@sand.example", "Myyntijohtaja", "+358 5550122", "Turku", "Finland", True),
        ),
        (
            GOOGLE,
            "Google Contacts",
            (
                *("lena.quandt@fjordwerk.example", "Head of Procurement", "+49 40 5550101"),
                *("Hamburg", "Germany", False),
            ),
        ),
        (
            PIPEDRIVE,
            "Pipedrive",
            ("kari.moe@moe.example", "Innkjøpssjef", "+47 5550120", "", "", True),
        ),
        (
            OUTLOOK,
            "Outlook",
            (
                *("jon.vik@vikship.example", "Technical Director", "+47 5550107"),
                *("Bergen", "Norway", False),
            ),
        ),
    ]:
        with rolled_back():
            batch = bring(text)

            person = Contact.objects.select_related("company").get(workspace=batch.workspace)
            assert batch.source == tool
            assert batch.n_cells == 0
            found = (person.email, person.title, person.phone, person.city, person.country)
            assert (*found, person.do_not_contact) == expected
            assert (person.state, bool(person.company)) == ("", True)
            assert person.company is not None
            assert person.company.state == ""


@pytest.mark.django_db
def test_a_wide_export_is_read_with_its_opt_outs_wherever_they_are(bring: Import) -> None:
    """Columns that are empty in the first rows, too, as CRMs export all that they know."""
    header = [*HUBSPOT, *(f"Property {n}" for n in range(250)), "Unsubscribed from all email"]
    rows = [[f"{n}", "Ann", "Lee", f"ann{n}@acme.example", *[""] * 261] for n in range(30)]
    rows[-1][-1] = "true"

    batch = bring("\n".join(",".join(row) for row in [header, *rows]))

    stopped = Contact.objects.filter(do_not_contact=True).values_list("email", flat=True)
    assert (batch.source, batch.n_created) == ("HubSpot", 30)
    assert list(stopped) == ["ann29@acme.example"]
