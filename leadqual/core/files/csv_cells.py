"""CSV cells that are safe to open in a spreadsheet."""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


_PHONE = re.compile(r"[+\-] ?\(?[0-9][0-9 ()./\-]{3,30}[0-9]\)?(?: (?:ext\.?|x) ?[0-9]{1,6})?")
_MIN_DIGITS = 6  # With fewer digits it may be a sum.


def is_phone(cell: str) -> bool:
    """Return whether a text that starts with + or - is a phone number: digits and separators."""
    is_written_so = _PHONE.fullmatch(cell.strip(" ")) is not None
    return is_written_so and sum(map(str.isdigit, cell)) >= _MIN_DIGITS


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would run a text as a formula; includes full-width signs."""
    return cell.lstrip(" ").startswith(FORMULA_STARTS)


def escape_formula(cell: str) -> str:
    """Prefix text that a spreadsheet would run as a formula with an apostrophe.

    Phone numbers are unchanged: a CRM would read `'+49 30 901820` as a different number, and digits
    cannot call functions.
    """
    return f"'{cell}" if is_formula(cell) and not is_phone(cell) else cell
