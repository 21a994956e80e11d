"""Several sheets of a workbook are read in one import; each row tells its sheet."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leadqual.accounts.models import User
from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.columns.sheet_choice import sheet_and_line_of
from leadqual.imports.errors import NotATableError
from leadqual.imports.files.row_counts import count_rows
from leadqual.imports.files.sheet_lines import LINES_PER_SHEET, number_at, sheet_and_line
from leadqual.imports.merging import import_job
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.rejected_rows import lines_to_fix
from leadqual.leads.models import Contact
from tests.leadqual.imports.conftest import Import, counts, undo
from tests.leadqual.imports.pages.test_imports import send
from tests.leadqual.imports.workbooks import PEOPLE, workbook

pytestmark = pytest.mark.django_db

MORE: list[list[object]] = [
    ["Leads of autumn"],
    [],
    ["E-MAIL", "Name", "Phone", "Position"],
    ["cy@acme.example", "Cy Poe", "", "CTO"],
    ["di(at)acme.example", "", "", "CIO"],
]
OTHER: list[list[object]] = [["Surname", "Mail"], ["Zorn", "z@x.example"]]
BOOK = workbook(("Spring", PEOPLE), ("Notes", OTHER), ("Autumn", MORE), ("Empty", []))


def test_numbers_lead_back_to_sheet_and_line() -> None:
    assert number_at(0, 7) == 7
    assert sheet_and_line(number_at(3, 1_048_576)) == (3, 1_048_576)


def test_sheets_with_the_same_columns_come_in_together(bring: Import, manager: User) -> None:
    batch = bring(BOOK)

    assert [one["name"] for one in batch.sheets] == ["Spring", "Autumn"]
    assert counts(batch) == (3, 0, 0, 1)
    assert batch.n_rows == batch.n_rows_all == 4
    cy = Contact.objects.get(email="cy@acme.example")
    assert (cy.first_name, cy.last_name, cy.title) == ("Cy", "Poe", "CTO")
    rejected = batch.rows.get(outcome="rejected")
    assert sheet_and_line_of(batch, rejected.number) == ("Autumn", 5)
    assert rejected.column == "E-Mail"
    lines = "".join(lines_to_fix(batch))
    assert '"Autumn, 5"' in lines
    assert "di(at)acme.example" in lines
    assert undo(batch, manager) == {"n_deleted": 3, "n_titles": 3}


def test_an_import_resumes_in_a_later_sheet(
    bring: Import, monkeypatch: pytest.MonkeyPatch, manager: User
) -> None:
    monkeypatch.setattr(import_job, "FIRST_ROWS", (1, 1))
    batch = bring(BOOK, chunk_rows=1)

    numbers = list(batch.rows.order_by("number").values_list("number", flat=True))

    assert numbers == [2, 3, LINES_PER_SHEET + 4, LINES_PER_SHEET + 5]


def test_sheets_are_chosen_by_name(bring: Import) -> None:
    batch = bring(BOOK, sheets=("Autumn",))

    assert (batch.sheets, batch.encoding, batch.n_created) == ([], "xlsx:3", 1)


def test_sheets_that_do_not_agree_are_refused(bring: Import) -> None:
    for sheets, words in [
        (("Spring", "Notes"), "“Notes” does not have the same columns as “Spring”"),
        (("Narnia",), "no sheet “Narnia”. Sheets: Spring, Notes"),
    ]:
        with pytest.raises(NotATableError, match=words):
            bring(BOOK, sheets=sheets)
        assert not ImportBatch.objects.exists()


def test_a_file_without_sheets_says_so(bring: Import) -> None:
    with pytest.raises(NotATableError, match="Only workbooks have sheets"):
        bring("email\na@x.example\n", sheets=("Spring",))


def test_rows_of_all_sheets_are_counted(bring: Import) -> None:
    batch = bring(BOOK, is_dry=True)
    layout = layout_of(batch)

    assert count_rows(io.BytesIO(BOOK), layout, len(BOOK)) == 4


def test_the_page_chooses_sheets_and_names_them_in_the_result(manager_client: Client) -> None:
    address = send(manager_client, BOOK, "fair.xlsx")
    batch = ImportBatch.objects.get()
    page = manager_client.get(address).content.decode()
    rejected = manager_client.post(f"{address}sheet/", {"sheet": ["1", "2"], "line": "1"})
    batch.refresh_from_db()
    kept = len(batch.sheets)
    one = manager_client.post(f"{address}sheet/", {"sheet": "3", "line": "1"}, follow=True)
    batch.refresh_from_db()

    assert "Excel, 2 sheets" in page
    assert page.count('name="sheet"') == 4
    assert rejected.status_code == 422
    assert "Notes" in rejected.content.decode()
    assert kept == 2
    assert "Excel, sheet 3" in one.content.decode()
    assert (batch.sheets, batch.header_line) == ([], 3)
    manager_client.post(f"{address}sheet/", {"sheet": ["1", "3"], "line": "3"})
    batch.refresh_from_db()
    assert len(batch.sheets) == 2
    columns = {f"column-{at}": field for at, field in enumerate(["full_name", "email"])}
    manager_client.post(f"{address}start/", columns)
    import_job.run_import(batch.pk)
    assert "Autumn, line 5" in manager_client.get(address).content.decode()
    cells = manager_client.get(f"{address}lines/?outcome=created").content.decode()
    assert "Autumn, line 4" in cells


def test_the_api_tells_sheet_and_line(api: Client) -> None:
    file = SimpleUploadedFile("fair.xlsx", BOOK)
    body = {"kind": "contacts", "file": file, "sheets": ["Spring", "Autumn"]}

    number = api.post("/api/v1/imports", body).json()["id"]

    import_job.run_import(number)
    rows = api.get(f"/api/v1/imports/{number}/rows").json()["results"]
    places = [(row["sheet"], row["line"]) for row in rows]
    assert places == [("Spring", 2), ("Spring", 3), ("Autumn", 4), ("Autumn", 5)]
