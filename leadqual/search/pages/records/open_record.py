"""The person or company that is open next to the search, and its position in the results."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.middleware import WorkspaceRequest, route
from leadqual.accounts.models import Workspace
from leadqual.companies import page as company_page
from leadqual.core.pages.in_place import address_here
from leadqual.core.prepared_query import made
from leadqual.leads.do_not_contact.selectors import has_bounced
from leadqual.leads.models import Company, Contact
from leadqual.leads.record_ids import kept_id
from leadqual.leads.records.custom_values import custom_facts
from leadqual.leads.records.fact_reports import reported_fields
from leadqual.leads.records.fills import field_sources
from leadqual.leads.records.statuses import statuses_of
from leadqual.search.cursors import PAGE_SIZE, Page
from leadqual.search.index.open_indexes import one_look
from leadqual.search.level_explanations import reason_of_level
from leadqual.search.lists.selectors import lists_with
from leadqual.search.pages import filters, view_columns
from leadqual.search.pages.record_routes import Kind
from leadqual.search.pages.records.edit_record import notes_context
from leadqual.search.pages.table import labels_of
from leadqual.search.query.query import CompanyQuery, ContactQuery, Search, is_key
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results import selectors
from leadqual.search.results.selectors import COMPANIES, PEOPLE, kind_of
from leadqual.search.results.value_lookup import WorkspaceValues
from leadqual.search.title_explanations import add_reasons, marked_title, reasons_of
from leadqual.taxonomy.selectors import cost_table

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Search)
_LIST = "#main"

_PEOPLE_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The record before or after the open one.

    Args:
        url: the page with it open.
        part_url: URL for htmx: of the record, or of the list if it is on another page.
        target: selector of what the response replaces.
        is_list: the response is the list, and the link pushes its URL.
    """

    url: str
    part_url: str
    target: str
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class ResultPlace:
    """1-based number of the open record among the results, and its neighbors."""

    number: int
    total: int
    previous: Neighbor | None
    next: Neighbor | None


@dataclass(frozen=True, slots=True)
class Pane(Generic[S, M]):
    """How records of one kind open, and how their list is read.

    Args:
        part_name: URL name of the part that shows one record.
        param: parameter of the list that names the open record.
        target: id of the element that shows it.
        read: reads up to that many results from the cursor of a search.
        kept: parameters in the URLs of the list other than the search.
    """

    list_name: str
    part_name: str
    param: str
    target: str
    read: Callable[[S, int], Page[M]]
    count: Callable[[S], int]
    kept: Sequence[tuple[str, str]] = ()

    def address(self, query: S, key: int | None = None) -> str:
        """Return the URL of the list, with a record open if a key is given."""
        more = [*self.kept, *([] if key is None else [(self.param, str(key))])]
        return f"{reverse(self.list_name)}?{query.to_query(more)}".rstrip("?")

    def part_address(self, query: S, key: int) -> str:
        """Return the URL of the part that shows a record."""
        return f"{reverse(self.part_name, args=[key])}?{query.to_query(self.kept)}"

    def place_of(
        self, query: S, key: int, page: Page[M] | None = None, total: int | None = None
    ) -> ResultPlace | None:
        """Return the position of a record on the page of the search; None if not on it.

        Args:
            query: the search, with the cursor of the page.
            key: of the record.
            page: that page, if already read.
            total: number of all results, if already counted.
        """
        page = page or self.read(query, PAGE_SIZE)
        keys = [row.pk for row in page.rows]
        if key not in keys:
            return None
        at = keys.index(key)
        return ResultPlace(
            number=page.first + at,
            total=max(self.count(query) if total is None else total, page.first + at),
            previous=self._here(query, keys[at - 1]) if at else self._beyond(query, page.before),
            next=self._here(query, keys[at + 1])
            if at + 1 < len(keys)
            else self._beyond(query, page.after, is_after=True),
        )

    def _here(self, query: S, key: int) -> Neighbor:
        url, part = self.address(query, key), self.part_address(query, key)
        return Neighbor(f"{url}#{self.target}", part, f"#{self.target}")

    def _beyond(self, query: S, cursor: str, *, is_after: bool = False) -> Neighbor | None:
        if not cursor:
            return None
        there = query.changed(**{"after" if is_after else "before": cursor})
        found = self.read(there, 1).rows
        if not found:
            return None
        url = self.address(there, found[0].pk)
        return Neighbor(f"{url}#{self.target}", url, _LIST, is_list=True)


