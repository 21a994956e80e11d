"""Check that the facet index recorded every change, by comparison with a newly built one."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from facet_index.index import FacetIndex
from facet_index.types import Counts
from leadqual.accounts.models import Workspace
from leadqual.search.facet_types import by_param
from leadqual.search.facets import COMPANY_FACETS, FACETS
from leadqual.search.index.index_queries import (
    count_found,
    ordered_keys,
)
from leadqual.search.index.open_index import build_index
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import (
    COMPANY_SORTS,
    CONTACT_SORTS,
    CompanyQuery,
    ContactQuery,
)
from leadqual.search.results.kinds import COMPANIES, PEOPLE

_MAX_FACETS = 4
_MAX_SELECTIONS = 3
_MAX_ROWS = 50
_MAX_REPEATS = 3
_MAX_WAIT_SECONDS = 60.0
"""Seconds until the index has read what changed; a part of it at each look."""
_WAIT_SECONDS = 0.2
_CONFIDENCES = (0.0, 0.0, 0.0, 0.5, 0.8)


@dataclass(frozen=True, slots=True)
class Difference:
    """A count on which the index and the tables disagree.

    Args:
        query: the search, as in a URL.
        what: facet and value, or `total`, `companies`, `rows`.
    """

    query: str
    what: str
    by_index: object
    by_tables: object


def find_differences(
    workspace: Workspace, *, n_searches: int, seed: int
) -> Iterator[list[Difference]]:
    """Yield differences between index and tables for random searches of people and companies.

    Args:
        workspace: whose contacts.
        n_searches: number of each; the first one has no filter.
        seed: the same one gives the same searches.

    Raises:
        LookupError: changed rows are not in the index after a minute.
    """
    until = time.monotonic() + _MAX_WAIT_SECONDS
    while n_waiting := _count_waiting(workspace):
        if time.monotonic() > until:
            raise LookupError(
                f"{n_waiting:,} changed rows are not in the index yet. Try again in a minute."
            )
        time.sleep(_WAIT_SECONDS)
    tables = _Tables(workspace.pk)
    rng = random.Random(seed)  # noqa: S311  # searches, no secret
    counts = count_found(workspace.pk, tables.index, ContactQuery(), most=None).by_facet
    company_counts = count_found(workspace.pk, tables.index, CompanyQuery(), most=None).by_facet
    for search_number in range(n_searches):
        query, company_query = ContactQuery(), CompanyQuery()
        if search_number:
            query, company_query = (
                _random_contact_query(rng, counts),
                _random_company_query(rng, company_counts),
            )
        yield [
            *_persistent_differences(partial(_compare, tables, query), tables),
            *_persistent_differences(partial(_compare, tables, company_query), tables),
        ]


def _count_waiting(workspace: Workspace) -> int:
    with index_of(workspace.pk) as index:
        return index.n_waiting


class _Tables:
    """The tables of a workspace, as an index built from them."""

    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self.index = build_index(workspace_id)

    def rebuild(self) -> None:
        self.index = build_index(self.workspace_id)


def _persistent_differences(
    compare: Callable[[], list[Difference]], tables: _Tables
) -> list[Difference]:
    """Return differences that persist when repeated, as jobs may write while both are read."""
    found = compare()
    for _ in range(_MAX_REPEATS):
        if not found:
            break
        known = {difference.what for difference in found}
        tables.rebuild()
        found = [difference for difference in compare() if difference.what in known]
    return found


def _random_contact_query(
    rng: random.Random, counts: Mapping[str, Mapping[str, int]]
) -> ContactQuery:
    return ContactQuery().changed(
        **_random_selections(rng, counts, by_param(FACETS)),
        confidence=rng.choice(_CONFIDENCES),
        sort=rng.choice([sort for sort in CONTACT_SORTS if not PEOPLE.table_keys(sort)]),
    )


def _random_company_query(
    rng: random.Random, counts: Mapping[str, Mapping[str, int]]
) -> CompanyQuery:
    return CompanyQuery().changed(
        **_random_selections(rng, counts, by_param(COMPANY_FACETS)),
        sort=rng.choice([sort for sort in COMPANY_SORTS if not COMPANIES.table_keys(sort)]),
    )


def _random_selections(
    rng: random.Random, counts: Mapping[str, Mapping[str, int]], facets: Iterable[str]
) -> dict[str, Sequence[str]]:
    available = [facet for facet in facets if counts.get(facet)]
    if not available:
        return {}
    selections: dict[str, Sequence[str]] = {}
    for facet in rng.sample(available, min(rng.randint(1, _MAX_FACETS), len(available))):
        values = sorted(counts[facet])
        selections[facet] = tuple(
            sorted(rng.sample(values, min(rng.randint(1, _MAX_SELECTIONS), len(values))))
        )
    excluded_facet = rng.choice(available)
    selections["exclude"] = rng.choice(
        ((), (f"{excluded_facet}:{rng.choice(sorted(counts[excluded_facet]))}",))
    )
    return selections


def _compare(tables: _Tables, query: ContactQuery | CompanyQuery) -> list[Difference]:
    with index_of(tables.workspace_id) as index:
        index_results = _search_results(tables.workspace_id, index, query)
    table_results = _search_results(tables.workspace_id, tables.index, query)
    prefix = "" if isinstance(query, ContactQuery) else "companies, "
    return [
        Difference(
            query.to_query(),
            f"{prefix}{what}",
            index_results.get(what, 0),
            table_results.get(what, 0),
        )
        for what in sorted(index_results.keys() | table_results.keys())
        if index_results.get(what, 0) != table_results.get(what, 0)
    ]


def _search_results(
    workspace_id: int, index: FacetIndex, query: ContactQuery | CompanyQuery
) -> dict[str, object]:
    if isinstance(query, ContactQuery):
        results = _flatten_counts(count_found(workspace_id, index, query, most=None))
        return results | {"rows": ordered_keys(workspace_id, index, query)[:_MAX_ROWS].tolist()}
    results = _flatten_counts(count_found(workspace_id, index, query, most=None))
    return results | {"rows": ordered_keys(workspace_id, index, query)[:_MAX_ROWS].tolist()}


def _flatten_counts(counts: Counts) -> dict[str, object]:
    results: dict[str, object] = {"total": counts.total, "companies": counts.n_companies}
    for facet, values in counts.by_facet.items():
        results |= {f"{facet} {value}": n for value, n in values.items()}
    return results
