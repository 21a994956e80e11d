"""Pairs that were judged by reading, as records."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from classifiers.duplicates.duplicate_companies import CompanyMatcher, CompanyRecord
from classifiers.duplicates.duplicate_people import PeopleMatcher, PersonRecord

_PEOPLE = {
    "e": "email",
    "l": "linkedin_url",
    "p": "phone",
    "t": "title",
    "c": "company",
    "s": "company_size",
    "y": "city",
    "k": "country",
}
_COMPANIES = {
    "n": "name",
    "d": "domain",
    "l": "linkedin_url",
    "y": "city",
    "k": "country",
    "i": "industry",
    "s": "employees",
    "f": "founded",
}


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two records, what a reader says of them, and the score; 0 where they are no candidates."""

    verdict: str
    score: float
    text: str


def judged_people(name: str) -> list[JudgedPair]:
    """Score the people of a file."""
    return [
        _judged(row, PeopleMatcher([_person(1, row["a"]), _person(2, row["b"])]))
        for row in _rows(name, "people")
    ]


def judged_companies(name: str) -> list[JudgedPair]:
    """Score the companies of a file."""
    return [
        _judged(row, CompanyMatcher([_company(1, row["a"]), _company(2, row["b"])]))
        for row in _rows(name, "companies")
    ]


def _judged(row: dict[str, Any], matcher: PeopleMatcher | CompanyMatcher) -> JudgedPair:
    score = matcher.score(1, 2).score if matcher.candidates() else 0.0
    return JudgedPair(row["is"], score, f"{row['a']} {row['b']}")


def _rows(name: str, kind: str) -> Iterator[dict[str, Any]]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    yield from yaml.safe_load(text)[kind]


def _person(key: int, row: dict[str, Any]) -> PersonRecord:
    first, _, last = row["n"].partition("|")
    former = (row["f"],) if "f" in row else ()
    values = {_PEOPLE[short]: value for short, value in row.items() if short in _PEOPLE}
    return PersonRecord(key, first, last, former_emails=former, **values)


def _company(key: int, row: dict[str, Any]) -> CompanyRecord:
    return CompanyRecord(key, **{_COMPANIES[short]: value for short, value in row.items()})
