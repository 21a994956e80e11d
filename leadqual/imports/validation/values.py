"""Values of cells: cleaned, or refused with a reason and what to do."""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import yaml

from leadqual.core.files.csv_cells import is_formula
from leadqual.core.texts.plain_texts import remove_hidden
from leadqual.leads.firmographics.geography import (
    Location,
    country_name,
    is_postal_code,
    is_unknown_location,
    read_city,
    split_location,
)
from leadqual.leads.firmographics.industries import industry_code_to_words
from leadqual.leads.title_lists import LONGEST_TITLE, MAX_TITLES, join_titles
from leadqual.leads.websites import Website, read_linkedin, read_website

MAX_WHOLE = 2**31 - 1
MAX_AMOUNT = Decimal(10) ** 14
MAX_ENTRIES = 200
NAMIBIA = "NA"
"""Its ISO code, and what R and others write where a value is missing."""
MAX_ENTRY_LENGTH = 300

_WORDS = {
    kind: frozenset(map(str, words))
    for kind, words in yaml.safe_load(
        Path(__file__).with_name("cell_words.yaml").read_text(encoding="utf-8")
    ).items()
}
_EMPTY = _WORDS["empty"]
_EMPTY_NAMES = _EMPTY - _WORDS["names"]  # "Null" and "Na" are surnames.
_TRUTH = _WORDS["truth"]
ROLES = _WORDS["roles"]
"""Mailboxes of a company and not of a person, before the @."""