def kept_of(params: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the parameters that URLs of a list keep: its view, its columns, layout, heat map."""
    saved, columns = params.get("saved", ""), params.get(view_columns.PARAM, "")
    kept = [("saved", saved)] if saved.isdecimal() else []
    if kept and columns:
        kept.append((view_columns.PARAM, columns))
    kept += filters.BOARD if filters.is_board(params) else []
    return [*kept, *(filters.KEPT if filters.PARAM in params else [])]


@route("people/<int:contact_id>/")
@one_look()
def person(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Open a person next to the search in the query; a merged ID redirects to the kept one."""
    taxonomy = selectors.read_taxonomy(request.workspace)
    vocabulary = taxonomy.vocabulary(WorkspaceValues(request.workspace, user=request.user))
    query, _ = read_contact_query(dict(request.GET.lists()), vocabulary)
    return _preview(
        request,
        query,
        contact_id,
        "search/partials/person/response.html",
        lambda contact: {
            "query": query,
            "former": _former(request, contact),
            **_person_context(request, contact, query, taxonomy),
        },
    )


@route("people/<int:contact_id>/why/")
def why(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Return the labels of a person with the reasons of the model, for their tip in the table."""
    contact = selectors.contact_of(request.workspace, contact_id)
    if contact is None or contact.job_title is None:
        raise Http404
    add_reasons([contact.job_title])
    labels = labels_of(contact.job_title)
    return render(request, "search/partials/results/label_reasons.html", {"labels": labels})


@route("companies/<int:company_id>/preview/")
@one_look()
def company_preview(request: WorkspaceRequest, company_id: int) -> HttpResponse:
    """Open a company next to the search in the query; a merged ID redirects to the kept one."""
    query, _ = COMPANIES.read(dict(request.GET.lists()), request.workspace, request.user)
    return _preview(
        request,
        query,
        company_id,
        "search/partials/company/panel.html",
        lambda company: _company_context(request, company, query),
    )


def _preview(
    request: WorkspaceRequest,
    query: ContactQuery | CompanyQuery,
    record_id: int,
    part: str,
    context_of: Callable[[Any], dict[str, object]],
) -> HttpResponse:
    kind = kind_of(query)
    record = _there(request, kind, record_id)
    if record is None:
        kept = kept_id(request.workspace, kind.code, record_id)
        record = kept and _there(request, kind, kept)
    if not record:
        raise Http404
    pane = _pane(request, kind)
    if not request.htmx:
        return redirect(f"{pane.address(query, record.pk)}#{pane.target}")
    response = render(request, part, {"is_opened_now": True, **context_of(record)})
    url = pane.address(query, record.pk)
    is_here = address_here(request, "") == url  # Read again, as after an edit of its row.
    response.headers["HX-Push-Url"] = "false" if is_here else url
    return response


def _there(request: WorkspaceRequest, kind: Kind, record_id: int) -> Any:
    return next(iter(kind.read_rows(request.workspace, [record_id])), None)


def opened_person(
    request: WorkspaceRequest,
    query: ContactQuery,
    taxonomy: selectors.Taxonomy,
    *,
    page: Page[Contact],
    total: int,
) -> dict[str, object]:
    """Return the context of the person opened in the URL of the search; empty for none."""
    contact, gone = _named(request, PEOPLE)
    if contact is None:
        return gone
    return _person_context(request, contact, query, taxonomy, page=page, total=total)


def opened_company(
    request: WorkspaceRequest, query: CompanyQuery, *, page: Page[Company], total: int
) -> dict[str, object]:
    """Return the context of the company opened in the URL of the search; empty for none."""
    company, gone = _named(request, COMPANIES)
    if company is None:
        return gone
    return _company_context(request, company, query, page=page, total=total)


def _named(request: WorkspaceRequest, kind: Kind) -> tuple[Any, dict[str, object]]:
    """Return the record in the URL, or a context saying that it is gone."""
    pane = _pane(request, kind)
    wanted = request.GET.get(pane.param, "")
    if not is_key(wanted):
        return None, {}
    record = kind.rows(request.workspace).filter(pk=wanted).first()
    return record, {} if record else {f"is_{pane.target}_gone": True}


def _pane(request: WorkspaceRequest, kind: Kind) -> Pane[Any, Any]:
    """Return how records of a kind open, and how the list next to them is read."""
    workspace = request.workspace
    read = _contact_keys if kind is PEOPLE else None
    return Pane(
        list_name=kind.page,
        part_name="search:person" if kind is PEOPLE else "search:company_preview",
        param="person" if kind is PEOPLE else "open",  # `company` is a filter.
        target=kind.noun,
        read=lambda query, size: selectors.result_page(workspace, query, size=size, read=read),
        count=lambda query: selectors.n_found(workspace, query),
        kept=kept_of(request.GET.dict()),
    )


def _contact_keys(_workspace: Workspace, keys: list[int]) -> list[Contact]:
    """Return the people as the index knows them: their keys alone, without a query."""
    return [made(Contact, ("id",), (key,)) for key in keys]


def _person_context(
    request: WorkspaceRequest,
    contact: Contact,
    query: ContactQuery,
    taxonomy: selectors.Taxonomy,
    *,
    page: Page[Contact] | None = None,
    total: int | None = None,
) -> dict[str, object]:
    """Return the context of one person; page and total if already read."""
    title = contact.job_title
    pane = _pane(request, PEOPLE)
    return {
        "contact": contact,
        "place": pane.place_of(query, contact.pk, page, total),
        "has_bounced": contact.do_not_contact and has_bounced(contact),
        "reasons": reasons_of(title) if title else [],
        "level_reason": reason_of_level(title) if title else None,
        "title_parts": marked_title(contact.title, title.why if title else []),
        "correction": selectors.current_correction(title) if title else None,
        "followed": selectors.followed_title(title) if title else None,
        "n_carriers": selectors.n_people_with(request.workspace, title) if title else 0,
        **notes_context(request, contact),
        "lists": lists_with(contact, request.user),
        "all_levels": taxonomy.levels,
        "all_industries": taxonomy.industries,
        "close_url": pane.address(query) + "#results",
        "back_here": pane.address(query, contact.pk) + "#person",
        "reported": reported_fields(contact),
        "report_url": reverse("search:report_contact", args=[contact.pk]),
        "is_fixing": "fix" in request.GET,
        "custom_facts": custom_facts(contact),
        "status": statuses_of(request.workspace).status(contact.status),
        "sources": field_sources(contact),
    }


def _former(request: WorkspaceRequest, contact: Contact) -> Contact | None:
    """Return the person opened before, whose row is no longer the current one."""
    address = urlsplit(request.htmx.current_url or "")
    wanted = dict(parse_qsl(address.query)).get("person", "")
    if not is_key(wanted) or int(wanted) == contact.pk:
        return None
    return selectors.contacts_of(request.workspace).filter(pk=wanted).first()


def _company_context(
    request: WorkspaceRequest,
    company: Company,
    query: CompanyQuery,
    *,
    page: Page[Company] | None = None,
    total: int | None = None,
) -> dict[str, object]:
    pane = _pane(request, COMPANIES)
    there = ContactQuery(company=(str(company.pk),), sort="level")
    people = selectors.result_page(request.workspace, there, size=_PEOPLE_SHOWN)
    return {
        "company": company,
        "place": pane.place_of(query, company.pk, page, total),
        "facts": [fact for column in company_page.company_facts(company) for fact in column],
        "site_url": company_page.site_of(company),
        "model": company_page.business_model_view(company, cost_table()),
        "lists": lists_with(company, request.user),
        "custom_facts": custom_facts(company),
        "status": statuses_of(request.workspace).status(company.status),
        "sources": field_sources(company),
        "people": people.rows,
        "n_people": selectors.n_found(request.workspace, there),
        "people_url": f"{reverse('search:people')}?{there.to_query()}",
        "close_url": pane.address(query) + "#results",
        "back_here": pane.address(query, company.pk) + "#company",
        **notes_context(request, company),
        "reported": reported_fields(company),
        "report_url": reverse("search:report_company", args=[company.pk]),
    }
