"""Lines of a file that are no records: its header again, or a sum."""

import re
from collections.abc import Iterable, Sequence

_SUM = re.compile(
    r"(?:(?:gesamt|zwischen)?summe|gesamt|(?:grand |sub)?total|totale|totaal|somme|suma|summa"
    r"|anzahl|count)\b(?=.*[:\d])",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


def suspicious_cells(cells: Iterable[str], header: Sequence[str]) -> set[str]:
    """Return the first cells with which a line may be no record; see `why_no_record`."""
    return {cell for cell in cells if cell == header[0] or _SUM.match(cell)}


def why_no_record(cells: Sequence[str], header: Sequence[str], *, is_people: bool) -> str:
    """Return why a line is not a record; "" if it may be one."""
    if not cells:
        return ""
    if cells[0] == header[0] and sum(map(bool, cells)) > 1:
        pairs = zip(cells, header, strict=False)
        if all(cell in {"", name} for cell, name in pairs):
            return "This line repeats the header."
    if is_people and _SUM.match(cells[0]) and not any(map(_LETTER.search, cells[1:])):
        return "This line is a sum, not a person."
    return ""
