"""Chips for what a search selects, each with the URL without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadqual.accounts.models import Workspace
from leadqual.core.formats import band
from leadqual.core.texts.plain_texts import format_count
from leadqual.search.facet_types import Facet
from leadqual.search.index.index_queries import AnyQuery
from leadqual.search.pages.relaxed_searches import Filter, without_filters
from leadqual.search.pages.search_urls import address
from leadqual.search.query.query import ContactQuery
from leadqual.search.query.query_parsing import NO_KEY
from leadqual.search.results.kinds import kind_of
from leadqual.search.results.record_rows import companies_of

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A selected value, and the URL without it."""

    kind: str
    words: str
    url: str


def filter_chips(
    query: AnyQuery,
    names: Mapping[str, Mapping[str, str]],
    kept_params: Sequence[tuple[str, str]] = (),
) -> list[FilterChip]:
    """Return chips for selected values, in page order, and for words with interpretations.

    Args:
        query: the search.
        names: parameter → value → name, for values not named in the facets; `custom` has the
            labels of custom fields, `company` the names of employers.
        kept_params: further parameters to keep in the URLs.
    """
    kind = kind_of(query)
    facets = (*kind.facets, *kind.scopes, *kind.memberships)

    def chip(label: str, words: str, param: str, value: str = "") -> FilterChip:
        return FilterChip(label, words, address(query.without(param, value), kept_params))

    def custom_chip(value: str) -> FilterChip:
        code, _, wanted = value.partition(":")
        words = f"contains “{wanted[1:]}”" if wanted.startswith("~") else wanted.replace("..", "–")
        return chip(names.get("custom", {}).get(code, code), words, "custom", value)

    chips = [
        chip(
            facet.label if facet.has_chip_label else "",
            _value_name(facet, value, names),
            facet.param,
            value,
        )
        for facet in facets
        for value in query.ticked(facet.param)
    ]
    chips += map(custom_chip, query.ticked("custom"))
    if isinstance(query, ContactQuery):
        employers = names.get("company", {})
        chips += [
            chip("Company", employers.get(key, _UNKNOWN), "company", key) for key in query.company
        ]
    chips += [
        chip(
            f"Exclude {facet.label.lower()}" if facet.has_chip_label else "Exclude",
            _value_name(facet, value, names),
            "exclude",
            f"{facet.param}:{value}",
        )
        for facet in facets
        for value in query.refused(facet.param)
    ]
    if selected := query.ticked(kind.code):
        words = format_count(len(selected), f"selected {kind.noun}", f"selected {kind.records}")
        chips.append(chip("", words, kind.code))
    if isinstance(query, ContactQuery) and query.since:
        chips.append(chip("", "Only new people", "since"))
    if isinstance(query, ContactQuery) and query.confidence:
        chips.append(chip("Confidence", f"at least {query.confidence:.2f}", "confidence"))
    return [*chips, *_word_chips(query, kept_params)]


def company_names(workspace: Workspace, query: ContactQuery) -> dict[str, str]:
    """Return key → name of the companies that a search for people selects; at most one query."""
    if not query.company:
        return {}
    rows = companies_of(workspace).filter(pk__in=query.company).values_list("pk", "name")
    return {str(key): name for key, name in rows}


def _value_name(facet: Facet, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    known = names.get(facet.param) or facet.chip_choices or facet.choices
    if value in known:
        return known[value]
    if value == NO_KEY:
        return _UNKNOWN
    return band(value) if facet.is_band else value


def _word_chips(query: AnyQuery, kept_params: Sequence[tuple[str, str]]) -> list[FilterChip]:
    """Return chips for the typed words, for their interpretations, and for those without one."""
    if not query.q:
        return []
    typed = FilterChip("Contains", f"“{query.q}”", address(query.without("q"), kept_params))
    interpreted = (
        FilterChip(
            "Interpreted as", item.label, address(query.changed(q=item.without), kept_params)
        )
        for item in query.interpretations
    )
    uninterpreted = query.reading.typed if query.reading and query.interpretations else ()
    words = (
        FilterChip(
            "Words",
            f"“{word}”",
            address(without_filters(query, [Filter(("q",), word=word)]), kept_params),
        )
        for word in uninterpreted
    )
    return [typed, *interpreted, *words]
