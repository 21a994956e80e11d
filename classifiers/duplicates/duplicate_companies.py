"""Companies that are in a workspace twice: candidates, and how likely two of them are one."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.duplicates.candidate_blocks import candidate_pairs
from classifiers.duplicates.company_names import (
    CompanyName,
    NameSimilarity,
    compare_names,
    parse_company_name,
)
from classifiers.duplicates.contact_addresses import linkedin_slug
from classifiers.duplicates.evident_companies import RARE_BITS, Pair, is_evident
from classifiers.duplicates.legal_forms import forms_contradict, legal_forms
from classifiers.duplicates.match_evidence import (
    MAX_QUESTION,
    Match,
    Reason,
    build_match,
    limit_score,
)
from classifiers.duplicates.name_spellings import fold, word_list, words_of
from classifiers.duplicates.word_rarity import WordRarity

MIN_SCORE = 0.5
"""Pairs below are not shown to anybody: more likely two companies than one."""

_NEGATIVE_BITS = {"branch": -14.0, "different": -6.0}
_BIT_DEDUCTIONS = {"same": 0.0, "spacing": 1.0, "slip": 6.0, "generic": 6.0, "part": 15.0}
"""Less than the bits of the words for names that are only nearly the same."""

_ACRONYM_BITS = 14.0
_REVIEWED_SIMILARITIES = frozenset({"same", "spacing", "generic", "slip", "acronym"})
"""Names so alike that people are asked, however common the words, where nothing contradicts."""

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
_MANY_NAMESAKES = 2
_POSTAL_CODE = re.compile(r"\d{5,}|\d(?!st|nd|rd|th)[a-z]{2}")
_LONGEST_CODE = 3
_SHORT_WORD = 2
_MIN_TEXT_WORDS = 8
_SIMILAR_SHARE, _DIFFERENT_SHARE = 0.5, 0.15
"""Share of the words of the shorter text that the other one has."""

_SIMILAR_COSINE, _DIFFERENT_COSINE = 0.8, 0.5
"""Of the vectors of what both say of themselves. They hold the name, too, so they are high."""


@dataclass(frozen=True, slots=True)
class ComparableCompany:
    """What is known of one company; empty where it is not known.

    Args:
        domain: registrable, lower case.
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
    state: str = ""
    address: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Company:
    record: ComparableCompany
    name: CompanyName
    domain: str
    label: str
    slug: str
    has_legal_form: bool
    numbers: frozenset[str]
    streets: frozenset[str]
    text: frozenset[str]


