"""Cells of CSV files that a spreadsheet opens and does not run."""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


_PHONE = re.compile(r"[+\-] ?\(?[0-9][0-9 ()./\-]{3,30}[0-9]\)?(?: (?:ext\.?|x) ?[0-9]{1,6})?")
_MIN_DIGITS = 6  # With fewer it may be a sum.


def is_phone(cell: str) -> bool:
    """Return whether a text that begins with + or - is a phone number: digits and separators."""
    is_written_so = _PHONE.fullmatch(cell.strip(" ")) is not None
    return is_written_so and sum(map(str.isdigit, cell)) >= _MIN_DIGITS


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would run a text, wide forms of the signs among them."""
    return cell.lstrip(" ").startswith(FORMULA_STARTS)


def escape_formula(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula.

    Phone numbers stay as they are: a CRM reads `'+49 30 901820` as another number than
    `+49 30 901820`, and digits can call no function.
    """
    return f"'{cell}" if is_formula(cell) and not is_phone(cell) else cell
