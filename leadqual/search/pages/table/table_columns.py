"""The columns of the tables of people and companies are chosen."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from leadqual.accounts.routing import WorkspaceRequest, route
from leadqual.core.pages.navigation import safe_next
from leadqual.search.pages.table.column_choice import (
    COMPANIES,
    PEOPLE,
    ColumnTable,
    choose_columns,
)


@route("people/columns/", name="columns", methods="POST")
def choose(request: WorkspaceRequest) -> HttpResponse:
    """Remember the columns that are sent as `column`, in their order; `usual=1` forgets them."""
    return _choose(request, PEOPLE, "search:people")


@route("companies/columns/", name="company_columns", methods="POST")
def choose_of_companies(request: WorkspaceRequest) -> HttpResponse:
    """Remember the columns of the table of companies, as `choose` does those of people."""
    return _choose(request, COMPANIES, "search:companies")


def _choose(request: WorkspaceRequest, table: ColumnTable, page: str) -> HttpResponse:
    columns = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(member=request.member, columns=columns, table=table)
    return redirect(safe_next(request, reverse(page)))
