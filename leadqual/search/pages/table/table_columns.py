"""The columns of the tables of people and companies are chosen."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.core.pages.navigation import safe_next
from leadqual.search.pages.table.column_choice import (
    COMPANIES,
    PEOPLE,
    ColumnTable,
    choose_columns,
)


@require_POST
def choose(request: WorkspaceRequest) -> HttpResponse:
    """Remember the columns that are sent as `column`, in their order; `usual=1` forgets them."""
    return _choose(request, PEOPLE, "leads:people")


@require_POST
def choose_of_companies(request: WorkspaceRequest) -> HttpResponse:
    """Remember the columns of the table of companies, as `choose` does those of people."""
    return _choose(request, COMPANIES, "leads:companies")


def _choose(request: WorkspaceRequest, table: ColumnTable, page: str) -> HttpResponse:
    columns = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(member=request.member, columns=columns, table=table)
    return redirect(safe_next(request, reverse(page)))
