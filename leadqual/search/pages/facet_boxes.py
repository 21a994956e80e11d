"""Filters of a search page with their checkboxes."""

import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from facet_index.types import Counts
from leadqual.core.formats import band
from leadqual.search.facet_types import Facet, Source
from leadqual.search.facets import COMPANY_SCOPES
from leadqual.search.query.query import Search

MAX_OPTIONS = 12  # A long facet shows its most frequent values; selected ones always stay.
OPENED_PARAM = "facets"
"""Parameter of filters that somebody opened; closed ones are neither read nor counted."""


@dataclass(frozen=True, slots=True)
class Option:
    """One checkbox of a facet.

    Args:
        count: None if not counted.
        can_refuse: it can be excluded.
        is_refused: it is excluded.
    """

    value: str
    name: str
    count: int | None
    is_ticked: bool
    can_refuse: bool = False
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class ValueRange:
    """A range of numbers or dates, as two form fields.

    Args:
        kind: type of the fields: `number` or `date`.
        value: as in the search; empty for none.
        least_param: name of the field for the lower end.
        least: the lower end; empty for none.
        most_param: name of the field for the upper end.
        most: the upper end; empty for none.
    """

    kind: str
    value: str
    least_param: str
    least: str
    most_param: str
    most: str


@dataclass(frozen=True, slots=True)
class FacetBoxes:
    """One filter with its checkboxes.

    Args:
        is_long: more values exist than are shown; others can be typed.
        field: form parameter, if several filters share one.
        is_loaded: False if the values are read once somebody opens the filter.
        is_kept: the form says that it shows the values, as the search does not.
    """

    name: str
    param: str
    options: Sequence[Option]
    ticked: int
    is_open: bool
    is_long: bool
    field: str = ""
    range: ValueRange | None = None
    is_loaded: bool = True
    is_kept: bool = False

    @classmethod
    def closed(cls, name: str, param: str) -> "FacetBoxes":
        """Return a filter without its values."""
        return cls(name, param, (), 0, is_open=False, is_long=False, is_loaded=False)


def loaded_params(
    query: Search, facets: Iterable[Facet], opened: Collection[str]
) -> frozenset[str]:
    """Return the parameters of the filters that a page shows with their values.

    Args:
        query: the search.
        facets: of the page.
        opened: parameters of filters that somebody opened, those of custom fields too.
    """
    shown = (
        facet.param
        for facet in facets
        if facet.is_open or query.ticked(facet.param) or query.refused(facet.param)
    )
    return frozenset((*opened, *shown))


def facet_boxes(
    facets: Iterable[Facet],
    query: Search,
    names: Mapping[str, Mapping[str, str]],
    counts: Counts,
    shown: Collection[str],
) -> list[FacetBoxes]:
    """Return the filters of a page.

    Args:
        facets: of the page, except the function tree.
        query: the search.
        names: parameter → value → name, for values that are not their own names.
        counts: of the shown ones; memberships are missing if they have too many members.
        shown: result of `loaded_params`.
    """
    boxes = []
    for facet in facets:
        values = names.get(facet.param) or facet.choices
        if facet in COMPANY_SCOPES and not values:
            continue
        if facet.param in shown:
            boxes.append(_boxes(facet, query, values, counts))
        else:
            boxes.append(FacetBoxes.closed(facet.label, facet.param))
    return boxes


def _boxes(facet: Facet, query: Search, values: Mapping[str, str], counts: Counts) -> FacetBoxes:
    param = facet.param
    ticked, refused = query.ticked(param), query.refused(param)
    counts_of_facet = counts.by_facet.get(param, {})
    is_listed = facet in COMPANY_SCOPES or facet.source is Source.MEMBERSHIP
    is_found = not (values or is_listed)
    if is_found:
        values = _most_frequent(counts_of_facet, (*ticked, *refused))
    if facet.is_band:
        values = {value: band(value) for value in sorted(values, key=band_start)}
    is_counted = not is_listed or param in counts.by_facet
    return FacetBoxes(
        name=facet.label,
        param=param,
        options=[
            Option(
                value,
                name,
                counts.of(param, value) if is_counted else None,
                value in ticked,
                can_refuse=facet.can_exclude,
                is_refused=value in refused,
            )
            for value, name in values.items()
        ],
        ticked=len(ticked),
        is_open=True,
        is_long=is_found and len(counts_of_facet) > MAX_OPTIONS,
        is_kept=not facet.is_open,
    )


def _most_frequent(counts_of_facet: Mapping[str, int], ticked: Sequence[str]) -> dict[str, str]:
    """Return the most frequent values, followed by other selected ones.

    Counts do not depend on the facet's own selections, so nothing moves under the pointer.
    """
    most_frequent = sorted(counts_of_facet, key=lambda value: (-counts_of_facet[value], value))[
        :MAX_OPTIONS
    ]
    return {value: value for value in [*most_frequent, *ticked]}


def band_start(size: str) -> int:
    """Return the first number of a size band; bands without one sort last."""
    digits = re.match(r"\D*(\d+)", size.replace(",", ""))
    return int(digits.group(1)) if digits else sys.maxsize
