"""Contacts, companies and search by API."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from facet_index.types import Counts
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Workspace
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.schema.api_schema import page_parameters
from leadqual.leads.deletion.services import delete_record
from leadqual.leads.models import Company, Contact, DeletedRecord
from leadqual.leads.record_ids import kept_id
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.upserts import (
    CompanyValues,
    ContactValues,
    contact_named,
    save_company,
    save_contact,
)
from leadqual.search.api.changed_records import (
    CHANGED_PARAMETERS,
    changed_records,
    is_asked_for_changes,
)
from leadqual.search.api.deletion import DeletionOutput
from leadqual.search.api.searches.unclear_searches import refuse_unclear
from leadqual.search.api.serializers import (
    CompanyCountsOutput,
    CompanyOutput,
    CompanyPageOutput,
    ContactOutput,
    ContactPageOutput,
    CorrectionOutput,
    CountsOutput,
    InterpretationOutput,
    company_values,
)
from leadqual.search.api.serializers_records import (
    CompanyChangeInput,
    CompanySaveInput,
    ContactChangeInput,
    ContactSaveInput,
    contact_values,
    stored_custom,
    work_values,
)
from leadqual.search.cursors import LOST_PLACE, Page
from leadqual.search.facets.facet_table import (
    COMPANY_FACETS,
    COMPANY_SCOPES,
    FACETS,
    by_param,
)
from leadqual.search.lists.selectors import COUNTED, gathered_names
from leadqual.search.query.query import (
    COMPANY_SORTS,
    CONTACT_SORTS,
    CompanyQuery,
    ContactQuery,
    Search,
)
from leadqual.search.results import selectors
from leadqual.search.results.corrected_words import (
    Correction,
    corrected_search,
)
from leadqual.search.results.result_counts import counts_of

MOVED = OpenApiResponse(description="It was merged; `Location` is the address of the merged one.")
_BACK = "-"  # Begins the cursor of a page before; no cursor of a row begins so.


def search_parameters(query: type[Search]) -> list[OpenApiParameter]:
    """Describe the parameters of a search; those of ticks may be repeated."""
    is_of_people = query is ContactQuery
    facets = by_param(FACETS if is_of_people else (*COMPANY_FACETS, *COMPANY_SCOPES))
    closed = {name: list(facet.choices) for name, facet in facets.items() if facet.choices}
    closed["sort"] = list(CONTACT_SORTS if is_of_people else COMPANY_SORTS)
    others = (*(("confidence", "since") if is_of_people else ()), "q", "sort")
    return [
        *(
            OpenApiParameter(name, str, many=True, explode=True, enum=closed.get(name))
            for name in query.ticks()
        ),
        *(OpenApiParameter(name, str, enum=closed.get(name)) for name in others),
    ]


class ContactListView(APIView):
    """People of the workspace."""

    answers_record = True

    @extend_schema(
        operation_id="list_contacts",
        parameters=[*search_parameters(ContactQuery), *CHANGED_PARAMETERS, *page_parameters()],
        responses={200: ContactPageOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Search contacts. Values of one parameter are combined with OR, parameters with AND."""
        workspace = request.workspace
        if is_asked_for_changes(request):
            contacts = selectors.contacts_of(workspace)
            return changed_records(request, contacts, ContactOutput, self)
        asked = contact_query(request)
        query, corrected = corrected_search(workspace, asked)
        page = selectors.result_page(workspace, query, size=_page_size(request))
        words = _words_of(query, corrected)
        return _page(request, query, page, ContactOutput(page.rows, many=True), words)

    @extend_schema(
        operation_id="save_contact",
        request=ContactSaveInput,
        responses={200: ContactOutput, 201: ContactOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Create or update the contact with this email, external ID or LinkedIn URL. Idempotent.

        The first of the three that is given finds it.
        """
        workspace = request.workspace
        body = ContactSaveInput(data=request.data)
        body.is_valid(raise_exception=True)
        fields: dict[str, Any] = dict(body.validated_data)
        email = fields.pop("email", "").lower() or None
        named = ContactValues(email=email, fields=fields)
        there = contact_named(workspace, named)
        former = there.custom if there else {}
        fields |= stored_custom(work_values(fields, workspace, "contact"), former)
        company = fields.pop("company", None)
        values = ContactValues(
            email=email,
            title=fields.pop("title", None),
            company=company_values(company) if company else None,
            fields=fields,
        )
        contact, is_new = save_contact(workspace=workspace, values=values)
        saved = selectors.contacts_of(workspace).get(pk=contact.pk)
        return Response(ContactOutput(saved).data, status=_status(is_new=is_new))


class ContactView(APIView):
    """One person."""

    has_etag = True

    def hold_record(self, request: ApiRequest, contact_id: int) -> None:
        """Keep others from changing the contact while it is compared."""
        rows = Contact.objects.filter(workspace=request.workspace, pk=contact_id)
        rows.select_for_update(of=("self",)).first()

    @extend_schema(operation_id="get_contact", responses={200: ContactOutput, 307: MOVED})
    def get(self, request: ApiRequest, contact_id: int) -> Response:
        """Return a contact with the labels of its title and the evidence.

        The ID of a merged contact redirects to the one that it was merged into.
        """
        contact = selectors.contact_of(request.workspace, contact_id)
        if contact is None:
            return _moved(request, "contact", contact_id)
        return Response(ContactOutput(contact).data)

    @extend_schema(
        operation_id="update_contact", request=ContactChangeInput, responses={200: ContactOutput}
    )
    def patch(self, request: ApiRequest, contact_id: int) -> Response:
        """Update fields of a contact. A new title is classified; do-not-contact follows."""
        contacts = selectors.contacts_of(request.workspace)
        contact = get_object_or_404(contacts, pk=contact_id)
        body = ContactChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        fields: dict[str, Any] = dict(body.validated_data)
        expected = fields.pop("updated_at", None)
        change_record(
            record=contact,
            values=contact_values(fields, request.workspace),
            author=request.user,
            expected=expected,
        )
        return Response(ContactOutput(contacts.get(pk=contact.pk)).data)

    @extend_schema(operation_id="delete_contact", responses={200: DeletionOutput})
    def delete(self, request: ApiRequest, contact_id: int) -> Response:
        """Delete a contact. `POST /deletions/{id}/restore` restores it within 30 days."""
        contact = get_object_or_404(selectors.contacts_of(request.workspace), pk=contact_id)
        return Response(DeletionOutput(_deleted(request, contact, "contact")).data)


class CompanyListView(APIView):
    """Companies of the workspace."""

    answers_record = True

    @extend_schema(
        operation_id="list_companies",
        parameters=[*search_parameters(CompanyQuery), *CHANGED_PARAMETERS, *page_parameters()],
        responses={200: CompanyPageOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Search companies."""
        workspace = request.workspace
        if is_asked_for_changes(request):
            companies = selectors.companies_of(workspace)
            return changed_records(request, companies, CompanyOutput, self)
        asked = company_query(request)
        query, corrected = corrected_search(workspace, asked)
        page = selectors.result_page(workspace, query, size=_page_size(request))
        words = _words_of(query, corrected)
        return _page(request, query, page, CompanyOutput(page.rows, many=True), words)

    @extend_schema(
        operation_id="save_company",
        request=CompanySaveInput,
        responses={200: CompanyOutput, 201: CompanyOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Create or update the company with this external ID, LinkedIn URL, domain or name."""
        body = CompanySaveInput(data=request.data)
        body.is_valid(raise_exception=True)
        fields: dict[str, Any] = dict(body.validated_data)
        work = work_values(fields, request.workspace, "company")
        custom = {name: work.pop(name) for name in list(work) if name.startswith(CUSTOM)}
        fields |= work
        values = CompanyValues(
            name=fields.pop("name"), domain=fields.pop("domain", None), fields=fields
        )
        workspace = request.workspace
        company, is_new = save_company(workspace=workspace, values=values)
        if custom:
            change_record(record=company, values=custom, author=request.user)
        saved = selectors.companies_of(workspace).get(pk=company.pk)
        return Response(CompanyOutput(saved).data, status=_status(is_new=is_new))


class CompanyView(APIView):
    """One company."""

    has_etag = True

    def hold_record(self, request: ApiRequest, company_id: int) -> None:
        """Keep others from changing the company while it is compared."""
        rows = Company.objects.filter(workspace=request.workspace, pk=company_id)
        rows.select_for_update(of=("self",)).first()

    @extend_schema(operation_id="get_company", responses={200: CompanyOutput, 307: MOVED})
    def get(self, request: ApiRequest, company_id: int) -> Response:
        """Return a company with all fields.

        The ID of a merged company redirects to the one that it was merged into.
        """
        company = selectors.company_of(request.workspace, company_id)
        if company is None:
            return _moved(request, "company", company_id)
        return Response(CompanyOutput(company).data)

    @extend_schema(
        operation_id="update_company", request=CompanyChangeInput, responses={200: CompanyOutput}
    )
    def patch(self, request: ApiRequest, company_id: int) -> Response:
        """Update fields of a company."""
        companies = selectors.companies_of(request.workspace)
        company = get_object_or_404(companies, pk=company_id)
        body = CompanyChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        fields: dict[str, Any] = dict(body.validated_data)
        expected = fields.pop("updated_at", None)
        values = work_values(fields, request.workspace, "company")
        change_record(
            record=company, values=fields | values, author=request.user, expected=expected
        )
        return Response(CompanyOutput(companies.get(pk=company.pk)).data)

    @extend_schema(operation_id="delete_company", responses={200: DeletionOutput})
    def delete(self, request: ApiRequest, company_id: int) -> Response:
        """Delete a company. Its contacts are kept. `POST /deletions/{id}/restore` restores it."""
        company = get_object_or_404(selectors.companies_of(request.workspace), pk=company_id)
        return Response(DeletionOutput(_deleted(request, company, "company")).data)


class SearchCountsView(APIView):
    """Numbers beside a search."""

    @extend_schema(
        operation_id="count_contacts",
        parameters=search_parameters(ContactQuery),
        responses={200: CountsOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Count matching contacts, and the results of each further filter."""
        query = contact_query(request)
        workspace = request.workspace
        counts = _counts(workspace, query)
        body = {
            "total": counts.total,
            "companies": counts.n_companies,
            "waiting": counts.n_waiting,
            "facets": {
                param: values for param, values in counts.by_facet.items() if param != "score"
            },
        }
        return Response(CountsOutput(body).data)


class CompanyCountsView(APIView):
    """Numbers beside a search for companies."""

    @extend_schema(
        operation_id="count_companies",
        parameters=search_parameters(CompanyQuery),
        responses={200: CompanyCountsOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Count matching companies, and the results of each further filter."""
        query = company_query(request)
        counts = _counts(request.workspace, query)
        body = {"total": counts.total, "waiting": counts.n_waiting, "facets": counts.by_facet}
        return Response(CompanyCountsOutput(body).data)


def _counts(workspace: Workspace, query: ContactQuery | CompanyQuery) -> Counts:
    names = gathered_names(workspace, query)
    shown = {param: names[param] for param in COUNTED if param in names}
    return counts_of(workspace, query, shown=shown)


def _deleted(request: ApiRequest, record: Contact | Company, kind: str) -> DeletedRecord:
    return delete_record(record=record, workspace=request.workspace, kind=kind, author=request.user)


def _moved(request: ApiRequest, kind: str, record_id: int) -> Response:
    """Lead from a merged record, which is not there, to the one that has its values.

    Raises:
        Http404: it was not merged, either.
    """
    there = kept_id(request.workspace, kind, record_id)
    if there is None:
        raise Http404
    address = request.build_absolute_uri(reverse(f"api:{kind}", args=[there]))
    # Not for good: an undo brings the record back.
    return Response(status=status.HTTP_307_TEMPORARY_REDIRECT, headers={"Location": address})


def _params(request: Request) -> dict[str, list[str]]:
    found = {name: request.query_params.getlist(name) for name in request.query_params}
    for cursor in found.pop("cursor", [])[:1]:
        found["before" if cursor.startswith(_BACK) else "after"] = [cursor.removeprefix(_BACK)]
    return found


def contact_query(request: ApiRequest) -> ContactQuery:
    """Read a search for people, beside which other parameters may stand.

    Raises:
        ValidationError: something was not understood.
    """
    query, notes = selectors.PEOPLE.read(_params(request), request.workspace)
    refuse_unclear(notes)
    return query


def company_query(request: ApiRequest) -> CompanyQuery:
    """Read a search for companies, beside which other parameters may stand.

    Raises:
        ValidationError: something was not understood.
    """
    query, notes = selectors.COMPANIES.read(_params(request), request.workspace)
    refuse_unclear(notes)
    return query


def _page_size(request: Request) -> int:
    return CursorPages().get_page_size(request) or CursorPages.page_size


def _status(*, is_new: bool) -> int:
    return status.HTTP_201_CREATED if is_new else status.HTTP_200_OK


def _words_of(query: Search, corrected: Correction | None) -> dict[str, object]:
    return {
        "interpretations": InterpretationOutput(query.interpretations, many=True).data,
        "corrected": CorrectionOutput(corrected).data if corrected else None,
    }


def _page(
    request: Request,
    query: Search,
    page: Page[Any],
    rows: BaseSerializer[Any],
    words: dict[str, object],
) -> Response:
    if page.is_lost:
        raise ValidationError({"cursor": [LOST_PLACE]})
    more = [("page_size", size)] if (size := request.query_params.get("page_size")) else []

    def address(cursor: str, *, sign: str = "") -> str | None:
        if not cursor:
            return None
        there = query.changed().to_query([*more, ("cursor", sign + cursor)])
        return request.build_absolute_uri(f"{request.path}?{there}")

    return Response(
        {
            "next": address(page.after),
            "previous": address(page.before, sign=_BACK),
            "results": rows.data,
            **words,
        }
    )
