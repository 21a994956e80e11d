"""Columns are guessed by name and content, and checked before use."""

import pytest

from leadqual.imports.columns.column_fields import LINE, REASON, fields, fold_name
from leadqual.imports.columns.guessing import check_mapping, guess_mapping
from leadqual.imports.errors import MappingError


def guessed(kind: str, header: list[str], *rows: list[str]) -> dict[str, str]:
    guesses = guess_mapping(kind, header, rows)
    return {name: guess.field for name, guess in zip(header, guesses, strict=True) if guess.field}


def test_the_owner_of_people_is_no_owner_of_their_companies() -> None:
    for header, found in [
        (["Company", "Owner", "First name"], ""),
        (["Company", "Contact owner"], ""),
        (["Company", "Kontaktinhaber"], ""),
        (["Company", "Account owner", "Job title"], "owner"),
        (["Company", "Owner"], "owner"),
    ]:
        row = ["Acme", "ann@us.example", "Bo"][: len(header)]
        assert guess_mapping("companies", header, [row])[1].field == found


def test_columns_of_people_are_found_by_their_names() -> None:
    for header, wanted in [
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
        (["First", "Last", "Email"], ["first_name", "last_name", "email"]),
        (["Given", "Surname"], ["first_name", "last_name"]),
        (["FName", "LName"], ["first_name", "last_name"]),
    ]:
        found = guessed("contacts", header)

        assert found == {name: field for name, field in zip(header, wanted, strict=True) if field}


def test_columns_of_companies_are_found_by_their_names() -> None:
    for header, wanted in [
        (
            ["name", "website", "overview", "industry", "employees", "headquarters", "founded"],
            ["name", "website", "overview", "industry", "employees", "headquarters", "founded"],
        ),
        (["Firma", "Branche", "Mitarbeiter"], ["name", "industry", "employees"]),
        (["# Employees", "SIC Codes", "Company"], ["employees", "sic_codes", "name"]),
    ]:
        assert guessed("companies", header) == dict(zip(header, wanted, strict=True))


def test_what_a_column_holds_outweighs_its_name() -> None:
    found = guessed(
        "contacts",
        ["Contact", "Profile", "Column 3"],
        ["ann@acme.example", "https://www.linkedin.com/in/ann", "https://acme.example"],
        ["bo@acme.example", "linkedin.com/in/bo", "www.acme.example"],
    )

    assert found == {"Contact": "email", "Profile": "linkedin_url", "Column 3": "company_website"}


def test_numbers_say_that_a_column_of_people_is_how_many_a_company_has() -> None:
    for name, values, field in [
        ("Mitarbeiter", ["1.200", "10-Jan", "ca. 20"], "company_employees"),
        ("Dipendenti", ["11-50", "5k", ""], "company_employees"),
        ("Firmengröße", ["51-200", "1-10", "201+"], "company_size"),
        ("Mitarbeiter", ["Anna Berg", "Ben Roth", "Eva Lund 2"], None),
    ]:
        rows = [[f"p{at}@acme.example", value] for at, value in enumerate(values)]

        assert guessed("contacts", ["E-Mail", name], *rows).get(name) == field


def test_no_field_is_given_twice() -> None:
    assert guessed("contacts", ["Ort", "City", "Work city"]) == {"City": "city"}


def test_a_second_address_of_the_same_person_is_taken_and_that_of_others_is_not() -> None:
    own = ["Email", "Private email", "E-Mail 2"]
    others = ["Contact email", "Invitee email", "Assistant email", "Created by", "Owner email"]
    rows = [["ann@acme.example"] * 5]

    assert guessed("contacts", own, *(row[:3] for row in rows)) == dict.fromkeys(own, "email")
    assert guessed("contacts", others, *rows) == {"Contact email": "email", "Owner email": "owner"}


def test_a_name_is_read_without_the_words_that_say_whose_it_is() -> None:
    for name, field in [
        ("First", "first_name"),
        ("Last", "last_name"),
        ("NUMBEROFEMPLOYEES", "company_employees"),
        ("primary_contact_first_name", "first_name"),
        ("Contact: Title", "job_title"),
        ("Person - Organization", "company_name"),
        ("Organization - Address", "company_headquarters"),
        ("Company Year Founded", "company_founded"),
        ("Kunden-ID", "company_external_id"),
        ("Firmentelefon", "phone"),
        ("Address 1: City", "city"),
        ("Adres służbowy - miejscowość", "city"),
        ("Téléphone 2 (bureau)", "phone"),
        ("Telefone - Trabalho", "phone"),
        ("国/地域 (会社)", "country"),
        ("郵送先(都道府県)", "state"),
        ("客户名称", "company_name"),
        ("휴대폰", "phone"),
        ("Рабочий e-mail", "email"),
        ("Title & Department", "job_title"),
        ("PLZ / Ort", "city"),
        ("City/town/village of address", "city"),
        ("¿Cuál es tu cargo?", "job_title"),
        ("Lead source", ""),
        ("Country calling code", ""),
        ("Straat", ""),
    ]:
        assert guessed("contacts", [name]).get(name, "") == field


