"""Cells of a sheet that are merged over several rows: their value counts for each of the rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from leadqual.imports.files.cell_links import Links

Merged = Mapping[int, list[tuple[int, int]]]
"""Number of a row → place of a column that begins there, and the last row over which it goes."""

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"
)


def merged_cells(end: bytes) -> Merged:
    """Return the cells of one column that are merged over several rows.

    Args:
        end: XML of the sheet behind its rows.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for first, last in _MERGED.findall(end):
        row, column = coordinate_to_tuple(first.decode())
        last_row, last_column = coordinate_to_tuple(last.decode())
        if column == last_column and row < last_row:
            found.setdefault(row, []).append((column - 1, last_row))
    return found


def with_merged(
    rows: Iterator[tuple[int, tuple[Any, ...], Links]], merged: Merged
) -> Iterator[tuple[int, tuple[Any, ...], Links]]:
    """Fill cells below the first one of merged cells, in rows that hold something else."""
    going: dict[int, tuple[Any, int]] = {}
    for number, values, links in rows:
        filled = [*values]
        if any(value is not None for value in values):
            for column, (value, last) in going.items():
                if number <= last:
                    filled += [None] * (column + 1 - len(filled))
                    filled[column] = value if filled[column] is None else filled[column]
        for column, last in merged.get(number, ()):
            going[column] = (filled[column] if column < len(filled) else None, last)
        yield number, tuple(filled), links
