"""The search for people and for companies, as a page."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from facet_index.types import Counts
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.search.cursors import Page
from leadqual.search.facet_types import Facet
from leadqual.search.facets import IN_TREE
from leadqual.search.index.index_queries import AnyQuery
from leadqual.search.index.open_indexes import check_once
from leadqual.search.lists.selectors import COUNTED_MEMBERSHIPS, membership_names
from leadqual.search.pages.board import BoardColumn, board_of
from leadqual.search.pages.custom_filters import (
    custom_boxes,
    loaded_fields,
    merge_ranges,
    unlisted_custom_values,
)
from leadqual.search.pages.facet_boxes import (
    MAX_OPTIONS,
    OPENED_PARAM,
    FacetBoxes,
    facet_boxes,
    loaded_params,
)
from leadqual.search.pages.filter_chips import company_names, filter_chips
from leadqual.search.pages.function_tree import confidence_bars, tree_of
from leadqual.search.pages.last_actions import last_action
from leadqual.search.pages.opened_view import OpenedSearch, opened_search, view_tabs
from leadqual.search.pages.page_settings import PageSettings, page_settings
from leadqual.search.pages.record_routes import may_change
from leadqual.search.pages.records.open_record import opened_record
from leadqual.search.pages.relaxed_searches import (
    RelaxedSearch,
    reinterpreted_searches,
    relaxed_searches,
)
from leadqual.search.pages.search_notes import search_notes, unknown_values
from leadqual.search.pages.search_urls import (
    BOARD,
    address,
    is_board,
    join_columns,
    kept_params_of,
    page_urls,
)
from leadqual.search.pages.table import column_heads, table_rows
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.close_matches import CloseMatches, close_matches
from leadqual.search.results.kinds import COMPANIES, PEOPLE, Kind
from leadqual.search.results.result_counts import choice_counts, counts_of
from leadqual.search.results.result_pages import n_found, result_page
from leadqual.search.results.taxonomy import Taxonomy, read_taxonomy
from leadqual.search.results.typo_correction import TypoCorrection, corrected_search

_NO_PAGE: Page[Any] = Page([], 0, 0, "", "")
_ALWAYS_OPEN = frozenset((*IN_TREE, "score"))
"""Counted with every search for people: the tree and the chart of confidence."""


@route("people/")
@check_once()
def people(request: WorkspaceRequest) -> HttpResponse:
    """Show the search for people; htmx gets the results and the counts."""
    return _search_page(request, PEOPLE)


@route("companies/")
@check_once()
def companies(request: WorkspaceRequest) -> HttpResponse:
    """Show the search for companies; htmx gets the results and the counts."""
    return _search_page(request, COMPANIES)


def _search_page(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    taxonomy = read_taxonomy(request.workspace)
    settings = page_settings(request, kind)
    typed_query, notes = kind.read(_params(request, settings), request.workspace, request.user)
    query, corrected = corrected_search(request.workspace, typed_query)
    opened = opened_search(request, query, typed_query)
    memberships = membership_names(request.workspace, query, settings.names, request.user)
    names = _value_names(request, taxonomy, query, memberships)
    shown_facets = _shown_facets(kind, query, request.GET.getlist(OPENED_PARAM))
    board_facets = {"status"} if is_board(request.GET) else frozenset[str]()
    counts = _counts(request, query, memberships, shown_facets | board_facets)
    boxes = _boxes(request, kind, query, settings, names, counts, shown_facets)
    results = _results(request, kind, query, settings, counts, opened)
    labels = {field.code: field.label for field in settings.fields}
    shown = {
        "record_kind": kind,
        "records": kind.records,
        "search_url": reverse(kind.page),
        "facet_url": reverse("search:facet", args=[kind]),
        "values_url": reverse("search:facet_values", args=[kind]),
        "query": query,
        "notes": search_notes(query, notes, is_lost=results["page"].is_lost),
        "moved": notes.replaced,
        "unknown_values": unknown_values(notes),
        "counts": counts,
        "chips": filter_chips(query, {**names, "custom": labels}, results["kept"]),
        "corrected": corrected,
        "as_typed_url": _literal_url(query, corrected),
        "custom_kept": unlisted_custom_values(query, boxes),
        "facets": boxes,
        "views": view_tabs(settings.views, opened.search if opened else None),
        "opened": opened,
        "may_change": may_change(request),
        "last_action": last_action(request, kind.records, names["list"]),
        "looser": [] if counts.total else _relaxed_searches(request, query),
        **results,
        **(_tree(request, taxonomy, query, counts) if kind is PEOPLE else {}),
        **opened_record(request, kind, query, taxonomy, results["page"], counts.total),
    }
    is_partial = bool(request.htmx) and not request.htmx.history_restore_request
    page = "search/partials/results/response.html" if is_partial else "search/search.html"
    response = render(request, page, shown)
    if is_partial and request.htmx.trigger == "search":
        # The canonical URL, without the empty fields of the form.
        canonical = query.to_query(kept_params_of(request.GET.dict()))
        response.headers["HX-Push-Url"] = f"{request.path}?{canonical}".rstrip("?")
    return response


def _relaxed_searches(request: WorkspaceRequest, query: AnyQuery) -> list[RelaxedSearch[Any]]:
    count = partial(n_found, request.workspace)
    return [*reinterpreted_searches(query, count), *relaxed_searches(query, count)]


@route("<kind:kind>/facet/")
@check_once()
def facet(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    """Return the values of the filter `facet`, which was opened next to a search."""
    param = request.GET.get("facet", "")
    settings = page_settings(request, kind)
    query, _ = kind.read(_params(request, settings), request.workspace, request.user)
    query, _ = corrected_search(request.workspace, query)
    memberships = membership_names(request.workspace, query, settings.names, request.user)
    names = _value_names(request, read_taxonomy(request.workspace), query, memberships)
    counts = _counts(request, query, memberships, {param})
    boxes = _boxes(request, kind, query, settings, names, counts, {param})
    opened = next((box for box in boxes if box.param == param), None)
    if opened is None:
        raise Http404
    values_url = reverse("search:facet_values", args=[kind])
    shown = {"facet": opened, "can_refuse": True, "values_url": values_url}
    return render(request, "search/partials/filters/options.html", shown)


def _params(request: WorkspaceRequest, settings: PageSettings) -> dict[str, list[str]]:
    return merge_ranges(dict(request.GET.lists()), settings.fields)


def _value_names(
    request: WorkspaceRequest,
    taxonomy: Taxonomy,
    query: AnyQuery,
    memberships: Mapping[str, Mapping[str, str]],
) -> dict[str, Mapping[str, str]]:
    """Return parameter → value → name, for values that are not their own names."""
    if isinstance(query, ContactQuery):
        employers = company_names(request.workspace, query)
        return {**taxonomy.names(), **memberships, "company": employers}
    names = {**taxonomy.staff_names(), **memberships}
    # About 200 functions are too many checkboxes: they are shown once one is selected.
    if not query.has_function:
        del names["has_function"]
    return names


def _shown_facets(kind: Kind, query: AnyQuery, opened: Sequence[str]) -> frozenset[str]:
    """Return the filters whose values a page shows; the others are read once they are opened."""
    shown = loaded_params(query, _facets_of(kind), opened)
    return shown | _ALWAYS_OPEN if kind is PEOPLE else shown


def _counts(
    request: WorkspaceRequest,
    query: AnyQuery,
    memberships: Mapping[str, Mapping[str, str]],
    facets: Collection[str],
) -> Counts:
    shown = {
        param: memberships[param]
        for param in COUNTED_MEMBERSHIPS
        if param in memberships and param in facets
    }
    return counts_of(request.workspace, query, most=MAX_OPTIONS + 1, shown=shown, facets=facets)


def _boxes(
    request: WorkspaceRequest,
    kind: Kind,
    query: AnyQuery,
    settings: PageSettings,
    names: Mapping[str, Mapping[str, str]],
    counts: Counts,
    shown: Collection[str],
) -> list[FacetBoxes]:
    """Return the filters of a page except the tree.

    An archived status is one of them only where it is selected or still has results.
    """
    chosen = {*query.ticked("status"), *query.refused("status")}
    shown_statuses = [
        one for one in settings.statuses.by_code if counts.of("status", one) or one in chosen
    ]
    names = {**names, "status": dict(settings.statuses.choices(*shown_statuses))}
    fields = loaded_fields(query, settings.fields, shown)
    counts_by_choice = choice_counts(request.workspace, query, fields)
    return [
        *facet_boxes(_facets_of(kind), query, names, counts, shown),
        *custom_boxes(query, settings.fields, counts_by_choice, fields),
    ]


def _facets_of(kind: Kind) -> list[Facet]:
    """Return the filters of a page except the tree."""
    own_facets = (facet for facet in kind.facets if facet.param not in IN_TREE)
    return [*own_facets, *kind.scopes, *kind.memberships]


def _tree(
    request: WorkspaceRequest, taxonomy: Taxonomy, query: ContactQuery, counts: Counts
) -> dict[str, object]:
    """Return the function tree and the chart of confidence."""
    return {
        "departments": tree_of(taxonomy, query, counts, request.GET.getlist("open")),
        "n_unclassified": counts.of("unclassified", "1"),
        "bars": confidence_bars(query, counts),
        "n_in_tree": len(query.function) + len(query.department) + len(query.unclassified),
    }


def _results(
    request: WorkspaceRequest,
    kind: Kind,
    query: AnyQuery,
    settings: PageSettings,
    counts: Counts,
    opened: OpenedSearch | None,
) -> dict[str, Any]:
    """Return the results as a table or as a board by status, and the URLs of both."""
    shows_board = is_board(request.GET)
    view_params = opened.kept if opened else []
    kept = [*view_params, *(BOARD if shows_board else [])]
    page, close_results = _NO_PAGE, CloseMatches()
    board: Sequence[BoardColumn] = ()
    if not shows_board:
        page = result_page(request.workspace, query, read=kind.read_table_rows)
        close_results = close_matches(request.workspace, query, page, read=kind.read_table_rows)
    elif counts.total:
        board = board_of(request.workspace, query, settings.statuses, counts, kept)
    columns = settings.columns(opened.columns if opened else ())
    rows = partial(
        table_rows,
        kind,
        columns=columns,
        query=query,
        new_after=opened.since if opened else 0,
        kept=kept,
    )
    other_columns = [column for column in settings.known.values() if column not in columns]
    return {
        "page": page,
        "rows": rows(page.rows),
        "close_rows": rows(close_results.rows),
        "close_label": close_results.label,
        "heads": column_heads(kind, columns, query, widths=settings.widths, kept=kept),
        "column_choices": [
            (column.code, column.label, column in columns) for column in (*columns, *other_columns)
        ],
        "written_columns": join_columns(column.code for column in columns),
        "is_board": shows_board,
        "table_url": address(query.changed(), view_params),
        "board_url": address(query.changed(), [*view_params, *BOARD]),
        "kept": kept,
        "here": f"{request.path}?{query.to_query(kept)}",
        "board": board,
        **page_urls(query, page.after, page.before, kept),
    }


def _literal_url(query: AnyQuery, corrected: TypoCorrection | None) -> str:
    """Return the URL of the search with the words as typed, before correction."""
    if corrected is None:
        return ""
    return address(query.changed(q=" ".join(f'"{word}"' for word in corrected.typed.split())))
