"""Compares the facet index with the tables: are the numbers beside the search right?"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import connection

from leadqual.accounts.models import Workspace
from leadqual.core.hosts.direct_connection import one_session
from leadqual.search.facets.facet_table import COMPANY_FACETS, FACETS, by_param
from leadqual.search.index.open_indexes import index_of
from leadqual.search.query.query import (
    COMPANY_SORTS,
    CONTACT_SORTS,
    CompanyQuery,
    ContactQuery,
)
from leadqual.search.results.result_counts import (
    Counts,
    company_counts,
    company_counts_of_tables,
    contact_counts,
    contact_counts_of_tables,
)
from leadqual.search.results.selectors import (
    company_page,
    company_page_of_tables,
    contact_page,
    contact_page_of_tables,
)

_MAX_FACETS = 4
_MAX_TICKS = 3
_TIMES_AGAIN = 3
_SURE = (0.0, 0.0, 0.0, 0.5, 0.8)

_MEMORY = "128MB"
"""For one step of a query: with less, Postgres compares each of ten million people with each of a
million titles, which takes hours; with this, it looks them up."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that the index and the tables do not agree on.

    Args:
        query: the search, as in an address.
        what: facet and value, or `total`, `companies`, `rows`.
        by_index: what the index says.
        by_tables: what the tables say.
    """

    query: str
    what: str
    by_index: object
    by_tables: object


def differences(workspace: Workspace, *, n_searches: int, seed: int) -> Iterator[list[Difference]]:
    """Yield, for random searches of people and of companies, what index and tables differ in.

    Args:
        workspace: whose contacts.
        n_searches: how many of each; the first one has no filter.
        seed: the same one gives the same searches.

    Raises:
        LookupError: the workspace has no index (yet), or one that is being made anew.
    """
    with index_of(workspace.pk) as index:
        if index is None:
            raise LookupError("This workspace has no facet index yet; the tables are used.")
        if index.n_waiting:
            raise LookupError(
                f"{index.n_waiting:,} changed rows are not in the index yet. Try again in a minute."
            )
    with one_session(), _much_memory():
        yield from _differences(workspace, n_searches=n_searches, seed=seed)


@contextmanager
def _much_memory() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, false)", [_MEMORY])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET work_mem")


def _differences(workspace: Workspace, *, n_searches: int, seed: int) -> Iterator[list[Difference]]:
    rnd = random.Random(seed)  # noqa: S311  # searches, no secret
    every = contact_counts_of_tables(workspace, ContactQuery()).by_facet
    of_companies = company_counts_of_tables(workspace, CompanyQuery()).by_facet
    for number in range(n_searches):
        query, of_company = ContactQuery(), CompanyQuery()
        if number:
            query, of_company = _some_search(rnd, every), _some_companies(rnd, of_companies)
        yield [
            *_lasting(partial(_compared, workspace, query)),
            *_lasting(partial(_compared_companies, workspace, of_company)),
        ]


def _lasting(compare: Callable[[], list[Difference]]) -> list[Difference]:
    """Return what differs each time: the index is read first, and jobs may write meanwhile."""
    found = compare()
    for _ in range(_TIMES_AGAIN):
        if not found:
            break
        known = {one.what for one in found}
        found = [one for one in compare() if one.what in known]
    return found


def _some_search(rnd: random.Random, every: Mapping[str, Mapping[str, int]]) -> ContactQuery:
    return ContactQuery().changed(
        **_some_ticks(rnd, every, by_param(FACETS)),
        confidence=rnd.choice(_SURE),
        sort=rnd.choice(CONTACT_SORTS),
    )


def _some_companies(rnd: random.Random, every: Mapping[str, Mapping[str, int]]) -> CompanyQuery:
    return CompanyQuery().changed(
        **_some_ticks(rnd, every, by_param(COMPANY_FACETS)), sort=rnd.choice(COMPANY_SORTS)
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


def _compared(workspace: Workspace, query: ContactQuery) -> list[Difference]:
    ours = _numbers(contact_counts(workspace, query))
    theirs = _numbers(contact_counts_of_tables(workspace, query))
    ours["rows"] = [row.pk for row in contact_page(workspace, query).rows]
    theirs["rows"] = [row.pk for row in contact_page_of_tables(workspace, query).rows]
    return _unlike(query, ours, theirs)


def _compared_companies(workspace: Workspace, query: CompanyQuery) -> list[Difference]:
    ours = _numbers(company_counts(workspace, query))
    theirs = _numbers(company_counts_of_tables(workspace, query))
    ours["rows"] = [row.pk for row in company_page(workspace, query).rows]
    theirs["rows"] = [row.pk for row in company_page_of_tables(workspace, query).rows]
    return _unlike(query, ours, theirs)


def _unlike(
    query: ContactQuery | CompanyQuery, ours: Mapping[str, object], theirs: Mapping[str, object]
) -> list[Difference]:
    of = "" if isinstance(query, ContactQuery) else "companies, "
    return [
        Difference(query.to_query(), f"{of}{what}", ours.get(what, 0), theirs.get(what, 0))
        for what in sorted(ours.keys() | theirs.keys())
        if ours.get(what, 0) != theirs.get(what, 0)
    ]


def _numbers(counts: Counts) -> dict[str, object]:
    numbers: dict[str, object] = {"total": counts.total, "companies": counts.n_companies}
    for facet, values in counts.by_facet.items():
        numbers |= {f"{facet} {value}": n for value, n in values.items()}
    return numbers
