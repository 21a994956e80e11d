"""Exports say what is stored: numbers, dates and nothing as such, in each format."""

import io
import json
from datetime import date, datetime
from typing import Any

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import CustomField
from leadqual.leads.records.custom_fields import create_field
from leadqual.search.exports.export_columns import all_columns
from leadqual.search.exports.export_formats import FORMATS
from leadqual.search.exports.exported_rows import read_chunks
from tests.leadqual.leads.exporting.files import read_csv
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db
Kind = CustomField.Kind
ROWS = [
    {"change": -5, "ratio": 2.5, "seen": "2026-12-31", "note": "=1+1"},
    {"change": 7, "ratio": 10**15, "seen": "1850-01-02", "note": "-5"},
    {},
]


def add_field(workspace: Workspace, label: str, kind: Kind, author: User) -> None:
    create_field(
        workspace=workspace, record="contact", label=label, kind=kind, choices=(), author=author
    )


def exported(workspace: Workspace, author: User, kind: str) -> bytes:
    for code, of in (
        *(("change", Kind.NUMBER), ("ratio", Kind.NUMBER)),
        *(("seen", Kind.DATE), ("note", Kind.TEXT)),
    ):
        add_field(workspace, code, of, author)
    keys = np.array([make_contact(workspace, "Ada Abel", custom=one).pk for one in ROWS])
    columns = [all_columns(workspace)[f"custom_{code}"] for code in ROWS[0]]
    chunks = read_chunks(workspace, keys, columns, has_stopped=False)
    return b"".join(FORMATS[kind].write(columns, chunks))


def values(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(row.values()) for row in rows]


def test_jsonl(workspace: Workspace, manager: User) -> None:
    lines = exported(workspace, manager, "jsonl").decode().splitlines()

    assert lines[0] == (
        '{"custom_change": -5, "custom_ratio": 2.5, "custom_seen": "2026-12-31", '
        '"custom_note": "=1+1"}'
    )
    assert values([json.loads(line) for line in lines[1:]]) == [
        [7, 10**15, "1850-01-02", "-5"],
        [None] * 4,
    ]


def test_parquet(workspace: Workspace, manager: User) -> None:
    table = pq.read_table(io.BytesIO(exported(workspace, manager, "parquet")))

    assert values(table.to_pylist()) == [
        [-5.0, 2.5, date(2026, 12, 31), "=1+1"],
        [7.0, 1e15, date(1850, 1, 2), "-5"],
        [None] * 4,
    ]


def test_excel(workspace: Workspace, manager: User) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(workspace, manager, "xlsx")))
    sheet = book.worksheets[0]

    assert list(sheet.values)[1:] == [
        (-5, 2.5, datetime(2026, 12, 31), "=1+1"),  # noqa: DTZ001  # as openpyxl reads it
        (7, 10**15, "1850-01-02", "-5"),  # Excel has no days before 1900.
    ]
    assert (sheet["C2"].is_date, sheet["D2"].quotePrefix) == (True, True)


def test_csv(workspace: Workspace, manager: User) -> None:
    assert values(read_csv(exported(workspace, manager, "csv"))) == [
        ["-5", "2.5", "2026-12-31", "'=1+1"],
        ["7", "1000000000000000", "1850-01-02", "'-5"],
        [""] * 4,
    ]


def test_value_of_another_kind_than_its_field_is_left_out_and_fails_nothing(
    workspace: Workspace, manager: User
) -> None:
    for kind in (Kind.NUMBER, Kind.DATE):
        add_field(workspace, kind.value, kind, manager)
    contact = make_contact(workspace, custom={"number": "many", "date": "soon"})
    columns = [all_columns(workspace)[f"custom_{kind.value}"] for kind in (Kind.NUMBER, Kind.DATE)]

    (chunk,) = read_chunks(workspace, np.array([contact.pk]), columns, has_stopped=False)

    assert chunk == [[None], [None]]
