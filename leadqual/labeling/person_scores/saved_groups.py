"""Groups of functions that a workspace keeps: saved searches for functions and nothing else."""

from dataclasses import dataclass

from leadqual.accounts.models import Workspace
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.selectors import vocabulary
from leadqual.search.saved.selectors import query_of, saved_of

MAX_GROUPS = 100


@dataclass(frozen=True, slots=True)
class SavedGroup:
    """A saved search that is a group of functions.

    Args:
        search_id: primary key of the saved search.
        functions: slugs; those of a department are all of its functions.
    """

    search_id: int
    name: str
    functions: tuple[str, ...]


def saved_groups(workspace: Workspace) -> list[SavedGroup]:
    """Return the first groups of a workspace by name; four queries, or one without any search."""
    rows = list(saved_of(workspace)[:MAX_GROUPS])
    if not rows:
        return []
    known = vocabulary()
    groups = []
    for row in rows:
        query, notes = query_of(row, known)
        functions = [
            slug
            for slug, department in known.functions.items()
            if slug in query.function or department in query.department
        ]
        is_group = query == ContactQuery(function=query.function, department=query.department)
        if functions and is_group and not notes:
            groups.append(SavedGroup(row.pk, row.name, tuple(functions)))
    return groups
