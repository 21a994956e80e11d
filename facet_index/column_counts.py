"""Count values of facets by reading columns."""

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from facet_index.bitmaps import values_at
from facet_index.facet_schema import TITLE_FACETS
from facet_index.facet_values import ValueCodes
from facet_index.grouped_sums import sums_of_bits, sums_of_codes
from facet_index.index import FacetIndex
from facet_index.row_sets import RowSet
from facet_index.types import FacetQuery


def count_by_columns(
    index: FacetIndex,
    found: RowSet,
    facets: Collection[str],
    query: FacetQuery,
    most: int | None,
) -> dict[str, dict[str, int]]:
    rows = found.array
    counted: dict[str, NDArray[np.integer]] = {}
    if title_facets := [facet for facet in facets if facet in TITLE_FACETS]:
        titles, n = _count_distinct(values_at(index.column("title"), rows), len(index.titles))
        counted |= {
            facet: _count_titles(index, facet, titles, n, query.confidence)
            for facet in title_facets
        }
    if company_facets := [facet for facet in facets if facet in index.schema.by_employer]:
        companies, n = _count_distinct(
            values_at(index.column("company"), rows), len(index.companies)
        )
        counted |= {facet: _count_companies(index, facet, companies, n) for facet in company_facets}
    for facet in set(facets) - set(counted):
        if index.contact_multi_values(facet):
            counted[facet] = np.bincount(index.multi_values_of(facet, rows)[1])
        else:
            counted[facet] = np.bincount(values_at(index.contact_codes(facet), rows))
    return {
        facet: counts_by_value(
            index.values[facet],
            counted[facet],
            most=most if facet in index.schema.long_facets else None,
            selected=query.mentioned_values(facet),
            excluded=query.excluded.get(facet, ()),
        )
        for facet in facets
    }


def _count_distinct(
    codes: NDArray[np.int32], n_codes: int
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Return the distinct codes, and how often each occurs."""
    if len(codes) * 8 < n_codes:
        return np.unique(codes, return_counts=True)
    n = np.bincount(codes, minlength=n_codes)
    found = np.flatnonzero(n)
    return found, n[found]


def _count_titles(
    index: FacetIndex,
    facet: str,
    titles: NDArray[np.integer],
    n: NDArray[np.integer],
    confidence: float,
) -> NDArray[np.integer]:
    table = index.titles
    if facet == "function":
        owners, labels = table.labels.of(titles)
        n_per_label = np.where(labels["score"] >= confidence, n[owners], 0)
        return sums_of_codes(index.active_functions(labels["function"]), n_per_label)
    if facet == "department":
        bits = table.departments.values[titles]
        if confidence:
            bits = table.departments_of(titles, confidence)
        return sums_of_bits(bits, n, len(index.values["department"]))
    return sums_of_codes(index.title_codes(facet, titles), n)


def _count_companies(
    index: FacetIndex, facet: str, companies: NDArray[np.integer], n: NDArray[np.integer]
) -> NDArray[np.integer]:
    if facet in index.schema.multi_value_facets:
        owners, values = index.company_multi_values(facet).of(companies)
        return sums_of_codes(values, n[owners])
    return sums_of_codes(index.company_codes(facet)[companies], n)


def counts_by_value(
    values: ValueCodes,
    n: NDArray[np.integer],
    *,
    most: int | None,
    selected: Collection[str],
    excluded: Collection[str] = (),
) -> dict[str, int]:
    """Return the values with a count of at least 1.

    Args:
        values: of the facet.
        n: the number of each code.
        most: number of the most frequent values, plus ties; None for all.
        selected: values to return in any case.
        excluded: values not counted among the most frequent.
    """
    codes: Iterable[int] = np.flatnonzero(n).tolist()
    if most is not None and len(n) > most + 1:
        ranked = n.copy()
        ranked[[code for value in excluded if 0 < (code := values.code(value)) < len(n)]] = 0
        least = np.partition(ranked[1:], -most)[-most]
        largest = np.flatnonzero(ranked >= max(least, 1)).tolist()
        codes = {*largest, *(max(values.code(value), 0) for value in selected)}
    texts = values.texts
    return {texts[code]: int(n[code]) for code in codes if 0 < code < len(n) and n[code]}