class CompanyMatcher:
    """Finds records of one company among many."""

    def __init__(self, records: Iterable[ComparableCompany]) -> None:
        self._companies = {record.key: _parse_company(record) for record in records}
        # Records of one name in one city may be one, and say nothing of how common it is.
        names = {
            (company.name, _normalize_city(company.record) or company.record.key)
            for company in self._companies.values()
        }
        self._names = Counter(name.key for name, _ in names)
        self._rarity = WordRarity(name.words for name, _ in names)
        self._vectors: Mapping[int, NDArray[np.float32]] = {}

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
        matches = (self.score(*pair) for pair in self.candidates())
        found = [match for match in matches if match.score >= min_score]
        return sorted(found, key=lambda match: (-match.score, match.first, match.second))

    def update(self, records: Iterable[ComparableCompany]) -> None:
        """Read records again that were changed since."""
        self._companies |= {record.key: _parse_company(record) for record in records}

    def use_vectors(self, vectors: Mapping[int, NDArray[np.float32]]) -> None:
        """Compare descriptions by these vectors from now on, and by words where one is missing.

        Args:
            vectors: key of a company that says what it does → its unit vector.
        """
        self._vectors = vectors

    def score(self, first: int, second: int) -> Match:
        """Compare two records by everything that is known of both."""
        one, other = self._companies[first], self._companies[second]
        similarity = compare_names(one.name, other.name)
        reasons = [
            self._compare_names(one, other, similarity),
            *_compare_pages(one, other, similarity),
            *_compare_places(one.record, other.record),
            *_compare_addresses(one, other),
            *_compare_figures(one.record, other.record),
            *_compare_kinds(one.record, other.record),
            *self._compare_texts(one, other),
        ]
        match = build_match(first, second, reasons)
        may_be_one = similarity in _REVIEWED_SIMILARITIES and all(
            reason.bits >= 0 for reason in reasons
        )
        needs_review = may_be_one and self._n_namesakes(one, other) <= _MANY_NAMESAKES
        min_score = MIN_SCORE if needs_review else 0.0
        pair = Pair(
            has_legal_form=one.has_legal_form or other.has_legal_form,
            is_franchise=bool(word_list("franchise_words").intersection(one.name.words)),
            are_described=bool(one.text and other.text),
        )
        is_sure = is_evident({reason.code: reason.bits for reason in reasons}, pair)
        return limit_score(match, min_score, 1.0 if is_sure else MAX_QUESTION)

    def _compare_names(self, one: _Company, other: _Company, similarity: NameSimilarity) -> Reason:
        code, text = f"name_{similarity}", _NAME_TEXTS[similarity]
        if similarity in _NEGATIVE_BITS:
            return Reason(code, text, _NEGATIVE_BITS[similarity])
        # Ten companies called "Müller" say that the name is nobody's own.
        n_others = max(self._n_namesakes(one, other) - 2, 0)
        bits = -min(3.0 * n_others, 12.0)
        if similarity == "acronym":
            return Reason(code, text, max(bits + _ACRONYM_BITS, 0.0))
        word_bits = min(self._rarity.bits(company.name.words) for company in (one, other))
        if word_bits < RARE_BITS:
            text = f"{text}, of common words"
        return Reason(code, text, max(bits + word_bits - _BIT_DEDUCTIONS[similarity], 0.0))

    def _compare_texts(self, one: _Company, other: _Company) -> Iterator[Reason]:
        n_words = min(len(one.text), len(other.text))
        keys = one.record.key, other.record.key
        vectors = [self._vectors[key] for key in keys if key in self._vectors]
        cosine = float(vectors[0] @ vectors[1]) if len(vectors) > 1 else None
        if n_words < _MIN_TEXT_WORDS and cosine is None:
            return
        share = len(one.text & other.text) / max(n_words, 1)
        is_enough = n_words >= _MIN_TEXT_WORDS
        if (is_enough and share >= _SIMILAR_SHARE) or (cosine or 0.0) >= _SIMILAR_COSINE:
            yield Reason("similar_text", "Similar descriptions", 8)
        elif share < _DIFFERENT_SHARE if cosine is None else cosine < _DIFFERENT_COSINE:
            yield Reason("different_text", "Different descriptions", -2)

    def _n_namesakes(self, one: _Company, other: _Company) -> int:
        return max(self._names[one.name.key], self._names[other.name.key])


def _parse_company(record: ComparableCompany) -> _Company:
    domain = record.domain.strip().lower().removeprefix("www.")
    if domain in word_list("free_mailboxes"):
        domain = ""
    label = fold(domain.partition(".")[0].replace("-", ""))
    slug = linkedin_slug(record.linkedin_url)
    place_words = words_of(f"{record.city} {record.state} {record.country}")
    words = words_of(record.address)
    address = frozenset(words).difference(place_words)
    streets = frozenset(word for word in address if not word[0].isdigit())
    first = words[:1]  # "11717 Exploration Lane": no postcode.
    numbers = frozenset(
        word for word in address - streets if word in first or not _POSTAL_CODE.fullmatch(word)
    )
    text = frozenset(word for word in words_of(record.text) if len(word) > _SHORT_NAME)
    name = parse_company_name(record.name)
    has_form = bool(legal_forms(record.name))
    return _Company(record, name, domain, label, slug, has_form, numbers, streets, text)


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


