"""Content of the search pages as template values."""

import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from facet_index.types import Counts
from leadqual.core.formats import band
from leadqual.search.facet_types import Facet
from leadqual.search.facets import BESIDE_TREE, COMPANY_FACETS, COMPANY_SCOPES
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.results.result_counts import CompanyStaff
from leadqual.search.results.selectors import Taxonomy

MAX_OPTIONS = 12  # A long facet shows its most frequent values; selected ones always stay.

OPENED = "facets"


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """One function in the tree."""

    code: str
    name: str
    count: int
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class DepartmentBox:
    """One department in the tree, with its functions."""

    code: str
    name: str
    count: int
    is_ticked: bool
    is_mixed: bool
    is_open: bool
    open_url: str
    functions: Sequence[FunctionBox]


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


"""Parameter of filters that somebody opened; closed ones are neither read nor counted."""


def loaded(query: Search, facets: Iterable[Facet], opened: Collection[str]) -> frozenset[str]:
    """Return the parameters of the filters that a page shows with their values.

    Args:
        query: the search.
        facets: of the page.
        opened: parameters of filters that somebody opened, those of custom fields too.
    """
    return frozenset(
        {
            *opened,
            *(
                facet.param
                for facet in facets
                if facet.is_open or query.ticked(facet.param) or query.refused(facet.param)
            ),
        }
    )


@dataclass(frozen=True, slots=True)
class LevelCell:
    """Number of people of a company at a level in a department.

    Args:
        strength: 0 for none, else 1 to 4 relative to the largest cell.
        url: search for them; empty for none.
    """

    count: int
    strength: int
    url: str


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """Number of people of a company in a department, in total and by level.

    Args:
        length: of the bar, out of 100.
    """

    name: str
    count: int
    length: str
    url: str
    cells: Sequence[LevelCell] = ()


def tree_of(
    taxonomy: Taxonomy, query: ContactQuery, counts: Counts, opened: Collection[str] = ()
) -> list[DepartmentBox]:
    """Return the function tree with selections, counts and open branches."""
    boxes = []
    here = query.to_query()
    for department in taxonomy.departments:
        slugs = [function.slug for function in department.functions.all()]
        is_whole = department.slug in query.department
        ticked = set(slugs) if is_whole else set(slugs) & set(query.function)
        is_ticked = is_whole or (bool(slugs) and len(ticked) == len(slugs))
        others = [slug for slug in opened if slug != department.slug]
        is_opened = department.slug in opened
        to_open = others if is_opened else [*others, department.slug]
        boxes.append(
            DepartmentBox(
                code=department.slug,
                name=department.name,
                count=counts.of("department", department.slug),
                is_ticked=is_ticked,
                is_mixed=bool(ticked) and not is_ticked,
                is_open=is_opened or (bool(ticked) and not is_ticked),
                open_url=_extended(here, [("open", slug) for slug in to_open]) + "#tree",
                functions=[
                    FunctionBox(
                        code=function.slug,
                        name=function.name,
                        count=counts.of("function", function.slug),
                        is_ticked=function.slug in ticked,
                    )
                    for function in department.functions.all()
                ],
            )
        )
    return boxes


def contact_facet_boxes(
    names: Mapping[str, Mapping[str, str]],
    query: ContactQuery,
    counts: Counts,
    shown: Collection[str],
) -> list[FacetBoxes]:
    """Return the filters of the People page, except the function tree.

    Args:
        names: parameter → value → name, for values that are not their own names.
        query: the search.
        counts: of the shown ones.
        shown: result of `loaded`.
    """
    return _facet_boxes(BESIDE_TREE, names, query, counts, shown)


def company_facet_boxes(
    query: CompanyQuery,
    counts: Counts,
    names: Mapping[str, Mapping[str, str]],
    shown: Collection[str],
) -> list[FacetBoxes]:
    """Return the filters of the Companies page; `names` as for people."""
    own = {facet.param: names[facet.param] for facet in COMPANY_FACETS if facet.has_names}
    return _facet_boxes(COMPANY_FACETS, own, query, counts, shown)


