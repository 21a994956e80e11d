"""Names in lines of a file, for lines without a stored record."""

from collections.abc import Collection
from typing import BinaryIO, cast

from leadqual.imports.columns.column_preview import layout_of
from leadqual.imports.files.reading import FileRow, read_rows
from leadqual.imports.files.sheet_lines import sheet_and_line
from leadqual.imports.models import ImportBatch
from leadqual.imports.validation.row_validators import validator_of
from leadqual.imports.validation.validated_rows import (
    CompanyValues,
    ContactValues,
)

MAX_LINE = 200_000
"""Last line that a page reads; later lines take too long."""


def names_in_file(batch: ImportBatch, numbers: Collection[int]) -> dict[int, str]:
    """Return number of a line → name, else what the person or company is found by.

    Omits unreadable lines and those after `MAX_LINE`.
    """
    wanted = {number for number in numbers if is_within_limit(number)}
    if not wanted:
        return {}
    checker = validator_of(batch)
    good = checker.check(rows_at(batch, wanted)).good
    return {number: _record_name(values) for number, values in good}


def is_within_limit(number: int) -> bool:
    """Return whether a line is near enough to the start for a page to read."""
    place, line = sheet_and_line(number)
    return line <= MAX_LINE // (place + 1)


def rows_at(batch: ImportBatch, numbers: Collection[int]) -> list[FileRow]:
    """Read lines of a file by their numbers, at least one; [] where the file is gone."""
    found, last = [], max(numbers)
    try:
        with batch.file.open("rb") as file:
            for row in read_rows(cast("BinaryIO", file), layout_of(batch)):
                if row.number in numbers:
                    found.append(row)
                if row.number >= last:
                    break
    except FileNotFoundError:
        return []
    return found


def _record_name(values: ContactValues | CompanyValues) -> str:
    if isinstance(values, CompanyValues):
        return str(values.keys.name)
    name = f"{values.first_name} {values.last_name}".strip()
    return name or values.email or values.linkedin_url or values.external_id
