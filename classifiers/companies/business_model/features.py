"""A company as words of its fields: what the business model classifier counts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from classifiers.companies.business_model.company_kinds import company_kinds, sector_kinds
from classifiers.companies.business_model.customers import customer_relations
from classifiers.companies.business_model.organization_names import NamePatterns
from classifiers.companies.company_text import overview_of
from classifiers.companies.translation.east_asian import translate_to_english
from classifiers.core.text import without_accents
from classifiers.core.types import CompanyRecord

OVERVIEW_CHARACTERS = 1500
CUSTOMERS = "customers"
"""Field of what a text says of customers."""
KIND = "kind"
"""Field of what a text says that the company is."""
GRAM_SIZES = (3, 4, 5)
MAX_WORD_COUNT = 4
"""Maximum count of a word."""
WORD = re.compile(r"[^\W_]+")
SIZE_BAND = re.compile(r"(\d{1,9})(\+?)")
THOUSANDS = re.compile(r"(?<=\d)[,.' ](?=\d{3}(?!\d))")
SIZE_BANDS = ((11, "1-10"), (51, "11-50"), (201, "51-200"), (1001, "201-1000"))


@dataclass(frozen=True, slots=True)
class Token:
    """One thing a company says about itself.

    Args:
        text: word, pair of words, letters or value, folded.
    """

    field: str
    text: str


def read_overview(record: CompanyRecord) -> str:
    """Return as much of what a company says of itself as is read; "" for nothing."""
    return overview_of(record, characters=OVERVIEW_CHARACTERS)


def company_tokens(record: CompanyRecord, patterns: NamePatterns) -> Counter[Token]:
    """Count all evidence of a business model; missing fields add nothing."""
    counts = Counter(Token(field, text) for field, text in _tokens(record, patterns))
    return Counter({token: min(count, MAX_WORD_COUNT) for token, count in counts.items()})


def _tokens(record: CompanyRecord, patterns: NamePatterns) -> Iterator[tuple[str, str]]:
    name = without_accents(record.name)
    english_name = translate_to_english(name)
    yield from _phrases("name", english_name)
    yield from (("letters", gram) for gram in _grams(name))
    yield from (("name pattern", kind) for kind in patterns.kinds(english_name))
    overview = translate_to_english(without_accents(read_overview(record)))
    yield from _phrases("overview", overview)
    if overview:
        yield from ((CUSTOMERS, relation) for relation in customer_relations(overview))
        yield from ((KIND, kind) for kind in company_kinds(overview))
    industry = translate_to_english(without_accents(record.industry or ""))
    yield from _phrases("industry", industry)
    yield from ((KIND, kind) for kind in sector_kinds(industry))
    for entry in (*record.categories, *record.specialties):
        yield from _phrases("topics", translate_to_english(without_accents(entry)))
    yield from (("sic", code[:size]) for code in record.sic_codes for size in (2, 4))
    yield from _values("technology", record.technologies)
    yield from _values("type", (record.type or "", record.ownership_type or ""))
    yield from (("domain", part) for part in _domain_parts(record))
    if (employees := _min_employees(record)) is not None:
        yield "size", next((band for limit, band in SIZE_BANDS if employees < limit), "1000+")


def _phrases(field: str, text: str) -> Iterator[tuple[str, str]]:
    words = WORD.findall(text)
    yield from ((field, word) for word in words)
    yield from ((field, f"{first} {second}") for first, second in pairwise(words))


def _values(field: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((field, without_accents(value)) for value in values if value)


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
    # Short ones such as gov, gouv, edu, com.
    yield from (f".{part}" for part in host.split(".")[-2:] if host and len(part) <= 4)


def _min_employees(record: CompanyRecord) -> int | None:
    """Return how many work there; of a band such as `51-200` or `1,000+`, how many at least."""
    if record.employees is not None:
        return record.employees
    found = SIZE_BAND.search(THOUSANDS.sub("", record.size or ""))
    return int(found[1]) + len(found[2]) if found else None
