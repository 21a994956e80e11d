"""What is ticked in a search, each with the address without it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

from leadqual.accounts.models import Workspace
from leadqual.core.templatetags.formats import band
from leadqual.core.texts.counts import counted
from leadqual.search.facets.facet_table import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    FACETS,
    MEMBERSHIPS,
    Facet,
)
from leadqual.search.pages.search_data import address
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.query.query_parsing import NO_KEY
from leadqual.search.results.selectors import companies_of

_NOBODY = "unknown"


@dataclass(frozen=True, slots=True)
class FilterChip:
    """Something ticked, and the address without it."""

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
    """Return what is ticked, in the order of the page, and the words with what they were read as.

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
