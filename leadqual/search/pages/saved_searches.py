"""Saved search pages: list them with new people, save, rename, delete, undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, needs_role, route
from leadqual.accounts.models import Role
from leadqual.core.pages.panels import address_of, partial_of
from leadqual.core.pages.undo import ShownErrors, say_not_undone, say_undoable
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import CustomField, SavedSearch
from leadqual.search import saved as services
from leadqual.search.lists.selectors import read_names
from leadqual.search.pages.partials import SearchNameForm, may_change
from leadqual.search.pages.table import TABLES
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search, is_key, params_of
from leadqual.search.results.selectors import KINDS, PEOPLE, RecordKind, n_found, vocabulary
from leadqual.search.saved import last_key, saved_of

# Saved searches and other settings of the search page, as template values.

MAX_NAMES = 8
"""Maximum saved searches on top of the page; the others are on their own page."""


@dataclass(frozen=True, slots=True)
class OpenedSearch:
    """The saved search shown on the page.

    Args:
        is_edited: the page's search differs from the saved one.
        since: key after which people are new; 0 on the first visit.
        visited_at: time of the previous visit; None on the first.
        only_new_url: the same search with only new people; empty if there are none.
        all_url: the search with everybody, if only new people are shown; else empty.
    """

    search: SavedSearch
    is_edited: bool
    since: int = 0
    visited_at: datetime | None = None
    n_new: int = 0
    only_new_url: str = ""
    all_url: str = ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return the parameters that URLs of other pages and orders keep."""
        return [("saved", str(self.search.pk))]


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Settings of a workspace and its member for a search page.

    Args:
        fields: custom fields, in order.
        heads: code of each column of the table → its header.
        columns: those that the member sees.
        saved: saved searches at the top of the page.
        names: result of `read_names`.
    """

    fields: Sequence[CustomField]
    heads: Mapping[str, str]
    columns: Sequence[str]
    saved: Sequence[SavedSearch]
    names: Mapping[str, dict[str, str]]


_FIELDS = """
    (SELECT json_agg(json_build_object(
                'id', id, 'code', code, 'label', label, 'kind', kind, 'choices', choices)
            ORDER BY id)
       FROM leads_customfield
      WHERE workspace_id = %(workspace)s AND record = %(record)s AND deleted_at IS NULL)
"""
_SAVED = """
    (SELECT json_agg(json_build_object('id', id, 'name', name) ORDER BY name, id)
       FROM (SELECT id, name FROM leads_savedsearch
              WHERE workspace_id = %(workspace)s AND records = %(records)s AND deleted_at IS NULL
              ORDER BY name, id LIMIT %(most_saved)s) AS shown)
