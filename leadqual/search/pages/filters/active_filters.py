"""The filters of a search: what is selected, with the address without it, and custom fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

from leadqual.accounts.models import Workspace
from leadqual.core.templatetags.formats import band
from leadqual.core.texts.plain_texts import counted
from leadqual.leads.models import CustomField
from leadqual.search.facets.facet_table import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    FACETS,
    MEMBERSHIPS,
    Facet,
)
from leadqual.search.pages.search_data import FacetBoxes, Option, ValueRange, address
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.query.query_parsing import NO_KEY
from leadqual.search.results.selectors import companies_of

_INPUTS = {CustomField.Kind.NUMBER: "number", CustomField.Kind.DATE: "date"}
_LEAST, _MOST = "custom-min-", "custom-max-"
"""Before the code of a field: parameters of a form, which has one field for each end of a range."""


def with_ranges(
    params: Mapping[str, Sequence[str]], fields: Iterable[CustomField]
) -> dict[str, list[str]]:
    """Return parameters of an address with the ranges that a form sends as values of `custom`."""
    found = {name: list(values) for name, values in params.items()}
    for field in (one for one in fields if one.kind in _INPUTS):
        least, most = (_first(found.pop(f"{end}{field.code}", ())) for end in (_LEAST, _MOST))
        if least or most:
            found.setdefault("custom", []).append(f"{field.code}:{least}..{most}")
    return found


def custom_boxes(
    query: Search, fields: Iterable[CustomField], counts: Mapping[str, Mapping[str, int]]
) -> list[FacetBoxes]:
    """Return a filter for each custom field with choices, and for each of numbers or dates.

    Args:
        query: the search.
        fields: of the records that are searched.
        counts: code of a field → choice → what the search would find with it; fields that are
            missing are not counted.
    """
    return [
        _choices(query, field, counts.get(field.code))
        if field.kind == CustomField.Kind.CHOICE
        else _range(query, field)
        for field in fields
        if field.kind == CustomField.Kind.CHOICE or field.kind in _INPUTS
    ]


def custom_kept(query: Search, boxes: Iterable[FacetBoxes]) -> list[str]:
    """Return what is asked of custom fields without a box, for the form to keep."""
    boxed = {option.value for box in boxes for option in box.options}
    boxed |= {box.range.value for box in boxes if box.range}
    return [value for value in query.ticked("custom") if value not in boxed]


def _choices(query: Search, field: CustomField, counts: Mapping[str, int] | None) -> FacetBoxes:
    values = {f"{field.code}:{choice}": choice for choice in field.choices}
    ticked = [value for value in query.ticked("custom") if value in values]
    return FacetBoxes(
        name=field.label,
        param=f"custom-{field.code}",
        field="custom",
        options=[
            Option(value, name, None if counts is None else counts.get(name, 0), value in ticked)
            for value, name in values.items()
        ],
        ticked=len(ticked),
        is_open=bool(ticked),
        is_long=False,
    )


def _range(query: Search, field: CustomField) -> FacetBoxes:
    begin = f"{field.code}:"
    ranges = [one for one in query.ticked("custom") if one.startswith(begin) and ".." in one]
    value = ranges[0] if ranges else ""
    least, _, most = value.removeprefix(begin).partition("..")
    return FacetBoxes(
        name=field.label,
        param=f"custom-{field.code}",
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


_NOBODY = "unknown"


@dataclass(frozen=True, slots=True)
class FilterChip:
    """Something selected, and the address without it."""

    kind: str
    words: str
    url: str


def carried_on(chips: Iterable[FilterChip], kept: Sequence[tuple[str, str]]) -> list[FilterChip]:
    """Return the chips with parameters added to their addresses."""
    more = urlencode(kept)
    return [
        replace(chip, url="&".join(part for part in (chip.url, more) if part).replace("?&", "?"))
        for chip in chips
    ]


def filter_chips(
    query: ContactQuery | CompanyQuery, names: Mapping[str, Mapping[str, str]]
) -> list[FilterChip]:
    """Return what is selected, in the order of the page, and the words with what they were read as.

    Args:
        query: the search.
        names: parameter → value → its name, as far as the facets do not know them; `custom` has
            the labels of custom fields, `company` the names of employers.
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
    """Return key → name of the companies whose people a search is for; one query, or none."""
    if not query.company:
        return {}
    rows = companies_of(workspace).filter(pk__in=query.company).values_list("pk", "name")
    return {str(key): name for key, name in rows}


def custom_chips(query: Search, labels: Mapping[str, str]) -> list[FilterChip]:
    """Return what is asked of custom fields; `labels` is code → label."""
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
    """Return the words as typed, and what some of them were read as; each can be removed."""
    if not query.q:
        return []
    typed = FilterChip("Contains", f"“{query.q}”", address(query.without("q")))
    read = (
        FilterChip("Interpreted as", one.label, address(query.changed(q=one.without)))
        for one in query.interpretations
    )
    return [typed, *read]
