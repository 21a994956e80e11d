"""Cells as spreadsheets, copied lists and other tools leave them, with what is right."""

from collections.abc import Mapping, Sequence
from typing import Any

from leadqual.imports.files.reading import FileRow
from leadqual.imports.validation.validated_rows import ContactValues, RowValidator, ValidatedRows

ANN = {"Name": "full_name", "Email": "email"}


def read(
    mapping: Mapping[str, str], *rows: Sequence[str], kind: str = "contacts", by: str = "any"
) -> ValidatedRows[Any]:
    checker = RowValidator(kind, list(mapping), {k: v for k, v in mapping.items() if v}, by)
    return checker.check([FileRow(at, list(row)) for at, row in enumerate(rows, 2)])


def person(**cells: str) -> ContactValues:
    found = read({code: code for code in cells}, list(cells.values()))
    assert found.good, found.rejected
    values = found.good[0][1]
    assert isinstance(values, ContactValues)
    return values


def company(**cells: str) -> dict[str, Any]:
    cells = {"name": "Acme", **cells}
    found = read({code: code for code in cells}, list(cells.values()), kind="companies")
    return {**found.good[0][1].keys._asdict(), **found.good[0][1].fields}


def test_addresses_are_read_out_of_what_stands_around_them() -> None:
    for cell, address in [
        ("ann@dirt.example\u200b", "ann@dirt.example"),
        ("cem@dirt.example;cem2@dirt.example", "cem@dirt.example"),
        ("a@b.example, c@d.example", "a@b.example"),
        ("'dora@dirt.example'", "dora@dirt.example"),
        ("eli@dirt.example.", "eli@dirt.example"),
        ("<fay@dirt.example>", "fay@dirt.example"),
        ("Gus G <gus@dirt.example>; Hua <hua@dirt.example>", "gus@dirt.example"),
        ('"Berg, Anna" <anna@dirt.example>', "anna@dirt.example"),
        ("ida\uff20dirt.example", "ida@dirt.example"),
        ("moe@dirt.example (work)", "moe@dirt.example"),
        ("mailto:pia@dirt.example?subject=Hi", "pia@dirt.example"),
        ("\u202arob@dirt.example\u202c", "rob@dirt.example"),
        ("sue@dirt.example#mailto:sue@dirt.example#", "sue@dirt.example"),
        ("E-Mail: tom@dirt.example", "tom@dirt.example"),
        ("una@dirt.example / una.b@dirt.example", "una@dirt.example"),
        ("vic@dirt.example oder vic.b@dirt.example", "vic@dirt.example"),
        ("ned@dirt,example; ned@dirt.example", "ned@dirt.example"),
        ("wes@gmail.com; wes@dirt.example", "wes@dirt.example"),
        ("wes@gmail.com", "wes@gmail.com"),
        ("xia@home.example (private), xia@dirt.example (work)", "xia@dirt.example"),
        ("privat: yan@home.example; Arbeit: yan@dirt.example", "yan@dirt.example"),
        ("lena@dirt.example ::: lq@dirt.example", "lena@dirt.example"),
        ("kit@bücher.example", "kit@xn--bcher-kva.example"),
        ("anna@acme.com/tom@acme.com", "anna@acme.com"),
        ("anna/berg@acme.com", "anna/berg@acme.com"),
        ("[zoe@acme.com](mailto:zoe@acme.com)", "zoe@acme.com"),
        ("n/a; zoe@acme.com", "zoe@acme.com"),
        ("keine E-Mail", ""),
        ("n/a", ""),
        ("#N/A", ""),
        ("TRUE", ""),
        ("keine Angabe", ""),
    ]:
        found = read(ANN, ["Ann Berg", cell])

        assert found.good[0][1].email == address
        assert found.cells == []


