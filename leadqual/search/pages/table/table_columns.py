"""The columns of the table of people are chosen."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.core.pages.navigation import safe_next
from leadqual.search.pages.table.column_choice import choose_columns


@require_POST
def choose(request: WorkspaceRequest) -> HttpResponse:
    """Remember the columns that are sent as `column`, in their order; `usual=1` forgets them."""
    columns = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(member=request.member, columns=columns)
    return redirect(safe_next(request, reverse("leads:people")))
