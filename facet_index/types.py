"""Input and output of the facet index, as plain values."""

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
    """The slugs of the taxonomy; an index is rebuilt when the taxonomy changes.

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
        is_read: it was classified; without labels it is unclassified then.
    """

    key: int
    level: str = ""
    industry: str = ""
    is_read: bool = True
    labels: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company as it is now; unknown values are empty.

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


def last_row_by_key(rows: Sequence[_Row]) -> list[_Row]:
    """Return one row for each key: the last of several."""
    return list({row.key: row for row in rows}.values())


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a list, campaign or import.

    Args:
        companies: keys of companies whose people are all members; None for every company.
    """

    contacts: Keys = ()
    companies: Keys | None = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """The part of a query about lists, campaigns or imports.

    Args:
        selected: matching contacts are members of at least one; empty for no condition.
        excluded: name → members that do not match.
        counted: name → members to count.
    """

    selected: Sequence[Members] = ()
    excluded: Mapping[str, Members] = field(default_factory=dict)
    counted: Mapping[str, Members] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """A search. Values of one facet are combined with OR, facets with AND.

    `function`, `department` and `unclassified` are one facet, the tree, with the confidence.

    Args:
        selected: facet → values, at least one of which matches.
        excluded: facet → values, none of which may match.
        confidence: minimum score of labels.
        companies: keys of companies; None for all.
        contacts: sets of keys of contacts, all of which must contain a match.
        after: only contacts with a higher key, which were added later.
        memberships: `list`, `campaign` or `import` → conditions.
        company_marks: in searches for companies: which codes can match; None for all.
    """

    selected: Mapping[str, Sequence[str]] = field(default_factory=dict)
    excluded: Mapping[str, Sequence[str]] = field(default_factory=dict)
    confidence: float = 0.0
    words: tuple[Clause, ...] = ()
    also_companies: tuple[int, ...] = ()
    companies: Sequence[int] | None = None
    contacts: tuple[Sequence[int], ...] = ()
    after: int = 0
    memberships: Mapping[str, Membership] = field(default_factory=dict)
    company_marks: NDArray[np.bool_] | None = field(default=None, compare=False)

    def mentioned_values(self, facet: str) -> set[str]:
        """Return the selected and excluded values of a facet."""
        return {*self.selected.get(facet, ()), *self.excluded.get(facet, ())}


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of results of a search, and with each further value.

    Args:
        by_facet: facet, or kind of membership → value → number of results with it, at least 1;
            missing values count 0. For an excluded value, the number of rows that have it.
    """

    total: int
    n_companies: int
    by_facet: Mapping[str, Mapping[str, int]]
    n_waiting: int = 0

    def of(self, facet: str, value: str) -> int:
        """Return the number of results if a value is selected."""
        return self.by_facet.get(facet, {}).get(value, 0)
