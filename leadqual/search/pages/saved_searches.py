"""Views: their tabs, what one of them shows, and pages that save, change, share and undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, needs_role, route
from leadqual.accounts.models import Role
from leadqual.core.errors import NotAllowedError
from leadqual.core.pages.panels import address_of, partial_of, safe_next
from leadqual.core.pages.undo import ShownErrors, say_not_undone, say_undoable
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import CustomField, SalesStatus, SavedSearch, SearchVisit
from leadqual.leads.records.statuses import Statuses
from leadqual.search import saved as services
from leadqual.search import watches
from leadqual.search.lists.selectors import read_names
from leadqual.search.pages.partials import SearchNameForm, ViewForm, may_change
from leadqual.search.pages.table import TABLES
from leadqual.search.pages.view_columns import PARAM, read_columns, written_columns
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search, is_key, params_of
from leadqual.search.results.selectors import (
    KINDS,
    PEOPLE,
    RecordKind,
    kind_of,
    n_found,
    vocabulary,
)
from leadqual.search.saved import last_key, saved_of

AnyQuery = ContactQuery | CompanyQuery

# Views and other settings of the search page, as template values.

MAX_TABS = 6
"""Maximum tabs of views; the others are in a menu beside them."""
MAX_NAMES = 60
"""Maximum views in tabs and menu; the others are on their own page."""

_FIELDS = """
    (SELECT json_agg(json_build_object(
                'id', id, 'code', code, 'label', label, 'kind', kind, 'choices', choices)
            ORDER BY id)
       FROM leads_customfield
      WHERE workspace_id = %(workspace)s AND record = %(record)s AND deleted_at IS NULL)
"""
_STATUSES = """
    (SELECT json_agg(json_build_object(
                'id', id, 'code', code, 'label', label, 'color', color, 'kind', kind,
                'archived_at', archived_at)
            ORDER BY position, id)
       FROM leads_salesstatus WHERE workspace_id = %(workspace)s)
"""
_VIEWS = """
    (SELECT json_agg(json_build_object(
                'id', id, 'name', name, 'is_private', is_private, 'n_new', n_new)
            ORDER BY position, name, id)
       FROM (SELECT id, name, is_private, position,
                    (SELECT count(*)
                       FROM leads_watchedsearch AS w
                       JOIN leads_searchwatcher AS mine
                         ON mine.watch_id = w.id AND mine.user_id = %(user)s
                       JOIN leads_searchvisit AS v
                         ON v.saved_search_id = w.saved_search_id AND v.user_id = %(user)s
                       JOIN leads_searchmatch AS m
                         ON m.watch_id = w.id AND m.found_at > v.opened_at
                      WHERE w.saved_search_id = s.id) AS n_new
               FROM leads_savedsearch AS s
              WHERE workspace_id = %(workspace)s AND records = %(records)s AND deleted_at IS NULL
                AND (NOT is_private OR author_id = %(user)s)
              ORDER BY position, name, id LIMIT %(most_saved)s) AS shown)
"""
_COMPANIES = SavedSearch.Records.COMPANIES
_MAX_SHOWN = 200
_WHO_SEES = {True: "Only you can see it.", False: "Everyone in the workspace can see it."}


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
    every = list(views)
    place = next((n for n, one in enumerate(every) if opened and one.id == opened.pk), None)
    if place is None and opened is not None:
        place = len(every)
        every.append(ViewTab(opened.pk, opened.name, opened.is_private))
    if place is None or place < MAX_TABS:
        return ViewTabs(every[:MAX_TABS], every[MAX_TABS:], place or 0)
    shown = [*every[: MAX_TABS - 1], every[place]]
    return ViewTabs(shown, [one for one in every if one not in shown], place)


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
        return _kept(self.search, self.new_columns)


def _kept(search: SavedSearch, new_columns: str) -> list[tuple[str, str]]:
    edited = [(PARAM, new_columns)] if new_columns else []
    return [("saved", str(search.pk)), *edited]


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Settings of a workspace and its member for a search page.

    Args:
        fields: custom fields, in order.
        heads: code of each column of the table → its header.
        columns: those that the member sees, of the open view or else of their own choice.
        statuses: sales statuses of the workspace.
        widths: column → pixels, where the member changed them.
        views: the first views for these records, in order.
        names: result of `read_names`.
    """

    fields: Sequence[CustomField]
    heads: Mapping[str, str]
    columns: Sequence[str]
    statuses: Statuses
    widths: Mapping[str, int]
    views: Sequence[ViewTab]
    names: Mapping[str, dict[str, str]]

    def of_view(self, opened: OpenedSearch | None) -> "PageSettings":
        """Return the settings with the columns of the open view, if it has any that exist."""
        own = [code for code in opened.columns if code in self.heads] if opened else []
        return replace(self, columns=own) if own else self