def test_values_choose_among_the_meanings_of_a_name_and_veto_it() -> None:
    for kind, name, values, field in [
        ("contacts", "State", ["Contacted", "Qualified", "Lost"], "status"),
        ("contacts", "Land/Region", ["Austria", "Germany"], "country"),
        ("contacts", "Kraj", ["Polska", "Niemcy"], "country"),
        ("contacts", "Kraj", ["Jihomoravský kraj", "Jihočeský kraj"], "state"),
        ("contacts", "Land", ["NO", "NO"], "country"),
        ("contacts", "Nome", ["Cortiça Norte, S.A.", "Pastelaria Aliança, Lda."], "company_name"),
        ("contacts", "Nome", ["Rafaela Motta", "João Tavares"], "full_name"),
        ("contacts", "Company employee count", ["201 - 500", "11 - 50"], "company_size"),
        ("contacts", "Tel. Durchwahl", ["07131 5550-12", "+41 52 555 01 10"], "phone"),
        ("contacts", "Telefon", ["ja", "nein"], ""),
        ("contacts", "Is a company", ["False", "True"], ""),
        ("contacts", "Address", ["ul. Krótka 4", "1 Depot Rd"], ""),
        ("contacts", "Address", ["Rua Nova 12, Porto, Portugal"], "location"),
        ("contacts", "Facebook page", ["facebook.com/acme"], ""),
        ("contacts", "No", ["1", "2", "3"], ""),
        ("companies", "Number of employees", ["51-100", "11-50"], "size"),
        ("companies", "Type", ["Customer - Direct", "Prospect"], ""),
        ("companies", "Type", ["Public company", "Nonprofit"], "type"),
    ]:
        assert guessed(kind, [name], *([value] for value in values)).get(name, "") == field


def test_a_guess_says_how_sure_it_is() -> None:
    for name, values, because in [
        ("Compnay Name", ["Acme"], "uncertain"),
        ("Job title", ["CEO"], "name"),
        ("Status", ["Active", "Active"], "uncertain"),
        ("Phone", ["ask Ben", "none"], "uncertain"),
        ("Phone", ["ask Ben"], "name"),
        ("Lead source", ["Web"], ""),
    ]:
        (guess,) = guess_mapping("contacts", [name], [[value] for value in values])

        assert guess.because == because


def test_two_columns_with_equally_good_names_make_the_guess_uncertain() -> None:
    header = ["Kundennummer", "Firmennummer", "E-Mail"]

    guesses = guess_mapping("contacts", header, [["K-1", "F-7", "ann@acme.example"]])

    assert [guess.because for guess in guesses] == ["", "uncertain", "name"]


def test_every_field_is_found_by_its_own_name_and_label() -> None:
    for kind in ("contacts", "companies"):
        for code in fields(kind):
            assert guessed(kind, [code]) == {code: code}


def test_spellings_of_a_name_are_one() -> None:
    for name in ["E-Mail_Adresse", "e mail adresse", "E-MAIL  ADRESSE", "EMailAdresse"]:
        assert fold_name(name).replace(" ", "") == "emailadresse"


def test_a_mapping_that_says_too_little_is_refused() -> None:
    for kind, mapping, words in [
        ("contacts", {"a": "city", "b": "city"}, "both mapped to City"),
        ("contacts", {"a": "job_title"}, "identifies a person"),
        ("contacts", {"z": "email"}, "no column “z”"),
        ("contacts", {"a": "shoe_size"}, "Unknown field “shoe_size”"),
        ("companies", {"a": "website"}, "Name"),
        ("companies", {}, "Name"),
    ]:
        with pytest.raises(MappingError, match=words):
            check_mapping(kind, ["a", "b"], mapping)


def test_columns_that_the_product_added_go_nowhere_whatever_they_hold() -> None:
    for name in [LINE, REASON]:
        first, _ = guess_mapping("contacts", [name, "Name"], [["ann@acme.example", "Ann Lee"]])

        assert first.field == ""
