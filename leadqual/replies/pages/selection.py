"""The selected replies of a page."""

from collections.abc import Iterable

from leadqual.accounts.routing import WorkspaceRequest
from leadqual.replies import selectors
from leadqual.search.pages.record_routes import say_gone
from leadqual.search.query.query import is_key


def selected_replies(request: WorkspaceRequest, values: Iterable[str]) -> list[int]:
    """Return the IDs that are sent; the page names those that are gone."""
    keys = dict.fromkeys(int(key) for key in values if is_key(key))
    n_there = selectors.replies_of(request.workspace).filter(pk__in=keys).count()
    say_gone(request, len(keys) - n_there, "replies")
    return list(keys)