def test_a_bad_address_costs_its_cell_and_not_the_person() -> None:
    for cell in [
        *("jon(at)dirt.example", "ned@dirt,example", "oda @dirt.example", '"quy q"@dirt.example'),
        *(
            "ann lee@dirt.example",
            "josé@dirt.example",
            "see notes",
            "a@b@dirt.example",
            "ann,lee@dirt.example",
            "nora(at)dirt.example",
            "no-reply.dirt.example",
            "ne-pas-repondre@dirt.example",
        ),
    ]:
        found = read(ANN, ["Ann Berg", cell])

        assert (found.good[0][1].last_name, found.good[0][1].email) == ("Berg", "")
        assert [(one.column, one.value) for _, one in found.cells] == [("Email", cell)]
        assert found.rejected == []


def test_a_bad_address_costs_a_row_that_says_nothing_else() -> None:
    found = read(ANN, ["", "see notes"])

    ((_, why),) = found.rejected
    assert (why.column, why.value) == ("Email", "see notes")
    assert why.reason.startswith("Not a valid email address.")


def test_a_bad_address_costs_a_row_that_is_matched_by_it() -> None:
    found = read(ANN, ["Ann Berg", "see notes"], by="email")

    assert [why.value for _, why in found.rejected] == ["see notes"]


def test_a_bad_linkedin_url_costs_its_cell_beside_an_address() -> None:
    found = read({"Email": "email", "In": "linkedin_url"}, ["a@b.example", "facebook.com/ann"])

    assert found.good[0][1].email == "a@b.example"
    assert [one.column for _, one in found.cells] == ["In"]


def test_phone_numbers_are_read_as_far_as_they_are_whole() -> None:
    for cell, number in [
        ("+49 171 5550110", "+49 171 5550110"),
        ("0046705550112.0", "0046705550112"),
        ("4.9171555011E+11", "491715550110"),
        ("4,91715550110E+11", "491715550110"),
        ("'+49 30 5550110", "+49 30 5550110"),
        ("\u202d+49 30 5550110\u202c", "+49 30 5550110"),
        ("\uff10\uff13-5550-1101", "03-5550-1101"),
        ("+49 40 5550101 ::: +49 171 5550102", "+49 40 5550101"),
        ("+49 40 5550101; +49 171 5550102", "+49 40 5550101"),
        ("+49 40 5550101 / +49 171 5550102", "+49 40 5550101"),
        ("4.9171E+11; +49 171 5550102", "+49 171 5550102"),
        ("030/5550110", "030/5550110"),
        ("+49 (0)30 / 55 50-110", "+49 (0)30 / 55 50-110"),
        ("Tel.: +49 30 5550110", "+49 30 5550110"),
        ("tel:+49305550110", "+49305550110"),
        ("+49 171 5550102 (mobil)", "+49 171 5550102"),
        ("M +49 171 5550102", "+49 171 5550102"),
        ("+49 171 5550102 (Mobil), +49 30 555011 (Büro)", "+49 171 5550102"),
        ("kein Telefon", ""),
        ("1-800-FLOWERS", "1-800-FLOWERS"),
        ("+1 415 555 0110 ext. 5", "+1 415 555 0110 ext. 5"),
        *((empty, "") for empty in ("n/a", "k.A.", "-", "0", "000000", "#REF!", "FALSE", "なし")),
    ]:
        assert person(full_name="Ann Berg", phone=cell).phone == number


def test_a_phone_number_that_lost_digits_is_left_out_with_the_reason() -> None:
    for cell in ["4.9171E+11", "1.23457E+13", "4,91555E+11", "4.915551E+11"]:
        found = read({**ANN, "Phone": "phone"}, ["Ann Berg", "", cell])

        assert found.good[0][1].phone == ""
        ((_, why),) = found.cells
        assert (why.column, why.value) == ("Phone", cell)
        assert "last digits are lost" in why.reason


def test_of_several_phone_columns_the_first_usable_one_counts() -> None:
    columns = {"Name": "full_name", "Home phone": "phone", "Phone": "phone", "Mobile": "phone"}
    found = read(
        columns,
        ["Ida Holm", "", "4.9171E+11", "+49 171 5550111"],
        ["Per Dahl", "+46 8 5550100", "", "0046705550112.0"],
        ["Ola Nord", "+47 5550113", "n/a", "ask"],
        ["Eva Sund", "", "", ""],
    )

    assert [one.phone for _, one in found.good] == [
        *("+49 171 5550111", "0046705550112", "+47 5550113", "")
    ]
    assert [(number, one.column) for number, one in found.cells] == [(2, "Phone"), (4, "Mobile")]


