"""Numbers of employees among typed words, as bands of sizes."""

import re
from collections.abc import Sequence

from leadqual.leads.firmographics.bands import SIZES

MAX_WORDS = 7
_MAX_EMPLOYEES = 10**9
_N = r"(\d[\d.,]*k?)"
_STAFF = (
    r" (?:people|employees|staff|persons|headcount|mitarbeitern?|mitarbeitende|personen"
    r"|employés|salariés|personnes|empleados|personas|dipendenti|funcionários|medewerkers)"
)
_WITH = "(?:with |mit |avec |con |de )?"
_BETWEEN = re.compile(
    rf"{_WITH}(?:between |from |zwischen |entre )?{_N}"
    rf" ?(?:to|and|bis|und|à|et|a|y|-|–|—) ?{_N}{_STAFF}"
)
_MORE = re.compile(
    rf"{_WITH}(?:more than|over|at least|above|mehr als|über|mindestens|plus de|más de|>=?)"
    rf" ?{_N}{_STAFF}|{_WITH}{_N}\+{_STAFF}"
)
_LESS = re.compile(
    rf"{_WITH}(?:fewer than|less than|under|up to|at most|below|weniger als|unter|bis zu|höchstens"
    rf"|moins de|menos de|<=?) ?{_N}{_STAFF}"
)


def read_size(words: Sequence[str]) -> tuple[str, ...] | None:
    """Return the bands of a number of employees that words say in whole; None where they do not."""
    text = " ".join(words).lower()
    if found := _BETWEEN.fullmatch(text):
        return _bands(_number(found[1]), _number(found[2]))
    if found := _MORE.fullmatch(text):
        return _bands(_number(found[1] or found[2]), _MAX_EMPLOYEES)
    if found := _LESS.fullmatch(text):
        return _bands(1, _number(found[1]))
    return None


def _number(text: str) -> int:
    thousands = text.endswith("k")
    digits = re.sub(r"\D", "", text)
    return int(digits or 0) * (1_000 if thousands else 1)


def _bands(least: int, most: int) -> tuple[str, ...]:
    """Return the bands that lie in a range but for their edges: 50 to 500 is no band to 50."""
    ends = [*(band.least - 1 for band in SIZES[1:]), _MAX_EMPLOYEES]
    found = [
        band.code
        for band, end in zip(SIZES, ends, strict=True)
        if min(end, most) > max(band.least, least)
    ]
    return tuple(found)
