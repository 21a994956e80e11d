"""The People and Companies pages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from facet_index.types import Counts
from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Role
from leadqual.core.formats import band, thousands
from leadqual.core.pages.charts import Chart, ChartBar, bar_chart
from leadqual.core.pages.panels import safe_next
from leadqual.core.pages.undo import say_undoable
from leadqual.leads.do_not_contact.entries import EntrySource, entry_for, set_entry
from leadqual.leads.do_not_contact.selectors import Kind, domain_entries, personal_entries
from leadqual.leads.models import CustomField
from leadqual.leads.records.statuses import Statuses
from leadqual.search import named_records
from leadqual.search.cursors import LOST_PLACE, Page
from leadqual.search.facets import (
    BESIDE_TREE,
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    COMPANY_TYPED,
    FACETS,
    IN_TREE,
    MEMBERSHIPS,
    TYPED,
)
from leadqual.search.index.open_indexes import one_look
from leadqual.search.lists.selectors import COUNTED, gathered_names
from leadqual.search.pages import filters, search_data
from leadqual.search.pages.board import board_context, board_of
from leadqual.search.pages.do_not_contact import lift_of
from leadqual.search.pages.filters import (
    carried_on,
    company_names,
    custom_boxes,
    custom_kept,
    filter_chips,
    loaded_fields,
    relaxed_searches,
    with_ranges,
)
from leadqual.search.pages.partials import (
    RelaxedOption,
    confidence_bars,
    last_action,
    may_change,
    membership_boxes,
    read_again,
    relaxed_options,
)
from leadqual.search.pages.record_routes import Kind as RecordKind
from leadqual.search.pages.record_routes import record_routes
from leadqual.search.pages.records.open_record import kept_of, opened_company, opened_person
from leadqual.search.pages.saved_searches import (
    OpenedSearch,
    PageSettings,
    ViewTab,
    opened_search,
    page_settings,
    view_tabs,
)
from leadqual.search.pages.search_data import FacetBoxes, address, band_start
from leadqual.search.pages.table import TABLES, column_heads, company_rows_of, rows_of
from leadqual.search.pages.view_columns import written_columns
from leadqual.search.query.query import (
    CompanyQuery,
    ContactQuery,
    Search,
)
from leadqual.search.query.query_parsing import Notes, UnknownValue, read_contact_query
from leadqual.search.results import selectors
from leadqual.search.results.result_counts import (
    choice_counts,
    counts_of,
)
from leadqual.search.results.selectors import COMPANIES, PEOPLE, kind_of
from leadqual.search.results.value_lookup import (
    Correction,
    WorkspaceValues,
    corrected_search,
)
from leadqual.taxonomy.selectors import living_functions

_MAX_SHOWN = 3
AnyQuery = ContactQuery | CompanyQuery

MAX_BARS = 12
OPEN = "charts"
_IN_FORM = frozenset({*IN_TREE, "score"})


@dataclass(frozen=True, slots=True)
class NearLink:
    """A suggested value, and the search with it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchNote:
    """One notice.

    Args:
        title: what was not understood.
        nearest: values to use instead.
    """

    title: str
    words: str = ""
    nearest: Sequence[NearLink] = ()


def search_notes(query: Search, notes: Notes, *, is_lost: bool = False) -> list[SearchNote]:
    """Return a notice for each unknown value and each ignored part.

    Args:
        query: the parsed search.
        notes: of reading it.
        is_lost: its cursor is invalid.
    """
    ignored = [*notes.ignored, *([LOST_PLACE] if is_lost else [])]
    return [
        *(_of_value(query, one) for one in notes.unknown[:_MAX_SHOWN]),
        *(SearchNote(sentence, "This filter was ignored.") for sentence in ignored),
    ]


def stray_values(notes: Notes) -> list[tuple[str, str]]:
    """Return parameters and unknown values without a checkbox, for the filter form to keep.

    Otherwise the next change of a filter would drop the value and find more people.
    """
    in_form = {"company", "contact", *TYPED, *COMPANY_TYPED}
    return [
        (one.param, one.value)
        for one in notes.unknown
        if not one.is_excluded and one.param not in in_form
    ]


def _of_value(query: Search, one: UnknownValue) -> SearchNote:
    words = "It excludes nothing." if one.is_excluded else "It has no matches."
    param = "exclude" if one.is_excluded else one.param
    begin = f"{one.param}:" if one.is_excluded else ""
    rest = query.without(param, f"{begin}{one.value}")
    nearest = [
        NearLink(
            near.name,
            address(rest.changed(**{param: _with(rest.ticked(param), f"{begin}{near.value}")})),
        )
        for near in one.nearest
    ]
    return SearchNote(one.fact, words, nearest)


