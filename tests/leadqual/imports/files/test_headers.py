"""Where a table begins: below lines of a title only where that is clear, else where people say."""

import io

import pytest
from django.test import Client

from leadqual.imports.columns.column_preview import preview_file
from leadqual.imports.files.headers import lines_below_titles
from leadqual.imports.models import ImportBatch
from tests.leadqual.imports.conftest import Import, counts
from tests.leadqual.imports.pages.test_imports import send

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


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (TITLED, [(4, ";")]),
        ("name,email\nAnn,a@b.example\n", []),
        ("email\nann@a.example\nbo@a.example\n", []),
        # A title nearly as wide as the table might be its header.
        ("List,of,people\nname,email,city,phone\nAnn,a@b.example,Oslo,1\n", []),
        # What follows is not as wide.
        ("Dear all\nfirst,second,third\nso\nit\nis\n", []),
    ],
)
def test_header_below_a_title_is_much_wider_and_as_wide_as_what_follows(
    text: str, lines: list[tuple[int, str]]
) -> None:
    assert lines_below_titles(text) == lines


def test_lines_above_the_header_are_skipped_only_where_it_says_who_a_row_is() -> None:
    assert line_of(TITLED) == 4
    assert line_of("email\nann@a.example\n") == 1
    assert line_of("Name\nAcme, Inc, Oslo\nOrlo, AG, Rome\n", "companies") == 1
    assert line_of("First name;Mail\nUnits;shown;below;x\nAnn;a@b.example;x;y\n") == 1


@pytest.mark.django_db
def test_rows_below_a_title_go_in_with_their_own_line_numbers(bring: Import) -> None:
    batch = bring(TITLED)

    assert counts(batch) == (2, 0, 0, 0)
    assert list(batch.rows.values_list("number", flat=True)) == [5, 6]


@pytest.mark.django_db
def test_line_with_the_names_is_chosen_on_the_page(manager_client: Client) -> None:
    text = "List,of,people\nname,email,city,phone\nAnn,a@b.example,Oslo,1\n"
    address = send(manager_client, text.encode())
    assert ImportBatch.objects.get().header_line == 1

    page = manager_client.post(f"{address}sheet/", {"line": "2"}, follow=True).content.decode()
    beyond = manager_client.post(f"{address}sheet/", {"line": "9"})
    nowhere = manager_client.post(f"{address}sheet/", {"line": "x"})

    batch = ImportBatch.objects.get()
    assert (batch.header_line, batch.mapping["email"]) == (2, "email")
    assert "a@b.example" in page
    assert (beyond.status_code, nowhere.status_code) == (422, 422)
    assert "Line 9" in beyond.content.decode()
