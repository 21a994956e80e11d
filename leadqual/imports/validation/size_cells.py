"""Employee numbers and size ranges, including those a spreadsheet turned into dates."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from leadqual.core.texts.plain_texts import without_accents
from leadqual.imports.columns.column_fields import fold_name
from leadqual.imports.columns.opt_outs import (
    DO_NOT_CONTACT,
    OPT_OUTS,
    asks_to_stop,
    is_bounce_reason,
    is_status_name,
    is_stop_word,
    says_opt_out,
)
from leadqual.imports.options import ANY
from leadqual.imports.validation import contact_cells
from leadqual.imports.validation import values as read
from leadqual.imports.validation.contact_cells import company_readers
from leadqual.imports.validation.values import (
    BrokenCellError,
    PartlyReadError,
    RefusedError,
    name,
    says_nothing,
    tidy,
    whole,
    within,
)
from leadqual.leads.company_fields import COMPANY_FIELDS, CompanyField, FieldKind

_LARGEST_BAND = "10001+"
_ALONE = frozenset(
    {"self employed", "selfemployed", "freelance", "freelancer", "selbstständig", "selbständig"}
    | {"indépendant", "autónomo", "just me", "myself only", "1 employee", "solo"}
)
_THOUSANDS = re.compile(r"(?<=\d)[,.'’\u00a0\u202f ](?=\d{3}(?!\d))")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")  # 1,05,000
_SHORT = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:k|tsd\.?|thousand|tausend|mil|mille)\b\.?", re.I
)
_ABOVE = re.compile(
    r"(\d{1,9})\s*(?:\+|or more|and more|and above|plus|et plus|und mehr|o más|e oltre|en meer)"
    r"|(?:>=?|≥|over|more than|above|greater than|mehr als|über|plus de|más de|mais de|oltre|più di"
    r"|meer dan|över|mer än|over|ponad|powyżej|více než|более|свыше|yli|from|ab|at least|min\."
    r"|mindestens|mind\.|minimum|au moins|al menos)\s*(\d{1,9})",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"^(?:>=|≥|from\b|ab\b|at least|min|mind|au moins|al menos)", re.IGNORECASE)
_BELOW = re.compile(
    r"(<(?!=)|under|less than|fewer than|below|unter|weniger als|moins de|menos de|meno di"
    r"|minder dan|färre än|mniej niż|poniżej|méně než|менее|alle|en az)?"
    r"(<=|≤|up to|bis zu|bis|max\.?|maximal|jusqu'à|hasta|até|fino a|tot|do)?\s*(\d{1,9})",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:[~≈±∼]|(?:c|ca|circa|zirka|approx|approximately|about|around|roughly|some|est|rund|etwa"
    r"|ungefähr|environ|env|unos|unas|aprox|aproximadamente|alrededor de|cerca de|cca|około|ok|kb"
    r"|omkring|omtrent|ungeveer|ongeveer|noin|yaklaşık|около|примерно|约|約)\b\.?|[约約])\s*",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\s*\b(?:employees?|empl\.?|people|persons?|pers\.?|staff|heads?|headcount|ftes?|ees?"
    r"|mitarbeiter(?:innen|/-?innen|:innen|\*innen)?|mitarbeitende[nr]?|ma|beschäftigten?"
    r"|angestellten?|emplead[oa]s|trabajadores|personas|salariés"
    r"|collaborateurs|personnes|employés|dipendenti|addetti"
    r"|medewerkers|werknemers|anställda|ansatte|medarbejdere|pracownik(?:ów|i)|zaměstnanců|funcionários"
    r"|colaboradores|työntekijää|çalışan|сотрудник(?:ов|а|и)?|человек)\b\.?\s*|\s*(?:名|人|社員|명)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_FROM = re.compile(r"^(?:from|between|von|zwischen|de|entre|da|tra|van|od)\s+(?=\d)", re.IGNORECASE)
_DASH = re.compile(
    r"\s*[–—‑−~〜～-]\s*|(?<=\d)\s*(?:to|bis|à|a|y|und|and|et|until|do|til|t/m|до)\s*(?=\d)"
)
_MONTHS = (
    *("jan ene gen sty янв led oca ian tam", "feb fev fév lut фев uno sub hel"),
    *("mar mär mrz mrt maa бер", "apr avr abr kwi апр dub nis huh", "may mai mei maj mag май kve"),
    *("jun juin giu cze июн haz kes", "jul juil lug lip июл tem hei"),
    *("aug aou ago sie авг srp agu elo", "sep set wrz сен zar eyl syy"),
    *("oct okt out ott paz окт eki", "nov lis ноя kas", "dec dez dic gru дек pro ara jou des"),
)
_MONTH_OF = {word: at for at, words in enumerate(_MONTHS, 1) for word in words.split()}
_DAY_MONTH = re.compile(r"(\d{1,2})\.?[\s./-]*([^\W\d_]{3,})\.?")
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,})\.?[\s./-]*(?:19|20)?(\d{1,2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
_YEAR_LAST = re.compile(
    r"(\d{1,2})[/.-]\s?(\d{1,2})[/.-]\s?(\d{2}|\d{4})(?:,? [\d:.]+(?: ?[AP]M)?)?"
)
_EASTERN = re.compile(r"(\d{1,2})月(\d{1,2})日")
_DAY_ONLY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?")
_OLD = 2000  # A spreadsheet takes "11-50" for November 1950, and "1-10" for a day of this year.
_CENTURY, _HALF = 100, 30

_NAMES = Path(__file__).with_name("no_employers.yaml")
_BETWEEN = re.compile(r"[/|,;()–—]| - ")
_FOR = re.compile(r"(.+?)\s+(?:@|at|bei|für|for|chez|pour|para|per|voor)\s+(.+)", re.IGNORECASE)
_BEHIND = "Only the company was read, not what stands before it."
_SEVERAL = "Several companies in one cell: only the first was read."
_OTHER_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "ı": "i", "đ": "d"})
SPARED = ("email", "linkedin_url")
LONGEST_SHOWN = 500
_MAX_REMEMBERED = 100_000
_NOT_KNOWN = frozenset({"?", "unknown"})  # Whether somebody asked: that is no "no".
_UNREADABLE_CELL = "Some characters are invalid in the encoding of this file. Retype them."
_UNREADABLE = re.compile("[\ud800-\udfff]")
PLAIN: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "contacts": {
        "email": re.compile(
            rf"(?!.{{65}}|{contact_cells.MUTE})"
            r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}"
        ),
        "phone": re.compile(r"(?!.{61})\+?[0-9]*[1-9][0-9]*(?:[ -]?[0-9]){5,}"),
        "linkedin_url": re.compile(r"https://www\.linkedin\.com/in/[a-z0-9-]{1,200}"),
    }
}
_SIZES = (("size", "employees"), ("company_size", "company_employees"))
_OUTSIDE = (
    "The number of employees in this row is outside of this range. The number was imported, the "
    "range was not."
)


def size(value: str) -> str:
    """Read a band of sizes: "1,001 - 5,000 employees" → "1001-5000"; a number stays one."""
    if says_nothing(value):
        return ""
    if found := band(value):
        return found
    try:
        return str(whole(_plain(value)) or "")
    except RefusedError:
        return within(_THOUSANDS.sub("", _WORDS.sub("", value)), 20)


def band(value: str) -> str:
    """Give a band of sizes in one spelling: "10.000+" → "10001+"; "" where it is none.

    "Self-employed" is one person. A range ends where the next band begins: over 10,000 is 10,001
    and more. "10-Jan" and "Nov-50" were "1-10" and "11-50" before a spreadsheet saw them.
    """
    if _fold_words(value) in _ALONE:
        return "1"
    plain = _plain(value)
    ranged = _DASH.sub("-", _FROM.sub("", plain))
    if between := re.fullmatch(r"(\d{1,9})-(\d{1,9})", ranged):
        least, most = int(between[1]), int(between[2])
        return f"{least}-{most}" if least <= most else ""
    if above := _ABOVE.fullmatch(plain):
        least = int(above[1] or above[2])
        return f"{least + 1 if least % 10 == 0 else least}+"
    if (below := _BELOW.fullmatch(plain)) and (below[1] or below[2]):
        most = int(below[3]) - bool(below[1])
        return f"1-{most}" if most > 1 else ""
    return _band_in_date(value)


def employees(value: str) -> int | str | None:
    """Read a number of employees, or the band that stands in its place.

    "500+" is the number 500, and "> 500" is 501.
    """
    found = band(value)
    if found and (found == _LARGEST_BAND or "+" not in found):
        return found
    plain = _plain(value)
    if found and (above := _ABOVE.fullmatch(plain)):
        return int(above[1] or above[2]) + bool(above[2] and not _AT_LEAST.match(plain))
    return whole(plain)


def contradict(band_of_size: str, n_employees: int) -> bool:
    """Return whether a number of employees is outside of a band: 1,200 are not 51-200."""
    least, dash, most = band_of_size.rstrip("+").partition("-")
    if not least.isdecimal() or (dash and not most.isdecimal()):
        return False
    if n_employees < int(least):
        return True
    return not band_of_size.endswith("+") and n_employees > int(most or least)


def _plain(value: str) -> str:
    """Write numbers as digits alone, without the words around them."""
    if _INDIAN.fullmatch(value):
        return value.replace(",", "")
    plain = _ABOUT.sub("", _WORDS.sub("", _BESIDE.sub("", value)).strip())
    plain = _SHORT.sub(lambda found: _thousands(found[1]), _THOUSANDS.sub("", plain))
    return plain.strip()


def _thousands(number: str) -> str:
    return str(int(Decimal(number.replace(",", ".")) * 1_000))


def _band_in_date(value: str) -> str:
    """Return the size range that a spreadsheet turned into a date; "" if not a date."""
    pair: tuple[int, int] | None = None
    if found := _DAY_MONTH.fullmatch(value) or _MONTH_YEAR.fullmatch(value):
        number, month = (found[1], found[2]) if found[1].isdecimal() else (found[2], found[1])
        pair = (int(number), _month(month))
    elif found := _EASTERN.fullmatch(value) or _DAY_ONLY.fullmatch(value):
        pair = (int(found[1]), int(found[2]))
    elif found := _YEAR_FIRST.fullmatch(value):
        pair = _of_day(int(found[1]), int(found[2]), int(found[3]))
    elif found := _YEAR_LAST.fullmatch(value):
        year = int(found[3])
        if year < _CENTURY:
            year += 1900 if year >= _HALF else 2000
        pair = _of_day(year, *sorted((int(found[1]), int(found[2])), reverse=True))
    if not pair or not 0 < min(pair) < max(pair) < _CENTURY:
        return ""
    return f"{min(pair)}-{max(pair)}"


def _of_day(year: int, month: int, day: int) -> tuple[int, int]:
    return (month, year % _CENTURY) if year < _OLD and day == 1 else (month, day)


def _month(word: str) -> int:
    plain = without_accents(word)
    return _MONTH_OF.get(plain[:4]) or _MONTH_OF.get(plain[:3], 0)


def _fold_words(value: str) -> str:
    return " ".join(re.sub(r"[-_/]", " ", value.lower()).split())


# Cells of one column → clean values, or refusals that name column, value and reason.


def employer(limit: int) -> Callable[[str], str]:
    """Read the name of a company, at most `limit` characters; what is none is refused."""
    read = name(limit)

    def read_employer(value: str) -> str:
        if is_no_employer(value):
            raise RefusedError("Not the name of a company. The person is kept without one.")
        if (beside := _FOR.fullmatch(value)) and is_no_employer(beside[1]):
            raise PartlyReadError(_BEHIND, beside[2])
        several = [*filter(None, map(str.strip, value.split(";")))]
        if len(several) > 1:
            raise PartlyReadError(_SEVERAL, read(several[0]))
        return read(value)

    return read_employer


def is_no_employer(value: str) -> bool:
    """Return whether a name only says that there is no company, as "Freelance (self-employed)"."""
    if _fold(value) in _names():
        return True
    parts = _BETWEEN.split(value)
    if len(parts) == 1:
        return False
    folded = [*filter(None, map(_fold, parts))]
    return bool(folded) and all(part in _names() for part in folded)


def _fold(value: str) -> str:
    return fold_name(value.casefold().translate(_OTHER_LETTERS))


@cache
def _names() -> frozenset[str]:
    content = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    return frozenset(_fold(str(name)) for some in content.values() for name in some)


"""Fields of people that have other keys or a name beside them."""

"""Characters of a refused value that are kept."""


class Rejection(NamedTuple):
    """Why a row is rejected."""

    column: str
    value: str
    reason: str


class PartlyRead(NamedTuple):
    """The parsed value of a cell, and the rejected part."""

    value: object
    rejection: Rejection


_BY_KIND: Mapping[FieldKind, Callable[[str], Any]] = {
    FieldKind.TEXT: read.text,
    FieldKind.ENTRIES: read.entries,
    FieldKind.SENTENCES: read.sentences,
    FieldKind.SIZE: size,
    FieldKind.WHOLE: read.whole,
    FieldKind.YEAR: read.year,
    FieldKind.AMOUNT: read.amount,
    FieldKind.COUNTRY: read.country,
    FieldKind.WEBSITE: read.website,
    FieldKind.LINKEDIN: read.company_linkedin,
}


_BY_CODE: Mapping[str, Callable[[str], Any]] = {
    "city": read.city,
    "employees": employees,
    "industry": read.industry,
}


def _reader_of(field: CompanyField) -> Callable[[str], Any]:
    if field.code in _BY_CODE:
        return _BY_CODE[field.code]
    if field.kind is FieldKind.NAME:
        return read.name(field.limit)
    return read.line(field.limit) if field.kind is FieldKind.LINE else _BY_KIND[field.kind]


_OF_COMPANIES = {field.code: _reader_of(field) for field in COMPANY_FIELDS}
READERS: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "contacts": {
        "first_name": contact_cells.names(150),
        "last_name": contact_cells.names(150),
        "full_name": contact_cells.full_name(300),
        "name_particle": read.name(50),
        "email": contact_cells.email,
        "phone": contact_cells.phone,
        "linkedin_url": read.person_linkedin,
        "external_id": read.line(100),
        "job_title": read.line(1_000),
        "other_titles": read.titles,
        "past_titles": read.titles,
        "company_name": employer(300),
        "company_website": read.website,
        "company_linkedin_url": read.company_linkedin,
        "company_external_id": read.line(100),
        "city": read.city,
        "state": read.line(150),
        "country": read.country,
        "location": read.line(1_000),
        **company_readers(_OF_COMPANIES),
    },
    "companies": _OF_COMPANIES,
}
"""Kind of a file → code of a field → what reads its cells."""


"""Kind of a file → code of a field of which hardly two cells are alike → cells that read as they
stand; the others are left to what reads them."""


class CellCache(dict[str, Any]):
    """Parsed cells of one column; repeated cells are cached.

    Args:
        column: its name.
        reader: reads a tidy cell that is not empty.
        empty: what an empty cell reads as.
    """

    def __init__(self, column: str, reader: Callable[[str], Any], empty: object) -> None:
        super().__init__({"": empty})
        self.column, self._reader, self._empty = column, reader, empty
        self.has_bad = False

    def __missing__(self, cell: str) -> object:
        found = self._read(cell)
        self.has_bad = self.has_bad or isinstance(found, Rejection | PartlyRead)
        self[cell] = found
        return found

    def make_room(self) -> None:
        """Clear the cache once it is large."""
        if len(self) > _MAX_REMEMBERED:
            self.clear()
            self[""], self.has_bad = self._empty, False

    def _read(self, cell: str) -> object:
        plain = cell
        if not cell.isascii() and _UNREADABLE.search(cell):
            shown = _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", cell).replace("\x00", "")
            return Rejection(self.column, shown[:LONGEST_SHOWN], _UNREADABLE_CELL)
        if "\x00" in cell:
            plain = cell.replace("\x00", "")
        try:
            plain = tidy(plain)
            return self._reader(plain) if plain else self._empty
        except BrokenCellError as error:
            return PartlyRead(self._empty, Rejection(self.column, plain, error.reason))
        except RefusedError as error:
            refusal = Rejection(self.column, plain[:LONGEST_SHOWN], error.reason)
            if isinstance(error, PartlyReadError):
                return PartlyRead(error.value, refusal)
            return refusal


def stop_reader(field: str, column: str) -> Callable[[str], bool] | None:
    """Return what reads from the cells of a field who must not be contacted; None for most fields.

    A status may say so, too, as "Do Not Contact" does in Apollo; so may any other column, see
    `opt_outs_among`.
    """
    if field == DO_NOT_CONTACT and is_bounce_reason(column):
        return lambda cell: not read.says_nothing(cell)
    if field == "status":
        return lambda cell: is_stop_word(cell) or says_opt_out(cell)
    if field not in OPT_OUTS:
        return None
    return partial(_stops, field, refusal=PartlyReadError if is_status_name(column) else None)


def _stops(field: str, cell: str, refusal: type[PartlyReadError] | None) -> bool:
    if (stops := asks_to_stop(field, cell)) is None:
        if read.is_empty(cell) and cell.lower() not in _NOT_KNOWN:
            return False
        reason = "Neither yes nor no. Write “yes” or “no”, or leave it empty."
        raise refusal(reason, value=False) if refusal else RefusedError(reason)
    return stops


def needed_fields(kind: str, match_by: str, columns: Mapping[str, str]) -> frozenset[str]:
    """Name the fields without which a row has no use, or must not be stored.

    A cell of `SPARED` that cannot be read costs its row only where nothing else says who it is.
    """
    always = {*OPT_OUTS, *(["name"] if kind == "companies" else [])}
    if match_by == ANY:
        linked = set() if kind == "contacts" else {"domain", "linkedin_url"}
        return frozenset(always | linked | {"external_id"})
    if kind == "contacts" and match_by in SPARED:
        return frozenset(always)
    if match_by == "domain" and "domain" not in columns:
        return frozenset(always | {"website"})
    return frozenset(always | {match_by})


# Bands of sizes beside a number of employees that they do not hold.


def drop_wrong_bands(
    table: dict[str, list[Any]], notes: list[tuple[int, Rejection]], column_of: Mapping[str, str]
) -> None:
    """Leave out bands beside a number of employees that they do not hold."""
    for pair in _SIZES:
        if not all(code in table for code in pair):
            continue
        for at, values in enumerate(zip(*(table[code] for code in pair), strict=True)):
            numbers = [one for one in values if _is_number(one)]
            bands = [one for one in values if isinstance(one, str) and one not in numbers]
            if numbers and bands and contradict(bands[0], int(numbers[0])):
                code = pair[values.index(bands[0])]
                table[code][at] = ""
                notes.append((at, Rejection(column_of[code], bands[0], _OUTSIDE)))


def _is_number(value: object) -> bool:
    """Return whether a size is a number of employees; "1" is a band."""
    return bool(value) and (isinstance(value, int) or (str(value).isdecimal() and value != "1"))
