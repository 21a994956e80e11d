"""Pages of views: save, change, share, and undo."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.core.errors import NotAllowedError
from leadqual.core.pages.page_links import partial_of, safe_next
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, add_retry_message, add_undo_message
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import SavedSearch
from leadqual.search import saved_search_changes, watches
from leadqual.search import saved_searches as services
from leadqual.search.new_people import new_people
from leadqual.search.pages.forms import SearchNameForm, ViewForm
from leadqual.search.pages.record_routes import may_change
from leadqual.search.pages.search_urls import COLUMNS, join_columns, read_columns
from leadqual.search.query.query import CompanyQuery, ContactQuery, is_key, params_of
from leadqual.search.results.kinds import KINDS, PEOPLE
from leadqual.search.results.taxonomy import vocabulary

AnyQuery = ContactQuery | CompanyQuery
_COMPANIES = SavedSearch.Records.COMPANIES
_VISIBILITY_TEXTS = {True: "Only you can see it.", False: "Everyone in the workspace can see it."}


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
    rows = services.visible_searches(request.workspace, request.user)
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
    query = _query_from_form(request, request.POST.get("records", ""))
    if form.is_valid():
        with ShownErrors(form, SearchNameTakenError, field="name"):
            row = saved_search_changes.save_search(
                workspace=request.workspace,
                name=form.cleaned_data["name"],
                query=query,
                author=request.user,
                columns=_columns_from_form(request),
                is_private=form.cleaned_data["is_private"],
            )
            message = f"Saved {_quoted_name(row)}. {_VISIBILITY_TEXTS[row.is_private]}"
            add_undo_message(request, message, "search:saved_delete", row.pk)
            return redirect("search:saved_open", row.pk)
    return _page(request, form, search=query)


def _quoted_name(row: SavedSearch) -> str:
    """Return how messages call a view; they stay among the recent changes of the workspace."""
    return "the private view" if row.is_private else f"“{row.name}”"


def _query_from_form(request: WorkspaceRequest, records: str) -> AnyQuery:
    text = request.POST.get("search", request.GET.get("search", ""))
    query: AnyQuery
    kind = KINDS.get(records, PEOPLE)
    query = kind.read_strictly(params_of(text), request.workspace, request.user)
    return query


def _columns_from_form(request: WorkspaceRequest) -> Sequence[str]:
    return read_columns(request.POST.get(COLUMNS, request.GET.get(COLUMNS, "")))


def _page(
    request: WorkspaceRequest,
    form: ViewForm | None = None,
    *,
    search: AnyQuery | None = None,
) -> HttpResponse:
    rows = services.visible_searches(request.workspace, request.user)
    shown = {
        "searches": new_people(rows, request.user, vocabulary()),
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
        return redirect_back(request)
    with ShownErrors(request, SearchNameTakenError):
        saved_search_changes.change_search(
            saved=row, author=request.user, name=form.cleaned_data["name"]
        )
        messages.success(request, f"The view is now named “{row.name}”.")
    return redirect_back(request)


@route(
    "people/saved/<int:search_id>/update/", name="saved_update", methods="POST", role=Role.QUALIFIER
)
def update(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Replace filters and columns of a view by those in the form; the message offers undo.

    Without `columns` the view keeps its columns.
    """
    row = search_or_404(request, search_id)
    former_params = {"search": row.query}
    columns = None
    if COLUMNS in request.POST or COLUMNS in request.GET:
        former_params[COLUMNS], columns = join_columns(row.columns), _columns_from_form(request)
    undo = f"{reverse('search:saved_update', args=[row.pk])}?{urlencode(former_params)}"
    saved_search_changes.change_search(
        saved=row,
        author=request.user,
        query=_query_from_form(request, row.records),
        columns=columns,
    )
    audience = "" if row.is_private else " for everyone in the workspace"
    add_undo_message(request, f"Updated {_quoted_name(row)}{audience}.", undo)
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
        saved_search_changes.change_search(saved=row, author=request.user, is_private=is_private)
        address = reverse("search:saved_visibility", args=[row.pk])
        undo = f"{address}?{urlencode({'private': '' if is_private else '1'})}"
        message = "The view is private now." if is_private else f"“{row.name}” is shared now."
        add_undo_message(request, f"{message} {_VISIBILITY_TEXTS[is_private]}", undo)
    return redirect_back(request, row)


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
        row = saved_search_changes.duplicate_search(saved=row, author=request.user)
        message = f"Created {_quoted_name(row)}. {_VISIBILITY_TEXTS[row.is_private]}"
        add_undo_message(request, message, "search:saved_delete", row.pk)
    return redirect("search:saved_open", row.pk)


@route("people/saved/<int:search_id>/move/", name="saved_move", methods="POST", role=Role.QUALIFIER)
def move(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Move a view to the place `position` among the tabs."""
    row = search_or_404(request, search_id)
    position = request.POST.get("to", "")
    if is_key(position) or position == "0":
        saved_search_changes.move_search(saved=row, user=request.user, new_position=int(position))
    return redirect_back(request, row)


@route(
    "people/saved/<int:search_id>/delete/", name="saved_delete", methods="POST", role=Role.QUALIFIER
)
def delete(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Delete a view; the message offers undo."""
    row = search_or_404(request, search_id)
    saved_search_changes.delete_search(saved=row, author=request.user)
    message = f"The view “{row.name}” is deleted for everyone."
    if row.is_private:
        message = "The private view is deleted."
    add_undo_message(request, f"{message} What it finds is kept.", "search:saved_restore", row.pk)
    return redirect_back(request)


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
        saved_search_changes.restore_search(saved=row, author=request.user)
    except SearchNameTakenError:
        words = f"Another view now has the name “{row.name}”, so this one stays deleted."
        add_retry_message(request, f"{words} Rename that one, then undo again.")
    else:
        messages.success(request, f"The view “{row.name}” is restored.")
    return redirect(address_of("search:saved"))


def redirect_back(request: WorkspaceRequest, row: SavedSearch | None = None) -> HttpResponse:
    """Redirect to the page that a form names, else to a view or to all of them."""
    default = reverse("search:saved_open", args=[row.pk]) if row else address_of("search:saved")
    return redirect(safe_next(request, default))


def search_or_404(request: WorkspaceRequest, search_id: int) -> SavedSearch:
    """Return a saved search of the member's workspace; others and deleted ones give a 404."""
    return get_object_or_404(
        services.visible_searches(request.workspace, request.user), pk=search_id
    )