def company_scope_boxes(
    query: CompanyQuery, names: Mapping[str, Mapping[str, str]], shown: Collection[str]
) -> list[FacetBoxes]:
    """Return the filters of companies by their people and by verdicts, without counts.

    Args:
        query: the search.
        names: parameter → slug → name of the values shown.
        shown: result of `loaded`.
    """
    return [
        FacetBoxes.closed(facet.label, facet.param)
        if facet.param not in shown
        else FacetBoxes(
            name=facet.label,
            param=facet.param,
            options=[
                Option(value, words, None, value in query.ticked(facet.param))
                for value, words in (facet.choices or names[facet.param]).items()
            ],
            ticked=len(query.ticked(facet.param)),
            is_open=True,
            is_long=False,
            is_kept=True,
        )
        for facet in COMPANY_SCOPES
        if facet.choices or facet.param in names
    ]


def department_lines(query: ContactQuery, staff: CompanyStaff) -> list[DepartmentLine]:
    """Return one line for each department of a company, with URLs of its people."""
    most = max((row.n_people for row in staff.departments), default=1)
    largest = max((n for row in staff.departments for n in row.by_level.values()), default=1)
    return [
        DepartmentLine(
            name=row.name,
            count=row.n_people,
            length=f"{100 * row.n_people / most:.1f}",
            url=address(query.changed(department=(row.slug,))),
            cells=[
                _level_cell(query, row.slug, level, row.by_level.get(level, 0), largest)
                for level, _ in staff.levels
            ],
        )
        for row in staff.departments
    ]


def _level_cell(
    query: ContactQuery, department: str, level: str, n: int, largest: int
) -> LevelCell:
    there = query.changed(department=(department,), level=(level,) if level else ())
    url = address(there) if n and level else ""
    return LevelCell(n, -(-4 * n // largest), url)


def sort_addresses(
    query: Search, sorts: Sequence[str], kept: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """Return the URL of the same search in each order, each with `kept`."""
    others = [pair for pair in query.changed().pairs() if pair[0] != "sort"]
    return {
        sort: "?"
        + urlencode([*others, *([] if sort == query.usual_sort else [("sort", sort)]), *kept])
        for sort in sorts
    }


def page_addresses(
    query: Search, after: str, before: str, kept: Sequence[tuple[str, str]] = ()
) -> dict[str, object]:
    """Return `next_url` and `back_url` of a page of rows; empty if there is none."""
    clean = query.changed()
    return {
        "next_url": address(clean, [*kept, ("after", after)]) if after else "",
        "back_url": address(clean, [*kept, ("before", before)]) if before else "",
    }


def _facet_boxes(
    facets: Iterable[Facet],
    names: Mapping[str, Mapping[str, str]],
    query: Search,
    counts: Counts,
    shown: Collection[str],
) -> list[FacetBoxes]:
    boxes = []
    for facet in facets:
        param = facet.param
        if param not in shown:
            boxes.append(FacetBoxes.closed(facet.label, param))
            continue
        ticked, refused = query.ticked(param), query.refused(param)
        found = counts.by_facet.get(param, {})
        known = names.get(param) or facet.choices
        values = known or _largest(found, (*ticked, *refused))
        if facet.is_band:
            values = {value: band(value) for value in sorted(values, key=band_start)}
        boxes.append(
            FacetBoxes(
                name=facet.label,
                param=param,
                options=[
                    Option(
                        value,
                        words,
                        counts.of(param, value),
                        value in ticked,
                        can_refuse=facet.can_exclude,
                        is_refused=value in refused,
                    )
                    for value, words in values.items()
                ],
                ticked=len(ticked),
                is_open=True,
                is_long=not known and len(found) > MAX_OPTIONS,
                is_kept=not facet.is_open,
            )
        )
    return boxes


def _largest(found: Mapping[str, int], ticked: Sequence[str]) -> dict[str, str]:
    """Return the most frequent values, followed by other selected ones.

    Counts do not depend on the facet's own selections, so nothing moves under the pointer.
    """
    by_size = sorted(found, key=lambda value: (-found[value], value))[:MAX_OPTIONS]
    return {value: value for value in [*by_size, *ticked]}


def band_start(size: str) -> int:
    """Return the first number of a size band; bands without one sort last."""
    digits = re.match(r"\D*(\d+)", size.replace(",", ""))
    return int(digits.group(1)) if digits else sys.maxsize


def _extended(search: str, more: Sequence[tuple[str, str]]) -> str:
    """Append parameters to the query string of a search."""
    return "?" + "&".join(part for part in (search, urlencode(more)) if part)


def address(query: Search, more: Sequence[tuple[str, str]] = ()) -> str:
    return "?" + query.to_query(more=more)
