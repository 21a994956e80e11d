"""Pages of views: save, change, share, watch, and undo."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.core.errors import NotAllowedError
from leadqual.core.pages.panels import address_of, partial_of, safe_next
from leadqual.core.pages.undo import ShownErrors, say_not_undone, say_undoable
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import SavedSearch
from leadqual.search import saved as services
from leadqual.search import saved_changes, watches
from leadqual.search.pages.forms import SearchNameForm, ViewForm
from leadqual.search.pages.record_routes import may_change
from leadqual.search.pages.search_addresses import COLUMNS, read_columns, written_columns
from leadqual.search.query.query import CompanyQuery, ContactQuery, is_key, params_of
from leadqual.search.results.kinds import KINDS, PEOPLE
from leadqual.search.results.taxonomy import vocabulary

AnyQuery = ContactQuery | CompanyQuery

"""Maximum tabs of views; the others are in a menu beside them."""

_COMPANIES = SavedSearch.Records.COMPANIES
_MAX_SHOWN = 200
_WHO_SEES = {True: "Only you can see it.", False: "Everyone in the workspace can see it."}


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
            row = saved_changes.save_search(
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
    return read_columns(request.POST.get(COLUMNS, request.GET.get(COLUMNS, "")))


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
        "columns": request.POST.get(COLUMNS, ""),
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
        saved_changes.change_search(saved=row, author=request.user, name=form.cleaned_data["name"])
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
    if COLUMNS in request.POST or COLUMNS in request.GET:
        before[COLUMNS], columns = written_columns(row.columns), _sent_columns(request)
    undo = f"{reverse('search:saved_update', args=[row.pk])}?{urlencode(before)}"
    saved_changes.change_search(
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
        saved_changes.change_search(saved=row, author=request.user, is_private=is_private)
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
        row = saved_changes.duplicate_search(saved=row, author=request.user)
        said = f"Created {_named(row)}. {_WHO_SEES[row.is_private]}"
        say_undoable(request, said, "search:saved_delete", row.pk)
    return redirect("search:saved_open", row.pk)


@route("people/saved/<int:search_id>/move/", name="saved_move", methods="POST", role=Role.QUALIFIER)
def move(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Move a view to the place `to` among the tabs."""
    row = search_or_404(request, search_id)
    to = request.POST.get("to", "")
    if is_key(to) or to == "0":
        saved_changes.move_search(saved=row, user=request.user, to=int(to))
    return _back(request, row)


@route(
    "people/saved/<int:search_id>/delete/", name="saved_delete", methods="POST", role=Role.QUALIFIER
)
def delete(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Delete a view; the message offers undo."""
    row = search_or_404(request, search_id)
    saved_changes.delete_search(saved=row, author=request.user)
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
        saved_changes.restore_search(saved=row, author=request.user)
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
