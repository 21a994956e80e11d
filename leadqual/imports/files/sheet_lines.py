"""Lines of several sheets of a workbook as numbers that grow from sheet to sheet."""

from typing import NamedTuple

LINES_PER_SHEET = 2**21
"""Twice what a sheet of Excel can have."""


class SheetPlace(NamedTuple):
    """One of several sheets that are read, one after the other.

    Args:
        number: of the sheet in its workbook, from 1.
        line: where its header begins, from 1.
    """

    number: int
    line: int


def number_at(place: int, line: int) -> int:
    """Return the number of a line of a sheet.

    Args:
        place: of the sheet among those that are read, from 0; numbers of the first are its lines.
        line: of the sheet.
    """
    return place * LINES_PER_SHEET + line


def sheet_and_line(number: int) -> tuple[int, int]:
    """Return the place of a sheet among those that are read, from 0, and the line there."""
    return divmod(number, LINES_PER_SHEET)