def _compare_pages(one: _Company, other: _Company, similarity: NameSimilarity) -> Iterator[Reason]:
    if one.slug and other.slug:
        if one.slug == other.slug:
            yield Reason("same_linkedin", "Same LinkedIn page", 26)
        else:
            yield Reason("different_linkedin", "Different LinkedIn pages", -6)
    if one.domain and other.domain:
        if one.domain == other.domain:
            yield Reason("same_domain", "Same domain", 18)
        elif one.label == other.label:  # acme.com and acme.de are often two.
            fits = similarity == "acronym" and one.label in (one.name.key, other.name.key)
            yield Reason("same_domain_name", "Same domain name under two endings", 3.0 * fits)
        else:
            yield Reason("different_domain", "Different domains", -6)
    elif one.label or other.label:
        label, bare = (one.label, other.name) if one.label else (other.label, one.name)
        if label in (bare.key, bare.core):
            yield Reason("domain_fits_name", "The domain fits the name", 3)


def _compare_places(one: ComparableCompany, other: ComparableCompany) -> Iterator[Reason]:
    if one.country and other.country and fold(one.country) != fold(other.country):
        yield Reason("different_country", "Different countries", -4)
    elif one.state and other.state and not _may_be_one_state(fold(one.state), fold(other.state)):
        yield Reason("different_state", "Different states", -4)
    elif one.city and other.city:
        if _normalize_city(one) == _normalize_city(other):
            yield Reason("same_city", "Same city", 5)
        else:
            yield Reason("different_city", "Different cities", -3)


def _may_be_one_state(one: str, other: str) -> bool:
    """Return whether two states are the same, or one is short for the other: CA and California."""
    short, long = sorted((one, other), key=len)
    if one == other or len(short) > _LONGEST_CODE or len(long) <= _LONGEST_CODE:
        return one == other
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def _normalize_city(company: ComparableCompany) -> str:
    """Return a city in one spelling: "New York City" is New York."""
    return fold(company.city).removesuffix(" city")


def _compare_addresses(one: _Company, other: _Company) -> Iterator[Reason]:
    """Compare house numbers: streets are written in many ways, numbers in one."""
    if not (one.numbers and other.numbers and one.streets and other.streets):
        return  # Without a street it is a postcode.
    if not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        yield Reason("different_address", "Different addresses", -5)
        return
    streets = (one.streets & other.streets) - word_list("street_words")
    has_street = any(word.isalpha() and len(word) > _SHORT_WORD for word in streets)
    shared = one.numbers & other.numbers
    is_long = any(len(number) > _SHORT_WORD for number in shared)  # Not of a floor or a unit.
    if has_street or is_long or len(shared) > 1:  # "5 W 23rd St"
        yield Reason("same_address", "Same address", 10)


def _compare_figures(one: ComparableCompany, other: ComparableCompany) -> Iterator[Reason]:
    if one.founded and other.founded:
        if one.founded == other.founded:
            yield Reason("same_year", "Founded in the same year", 3)
        elif abs(one.founded - other.founded) > 2:  # years: sources differ by one
            yield Reason("different_year", "Founded in different years", -3)
    if one.employees and other.employees:
        low, high = sorted((one.employees, other.employees))
        if high > 10 * low:
            yield Reason("different_size", "Very different sizes", -2)


def _compare_kinds(one: ComparableCompany, other: ComparableCompany) -> Iterator[Reason]:
    """Compare industries and legal forms."""
    if one.industry and other.industry:
        industries = [words_of(company.industry) for company in (one, other)]
        if industries[0] == industries[1]:
            yield Reason("same_industry", "Same industry", 1)
        elif not set(industries[0]) & set(industries[1]):
            yield Reason("different_industry", "Different industries", -1)
    if forms_contradict(one.name, other.name):
        yield Reason("different_legal_form", "Different legal forms", -1)
