"""Decide whether people with the same name, without a shared key, are the same person."""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import NamedTuple, TypeVar

from classifiers.duplicates.contact_addresses import PhoneNumber, read_phone
from leadqual.leads.firmographics.geography import country_codes, place_key

T = TypeVar("T")


def best_namesake(
    row: T,
    candidates: Mapping[int, T],
    contradict: Callable[[Iterable[T]], bool],
    compared: Callable[[T], tuple[object, ...]],
) -> int | None:
    """Return the record of this name that a row means; None where none is sure.

    Of records that contradict one another only the very same one is sure: a row without a city is
    not one of two cities.

    Args:
        row: what it says.
        candidates: primary key → what is known of records of the same name.
        contradict: tells whether they cannot all be one.
        compared: brings what is known of one to one spelling.
    """
    fitting = {key: one for key, one in candidates.items() if not contradict([row, one])}
    if contradict(fitting.values()):
        fitting = {key: one for key, one in fitting.items() if compared(one) == compared(row)}

    def n_same(one: T) -> int:
        return sum(mine == its for mine, its in zip(compared(row), compared(one), strict=True))

    return min(fitting, key=lambda key: (-n_same(fitting[key]), key), default=None)


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
    return best_namesake(row, candidates, contradict, _read)


def contradict(people: Iterable[PersonFacts]) -> bool:
    """Return whether people with the same name cannot all be the same."""
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
        one.company_id,
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
