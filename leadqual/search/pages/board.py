"""The board: the results of a search as cards in a column for each status, and their moves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from facet_index.types import Counts
from leadqual.accounts.models import Role, Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.page_links import local_address, safe_next
from leadqual.core.pages.undo import ShownErrors, add_undo_message
from leadqual.core.prepared_query import build_object
from leadqual.leads.models import SalesStatus
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.statuses import Statuses, statuses_of
from leadqual.search.columns.table_columns import table_columns
from leadqual.search.cursors import Page
from leadqual.search.index.index_queries import AnyQuery
from leadqual.search.index.open_indexes import check_once
from leadqual.search.pages.record_routes import may_change, record_or_404
from leadqual.search.pages.search_urls import address, kept_params_of
from leadqual.search.pages.table import TableRow, table_rows
from leadqual.search.query.query import params_of
from leadqual.search.results.kinds import Kind, kind_of
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_page
from leadqual.search.results.typo_correction import corrected_search

CARDS_SHOWN = 20
"""Cards of a column at first, and with each click on "Load more"."""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One status with the first of its results.

    Args:
        n: how many results have it.
        choices: code and label of the statuses that its cards can have.
        cards: the first of them, or the next.
        more_url: part with the next cards; empty if there are none.
        table_url: the table with all of them.
    """

    status: SalesStatus
    n: int
    choices: Sequence[tuple[str, str]]
    cards: Sequence[TableRow] = ()
    more_url: str = ""
    table_url: str = ""


def board_of(
    workspace: Workspace,
    query: AnyQuery,
    statuses: Statuses,
    counts: Counts,
    kept_params: Sequence[tuple[str, str]],
) -> list[BoardColumn]:
    """Return the columns of a search; one query for all cards.

    Args:
        workspace: whose records.
        query: the search; only selected statuses are columns, excluded ones are none.
        statuses: of the workspace.
        counts: of the search, with its statuses.
        kept_params: further parameters in links to a record.
    """
    columns = _columns(query, statuses, counts)
    pages = {
        column.status.code: _page(workspace, query, column.status) for column in columns if column.n
    }
    keys = [row.pk for page in pages.values() for row in page.rows]
    cards = {card.pk: card for card in _cards(workspace, query, keys, kept_params)}
    return [
        replace(
            column,
            cards=[cards[row.pk] for row in page.rows if row.pk in cards],
            more_url=_more_url(query, column.status, page.after, kept_params),
            table_url=address(query.changed(status=(column.status.code,))),
        )
        if (page := pages.get(column.status.code))
        else column
        for column in columns
    ]


def _columns(query: AnyQuery, statuses: Statuses, counts: Counts) -> list[BoardColumn]:
    ticked, refused = query.ticked("status"), query.refused("status")
    context = [
        row
        for code, row in statuses.by_code.items()
        if code not in refused
        and (code in ticked if ticked else row.archived_at is None or counts.of("status", code))
    ]
    return [
        BoardColumn(row, counts.of("status", row.code), statuses.choices(row.code))
        for row in context
    ]


def _page(workspace: Workspace, query: AnyQuery, status: SalesStatus) -> Page[Any]:
    """Return the keys of a page of the results with one status, without a query."""
    model = kind_of(query).model
    return result_page(
        workspace,
        query.changed(status=(status.code,), after=query.after),
        size=CARDS_SHOWN,
        read=lambda _, keys: [build_object(model, ("id",), (key,)) for key in keys],
    )


def _more_url(
    query: AnyQuery, status: SalesStatus, after: str, kept_params: Sequence[tuple[str, str]]
) -> str:
    if not after:
        return ""
    part = reverse("search:board", args=[kind_of(query)])
    return f"{part}?{query.changed(after=after).to_query([*kept_params, ('column', status.code)])}"


def _cards(
    workspace: Workspace, query: AnyQuery, keys: list[int], kept_params: Sequence[tuple[str, str]]
) -> list[TableRow]:
    kind = kind_of(query)
    records = {row.pk: row for row in kind.read_table_rows(workspace, keys)} if keys else {}
    known = table_columns(kind.columns, ())
    columns = [known[code] for code in kind.card_columns]
    found = [records[key] for key in keys if key in records]
    return table_rows(kind, found, columns, query, kept=kept_params)


@route("<kind:kind>/board/", name="board")
@check_once()
def more_cards(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Return the next cards of the column `column`."""
    typed_query, _ = kind.read(dict(request.GET.lists()), request.workspace, request.user)
    query, _ = corrected_search(request.workspace, typed_query)
    statuses = statuses_of(request.workspace)
    status = statuses.by_code.get(request.GET.get("column", ""))
    if status is None:
        raise Http404
    page = _page(request.workspace, query, status)
    kept_params = kept_params_of(request.GET.dict())
    column = BoardColumn(
        status,
        0,
        statuses.choices(status.code),
        _cards(request.workspace, query.changed(), [row.pk for row in page.rows], kept_params),
        _more_url(query, status, page.after, kept_params),
        address(query.changed(status=(status.code,))),
    )
    page_url = local_address(request, request.headers.get("HX-Current-URL", ""), reverse(kind.page))
    context = {
        "column": column,
        "here": page_url,
        "may_change": may_change(request),
        "record_kind": kind,
        "records": kind.records,
    }
    return render(request, "search/partials/results/board_cards.html", context)


@route("<kind:kind>/<int:record_id>/status/", methods="POST", role=Role.QUALIFIER)
def move(request: WorkspaceRequest, record_id: int, kind: Kind) -> HttpResponse:
    """Give a record another status, with undo; htmx gets the counts of the columns."""
    record = record_or_404(request, kind, record_id)
    next_url = safe_next(request, reverse(kind.page))
    statuses = statuses_of(request.workspace)
    code = request.POST.get("status", "")
    is_moved = False
    with ShownErrors(request):
        change = change_record(record=record, values={"status": code}, author=request.user)
        if change:
            message = f"Moved {record} to {statuses.status(code)}."
            add_undo_message(request, message, "search:undo_change", change.step, back=next_url)
        is_moved = True
    if not request.htmx:
        return redirect(next_url)
    if not is_moved:
        response = HttpResponse()
        response.headers["HX-Refresh"] = "true"  # The message says why; the board is as it was.
        return response
    return _render_moved(request, kind, statuses, next_url)


@check_once()
def _render_moved(
    request: WorkspaceRequest, kind: Kind, statuses: Statuses, next_url: str
) -> HttpResponse:
    typed_query, _ = kind.read(params_of(next_url), request.workspace, request.user)
    query, _ = corrected_search(request.workspace, typed_query)
    counts = counts_of(request.workspace, query, facets=["status"])
    context = {"columns": _columns(query, statuses, counts)}
    return render(request, "search/partials/results/board_moved.html", context)