def _with(values: Sequence[str], value: str) -> tuple[str, ...]:
    return tuple(sorted({*values, value}))


"""URL parameter that shows the charts."""


def company_charts(query: CompanyQuery, counts: Counts) -> list[tuple[str, Chart]]:
    """Return code and chart of each facet with a chart and any companies.

    A bar has the count of its checkbox: the facet's own selection does not affect it.
    """
    charts = []
    for param, title, name in (
        ("country", "Companies by country", "Country"),
        ("size", "Companies by size", "Employees"),
    ):
        found = counts.by_facet.get(param, {})
        values = _in_order(param, found, query.ticked(param))
        if values:
            bars = [_bar(query, param, value, found.get(value, 0)) for value in values]
            chart = bar_chart(
                bars,
                title=title,
                points_name=name,
                values_name="Companies",
                words=lambda value: thousands(int(value or 0)),
            )
            charts.append((param, chart))
    return charts


def _in_order(param: str, found: Mapping[str, int], ticked: Sequence[str]) -> list[str]:
    """Return the values to draw: bands by size, others most frequent first."""
    if param == "size":
        return sorted(found, key=band_start)
    largest = sorted(found, key=lambda value: (-found[value], value))
    shown = largest[:MAX_BARS]
    return [*shown, *(value for value in ticked if value in found and value not in shown)]


def _bar(query: CompanyQuery, param: str, value: str, n: int) -> ChartBar:
    ticked = query.ticked(param)
    is_selected = value in ticked
    values = tuple(one for one in ticked if one != value) if is_selected else (*ticked, value)
    then = query.changed(**{param: tuple(sorted(values))})
    name = band(value) if param == "size" else value
    return ChartBar(name, n, address(then, [(OPEN, "1")]), is_selected)


@route("people/")
@one_look()
def people(request: WorkspaceRequest) -> HttpResponse:
    """Show the search for people; htmx gets the results and the counts."""
    taxonomy = selectors.read_taxonomy(request.workspace)
    settings = page_settings(request, PEOPLE)
    custom = settings.fields
    params = with_ranges(dict(request.GET.lists()), custom)
    vocabulary = taxonomy.vocabulary(WorkspaceValues(request.workspace, user=request.user))
    asked, notes = read_contact_query(params, vocabulary)
    query, corrected = corrected_search(request.workspace, asked)
    gathered = gathered_names(request.workspace, query, settings.names, request.user)
    shown_facets = _shown_facets(request, query)
    layout = _Layout.of(request)
    counts = _counts(request, query, gathered, shown_facets | layout.counted)
    page = layout.page(request, query, read=selectors.listed_contacts)
    names = {**taxonomy.names(), **gathered, "company": company_names(request.workspace, query)}
    opened = opened_search(request, query, asked)
    settings = settings.of_view(opened)
    has_heat_map = filters.PARAM in request.GET
    kept = [*(opened.kept if opened else []), *layout.kept]
    other = [*kept]
    kept = [*kept, *(filters.KEPT if has_heat_map else [])]
    boxes = _custom_boxes(request, query, custom, shown_facets)
    close = layout.close(request, query, page, read=selectors.listed_contacts)
    table_rows = partial(
        rows_of,
        query=query,
        columns=settings.columns,
        fields=custom,
        statuses=settings.statuses,
        new_after=opened.since if opened else 0,
        kept=kept,
    )
    shown = {
        **_of_search(
            request, query, notes, page, counts, kept, settings.views, opened, names=gathered
        ),
        **_of_filters(query, corrected, custom, boxes, names, kept),
        "moved": notes.moved,
        "rows": table_rows(page.rows),
        "close_rows": table_rows(close.rows),
        "close_label": close.label,
        **layout.shown(request, query, settings, counts, kept),
        **_columns(settings, query, kept),
        "opened": opened,
        "heat_map": filters.heat_map_of(request.workspace, taxonomy, query, kept)
        if has_heat_map
        else None,
        "heat_url": search_data.address(query.changed(), [*other, *filters.KEPT]),
        "heat_off_url": search_data.address(query.changed(), other),
        "departments": search_data.tree_of(taxonomy, query, counts, request.GET.getlist("open")),
        "facets": [*_own_boxes(query, names, counts, shown_facets, settings.statuses), *boxes],
        "facet_url": reverse("search:people_facet"),
        "values_url": reverse("search:people_values"),
        "n_unclassified": counts.of("unclassified", "1"),
        "bars": confidence_bars(query, counts),
        "n_in_tree": len(query.function) + len(query.department) + len(query.unclassified),
        **opened_person(request, query, taxonomy, page=page, total=counts.total),
    }
    return _answer(request, shown, query)


