"""Values of cells: cleaned, or refused with a reason and what to do."""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from urllib.parse import unquote

from leadqual.core.files.csv_cells import is_formula
from leadqual.imports.validation.geography import country_name, is_nowhere
from leadqual.leads.held_titles import LONGEST_TITLE, MAX_TITLES, join_titles
from leadqual.leads.websites import Website, read_linkedin, read_website

LARGEST_WHOLE = 2**31 - 1
LARGEST_AMOUNT = Decimal(10) ** 14
MAX_ENTRIES = 200
LONGEST_ENTRY = 300

_EMPTY = frozenset({"-", "--", "n/a", "#n/a", "na", "nan", "none", "null", "unknown", "\\n", "?"})
_EMPTY_NAMES = frozenset({"-", "--", "n/a", "#n/a", "\\n", "?"})  # "Null" and "Na" are surnames.
_FORMULA = re.compile(r"=\s*[\w@+(\"'-]")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # How Excel keeps "007" from becoming 7.
_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]+)>")
_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_EMAIL = re.compile(rf"({_LOCAL})@({_HOST})")
_LONGEST_LOCAL = 64
_LONGEST_EMAIL = 254
_WHOLE = re.compile(r"(\d{1,3}(?:[,. '’\u00a0\u202f]\d{3})+|\d+)(?:[.,]0{1,2})?\+?")
_SHORT_WHOLE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([km])\+?", re.IGNORECASE)
_BAND = re.compile(r"\d[\d,.]*\s*(?:-|–|to|bis)\s*\d[\d,.]*")
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_AMOUNT = re.compile(
    r"(?:us\s?\$|usd|\$)?\s*([\d.,' ]*\d)\s*"
    r"(k|m|mn|mio|million|b|bn|billion|thousand)?\s*(?:usd|\$)?",
    re.IGNORECASE,
)
_UNITS = {"k": 3, "t": 3, "m": 6, "b": 9}
_SIZE_WORDS = re.compile(
    r"\s*(?:employees|people|mitarbeiter|empleados|salariés)\s*", re.IGNORECASE
)
_DASH = re.compile(r"\s*[–—-]\s*|\s+(?:to|bis)\s+")
_BETWEEN_ADDRESSES = re.compile(r"[\s,;|]+")
_NO_ADDRESS = re.compile(r"(?:https?:/*)?(?:www\.?)?", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_read_website = read_website.__wrapped__  # Columns remember their cells: once is enough.


class RefusedError(Exception):
    """A value cannot be taken; says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def tidy(value: str) -> str:
    """Take away spaces, Excel's `="…"` and the apostrophe before a defused formula.

    A real formula is refused.
    """
    value = value.strip()
    if value.startswith("'") and is_formula(value[1:]):
        value = value[1:].strip()
    if value.startswith("="):
        if kept := _KEPT_AS_TEXT.fullmatch(value):
            return kept.group(1).strip()
        if _FORMULA.match(value):
            raise RefusedError("A formula, not a value. Paste the text instead.")
    return value


def name(limit: int) -> Callable[[str], str]:
    """Read a name on one line, at most `limit` characters."""

    def read(value: str) -> str:
        value = _SPACE.sub(" ", value)
        if value.lower() in _EMPTY_NAMES:
            return ""
        return _within(value, limit)

    return read


def line(limit: int) -> Callable[[str], str]:
    """Read a text on one line, at most `limit` characters; "n/a" and the like count as empty."""

    def read(value: str) -> str:
        value = _SPACE.sub(" ", value)
        return "" if value.lower() in _EMPTY else _within(value, limit)

    return read


def text(value: str) -> str:
    """Read a text that may have several lines."""
    return "" if value.lower() in _EMPTY else _within(value, 100_000)


def email(value: str) -> str:
    """Read a mail address in lower case, also out of "Name <address>"."""
    if value.lower() in _EMPTY:
        return ""
    if named := _NAMED_ADDRESS.fullmatch(value):
        value = named.group(1).strip()
    address = value.lower().removeprefix("mailto:")
    if not address.isascii():
        address = _with_ascii_host(address)
    found = _EMAIL.fullmatch(address)
    if not found or len(found.group(1)) > _LONGEST_LOCAL or len(address) > _LONGEST_EMAIL:
        raise RefusedError(
            "Not a valid email address. Use the form name@company.com, one address "
            "only, or leave it empty."
        )
    return address


def phone(value: str) -> str:
    """Read a phone number as it is written."""
    value = _SPACE.sub(" ", value)
    if value.lower() in _EMPTY:
        return ""
    if not any(map(str.isdigit, value)):
        raise RefusedError("Not a phone number: it has no digits. Correct it, or leave it empty.")
    return _within(value, 60)


def person_linkedin(value: str) -> str:
    """Read the address of a person on LinkedIn."""
    return _linkedin(value, ("in", "pub", "sales"), "linkedin.com/in/…")


def company_linkedin(value: str) -> str:
    """Read the address of a company on LinkedIn."""
    return _linkedin(value, ("company", "school", "showcase"), "linkedin.com/company/…")


def website(value: str) -> Website:
    """Read the address of a company: its domain, or its page on LinkedIn; of several the first."""
    first = _BETWEEN_ADDRESSES.split(_within(value, 2_000), maxsplit=1)[0]
    if first.lower() in _EMPTY or _NO_ADDRESS.fullmatch(first):
        return Website()
    found = _read_website(first)
    if found is None:
        raise RefusedError("Not a valid URL. Use the form www.company.com, or leave it empty.")
    return found


def country(value: str) -> str:
    """Read a country in any language; what is not known stays as it is written."""
    if value.lower() in _EMPTY or is_nowhere(value):
        return ""
    return country_name(value) or _within(_SPACE.sub(" ", value), 100)


def whole(value: str) -> int | None:
    """Read a whole number: 1,234 or 1.234 or 5000+ or 1.2k."""
    if value.lower() in _EMPTY:
        return None
    number: int | None = None
    if found := _WHOLE.fullmatch(value):
        number = int(re.sub(r"\D", "", found.group(1)))
    elif short := _SHORT_WHOLE.fullmatch(value):
        unit = _UNITS[short.group(2).lower()]
        number = int(Decimal(short.group(1).replace(",", ".")).scaleb(unit))
    if number is not None and number <= LARGEST_WHOLE:
        return number
    if _BAND.search(value):
        raise RefusedError("A range, not a number. Map the column to Size (band) instead.")
    raise RefusedError("Not a whole number. Use digits, or leave it empty.")


def year(value: str) -> int | None:
    """Read a year, also out of a date."""
    if value.lower() in _EMPTY:
        return None
    found = _YEAR.search(value)
    if not found or len(value) > len("2012-05-01T00:00:00.000Z"):
        raise RefusedError("Not a year. Use four digits, or leave it empty.")
    return int(found.group(1))


def amount(value: str) -> Decimal | None:
    """Read an amount in US dollars: 19,800,000 or $19.8M or USD 1.5 million."""
    if value.lower() in _EMPTY:
        return None
    found = _AMOUNT.fullmatch(value)
    number = _decimal(found.group(1)) if found else None
    if found is None or number is None:
        raise RefusedError("Not an amount in US dollars. Use digits, or leave it empty.")
    unit = (found.group(2) or "").lower()[:1]
    number = number.scaleb(_UNITS.get(unit, 0))
    if number >= LARGEST_AMOUNT:
        raise RefusedError("This amount is too large. Enter it in US dollars.")
    return round(number, 2)


def size(value: str) -> str:
    """Read a band of sizes: "1,001 - 5,000 employees" → "1001-5000"."""
    if value.lower() in _EMPTY:
        return ""
    band = _DASH.sub("-", _SIZE_WORDS.sub("", value))
    return _within(re.sub(r"(?<=\d)[,.](?=\d{3})", "", band), 20)


def entries(value: str, separators: str = ";,|\n", *, longest: int = LONGEST_ENTRY) -> list[str]:
    """Read a list: a JSON array, or entries joined by the first of the separators that is there."""
    if value.lower() in _EMPTY or value == "[]":
        return []
    parts = _json_entries(value)
    if parts is None:
        separator = next((sign for sign in separators if sign in value), "\n")
        parts = value.split(separator)
    found = list(dict.fromkeys(_SPACE.sub(" ", part).strip() for part in parts))
    kept = [_within(part, longest) for part in found if part and part.lower() not in _EMPTY]
    if len(kept) > MAX_ENTRIES:
        raise RefusedError(f"{len(kept)} entries; the maximum is {MAX_ENTRIES}. Remove some.")
    return kept


def titles(value: str) -> str:
    """Read a list of job titles, which may have commas inside; see `held_titles.join_titles`."""
    found = entries(value, separators="\n;|", longest=LONGEST_TITLE)
    if len(found) > MAX_TITLES:
        raise RefusedError(f"{len(found)} titles; the maximum is {MAX_TITLES}. Remove some.")
    return join_titles(found)


def sentences(value: str) -> list[str]:
    """Read a list of sentences, which may have commas inside."""
    return entries(value, separators=";|\n")


def _within(value: str, limit: int) -> str:
    if len(value) > limit:
        raise RefusedError(f"{len(value):,} characters; the maximum is {limit:,}. Shorten it.")
    return value


def _with_ascii_host(address: str) -> str:
    local, _, host = address.rpartition("@")
    try:
        return f"{local}@{host.encode('idna').decode()}"
    except UnicodeError:
        return address


@lru_cache(maxsize=100_000)
def _linkedin(value: str, kinds: Sequence[str], example: str) -> str:
    if value.lower() in _EMPTY:
        return ""
    address = read_linkedin(unquote(value))
    if not address or address.split("/")[3] not in kinds:
        raise RefusedError(
            f"Not a LinkedIn URL of this kind. Use the form {example}, or leave it empty."
        )
    return _within(address, 500)


def _decimal(digits: str) -> Decimal | None:
    """Read digits with separators.

    The last of two kinds is the decimal point, and so is a single one before other than 3 digits.
    """
    plain = re.sub(r"[\s']", "", digits)
    point = max(plain.rfind("."), plain.rfind(","))
    if point >= 0:
        sign, n_after = plain[point], len(plain) - point - 1
        is_point = plain.count(sign) == 1 and (n_after != 3 or len({*plain} & {".", ","}) > 1)  # noqa: PLR2004
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
