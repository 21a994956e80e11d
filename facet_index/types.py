"""What goes into the facet index and what comes out, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from facet_index.words.clauses import Clause

Keys = Sequence[int] | NDArray[np.int64]
"""Keys of the database."""

_Row = TypeVar("_Row", "TitleRow", "CompanyRow", "ContactRow")


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The slugs of the taxonomy; an index holds for one taxonomy and is built again for another.

    Args:
        functions: slug of each function, retired ones too → slug of its department, "" for
            retired ones, which have no department and no checkbox.
    """

    departments: tuple[str, ...]
    functions: Mapping[str, str]
    levels: tuple[str, ...]
    industries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A job title as it is now.

    Args:
        level: slug; empty where there is none.
        industry: slug; empty where there is none.
        is_read: it was classified; without labels it is Other then.
    """

    key: int
    level: str = ""
    industry: str = ""
    is_read: bool = True
    labels: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company as it is now; what is not known is empty.

    Args:
        values: column of a facet → its value.
        many: column of a facet of several values → its values.
    """

    key: int
    name: str
    domain: str = ""
    city_name: str = ""
    overview: str = ""
    topics: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as it is now.

    Args:
        title: key of the job title; 0 for none.
        company: key of the company; 0 for none.
        last_name: lower case, as the order by name compares it.
        first_name: lower case.
        values: column of a facet → its value.
        many: column of a facet of several values → its values.
    """

    key: int
    title: int = 0
    company: int = 0
    written: str = ""
    last_name: str = ""
    first_name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, Sequence[str]] = field(default_factory=dict)


def last_of_each(rows: Sequence[_Row]) -> list[_Row]:
    """Return one row for each key: the last, where there are several."""
    return list({row.key: row for row in rows}.values())


@dataclass(frozen=True, slots=True)
class Members:
    """A group of people, such as those of a list or a campaign.

    Args:
        companies: keys of companies whose people are all members; None for every company.
    """

    contacts: Keys = ()
    companies: Keys | None = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """The part of a query about one kind of group; the kind is a facet and its values are groups.

    Args:
        ticked: a contact is a member of at least one, unless there are none.
        refused: name → those of which a contact is a member of none.
        counted: name → those that are to be counted.
    """

    ticked: Sequence[Members] = ()
    refused: Mapping[str, Members] = field(default_factory=dict)
    counted: Mapping[str, Members] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """A search. Values of one facet widen it, facets narrow it, what is refused never counts.

    `function`, `department` and `other` are one facet, the tree; the confidence belongs to it.

    Args:
        ticks: facet → values, of which a contact has at least one.
        refused: facet → values, of which a contact has none.
        confidence: least score of a label that counts.
        companies: keys of companies; None for all.
        contacts: sets of keys of contacts; those found are in all of them.
        after: contacts up to this key are left out; keys grow as contacts come.
        memberships: kind of group → what is asked of it.
        among: of searches for companies: a mark for each code; the others are left out.
    """

    ticks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: Mapping[str, Sequence[str]] = field(default_factory=dict)
    confidence: float = 0.0
    words: tuple[Clause, ...] = ()
    also: tuple[int, ...] = ()
    companies: Sequence[int] | None = None
    contacts: tuple[Sequence[int], ...] = ()
    after: int = 0
    memberships: Mapping[str, Membership] = field(default_factory=dict)
    among: NDArray[np.bool_] | None = field(default=None, compare=False)

    def asked(self, facet: str) -> set[str]:
        """Return the values of a facet that are ticked or refused."""
        return {*self.ticks.get(facet, ()), *self.refused.get(facet, ())}


@dataclass(frozen=True, slots=True)
class Counts:
    """What a search finds, and what each box would find.

    Args:
        by_facet: facet, or kind of gathering → value → contacts that are found once it is ticked,
            at least 1; a value that is missing counts 0. Of what is refused: who has it.
    """

    total: int
    n_companies: int
    by_facet: Mapping[str, Mapping[str, int]]
    n_waiting: int = 0

    def of(self, facet: str, value: str) -> int:
        """Return how many are found once a value is ticked."""
        return self.by_facet.get(facet, {}).get(value, 0)