def test_of_several_address_columns_the_first_good_one_counts() -> None:
    columns = {"Name": "full_name", "Email (private)": "email", "Email": "email"}
    found = read(columns, ["A", "a@home.example", "a@work.example"], ["B", "b@home.example", "?"])

    assert [one.email for _, one in found.good] == ["a@work.example", "b@home.example"]


def test_sizes_are_read_as_they_were_before_a_spreadsheet_saw_them() -> None:
    for column in ["size", "employees"]:
        for cell, band in [
            *(
                (cell, "1-10")
                for cell in ("10-Jan", "01-Oct", "01. Okt", "10-janv.", "10/ene", "Jan-10")
            ),
            *(
                (cell, "1-10")
                for cell in ("2025-01-10", "2025-10-01 00:00:00", "01.10.", "1月10日")
            ),
            *((cell, "11-50") for cell in ("Nov-50", "nov.-50", "Nov 50", "lis-50", "11/1/1950")),
            ("1950-11-01T00:00:00", "11-50"),
            ("9-May", "5-9"),
            ("Feb-50", "2-50"),
            ("51 to 200", "51-200"),
            ("von 51 bis 200", "51-200"),
            ("1 001 – 5 000 salariés", "1001-5000"),
            ("11-50 (LinkedIn)", "11-50"),
            ("<50", "1-49"),
            ("weniger als 10 Mitarbeiter", "1-9"),
            ("bis zu 50", "1-50"),
            ("10k+", "10001+"),
            ("> 10.000", "10001+"),
        ]:
            found = company(**{column: cell})

            assert (found.get("size"), found.get("employees")) == (band, None)


def test_numbers_of_employees_are_read_out_of_words() -> None:
    for column in ["size", "employees"]:
        for cell, number in [
            *((cell, 250) for cell in ("ca. 250", "~250", "approx. 250", "rund 250 Mitarbeiter")),
            *(
                (cell, 250)
                for cell in ("environ 250", "około 250 pracowników", "около 250", "約250名")
            ),
            *(
                (cell, 1200)
                for cell in ("1.2k", "1,2 Tsd.", "1,200 MA", "1.200", "1 200", "1200 FTE")
            ),
        ]:
            found = company(**{column: cell})

            assert (found.get("employees"), found.get("size")) == (number, None)


def test_more_than_some_employees_is_a_number_above_it() -> None:
    assert company(employees=">1000")["employees"] == 1001
    assert company(employees="mehr als 500")["employees"] == 501
    assert company(size=">1000")["size"] == "1001+"


def test_a_number_of_employees_outside_of_its_band_counts_alone() -> None:
    for kind in ["companies", "contacts"]:
        prefix = "company_" if kind == "contacts" else ""
        columns = {"N": "company_name" if prefix else "name", "E": "email" if prefix else ""}
        columns |= {"Size": f"{prefix}size", "Staff": f"{prefix}employees"}
        found = read(
            columns,
            ["Acme", "a@b.example", "51-200", "1,200"],
            ["Best", "b@b.example", "51-200", "120"],
            ["Core", "c@b.example", "10001+", "12000"],
            kind=kind,
        )
        said = found.companies.values() if prefix else [one.fields for _, one in found.good]

        assert [(one.get("size"), one.get("employees")) for one in said] == [
            *((None, 1200), ("51-200", 120), ("10001+", 12000))
        ]
        ((number, why),) = found.cells
        assert (number, why.column, why.value) == (2, "Size", "51-200")


