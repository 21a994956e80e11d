"""What is ticked in a search, each with the address without it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

from leadqual.core.templatetags.formats import band
from leadqual.core.texts.counts import counted
from leadqual.leads.models import Company
from leadqual.search.facets.facet_table import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    FACETS,
    MEMBERSHIPS,
    Facet,
)
from leadqual.search.pages.search_data import Taxonomy, address
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search
from leadqual.search.query.query_parsing import NO_KEY
from leadqual.search.words.readings import ShownInterpretation

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


def contact_chips(
    taxonomy: Taxonomy,
    query: ContactQuery,
    companies: Iterable[Company],
    gathered: Mapping[str, Mapping[str, str]],
    interpretations: Iterable[ShownInterpretation] = (),
) -> list[FilterChip]:
    """Return what is ticked, in the order of the page.

    Args:
        taxonomy: for the names of what it holds.
        query: the search.
        companies: those that it names.
        gathered: `list` and `campaign` → key → name.
        interpretations: what its words were read as.
    """
    names: dict[str, Mapping[str, str]] = {
        "function": {function.slug: function.name for function in taxonomy.functions},
        "department": {row.slug: f"{row.name} (all)" for row in taxonomy.departments},
        "level": {level.slug: level.name for level in taxonomy.levels},
        "industry": {industry.slug: industry.name for industry in taxonomy.industries},
        **gathered,
    }
    facets = (*FACETS, *MEMBERSHIPS)
    chips = [chip for facet in facets for chip in _tick_chips(query, facet, names)]
    chips += custom_chips(query, gathered.get("custom", {}))
    employers = {str(company.pk): company.name for company in companies}
    chips += [
        FilterChip("Company", employers.get(key, _NOBODY), address(query.without("company", key)))
        for key in query.company
    ]
    chips += [chip for facet in facets for chip in _refused_chips(query, facet, names)]
    if query.contact:
        words = counted(len(query.contact), "selected person", "selected people")
        chips.append(FilterChip("", words, address(query.without("contact"))))
    if query.since:
        chips.append(FilterChip("", "Only new people", address(query.without("since"))))
    if query.confidence:
        words = f"at least {query.confidence:.2f}"
        chips.append(FilterChip("Confidence", words, address(query.without("confidence"))))
    return [*chips, *_word_chips(query, interpretations)]


def custom_chips(query: Search, labels: Mapping[str, str]) -> list[FilterChip]:
    """Return what is asked of custom fields; `labels` is code → label."""
    chips = []
    for value in query.ticked("custom"):
        code, _, wanted = value.partition(":")
        words = f"contains “{wanted[1:]}”" if wanted.startswith("~") else wanted.replace("..", "–")
        url = address(query.without("custom", value))
        chips.append(FilterChip(labels.get(code, code), words, url))
    return chips


def company_chips(
    query: CompanyQuery,
    owners: Mapping[str, str],
    staff: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    interpretations: Iterable[ShownInterpretation] = (),
    custom: Mapping[str, str] = MappingProxyType({}),
    gathered: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[FilterChip]:
    """Return what is ticked on the companies page.

    Args:
        query: the search.
        owners: key → name of who owns records.
        staff: parameter → slug → name of what companies have people in.
        interpretations: what its words were read as.
        custom: code → label of each custom field.
        gathered: `list` and `import` → key → name.
    """
    names = {"owner": owners, **staff, **gathered}
    facets = (*COMPANY_FACETS, *COMPANY_SCOPES, *COMPANY_MEMBERSHIPS)
    chips = [chip for facet in facets for chip in _tick_chips(query, facet, names)]
    refusable = (*COMPANY_FACETS, *COMPANY_MEMBERSHIPS)
    chips += [chip for facet in refusable for chip in _refused_chips(query, facet, names)]
    chips += custom_chips(query, custom)
    if query.company:
        words = counted(len(query.company), "selected company", "selected companies")
        chips.append(FilterChip("", words, address(query.without("company"))))
    return [*chips, *_word_chips(query, interpretations)]


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


def _word_chips(
    query: ContactQuery | CompanyQuery, interpretations: Iterable[ShownInterpretation]
) -> list[FilterChip]:
    """Return the words as typed, and what some of them were read as; each can be removed."""
    if not query.q:
        return []
    typed = FilterChip("Contains", f"“{query.q}”", address(query.without("q")))
    read = (
        FilterChip("Interpreted as", one.label, address(query.changed(q=one.without)))
        for one in interpretations
    )
    return [typed, *read]
