"""List pages: all lists, one list with its records, and adding records of a search."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, needs_role, route
from leadqual.core.errors import NotAllowedError
from leadqual.core.pages.in_place import address_here, answered_in_place
from leadqual.core.pages.page_links import local_address
from leadqual.core.pages.panels import may_open
from leadqual.core.pages.undo import (
    ShownErrors,
    add_redo_message,
    add_retry_message,
    add_undo_message,
)
from leadqual.core.texts.plain_texts import format_count
from leadqual.leads.errors import ListNameTakenError
from leadqual.leads.models import ContactList
from leadqual.leads.records.custom_fields import fields_of
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.columns.table_columns import table_columns
from leadqual.search.cursors import INVALID_CURSOR, Page
from leadqual.search.exports.services import contactable_only
from leadqual.search.index.open_indexes import check_once
from leadqual.search.lists import selectors as reads
from leadqual.search.lists import services as writes
from leadqual.search.lists.services import AdditionResult
from leadqual.search.pages.column_choice import chosen_columns
from leadqual.search.pages.forms import ListChoiceForm, ListNameForm, NewListForm
from leadqual.search.pages.last_actions import last_action, remember_addition
from leadqual.search.pages.record_routes import may_change, record_panels, report_missing_records
from leadqual.search.pages.search_urls import page_urls, sort_urls
from leadqual.search.pages.table import column_heads, table_rows
from leadqual.search.query.query import CONTACT_SORTS, ContactQuery, Search, is_key
from leadqual.search.query.query_parsing import read_company_query, read_contact_query
from leadqual.search.results.kinds import COMPANIES, PEOPLE, Kind
from leadqual.search.results.result_pages import n_found, result_keys, result_page
from leadqual.search.results.taxonomy import vocabulary

_MAX_NAMED = 250  # Maximum records in one URL.
S = TypeVar("S", bound=Search)


def addition_message(added: AdditionResult, row: ContactList) -> str:
    list_name = "a private list" if row.is_private else f"“{row.name}”"
    message = [f"{count_label(added.n_new, row)} added to {list_name}."]
    if added.n_already:
        message.append(f"{added.n_already:,} {_was_or_were(added.n_already)} already in the list.")
    if added.n_stopped:
        message.append(
            f"{added.n_stopped:,} marked Do not contact {_was_or_were(added.n_stopped)} excluded."
        )
    return " ".join(message)


def _quoted_name(row: ContactList) -> str:
    """Return how messages call a list; they stay among the recent changes of the workspace."""
    return "The private list" if row.is_private else f"“{row.name}”"


def count_label(n: int, row: ContactList) -> str:
    """Return a count of people or companies of a list in words, as in "2 people"."""
    singular, plural = ("company", "companies") if row.kind == "company" else ("person", "people")
    return format_count(n, singular, plural)


def _was_or_were(n: int) -> str:
    return "was" if n == 1 else "were"


@route("people/lists/", methods="GET POST")
def lists(request: WorkspaceRequest) -> HttpResponseBase:
    """Show all lists; a post creates one."""
    if request.method == "POST":
        return _new_list(request)
    return _lists_page(request, NewListForm())


@needs_role(Role.QUALIFIER)
def _new_list(request: WorkspaceRequest) -> HttpResponse:
    form = NewListForm(request.POST)
    if form.is_valid():
        with ShownErrors(form, ListNameTakenError, field="name"):
            row = writes.create_list(
                workspace=request.workspace, author=request.user, **form.cleaned_data
            )
            return redirect("search:list", row.pk)
    return _lists_page(request, form)


def _lists_page(request: WorkspaceRequest, form: ListNameForm) -> HttpResponse:
    shown = {
        "lists": reads.counted_lists(request.workspace, request.user),
        "form": form,
        "may_change": may_change(request),
    }
    return render(request, "search/lists.html", shown, status=422 if form.is_bound else 200)


@route("people/lists/<int:list_id>/", name="list")
def show_list(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Show the people or companies of one list."""
    return _list_page(request, list_or_404(request, list_id))