def test_what_formulas_leave_in_a_cell_is_nothing() -> None:
    for cell in [
        *("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NV", "#BEZUG!", "#WERT!", "#NOM?"),
        *("#¡REF!", "#¿NOMBRE?", "#N/D", "#ССЫЛКА!", "#Н/Д", "Err:502", "########", "#SPILL!"),
        *("TRUE", "FALSE", "WAHR", "FAUX", "ИСТИНА", "(empty)", "k. A.", "—", "n.v.t.", "不明"),
    ]:
        found = person(
            email="a@b.example", full_name=cell, job_title=cell, company_name=cell, city=cell
        )

        assert (found.last_name, found.title, found.city, found.company) == ("", "", "", None)


def test_what_only_looks_like_nothing_is_a_name() -> None:
    for word in ["True", "Null", "None", "Na", "Brak", "C#", "#1 Sales", "Ernest"]:
        assert person(first_name="Ann", last_name=word).last_name == word


def test_several_people_in_one_cell_are_told() -> None:
    found = read(ANN, ["Anna & Tom Berg", "berg@b.example"], ["Eva Lang", "eva@b.example"])

    assert [(one.first_name, one.last_name) for _, one in found.good] == [
        *(("Anna", "Berg"), ("Eva", "Lang"))
    ]
    ((number, why),) = found.cells
    assert (number, why.column, why.value) == (2, "Name", "Anna & Tom Berg")
    assert why.reason.startswith("Several people in one cell")


def test_titles_and_letters_are_left_out_of_columns_of_names() -> None:
    found = person(first_name="Dr. Anna", last_name="von der Heide, MBA")

    assert (found.first_name, found.last_name) == ("Anna", "von der Heide")


def test_countries_are_read_in_their_own_words() -> None:
    for text, name in [
        *(
            ("XK", "Kosovo"),
            ("Kosovo", "Kosovo"),
            ("uk", "United Kingdom"),
            ("usa", "United States"),
        ),
        *(("U.S.A.", "United States"), ("Namibia", "Namibia"), ("Holland", "Netherlands")),
        *(
            ("Congo (Kinshasa)", "Democratic Republic of the Congo"),
            ("Korea, Republic of", "South Korea"),
        ),
        *(("Iran, Islamic Republic of", "Iran"), ("Suomi", "Finland"), ("Magyarország", "Hungary")),
        *(
            ("Ελλάδα", "Greece"),
            ("대한민국", "South Korea"),
            ("Россия", "Russia"),
            ("Éire", "Ireland"),
        ),
        *(
            ("Hrvatska", "Croatia"),
            ("Україна", "Ukraine"),
            ("DR Congo", "Democratic Republic of the Congo"),
        ),
        *(("United States (USA)", "United States"), ("Eesti", "Estonia"), ("The Gambia", "Gambia")),
    ]:
        assert person(email="a@b.example", country=text).country == name


NA_FILE = {"Email": "email", "Country": "country", "City": "city", "Phone": "phone", "Other": ""}


def test_na_is_namibia_unless_the_file_writes_it_for_nothing() -> None:
    for rows, countries, n_told in [
        ([["NA", "", "", ""]], ["Namibia"], 0),
        (
            [["DE", "", "", ""], ["NA", "", "", ""], ["XK", "", "", ""]],
            ["Germany", "Namibia", "Kosovo"],
            0,
        ),
        ([["Georgia", "Tbilisi", "", ""], ["NA", "Windhoek", "", ""]], ["Georgia", "Namibia"], 0),
        ([["Germany", "", "", ""], ["NA", "", "+264 61 555010", ""]], ["Germany", "Namibia"], 0),
        ([["Germany", "", "", ""], ["NA", "", "", ""]], ["Germany", ""], 1),
        ([["DE", "", "", ""], ["NA", "", "NA", ""]], ["Germany", ""], 0),
        ([["DE", "", "", "NA"], ["NA", "", "", ""]], ["Germany", ""], 0),
        ([["na", "", "", ""], ["N/A", "", "", ""]], ["", ""], 0),
    ]:
        found = read(NA_FILE, *(["a@b.example", *row] for row in rows))

        assert [one.country for _, one in found.good] == countries
        assert len(found.cells) == n_told
        assert all("Namibia" in one.reason for _, one in found.cells)
