"""A company as words of its fields: what the business model classifier counts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from classifiers.companies.customers import customer_relations
from classifiers.companies.names import NamePatterns
from classifiers.companies.text import shorten
from classifiers.types import CompanyRecord

OVERVIEW_CHARACTERS = 1500
CUSTOMERS = "customers"
"""Field of what a text says of customers."""
GRAM_SIZES = (3, 4, 5)
ACCENTS = re.compile("[\u0300-\u036f]")
WORD = re.compile(r"[^\W_]+")
NOT_FOLDED = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
SIZE_BANDS = ((11, "1-10"), (51, "11-50"), (201, "51-200"), (1001, "201-1000"))


@dataclass(frozen=True, slots=True)
class Token:
    """One thing a company says about itself.

    Args:
        field: field it stands in, e.g. `overview`; `name pattern` for a known kind of name.
        text: word, pair of words, letters or value, folded.
    """

    field: str
    text: str


def fold(text: str) -> str:
    """Return lower case without accents: `Straße Łódź` → `strasse lodz`."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    return ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).translate(NOT_FOLDED)


def read_overview(record: CompanyRecord) -> str:
    """Return as much of what a company says of itself as is read; "" for nothing."""
    return shorten(record.overview or "", characters=OVERVIEW_CHARACTERS)


def company_tokens(record: CompanyRecord, patterns: NamePatterns) -> Counter[Token]:
    """Count everything that may speak for a business model; missing fields add nothing."""
    return Counter(Token(field, text) for field, text in _tokens(record, patterns))


def _tokens(record: CompanyRecord, patterns: NamePatterns) -> Iterator[tuple[str, str]]:
    name = fold(record.name)
    yield from _phrases("name", record.name)
    yield from (("letters", gram) for gram in _grams(name))
    yield from (("name pattern", kind) for kind in patterns.kinds(name))
    overview = read_overview(record)
    yield from _phrases("overview", overview)
    if overview:
        yield from ((CUSTOMERS, relation) for relation in customer_relations(fold(overview)))
    yield from _phrases("industry", record.industry or "")
    for entry in (*record.categories, *record.specialties):
        yield from _phrases("topics", entry)
    yield from (("sic", code[:size]) for code in record.sic_codes for size in (2, 4))
    yield from _values("technology", record.technologies)
    yield from _values("type", (record.type or "", record.ownership_type or ""))
    yield from (("domain", part) for part in _domain_parts(record))
    if record.employees is not None:
        yield "size", _size_band(record.employees)


def _phrases(field: str, text: str) -> Iterator[tuple[str, str]]:
    words = WORD.findall(fold(text))
    yield from ((field, word) for word in words)
    yield from ((field, f"{first} {second}") for first, second in pairwise(words))


def _values(field: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((field, fold(value)) for value in values if value)


def _grams(name: str) -> Iterator[str]:
    for word in WORD.findall(name):
        padded = f"^{word}$"
        for size in GRAM_SIZES:
            yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def _domain_parts(record: CompanyRecord) -> Iterator[str]:
    """Yield the endings that say who may register there: `.gov.uk` gives `.gov` and `.uk`."""
    host = (record.domain or "").strip().casefold()
    if not host and record.website:
        try:
            host = urlsplit(record.website).hostname or ""
        except ValueError:  # Not an address at all.
            return
    yield from (f".{part}" for part in host.split(".")[-2:] if host and len(part) <= 4)  # noqa: PLR2004  # gov, gouv, edu, com


def _size_band(employees: int) -> str:
    return next((band for limit, band in SIZE_BANDS if employees < limit), "1000+")
