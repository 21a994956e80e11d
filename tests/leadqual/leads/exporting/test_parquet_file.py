"""Parquet as programs read it."""

import io

import pyarrow.parquet as pq
import pytest

from leadqual.search.exports.export_columns import chosen_columns
from leadqual.search.exports.exported_rows import Cells
from leadqual.search.exports.parquet_file import parquet_blocks

pytestmark = pytest.mark.django_db  # Tools are columns, too.


def test_cells_keep_their_kinds_and_texts_their_first_letter() -> None:
    columns = chosen_columns(
        ["phone", "functions", "id", "do_not_contact", "company_employees"], has_stopped=False
    )
    cells: dict[str, Cells] = {
        "phone": ["+49 89", ""],
        "functions": [("Sales", "Marketing"), ()],
        "id": [7, 8],
        "do_not_contact": [False, True],
        "company_employees": [None, 12],
    }

    content = b"".join(parquet_blocks(columns, [[cells[one.code] for one in columns]]))

    assert pq.read_table(io.BytesIO(content)).to_pylist() == [
        {
            "phone": "+49 89",
            "functions": ["Sales", "Marketing"],
            "id": 7,
            "do_not_contact": False,
            "company_employees": None,
        },
        {
            "phone": "",
            "functions": [],
            "id": 8,
            "do_not_contact": True,
            "company_employees": 12,
        },
    ]


def test_each_chunk_is_sent_when_it_is_there() -> None:
    columns = chosen_columns(["email"], has_stopped=False)
    blocks = parquet_blocks(columns, ([[f"{at}@x.example"]] for at in range(3)))

    first = next(blocks)
    rest = list(blocks)

    assert first == b"PAR1"
    assert len(rest) == 4
    assert pq.ParquetFile(io.BytesIO(first + b"".join(rest))).num_row_groups == 3


def test_nobody_is_a_file_too() -> None:
    content = b"".join(parquet_blocks(chosen_columns([], has_stopped=False), []))

    assert pq.read_table(io.BytesIO(content)).num_rows == 0
