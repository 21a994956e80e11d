"""Filters of a search: chips for what is selected, custom fields, heat map, and suggestions."""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, sqrt
from types import MappingProxyType
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.http import Http404, JsonResponse

from classifiers.core.text import fold, words
from leadqual.accounts.middleware import WorkspaceRequest
from leadqual.accounts.models import Workspace
from leadqual.core.formats import band
from leadqual.core.texts.plain_texts import counted
from leadqual.leads.models import CustomField
from leadqual.search.facet_types import Facet
from leadqual.search.facets import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    COMPANY_TYPED,
    FACETS,
    IN_TREE,
    MEMBERSHIPS,
    TYPED,
)
from leadqual.search.pages.record_routes import Kind, record_routes
from leadqual.search.pages.search_data import FacetBoxes, Option, ValueRange, address
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.query.query_parsing import NO_KEY
from leadqual.search.results.result_counts import department_levels, value_counts
from leadqual.search.results.selectors import COMPANIES, Taxonomy, companies_of

_INPUTS = {CustomField.Kind.NUMBER: "number", CustomField.Kind.DATE: "date"}
_LEAST, _MOST = "custom-min-", "custom-max-"
"""Prefixes of form parameters, before the code of a field: one for each end of a range."""

_NOBODY = "unknown"
PARAM = "heat"
KEPT = [(PARAM, "1")]
BOARD = [("layout", "board")]
_STEPS = 5
MAX_OFFERED = 8
LONGEST = 200
_NO_FILTER = frozenset({"sort", "after", "before"})
_MAX_PAIRS = 28
_WORD = re.compile(r'-?"[^"]*"|\S+')  # A quoted phrase is one word.
_LONGEST_SECONDS = 1.0  # Counts from the tables of a large workspace take a while.
S = TypeVar("S", bound=Search)


def with_ranges(
    params: Mapping[str, Sequence[str]], fields: Iterable[CustomField]
) -> dict[str, list[str]]:
    """Return parameters with the range fields of a form converted to values of `custom`."""
    found = {name: list(values) for name, values in params.items()}
    for field in (one for one in fields if one.kind in _INPUTS):
        least, most = (_first(found.pop(f"{end}{field.code}", ())) for end in (_LEAST, _MOST))
        if least or most:
            found.setdefault("custom", []).append(f"{field.code}:{least}..{most}")
    return found


def loaded_fields(
    query: Search, fields: Iterable[CustomField], opened: Collection[str]
) -> list[CustomField]:
    """Return the custom fields with choices whose filter a page shows with its values."""
    return [
        field
        for field in fields
        if field.kind == CustomField.Kind.CHOICE
        and (_param(field) in opened or _ticked(query, field))
    ]


def custom_boxes(
    query: Search,
    fields: Iterable[CustomField],
    counts: Mapping[str, Mapping[str, int]],
    shown: Collection[CustomField] | None = None,
) -> list[FacetBoxes]:
    """Return a filter for each custom field with choices, and for each of numbers or dates.

    Args:
        query: the search.
        fields: of the records that are searched.
        counts: code of a field → choice → number of results; missing fields are not counted.
        shown: result of `loaded_fields`; None for all.
    """
    return [
        _range(query, field)
        if field.kind != CustomField.Kind.CHOICE
        else _choices(query, field, counts.get(field.code))
        if shown is None or field in shown
        else FacetBoxes.closed(field.label, _param(field))
        for field in fields
        if field.kind == CustomField.Kind.CHOICE or field.kind in _INPUTS
    ]


def custom_kept(query: Search, boxes: Iterable[FacetBoxes]) -> list[str]:
    """Return filters by custom fields that have no control, for the form to keep."""
    boxed = {option.value for box in boxes for option in box.options}
    boxed |= {box.range.value for box in boxes if box.range}
    return [value for value in query.ticked("custom") if value not in boxed]


def _param(field: CustomField) -> str:
    return f"custom-{field.code}"


def _values(field: CustomField) -> dict[str, str]:
    return {f"{field.code}:{choice}": choice for choice in field.choices}


def _ticked(query: Search, field: CustomField) -> list[str]:
    values = _values(field)
    return [value for value in query.ticked("custom") if value in values]