@route(
    "people/<int:contact_id>/do-not-contact/",
    name="mark_do_not_contact",
    methods="POST",
    role=Role.QUALIFIER,
)
def set_do_not_contact(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Mark a person do not contact."""
    contact = get_object_or_404(selectors.contacts_of(request.workspace), pk=contact_id)
    back = safe_next(request, reverse("search:people"))
    entry = entry_for(contact, kind=request.POST.get("kind", ""))
    source = EntrySource("manual", f"contact:{contact.pk}", request.user)
    set_entry(workspace=request.workspace, entry=entry, source=source)
    say_undoable(request, f"{contact} is marked Do not contact.", "search:allow", contact.pk)
    return redirect(back)


@route("people/<int:contact_id>/allow/", methods="POST", role=Role.QUALIFIER)
def allow(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Allow contacting a person again."""
    contact = get_object_or_404(selectors.contacts_of(request.workspace), pk=contact_id)
    n = lift_of(request, personal_entries(contact), str(contact))
    if n is not None and (other := domain_entries(contact).first()):
        company = contact.company or "their former company"
        what = f"the domain {other.value}" if other.kind == Kind.DOMAIN else str(company)
        words = f"{contact} stays marked Do not contact: an entry covers {what}."
        messages.warning(request, f"{words} Remove it under Settings › Privacy › Do not contact.")
    elif n:
        messages.success(request, f"{contact} can be contacted again.")
    default = f"{reverse('search:people')}?person={contact.pk}#person"
    return redirect(safe_next(request, default))


@route("people/functions/")
def find_functions(request: WorkspaceRequest) -> JsonResponse:
    """Return the functions that match the text typed above the tree."""
    functions = list(living_functions())
    found = named_records.find_functions(request.GET.get("q", ""), functions)
    return JsonResponse({"functions": found})


@route("companies/")
@one_look()
def companies(request: WorkspaceRequest) -> HttpResponse:
    """Show the search for companies; htmx gets the results and the counts."""
    settings = page_settings(request, COMPANIES)
    custom = settings.fields
    params = with_ranges(dict(request.GET.lists()), custom)
    asked, notes = COMPANIES.read(params, request.workspace, request.user)
    query, corrected = corrected_search(request.workspace, asked)
    gathered = gathered_names(request.workspace, query, settings.names, request.user)
    shown_facets = _shown_facets(request, query)
    layout = _Layout.of(request)
    counts = _counts(request, query, gathered, shown_facets | layout.counted)
    page = layout.page(request, query)
    names = {**_staff_names(request, query), **gathered}
    opened = opened_search(request, query, asked)
    settings = settings.of_view(opened)
    kept = [*(opened.kept if opened else []), *layout.kept]
    boxes = _custom_boxes(request, query, custom, shown_facets)
    close = layout.close(request, query, page)
    table_rows = partial(
        company_rows_of,
        columns=settings.columns,
        fields=custom,
        statuses=settings.statuses,
        query=query,
        kept=kept,
    )
    shown = {
        **_of_search(
            request, query, notes, page, counts, kept, settings.views, opened, names=gathered
        ),
        **_of_filters(query, corrected, custom, boxes, names, kept),
        "rows": table_rows(page.rows),
        "close_rows": table_rows(close.rows),
        "close_label": close.label,
        **layout.shown(request, query, settings, counts, kept),
        **_columns(settings, query, kept),
        "opened": opened,
        "facets": [*_own_boxes(query, names, counts, shown_facets, settings.statuses), *boxes],
        "facet_url": reverse("search:company_facet"),
        "charts": company_charts(query, counts) if counts.total else [],
        "are_charts_open": OPEN in request.GET,
        "values_url": reverse("search:company_values"),
        **opened_company(request, query, page=page, total=counts.total),
    }
    return _answer(request, shown, query)


@record_routes("facet/", name="people_facet company_facet")
@one_look()
def facet(request: WorkspaceRequest, kind: RecordKind) -> HttpResponse:
    """Return the values of the filter `facet`, which was opened next to a search."""
    param = request.GET.get("facet", "")
    settings = page_settings(request, kind)
    query, _ = kind.read(
        with_ranges(dict(request.GET.lists()), settings.fields), request.workspace, request.user
    )
    query, _ = corrected_search(request.workspace, query)
    names: dict[str, Mapping[str, str]] = dict(
        gathered_names(request.workspace, query, settings.names, request.user)
    )
    counts = _counts(request, query, names, {param})
    if isinstance(query, ContactQuery):
        names = {**selectors.read_taxonomy(request.workspace).names(), **names}
    else:
        names = {**_staff_names(request, query), **names}
    boxes = [
        *_own_boxes(query, names, counts, {param}, settings.statuses),
        *_custom_boxes(request, query, settings.fields, {param}),
    ]
    opened = next((box for box in boxes if box.param == param), None)
    if opened is None:
        raise Http404
    values_url = reverse("search:people_values" if kind is PEOPLE else "search:company_values")
    shown = {"facet": opened, "can_refuse": True, "values_url": values_url}
    return render(request, "search/partials/filters/options.html", shown)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a page shows its results: as a table or as a board by status."""

    is_board: bool

    @classmethod
    def of(cls, request: WorkspaceRequest) -> "_Layout":
        return cls(filters.is_board(request.GET.dict()))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return the parameters that URLs of other searches keep."""
        return [*filters.BOARD] if self.is_board else []

    @property
    def counted(self) -> frozenset[str]:
        """Return the filters whose values are counted for the layout itself."""
        return frozenset({"status"} if self.is_board else ())

    def page(self, request: WorkspaceRequest, query: AnyQuery, read: Any = None) -> Page[Any]:
        """Return the rows of the table; none for a board, which reads its own cards."""
        if self.is_board:
            return Page([], 0, 0, "", "")
        return selectors.result_page(request.workspace, query, read=read)

    def close(
        self, request: WorkspaceRequest, query: AnyQuery, page: Page[Any], read: Any = None
    ) -> selectors.CloseMatches[Any]:
        """Return what the table shows after few results; nothing for a board."""
        if self.is_board:
            return selectors.CloseMatches()
        return selectors.close_matches(request.workspace, query, page, read=read)

    def shown(
        self,
        request: WorkspaceRequest,
        query: AnyQuery,
        settings: PageSettings,
        counts: Counts,
        kept: Sequence[tuple[str, str]],
    ) -> dict[str, object]:
        """Return the board and the URLs of both layouts."""
        others = [pair for pair in kept if pair not in filters.BOARD]
        urls = {
            "is_board": self.is_board,
            "table_url": address(query.changed(), others),
            "board_url": address(query.changed(), [*others, *filters.BOARD]),
        }
        if not (self.is_board and counts.total):
            return urls
        columns = board_of(request.workspace, query, settings.statuses, counts, kept)
        return {**urls, "board": columns, **board_context(request, kind_of(query))}


"""Counted with every search: the tree and the chart of confidence are always open."""


def _shown_facets(request: WorkspaceRequest, query: AnyQuery) -> frozenset[str]:
    """Return the filters whose values a page shows; the others are read once they are opened."""
    opened = request.GET.getlist(search_data.OPENED)
    if isinstance(query, ContactQuery):
        return search_data.loaded(query, (*BESIDE_TREE, *MEMBERSHIPS), opened) | _IN_FORM
    facets = (*COMPANY_FACETS, *COMPANY_SCOPES, *COMPANY_MEMBERSHIPS)
    return search_data.loaded(query, facets, opened)


def _own_boxes(
    query: AnyQuery,
    names: Mapping[str, Mapping[str, str]],
    counts: Counts,
    shown: Collection[str],
    statuses: Statuses,
) -> list[FacetBoxes]:
    """Return the filters of a page except the tree and those by custom fields.

    An archived status is one of them only where it is selected or still has results.
    """
    chosen = {*query.ticked("status"), *query.refused("status")}
    used = [one for one in statuses.by_code if counts.of("status", one) or one in chosen]
    names = {**names, "status": dict(statuses.choices(*used))}
    if isinstance(query, ContactQuery):
        return [
            *search_data.contact_facet_boxes(names, query, counts, shown),
            *membership_boxes(query, names, counts, shown),
        ]
    return [
        *search_data.company_facet_boxes(query, counts, names, shown),
        *search_data.company_scope_boxes(query, names, shown),
        *membership_boxes(query, names, counts, shown, COMPANY_MEMBERSHIPS),
    ]


def _staff_names(request: WorkspaceRequest, query: CompanyQuery) -> dict[str, Mapping[str, str]]:
    names = selectors.read_taxonomy(request.workspace).staff_names()
    # About 200 functions are too many checkboxes: they are shown once one is selected.
    if not query.has_function:
        del names["has_function"]
    return names


def _counts(
    request: WorkspaceRequest,
    query: AnyQuery,
    gathered: Mapping[str, Mapping[str, str]],
    facets: Collection[str],
) -> Counts:
    shown = {param: gathered[param] for param in COUNTED if param in gathered and param in facets}
    return counts_of(
        request.workspace, query, most=search_data.MAX_OPTIONS + 1, shown=shown, facets=facets
    )


def _custom_boxes(
    request: WorkspaceRequest,
    query: AnyQuery,
    fields: Sequence[CustomField],
    opened: Collection[str],
) -> list[FacetBoxes]:
    shown = loaded_fields(query, fields, opened)
    return custom_boxes(query, fields, choice_counts(request.workspace, query, shown), shown)


def _of_search(
    request: WorkspaceRequest,
    query: AnyQuery,
    notes: Notes,
    page: Page[Any],
    counts: Counts,
    kept: Sequence[tuple[str, str]],
    views: Sequence[ViewTab],
    opened: OpenedSearch | None,
    *,
    names: Mapping[str, Mapping[str, str]],
) -> dict[str, object]:
    """Return the context that both pages share."""
    kind = kind_of(query)
    return {
        "query": query,
        "notes": search_notes(query, notes, is_lost=page.is_lost),
        "stray_values": stray_values(notes),
        "counts": counts,
        "page": page,
        "here": f"{request.path}?{query.to_query(kept)}",
        "records": kind.records,
        "views": view_tabs(views, opened.search if opened else None),
        "may_change": may_change(request),
        "cells_url": reverse(f"search:edit_{kind.code}_cell", args=[0, "FIELD"])
        if may_change(request)
        else "",
        "last_action": last_action(request, kind.records, names["list"]),
        "looser": [] if counts.total else _looser(request, query),
        **search_data.page_addresses(query, page.after, page.before, kept),
    }


def _of_filters(
    query: AnyQuery,
    corrected: Correction | None,
    custom: Sequence[CustomField],
    boxes: Sequence[FacetBoxes],
    names: Mapping[str, Mapping[str, str]],
    kept: Sequence[tuple[str, str]],
) -> dict[str, object]:
    labels = {"custom": {field.code: field.label for field in custom}}
    return {
        "chips": carried_on(filter_chips(query, {**names, **labels}), kept),
        "corrected": corrected,
        "as_typed_url": _as_typed(query, corrected),
        "custom_kept": custom_kept(query, boxes),
    }


def _columns(
    settings: PageSettings,
    query: AnyQuery,
    kept: Sequence[tuple[str, str]],
) -> dict[str, object]:
    kind = kind_of(query)
    heads = column_heads(
        TABLES[kind.code],
        settings.columns,
        settings.fields,
        query,
        widths=settings.widths,
        kept=kept,
    )
    others = [code for code in settings.heads if code not in settings.columns]
    return {
        "heads": heads,
        "column_choices": [
            (code, settings.heads[code], code in settings.columns)
            for code in (*settings.columns, *others)
        ],
        "columns_url": reverse("search:columns" if kind is PEOPLE else "search:company_columns"),
        "width_url": reverse(
            "search:column_width" if kind is PEOPLE else "search:company_column_width"
        ),
        "written_columns": written_columns(settings.columns),
    }


def _as_typed(query: Search, corrected: Correction | None) -> str:
    """Return the URL of the search with the words as typed, before correction."""
    if corrected is None:
        return ""
    quoted = " ".join(f'"{word}"' for word in corrected.typed.split())
    return search_data.address(query.changed(q=quoted))


def _looser(request: WorkspaceRequest, query: AnyQuery) -> list[RelaxedOption]:
    count = partial(selectors.n_found, request.workspace)
    of_companies = (*COMPANY_FACETS, *COMPANY_SCOPES, *COMPANY_MEMBERSHIPS)
    facets = (*FACETS, *MEMBERSHIPS) if isinstance(query, ContactQuery) else of_companies
    return [*read_again(query, count), *relaxed_options(relaxed_searches(query, count), facets)]


def _answer(request: WorkspaceRequest, shown: dict[str, object], query: AnyQuery) -> HttpResponse:
    is_partial = bool(request.htmx) and not request.htmx.history_restore_request
    records = kind_of(query).records
    part = f"search/partials/results/{records}_response.html"
    response = render(request, part if is_partial else f"search/{records}.html", shown)
    if is_partial and request.htmx.trigger == "search":
        # The canonical URL, without the empty fields of the form.
        kept = kept_of(request.GET.dict())
        response.headers["HX-Push-Url"] = f"{request.path}?{query.to_query(kept)}".rstrip("?")
    return response
