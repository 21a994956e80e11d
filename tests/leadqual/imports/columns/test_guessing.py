"""Columns are guessed by name and content, and checked before use."""

import pytest

from leadqual.imports.columns.column_fields import LINE, REASON, fields, fold_name
from leadqual.imports.columns.guessing import check_mapping, guess_mapping
from leadqual.imports.errors import MappingError


def guessed(kind: str, header: list[str], *rows: list[str]) -> dict[str, str]:
    guesses = guess_mapping(kind, header, rows)
    return {name: guess.field for name, guess in zip(header, guesses, strict=True) if guess.field}


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (
            ["Name", "Position", "Firma", "E-Mail", "Ort", "Notiz Messe"],
            ["full_name", "job_title", "company_name", "email", "city", ""],
        ),
        (
            ["first_name", "last_name", "email", "job_title", "company", "company_website"],
            ["first_name", "last_name", "email", "job_title", "company_name", "company_website"],
        ),
        (
            ["Vorname", "Name", "Stelle", "Land"],
            ["first_name", "last_name", "job_title", "country"],
        ),
        (
            ["Prénom", "Nom", "Société", "Pays"],
            ["first_name", "last_name", "company_name", "country"],
        ),
        (
            ["Nombre", "Apellidos", "Cargo", "Correo"],
            ["first_name", "last_name", "job_title", "email"],
        ),
        (
            ["Cognome", "Ruolo", "Azienda", "Città"],
            ["last_name", "job_title", "company_name", "city"],
        ),
        (["姓名", "职位", "公司", "邮箱"], ["full_name", "job_title", "company_name", "email"]),
        (["Contact Name", "Jobtitel", "Telefon"], ["full_name", "job_title", "phone"]),
        (["ContactID", "EmailAddress", "JobTitle"], ["external_id", "email", "job_title"]),
        (["Name", "Phone", "Phone (2)", "Mobile"], ["full_name", "phone", "phone", "phone"]),
        (["Name", "Telefon", "Telefon 2"], ["full_name", "phone", "phone"]),
        (["Emial Adress", "Compnay Name"], ["email", "company_name"]),
    ],
)
def test_columns_of_people_are_found_by_their_names(header: list[str], wanted: list[str]) -> None:
    found = guessed("contacts", header)

    assert found == {name: field for name, field in zip(header, wanted, strict=True) if field}


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (
            ["name", "website", "overview", "industry", "employees", "headquarters", "founded"],
            ["name", "website", "overview", "industry", "employees", "headquarters", "founded"],
        ),
        (["Firma", "Branche", "Mitarbeiter"], ["name", "industry", "employees"]),
        (["# Employees", "SIC Codes", "Company"], ["employees", "sic_codes", "name"]),
    ],
)
def test_columns_of_companies_are_found_by_their_names(
    header: list[str], wanted: list[str]
) -> None:
    assert guessed("companies", header) == dict(zip(header, wanted, strict=True))


def test_what_a_column_holds_outweighs_its_name() -> None:
    found = guessed(
        "contacts",
        ["Contact", "Profile", "Column 3"],
        ["ann@acme.example", "https://www.linkedin.com/in/ann", "https://acme.example"],
        ["bo@acme.example", "linkedin.com/in/bo", "www.acme.example"],
    )

    assert found == {
        "Contact": "email",
        "Profile": "linkedin_url",
        "Column 3": "company_website",
    }


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("Mitarbeiter", ["1.200", "10-Jan", "ca. 20"], "company_employees"),
        ("Dipendenti", ["11-50", "5k", ""], "company_employees"),
        ("Firmengröße", ["51-200", "1-10", "201+"], "company_size"),
        ("Mitarbeiter", ["Anna Berg", "Ben Roth", "Eva Lund 2"], None),
    ],
)
def test_numbers_say_that_a_column_of_people_is_how_many_a_company_has(
    name: str, values: list[str], field: str | None
) -> None:
    rows = [[f"p{at}@acme.example", value] for at, value in enumerate(values)]

    assert guessed("contacts", ["E-Mail", name], *rows).get(name) == field


def test_no_field_is_given_twice() -> None:
    assert guessed("contacts", ["E-Mail", "email", "Work email"]) == {"email": "email"}


def test_every_field_is_found_by_its_own_name_and_label() -> None:
    for kind in ("contacts", "companies"):
        for code in fields(kind):
            assert guessed(kind, [code]) == {code: code}


@pytest.mark.parametrize(
    "name", ["E-Mail_Adresse", "e mail adresse", "E-MAIL  ADRESSE", "EMailAdresse"]
)
def test_spellings_of_a_name_are_one(name: str) -> None:
    assert fold_name(name).replace(" ", "") == "emailadresse"


@pytest.mark.parametrize(
    ("kind", "mapping", "words"),
    [
        ("contacts", {"a": "city", "b": "city"}, "both mapped to City"),
        ("contacts", {"a": "job_title"}, "identifies a person"),
        ("contacts", {"z": "email"}, "no column “z”"),
        ("contacts", {"a": "shoe_size"}, "Unknown field “shoe_size”"),
        ("companies", {"a": "website"}, "Name"),
        ("companies", {}, "Name"),
    ],
)
def test_a_mapping_that_says_too_little_is_refused(
    kind: str, mapping: dict[str, str], words: str
) -> None:
    with pytest.raises(MappingError, match=words):
        check_mapping(kind, ["a", "b"], mapping)


@pytest.mark.parametrize("name", [LINE, REASON])
def test_columns_that_the_product_added_go_nowhere_whatever_they_hold(name: str) -> None:
    first, _ = guess_mapping("contacts", [name, "Name"], [["ann@acme.example", "Ann Lee"]])

    assert first.field == ""