def _choices(query: Search, field: CustomField, counts: Mapping[str, int] | None) -> FacetBoxes:
    values, ticked = _values(field), _ticked(query, field)
    return FacetBoxes(
        name=field.label,
        param=_param(field),
        field="custom",
        options=[
            Option(value, name, None if counts is None else counts.get(name, 0), value in ticked)
            for value, name in values.items()
        ],
        ticked=len(ticked),
        is_open=True,
        is_long=False,
        is_kept=True,
    )


def _range(query: Search, field: CustomField) -> FacetBoxes:
    begin = f"{field.code}:"
    ranges = [one for one in query.ticked("custom") if one.startswith(begin) and ".." in one]
    value = ranges[0] if ranges else ""
    least, _, most = value.removeprefix(begin).partition("..")
    return FacetBoxes(
        name=field.label,
        param=_param(field),
        options=(),
        ticked=len(ranges[:1]),
        is_open=bool(ranges),
        is_long=False,
        range=ValueRange(
            kind=_INPUTS[CustomField.Kind(field.kind)],
            value=value,
            least_param=f"{_LEAST}{field.code}",
            least=least,
            most_param=f"{_MOST}{field.code}",
            most=most,
        ),
    )


def _first(values: Sequence[str]) -> str:
    return next(iter(values), "").replace("\0", "").strip()


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A selected value, and the URL without it."""

    kind: str
    words: str
    url: str


def carried_on(chips: Iterable[FilterChip], kept: Sequence[tuple[str, str]]) -> list[FilterChip]:
    """Return the chips with parameters added to their URLs."""
    more = urlencode(kept)
    return [
        replace(chip, url="&".join(part for part in (chip.url, more) if part).replace("?&", "?"))
        for chip in chips
    ]


def filter_chips(
    query: ContactQuery | CompanyQuery, names: Mapping[str, Mapping[str, str]]
) -> list[FilterChip]:
    """Return chips for selected values, in page order, and for words with interpretations.

    Args:
        query: the search.
        names: parameter → value → name, for values not named in the facets; `custom` has the
            labels of custom fields, `company` the names of employers.
    """
    is_people = isinstance(query, ContactQuery)
    facets = (*FACETS, *MEMBERSHIPS) if is_people else (*COMPANY_FACETS, *COMPANY_MEMBERSHIPS)
    ticked = facets if is_people else (*COMPANY_FACETS, *COMPANY_SCOPES, *COMPANY_MEMBERSHIPS)
    chips = [chip for facet in ticked for chip in _tick_chips(query, facet, names)]
    excluded = [chip for facet in facets for chip in _refused_chips(query, facet, names)]
    custom = custom_chips(query, names.get("custom", {}))
    if isinstance(query, CompanyQuery):
        chips += [*excluded, *custom]
        if query.company:
            words = counted(len(query.company), "selected company", "selected companies")
            chips.append(FilterChip("", words, address(query.without("company"))))
        return [*chips, *_word_chips(query)]
    chips += custom
    employers = names.get("company", {})
    chips += [
        FilterChip("Company", employers.get(key, _NOBODY), address(query.without("company", key)))
        for key in query.company
    ]
    chips += excluded
    if query.contact:
        words = counted(len(query.contact), "selected person", "selected people")
        chips.append(FilterChip("", words, address(query.without("contact"))))
    if query.since:
        chips.append(FilterChip("", "Only new people", address(query.without("since"))))
    if query.confidence:
        words = f"at least {query.confidence:.2f}"
        chips.append(FilterChip("Confidence", words, address(query.without("confidence"))))
    return [*chips, *_word_chips(query)]


def company_names(workspace: Workspace, query: ContactQuery) -> dict[str, str]:
    """Return key → name of the companies that a search for people selects; at most one query."""
    if not query.company:
        return {}
    rows = companies_of(workspace).filter(pk__in=query.company).values_list("pk", "name")
    return {str(key): name for key, name in rows}


def custom_chips(query: Search, labels: Mapping[str, str]) -> list[FilterChip]:
    """Return chips for custom fields; `labels` is code → label."""
    chips = []
    for value in query.ticked("custom"):
        code, _, wanted = value.partition(":")
        words = f"contains “{wanted[1:]}”" if wanted.startswith("~") else wanted.replace("..", "–")
        url = address(query.without("custom", value))
        chips.append(FilterChip(labels.get(code, code), words, url))
    return chips


def _tick_chips(
    query: Search, facet: Facet, names: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> list[FilterChip]:
    return [
        FilterChip(
            kind=facet.label if facet.has_chip_label else "",
            words=_words(facet, value, names),
            url=address(query.without(facet.param, value)),
        )
        for value in query.ticked(facet.param)
    ]


def _refused_chips(
    query: Search, facet: Facet, names: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> list[FilterChip]:
    return [
        FilterChip(
            kind=f"Exclude {facet.label.lower()}" if facet.has_chip_label else "Exclude",
            words=_words(facet, value, names),
            url=address(query.without("exclude", f"{facet.param}:{value}")),
        )
        for value in query.refused(facet.param)
    ]


def _words(facet: Facet, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    known = names.get(facet.param) or facet.chip_choices or facet.choices
    return known.get(value, _NOBODY if value == NO_KEY else _shown(facet, value))


def _shown(facet: Facet, value: str) -> str:
    return band(value) if facet.is_band else value


def _word_chips(query: ContactQuery | CompanyQuery) -> list[FilterChip]:
    """Return chips for the typed words, for their interpretations, and for those without one."""
    if not query.q:
        return []
    typed = FilterChip("Contains", f"“{query.q}”", address(query.without("q")))
    read = (
        FilterChip("Interpreted as", one.label, address(query.changed(q=one.without)))
        for one in query.interpretations
    )
    left = query.reading.typed if query.reading and query.interpretations else ()
    words = (
        FilterChip("Words", f"“{word}”", address(_without(query, (Filter(("q",), word=word),))))
        for word in left
    )
    return [typed, *read, *words]


# Heat map of the people of a search by department and level, whose cells are filters.

"""URL parameter that shows the heat map."""

"""URL parameter of a board by status; without it the results are a table."""


def is_board(params: Mapping[str, str]) -> bool:
    """Return whether a URL asks for a board."""
    return all(params.get(name) == value for name, value in BOARD)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One department at one level.

    Args:
        step: color intensity, 0 (nobody) to 5 (the most people).
        url: the search with only this department and level; without them if selected.
        is_ticked: the search has exactly this department and level.
    """

    level: str
    n: int
    step: int
    url: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One department, with a cell for each level."""

    department: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The heat map of a search.

    Args:
        levels: their names, most senior first.
        rows: departments in the order of the tree.
    """

    levels: Sequence[str]
    rows: Sequence[HeatRow]


