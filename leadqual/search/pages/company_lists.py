"""The page on which companies of a search, or selected ones, go into a list."""

from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Role
from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.undo import say_undoable
from leadqual.leads.errors import ListNameTakenError
from leadqual.leads.models import ContactList
from leadqual.search.lists import selectors as reads
from leadqual.search.lists import services as writes
from leadqual.search.pages.forms import ListChoiceForm
from leadqual.search.pages.gone_records import names_gone
from leadqual.search.pages.last_action import remember_addition
from leadqual.search.pages.list_words import words_of
from leadqual.search.pages.lists import chosen_list
from leadqual.search.query.query_parsing import exact_company_query
from leadqual.search.results import selectors
from leadqual.search.results.value_lookup import CompanyValues


@route(
    "companies/lists/add/", name="add_companies_to_list", methods="GET POST", role=Role.QUALIFIER
)
@names_gone("company")
def add(request: WorkspaceRequest) -> HttpResponse:
    """Choose the list that the companies of a search, or selected ones, go into.

    The address is that of the search (`search:companies`).
    """
    look_up = CompanyValues(request.workspace)
    query = exact_company_query(dict(request.GET.lists()), look_up).changed()
    n_found = selectors.n_found_companies(request.workspace, query)
    lists = reads.company_lists_of(request.workspace)
    form = ListChoiceForm(request.POST or None, lists=lists)
    form.start_here()
    too_many = writes.too_many(n_found, "companies")
    if request.method == "POST" and form.is_valid() and not too_many:
        keys = selectors.all_company_keys(request.workspace, query).tolist()
        done = _add_to_chosen(request, form, keys)
        if done is not None:
            return done
    shown = {
        "form": form,
        "request_id": uuid4(),
        "n_records": n_found,
        "is_company": True,
        "too_many": too_many,
        "search_url": f"{reverse('search:companies')}?{query.without('company').to_query()}",
    }
    return render(request, "search/add_to_list.html", shown, status=422 if form.is_bound else 200)


def _add_to_chosen(
    request: WorkspaceRequest, form: ListChoiceForm, company_ids: list[int]
) -> HttpResponse | None:
    """Add companies to the list that a valid form names and go there; all of it or nothing.

    Returns:
        None where the name of the new list is taken; the form says so.
    """
    try:
        with transaction.atomic():
            row = chosen_list(request, form, ContactList.Records.COMPANIES)
            added = writes.add_companies(
                contact_list=row,
                company_ids=company_ids,
                author=request.user,
                request_id=form.cleaned_data["request_id"],
            )
    except ListNameTakenError as error:
        form.add_error("name", error.message)
        return None
    remember_addition(request, row)
    undo = "search:list_undo" if added.n_new else ""
    say_undoable(request, words_of(added, row), undo, row.pk, added.request_id)
    return redirect("search:list", row.pk)
