"""The person or company that is open next to the search, and its position in the results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leadqual.accounts.models import Workspace
from leadqual.accounts.page_routes import WorkspaceRequest, route
from leadqual.companies import page as company_page
from leadqual.core.pages.in_place import address_here
from leadqual.core.prepared_query import build_object
from leadqual.leads.do_not_contact.selectors import has_bounced
from leadqual.leads.id_resolution import kept_id
from leadqual.leads.models import Company, Contact, JobTitle
from leadqual.search.columns.cells import labels_of
from leadqual.search.cursors import PAGE_SIZE, Page
from leadqual.search.index.index_queries import AnyQuery
from leadqual.search.index.open_indexes import check_once
from leadqual.search.level_explanations import reason_of_level
from leadqual.search.pages.records.record_context import record_context
from leadqual.search.pages.search_urls import kept_params_of
from leadqual.search.query.query import ContactQuery, Search, is_key
from leadqual.search.results.kinds import COMPANIES, PEOPLE, Kind
from leadqual.search.results.record_rows import contact_of, contacts_of
from leadqual.search.results.result_pages import n_found, result_page
from leadqual.search.results.taxonomy import Taxonomy, read_taxonomy
from leadqual.search.title_explanations import add_reasons, mark_title, reasons_of
from leadqual.taxonomy.selectors import cost_table

_LIST_SELECTOR = "#main"
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
class ResultPosition:
    """1-based number of the open record among the results, and its neighbors."""

    number: int
    total: int
    previous: Neighbor | None
    next: Neighbor | None


@dataclass(frozen=True, slots=True)
class Pane:
    """How records of one kind open next to their search.

    Args:
        kept: parameters in the URLs of the search other than the search itself.
    """

    workspace: Workspace
    kind: Kind
    kept: Sequence[tuple[str, str]] = ()

    @property
    def anchor(self) -> str:
        return f"#{self.kind.noun}"

    def address(self, query: Search, key: int | None = None) -> str:
        """Return the URL of the search, with a record open if a key is given."""
        open_params = [] if key is None else [(self.kind.open_param, str(key))]
        return f"{reverse(self.kind.page)}?{query.to_query([*self.kept, *open_params])}".rstrip("?")

    def position_of(
        self, query: AnyQuery, key: int, page: Page[Any] | None, total: int | None
    ) -> ResultPosition | None:
        """Return the position of a record on the page of the search; None if not on it.

        Args:
            query: the search, with the cursor of the page.
            key: of the record.
            page: that page, if already read.
            total: number of all results, if already counted.
        """
        page = page or self._read_page(query, PAGE_SIZE)
        keys = [row.pk for row in page.rows]
        if key not in keys:
            return None
        index = keys.index(key)
        total = n_found(self.workspace, query) if total is None else total
        is_last = index + 1 == len(keys)
        return ResultPosition(
            number=page.first + index,
            total=max(total, page.first + index),
            previous=self._neighbor_on_page(query, keys[index - 1])
            if index
            else self._neighbor_on_other_page(query, before=page.before),
            next=self._neighbor_on_other_page(query, after=page.after)
            if is_last
            else self._neighbor_on_page(query, keys[index + 1]),
        )

    def _neighbor_on_page(self, query: AnyQuery, key: int) -> Neighbor:
        template = f"{reverse(self.kind.preview, args=[key])}?{query.to_query(self.kept)}"
        return Neighbor(f"{self.address(query, key)}{self.anchor}", template, self.anchor)

    def _neighbor_on_other_page(self, query: AnyQuery, **cursor: str) -> Neighbor | None:
        if not any(cursor.values()):
            return None
        neighbor_query = query.changed(**cursor)
        found = self._read_page(neighbor_query, 1).rows
        if not found:
            return None
        url = self.address(neighbor_query, found[0].pk)
        return Neighbor(f"{url}{self.anchor}", url, _LIST_SELECTOR, is_list=True)

    def _read_page(self, query: AnyQuery, size: int) -> Page[Any]:
        """Return results as the index knows them: their keys alone, without a query."""
        model = self.kind.model
        return result_page(
            self.workspace,
            query,
            size=size,
            read=lambda _, keys: [build_object(model, ("id",), (key,)) for key in keys],
        )


@route("people/<int:record_id>/")
@check_once()
def person(request: WorkspaceRequest, record_id: int) -> HttpResponse:
    """Open a person next to the search in the query; a merged ID redirects to the kept one."""
    return _preview(request, PEOPLE, record_id, "search/partials/person/response.html")


@route("companies/<int:record_id>/preview/")
@check_once()
def company_preview(request: WorkspaceRequest, record_id: int) -> HttpResponse:
    """Open a company next to the search in the query; a merged ID redirects to the kept one."""
    return _preview(request, COMPANIES, record_id, "search/partials/company/panel.html")


def _preview(request: WorkspaceRequest, kind: Kind, record_id: int, template: str) -> HttpResponse:
    query, _ = kind.read(dict(request.GET.lists()), request.workspace, request.user)
    record = next(iter(kind.read_rows(request.workspace, [record_id])), None)
    if record is None and (kept := kept_id(request.workspace, kind.code, record_id)):
        record = next(iter(kind.read_rows(request.workspace, [kept])), None)
    if record is None:
        raise Http404
    pane = _pane(request, kind)
    url = pane.address(query, record.pk)
    if not request.htmx:
        return redirect(f"{url}{pane.anchor}")
    context = _record_context(request, kind, record, query, read_taxonomy(request.workspace))
    former = _former_person(request, record) if kind is PEOPLE else None
    shown = {"is_opened_now": True, "query": query, "former": former, **context}
    response = render(request, template, shown)
    is_already_open = address_here(request, "") == url  # Read again, as after an edit of its row.
    response.headers["HX-Push-Url"] = "false" if is_already_open else url
    return response


def _pane(request: WorkspaceRequest, kind: Kind) -> Pane:
    return Pane(request.workspace, kind, kept_params_of(request.GET.dict()))


def opened_record(
    request: WorkspaceRequest,
    kind: Kind,
    query: AnyQuery,
    taxonomy: Taxonomy,
    page: Page[Any],
    total: int,
) -> dict[str, object]:
    """Return the context of the record opened in the URL of the search; empty for none."""
    wanted = request.GET.get(kind.open_param, "")
    if not is_key(wanted):
        return {}
    record = kind.rows(request.workspace).filter(pk=wanted).first()
    if record is None:
        return {"is_gone": True}
    return _record_context(request, kind, record, query, taxonomy, page, total)


def _record_context(
    request: WorkspaceRequest,
    kind: Kind,
    record: Any,
    query: AnyQuery,
    taxonomy: Taxonomy,
    page: Page[Any] | None = None,
    total: int | None = None,
) -> dict[str, object]:
    """Return the context of one person or company; page and total if already read."""
    pane = _pane(request, kind)
    kind_context = _person_context if kind is PEOPLE else _company_context
    return {
        **record_context(request, record),
        "position": pane.position_of(query, record.pk, page, total),
        "close_url": f"{pane.address(query)}#results",
        "back_here": f"{pane.address(query, record.pk)}{pane.anchor}",
        **kind_context(request, record, taxonomy),
    }


@route("people/<int:contact_id>/why/")
def why(request: WorkspaceRequest, contact_id: int) -> HttpResponse:
    """Return the labels of a person with the reasons of the model, for their tip in the table."""
    contact = contact_of(request.workspace, contact_id)
    if contact is None or contact.job_title is None:
        raise Http404
    add_reasons([contact.job_title])
    labels = labels_of(contact.job_title)
    return render(request, "search/partials/results/label_reasons.html", {"labels": labels})


def _person_context(
    request: WorkspaceRequest, contact: Contact, taxonomy: Taxonomy
) -> dict[str, object]:
    title = contact.job_title
    people = Contact.objects.filter(workspace=request.workspace, job_title=title)
    return {
        "contact": contact,
        "has_bounced": contact.do_not_contact and has_bounced(contact),
        "reasons": reasons_of(title) if title else [],
        "level_reason": reason_of_level(title) if title else None,
        "title_parts": mark_title(contact.title, title.why if title else []),
        "correction": _current_correction(title) if title else None,
        "followed": _propagated_from(title) if title else None,
        "n_carriers": people.count() if title else 0,
        "all_levels": taxonomy.levels,
        "all_industries": taxonomy.industries,
        "is_fixing": "fix" in request.GET,
    }


def _current_correction(title: JobTitle) -> Model | None:
    """Return the active correction of a title, with its author; one query."""
    return title.corrections.filter(is_current=True).select_related("author").first()


def _propagated_from(title: JobTitle) -> JobTitle | None:
    """Return the corrected title whose labels were propagated to this one, if any; one query."""
    propagated = {
        "corrections__propagated_labels__job_title": title,
        "corrections__propagated_labels__is_in_force": True,
    }
    return JobTitle.objects.filter(**propagated).first()


def _former_person(request: WorkspaceRequest, contact: Contact) -> Contact | None:
    """Return the person opened before, whose row is no longer the current one."""
    address = urlsplit(request.htmx.current_url or "")
    wanted = dict(parse_qsl(address.query)).get("person", "")
    if not is_key(wanted) or int(wanted) == contact.pk:
        return None
    return contacts_of(request.workspace).filter(pk=wanted).first()


def _company_context(
    request: WorkspaceRequest, company: Company, _taxonomy: Taxonomy
) -> dict[str, object]:
    neighbor_query = ContactQuery(company=(str(company.pk),), sort="level")
    people = result_page(request.workspace, neighbor_query, size=_PEOPLE_SHOWN)
    return {
        "company": company,
        "facts": [fact for column in company_page.company_facts(company) for fact in column],
        "site_url": company_page.site_of(company),
        "model": company_page.business_model_view(company, cost_table()),
        "people": people.rows,
        "n_people": n_found(request.workspace, neighbor_query),
        "people_url": f"{reverse('search:people')}?{neighbor_query.to_query()}",
    }
