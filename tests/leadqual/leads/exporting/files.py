"""Exported files read back by the libraries that others read them with."""

import csv
import io
import json

import openpyxl
import pyarrow.parquet as pq


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Read rows by the names of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_excel(content: bytes, sheet: int = 0) -> list[dict[str, str]]:
    """Read rows of one sheet; empty cells as empty texts."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    head, *rows = book.worksheets[sheet].values
    return [
        {str(name): "" if cell is None else str(cell) for name, cell in zip(head, row, strict=True)}
        for row in rows
    ]


def read_parquet(content: bytes) -> list[dict[str, str]]:
    """Read rows; lists as texts."""
    rows = pq.read_table(io.BytesIO(content)).to_pylist()
    return [
        {
            name: "; ".join(cell) if isinstance(cell, list) else "" if cell is None else str(cell)
            for name, cell in row.items()
        }
        for row in rows
    ]


def read_jsonl(content: bytes) -> list[dict[str, str]]:
    """Read rows; lists as texts, what is not known as an empty one."""
    return [
        {
            name: "; ".join(cell) if isinstance(cell, list) else "" if cell is None else str(cell)
            for name, cell in json.loads(line).items()
        }
        for line in content.decode().splitlines()
    ]


def read_file(kind: str, content: bytes) -> list[dict[str, str]]:
    """Read a file of any format."""
    readers = {"csv": read_csv, "xlsx": read_excel, "parquet": read_parquet, "jsonl": read_jsonl}
    return readers[kind](content)