_SPREADSHEET_ERROR = re.compile(
    r"#[¡¿]?[A-ZÀ-ÞА-Я]+(?:[/_][A-ZА-Я0]+)*[!?]|#(?:N/A|N/?[VDB]|BRAK|Н/Д|I/T|PUUTTUU|SAKNAS|YOK)!?"
    r"|#DIV/0!|#GETTING_DATA|Err:\d{3}|#{3,}"
)
"""Error values of spreadsheet formulas in many languages."""
_FORMULA = re.compile(r"=\s*[\w@+(\"'-]")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')  # How Excel keeps "007" from becoming 7.
_WHOLE = re.compile(r"(\d{1,3}(?:[,. '’\u00a0\u202f]\d{3})+|\d+)(?:[.,]0{1,2})?\+?")
_SHORT_WHOLE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([km])\+?", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_AMOUNT = re.compile(
    r"(?:us\s?\$|usd|\$)?\s*([\d.,' ]*\d)\s*"
    r"(k|m|mn|mio|million|b|bn|billion|thousand)?\s*(?:usd|\$)?",
    re.IGNORECASE,
)
_UNITS = {"k": 3, "t": 3, "m": 6, "b": 9}
_ADDRESS_SEPARATOR = re.compile(r"[\s,;|]+")
_NO_ADDRESS = re.compile(r"(?:https?:/*)?(?:www\.?)?", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_read_website = read_website.__wrapped__  # Columns remember their cells: once is enough.


class RejectedValueError(Exception):
    """A value is rejected; the message says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PartlyRejectedError(RejectedValueError):
    """A value is accepted in part; the message says what is dropped and what to do."""

    def __init__(self, reason: str, value: object) -> None:
        super().__init__(reason)
        self.value = value


class Rejection(NamedTuple):
    """Why a row is rejected."""

    column: str
    value: str
    reason: str


class PartlyRead(NamedTuple):
    """The parsed value of a cell, and the rejected part."""

    value: object
    rejection: Rejection


class BrokenCellError(RejectedValueError):
    """A formula of a spreadsheet failed and left nothing but its error, such as `#REF!`."""


def tidy(value: str) -> str:
    """Take away spaces, hidden characters, Excel's `="…"` and the apostrophe before a formula.

    A real formula is refused, and so is what is left of one that failed, such as `#REF!`.
    """
    value = remove_hidden(value).strip()
    if value[:1] in {"#", "E"} and _SPREADSHEET_ERROR.fullmatch(value):
        if is_empty(value):
            return ""  # "#N/A" is written for "not available", too.
        raise BrokenCellError("An error of the spreadsheet, not a value. It was skipped.")
    if value.startswith("'") and is_formula(value[1:]):
        value = value[1:].strip()
    if value.startswith("="):
        if kept := _TEXT_FORMULA.fullmatch(value):
            return kept.group(1).strip()
        if _FORMULA.match(value):
            raise RejectedValueError("A formula, not a value. Paste the text instead.")
    return value


def name(limit: int) -> Callable[[str], str]:
    """Read a name on one line, at most `limit` characters."""

    def read(value: str) -> str:
        value = _SPACE.sub(" ", value)
        if value.lower() in _EMPTY_NAMES or value in _TRUTH:
            return ""
        return within(value, limit)

    return read


def line(limit: int) -> Callable[[str], str]:
    """Read a text on one line, at most `limit` characters; "n/a" and the like count as empty."""

    def read(value: str) -> str:
        value = _SPACE.sub(" ", value)
        return "" if is_blank(value) else within(value, limit)

    return read


def text(value: str) -> str:
    """Read a text that may have several lines."""
    return "" if is_blank(value) else within(value, 100_000)


def industry(value: str) -> str:
    """Read the name or code of an industry."""
    return industry_code_to_words(line(200)(value))


def person_linkedin(value: str) -> str:
    """Read the address of a person on LinkedIn."""
    return _linkedin(value, ("in", "pub", "sales"), "linkedin.com/in/…")


def company_linkedin(value: str) -> str:
    """Read the address of a company on LinkedIn."""
    return _linkedin(value, ("company", "school", "showcase"), "linkedin.com/company/…")


def website(value: str) -> Website:
    """Read the address of a company: its domain, or its page on LinkedIn; of several the first."""
    plain = within(value, 2_000).replace("\\:", ":")  # As old exports of Google write it.
    first = _ADDRESS_SEPARATOR.split(plain, maxsplit=1)[0]
    if is_blank(first) or _NO_ADDRESS.fullmatch(first):
        return Website()
    found = _read_website(first)
    if found is None:
        raise RejectedValueError(
            "Not a valid URL. Use the form www.company.com, or leave it empty."
        )
    return found


def country(value: str) -> str:
    """Read a country in any language, also at the end of a whole place.

    What is no country is refused: nobody could filter by it. So is "NA", which other cells decide;
    see `RowValidator`.
    """
    if value == NAMIBIA:
        raise RejectedValueError(
            "“NA” can be Namibia or “not available”. Write “Namibia”, or leave it empty."
        )
    if is_blank(value) or is_unknown_location(value):
        return ""
    found = country_name(value) or split_location(_SPACE.sub(" ", value)).country
    if not found:
        raise RejectedValueError("Not a country. Use its name or its ISO code, or leave it empty.")
    return found


def city(value: str) -> Location:
    """Read a city; a whole place is taken apart, and a city gets its English name."""
    value = _SPACE.sub(" ", value)
    if is_blank(value):
        return Location()
    if is_postal_code(value):
        raise RejectedValueError("A postal code, not a city. Enter the city, or leave it empty.")
    found = read_city(within(value, 300))
    for part in found[:3]:
        within(part, 150)
    return found


def whole(value: str) -> int | None:
    """Read a whole number: 1,234 or 1.234 or 5000+ or 1.2k."""
    if is_blank(value):
        return None
    number: int | None = None
    if found := _WHOLE.fullmatch(value):
        number = int(re.sub(r"\D", "", found.group(1)))
    elif short := _SHORT_WHOLE.fullmatch(value):
        unit = _UNITS[short.group(2).lower()]
        number = int(Decimal(short.group(1).replace(",", ".")).scaleb(unit))
    if number is not None and number <= MAX_WHOLE:
        return number
    raise RejectedValueError("Not a whole number. Use digits, or leave it empty.")


def year(value: str) -> int | None:
    """Read a year, also out of a date."""
    if is_blank(value):
        return None
    found = _YEAR.search(value)
    if not found or len(value) > len("2012-05-01T00:00:00.000Z"):
        raise RejectedValueError("Not a year. Use four digits, or leave it empty.")
    return int(found.group(1))


def amount(value: str) -> Decimal | None:
    """Read an amount in US dollars: 19,800,000 or $19.8M or USD 1.5 million."""
    if is_blank(value):
        return None
    found = _AMOUNT.fullmatch(value)
    number = decimal(found.group(1)) if found else None
    if found is None or number is None:
        raise RejectedValueError("Not an amount in US dollars. Use digits, or leave it empty.")
    unit = (found.group(2) or "").lower()[:1]
    number = number.scaleb(_UNITS.get(unit, 0))
    if number >= MAX_AMOUNT:
        raise RejectedValueError("This amount is too large. Enter it in US dollars.")
    return round(number, 2)


def entries(value: str, separators: str = ";,|\n", *, longest: int = MAX_ENTRY_LENGTH) -> list[str]:
    """Read a list: a JSON array, or entries joined by the first of the separators that is there."""
    if is_blank(value) or value == "[]":
        return []
    parts = _json_entries(value)
    if parts is None:
        separator = next((sign for sign in separators if sign in value), "\n")
        parts = value.split(separator)
    found = list(dict.fromkeys(_SPACE.sub(" ", part).strip() for part in parts))
    kept = [within(part, longest) for part in found if part and not is_blank(part)]
    if len(kept) > MAX_ENTRIES:
        raise RejectedValueError(f"{len(kept)} entries; the maximum is {MAX_ENTRIES}. Remove some.")
    return kept


def titles(value: str) -> str:
    """Read a list of job titles, which may have commas inside; see `title_lists.join_titles`."""
    found = entries(value, separators="\n;|", longest=LONGEST_TITLE)
    if len(found) > MAX_TITLES:
        raise RejectedValueError(f"{len(found)} titles; the maximum is {MAX_TITLES}. Remove some.")
    return join_titles(found)


def sentences(value: str) -> list[str]:
    """Read a list of sentences, which may have commas inside."""
    return entries(value, separators=";|\n")


def within(value: str, limit: int) -> str:
    """Return a value of at most `limit` characters.

    Raises:
        RejectedValueError: it is longer.
    """
    if len(value) > limit:
        raise RejectedValueError(
            f"{len(value):,} characters; the maximum is {limit:,}. Shorten it."
        )
    return value


@lru_cache(maxsize=100_000)
def _linkedin(value: str, kinds: Sequence[str], example: str) -> str:
    if is_blank(value):
        return ""
    address = read_linkedin(unquote(value))
    if not address or address.split("/")[3] not in kinds:
        raise RejectedValueError(
            f"Not a LinkedIn URL of this kind. Use the form {example}, or leave it empty."
        )
    return within(address, 500)


def is_empty(value: str) -> bool:
    """Return whether a cell is a placeholder: "n/a", "-" and the like."""
    return value.lower() in _EMPTY


def is_blank(value: str) -> bool:
    """Return whether a cell of text says nothing: empty, or TRUE, as a comparison leaves it."""
    return value.lower() in _EMPTY or value in _TRUTH


def decimal(digits: str) -> Decimal | None:
    """Read digits with separators.

    The last of two kinds is the decimal point, and so is a single one before other than 3 digits.
    """
    plain = re.sub(r"[\s']", "", digits)
    point = max(plain.rfind("."), plain.rfind(","))
    if point >= 0:
        sign, n_after = plain[point], len(plain) - point - 1
        is_point = plain.count(sign) == 1 and (n_after != 3 or len({*plain} & {".", ","}) > 1)
        whole_part = re.sub(r"[.,]", "", plain[:point] if is_point else plain)
        plain = f"{whole_part}.{plain[point + 1 :]}" if is_point else whole_part
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _json_entries(value: str) -> list[str] | None:
    if not (value.startswith("[") and value.endswith("]")):
        return None
    try:
        found = json.loads(value)
    except ValueError:
        try:
            found = json.loads(value.replace("'", '"'))  # As Python prints a list.
        except ValueError:
            found = value[1:-1].split(",")
    return [str(part) for part in found if part is not None]
