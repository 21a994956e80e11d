"""Employee numbers and size ranges, including ranges that a spreadsheet turned into dates."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from leadqual.core.texts.plain_texts import remove_accents
from leadqual.imports.validation.values import (
    RejectedValueError,
    Rejection,
    is_blank,
    whole,
    within,
)

_LARGEST_BAND = "10001+"
_ONE_PERSON_WORDS = frozenset(
    {"self employed", "selfemployed", "freelance", "freelancer", "selbstständig", "selbständig"}
    | {"indépendant", "autónomo", "just me", "myself only", "1 employee", "solo"}
)
_THOUSANDS = re.compile(r"(?<=\d)[,.'’\u00a0\u202f ](?=\d{3}(?!\d))")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")  # 1,05,000
_SHORT = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:k|tsd\.?|thousand|tausend|mil|mille)\b\.?", re.I
)
_LOWER_BOUND = re.compile(
    r"(\d{1,9})\s*(?:\+|or more|and more|and above|plus|et plus|und mehr|o más|e oltre|en meer)"
    r"|(?:>=?|≥|over|more than|above|greater than|mehr als|über|plus de|más de|mais de|oltre|più di"
    r"|meer dan|över|mer än|over|ponad|powyżej|více než|более|свыше|yli|from|ab|at least|min\."
    r"|mindestens|mind\.|minimum|au moins|al menos)\s*(\d{1,9})",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"^(?:>=|≥|from\b|ab\b|at least|min|mind|au moins|al menos)", re.IGNORECASE)
_UPPER_BOUND = re.compile(
    r"(<(?!=)|under|less than|fewer than|below|unter|weniger als|moins de|menos de|meno di"
    r"|minder dan|färre än|mniej niż|poniżej|méně než|менее|alle|en az)?"
    r"(<=|≤|up to|bis zu|bis|max\.?|maximal|jusqu'à|hasta|até|fino a|tot|do)?\s*(\d{1,9})",
    re.IGNORECASE,
)
_APPROXIMATION = re.compile(
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
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_RANGE_PREFIX = re.compile(
    r"^(?:from|between|von|zwischen|de|entre|da|tra|van|od)\s+(?=\d)", re.IGNORECASE
)
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
_EAST_ASIAN_DATE = re.compile(r"(\d{1,2})月(\d{1,2})日")
_DAY_ONLY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?")
_MIN_DATE_YEAR = (
    2000  # A spreadsheet takes "11-50" for November 1950, and "1-10" for a day of this year.
)
_CENTURY, _CENTURY_PIVOT = 100, 30

_SIZES = (("size", "employees"), ("company_size", "company_employees"))
_OUTSIDE_REASON = (
    "The number of employees in this row is outside of this range. The number was imported, the "
    "range was not."
)


def size(value: str) -> str:
    """Read a band of sizes: "1,001 - 5,000 employees" → "1001-5000"; a number stays one."""
    if is_blank(value):
        return ""
    if found := band(value):
        return found
    try:
        return str(whole(_plain_number(value)) or "")
    except RejectedValueError:
        return within(_THOUSANDS.sub("", _WORDS.sub("", value)), 20)


def band(value: str) -> str:
    """Return a band of sizes in one spelling: "10.000+" → "10001+"; "" where it is none.

    "Self-employed" is one person. A range ends where the next band begins: over 10,000 is 10,001
    and more. "10-Jan" and "Nov-50" were "1-10" and "11-50" before a spreadsheet saw them.
    """
    if _fold_words(value) in _ONE_PERSON_WORDS:
        return "1"
    plain = _plain_number(value)
    ranged = _DASH.sub("-", _RANGE_PREFIX.sub("", plain))
    if between := re.fullmatch(r"(\d{1,9})-(\d{1,9})", ranged):
        low, high = int(between[1]), int(between[2])
        return f"{low}-{high}" if low <= high else ""
    if above := _LOWER_BOUND.fullmatch(plain):
        low = int(above[1] or above[2])
        return f"{low + 1 if low % 10 == 0 else low}+"
    if (below := _UPPER_BOUND.fullmatch(plain)) and (below[1] or below[2]):
        high = int(below[3]) - bool(below[1])
        return f"1-{high}" if high > 1 else ""
    return _band_from_date(value)


def employees(value: str) -> int | str | None:
    """Read a number of employees, or a band given instead.

    "500+" is the number 500, and "> 500" is 501.
    """
    found = band(value)
    if found and (found == _LARGEST_BAND or "+" not in found):
        return found
    plain = _plain_number(value)
    if found and (above := _LOWER_BOUND.fullmatch(plain)):
        return int(above[1] or above[2]) + bool(above[2] and not _AT_LEAST.match(plain))
    return whole(plain)


def is_outside_band(band_of_size: str, n_employees: int) -> bool:
    """Return whether a number of employees is outside of a band: 1,200 are not 51-200."""
    low, dash, high = band_of_size.rstrip("+").partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()):
        return False
    if n_employees < int(low):
        return True
    return not band_of_size.endswith("+") and n_employees > int(high or low)


def _plain_number(value: str) -> str:
    """Write numbers as digits alone, without the words around them."""
    if _INDIAN.fullmatch(value):
        return value.replace(",", "")
    plain = _APPROXIMATION.sub("", _WORDS.sub("", _BRACKETED.sub("", value)).strip())
    plain = _SHORT.sub(lambda found: _expand_thousands(found[1]), _THOUSANDS.sub("", plain))
    return plain.strip()


def _expand_thousands(number: str) -> str:
    return str(int(Decimal(number.replace(",", ".")) * 1_000))


def _band_from_date(value: str) -> str:
    """Return the size range that a spreadsheet turned into a date; "" if not a date."""
    pair: tuple[int, int] | None = None
    if found := _DAY_MONTH.fullmatch(value) or _MONTH_YEAR.fullmatch(value):
        number, month = (found[1], found[2]) if found[1].isdecimal() else (found[2], found[1])
        pair = (int(number), _month_number(month))
    elif found := _EAST_ASIAN_DATE.fullmatch(value) or _DAY_ONLY.fullmatch(value):
        pair = (int(found[1]), int(found[2]))
    elif found := _YEAR_FIRST.fullmatch(value):
        pair = _numbers_of_date(int(found[1]), int(found[2]), int(found[3]))
    elif found := _YEAR_LAST.fullmatch(value):
        year = int(found[3])
        if year < _CENTURY:
            year += 1900 if year >= _CENTURY_PIVOT else 2000
        pair = _numbers_of_date(year, *sorted((int(found[1]), int(found[2])), reverse=True))
    if not pair or not 0 < min(pair) < max(pair) < _CENTURY:
        return ""
    return f"{min(pair)}-{max(pair)}"


def _numbers_of_date(year: int, month: int, day: int) -> tuple[int, int]:
    return (month, year % _CENTURY) if year < _MIN_DATE_YEAR and day == 1 else (month, day)


def _month_number(word: str) -> int:
    plain = remove_accents(word)
    return _MONTH_OF.get(plain[:4]) or _MONTH_OF.get(plain[:3], 0)


def _fold_words(value: str) -> str:
    return " ".join(re.sub(r"[-_/]", " ", value.lower()).split())


def drop_contradicting_bands(
    table: dict[str, list[Any]], notes: list[tuple[int, Rejection]], column_of: Mapping[str, str]
) -> None:
    """Drop bands that do not contain the number of employees of the row."""
    for pair in _SIZES:
        if not all(code in table for code in pair):
            continue
        for at, values in enumerate(zip(*(table[code] for code in pair), strict=True)):
            numbers = [one for one in values if _is_number(one)]
            bands = [one for one in values if isinstance(one, str) and one not in numbers]
            if numbers and bands and is_outside_band(bands[0], int(numbers[0])):
                code = pair[values.index(bands[0])]
                table[code][at] = ""
                notes.append((at, Rejection(column_of[code], bands[0], _OUTSIDE_REASON)))


def _is_number(value: object) -> bool:
    """Return whether a size is a number of employees; "1" is a band."""
    return bool(value) and (isinstance(value, int) or (str(value).isdecimal() and value != "1"))
