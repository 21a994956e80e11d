"""Decide whether people with the same name, without a shared key, are the same person."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from classifiers.duplicates.contact_addresses import PhoneNumber, parse_phone
from leadqual.leads.firmographics.geography import country_codes, place_key
from leadqual.leads.namesakes import best_namesake


class PersonFacts(NamedTuple):
    """Facts that tell people with the same name apart; empty if unknown."""

    company_id: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""


def best_by_name(row: PersonFacts, candidates: Mapping[int, PersonFacts]) -> int | None:
    """Return the candidate that a row matches by name; None if there is no clear match.

    Country and phone must not contradict each other. Nor must city and state, unless the company
    and country are the same: people move between offices.

    Args:
        row: facts of the row.
        candidates: people with the same name at the same company or without one, by ID.
    """
    return best_namesake(row, candidates, contradict, _normalize)


def contradict(people: Iterable[PersonFacts]) -> bool:
    """Return whether people with the same name cannot all be the same."""
    return any(_are_different(*pair) for pair in combinations(set(map(_normalize, people)), 2))


class _Person(NamedTuple):
    company: str
    city: str
    state: str
    country: str
    phone: PhoneNumber | None


def _normalize(first: PersonFacts) -> _Person:
    number = (
        parse_phone(first.phone, country_codes().get(first.country, "")) if first.phone else None
    )
    return _Person(
        first.company_id,
        *place_key(first.city, first.state, first.country),
        number if number and number.country else None,
    )


def _are_different(first: _Person, second: _Person) -> bool:
    differing = {
        name for name in _Person._fields if _differ(getattr(first, name), getattr(second, name))
    }
    if first.company == second.company != "" and first.country == second.country != "":
        differing -= {"city", "state"}
    return bool(differing)


def _differ(first: object, second: object) -> bool:
    return bool(first and second and first != second)
