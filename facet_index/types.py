"""What goes into the facet index and what comes out, as plain values."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from facet_index.words.clauses import Clause

Keys = Sequence[int] | NDArray[np.int64]
"""Keys of the database."""

TREE = ("function", "department", "unclassified")
"""Facets that are one: what is ticked in one widens the others."""
TITLE_FACETS = (*TREE, "score", "level", "industry")
"""Facets of people by the taxonomy: every index has them."""
SCORED = {"function": "function_score", "department": "department_score"}
"""Facet → its values together with steps of their scores, which have bitmaps too."""
ROW_COLUMNS = ("title", "company", "written", "last", "first")
"""Columns that contacts have whatever the facets: codes of titles, companies and texts."""


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


_Row = TypeVar("_Row", TitleRow, CompanyRow, ContactRow)


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
        contacts: sets of keys of contacts, all of which hold whoever is found.
        after: contacts up to this key are left out; keys grow as contacts come.
        gathered: kind of gathering → what is asked of it.
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
    gathered: Mapping[str, Membership] = field(default_factory=dict)
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


# Which columns are facets, as data: whoever makes an index says what it is searched by.


@dataclass(frozen=True, slots=True)
class Facet:
    """A column that is searched by its values.

    Args:
        is_long: any number of values: only those that most contacts have get a bitmap.
        choices: every value there is, 255 at most; empty where any text may be one.
        is_rank: contacts are ordered by it, in the order of its choices; it is not counted.
    """

    name: str
    column: str
    is_long: bool = False
    has_many: bool = False
    choices: tuple[str, ...] = ()
    is_rank: bool = False


@dataclass(frozen=True)
class Schema:
    """The facets of an index, beside those of the taxonomy.

    Raises:
        ValueError: a facet of contacts has a name that is in use.
    """

    contacts: tuple[Facet, ...] = ()
    employers: tuple[Facet, ...] = ()
    companies: tuple[Facet, ...] = ()

    def __post_init__(self) -> None:
        taken = {facet.column for facet in self.contacts}.intersection(ROW_COLUMNS)
        if taken or len(set(self.people)) < len(self.people):
            raise ValueError("Each facet needs a name and a column of its own.")

    @cached_property
    def people(self) -> tuple[str, ...]:
        return (*TITLE_FACETS, *self.by_employer, *self.by_contact)

    @cached_property
    def counted(self) -> tuple[str, ...]:
        ranks = {facet.name for facet in self.contacts if facet.is_rank}
        return tuple(name for name in self.people if name not in ranks)

    @cached_property
    def listed(self) -> tuple[str, ...]:
        return (*self.people, *SCORED.values())

    @cached_property
    def by_contact(self) -> Mapping[str, Facet]:
        return {facet.name: facet for facet in self.contacts}

    @cached_property
    def by_employer(self) -> Mapping[str, Facet]:
        """Facets of people by a column of their company, by name."""
        return {facet.name: facet for facet in self.employers}

    @cached_property
    def by_company(self) -> Mapping[str, Facet]:
        return {facet.name: facet for facet in self.companies}

    @cached_property
    def long(self) -> frozenset[str]:
        """Names of the facets of people with any number of values."""
        return frozenset(one.name for one in (*self.contacts, *self.employers) if one.is_long)

    @cached_property
    def many(self) -> tuple[str, ...]:
        """Names of the facets of people, beside the tree, of which one may have several values."""
        return tuple(one.name for one in (*self.employers, *self.contacts) if one.has_many)

    @cached_property
    def contact_many(self) -> tuple[str, ...]:
        """Columns of contacts with several values."""
        return tuple(facet.column for facet in self.contacts if facet.has_many)

    @cached_property
    def company_columns(self) -> tuple[str, ...]:
        return self._columns(has_many=False)

    @cached_property
    def many_columns(self) -> tuple[str, ...]:
        return self._columns(has_many=True)

    @cached_property
    def row_types(self) -> Mapping[str, DTypeLike]:
        """Columns by row, and what kind of numbers each holds."""
        single = [one for one in self.contacts if not one.has_many]
        kinds = {one.column: np.uint8 if one.choices else np.int32 for one in single}
        return dict.fromkeys(ROW_COLUMNS, np.int32) | kinds

    @cached_property
    def fingerprint(self) -> str:
        """Eight hex digits, different for different facets."""
        return f"{zlib.crc32(json.dumps(asdict(self)).encode()):08x}"

    def _columns(self, *, has_many: bool) -> tuple[str, ...]:
        facets = (*self.employers, *self.companies)
        return tuple(dict.fromkeys(one.column for one in facets if one.has_many is has_many))
