"""Records close to what a search with few results asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from leadqual.accounts.models import Workspace
from leadqual.search.cursors import Page
from leadqual.search.index.index_queries import (
    AnyQuery,
)
from leadqual.search.query.query import (
    ContactQuery,
)
from leadqual.search.results.result_pages import result_page
from leadqual.search.words.close_matches import close_searches

FEW_RESULTS = 10
"""With fewer results, a page also shows close matches."""


@dataclass(frozen=True, slots=True)
class CloseMatches:
    """Records that a search does not find, and that are close to what it asks for.

    Args:
        label: how they differ, as a sentence.
    """

    rows: Sequence[Any] = ()
    label: str = ""


def close_matches(
    workspace: Workspace,
    query: AnyQuery,
    page: Page[Any],
    *,
    read: Callable[[Workspace, list[int]], list[Any]] | None = None,
) -> CloseMatches:
    """Return what is close to a search with few results, as the same job at other levels.

    They are shown after the results, and no part of them: neither counts nor actions on all
    results have them.

    Args:
        workspace: whose records.
        query: the search with its reading.
        page: its first page; others have none.
        read: as for `result_page`.
    """
    if query.reading is None or query.after or query.before or len(page.rows) >= FEW_RESULTS:
        return CloseMatches()
    rows, labels = {row.pk: row for row in page.rows}, []
    close_queries = close_searches(
        query.reading, finds_none=not page.rows, of_people=isinstance(query, ContactQuery)
    )
    for close_query in close_queries:
        reading = replace(query.reading, clauses=close_query.clauses, near=())
        close_rows = result_page(
            workspace, query.with_parsed_words(reading), size=FEW_RESULTS, read=read
        ).rows
        new = [row for row in close_rows if row.pk not in rows]
        labels += [close_query.label] if new else []
        rows |= {row.pk: row for row in new}
        if len(rows) >= FEW_RESULTS:
            break
    found = [*rows.values()][len(page.rows) : FEW_RESULTS]
    return CloseMatches(found, " ".join(labels))
