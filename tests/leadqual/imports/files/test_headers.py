"""Where a table begins: below lines of a title only where that is clear, else where people say."""

import io

import pytest
from django.test import Client

from leadqual.imports.columns.column_preview import preview_file
from leadqual.imports.files.headers import header_candidates
from leadqual.imports.models import ImportBatch
from tests.leadqual.imports.conftest import Import, counts
from tests.leadqual.imports.pages.test_imports import send
from tests.leadqual.imports.workbooks import workbook

TITLED = (
    "Customers of the fair\n"
    "Made on 21 Nov 2026, for Ann\n"
    "\n"
    "First name;Last name;E-Mail;City\n"
    "Ann;Lee;ann@a.example;Oslo\n"
    "Bo;Roe;bo@a.example;Rome\n"
)


def line_of(text: str, kind: str = "contacts") -> int:
    return preview_file(kind, io.BytesIO(text.encode())).layout.line


def test_header_below_a_title_is_much_wider_and_as_wide_as_what_follows() -> None:
    for text, lines in [
        (TITLED, [(4, ";")]),
        ("name,email\nAnn,a@b.example\n", []),
        ("email\nann@a.example\nbo@a.example\n", []),
        # A title nearly as wide as the table might be its header: what both name decides.
        ("List,of,people\nname,email,city,phone\nAnn,a@b.example,Oslo,1\n", [(2, ",")]),
        ("Name,Name,City\nAnn,Ann,Oslo\nBo,1,Rome\n", []),
        # What follows is not as wide.
        ("Dear all\nfirst,second,third\nso\nit\nis\n", []),
    ]:
        assert header_candidates(text) == lines


def test_lines_above_the_header_are_skipped_only_where_it_says_who_a_row_is() -> None:
    assert line_of(TITLED) == 4
    assert line_of("email\nann@a.example\n") == 1
    assert line_of("Name\nAcme, Inc, Oslo\nOrlo, AG, Rome\n", "companies") == 1
    assert line_of("List,of,people\nname,email,city,phone\nAnn,a@b.example,Oslo,1\n") == 2
    assert line_of("First name;Mail\nUnits;shown;below;x\nAnn;a@b.example;x;y\n") == 1


@pytest.mark.django_db
def test_rows_below_a_title_go_in_with_their_own_line_numbers(bring: Import) -> None:
    batch = bring(TITLED)

    assert counts(batch) == (2, 0, 0, 0)
    assert list(batch.rows.values_list("number", flat=True)) == [5, 6]


@pytest.mark.django_db
def test_line_with_the_names_is_chosen_on_the_page(manager_client: Client) -> None:
    text = "Name,of,people\nx1,email,city,y1\nAnn,a@b.example,Oslo,z\n"
    address = send(manager_client, text.encode())
    assert ImportBatch.objects.get().header_line == 1

    page = manager_client.post(f"{address}sheet/", {"line": "2"}, follow=True).content.decode()
    too_large = manager_client.post(f"{address}sheet/", {"line": "9"})
    nowhere = manager_client.post(f"{address}sheet/", {"line": "x"})

    batch = ImportBatch.objects.get()
    assert (batch.header_line, batch.mapping["email"]) == (2, "email")
    assert "a@b.example" in page
    assert (too_large.status_code, nowhere.status_code) == (422, 422)
    assert "Line 9" in too_large.content.decode()


GROUPS = "Contact,,,Firma,,\nFirst name,Last name,Email,Name,Website,City\n"
ROW = "Ann,Lee,ann@a.example,Lee Ltd,lee.example,Oslo\n"


def test_header_of_two_lines_or_below_a_wide_title() -> None:
    for text, line, mapping in [
        (
            GROUPS + ROW,
            2,
            {
                "Contact: First name": "first_name",
                "Contact: Last name": "last_name",
                "Contact: Email": "email",
                "Firma: Name": "company_name",
                "Firma: Website": "company_website",
                "Firma: City": "company_city",
            },
        ),
        # Merged downwards, too: the name of such a column is in the first of the two lines.
        (
            "Email,Name,,Notes\n,Vorname,Nachname,\na@a.example,Ann,Lee,x\nb@b.example,Bo,Roe,y\n",
            2,
            {"Email": "email", "Vorname": "first_name", "Nachname": "last_name"},
        ),
        # A title as wide as a part of the table.
        (
            "Liste,Stand 2026\n\nVorname,Nachname,E-Mail\nAnn,Lee,a@a.example\n",
            3,
            {"Vorname": "first_name", "Nachname": "last_name", "E-Mail": "email"},
        ),
        (
            "Fuente: CRM;Fecha: hoy;;\nNombre;Apellidos;Correo;Empresa\nAna;Gil;a@a.example;Gil\n",
            2,
            {"Nombre": "first_name", "Apellidos": "last_name", "Empresa": "company_name"},
        ),
    ]:
        look = preview_file("contacts", io.BytesIO(text.encode()))

        assert look.layout.line == line
        assert mapping.items() <= look.mapping().items()


def test_rows_of_merged_headers_in_a_workbook() -> None:
    rows = [[cell or None for cell in line.split(",")] for line in (GROUPS + ROW).splitlines()]

    look = preview_file("contacts", io.BytesIO(workbook(("People", rows))))

    assert (look.layout.line, look.mapping()["Firma: Name"]) == (2, "company_name")
