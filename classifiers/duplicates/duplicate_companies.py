"""Companies that stand in a workspace twice: candidates, and how likely two of them are one."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from classifiers.duplicates.candidate_blocks import candidate_pairs
from classifiers.duplicates.company_names import CompanyName, compare_names, read_company
from classifiers.duplicates.contact_addresses import linkedin_slug
from classifiers.duplicates.match_evidence import Match, Reason, match_of
from classifiers.duplicates.name_spellings import fold, word_list

MIN_SCORE = 0.5
"""Pairs below are not shown to anybody: more likely two companies than one."""

_NAME_BITS = {
    "same": 23.0,
    "spacing": 22.0,
    "slip": 17.0,
    "generic": 17.0,
    "acronym": 14.0,
    "part": 8.0,
    "branch": -14.0,
    "different": -6.0,
}
_NAME_TEXTS = {
    "same": "Same name",
    "spacing": "Same name, written differently",
    "slip": "Names differ by one letter",
    "generic": "Names differ by a general word",
    "acronym": "One name is short for the other",
    "part": "One name is part of the other",
    "branch": "Names of different branches or subsidiaries",
    "different": "Different names",
}
_MIN_ACRONYM = 3
_SHORT_NAME = 3


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """What is known of one company; empty where it is not known.

    Args:
        key: of the record.
        name: as written.
        domain: registrable, lower case.
        linkedin_url: as written.
        city: as written.
        country: in one spelling.
        industry: as written.
        employees: 0 where it is not known.
        founded: year; 0 where it is not known.
    """

    key: int
    name: str = ""
    domain: str = ""
    linkedin_url: str = ""
    city: str = ""
    country: str = ""
    industry: str = ""
    employees: int = 0
    founded: int = 0


@dataclass(frozen=True, slots=True)
class _Company:
    record: CompanyRecord
    name: CompanyName
    domain: str
    label: str
    slug: str


class CompanyMatcher:
    """Finds records of one company among many.

    Args:
        records: all companies of a workspace.
    """

    def __init__(self, records: Iterable[CompanyRecord]) -> None:
        self._companies = {record.key: _read(record) for record in records}
        self._names = Counter(company.name.key for company in self._companies.values())

    def __len__(self) -> int:
        return len(self._companies)

    def candidates(self) -> list[tuple[int, int]]:
        """Return pairs that share a key, each once."""
        keys = (
            (key, name)
            for key, company in self._companies.items()
            for name in _blocking_keys(company)
        )
        return list(candidate_pairs(keys))

    def find(self, *, min_score: float = MIN_SCORE) -> list[Match]:
        """Return all pairs of at least this score, the likeliest first."""
        matches = (self.score(one, other) for one, other in self.candidates())
        found = [match for match in matches if match.score >= min_score]
        return sorted(found, key=lambda match: (-match.score, match.first, match.second))

    def score(self, first: int, second: int) -> Match:
        """Compare two records by everything that is known of both."""
        one, other = self._companies[first], self._companies[second]
        reasons = [
            self._name(one, other),
            *_pages(one, other),
            *_place(one.record, other.record),
            *_figures(one.record, other.record),
        ]
        return match_of(first, second, reasons)

    def _name(self, one: _Company, other: _Company) -> Reason:
        likeness = compare_names(one.name, other.name)
        bits = _NAME_BITS[likeness]
        if bits > 0:
            # Ten companies called "Müller" say that the name is nobody's own.
            n_others = max(self._names[one.name.key], self._names[other.name.key]) - 2
            bits -= min(3.0 * max(n_others, 0), 12.0)
            if all(_is_weak(word) for word in one.name.words):
                bits -= 5
        return Reason(f"name_{likeness}", _NAME_TEXTS[likeness], bits)


def _is_weak(word: str) -> bool:
    """Tell whether a word is nobody's own: general ones and very short ones."""
    weak = word_list("generic_company_words") | word_list("franchise_words")
    return word in weak or word in word_list("distinguishing_company_words") or len(word) == 1


def _read(record: CompanyRecord) -> _Company:
    domain = record.domain.strip().lower().removeprefix("www.")
    if domain in word_list("free_mailboxes"):
        domain = ""
    label = fold(domain.partition(".")[0].replace("-", ""))
    slug = linkedin_slug(record.linkedin_url)
    return _Company(record, read_company(record.name), domain, label, slug)


def _blocking_keys(company: _Company) -> Iterator[Hashable]:
    name = company.name
    if name.key:
        yield "name", name.key
        yield "words", *sorted(name.words)
        yield "core", name.core, fold(company.record.country)
        if len(name.core) > _SHORT_NAME:
            yield "start", name.core[:6], name.core[-2:], fold(company.record.city)
            yield "start", name.key[:5], len(name.key) // 4
            yield "end", name.key[:2], name.key[-6:]
        if len(name.words) >= _MIN_ACRONYM:
            yield "name", "".join(word[0] for word in name.words)
        yield "label", name.key
    if company.domain:
        yield "domain", company.domain
        yield "label", company.label
    if company.slug:
        yield "slug", company.slug


def _pages(one: _Company, other: _Company) -> Iterator[Reason]:
    if one.slug and other.slug:
        if one.slug == other.slug:
            yield Reason("same_linkedin", "Same LinkedIn page", 26)
        else:
            yield Reason("different_linkedin", "Different LinkedIn pages", -6)
    if one.domain and other.domain:
        if one.domain == other.domain:
            yield Reason("same_domain", "Same domain", 18)
        elif one.label == other.label:
            yield Reason("same_domain_name", "Same domain name under two endings", 5)
        else:
            yield Reason("different_domain", "Different domains", -6)
    elif one.label or other.label:
        label, bare = (one.label, other.name) if one.label else (other.label, one.name)
        if label in (bare.key, bare.core):
            yield Reason("domain_fits_name", "The domain fits the name", 3)


def _place(one: CompanyRecord, other: CompanyRecord) -> Iterator[Reason]:
    if one.country and other.country and fold(one.country) != fold(other.country):
        yield Reason("different_country", "Different countries", -4)
    elif one.city and other.city:
        if fold(one.city) == fold(other.city):
            yield Reason("same_city", "Same city", 5)
        else:
            yield Reason("different_city", "Different cities", -3)


def _figures(one: CompanyRecord, other: CompanyRecord) -> Iterator[Reason]:
    if one.founded and other.founded:
        if one.founded == other.founded:
            yield Reason("same_year", "Founded in the same year", 3)
        elif abs(one.founded - other.founded) > 2:  # years: sources differ by one
            yield Reason("different_year", "Founded in different years", -3)
    if one.employees and other.employees:
        low, high = sorted((one.employees, other.employees))
        if high > 10 * low:
            yield Reason("different_size", "Very different sizes", -2)
    if one.industry and other.industry and fold(one.industry) == fold(other.industry):
        yield Reason("same_industry", "Same industry", 1)
