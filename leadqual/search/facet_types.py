"""What a facet is: a filter of people or companies with selectable values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from facet_index.facet_schema import Facet as IndexFacet
from leadqual.leads.records.owners import NO_OWNER


class Source(Enum):
    """Where the values of a facet are stored."""

    TREE = auto()
    """The labels of the title; the facets of the function tree act as one facet."""

    TITLE = auto()
    """A foreign key of the job title: column `<column>_id`, table `taxonomy_<column>`."""

    CONTACT = auto()
    """A column of the contact."""

    COMPANY = auto()
    """A column of the company; in searches for people, of the contact's company."""

    MEMBERSHIP = auto()
    """Membership of lists, campaigns and imports, by key."""


class Kind(Enum):
    """Data type of a column."""

    TEXT = auto()
    TEXTS = auto()
    """An array of texts."""

    FLAG = auto()
    """A boolean, `yes` or `no` in a search; only contacts have such columns."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with selectable values.

    Args:
        param: parameter in the URL, the API and the command line.
        source: where the values are stored.
        column: its name there; empty for the tree and for memberships.
        is_long: unlimited number of values; the index keeps bitmaps only for frequent ones.
        choices: value → name, if all values are known; else values are their own names.
        chip_choices: value → name above the results, if it differs from that in the filter.
        has_chip_label: show the label before the value above the results.
        is_band: values are ranges such as 51-200, in the order of their first number.
        is_open: expanded by default.
        standard: normalizes a text to its value, or returns it unchanged.
        is_named: values are keys of named records of the workspace.
        is_defined: values are codes that the workspace defines, with a label for each.
        absent: selects records without a value; empty if that is not possible.
    """

    param: str
    label: str
    source: Source
    column: str = ""
    kind: Kind = Kind.TEXT
    is_long: bool = False
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    chip_choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    has_chip_label: bool = True
    is_band: bool = False
    is_open: bool = False
    can_exclude: bool = True
    standard: Callable[[str], str] = str
    is_named: bool = False
    is_defined: bool = False
    absent: str = ""

    @property
    def has_names(self) -> bool:
        """Return whether the workspace names the values."""
        return self.is_named or self.is_defined

    @property
    def is_typed(self) -> bool:
        """Return whether any text can be a value."""
        return not (self.choices or self.has_names)

    def column_of_index(self, *, is_rank: bool = False) -> IndexFacet:
        """Return the facet as the index has it; with `is_rank` it only sorts."""
        return IndexFacet(
            self.param,
            self.column,
            is_long=self.is_long,
            has_many=self.kind is Kind.TEXTS,
            choices=tuple(self.choices) if self.source is Source.CONTACT else (),
            is_rank=is_rank,
        )


def by_param(facets: Iterable[Facet]) -> dict[str, Facet]:
    return {facet.param: facet for facet in facets}


def from_source(facets: Iterable[Facet], *sources: Source) -> tuple[Facet, ...]:
    """Return the facets with one of these sources."""
    return tuple(facet for facet in facets if facet.source in sources)


def value_of(facet: Facet) -> str:
    """Return the SQL for the value of a facet as used in searches."""
    if facet.kind is Kind.FLAG:
        return f"CASE WHEN {facet.column} THEN 'yes' ELSE 'no' END"
    return f"coalesce({facet.column}::text, '{facet.absent}')"


def workflow_facets(source: Source) -> tuple[Facet, ...]:
    """Return the facets of the work on a record."""
    return (
        Facet("status", "Status", source, "status", is_defined=True),
        Facet("owner", "Owner", source, "owner_id", is_long=True, is_named=True, absent=NO_OWNER),
    )