def heat_map_of(
    workspace: Workspace,
    taxonomy: Taxonomy,
    query: ContactQuery,
    kept: Sequence[tuple[str, str]] = KEPT,
) -> HeatMap:
    """Return the heat map of a search.

    Args:
        workspace: whose people.
        taxonomy: departments and levels, in their order.
        query: the search; its functions and levels do not affect the counts.
        kept: further parameters in the URL of each cell.
    """
    counts = department_levels(workspace, query)
    levels = [level.name for level in taxonomy.levels]
    most = max(counts.values(), default=0)

    def cell(department: str, level: str, name: str) -> HeatCell:
        n = counts.get((department, level), 0)
        ticked = query.changed(
            department=(department,), function=(), unclassified=(), level=(level,)
        )
        is_ticked = ticked == query.changed()
        target = query.changed(department=(), level=()) if is_ticked else ticked
        # Square root: few departments have most people, and the others would all look alike.
        step = ceil(_STEPS * sqrt(n / most)) if n else 0
        return HeatCell(name, n, step, address(target, kept), is_ticked)

    rows = [
        HeatRow(row.name, [cell(row.slug, level.slug, level.name) for level in taxonomy.levels])
        for row in taxonomy.departments
    ]
    return HeatMap(levels, rows)


# Value suggestions while typing, and looser searches if nothing is found.


