"""What is ticked in a search, each with the address without it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leadqual.companies.business_models import BUSINESS_MODEL_NAMES
from leadqual.leads.models import Company
from leadqual.search.pages.search_data import (
    COMPANY_FACETS,
    CONTACT_FACETS,
    Taxonomy,
    address,
)
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search

_CHIP_KINDS = {
    "dnc": "Do not contact",
    "business_model": "",
    "other": "",
    "function": "",
    "department": "",
}


@dataclass(frozen=True, slots=True)
class FilterChip:
    """Something ticked, and the address without it."""

    kind: str
    words: str
    url: str


def contact_chips(
    taxonomy: Taxonomy,
    query: ContactQuery,
    companies: Iterable[Company],
    gathered: Mapping[str, Mapping[str, str]],
) -> list[FilterChip]:
    """Return what is ticked, in the order of the page.

    Args:
        taxonomy: for the names of what it holds.
        query: the search.
        companies: those that it names.
        gathered: `list` and `campaign` → key → name.
    """
    names: dict[str, Mapping[str, str]] = {
        "function": {function.slug: function.name for function in taxonomy.functions},
        "department": {row.slug: f"All of {row.name}" for row in taxonomy.departments},
        "other": {"1": "Unclassified"},
        "level": {level.slug: level.name for level in taxonomy.levels},
        "industry": {industry.slug: industry.name for industry in taxonomy.industries},
        "business_model": BUSINESS_MODEL_NAMES,
        "dnc": {"no": "excluded", "yes": "only these"},
        "company": {str(company.pk): company.name for company in companies},
        **gathered,
    }
    kinds = {
        **CONTACT_FACETS,
        **_CHIP_KINDS,
        "company": "Company",
        "list": "List",
        "campaign": "Campaign",
    }
    params = list(names | CONTACT_FACETS)
    chips = [chip for param in params for chip in _tick_chips(query, param, kinds, names)]
    chips += [chip for param in params for chip in _refused_chips(query, param, kinds, names)]
    if query.contact:
        n = len(query.contact)
        words = "1 ticked person" if n == 1 else f"{n} ticked people"
        chips.append(FilterChip("", words, address(query.without("contact"))))
    if query.since:
        chips.append(FilterChip("", "Only new people", address(query.without("since"))))
    if query.confidence:
        words = f"{query.confidence:.2f} and up"
        chips.append(FilterChip("Sure", words, address(query.without("confidence"))))
    return [*chips, *_word_chip(query)]


def company_chips(query: CompanyQuery) -> list[FilterChip]:
    """Return what is ticked on the companies page."""
    names: dict[str, Mapping[str, str]] = {"business_model": BUSINESS_MODEL_NAMES}
    kinds = {**COMPANY_FACETS, "business_model": ""}
    chips = [chip for param in kinds for chip in _tick_chips(query, param, kinds, names)]
    chips += [chip for param in kinds for chip in _refused_chips(query, param, kinds, names)]
    return [*chips, *_word_chip(query)]


def _refused_chips(
    query: Search,
    param: str,
    kinds: Mapping[str, str],
    names: Mapping[str, Mapping[str, str]],
) -> list[FilterChip]:
    kind = kinds.get(param, "")
    return [
        FilterChip(
            kind=f"{kind}: not" if kind else "Not",
            words=names.get(param, {}).get(value, value),
            url=address(query.without("no", f"{param}:{value}")),
        )
        for value in query.refused(param)
    ]


def _tick_chips(
    query: Search, param: str, kinds: Mapping[str, str], names: Mapping[str, Mapping[str, str]]
) -> list[FilterChip]:
    return [
        FilterChip(
            kind=kinds.get(param, ""),
            words=names.get(param, {}).get(value, value),
            url=address(query.without(param, value)),
        )
        for value in query.ticked(param)
    ]


def _word_chip(query: ContactQuery | CompanyQuery) -> list[FilterChip]:
    return [FilterChip("With", f"“{query.q}”", address(query.without("q")))] if query.q else []
