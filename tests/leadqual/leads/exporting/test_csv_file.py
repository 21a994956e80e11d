"""Cells as a spreadsheet reads them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.core.files.csv_cells import escape_formula
from leadqual.search.exports.csv_file import csv_blocks
from leadqual.search.exports.export_columns import chosen_columns
from leadqual.search.exports.exported_rows import Chunk

pytestmark = pytest.mark.django_db  # Tools are columns, too.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXTS = st.text(alphabet=st.sampled_from("=+-@\t\r\n ,;\"'aäß漢＝"), max_size=6)


@pytest.mark.parametrize(
    "text",
    [
        *("+49 30 901820", "+4930901820", "+1 (555) 010-4477", "+44 20 7946 0958 ext. 12"),
        *("+33.1.42.68.53.00", "-030 901820"),
    ],
)
def test_phone_number_stays_as_it_is(text: str) -> None:
    columns = chosen_columns(["phone"], has_stopped=False)

    content = b"".join(csv_blocks(columns, [[[text]]])).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(content, newline=""))) == [["phone"], [text]]


@pytest.mark.parametrize(
    "text",
    ["+cmd|' /C calc'!A0", "+49 30 901820+cmd|x!A1", "-1+1", "+A1", "+SUM(1234567)", "-12345*9"],
)
def test_what_only_begins_as_a_phone_number_is_escaped(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["=1+1", "+49 89", "-2", "@SUM(A1)", "\t=1", " =cmd|x", "\r=1"])
def test_cells_that_begin_a_formula_are_escaped(text: str) -> None:
    assert escape_formula(text) == f"'{text}"
    assert escape_formula("Head = Chef") == "Head = Chef"


@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=2)), max_size=5))
def test_every_cell_comes_back_and_none_is_a_formula(rows: list[tuple[str, list[str]]]) -> None:
    columns = chosen_columns(["email", "functions"], has_stopped=False)
    chunk: Chunk = [[text for text, _ in rows], [tuple(texts) for _, texts in rows]]

    content = b"".join(csv_blocks(columns, [chunk] if rows else [])).decode("utf-8-sig")
    head, *found = csv.reader(io.StringIO(content, newline=""))

    assert head == ["email", "functions"]
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [text.removeprefix("'"), "; ".join(texts).removeprefix("'")] for text, texts in rows
    ]
    assert not [cell for row in found for cell in row if cell.lstrip(" ").startswith(STARTS)]


def test_numbers_and_flags_are_written_plainly() -> None:
    columns = chosen_columns(["id", "do_not_contact", "company_employees"], has_stopped=False)

    content = b"".join(csv_blocks(columns, [[[-7, 8], [True, False], [None, 12]]]))

    assert content.decode("utf-8-sig").splitlines() == [
        '"id","do_not_contact","company_employees"',
        '"-7","yes",""',
        '"8","no","12"',
    ]


def test_every_cell_is_quoted_for_what_splits_on_semicolons() -> None:
    columns = chosen_columns(["email", "functions"], has_stopped=False)

    content = b"".join(csv_blocks(columns, [[["a;=1+1"], [("b",)]]]))

    assert content.decode("utf-8-sig").splitlines()[1] == '"a;=1+1","b"'