def page_settings(request: WorkspaceRequest, kind: RecordKind[Any, Any]) -> PageSettings:
    """Read the settings that a search page needs for any search; one query."""
    table = TABLES[kind.code]
    chosen = table.chosen._meta.db_table
    of_member = f"FROM {chosen} WHERE member_id = %(member)s"
    found = read_names(
        request.workspace,
        kind.records,
        {
            "fields": _FIELDS,
            "columns": f"(SELECT columns {of_member})",
            "widths": f"(SELECT widths::json {of_member})",
            "statuses": _STATUSES,
            "views": _VIEWS,
        },
        user=request.user,
        record=kind.code,
        member=request.member.pk,
        most_saved=MAX_NAMES,
    )
    fields = [CustomField(**one) for one in found.pop("fields") or ()]
    heads = table.all_heads(fields)
    shown = tuple(one for one in found.pop("columns") or () if one in heads)
    widths = found.pop("widths") or {}
    views = [ViewTab(**one) for one in found.pop("views") or ()]
    statuses = Statuses.of(SalesStatus(**one) for one in found.pop("statuses") or ())
    return PageSettings(fields, heads, shown or table.usual, statuses, widths, views, found)


def opened_search(
    request: WorkspaceRequest, query: ContactQuery | CompanyQuery, asked: Search
) -> OpenedSearch | None:
    """Return the saved search given by `saved` in the URL; loading a full page is a visit.

    Args:
        request: of the page.
        query: the search, its words corrected.
        asked: the search as entered.
    """
    wanted = request.GET.get("saved", "")
    is_people = isinstance(query, ContactQuery)
    records = SavedSearch.Records.PEOPLE if is_people else SavedSearch.Records.COMPANIES
    rows = saved_of(request.workspace, records, request.user)
    row = rows.filter(pk=wanted).first() if is_key(wanted) else None
    if row is None:
        return None
    asked_columns = read_columns(request.GET.get(PARAM, ""))
    new_columns = asked_columns if asked_columns != tuple(row.columns) else ()
    kept = _kept(row, written_columns(new_columns))
    if request.htmx:
        visit = row.visits.filter(user=request.user).first()
    else:
        visit = services.visit(saved=row, user=request.user)
    return OpenedSearch(
        search=row,
        is_edited=bool(new_columns) or is_other_search(row, asked),
        columns=new_columns or row.columns,
        new_columns=written_columns(new_columns),
        is_mine=row.author_id == request.user.pk,
        is_watched=bool(watches.watched_by(request.user, [row])),
        visited_at=visit.former_opened_at if visit else None,
        **(_new_since(row, query, visit, kept) if visit else {}),
    )


