"""Pages of saved searches: all of them, their names with who is new, save, rename, delete, undo."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, needs_role, route
from leadqual.core.pages.navigation import partial_of
from leadqual.core.pages.panels import address_of
from leadqual.core.pages.undo import ShownErrors, say_not_undone, say_undoable
from leadqual.leads.errors import SearchNameTakenError
from leadqual.leads.models import SavedSearch
from leadqual.search.pages.forms import SearchNameForm
from leadqual.search.pages.partials import may_change
from leadqual.search.pages.saved_search_data import MAX_NAMES
from leadqual.search.query.query import CompanyQuery, ContactQuery, params_of
from leadqual.search.results.selectors import KINDS, PEOPLE, vocabulary
from leadqual.search.saved import selectors as reads
from leadqual.search.saved import services as writes
from leadqual.search.saved import watches

_COMPANIES = SavedSearch.Records.COMPANIES
_MAX_SHOWN = 200
"""New matches on one page."""


@route("people/saved/", name="saved", methods="GET POST")
def saved_searches(request: WorkspaceRequest) -> HttpResponseBase:
    """Show all saved searches with who is new in each; a post saves one."""
    if request.method == "POST":
        return _save(request)
    return _page(request)


@route("people/saved/names/", name="saved_names")
@partial_of("search:saved")
def names(request: WorkspaceRequest) -> HttpResponse:
    """Answer the names for the top of the search page, with who is new beside each."""
    rows = reads.saved_of(request.workspace)[:MAX_NAMES]
    found = reads.new_people(rows, request.user, vocabulary())
    return render(request, "search/partials/saved_searches/names.html", {"searches": found})


@route("people/saved/palette/", name="saved_palette")
@partial_of("search:saved")
def for_palette(request: WorkspaceRequest) -> HttpResponse:
    """Answer the names for Ctrl-K."""
    rows = reads.saved_of(request.workspace)
    return render(request, "search/partials/saved_searches/options.html", {"searches": rows})


@route("people/saved/<int:search_id>/", name="saved_open")
def open_search(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Go to the search as it was saved; what is not there anymore is said on its page."""
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
            row = writes.save_search(
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
    rows = reads.saved_of(request.workspace)
    shown = {
        "searches": reads.new_people(rows, request.user, vocabulary()),
        "form": form,
        "search": search.to_query() if search else "",
        "records": _COMPANIES if isinstance(search, CompanyQuery) else "",
        "company_searches": reads.saved_of(request.workspace, _COMPANIES),
        "may_change": may_change(request),
        "watched": watches.watched_by(request.user, reads.all_saved(request.workspace)),
        "n_matches": watches.match_counts(request.workspace),
    }
    return render(request, "search/saved_searches.html", shown, status=422 if form else 200)


@route(
    "people/saved/<int:search_id>/rename/", name="saved_rename", methods="POST", role=Role.QUALIFIER
)
def rename(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Give a saved search another name."""
    row = search_or_404(request, search_id)
    form = SearchNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter a name of 1 to 120 characters. The name was not changed.")
        return redirect(address_of("search:saved"))
    with ShownErrors(request, SearchNameTakenError):
        writes.change_search(saved=row, author=request.user, name=form.cleaned_data["name"])
        messages.success(request, f"The search is now named “{row.name}”.")
    return redirect(address_of("search:saved"))


@route(
    "people/saved/<int:search_id>/update/", name="saved_update", methods="POST", role=Role.QUALIFIER
)
def update(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Give a saved search the filters that are sent as `search`; the message takes it back."""
    row = search_or_404(request, search_id)
    undo = f"{reverse('search:saved_update', args=[row.pk])}?{urlencode({'search': row.query})}"
    writes.change_search(saved=row, author=request.user, query=_sent_query(request, row.records))
    say_undoable(request, f"Updated “{row.name}” for everyone in the workspace.", undo)
    return redirect("search:saved_open", row.pk)


@route(
    "people/saved/<int:search_id>/delete/", name="saved_delete", methods="POST", role=Role.QUALIFIER
)
def delete(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Put a saved search away; the message brings it back."""
    row = search_or_404(request, search_id)
    writes.delete_search(saved=row, author=request.user)
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
    """Bring a deleted search back."""
    row = get_object_or_404(reads.deleted_searches(request.workspace), pk=search_id)
    try:
        writes.restore_search(saved=row, author=request.user)
    except SearchNameTakenError:
        words = f"Another search now has the name “{row.name}”, so this one stays deleted."
        say_not_undone(request, f"{words} Rename that one, then undo again.")
    else:
        messages.success(request, f"The search “{row.name}” is restored.")
    return redirect(address_of("search:saved"))


@route("people/saved/<int:search_id>/watch/", name="saved_watch", methods="POST")
def watch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Tell the person who asks of new matches from now on."""
    row = search_or_404(request, search_id)
    watches.watch_search(saved=row, user=request.user)
    messages.success(request, f"You are watching “{row.name}”. New matches come by email each day.")
    return redirect(address_of("search:saved"))


@route("people/saved/<int:search_id>/unwatch/", name="saved_unwatch", methods="POST")
def unwatch(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Tell the person who asks of new matches no longer."""
    row = search_or_404(request, search_id)
    watches.stop_watching(saved=row, user=request.user)
    messages.success(request, f"You stopped watching “{row.name}”.")
    return redirect(address_of("search:saved"))


@route("people/saved/<int:search_id>/matches/", name="saved_matches")
def matches(request: WorkspaceRequest, search_id: int) -> HttpResponse:
    """Go to the newest matches that a watched search found."""
    row = search_or_404(request, search_id)
    kind = KINDS[row.records]
    keys = list(watches.matches_of(row).values_list(f"{kind.code}_id", flat=True)[:_MAX_SHOWN])
    if not keys:
        return redirect("search:saved_open", row.pk)
    selected = urlencode({kind.code: ".".join(map(str, keys))})
    return redirect(f"{reverse(kind.page)}?{selected}")


def search_or_404(request: WorkspaceRequest, search_id: int) -> SavedSearch:
    """Return a saved search of the member's workspace; others and deleted ones do not exist."""
    return get_object_or_404(reads.all_saved(request.workspace), pk=search_id)
