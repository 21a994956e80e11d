"""Which columns of an index are facets."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

TREE = ("function", "department", "unclassified")
"""Facets that act as one: their values are combined with OR."""
TITLE_FACETS = (*TREE, "score", "level", "industry")
"""Facets of people by taxonomy, which every index has."""
SCORE_FACETS = {"function": "function_score", "department": "department_score"}
"""Facet → facet of its values combined with score steps, which also have bitmaps."""
ROW_COLUMNS = ("title", "company", "written", "last", "first")
"""Columns of contacts in every index: codes of titles, companies and texts."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A column that can be filtered by its values.

    Args:
        is_long: the number of values is unlimited; only the most frequent get a bitmap.
        choices: all possible values, at most 255; empty if any text is allowed.
        is_rank: only sorts contacts, in the order of its choices; not counted.
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
        used_columns = {facet.column for facet in self.contacts}.intersection(ROW_COLUMNS)
        if used_columns or len(set(self.person_facets)) < len(self.person_facets):
            raise ValueError("Each facet needs a name and a column of its own.")

    @cached_property
    def person_facets(self) -> tuple[str, ...]:
        return (*TITLE_FACETS, *self.by_employer, *self.by_contact)

    @cached_property
    def counted_facets(self) -> tuple[str, ...]:
        ranks = {facet.name for facet in self.contacts if facet.is_rank}
        return tuple(name for name in self.person_facets if name not in ranks)

    @cached_property
    def bitmap_facets(self) -> tuple[str, ...]:
        return (*self.person_facets, *SCORE_FACETS.values())

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
    def long_facets(self) -> frozenset[str]:
        """Names of the facets of people with any number of values."""
        return frozenset(facet.name for facet in (*self.contacts, *self.employers) if facet.is_long)

    @cached_property
    def multi_value_facets(self) -> tuple[str, ...]:
        """Names of the facets of people, except the tree, of which one may have several values."""
        return tuple(facet.name for facet in (*self.employers, *self.contacts) if facet.has_many)

    @cached_property
    def contact_multi_columns(self) -> tuple[str, ...]:
        """Columns of contacts with several values."""
        return tuple(facet.column for facet in self.contacts if facet.has_many)

    @cached_property
    def company_columns(self) -> tuple[str, ...]:
        return self._columns(has_many=False)

    @cached_property
    def multi_columns(self) -> tuple[str, ...]:
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
