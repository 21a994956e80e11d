"""Read words as sizes of companies: numbers of employees, or a name such as "SMB"."""

import re
from collections.abc import Sequence

from facet_index.words.folded_terms import terms
from leadqual.leads.firmographics.bands import SIZES

_MAX_EMPLOYEES = 10**9
_NUMBER = r"(\d[\d.,]*k?)"
_PEOPLE_WORDS = (
    r" (?:people|employees|staff|persons|headcount|mitarbeitern?|mitarbeitende|personen"
    r"|employés|salariés|personnes|empleados|personas|dipendenti|funcionários|medewerkers)"
)
_WITH = "(?:with |mit |avec |con |de )?"
_BETWEEN = re.compile(
    rf"{_WITH}(?:between |from |zwischen |entre )?{_NUMBER}"
    rf" ?(?:to|and|bis|und|à|et|a|y|-|–|—) ?{_NUMBER}{_PEOPLE_WORDS}"
)
_MORE_THAN = re.compile(
    rf"{_WITH}(?:more than|over|at least|above|mehr als|über|mindestens|plus de|más de|>=?)"
    rf" ?{_NUMBER}{_PEOPLE_WORDS}|{_WITH}{_NUMBER}\+{_PEOPLE_WORDS}"
)
_LESS_THAN = re.compile(
    rf"{_WITH}(?:fewer than|less than|under|up to|at most|below|weniger als|unter|bis zu|höchstens"
    rf"|moins de|menos de|<=?) ?{_NUMBER}{_PEOPLE_WORDS}"
)
_PLAIN_RANGE = re.compile(rf"{_NUMBER}(?:\+|[-–—]{_NUMBER})")
_MIN_PLAIN_SIZE = 10
_YEARS = range(1900, 2100)
_CODES = {band.code.lower(): band.code for band in SIZES if "-" in band.code or "+" in band.code}
_NAMED_SIZES = {
    **dict.fromkeys(("small companies", "small businesses", "small firms"), (1, 50)),
    **dict.fromkeys(("kleine unternehmen", "kleine firmen", "petites entreprises"), (1, 50)),
    **dict.fromkeys(("smb", "smbs", "sme", "smes", "kmu", "kmus", "pme", "pmes"), (1, 200)),
    **dict.fromkeys(("mid market", "midmarket", "mittelstand"), (51, 1000)),
    **dict.fromkeys(("mid sized companies", "midsize companies", "medium companies"), (51, 1000)),
    **dict.fromkeys(("enterprises", "large enterprises"), (1001, _MAX_EMPLOYEES)),
    **dict.fromkeys(("large companies", "big companies"), (1001, _MAX_EMPLOYEES)),
    **dict.fromkeys(("grosse unternehmen", "grandes entreprises"), (1001, _MAX_EMPLOYEES)),
}
"""Folded words for companies of a size → employees, from and to."""


def read_size(words: Sequence[str]) -> tuple[str, ...] | None:
    """Return the size bands if the words are exactly a number of employees; else None."""
    text = " ".join(words).lower()
    if text in _CODES:
        return (_CODES[text],)
    size_range = (
        _NAMED_SIZES.get(" ".join(terms(text)))
        or _parse_plain_range(text)
        or _parse_range_words(text)
    )
    return _bands_in_range(*size_range) if size_range else None


def _parse_plain_range(text: str) -> tuple[int, int] | None:
    """Return the least and the most of "1000+" and "50-200", but not of "2019-2023"."""
    if not (found := _PLAIN_RANGE.fullmatch(text)):
        return None
    least, most = _parse_number(found[1]), _parse_number(found[2] or "") or _MAX_EMPLOYEES
    is_size = least < most >= _MIN_PLAIN_SIZE and not (least in _YEARS and most in _YEARS)
    return (least, most) if is_size else None


def _parse_range_words(text: str) -> tuple[int, int] | None:
    """Return the least and the most of "50 to 500 employees" and "more than 50 people"."""
    if found := _BETWEEN.fullmatch(text):
        return _parse_number(found[1]), _parse_number(found[2])
    if found := _MORE_THAN.fullmatch(text):
        return _parse_number(found[1] or found[2]), _MAX_EMPLOYEES
    if found := _LESS_THAN.fullmatch(text):
        return 1, _parse_number(found[1])
    return None


def _parse_number(text: str) -> int:
    is_thousands = text.endswith("k")
    digits = re.sub(r"\D", "", text)
    return int(digits or 0) * (1_000 if is_thousands else 1)


def _bands_in_range(least: int, most: int) -> tuple[str, ...]:
    """Return the bands that overlap a range by more than an edge: 50 to 500 excludes 11-50."""
    size_range = [*(band.least - 1 for band in SIZES[1:]), _MAX_EMPLOYEES]
    found = [
        band.code
        for band, end in zip(SIZES, size_range, strict=True)
        if min(end, most) > max(band.least, least)
    ]
    return tuple(found)
