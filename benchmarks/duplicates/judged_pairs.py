"""Pairs that were judged by reading, as records, and how the matching scores them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from classifiers.duplicates.duplicate_companies import CompanyMatcher, ComparableCompany
from classifiers.duplicates.duplicate_people import ComparablePerson, PeopleMatcher
from leadqual.leads.firmographics.geography import country_codes

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
    "r": "state",
    "k": "country",
    "a": "address",
    "i": "industry",
    "s": "employees",
    "f": "founded",
    "t": "text",
}
Matcher = PeopleMatcher | CompanyMatcher
Records = Sequence[ComparablePerson] | Sequence[ComparableCompany]


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two records, what a reader says of them, and the score; 0 where they are no candidates."""

    verdict: str
    score: float
    text: str


def judged_one_by_one(path: Path, kind: str) -> list[JudgedPair]:
    """Score each pair of a file as if there were no other records.

    Args:
        path: of a YAML file.
        kind: `people` or `companies`.
    """
    found = []
    for row in _rows(path, kind):
        matcher = _matcher(kind, [row])
        score = matcher.score(0, 1).score if matcher.candidates() else 0.0
        found.append(_judged(row, score))
    return found


def judged_together(path: Path, kind: str) -> tuple[list[JudgedPair], Mapping[float, int]]:
    """Score the pairs of a file as the records of one workspace.

    Returns:
        The pairs, and how many others were found with at least 0.95 and at least 0.5.
    """
    rows = _rows(path, kind)
    scores = {(one.first, one.second): one.score for one in _matcher(kind, rows).find()}
    pairs = [_judged(row, scores.pop((2 * at, 2 * at + 1), 0.0)) for at, row in enumerate(rows)]
    return pairs, {least: sum(s >= least for s in scores.values()) for least in (0.95, 0.5)}


def _judged(row: Mapping[str, Any], score: float) -> JudgedPair:
    return JudgedPair(row["is"], score, f"{row['a']} {row['b']}")


def _rows(path: Path, kind: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))[kind])


def _matcher(kind: str, rows: Sequence[Mapping[str, Any]]) -> Matcher:
    sides = [side for row in rows for side in (row["a"], row["b"])]
    if kind == "people":
        return PeopleMatcher(_person(key, side) for key, side in enumerate(sides))
    return CompanyMatcher(_company(key, side) for key, side in enumerate(sides))


def _person(key: int, row: Mapping[str, Any]) -> ComparablePerson:
    first, _, last = row["n"].partition("|")
    former = (row["f"],) if "f" in row else ()
    values = {_PEOPLE[short]: value for short, value in row.items() if short in _PEOPLE}
    region = country_codes().get(row.get("k", ""), "")
    return ComparablePerson(key, first, last, former_emails=former, region=region, **values)


def _company(key: int, row: Mapping[str, Any]) -> ComparableCompany:
    return ComparableCompany(key, **{_COMPANIES[short]: value for short, value in row.items()})
