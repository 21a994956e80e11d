"""Whether two people of one name, of whom nothing else is a key, may be one."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from classifiers.duplicates.contact_addresses import PhoneNumber, read_phone
from leadqual.leads.firmographics.geography import country_codes, place_key
from leadqual.leads.namesakes import best_namesake


class PersonFacts(NamedTuple):
    """What tells a person from another one of the name; empty where it is not known."""

    company: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""


def best_by_name(row: PersonFacts, candidates: Mapping[int, PersonFacts]) -> int | None:
    """Return the person of this name whom a row means; None where nobody is sure.

    Neither country nor phone may contradict, nor city and state, unless a company in one country
    is the same: people move between its offices.

    Args:
        row: what it says.
        candidates: primary key → people of the same name at the same company or at none.
    """
    return best_namesake(row, candidates, contradict, _read)


def contradict(people: Iterable[PersonFacts]) -> bool:
    """Return whether people of one name cannot all be one."""
    return any(_are_two(*pair) for pair in combinations(set(map(_read, people)), 2))


class _Person(NamedTuple):
    company: str
    city: str
    state: str
    country: str
    phone: PhoneNumber | None


def _read(one: PersonFacts) -> _Person:
    number = read_phone(one.phone, country_codes().get(one.country, "")) if one.phone else None
    return _Person(
        one.company,
        *place_key(one.city, one.state, one.country),
        number if number and number.country else None,
    )


def _are_two(one: _Person, other: _Person) -> bool:
    differs = {
        name for name in _Person._fields if _differ(getattr(one, name), getattr(other, name))
    }
    if one.company == other.company != "" and one.country == other.country != "":
        differs -= {"city", "state"}
    return bool(differs)


def _differ(one: object, other: object) -> bool:
    return bool(one and other and one != other)
