"""Lines of several sheets of a workbook as numbers that grow from sheet to sheet."""

from typing import NamedTuple

LINES_PER_SHEET = 2**21
"""Twice the maximum number of rows of an Excel sheet."""


class SheetPlace(NamedTuple):
    """One of several sheets that are read in turn.

    Args:
        number: of the sheet in its workbook, from 1.
        line: first line of its header, from 1.
    """

    number: int
    line: int


def number_at(place: int, line: int) -> int:
    """Return the file-wide number of a line of a sheet.

    Args:
        place: index of the sheet among those read, from 0; the first keeps its line numbers.
        line: of the sheet.
    """
    return place * LINES_PER_SHEET + line


def sheet_and_line(number: int) -> tuple[int, int]:
    """Return the index of a sheet among those read, from 0, and the line within it."""
    return divmod(number, LINES_PER_SHEET)
