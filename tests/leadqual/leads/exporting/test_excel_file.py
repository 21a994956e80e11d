"""Workbooks as others read them."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.search.exports import excel_file
from leadqual.search.exports.excel_file import excel_blocks
from leadqual.search.exports.export_columns import ExportColumn, chosen_columns
from tests.leadqual.leads.exporting.files import read_excel

pytestmark = pytest.mark.django_db  # Tools are columns, too.
NAMES = [ExportColumn(code, code, "", code) for code in ("first_name", "last_name")]
TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@ <>&\"'_x0041\n\t"), st.characters(codec="utf-8")),
    max_size=12,
)
FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_every_text_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    chunk = [[f"{first}." for first, _ in rows], [last for _, last in rows]]

    found = read_excel(b"".join(excel_blocks(NAMES, [chunk] if rows else [])))

    wanted = [[_as_xml(f"{first}."), _as_xml(last)] for first, last in rows]
    assert [[row["first_name"], row["last_name"]] for row in found] == wanted


def _as_xml(text: str) -> str:
    """Leave out what XML cannot hold, and write line ends as it does."""
    return text.translate(FORBIDDEN).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("text", ["=1+1", "+49 89", "@SUM(A1)", " =cmd|x", "＝1"])
def test_formulas_are_texts_that_stay_texts_when_edited(text: str) -> None:
    content = b"".join(excel_blocks(NAMES, [[[text], ["Brandt"]]]))

    book = openpyxl.load_workbook(io.BytesIO(content))
    cell, other = book.worksheets[0]["A2"], book.worksheets[0]["B2"]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    assert (other.data_type, other.quotePrefix) == ("s", False)


def test_numbers_are_numbers() -> None:
    columns = chosen_columns(["id", "company_employees"], has_stopped=False)

    content = b"".join(excel_blocks(columns, [[[7, 8], [None, 12]]]))

    assert list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values)[1:] == [
        (7, None),
        (8, 12),
    ]


@pytest.mark.parametrize("n_rows", [3, 4, 7, 9])
def test_rows_that_do_not_fit_go_on_further_sheets(
    monkeypatch: pytest.MonkeyPatch, n_rows: int
) -> None:
    monkeypatch.setattr(excel_file, "MAX_ROWS", 4)
    names = [f"P{number}" for number in range(n_rows)]
    chunks = [[names[:5], names[:5]], [names[5:], names[5:]]]

    content = b"".join(excel_blocks(NAMES, [chunk for chunk in chunks if chunk[0]]))

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets = [[row[0] for row in sheet.values] for sheet in book.worksheets]
    assert [name for sheet in sheets for name in sheet[1:]] == names
    assert all(sheet[0] == "first_name" and len(sheet) <= 4 for sheet in sheets)
    assert book.sheetnames[:2] == ["People", "People 2"][: len(sheets)]


def test_sheet_ends_before_a_zip_cannot_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_file, "_MAX_BYTES", 100)
    chunks = [[["A", "B"], ["", ""]], [["C"], [""]]]

    content = b"".join(excel_blocks(NAMES, chunks))

    assert [row["first_name"] for at in (0, 1) for row in read_excel(content, at)] == [
        *("A", "B", "C")
    ]


def test_text_longer_than_a_cell_is_cut() -> None:
    content = b"".join(excel_blocks(NAMES, [[["x" * 40_000], [""]]]))

    cell = read_excel(content)[0]["first_name"]
    assert (len(cell), cell[-1]) == (32_767, "…")


def test_first_bytes_leave_before_any_row_is_read() -> None:
    def never() -> object:
        raise AssertionError

    blocks = excel_blocks(NAMES, (never() for _ in range(1)))  # type: ignore[misc]

    assert next(blocks).startswith(b"PK")


def test_columns_behind_the_26th_have_two_letters() -> None:
    assert [excel_file._letters(at) for at in (0, 25, 26, 27, 701, 702)] == [
        *("A", "Z", "AA", "AB", "ZZ", "AAA")
    ]
