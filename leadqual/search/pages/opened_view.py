"""Tabs of views, and the view that a search page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from leadqual.accounts.page_routes import WorkspaceRequest
from leadqual.leads.models import SavedSearch, SearchVisit
from leadqual.search import saved_search_changes, watches
from leadqual.search.index.index_queries import AnyQuery
from leadqual.search.new_people import changed_keys, last_key
from leadqual.search.pages.search_urls import COLUMNS, address, join_columns, read_columns
from leadqual.search.query.query import ContactQuery, Search, is_key
from leadqual.search.results.kinds import kind_of
from leadqual.search.results.result_pages import n_found
from leadqual.search.saved_searches import visible_searches_for

MAX_TABS = 6
"""Maximum tabs of views; the others are in a menu next to them."""


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A view with what its tab shows.

    Args:
        n_new: matches since the member opened it; only known of views that the member watches.
    """

    id: int
    name: str
    is_private: bool = False
    n_new: int = 0


@dataclass(frozen=True, slots=True)
class ViewTabs:
    """The views of a search page.

    Args:
        shown: as tabs; the open one is always among them.
        more: in a menu.
        place: of the open view among all of them, for its menu to move it.
    """

    shown: Sequence[ViewTab]
    more: Sequence[ViewTab] = ()
    place: int = 0

    @property
    def can_move_right(self) -> bool:
        return self.place + 1 < len(self.shown) + len(self.more)


def view_tabs(views: Sequence[ViewTab], opened: SavedSearch | None) -> ViewTabs:
    """Return views as tabs and menu, with the open view among the tabs."""
    all_tabs = list(views)
    place = next((n for n, tab in enumerate(all_tabs) if opened and tab.id == opened.pk), None)
    if place is None and opened is not None:
        place = len(all_tabs)
        all_tabs.append(ViewTab(opened.pk, opened.name, opened.is_private))
    if place is None or place < MAX_TABS:
        return ViewTabs(all_tabs[:MAX_TABS], all_tabs[MAX_TABS:], place or 0)
    shown = [*all_tabs[: MAX_TABS - 1], all_tabs[place]]
    return ViewTabs(shown, [tab for tab in all_tabs if tab not in shown], place)


@dataclass(frozen=True, slots=True)
class OpenedSearch:
    """The view shown on the page.

    Args:
        is_edited: filters, order or columns of the page differ from those saved.
        columns: codes of its columns on this page; none for those that the member chose.
        new_columns: the same, if they are edited.
        is_mine: whether the member is its author, who can make it private.
        is_watched: whether the member watches it.
        since: key after which people are new; 0 on the first visit.
        visited_at: time of the previous visit; None on the first.
        n_new: people added since then.
        n_changed: people or companies that match since a change of them; only of watched views.
        only_new_url: the same search with only new people; empty if there are none.
        only_changed_url: the same search with only those that were changed.
        all_url: the search with everybody, if only some are shown; else empty.
    """

    search: SavedSearch
    is_edited: bool
    columns: Sequence[str] = ()
    new_columns: str = ""
    is_mine: bool = False
    is_watched: bool = False
    since: int = 0
    visited_at: datetime | None = None
    n_new: int = 0
    n_changed: int = 0
    only_new_url: str = ""
    only_changed_url: str = ""
    all_url: str = ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return the parameters that URLs of other pages and orders keep."""
        return _kept_params(self.search, self.new_columns)


def _kept_params(search: SavedSearch, new_columns: str) -> list[tuple[str, str]]:
    edited = [(COLUMNS, new_columns)] if new_columns else []
    return [("saved", str(search.pk)), *edited]


def opened_search(
    request: WorkspaceRequest, query: AnyQuery, typed_query: Search
) -> OpenedSearch | None:
    """Return the saved search given by `saved` in the URL; loading a full page is a visit.

    Args:
        request: of the page.
        query: the search, its words corrected.
        typed_query: the search as entered.
    """
    view_id = request.GET.get("saved", "")
    rows = visible_searches_for(request.workspace, kind_of(query).records, request.user)
    saved_search = rows.filter(pk=view_id).first() if is_key(view_id) else None
    if saved_search is None:
        return None
    columns_in_url = read_columns(request.GET.get(COLUMNS, ""))
    new_columns = columns_in_url if columns_in_url != tuple(saved_search.columns) else ()
    kept = _kept_params(saved_search, join_columns(new_columns))
    if request.htmx:
        visit = saved_search.visits.filter(user=request.user).first()
    else:
        visit = saved_search_changes.record_visit(saved=saved_search, user=request.user)
    return OpenedSearch(
        search=saved_search,
        is_edited=bool(new_columns) or differs_from_saved(saved_search, typed_query),
        columns=new_columns or saved_search.columns,
        new_columns=join_columns(new_columns),
        is_mine=saved_search.author_id == request.user.pk,
        is_watched=bool(watches.watched_by(request.user, [saved_search])),
        visited_at=visit.former_opened_at if visit else None,
        **(_new_since_visit(saved_search, query, visit, kept) if visit else {}),
    )


def _new_since_visit(
    saved_search: SavedSearch, query: AnyQuery, visit: SearchVisit, kept: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return who is new in a view since the previous visit, and URLs that show only them."""
    found: dict[str, Any] = {}
    kind = kind_of(query)
    if visit.former_opened_at and (keys := changed_keys(saved_search, visit.former_opened_at)):
        changed = query.changed(**{kind.code: tuple(map(str, keys))})
        found["n_changed"] = n_found(saved_search.workspace, changed)
        found["only_changed_url"] = address(changed, kept)
    everyone = query.changed(**{kind.code: ()})
    if isinstance(query, ContactQuery) and isinstance(everyone, ContactQuery):
        found["since"] = since = visit.former_seen or 0
        everyone = everyone.changed(since=0)
        if since and last_key(saved_search.workspace) > since:
            new = query.changed(since=max(since, query.since))
            found["n_new"] = n_found(saved_search.workspace, new)
            found["only_new_url"] = address(query.changed(since=since), kept)
    if everyone != query.changed():
        found["all_url"] = address(everyone, kept)
    return found


def differs_from_saved(saved: SavedSearch, typed_query: Search) -> bool:
    """Return whether a search differs from a saved one, whatever the order of its options."""
    return sorted(parse_qsl(saved.query)) != sorted(
        parse_qsl(saved_search_changes.stored_query(typed_query))
    )
