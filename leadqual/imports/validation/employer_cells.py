"""Cells that name the company of a person."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

from leadqual.imports.columns.column_fields import fold_name
from leadqual.imports.validation.values import (
    PartlyRejectedError,
    RejectedValueError,
    name,
)

_NAMES = Path(__file__).with_name("no_employers.yaml")
_SEPARATOR = re.compile(r"[/|,;()–—]| - ")
_ROLE_AT_COMPANY = re.compile(
    r"(.+?)\s+(?:@|at|bei|für|for|chez|pour|para|per|voor)\s+(.+)", re.IGNORECASE
)
_ONLY_COMPANY_READ = "Only the company was read, not what stands before it."
_SEVERAL_COMPANIES = "Several companies in one cell: only the first was read."
_OTHER_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "ı": "i", "đ": "d"})


def employer(limit: int) -> Callable[[str], str]:
    """Read the name of a company, at most `limit` characters; other values are rejected."""
    read = name(limit)

    def read_employer(value: str) -> str:
        if is_no_employer(value):
            raise RejectedValueError("Not the name of a company. The person is kept without one.")
        if (match := _ROLE_AT_COMPANY.fullmatch(value)) and is_no_employer(match[1]):
            raise PartlyRejectedError(_ONLY_COMPANY_READ, match[2])
        companies = [*filter(None, map(str.strip, value.split(";")))]
        if len(companies) > 1:
            raise PartlyRejectedError(_SEVERAL_COMPANIES, read(companies[0]))
        return read(value)

    return read_employer


def is_no_employer(value: str) -> bool:
    """Return whether a name only says that there is no company, as "Freelance (self-employed)"."""
    if _fold(value) in _load_non_employers():
        return True
    parts = _SEPARATOR.split(value)
    if len(parts) == 1:
        return False
    folded = [*filter(None, map(_fold, parts))]
    return bool(folded) and all(part in _load_non_employers() for part in folded)


def _fold(value: str) -> str:
    return fold_name(value.casefold().translate(_OTHER_LETTERS))


@cache
def _load_non_employers() -> frozenset[str]:
    content = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    return frozenset(_fold(str(name)) for some in content.values() for name in some)
