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
_MAX_TICKS = 3
_N_ROWS = 50
_TIMES_AGAIN = 3
_PATIENCE = 60.0
"""Seconds until the index has read what changed; a part of it at each look."""
_BETWEEN = 0.2
_SURE = (0.0, 0.0, 0.0, 0.5, 0.8)


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


def differences(workspace: Workspace, *, n_searches: int, seed: int) -> Iterator[list[Difference]]:
    """Yield differences between index and tables for random searches of people and companies.

    Args:
        workspace: whose contacts.
        n_searches: number of each; the first one has no filter.
        seed: the same one gives the same searches.

    Raises:
        LookupError: changed rows are not in the index after a minute.
    """
    until = time.monotonic() + _PATIENCE
    while n_waiting := _n_waiting(workspace):
        if time.monotonic() > until:
            raise LookupError(
                f"{n_waiting:,} changed rows are not in the index yet. Try again in a minute."
            )
        time.sleep(_BETWEEN)
    tables = _Tables(workspace.pk)
    rnd = random.Random(seed)  # noqa: S311  # searches, no secret
    every = count_found(workspace.pk, tables.index, ContactQuery(), most=None).by_facet
    of_companies = count_found(workspace.pk, tables.index, CompanyQuery(), most=None).by_facet
    for number in range(n_searches):
        query, of_company = ContactQuery(), CompanyQuery()
        if number:
            query, of_company = _some_search(rnd, every), _some_companies(rnd, of_companies)
        yield [
            *_lasting(partial(_compared, tables, query), tables),
            *_lasting(partial(_compared, tables, of_company), tables),
        ]


def _n_waiting(workspace: Workspace) -> int:
    with index_of(workspace.pk) as index:
        return index.n_waiting


class _Tables:
    """The tables of a workspace, as an index built from them."""

    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self.index = build_index(workspace_id)

    def read_again(self) -> None:
        self.index = build_index(self.workspace_id)


def _lasting(compare: Callable[[], list[Difference]], tables: _Tables) -> list[Difference]:
    """Return differences that persist when repeated, as jobs may write while both are read."""
    found = compare()
    for _ in range(_TIMES_AGAIN):
        if not found:
            break
        known = {one.what for one in found}
        tables.read_again()
        found = [one for one in compare() if one.what in known]
    return found


def _some_search(rnd: random.Random, every: Mapping[str, Mapping[str, int]]) -> ContactQuery:
    return ContactQuery().changed(
        **_some_ticks(rnd, every, by_param(FACETS)),
        confidence=rnd.choice(_SURE),
        sort=rnd.choice([sort for sort in CONTACT_SORTS if not PEOPLE.table_keys(sort)]),
    )


def _some_companies(rnd: random.Random, every: Mapping[str, Mapping[str, int]]) -> CompanyQuery:
    return CompanyQuery().changed(
        **_some_ticks(rnd, every, by_param(COMPANY_FACETS)),
        sort=rnd.choice([sort for sort in COMPANY_SORTS if not COMPANIES.table_keys(sort)]),
    )


def _some_ticks(
    rnd: random.Random, every: Mapping[str, Mapping[str, int]], facets: Iterable[str]
) -> dict[str, Sequence[str]]:
    there = [facet for facet in facets if every.get(facet)]
    if not there:
        return {}
    ticks: dict[str, Sequence[str]] = {}
    for facet in rnd.sample(there, min(rnd.randint(1, _MAX_FACETS), len(there))):
        values = sorted(every[facet])
        ticks[facet] = tuple(
            sorted(rnd.sample(values, min(rnd.randint(1, _MAX_TICKS), len(values))))
        )
    refused = rnd.choice(there)
    ticks["exclude"] = rnd.choice(((), (f"{refused}:{rnd.choice(sorted(every[refused]))}",)))
    return ticks


def _compared(tables: _Tables, query: ContactQuery | CompanyQuery) -> list[Difference]:
    with index_of(tables.workspace_id) as index:
        ours = _asked(tables.workspace_id, index, query)
    theirs = _asked(tables.workspace_id, tables.index, query)
    of = "" if isinstance(query, ContactQuery) else "companies, "
    return [
        Difference(query.to_query(), f"{of}{what}", ours.get(what, 0), theirs.get(what, 0))
        for what in sorted(ours.keys() | theirs.keys())
        if ours.get(what, 0) != theirs.get(what, 0)
    ]


def _asked(
    workspace_id: int, index: FacetIndex, query: ContactQuery | CompanyQuery
) -> dict[str, object]:
    if isinstance(query, ContactQuery):
        numbers = _numbers(count_found(workspace_id, index, query, most=None))
        return numbers | {"rows": ordered_keys(workspace_id, index, query)[:_N_ROWS].tolist()}
    numbers = _numbers(count_found(workspace_id, index, query, most=None))
    return numbers | {"rows": ordered_keys(workspace_id, index, query)[:_N_ROWS].tolist()}


def _numbers(counts: Counts) -> dict[str, object]:
    numbers: dict[str, object] = {"total": counts.total, "companies": counts.n_companies}
    for facet, values in counts.by_facet.items():
        numbers |= {f"{facet} {value}": n for value, n in values.items()}
    return numbers
