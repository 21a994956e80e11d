"""Columns are recognized as owner, status, tags and custom fields."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.imports.columns.column_preview import recognize
from leadqual.imports.columns.guessing import guess_mapping
from leadqual.imports.columns.status_words import status_of
from leadqual.leads.models import Contact, CustomField
from tests.leadqual.imports.conftest import Import


def guessed(
    header: list[str], *rows: list[str], custom: list[CustomField] | None = None
) -> list[str]:
    return [one.field for one in guess_mapping("contacts", header, rows, custom or [])]


def test_a_label_or_code_of_a_custom_field_outweighs_other_fields() -> None:
    custom = [
        CustomField(code="sales_area", label="Region"),
        CustomField(code="mail_2", label="Mail 2"),
    ]

    found = guessed(["REGION", "mail_2", "State"], ["x", "a@x.example", "y"], custom=custom)

    assert found == ["custom.sales_area", "custom.mail_2", "state"]


def test_an_owner_is_no_email_of_the_person() -> None:
    found = guessed(["Contact owner", "E-mail"], ["mira@x.example", "ann@x.example"])

    assert found == ["owner", "email"]


def test_only_a_column_of_known_values_is_the_status() -> None:
    for values, field in [
        (["Open", "won"], "status"),
        (["valid", "bounced", "valid"], ""),
        (["heiß", "lauwarm"], "status"),
        (["New", "Phase 2", "Phase 3"], "status"),
        ([f"Note {n} of a call" for n in range(20)], ""),
    ]:
        assert guessed(["Email", "Status"], *(["a@x.example", one] for one in values))[1] == field


def test_statuses_are_read_in_the_words_of_other_tools() -> None:
    for words, code in [
        ("WON", "won"),
        ("unqualified", "unqualified"),
        ("Open - Not Contacted", "new"),
        ("ATTEMPTED_TO_CONTACT", "contacted"),
        ("Closed – Converted", "won"),
        *(("heiß", "qualified"), ("Kalt", "new"), ("Kein Interesse", "unqualified")),
        *(("chaud", "qualified"), ("À contacter", "new"), ("gagné", "won"), ("Perdu", "lost")),
        *(("caliente", "qualified"), ("contattato", "contacted"), ("klant", "won")),
        *(
            ("gorący", "qualified"),
            ("förlorad", "lost"),
            ("asiakas", "won"),
            ("горячий", "qualified"),
        ),
        *(("商談中", "qualified"), ("受注", "won"), ("热", "qualified"), ("müşteri", "won")),
        *(("MQL", "qualified"), ("Not interested", "unqualified"), ("follow-up", "contacted")),
        ("Narnia", ""),
        ("", ""),
    ]:
        assert status_of(words) == code


def test_recognized_exports_name_owner_and_status() -> None:
    for kind, header, expected in [
        (
            "contacts",
            ["Record ID", "Email", "Contact owner", "Lead Status", "Create Date"],
            {"owner": "Contact owner", "status": "Lead Status"},
        ),
        (
            "contacts",
            ["Lead ID", "Lead Owner", "Lead Status", "Lead Source", "Email"],
            {"owner": "Lead Owner", "status": "Lead Status"},
        ),
        (
            "companies",
            ["Record ID", "Company name", "Company owner", "Create Date", "Company Domain Name"],
            {"owner": "Company owner"},
        ),
        (
            "contacts",
            ["Email", "Stage", "Lists", "Apollo Contact Id", "Seniority", "Departments"],
            {"status": "Stage", "tags": "Lists"},
        ),
    ]:
        mapping = recognize(kind, header).mapping

        assert expected.items() <= {code: header[at] for at, code in mapping.items()}.items()


@pytest.mark.django_db
def test_a_recognized_export_fills_custom_fields_of_its_columns(
    bring: Import, workspace: Workspace, manager: User
) -> None:
    CustomField.objects.create(
        workspace=workspace,
        record="contact",
        code="seats",
        label="Seats",
        kind="number",
        author=manager,
    )
    manager.first_name, manager.last_name = "Mira", "Okafor"
    manager.save()

    batch = bring(
        "Record ID,Email,Contact owner,Lead Status,Create Date,Seats\n"
        "5,ann@x.example,Mira Okafor,IN_PROGRESS,2026-01-01,12\n"
    )

    ann = Contact.objects.get()
    assert batch.source == "HubSpot"
    assert (ann.owner, ann.status, ann.custom) == (manager, "contacted", {"seats": 12})