"""


def page_settings(request: WorkspaceRequest, kind: RecordKind[Any, Any]) -> PageSettings:
    """Read the settings that a search page needs for any search; one query."""
    table = TABLES[kind.code]
    chosen = table.chosen._meta.db_table
    columns = f"(SELECT columns FROM {chosen} WHERE member_id = %(member)s)"  # noqa: S608
    found = read_names(
        request.workspace,
        kind.records,
        {"fields": _FIELDS, "columns": columns, "saved": _SAVED},
        record=kind.code,
        member=request.member.pk,
        most_saved=MAX_NAMES,
    )
    fields = [CustomField(**one) for one in found.pop("fields") or ()]
    heads = table.all_heads(fields)
    shown = tuple(one for one in found.pop("columns") or () if one in heads)
    saved = [SavedSearch(**one) for one in found.pop("saved") or ()]
    return PageSettings(fields, heads, shown or table.usual, saved, found)


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
    row = saved_of(request.workspace, records).filter(pk=wanted).first() if is_key(wanted) else None
    if row is None:
        return None
    is_edited = is_other_search(row, asked)
    if not isinstance(query, ContactQuery):
        return OpenedSearch(search=row, is_edited=is_edited)
    if request.htmx:
        visit = row.visits.filter(user=request.user).first()
    else:
        visit = services.visit(saved=row, user=request.user)
    since = (visit.former_seen or 0) if visit else 0
    n_new = 0
    if since and last_key(request.workspace) > since:
        n_new = n_found(request.workspace, query.changed(since=max(since, query.since)))
    kept = [("saved", wanted)]
    return OpenedSearch(
        search=row,
        is_edited=is_edited,
        since=since,
        visited_at=visit.former_opened_at if visit else None,
        n_new=n_new,
        only_new_url=_address(query.changed(since=since), kept) if n_new else "",
        all_url=_address(query.changed(since=0), kept) if query.since else "",
    )


def is_other_search(saved: SavedSearch, asked: Search) -> bool:
    """Return whether a search differs from a saved one, whatever the order of its options."""
    return sorted(parse_qsl(saved.query)) != sorted(parse_qsl(services.kept_query(asked)))


def _address(query: ContactQuery, kept: Sequence[tuple[str, str]]) -> str:
    return "?" + query.to_query(kept)


_COMPANIES = SavedSearch.Records.COMPANIES
_MAX_SHOWN = 200
"""Maximum new matches on one page."""


@route("people/saved/", name="saved", methods="GET POST")
def saved_searches(request: WorkspaceRequest) -> HttpResponseBase:
    """List all saved searches with their new people; a post saves one."""
    if request.method == "POST":
        return _save(request)
    return _page(request)


@route("people/saved/names/", name="saved_names")
@partial_of("search:saved")
def names(request: WorkspaceRequest) -> HttpResponse:
    """Return the names for the top of the search page, each with its number of new people."""
    rows = services.saved_of(request.workspace)[:MAX_NAMES]
    found = services.new_people(rows, request.user, vocabulary())
    return render(request, "search/partials/saved_searches/names.html", {"searches": found})


@route("people/saved/palette/", name="saved_palette")
@partial_of("search:saved")
def for_palette(request: WorkspaceRequest) -> HttpResponse:
    """Return the names for the command palette."""
    rows = services.saved_of(request.workspace)
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
    form = SearchNameForm(request.POST)
    query = _sent_query(request, request.POST.get("records", ""))
    if form.is_valid():
        with ShownErrors(form, SearchNameTakenError, field="name"):
            row = services.save_search(
                workspace=request.workspace,
                name=form.cleaned_data["name"],
                query=query,
                author=request.user,
            )
            say_undoable(
                request,
                f"Saved “{row.name}”. Everyone in the workspace can see it.",
                "search:saved_delete",
                row.pk,
            )
            return redirect("search:saved_open", row.pk)
    return _page(request, form, search=query)


def _sent_query(request: WorkspaceRequest, records: str) -> ContactQuery | CompanyQuery:
    sent = request.POST.get("search", request.GET.get("search", ""))
    query: ContactQuery | CompanyQuery
    query = KINDS.get(records, PEOPLE).exact(params_of(sent), request.workspace)
    return query


def _page(
    request: WorkspaceRequest,
    form: SearchNameForm | None = None,
    *,
    search: ContactQuery | CompanyQuery | None = None,
) -> HttpResponse:
    rows = services.saved_of(request.workspace)
    shown = {
        "searches": services.new_people(rows, request.user, vocabulary()),
        "form": form,
        "search": search.to_query() if search else "",
        "records": _COMPANIES if isinstance(search, CompanyQuery) else "",
        "company_searches": services.saved_of(request.workspace, _COMPANIES),
        "may_change": may_change(request),
        "watched": services.watched_by(request.user, services.all_saved(request.workspace)),
        "n_matches": services.match_counts(request.workspace),
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
        return redirect(address_of("search:saved"))
    with ShownErrors(request, SearchNameTakenError):
        services.change_search(saved=row, author=request.user, name=form.cleaned_data["name"])
        messages.success(request, f"The search is now named “{row.name}”.")
    return redirect(address_of("search:saved"))


@route(
    "people/saved/<int:search_id>/update/", name="saved_update", methods="POST", role=Role.QUALIFIER
)
def update(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Replace the filters of a saved search by those in `search`; the message offers undo."""
    row = search_or_404(request, search_id)
    undo = f"{reverse('search:saved_update', args=[row.pk])}?{urlencode({'search': row.query})}"
    services.change_search(saved=row, author=request.user, query=_sent_query(request, row.records))
    say_undoable(request, f"Updated “{row.name}” for everyone in the workspace.", undo)
    return redirect("search:saved_open", row.pk)


@route(
    "people/saved/<int:search_id>/delete/", name="saved_delete", methods="POST", role=Role.QUALIFIER
)
def delete(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Delete a saved search; the message offers undo."""
    row = search_or_404(request, search_id)
    services.delete_search(saved=row, author=request.user)
    say_undoable(
        request,
        f"The search “{row.name}” is deleted for everyone. What it finds is kept.",
        "search:saved_restore",
        row.pk,
    )
    return redirect(address_of("search:saved"))


@route(
    "people/saved/<int:search_id>/restore/",
    name="saved_restore",
    methods="POST",
    role=Role.QUALIFIER,
)
def restore(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    row = get_object_or_404(services.deleted_searches(request.workspace), pk=search_id)
    try:
        services.restore_search(saved=row, author=request.user)
    except SearchNameTakenError:
        words = f"Another search now has the name “{row.name}”, so this one stays deleted."
        say_not_undone(request, f"{words} Rename that one, then undo again.")
    else:
        messages.success(request, f"The search “{row.name}” is restored.")
    return redirect(address_of("search:saved"))


@route("people/saved/<int:search_id>/watch/", name="saved_watch", methods="POST")
def watch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Notify the current person of new matches from now on."""
    row = search_or_404(request, search_id)
    services.watch_search(saved=row, user=request.user)
    messages.success(request, f"You are watching “{row.name}”. New matches come by email each day.")
    return redirect(address_of("search:saved"))


@route("people/saved/<int:search_id>/unwatch/", name="saved_unwatch", methods="POST")
def unwatch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Stop notifying the current person of new matches."""
    row = search_or_404(request, search_id)
    services.stop_watching(saved=row, user=request.user)
    messages.success(request, f"You stopped watching “{row.name}”.")
    return redirect(address_of("search:saved"))


@route("people/saved/<int:search_id>/matches/", name="saved_matches")
def matches(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Redirect to the newest matches of a watched search."""
    row = search_or_404(request, search_id)
    kind = KINDS[row.records]
    keys = list(services.matches_of(row).values_list(f"{kind.code}_id", flat=True)[:_MAX_SHOWN])
    if not keys:
        return redirect("search:saved_open", row.pk)
    selected = urlencode({kind.code: ".".join(map(str, keys))})
    return redirect(f"{reverse(kind.page)}?{selected}")


def search_or_404(request: WorkspaceRequest, search_id: int) -> SavedSearch:
    """Return a saved search of the member's workspace; others and deleted ones give a 404."""
    return get_object_or_404(services.all_saved(request.workspace), pk=search_id)
