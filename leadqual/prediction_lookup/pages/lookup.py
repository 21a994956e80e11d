"""The pages that look predictions up: what something was said to be, when, by whom."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leadqual.accounts.request_types import WorkspaceRequest
from leadqual.core.pages.panels import address_of, panel
from leadqual.labeling.pages.paging import page_links
from leadqual.prediction_lookup.companies import COMPANIES
from leadqual.prediction_lookup.kinds import LookupQuery, PredictionKind
from leadqual.prediction_lookup.pages.forms import LookUpForm
from leadqual.prediction_lookup.replies import REPLIES
from leadqual.prediction_lookup.titles import TITLES

_KINDS = (TITLES, COMPANIES, REPLIES)


@require_GET
@panel(TITLES.page)
def titles(request: WorkspaceRequest) -> HttpResponse:
    """Show what is on record about a title, or what was replaced last."""
    return _look_up(request, TITLES)


@require_GET
@panel(COMPANIES.page)
def companies(request: WorkspaceRequest) -> HttpResponse:
    return _look_up(request, COMPANIES)


@require_GET
@panel(REPLIES.page)
def replies(request: WorkspaceRequest) -> HttpResponse:
    """Show what is on record about the replies of a sender."""
    return _look_up(request, REPLIES)


def _look_up(request: WorkspaceRequest, kind: PredictionKind) -> HttpResponse:
    form = LookUpForm(request.GET, kind=kind, workspace=request.workspace)
    context: dict[str, object] = {"kind": kind, "form": form, "tabs": _tabs(kind)}
    if not form.is_valid():
        return render(request, "prediction_lookup/predictions.html", context, status=422)
    query = form.query()
    found = kind.find(request.workspace, query)
    context |= {"asked": query, "names": kind.names(), "found": found, "records": found.records}
    if found.rows is not None:
        context |= _page(request, kind, query, found.rows)
    return render(request, "prediction_lookup/predictions.html", context)


def _page(
    request: WorkspaceRequest, kind: PredictionKind, query: LookupQuery, rows: QuerySet[Any]
) -> dict[str, object]:
    """Return one page of the rows that were found, as the templates show it."""
    page = Paginator(rows, kind.page_size).get_page(request.GET.get("page"))
    kept = {name: request.GET.get(name, "") for name in (kind.parameter, "at", "model")}
    shown: dict[str, object] = {"page": page}
    if kind.read_rows:
        shown["records"] = kind.read_rows(request.workspace, list(page), query)
    return shown | page_links(page, f"{address_of(kind.page, **kept)}&")


def _tabs(here: PredictionKind) -> list[dict[str, object]]:
    return [
        {
            "url": address_of(kind.page),
            "words": kind.slug.capitalize(),
            "count": None,
            "is_here": kind == here,
        }
        for kind in _KINDS
    ]