def _new_since(
    row: SavedSearch, query: AnyQuery, visit: SearchVisit, kept: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return who is new in a view since the previous visit, and URLs that show only them."""
    found: dict[str, Any] = {}
    kind = kind_of(query)
    if visit.former_opened_at and (keys := services.changed_keys(row, visit.former_opened_at)):
        changed = query.changed(**{kind.code: tuple(map(str, keys))})
        found["n_changed"] = n_found(row.workspace, changed)
        found["only_changed_url"] = _address(changed, kept)
    everyone = query.changed(**{kind.code: ()})
    if isinstance(query, ContactQuery) and isinstance(everyone, ContactQuery):
        found["since"] = since = visit.former_seen or 0
        everyone = everyone.changed(since=0)
        if since and last_key(row.workspace) > since:
            new = query.changed(since=max(since, query.since))
            found["n_new"] = n_found(row.workspace, new)
            found["only_new_url"] = _address(query.changed(since=since), kept)
    if everyone != query.changed():
        found["all_url"] = _address(everyone, kept)
    return found


def is_other_search(saved: SavedSearch, asked: Search) -> bool:
    """Return whether a search differs from a saved one, whatever the order of its options."""
    return sorted(parse_qsl(saved.query)) != sorted(parse_qsl(services.kept_query(asked)))


def _address(query: AnyQuery, kept: Sequence[tuple[str, str]]) -> str:
    return "?" + query.to_query(kept)


"""Maximum new matches on one page."""


@route("people/saved/", name="saved", methods="GET POST")
def saved_searches(request: WorkspaceRequest) -> HttpResponseBase:
    """List all saved searches with their new people; a post saves one."""
    if request.method == "POST":
        return _save(request)
    return _page(request)


@route("people/saved/palette/", name="saved_palette")
@partial_of("search:saved")
def for_palette(request: WorkspaceRequest) -> HttpResponse:
    """Return the names for the command palette."""
    rows = services.all_saved(request.workspace, request.user)
    return render(request, "search/partials/saved_searches/options.html", {"searches": rows})


@route("people/saved/<int:search_id>/", name="saved_open")
def open_search(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Redirect to the search as saved; its page reports values that no longer exist."""
    row = search_or_404(request, search_id)
    page = reverse(KINDS[row.records].page)
    address = "&".join(part for part in (row.query, f"saved={row.pk}") if part)
    return redirect(f"{page}?{address}")


@needs_role(Role.QUALIFIER)
def _save(request: WorkspaceRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    query = _sent_query(request, request.POST.get("records", ""))
    if form.is_valid():
        with ShownErrors(form, SearchNameTakenError, field="name"):
            row = services.save_search(
                workspace=request.workspace,
                name=form.cleaned_data["name"],
                query=query,
                author=request.user,
                columns=_sent_columns(request),
                is_private=form.cleaned_data["is_private"],
            )
            said = f"Saved {_named(row)}. {_WHO_SEES[row.is_private]}"
            say_undoable(request, said, "search:saved_delete", row.pk)
            return redirect("search:saved_open", row.pk)
    return _page(request, form, search=query)


def _named(row: SavedSearch) -> str:
    """Return how messages call a view; they stay among the recent changes of the workspace."""
    return "the private view" if row.is_private else f"“{row.name}”"


def _sent_query(request: WorkspaceRequest, records: str) -> AnyQuery:
    sent = request.POST.get("search", request.GET.get("search", ""))
    query: AnyQuery
    kind = KINDS.get(records, PEOPLE)
    query = kind.exact(params_of(sent), request.workspace, request.user)
    return query


def _sent_columns(request: WorkspaceRequest) -> Sequence[str]:
    return read_columns(request.POST.get(PARAM, request.GET.get(PARAM, "")))


def _page(
    request: WorkspaceRequest,
    form: ViewForm | None = None,
    *,
    search: AnyQuery | None = None,
) -> HttpResponse:
    rows = services.all_saved(request.workspace, request.user)
    shown = {
        "searches": services.new_people(rows, request.user, vocabulary()),
        "form": form,
        "search": search.to_query() if search else "",
        "records": _COMPANIES if isinstance(search, CompanyQuery) else "",
        "columns": request.POST.get(PARAM, ""),
        "may_change": may_change(request),
        "watched": watches.watched_by(request.user, rows),
        "n_matches": watches.match_counts(request.workspace),
    }
    return render(request, "search/saved_searches.html", shown, status=422 if form else 200)


@route(
    "people/saved/<int:search_id>/rename/", name="saved_rename", methods="POST", role=Role.QUALIFIER
)
def rename(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    row = search_or_404(request, search_id)
    form = SearchNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter a name of 1 to 120 characters. The name was not changed.")
        return _back(request)
    with ShownErrors(request, SearchNameTakenError):
        services.change_search(saved=row, author=request.user, name=form.cleaned_data["name"])
        messages.success(request, f"The view is now named “{row.name}”.")
    return _back(request)


@route(
    "people/saved/<int:search_id>/update/", name="saved_update", methods="POST", role=Role.QUALIFIER
)
def update(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Replace filters and columns of a view by those in the form; the message offers undo.

    Without `columns` the view keeps its columns.
    """
    row = search_or_404(request, search_id)
    before = {"search": row.query}
    columns = None
    if PARAM in request.POST or PARAM in request.GET:
        before[PARAM], columns = written_columns(row.columns), _sent_columns(request)
    undo = f"{reverse('search:saved_update', args=[row.pk])}?{urlencode(before)}"
    services.change_search(
        saved=row,
        author=request.user,
        query=_sent_query(request, row.records),
        columns=columns,
    )
    for_whom = "" if row.is_private else " for everyone in the workspace"
    say_undoable(request, f"Updated {_named(row)}{for_whom}.", undo)
    return redirect("search:saved_open", row.pk)


@route(
    "people/saved/<int:search_id>/visibility/",
    name="saved_visibility",
    methods="POST",
    role=Role.QUALIFIER,
)
def set_visibility(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Make a view private with `private=1`, or share it with the workspace; offers undo."""
    row = search_or_404(request, search_id)
    is_private = request.POST.get("private", request.GET.get("private", "")) == "1"
    with ShownErrors(request, SearchNameTakenError, NotAllowedError):
        services.change_search(saved=row, author=request.user, is_private=is_private)
        address = reverse("search:saved_visibility", args=[row.pk])
        undo = f"{address}?{urlencode({'private': '' if is_private else '1'})}"
        said = "The view is private now." if is_private else f"“{row.name}” is shared now."
        say_undoable(request, f"{said} {_WHO_SEES[is_private]}", undo)
    return _back(request, row)


@route(
    "people/saved/<int:search_id>/duplicate/",
    name="saved_duplicate",
    methods="POST",
    role=Role.QUALIFIER,
)
def duplicate(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Copy a view and open the copy; the message offers undo."""
    row = search_or_404(request, search_id)
    with ShownErrors(request, SearchNameTakenError):
        row = services.duplicate_search(saved=row, author=request.user)
        said = f"Created {_named(row)}. {_WHO_SEES[row.is_private]}"
        say_undoable(request, said, "search:saved_delete", row.pk)
    return redirect("search:saved_open", row.pk)


@route("people/saved/<int:search_id>/move/", name="saved_move", methods="POST", role=Role.QUALIFIER)
def move(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Move a view to the place `to` among the tabs."""
    row = search_or_404(request, search_id)
    to = request.POST.get("to", "")
    if is_key(to) or to == "0":
        services.move_search(saved=row, user=request.user, to=int(to))
    return _back(request, row)


@route(
    "people/saved/<int:search_id>/delete/", name="saved_delete", methods="POST", role=Role.QUALIFIER
)
def delete(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Delete a view; the message offers undo."""
    row = search_or_404(request, search_id)
    services.delete_search(saved=row, author=request.user)
    said = f"The view “{row.name}” is deleted for everyone."
    if row.is_private:
        said = "The private view is deleted."
    say_undoable(request, f"{said} What it finds is kept.", "search:saved_restore", row.pk)
    return _back(request)


@route(
    "people/saved/<int:search_id>/restore/",
    name="saved_restore",
    methods="POST",
    role=Role.QUALIFIER,
)
def restore(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    row = get_object_or_404(
        services.deleted_searches(request.workspace, request.user), pk=search_id
    )
    try:
        services.restore_search(saved=row, author=request.user)
    except SearchNameTakenError:
        words = f"Another view now has the name “{row.name}”, so this one stays deleted."
        say_not_undone(request, f"{words} Rename that one, then undo again.")
    else:
        messages.success(request, f"The view “{row.name}” is restored.")
    return redirect(address_of("search:saved"))


def _back(request: WorkspaceRequest, row: SavedSearch | None = None) -> HttpResponse:
    """Redirect to the page that a form names, else to a view or to all of them."""
    default = reverse("search:saved_open", args=[row.pk]) if row else address_of("search:saved")
    return redirect(safe_next(request, default))


@route("people/saved/<int:search_id>/watch/", name="saved_watch", methods="POST")
def watch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Notify the current person of new matches from now on."""
    row = search_or_404(request, search_id)
    watches.watch_search(saved=row, user=request.user)
    messages.success(request, f"You are watching “{row.name}”. New matches come by email each day.")
    return _back(request)


@route("people/saved/<int:search_id>/unwatch/", name="saved_unwatch", methods="POST")
def unwatch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Stop notifying the current person of new matches."""
    row = search_or_404(request, search_id)
    watches.stop_watching(saved=row, user=request.user)
    messages.success(request, f"You stopped watching “{row.name}”.")
    return _back(request)


@route("people/saved/<int:search_id>/matches/", name="saved_matches")
def matches(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Redirect to the newest matches of a watched search."""
    row = search_or_404(request, search_id)
    kind = KINDS[row.records]
    keys = list(watches.matches_of(row).values_list(f"{kind.code}_id", flat=True)[:_MAX_SHOWN])
    if not keys:
        return redirect("search:saved_open", row.pk)
    selected = urlencode({kind.code: ".".join(map(str, keys))})
    return redirect(f"{reverse(kind.page)}?{selected}")


def search_or_404(request: WorkspaceRequest, search_id: int) -> SavedSearch:
    """Return a saved search of the member's workspace; others and deleted ones give a 404."""
    return get_object_or_404(services.all_saved(request.workspace, request.user), pk=search_id)