def _list_page(
    request: WorkspaceRequest, row: ContactList, form: ListNameForm | None = None
) -> HttpResponse:
    shown = {
        "list": row,
        "adding": reads.last_addition(row),
        "form": form or ListNameForm(initial={"name": row.name}),
        "may_change": may_change(request),
        "may_share": not row.is_private and may_open(request, "reports:team"),
        **(_companies(request, row) if row.kind == "company" else _people_of(request, row)),
    }
    return render(request, "search/list.html", shown, status=422 if form else 200)


def _people_of(request: WorkspaceRequest, row: ContactList) -> dict[str, object]:
    query, notes = read_contact_query(_page_params(request), vocabulary())
    people = reads.people_in(row)
    page = result_page(request.workspace, _list_query(query, row))
    return {
        "n_stopped": people.order_by().filter(do_not_contact=True).count(),
        "sort_urls": sort_urls(query, CONTACT_SORTS),
        **_page_context(query, notes, page, people),
    }


def _companies(request: WorkspaceRequest, row: ContactList) -> dict[str, object]:
    query, notes = read_company_query(_page_params(request))
    companies = reads.companies_in(row)
    page = result_page(request.workspace, _list_query(query, row))
    fields, statuses = fields_of(request.workspace, COMPANIES.code), statuses_of(request.workspace)
    known = table_columns(COMPANIES.columns, fields, statuses)
    columns = chosen_columns(request.member, COMPANIES, known)
    columns = columns or [known[code] for code in COMPANIES.default_columns]
    return {
        "is_company": True,
        "record_kind": COMPANIES,
        "rows": table_rows(COMPANIES, page.rows, columns, None),
        "heads": column_heads(COMPANIES, columns, query, widths={}),
        **_page_context(query, notes, page, companies),
    }


def _list_query(query: S, row: ContactList) -> S:
    """Return the search for the records of a list, on the same page."""
    return query.changed(list=(str(row.pk),), after=query.after, before=query.before)


def _page_params(request: WorkspaceRequest) -> dict[str, list[str]]:
    return {name: request.GET.getlist(name) for name in ("sort", "after", "before")}


def _page_context(
    query: Search, notes: Mapping[str, str], page: "Page[Any]", records: "QuerySet[Any]"
) -> dict[str, object]:
    return {
        "query": query,
        "notes": [*notes.values(), *([INVALID_CURSOR] if page.is_lost else [])],
        "page": page,
        "n_records": records.order_by().count(),
        **page_urls(query, page.after, page.before),
    }


