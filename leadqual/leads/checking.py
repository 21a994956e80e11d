"""Compares the facet index with the tables: are the numbers beside the search right?"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadqual.accounts.models import Workspace
from leadqual.leads.facet_index.holding import index_of
from leadqual.leads.facets import Counts, contact_counts, contact_counts_of_tables
from leadqual.leads.search import FACETS, ContactQuery
from leadqual.leads.selectors import contact_page, contact_page_of_tables

_MOST_FACETS = 4
_MOST_TICKS = 3
_SURE = (0.0, 0.0, 0.0, 0.5, 0.8)


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
    """Yield, for random searches, what index and tables do not agree on.

    Args:
        workspace: whose contacts.
        n_searches: how many; the first one has no filter.
        seed: the same one gives the same searches.

    Raises:
        LookupError: the workspace has no index (yet), or one that is being made anew.
    """
    with index_of(workspace.pk) as index:
        if index is None:
            raise LookupError("The tables answer for this workspace: it has no facet index now.")
        if index.n_waiting:
            raise LookupError(
                f"{index.n_waiting:,} changed rows are not in the index yet; try again in a minute."
            )
    rnd = random.Random(seed)  # noqa: S311  # searches, no secret
    every = contact_counts_of_tables(workspace, ContactQuery()).by_facet
    yield _compared(workspace, ContactQuery())
    for _ in range(n_searches - 1):
        yield _compared(workspace, _some_search(rnd, every))


def _some_search(rnd: random.Random, every: Mapping[str, Mapping[str, int]]) -> ContactQuery:
    there = [facet for facet in FACETS if every.get(facet)]
    facets = rnd.sample(there, min(rnd.randint(1, _MOST_FACETS), len(there)))
    ticks: dict[str, Sequence[str]] = {}
    for facet in facets:
        values = sorted(every[facet])
        ticks[facet] = tuple(
            sorted(rnd.sample(values, min(rnd.randint(1, _MOST_TICKS), len(values))))
        )
    refused = rnd.choice(there)
    ticks["no"] = rnd.choice(((), (f"{refused}:{rnd.choice(sorted(every[refused]))}",)))
    sort = rnd.choice(("name", "company", "level"))
    return ContactQuery().changed(**ticks, confidence=rnd.choice(_SURE), sort=sort)


def _compared(workspace: Workspace, query: ContactQuery) -> list[Difference]:
    counted, told = contact_counts(workspace, query), contact_counts_of_tables(workspace, query)
    ours, theirs = _numbers(counted), _numbers(told)
    ours["rows"] = [row.pk for row in contact_page(workspace, query).rows]
    theirs["rows"] = [row.pk for row in contact_page_of_tables(workspace, query).rows]
    return [
        Difference(query.to_query(), what, ours.get(what, 0), theirs.get(what, 0))
        for what in sorted(ours.keys() | theirs.keys())
        if ours.get(what, 0) != theirs.get(what, 0)
    ]


def _numbers(counts: Counts) -> dict[str, object]:
    numbers: dict[str, object] = {"total": counts.total, "companies": counts.n_companies}
    for facet, values in counts.by_facet.items():
        numbers |= {f"{facet} {value}": n for value, n in values.items()}
    return numbers
