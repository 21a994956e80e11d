"""The page that chooses decision makers of companies and adds them to a list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from facet_index.types import Counts
from leadqual.accounts.models import Role
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.core.pages.panels import address_of
from leadqual.leads.models import Company
from leadqual.search.facet_types import by_param
from leadqual.search.facets import FACETS, IN_TREE
from leadqual.search.lists.decision_makers import (
    DEFAULT_LEVELS,
    MAX_COMPANIES,
    DecisionMakerChoice,
    choose,
)
from leadqual.search.lists.selectors import lists_of
from leadqual.search.pages.facet_boxes import facet_boxes
from leadqual.search.pages.forms import EachForm, ListChoiceForm
from leadqual.search.pages.function_tree import tree_of
from leadqual.search.pages.lists import add_to_chosen_list
from leadqual.search.pages.record_routes import report_missing_records
from leadqual.search.query.query import ContactQuery, keys_of
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.record_rows import contacts_of
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.taxonomy import Taxonomy, read_taxonomy

PREVIEW_SIZE = 50
_NO_COMPANY = "0"  # No company has this key; an empty selection would mean every company.


@dataclass(frozen=True, slots=True)
class DecisionMakerSource:
    """Companies whose decision makers are chosen, and URLs of the page.

    Args:
        path: of the page, to which its forms post.
        pairs: parameters of its URL other than the filter.
        company_ids: at most `MAX_COMPANIES`, in order; empty if the form posts them.
        back_url: page that the companies come from.
        back_label: name of that page.
        notice: which companies were left out or added, and why; may be empty.
        other_label: text of the link to the others.
        shown_at: URL at which the page is shown, if not its path.
    """

    path: str
    pairs: Sequence[tuple[str, str]]
    company_ids: Sequence[int]
    back_url: str
    back_label: str
    notice: str = ""
    other_label: str = ""
    other_url: str = ""
    shown_at: str = ""

    def address(self, more: Sequence[tuple[str, object]] = ()) -> str:
        """Return the URL at which the page is shown, with more parameters."""
        start = f"{self.shown_at}&" if self.shown_at else f"{self.path}?"
        return f"{start}{urlencode([*self.pairs, *more])}"

    def form_address(self) -> str:
        """Return the URL to which the form of the page posts."""
        return f"{self.path}?{urlencode(self.pairs)}"


@dataclass(frozen=True, slots=True)
class _PeopleFilter:
    """Who counts as a decision maker: selections and a number, from a URL or a form."""

    query: ContactQuery
    each: EachForm
    notes: Sequence[str]

    def pairs(self) -> list[tuple[str, object]]:
        """Return its URL parameters; `chosen` distinguishes no selections from the default ones."""
        return [*self.query.pairs(), ("most", self.each.value()), ("chosen", 1)]


@route("people/lists/decision-makers/", methods="GET POST", role=Role.QUALIFIER)
@report_missing_records("company", methods=("GET",))
def decision_makers(request: WorkspaceRequest) -> HttpResponse:
    """Choose among the people of companies: `?company=1&company=2`, or the same in a form."""
    if request.method == "POST" and "request_id" not in request.POST:
        ticked = _read_keys(request.POST.getlist("company"))
        named = urlencode([("company", key) for key in ticked])
        return redirect(f"{address_of('search:decision_makers')}&{named}")
    keys = _read_keys(request.GET.getlist("company"))
    rows = Company.objects.filter(workspace=request.workspace, pk__in=keys)
    company = rows.first() if len(keys) == 1 else None
    source = DecisionMakerSource(
        path=reverse("search:decision_makers"),
        pairs=[("company", str(key)) for key in keys],
        company_ids=keys,
        back_url=reverse("search:company", args=[company.pk])
        if company
        else reverse("search:companies"),
        back_label=company.name if company else "Companies",
        shown_at=address_of("search:decision_makers"),
    )
    return decision_makers_page(request, source)


def decision_makers_page(request: WorkspaceRequest, source: DecisionMakerSource) -> HttpResponse:
    """Show who would be added, or add them; for every page that selects companies."""
    taxonomy = read_taxonomy()
    lists = lists_of(request.workspace, request.user)
    if request.method != "POST":
        chosen_filter = _read_filter(request.GET, taxonomy)
        return _page(request, source, taxonomy, chosen_filter, ListChoiceForm(lists=lists))
    posted = _read_keys(request.POST.get("companies", "").split(","))
    source = replace(source, company_ids=posted)
    chosen_filter = _read_filter(request.POST, taxonomy)
    form = ListChoiceForm(request.POST, lists=lists)
    # A partly invalid filter (`notes`) would select other people.
    if form.is_valid() and not chosen_filter.notes:
        choice = _choose_people(request, source, chosen_filter)
        if not choice.contact_ids:
            messages.error(request, "No matches, so nothing was changed.")
        elif response := add_to_chosen_list(
            request, form, list(choice.contact_ids), are_decision_makers=True
        ):
            return response
    return _page(request, source, taxonomy, chosen_filter, form)


def _read_keys(values: Sequence[str]) -> list[int]:
    keys = dict.fromkeys(keys_of(values))
    return list(keys)[:MAX_COMPANIES]


def _read_filter(params: QueryDict, taxonomy: Taxonomy) -> _PeopleFilter:
    ticks = {name: params.getlist(name) for name in ("function", "department", "level")}
    if "chosen" not in params:
        known = {level.slug for level in taxonomy.levels}
        ticks["level"] = ticks["level"] or [slug for slug in DEFAULT_LEVELS if slug in known]
    query, notes = read_contact_query(ticks, taxonomy.vocabulary())
    each = EachForm(params if "most" in params else None)
    return _PeopleFilter(query, each, list(notes.values()))


def _choose_people(
    request: WorkspaceRequest, source: DecisionMakerSource, chosen_filter: _PeopleFilter
) -> DecisionMakerChoice:
    return choose(
        request.workspace,
        company_ids=source.company_ids,
        query=chosen_filter.query,
        most=chosen_filter.each.value(),
    )


def _page(
    request: WorkspaceRequest,
    source: DecisionMakerSource,
    taxonomy: Taxonomy,
    chosen_filter: _PeopleFilter,
    form: ListChoiceForm,
) -> HttpResponse:
    choice = _choose_people(request, source, chosen_filter)
    counts = _counts(request, source, chosen_filter.query)
    preview_keys = choice.contact_ids[:PREVIEW_SIZE]
    contacts = contacts_of(request.workspace).in_bulk(preview_keys)
    open_branches = request.GET.getlist("open")
    boxes = tree_of(taxonomy, chosen_filter.query, counts, open_branches)
    facets = facet_boxes(
        [by_param(FACETS)["level"]], chosen_filter.query, taxonomy.names(), counts, {"level"}
    )
    page = {
        "source": source,
        "choice": choice,
        "rows": [contacts[key] for key in preview_keys if key in contacts],
        "n_more": len(choice.contact_ids) - len(preview_keys),
        "departments": [
            replace(box, open_url=_open_url(source, chosen_filter, open_branches, box.code))
            for box in boxes
        ],
        "facets": facets,
        "n_in_tree": len(chosen_filter.query.function) + len(chosen_filter.query.department),
        "each": chosen_filter.each if chosen_filter.each.is_bound else EachForm(),
        "notes": chosen_filter.notes,
        "form": form,
        "filter_pairs": chosen_filter.pairs(),
        "companies": ",".join(map(str, source.company_ids)),
        "request_id": uuid4(),
        "add_url": source.form_address(),
    }
    is_partial = bool(request.htmx) and not request.htmx.history_restore_request
    template = "partials/decision_makers/response" if is_partial else "decision_makers"
    status = 422 if form.is_bound else 200
    response = render(request, f"search/{template}.html", page, status=status)
    if is_partial:
        response.headers["HX-Push-Url"] = source.address(chosen_filter.pairs())
    return response


def _counts(request: WorkspaceRequest, source: DecisionMakerSource, query: ContactQuery) -> Counts:
    """Count for each checkbox who is at these companies and may be contacted."""
    keys = tuple(str(key) for key in source.company_ids) or (_NO_COMPANY,)
    company_query = query.changed(company=keys, do_not_contact=("no",))
    return counts_of(request.workspace, company_query, facets={*IN_TREE, "level"})


def _open_url(
    source: DecisionMakerSource,
    chosen_filter: _PeopleFilter,
    open_branches: Sequence[str],
    code: str,
) -> str:
    open_slugs = [slug for slug in open_branches if slug != code]
    opened_next = open_slugs if code in open_branches else [*open_slugs, code]
    return (
        source.address([*chosen_filter.pairs(), *(("open", slug) for slug in opened_next)])
        + "#tree"
    )
