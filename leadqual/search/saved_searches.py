"""Read views (saved searches): who can see them, and the search that they store."""

from typing import Any

from django.db.models import QuerySet

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import (
    SavedSearch,
)
from leadqual.search.named_records import visible_to
from leadqual.search.query.query import Vocabulary, params_of
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.kinds import COMPANIES, PEOPLE


def visible_searches(workspace: Workspace, user: User | None = None) -> QuerySet[SavedSearch]:
    """Return every saved search with its author, in their order, without deleted ones.

    Args:
        workspace: whose.
        user: who sees them; None for the shared ones alone.
    """
    rows = SavedSearch.objects.filter(visible_to(user), workspace=workspace, deleted_at=None)
    return rows.select_related("author", "workspace")


def visible_searches_for(
    workspace: Workspace,
    records: str = SavedSearch.Records.PEOPLE,
    user: User | None = None,
) -> QuerySet[SavedSearch]:
    """Return the saved searches for people or for companies, like `visible_searches`."""
    return visible_searches(workspace, user).filter(records=records)


def deleted_searches(workspace: Workspace, user: User) -> QuerySet[SavedSearch]:
    """Return the deleted saved searches that a person may see, for undo."""
    rows = SavedSearch.objects.filter(visible_to(user), workspace=workspace)
    return rows.filter(deleted_at__isnull=False)


def query_of(
    saved: SavedSearch, vocabulary: Vocabulary | None = None
) -> tuple[Any, dict[str, str]]:
    """Parse a saved search, with a note on each part that no longer exists.

    A private one reads the private lists of its author, a shared one reads shared lists alone.

    Args:
        saved: the saved search.
        vocabulary: for searches for people, if already read.
    """
    params = params_of(saved.query)
    reader = saved.author if saved.is_private else None
    if saved.records == COMPANIES.records:
        return COMPANIES.read(params, saved.workspace, reader)
    if vocabulary is None:
        query, notes = PEOPLE.read(params, saved.workspace, reader)
    else:
        query, notes = read_contact_query(params, vocabulary)
    return query.changed(since=0), notes
