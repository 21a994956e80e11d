"""The last action on selected people or companies is repeated with others: one key, one undo."""

from collections.abc import Sequence
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.navigation import own_address
from leadqual.core.pages.undo import ShownErrors, say_undoable
from leadqual.leads.models import Company, Contact, ContactList
from leadqual.leads.records.bulk_changes import change_many
from leadqual.search.lists import selectors as lists
from leadqual.search.lists import services as list_writes
from leadqual.search.pages.gone_records import names_gone
from leadqual.search.pages.last_action import LastAction, last_action
from leadqual.search.pages.list_words import words_of
from leadqual.search.pages.records.bulk_change import BulkChangeForm, say_changed
from leadqual.search.query.query_parsing import exact_company_query, exact_contact_query
from leadqual.search.results import selectors
from leadqual.search.results.value_lookup import CompanyValues


@route("people/repeat/", methods="POST", role=Role.QUALIFIER)
@names_gone("contact")
def repeat_people(request: WorkspaceRequest) -> HttpResponse:
    """Do the last action again with the selected people; the message undoes it."""
    params = _params(request)
    query = exact_contact_query(params, selectors.vocabulary(request.workspace)).changed()
    keys = selectors.found_keys(request.workspace, query).tolist() if query.contact else []
    return _repeat(request, ContactList.Records.PEOPLE, keys, "search:people")


@route("companies/repeat/", methods="POST", role=Role.QUALIFIER)
@names_gone("company")
def repeat_companies(request: WorkspaceRequest) -> HttpResponse:
    """Do the last action again with the selected companies; the message undoes it."""
    query = exact_company_query(_params(request), CompanyValues(request.workspace)).changed()
    keys = selectors.all_company_keys(request.workspace, query).tolist() if query.company else []
    return _repeat(request, ContactList.Records.COMPANIES, keys, "search:companies")


def _repeat(
    request: WorkspaceRequest, records: str, keys: Sequence[int], page: str
) -> HttpResponse:
    back = own_address(request, request.headers.get("Referer", ""), reverse(page))
    action = last_action(request, records)
    if action is None or not keys:
        messages.error(request, f"Select {records} first. Nothing was changed.")
        return redirect(back)
    with ShownErrors(request):
        if action.list_id:
            _add(request, action, records, keys)
        else:
            _change(request, action, records, keys, back)
    return redirect(back)


def _add(request: WorkspaceRequest, action: LastAction, records: str, keys: Sequence[int]) -> None:
    row = lists.all_lists(request.workspace).filter(pk=action.list_id, records=records).first()
    if row is None:
        messages.error(request, "The list was deleted. Nothing was added.")
        return
    step = uuid4()
    added = list_writes.add_records(
        contact_list=row, keys=keys, author=request.user, request_id=step
    )
    undo = reverse("search:list_undo", args=[row.pk, step]) if added.n_new else ""
    say_undoable(request, words_of(added, row), undo)


def _change(
    request: WorkspaceRequest, action: LastAction, records: str, keys: Sequence[int], back: str
) -> None:
    step = uuid4()
    data = QueryDict(mutable=True)
    data.update({**action.fields, "request_id": str(step)})
    form = BulkChangeForm(data, workspace=request.workspace)
    if not form.is_valid():  # The owner has left since.
        messages.error(request, "This cannot be repeated any more. Nothing was changed.")
        return
    model = Company if records == ContactList.Records.COMPANIES else Contact
    done = change_many(
        workspace=request.workspace,
        model=model,
        keys=keys,
        change=form.change(),
        author=request.user,
        step=step,
    )
    say_changed(request, done, model, back)


def _params(request: WorkspaceRequest) -> dict[str, list[str]]:
    sent = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    return {name: values for name, values in sent.items() if name != "csrfmiddlewaretoken"}
