"""Values of cells: cleaned, or refused with a reason and what to do."""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from urllib.parse import unquote

from leadqual.core.files.csv_cells import is_formula
from leadqual.core.texts.plain_texts import without_hidden
from leadqual.leads.firmographics.geography import (
    Location,
    country_name,
    is_nowhere,
    is_postal_code,
    read_city,
    split_location,
)
from leadqual.leads.held_titles import LONGEST_TITLE, MAX_TITLES, join_titles
from leadqual.leads.websites import Website, read_linkedin, read_website

LARGEST_WHOLE = 2**31 - 1
LARGEST_AMOUNT = Decimal(10) ** 14
MAX_ENTRIES = 200
LONGEST_ENTRY = 300

_EMPTY = frozenset({"-", "--", "n/a", "#n/a", "na", "nan", "none", "null", "unknown", "\\n", "?"})
_EMPTY_NAMES = frozenset({"-", "--", "n/a", "#n/a", "\\n", "?"})  # "Null" and "Na" are surnames.
_SEVERAL = " ::: "  # Google Contacts writes several values of a kind into one cell.
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
_LARGEST_BAND = "10001+"
_ALONE = frozenset(
    {"self employed", "selfemployed", "freelance", "freelancer", "selbstständig", "selbständig"}
    | {"indépendant", "autónomo", "just me", "myself only", "1 employee", "solo"}
)
_THOUSANDS = re.compile(r"(?<=\d)[,.'’\u00a0\u202f ](?=\d{3}(?!\d))")
_K = re.compile(r"(\d{1,6})\s*k\b", re.IGNORECASE)
_ABOVE = re.compile(
    r"(\d{1,9})\s*(?:\+|or more|and more|and above|plus|et plus|und mehr|o más)"
    r"|(?:>|over|more than|above|mehr als|über|plus de|más de)\s*(\d{1,9})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_AMOUNT = re.compile(
    r"(?:us\s?\$|usd|\$)?\s*([\d.,' ]*\d)\s*"
    r"(k|m|mn|mio|million|b|bn|billion|thousand)?\s*(?:usd|\$)?",
    re.IGNORECASE,
)
_UNITS = {"k": 3, "t": 3, "m": 6, "b": 9}
_SIZE_WORDS = re.compile(
    r"\s*\b(?:employees?|people|staff|fte|mitarbeiter(?:innen)?|mitarbeitende|empleados|salariés"
    r"|collaborateurs|personnes|dipendenti|medewerkers|anställda|pracowników|funcionários)\b\s*",
    re.IGNORECASE,
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
    """Take away spaces, hidden characters, Excel's `="…"` and the apostrophe before a formula.

    A real formula is refused.
    """
    value = without_hidden(value).strip()
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
    """Read a mail address in lower case, also out of "Name <address>"; the first of several."""
    value = value.partition(_SEVERAL)[0].strip()
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
    """Read a phone number as it is written; of several by Google the first."""
    value = _SPACE.sub(" ", value.partition(_SEVERAL)[0]).strip()
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
    """Read a country in any language, also at the end of a whole place.

    What is no country is refused: nobody could filter by it.
    """
    if value.lower() in _EMPTY or is_nowhere(value):
        return ""
    found = country_name(value) or split_location(_SPACE.sub(" ", value)).country
    if not found:
        raise RefusedError("Not a country. Use its name or its ISO code, or leave it empty.")
    return found


def city(value: str) -> Location:
    """Read a city; a whole place is taken apart, and a city gets its English name."""
    value = _SPACE.sub(" ", value)
    if value.lower() in _EMPTY:
        return Location()
    if is_postal_code(value):
        raise RefusedError("A postal code, not a city. Enter the city, or leave it empty.")
    found = read_city(_within(value, 300))
    for part in found[:3]:
        _within(part, 150)
    return found


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
    number = decimal(found.group(1)) if found else None
    if found is None or number is None:
        raise RefusedError("Not an amount in US dollars. Use digits, or leave it empty.")
    unit = (found.group(2) or "").lower()[:1]
    number = number.scaleb(_UNITS.get(unit, 0))
    if number >= LARGEST_AMOUNT:
        raise RefusedError("This amount is too large. Enter it in US dollars.")
    return round(number, 2)


def size(value: str) -> str:
    """Read a band of sizes: "1,001 - 5,000 employees" → "1001-5000"; a number stays one."""
    if value.lower() in _EMPTY:
        return ""
    plain = _SIZE_WORDS.sub("", value)
    return band(value) or _within(_THOUSANDS.sub("", plain), 20)


def band(value: str) -> str:
    """Give a band of sizes in one spelling: "10.000+" → "10001+"; "" where it is none.

    "Self-employed" is one person. A range ends where the next band begins: over 10,000 is 10,001
    and more.
    """
    if _fold_words(value) in _ALONE:
        return "1"
    plain = _THOUSANDS.sub("", _DASH.sub("-", _SIZE_WORDS.sub("", value))).strip()
    plain = _K.sub(lambda found: str(int(found[1]) * 1_000), plain)
    if between := re.fullmatch(r"(\d{1,9})-(\d{1,9})", plain):
        least, most = int(between[1]), int(between[2])
        return f"{least}-{most}" if least <= most else ""
    if above := _ABOVE.fullmatch(plain):
        least = int(above[1] or above[2])
        return f"{least + 1 if least % 10 == 0 else least}+"
    return ""


def employees(value: str) -> int | str | None:
    """Read a number of employees, or the band that stands in its place; "500+" is a number."""
    found = band(value)
    return found if found and (found == _LARGEST_BAND or "+" not in found) else whole(value)


def _fold_words(value: str) -> str:
    return " ".join(re.sub(r"[-_/]", " ", value.lower()).split())


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


def is_empty(value: str) -> bool:
    """Tell whether a cell says nothing: "n/a", "-" and the like."""
    return value.lower() in _EMPTY


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
