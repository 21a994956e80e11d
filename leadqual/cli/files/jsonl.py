"""JSONL files: one object a line."""

import itertools
import json
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from leadqual.cli.files.input_files import Columns, FileError, Row

_MAX_INTEGER = 2**63


class JsonlWriter:
    """Writes one object a line; what a row does not have is left out."""

    def __init__(self, target: BinaryIO, columns: Columns) -> None:
        self._target = target
        self._columns = list(columns)

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        for row in rows:
            cells = {column: row[column] for column in self._columns if column in row}
            line = json.dumps(cells, ensure_ascii=False, default=str) + "\n"
            # A lone surrogate becomes its escape, which is what JSON has for it.
            self._target.write(line.encode("utf-8", "backslashreplace"))

    def close(self) -> None:
        """Nothing is held back."""


def read(
    source: BinaryIO, name: str, *, chunk_rows: int
) -> tuple[dict[str, object], Iterator[list[Row]]]:
    """Read the file once for its columns and types; return them and the rows in chunks.

    Raises:
        FileError: a line is no JSON object; it is named.
    """
    columns: dict[str, object] = {}
    for row in _read_rows(source, name):
        for column, value in row.items():
            columns[column] = _common_type(columns.get(column), value)
    source.seek(0)
    types = {column: kind or str for column, kind in columns.items()}
    return types, _read_chunks(_read_rows(source, name), chunk_rows)


def _read_chunks(rows: Iterator[Row], chunk_rows: int) -> Iterator[list[Row]]:
    while chunk := list(itertools.islice(rows, chunk_rows)):
        yield chunk


def _read_rows(source: BinaryIO, name: str) -> Iterator[Row]:
    for number, line in enumerate(source, start=1):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip()
        if not text:
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise FileError(f"{name}, line {number} is not valid JSON: {error}.") from error
        if not isinstance(row, dict):
            raise FileError(f"{name}, line {number} must be a JSON object.")
        yield row


def _common_type(known: object, value: object) -> object:
    """Return the type that holds what was seen so far and this value; None where nothing was."""
    if value is None:
        return known
    kind = type(value) if isinstance(value, str | bool | int | float) else str
    if kind is int and abs(int(str(value))) >= _MAX_INTEGER:
        kind = str
    if known is None or known is kind:
        return kind
    return float if {known, kind} == {int, float} else str
