"""Pages that stop many people at once: the numbers first, then one step, and its undo."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.undo import say_undoable
from leadqual.core.texts.counts import counted
from leadqual.search.lists import bulk_do_not_contact
from leadqual.search.lists.services import too_many
from leadqual.search.pages.forms import StepForm
from leadqual.search.pages.record_routes import names_gone
from leadqual.search.query.query import keys_of
from leadqual.search.results import selectors


@route("people/do-not-contact/", methods="GET POST", role=Role.QUALIFIER)
@names_gone("contact")
def set_do_not_contact(request: WorkspaceRequest) -> HttpResponse:
    """Say how many people of a search would not be contacted any more; a post does it.

    The address is that of the search (`search:people`).
    """
    query = selectors.PEOPLE.exact(dict(request.GET.lists()), request.workspace)
    n_found = selectors.n_found(request.workspace, query.changed())
    refused = too_many(n_found)
    keys = [] if refused else selectors.found_keys(request.workspace, query.changed()).tolist()
    back = f"{reverse('search:people')}?{query.to_query()}"
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not refused:
        done = bulk_do_not_contact.set_do_not_contact_for_all(
            workspace=request.workspace,
            ids=[*keys, *keys_of(query.contact)],  # Deleted people stay marked when restored.
            author=request.user,
            request_id=form.cleaned_data["request_id"],
        )
        undo = "search:undo_do_not_contact" if done.n_new else ""
        say_undoable(request, _words(done), undo, done.request_id)
        return redirect(back)
    n_new = bulk_do_not_contact.n_to_set(request.workspace, keys)
    shown = {
        "request_id": uuid4(),
        "n_new": n_found if refused else n_new,
        "n_already": n_found - n_new,
        "too_many": refused,
        "people_url": back,
    }
    return render(
        request, "search/do_not_contact.html", shown, status=422 if form.is_bound else 200
    )


@route(
    "people/do-not-contact/<uuid:request_id>/undo/",
    name="undo_do_not_contact",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, request_id: UUID) -> HttpResponse:
    """Allow writing to everybody whom one step stopped."""
    if not bulk_do_not_contact.is_step(request.workspace, request_id):
        raise Http404
    n = bulk_do_not_contact.undo_do_not_contact(
        workspace=request.workspace, request_id=request_id, author=request.user
    )
    if n:
        messages.success(request, f"{counted(n, 'person', 'people')} can be contacted again.")
    else:
        messages.error(request, "This was already undone. Nothing was changed.")
    return redirect("search:people")


def _words(done: bulk_do_not_contact.BulkDoNotContact) -> str:
    said = [f"{counted(done.n_new, 'person', 'people')} marked Do not contact."]
    if done.n_already:
        said.append(f"{done.n_already:,} were already marked.")
    return " ".join(said)