def matching_values(text: str, values: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the values that match a text with their counts, best first.

    Ignores case and accents. Values that begin with the text come first, then those in which
    another word does, then those that contain it; within each, by count.

    Args:
        text: as typed so far; empty finds nothing.
        values: with their counts.
    """
    typed = fold(text[:LONGEST]).strip()
    if not typed:
        return []
    found = []
    for value, n in values.items():
        if typed in (folded := fold(value)):
            begins = folded.startswith(typed)
            is_word = begins or any(word.startswith(typed) for word in words(folded))
            found.append((not begins, not is_word, -n, value))
    return [(value, -n) for _, _, n, value in sorted(found)[:MAX_OFFERED]]


@record_routes("values/", name="people_values company_values")
def facet_values(request: WorkspaceRequest, kind: Kind) -> JsonResponse:
    """Return the values of `facet` that match `typed` in a search."""
    facet, typed = request.GET.get("facet", ""), request.GET.get("typed", "")
    if facet not in (COMPANY_TYPED if kind is COMPANIES else TYPED):
        raise Http404
    query, _ = kind.read(dict(request.GET.lists()), request.workspace, request.user)
    values = value_counts(request.workspace, query, facet)
    return JsonResponse(
        {"values": [{"value": value, "n": n} for value, n in matching_values(typed, values)]}
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """One active filter.

    Args:
        params: its parameters: one, except for the function tree, which acts as one facet.
        is_refusal: the excluded values of the facet, not the selected ones.
        word: one of several search words; empty for the whole filter.
        text: all search words, if the filter is the words.
    """

    params: tuple[str, ...]
    is_refusal: bool = False
    word: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RelaxedSearch(Generic[S]):
    """A search without one filter, or without two if removing one does not help.

    Args:
        without: removed filters.
        n: number of results, at least 1.
    """

    search: S
    without: tuple[Filter, ...]
    n: int


def relaxed_searches(query: S, count: Callable[[S], int]) -> list[RelaxedSearch[S]]:
    """Return the looser searches with results, most results first.

    Counts once for each active filter, or for each pair if no single one helps. Stops after a
    second with what it has found, so that an empty page does not take long.

    Args:
        query: a search that finds nothing.
        count: returns the number of results of a search.
    """
    filters = list(_filters_of(query))
    until = time.monotonic() + _LONGEST_SECONDS
    found: list[RelaxedSearch[S]] = []
    both = combinations(filters, 2)
    pairs = [some for some in both if not all(one.params == ("q",) for one in some)]
    for some in ([(one,) for one in filters], pairs[:_MAX_PAIRS]):
        for gone in some:
            search = _without(query, gone)
            if n := count(search):
                found.append(RelaxedSearch(search, gone, n))
            if time.monotonic() > until:
                break
        if found or time.monotonic() > until:
            break
    return sorted(found, key=lambda one: -one.n)


def _filters_of(query: Search) -> Iterator[Filter]:
    named = dict.fromkeys(name for name, _ in query.pairs() if name not in {*_NO_FILTER, "exclude"})
    if not named.keys().isdisjoint(IN_TREE):
        yield Filter(IN_TREE)
    for name in named:
        if name not in IN_TREE:
            yield Filter((name,), text=query.q if name == "q" else "")
    parts = dict.fromkeys(_WORD.findall(query.q))
    if len(parts) > 1:
        yield from (Filter(("q",), word=part) for part in parts)
    left_out = dict.fromkeys(one.partition(":")[0] for one in query.ticked("exclude"))
    if not left_out.keys().isdisjoint(IN_TREE):
        yield Filter(IN_TREE, is_refusal=True)
    yield from (Filter((name,), is_refusal=True) for name in left_out if name not in IN_TREE)


def _without(query: S, filters: tuple[Filter, ...]) -> S:
    for one in filters:
        if one.is_refusal:
            kept = [
                value
                for value in query.ticked("exclude")
                if value.partition(":")[0] not in one.params
            ]
            query = query.changed(exclude=tuple(kept))
        elif one.word:
            parts = [part for part in _WORD.findall(query.q) if part != one.word]
            query = query.changed(q=" ".join(parts))
        else:
            for param in one.params:
                query = query.without(param)
    return query
