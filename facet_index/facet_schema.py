"""Which columns of an index are facets."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

TREE = ("function", "department", "unclassified")
"""Facets that are one: what is ticked in one widens the others."""
TITLE_FACETS = (*TREE, "score", "level", "industry")
"""Facets of people by the taxonomy: every index has them."""
SCORED = {"function": "function_score", "department": "department_score"}
"""Facet → its values together with steps of their scores, which have bitmaps too."""
ROW_COLUMNS = ("title", "company", "written", "last", "first")
"""Columns that contacts have whatever the facets: codes of titles, companies and texts."""


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
    """The facets of an index, except those of the taxonomy.

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
        return frozenset(facet.name for facet in (*self.contacts, *self.employers) if facet.is_long)

    @cached_property
    def many(self) -> tuple[str, ...]:
        """Names of the facets of people, except the tree, of which one may have several values."""
        return tuple(facet.name for facet in (*self.employers, *self.contacts) if facet.has_many)

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
        single = [facet for facet in self.contacts if not facet.has_many]
        kinds = {facet.column: np.uint8 if facet.choices else np.int32 for facet in single}
        return dict.fromkeys(ROW_COLUMNS, np.int32) | kinds

    @cached_property
    def fingerprint(self) -> str:
        """Eight hex digits, different for different facets."""
        return f"{zlib.crc32(json.dumps(asdict(self)).encode()):08x}"

    def _columns(self, *, has_many: bool) -> tuple[str, ...]:
        facets = (*self.employers, *self.companies)
        return tuple(dict.fromkeys(facet.column for facet in facets if facet.has_many is has_many))
