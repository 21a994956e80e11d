"""Columns of the facet index, and those whose changes the triggers record, from the facets."""

from collections.abc import Mapping

from facet_index import facet_schema
from leadqual.search.facet_types import Kind, Source, from_source, value_of
from leadqual.search.facets import COMPANY_FACETS, FACETS, RANKS

CONTACT_FACETS = (*from_source(FACETS, Source.CONTACT), *RANKS)
"""Facets and sort columns of people with their own column."""
_EMPLOYER_FACETS = from_source(FACETS, Source.COMPANY)
COMPANY_VALUES: Mapping[str, str] = {
    facet.column: value_of(facet)
    for facet in (*_EMPLOYER_FACETS, *COMPANY_FACETS)
    if facet.kind is not Kind.TEXTS
}
"""Single-value column of companies → SQL of its value."""
TOPICS = ("industry", "categories", "specialties")
"""Texts on what a company does."""


SCHEMA = facet_schema.Schema(
    contacts=tuple(facet.column_of_index(is_rank=facet in RANKS) for facet in CONTACT_FACETS),
    employers=tuple(facet.column_of_index() for facet in _EMPLOYER_FACETS),
    companies=tuple(facet.column_of_index() for facet in COMPANY_FACETS),
)


WATCHED: Mapping[str, tuple[str, ...]] = {
    "contact": (
        *("job_title_id", "company_id", "title", "last_name", "first_name"),
        *(facet.column for facet in CONTACT_FACETS),
    ),
    "jobtitle": (
        "classified_at",
        *(f"{facet.column}_id" for facet in from_source(FACETS, Source.TITLE)),
    ),
    "company": (
        *dict.fromkeys(("name", "domain", "city", "overview", *TOPICS, *SCHEMA.company_columns)),
        *SCHEMA.multi_columns,
    ),
}
"""Table → columns that the index reads; other changes are ignored."""