@route(
    "people/lists/<int:list_id>/rename/", name="list_rename", methods="POST", role=Role.QUALIFIER
)
def rename(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    row = list_or_404(request, list_id)
    form = ListNameForm(request.POST)
    if form.is_valid():
        with ShownErrors(form, ListNameTakenError, field="name"):
            writes.rename_list(
                contact_list=row, name=form.cleaned_data["name"], author=request.user
            )
            messages.success(request, f"The list is now named “{row.name}”.")
            return redirect("search:list", row.pk)
    return _list_page(request, list_or_404(request, list_id), form)


@route(
    "people/lists/<int:list_id>/visibility/",
    name="list_visibility",
    methods="POST",
    role=Role.QUALIFIER,
)
def set_visibility(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Make a list private with `private=1`, or share it with the workspace; offers undo."""
    row = list_or_404(request, list_id)
    is_private = request.POST.get("private", request.GET.get("private", "")) == "1"
    with ShownErrors(request, ListNameTakenError, NotAllowedError):
        writes.set_list_private(contact_list=row, is_private=is_private, author=request.user)
        address = reverse("search:list_visibility", args=[row.pk])
        undo = f"{address}?{urlencode({'private': '' if is_private else '1'})}"
        message = "The list is private now. Only you can see it."
        if not is_private:
            message = f"“{row.name}” is shared now. Everyone in the workspace can see it."
        add_undo_message(request, message, undo)
    return redirect("search:list", row.pk)


@route(
    "people/lists/<int:list_id>/delete/", name="list_delete", methods="POST", role=Role.QUALIFIER
)
def delete(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Delete a list; the message offers undo."""
    row = list_or_404(request, list_id)
    writes.delete_list(contact_list=row, author=request.user)
    add_undo_message(
        request,
        f"{_quoted_name(row)} is deleted. The {row.records} in it are kept.",
        "search:list_restore",
        row.pk,
    )
    return redirect("search:lists")


@route(
    "people/lists/<int:list_id>/restore/", name="list_restore", methods="POST", role=Role.QUALIFIER
)
def restore(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    row = get_object_or_404(reads.deleted_lists(request.workspace, request.user), pk=list_id)
    try:
        writes.restore_list(contact_list=row, author=request.user)
    except ListNameTakenError:
        words = f"Another list now has the name “{row.name}”, so this one stays deleted."
        add_retry_message(request, f"{words} Rename that one, then undo again.")
        return redirect("search:lists")
    messages.success(request, f"“{row.name}” is restored.")
    return redirect("search:list", row.pk)


@route(
    "people/lists/<int:list_id>/remove/", name="list_remove", methods="POST", role=Role.QUALIFIER
)
@report_missing_records("contact", "company")
def remove(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Remove the selected people or companies from a list; the message offers undo."""
    row = list_or_404(request, list_id)
    keys = _valid_keys(request.POST.getlist(row.kind))
    removed = writes.remove_records(contact_list=row, keys=keys, author=request.user)
    if not removed:
        nothing = "Nothing" if row.kind == "company" else "No one"
        messages.error(request, f"{nothing} was selected. The list is unchanged.")
        return redirect("search:list", row.pk)
    message = f"{count_label(len(removed), row)} removed from the list."
    add_undo_message(request, message, _put_back_url(row, removed))
    return redirect("search:list", row.pk)


@route(
    "people/lists/<int:list_id>/people/", name="list_put_back", methods="POST", role=Role.QUALIFIER
)
def put_back(request: WorkspaceRequest, list_id: int) -> HttpResponse:
    """Add the people or companies in the URL again: undo of a removal.

    With `again`, redo of an addition.
    """
    row = list_or_404(request, list_id)
    keys = _valid_keys(request.GET.getlist(row.kind))
    added = writes.add_records(contact_list=row, keys=keys, author=request.user, request_id=uuid4())
    undo_url = reverse("search:list_undo", args=[row.pk, added.request_id]) if added.n_new else ""
    _show_undo_or_redo(request, addition_message(added, row), undo_url)
    return redirect(_return_url(request, row))


@route(
    "people/lists/<int:list_id>/additions/<uuid:request_id>/undo/",
    name="list_undo",
    methods="POST",
    role=Role.QUALIFIER,
)
def undo(request: WorkspaceRequest, list_id: int, request_id: UUID) -> HttpResponse:
    """Undo one addition by removing its records; with `again`, redo a removal."""
    row = list_or_404(request, list_id)
    keys = reads.added_keys(row, request_id)
    n = writes.undo_addition(contact_list=row, request_id=request_id, author=request.user)
    if n:
        list_name = "a private list" if row.is_private else f"“{row.name}”"
        message = f"{count_label(n, row)} removed from {list_name}."
        _show_undo_or_redo(request, message, _put_back_url(row, keys))
    else:
        messages.error(request, "This addition was already undone. Nothing was changed.")
    return redirect(_return_url(request, row))


@record_panels(
    "lists/add/",
    "add_to_list",
    "add_companies_to_list",
    methods="GET POST",
    role=Role.QUALIFIER,
)
@report_missing_records()
def add(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Choose a list for the records of a search, or for selected ones.

    The URL has the parameters of the search.
    """
    query = kind.read_strictly(dict(request.GET.lists()), request.workspace, request.user)
    n_stopped = 0
    with check_once():
        n_all = n_found(request.workspace, query.changed())
        if isinstance(query, ContactQuery):
            n_stopped = n_all - n_found(request.workspace, contactable_only(query))
    lists = reads.all_lists(request.workspace, request.user).filter(records=kind.records)
    form = ListChoiceForm(request.POST or None, lists=lists)
    form.start_here(last.list_id if (last := last_action(request, kind.records)) else 0)
    limit_error = writes.limit_message(n_all, kind.records)
    if request.method == "POST" and form.is_valid() and not limit_error:
        keys = result_keys(request.workspace, query.changed()).tolist()
        response = add_to_chosen_list(request, form, keys, kind)
        if response is not None:
            return response
    shown_query = query.changed().without("company") if kind is COMPANIES else query
    shown = {
        "form": form,
        "request_id": uuid4(),
        "n_records": n_all - n_stopped,
        "n_stopped": n_stopped,
        "is_company": kind is COMPANIES,
        "too_many": limit_error,
        "search_url": f"{reverse(kind.page)}?{shown_query.to_query()}",
    }
    page = "search/partials/lists/popover.html" if request.htmx else "search/add_to_list.html"
    return render(request, page, shown, status=422 if form.is_bound else 200)


def _show_undo_or_redo(request: WorkspaceRequest, words: str, address: str) -> None:
    """Show a message on an undo with its redo, or on a redo with its undo."""
    back = request.GET.get("next")
    if "again" in request.GET:
        add_undo_message(request, words, address, back=back)
    elif address:
        again = f"{address}{'&' if '?' in address else '?'}again=1"
        add_redo_message(request, words, again, back=back)
    else:
        add_redo_message(request, words, "")


def _return_url(request: WorkspaceRequest, row: ContactList) -> str:
    """Return the page on which records were added, or that of the list."""
    return local_address(
        request, request.GET.get("next", ""), reverse("search:list", args=[row.pk])
    )


def add_to_chosen_list(
    request: WorkspaceRequest,
    form: ListChoiceForm,
    keys: list[int],
    kind: Kind = PEOPLE,
    *,
    are_decision_makers: bool = False,
) -> HttpResponse | None:
    """Add records to the list chosen in a valid form and redirect to it, in one transaction.

    Returns:
        None if the name of the new list is taken, with an error in the form.
    """
    with ShownErrors(form, ListNameTakenError, field="name"):
        with transaction.atomic():
            row = _get_or_create_list(request, form, kind)
            added = writes.add_records(
                contact_list=row,
                keys=keys,
                author=request.user,
                request_id=form.cleaned_data["request_id"],
                records=kind.records,
                are_decision_makers=are_decision_makers,
            )
        remember_addition(request, row)
        undo = "search:list_undo" if added.n_new else ""
        here = address_here(request, "") or None
        add_undo_message(
            request, addition_message(added, row), undo, row.pk, added.request_id, back=here
        )
        return answered_in_place(request) if request.htmx else redirect("search:list", row.pk)
    return None


def _get_or_create_list(request: WorkspaceRequest, form: ListChoiceForm, kind: Kind) -> ContactList:
    """Return the list chosen in a valid form, creating it if it is new.

    Raises:
        ListNameTakenError: another list has the name.
    """
    if name := form.cleaned_data["name"]:
        return writes.create_list(
            workspace=request.workspace, name=name, author=request.user, records=kind.records
        )
    return list_or_404(request, int(form.cleaned_data["list"]))


def list_or_404(request: WorkspaceRequest, list_id: int) -> ContactList:
    """Return a list of the member's workspace; others and deleted ones give a 404."""
    return get_object_or_404(reads.all_lists(request.workspace, request.user), pk=list_id)


def _put_back_url(row: ContactList, keys: Sequence[int]) -> str:
    """Return the URL that adds records again; empty if there are too many for a URL."""
    if len(keys) > _MAX_NAMED:
        return ""
    query = urlencode([(row.kind, key) for key in keys])
    return f"{reverse('search:list_put_back', args=[row.pk])}?{query}"


def _valid_keys(sent: Sequence[str]) -> list[int]:
    return [int(key) for key in sent if is_key(key)]
