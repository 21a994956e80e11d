"""The facets, one table row each, from which everything else derives.

That is: parameters of URLs, API and command line; columns of the index and the changes that the
triggers record for it; checkboxes and labels of the pages.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.leads.firmographics.industries import (
    FOUNDED,
    FUNDING,
    labels,
    regions,
    sectors,
    standard_industry,
)
from leadqual.leads.records.record_values import NO_OWNER


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
        standard: normalizes a text to the value that it stands for, or returns it unchanged.
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


def _worked_on(source: Source) -> tuple[Facet, ...]:
    return (
        Facet("status", "Status", source, "status", is_defined=True),
        Facet("owner", "Owner", source, "owner_id", is_long=True, is_named=True, absent=NO_OWNER),
    )


FACETS = (
    Facet("function", "Functions", Source.TREE, has_chip_label=False),
    Facet("department", "Departments", Source.TREE, has_chip_label=False),
    Facet(
        "unclassified",
        "Unclassified",
        Source.TREE,
        choices={"1": "Unclassified"},
        has_chip_label=False,
    ),
    Facet("level", "Level", Source.TITLE, "level", is_open=True),
    Facet(
        "lead_tier",
        "Lead tier",
        Source.CONTACT,
        "lead_tier",
        choices={"A": "Tier A", "B": "Tier B", "C": "Tier C"},
        has_chip_label=False,
    ),
    Facet("country", "Country", Source.CONTACT, "country", is_long=True, is_open=True),
    Facet("city", "City", Source.CONTACT, "city", is_long=True),
    Facet("size", "Company size", Source.COMPANY, "size_band", is_band=True, is_open=True),
    Facet(
        "company_industry",
        "Company industry",
        Source.COMPANY,
        "standard_industry",
        is_long=True,
        standard=standard_industry,
    ),
    Facet(
        "business_model",
        "Business model",
        Source.COMPANY,
        "business_model",
        choices=BUSINESS_MODEL_NAMES,
        has_chip_label=False,
    ),
    Facet("technology", "Technology", Source.COMPANY, "technologies", Kind.TEXTS, is_long=True),
    Facet("industry", "Title industry", Source.TITLE, "industry"),
    Facet(
        "do_not_contact",
        "Do not contact",
        Source.CONTACT,
        "do_not_contact",
        Kind.FLAG,
        choices={"no": "Exclude", "yes": "Only"},
        chip_choices={"no": "excluded", "yes": "only"},
        can_exclude=False,
    ),
    *_worked_on(Source.CONTACT),
    Facet("tag", "Tag", Source.CONTACT, "tags", Kind.TEXTS, is_long=True),
)
"""Facets of people, in the order of the page and of URLs."""

RANKS = (
    Facet(
        "lead_score",
        "Lead score",
        Source.CONTACT,
        "lead_score",
        choices={str(score): str(score) for score in range(100, -1, -1)},
    ),
)
"""Columns of people for sorting only, in the order of their choices."""

MEMBERSHIPS = (
    Facet("list", "List", Source.MEMBERSHIP),
    Facet("campaign", "Campaign", Source.MEMBERSHIP),
    Facet("import", "Import", Source.MEMBERSHIP),
)
"""Memberships of people, by key; they narrow every count."""

COMPANY_FACETS = (
    Facet("sector", "Sector", Source.COMPANY, "sector", choices={one: one for one in sectors()}),
    Facet(
        "industry",
        "Industry",
        Source.COMPANY,
        "standard_industry",
        is_long=True,
        standard=standard_industry,
    ),
    Facet("size", "Size", Source.COMPANY, "size_band", is_band=True, is_open=True),
    Facet(
        "region",
        "Region",
        Source.COMPANY,
        "regions",
        Kind.TEXTS,
        choices={one: one for one in regions()},
    ),
    Facet("country", "Country", Source.COMPANY, "country", is_long=True, is_open=True),
    Facet("city", "City", Source.COMPANY, "city", is_long=True),
    Facet("founded", "Founded", Source.COMPANY, "founded_band", choices=labels(FOUNDED)),
    Facet("funding", "Funding", Source.COMPANY, "funding_band", choices=labels(FUNDING)),
    Facet(
        "business_model",
        "Business model",
        Source.COMPANY,
        "business_model",
        choices=BUSINESS_MODEL_NAMES,
        has_chip_label=False,
    ),
    Facet("technology", "Technology", Source.COMPANY, "technologies", Kind.TEXTS, is_long=True),
    *_worked_on(Source.COMPANY),
    Facet("tag", "Tag", Source.COMPANY, "tags", Kind.TEXTS, is_long=True),
)
"""Facets of companies, in the order of the page and of URLs."""

STAFF = (
    Facet("has_department", "Has people in", Source.TREE, can_exclude=False),
    Facet("has_function", "Has people in function", Source.TREE, can_exclude=False),
    Facet("has_level", "Has people at level", Source.TITLE, "level", can_exclude=False),
)
"""Facets of companies by their people; one person must match all of them."""

VERDICT = Facet(
    "verdict",
    "Verdict",
    Source.MEMBERSHIP,
    choices={"liked": "Liked in a campaign", "disliked": "Disliked", "none": "No verdict yet"},
    chip_choices={"liked": "liked", "disliked": "disliked", "none": "none"},
    can_exclude=False,
)
"""Verdicts on companies in any campaign; like the people, they narrow every count."""

COMPANY_MEMBERSHIPS = (
    Facet("list", "List", Source.MEMBERSHIP),
    Facet("import", "Import", Source.MEMBERSHIP),
)
"""Memberships of companies, by key; read from the tables for each search."""

COMPANY_SCOPES = (*STAFF, VERDICT)
"""Filters of companies other than their own facets."""


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


IN_TREE = tuple(by_param(from_source(FACETS, Source.TREE)))
"""Parameters of the function tree."""

BESIDE_TREE = tuple(facet for facet in FACETS if facet.source is not Source.TREE)
"""Facets of people outside the function tree."""


def _is_typed(facet: Facet) -> bool:
    return not (facet.choices or facet.has_names)


TYPED = frozenset(
    facet.param for facet in from_source(FACETS, Source.CONTACT, Source.COMPANY) if _is_typed(facet)
)
"""Facets of people whose values can be typed."""

COMPANY_TYPED = frozenset(facet.param for facet in COMPANY_FACETS if _is_typed(facet))
"""Facets of companies whose values can be typed."""
