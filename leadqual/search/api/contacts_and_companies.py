"""Contacts, companies and search by API."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.core.api import operations as op
from leadqual.core.api.operations import TimeParameter
from leadqual.core.api.pages import CursorPages
from leadqual.leads.deletion import delete_record
from leadqual.leads.id_resolution import kept_id
from leadqual.leads.merged_keys import merged_company, merged_contact
from leadqual.leads.models import Company, Contact, DeletedRecord
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.record_values import CUSTOM
from leadqual.leads.upserts import (
    CompanyValues,
    ContactValues,
    contact_named,
    save_company,
    save_contact,
)
from leadqual.leads.websites import read_linkedin, read_website
from leadqual.search.api.deletion import DeletionOutput
from leadqual.search.api.record_inputs import (
    CompanyChangeInput,
    CompanySaveInput,
    ContactChangeInput,
    ContactSaveInput,
    company_values,
    contact_values,
    stored_custom,
    work_values,
)
from leadqual.search.api.record_outputs import (
    CompanyCountsOutput,
    CompanyOutput,
    CompanyPageOutput,
    ContactOutput,
    ContactPageOutput,
    CorrectionOutput,
    CountsOutput,
    InterpretationOutput,
)
from leadqual.search.api.search_parameters import read_search, search_parameters
from leadqual.search.cursors import INVALID_CURSOR
from leadqual.search.index.open_indexes import check_once
from leadqual.search.lists.selectors import COUNTED_MEMBERSHIPS, membership_names
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.kinds import COMPANIES, PEOPLE, RecordKind
from leadqual.search.results.record_rows import companies_of, company_of, contact_of, contacts_of
from leadqual.search.results.result_counts import counts_of
from leadqual.search.results.result_pages import result_page
from leadqual.search.results.typo_correction import corrected_search

_ONE_KEY_MESSAGE = "Send exactly one of the keys."

_PREVIOUS_PREFIX = "-"  # Begins the cursor of a page before; no cursor of a row begins so.
_SINCE = "updated_since"
_CHANGED = {
    _SINCE: TimeParameter(
        required=False,
        help_text="Return only records created or updated at or after this time, the longest "
        "unchanged first. Combine it with `cursor` and `page_size` only. Let spans overlap by a "
        "minute: a change counts from when it began. `GET /deletions` and `GET /merges` list what "
        "is gone.",
    ),
}
_Decorator = Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]


class _Keys(op.Query):
    external_id = serializers.CharField(required=False, help_text="ID in your system.")


class ContactKeys(_Keys):
    """Keys of a contact."""

    email = serializers.CharField(required=False, help_text="Email, in any case.")
    linkedin_url = serializers.CharField(required=False, help_text="URL of the profile.")


class CompanyKeys(_Keys):
    """Keys of a company."""

    domain = serializers.CharField(
        required=False, help_text="Domain, or any address of the website."
    )
    linkedin_url = serializers.CharField(required=False, help_text="URL of the page.")


class RecordLookupViewSet(WorkspaceViewSet[Any]):
    """One record by a key."""

    further_errors = (404,)
    has_etag = True

    @op.get("contacts/lookup", query=ContactKeys, returns=ContactOutput)
    def look_up_contact(self, query: op.Body) -> Contact:
        """Return the contact with this external ID, email or LinkedIn URL.

        A key of a merged contact finds the one that it was merged into.
        """
        name, value = _single_key(query)
        if name == "email":
            value = value.lower()
        contacts = contacts_of(self.workspace)
        search_page = contacts.filter(**{name: value}).first()
        if search_page is None and (kept := merged_contact(self.workspace, {name: value})):
            search_page = contacts.filter(pk=kept.pk).first()
        if search_page is None:
            raise Http404
        return search_page

    @op.get("companies/lookup", query=CompanyKeys, returns=CompanyOutput)
    def look_up_company(self, query: op.Body) -> Company:
        """Return the company with this external ID, domain or LinkedIn URL.

        A key of a merged company finds the one that it was merged into.
        """
        name, value = _single_key(query)
        if name == "domain":
            website = read_website(value)
            value = website.domain if website and website.domain else value
        companies = companies_of(self.workspace)
        search_page = companies.filter(**{name: value}).first()
        if search_page is None and (kept := merged_company(self.workspace, {name: value})):
            search_page = companies.filter(pk=kept.pk).first()
        if search_page is None:
            raise Http404
        return search_page


def _single_key(sent: op.Body) -> tuple[str, str]:
    """Return the only key that was sent, as it is stored.

    Raises:
        ValidationError: none or several.
    """
    if len(sent) != 1:
        raise ValidationError({"external_id": [_ONE_KEY_MESSAGE]})
    [(name, value)] = sent.items()
    return name, (read_linkedin(value) or value) if name == "linkedin_url" else value


class LongestUnchangedFirst(CursorPages):
    """Pages of records in the order of their last change."""

    ordering = ("updated_at", "id")


def document_responses(
    output: type[serializers.BaseSerializer[Any]], *, is_saved: bool = False
) -> _Decorator:
    """Describe the answers of an operation that says 201 or redirects, too."""
    moved = "It was merged; `Location` is the address of the merged one."
    other: dict[int, Any] = {201: output} if is_saved else {307: OpenApiResponse(description=moved)}
    return extend_schema(responses={200: output, **other})


class RecordViewSet(WorkspaceViewSet[Any]):
    """What operations on contacts and on companies share.

    Attributes:
        kind: people or companies.
        output: how one is shown.
    """

    kind: RecordKind[Any, Any]
    output: type[serializers.BaseSerializer[Any]]

    def get_queryset(self) -> QuerySet[Any]:
        return self.kind.rows(self.workspace)

    def lock_record(self, request: ApiRequest, **kwargs: Any) -> None:
        """Keep others from changing the record while it is compared."""
        rows = self.kind.model._default_manager.filter(
            workspace=request.workspace, pk=kwargs[f"{self.key}_id"]
        )
        rows.select_for_update(of=("self",)).first()

    def search_page(self, query: op.Body) -> dict[str, object]:
        """Return a page of a search, or of the records that were changed since a moment.

        Raises:
            ValidationError: something was not understood, or the page is gone.
        """
        if _SINCE in query:
            return self.changed(query)
        params = dict(query)
        for cursor in self.request.query_params.getlist("cursor")[:1]:
            direction = "before" if cursor.startswith(_PREVIOUS_PREFIX) else "after"
            params[direction] = cursor.removeprefix(_PREVIOUS_PREFIX)
        n_rows = CursorPages().get_page_size(self.request)
        with check_once():
            query_read = read_search(self.kind, params, self.workspace, self.user)
            search, corrected = corrected_search(self.workspace, query_read)
            page = result_page(self.workspace, search, size=n_rows)
        if page.is_lost:
            raise ValidationError({"cursor": [INVALID_CURSOR]})
        size = self.request.query_params.get("page_size")
        more = [("page_size", size)] if size else []

        def address(cursor: str, *, sign: str = "") -> str | None:
            if not cursor:
                return None
            existing = search.changed().to_query([*more, ("cursor", sign + cursor)])
            return self.request.build_absolute_uri(f"{self.request.path}?{existing}")

        return {
            "next": address(page.after),
            "previous": address(page.before, sign=_PREVIOUS_PREFIX),
            "results": self.output(page.rows, many=True).data,
            "interpretations": InterpretationOutput(search.interpretations, many=True).data,
            "corrected": CorrectionOutput(corrected).data if corrected else None,
        }

    def changed(self, query: op.Body) -> dict[str, object]:
        """Return a page of the records that were changed since a moment.

        Raises:
            ValidationError: it comes with a search.
        """
        others = sorted(set(self.request.query_params) - {_SINCE, "cursor", "page_size"})
        if others:
            raise ValidationError({name: [f"Cannot be combined with {_SINCE}."] for name in others})
        pages = LongestUnchangedFirst()
        rows = self.get_queryset().filter(updated_at__gte=query[_SINCE])
        page: Sequence[Any] = pages.paginate_queryset(rows, self.request, view=self)
        body = pages.get_paginated_response(self.output(page, many=True).data).data
        return {**body, "interpretations": [], "corrected": None}

    def count_results(self, query: op.Body) -> dict[str, object]:
        with check_once():
            search = read_search(self.kind, query, self.workspace, self.user)
            names = membership_names(self.workspace, search, user=self.user)
            shown = {param: names[param] for param in COUNTED_MEMBERSHIPS if param in names}
            counts = counts_of(self.workspace, search, shown=shown)
        facets = {param: values for param, values in counts.by_facet.items() if param != "score"}
        return {
            "total": counts.total,
            "companies": counts.n_companies,
            "waiting": counts.n_waiting,
            "facets": facets,
        }

    def record_response(self, record: object, record_id: int) -> Response:
        """Answer with a record; lead from a merged one to the one that has its values.

        Raises:
            Http404: there is no such record, and it was not merged, either.
        """
        if record is not None:
            return Response(self.output(record).data)
        existing = kept_id(self.workspace, self.kind.code, record_id)
        if existing is None:
            raise Http404
        name = "api:get_contact" if self.kind is PEOPLE else "api:get_company"
        path = reverse(name, args=[existing])
        # Not for good: an undo brings the record back.
        headers = {"Location": self.request.build_absolute_uri(path)}
        return Response(status=status.HTTP_307_TEMPORARY_REDIRECT, headers=headers)

    def saved_response(self, record: Any, *, is_new: bool) -> Response:
        shown = self.get_queryset().get(pk=record.pk)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(self.output(shown).data, status=code)

    def change(self, record: Any, values: dict[str, Any], expected: Any) -> Any:
        change_record(record=record, values=values, author=self.user, expected=expected)
        return self.get_queryset().get(pk=record.pk)

    def delete_record(self, record: Any) -> DeletedRecord:
        return delete_record(
            record=record,
            workspace=self.workspace,
            kind=self.kind.code,
            author=self.user,
        )


class ContactViewSet(RecordViewSet):
    """People of the workspace."""

    key, kind, output = "contact", PEOPLE, ContactOutput

    @op.get(
        "contacts",
        query=search_parameters(ContactQuery, **_CHANGED),
        returns=ContactPageOutput,
        pages=CursorPages,
    )
    def list_contacts(self, query: op.Body) -> Response:
        """Search contacts. Values of one parameter are combined with OR, parameters with AND."""
        return Response(self.search_page(query))

    @document_responses(ContactOutput, is_saved=True)
    @op.post("contacts", body=ContactSaveInput, returns=ContactOutput, answers_record=True)
    def save_contact(self, body: op.Body) -> Response:
        """Create or update the contact with this email, external ID or LinkedIn URL. Idempotent.

        The first of the three that is given finds it.
        """
        fields = dict(body)
        email = fields.pop("email", "").lower() or None
        existing = contact_named(self.workspace, ContactValues(email=email, fields=fields))
        custom_before = existing.custom if existing else {}
        fields |= stored_custom(work_values(fields, self.workspace, "contact"), custom_before)
        company = fields.pop("company", None)
        values = ContactValues(
            email=email,
            title=fields.pop("title", None),
            company=company_values(company) if company else None,
            fields=fields,
        )
        contact, is_new = save_contact(workspace=self.workspace, values=values)
        return self.saved_response(contact, is_new=is_new)

    @op.get("search/counts", query=search_parameters(ContactQuery), returns=CountsOutput)
    def count_contacts(self, query: op.Body) -> dict[str, object]:
        """Count matching contacts, and the results of each further filter."""
        return self.count_results(query)

    @document_responses(ContactOutput)
    @op.get("contacts/<int:contact_id>", returns=ContactOutput, has_etag=True)
    def get_contact(self, contact_id: int) -> Response:
        """Return a contact with the labels of its title and the evidence.

        The ID of a merged contact redirects to the one that it was merged into.
        """
        return self.record_response(contact_of(self.workspace, contact_id), contact_id)

    @op.patch(
        "contacts/<int:contact_id>", body=ContactChangeInput, returns=ContactOutput, has_etag=True
    )
    def update_contact(self, record: Contact, body: op.Body) -> object:
        """Update fields of a contact. A new title is classified; do-not-contact follows."""
        fields = dict(body)
        expected = fields.pop("updated_at", None)
        return self.change(record, contact_values(fields, self.workspace), expected)

    @op.delete("contacts/<int:contact_id>", returns=DeletionOutput, has_etag=True)
    def delete_contact(self, record: Contact) -> DeletedRecord:
        """Delete a contact. `POST /deletions/{id}/restore` restores it within 30 days."""
        return self.delete_record(record)


class CompanyViewSet(RecordViewSet):
    """Companies of the workspace."""

    key, kind, output = "company", COMPANIES, CompanyOutput

    @op.get(
        "companies",
        query=search_parameters(CompanyQuery, **_CHANGED),
        returns=CompanyPageOutput,
        pages=CursorPages,
    )
    def list_companies(self, query: op.Body) -> Response:
        """Search companies."""
        return Response(self.search_page(query))

    @document_responses(CompanyOutput, is_saved=True)
    @op.post("companies", body=CompanySaveInput, returns=CompanyOutput, answers_record=True)
    def save_company(self, body: op.Body) -> Response:
        """Create or update the company with this external ID, LinkedIn URL, domain or name."""
        fields = dict(body)
        work = work_values(fields, self.workspace, "company")
        custom = {name: work.pop(name) for name in list(work) if name.startswith(CUSTOM)}
        fields |= work
        values = CompanyValues(
            name=fields.pop("name"), domain=fields.pop("domain", None), fields=fields
        )
        company, is_new = save_company(workspace=self.workspace, values=values)
        if custom:
            change_record(record=company, values=custom, author=self.user)
        return self.saved_response(company, is_new=is_new)

    @op.get("companies/counts", query=search_parameters(CompanyQuery), returns=CompanyCountsOutput)
    def count_companies(self, query: op.Body) -> dict[str, object]:
        """Count matching companies, and the results of each further filter."""
        return self.count_results(query)

    @document_responses(CompanyOutput)
    @op.get("companies/<int:company_id>", returns=CompanyOutput, has_etag=True)
    def get_company(self, company_id: int) -> Response:
        """Return a company with all fields.

        The ID of a merged company redirects to the one that it was merged into.
        """
        return self.record_response(company_of(self.workspace, company_id), company_id)

    @op.patch(
        "companies/<int:company_id>", body=CompanyChangeInput, returns=CompanyOutput, has_etag=True
    )
    def update_company(self, record: Company, body: op.Body) -> object:
        """Update fields of a company."""
        fields = dict(body)
        expected = fields.pop("updated_at", None)
        values = work_values(fields, self.workspace, "company")
        return self.change(record, fields | values, expected)

    @op.delete("companies/<int:company_id>", returns=DeletionOutput, has_etag=True)
    def delete_company(self, record: Company) -> DeletedRecord:
        """Delete a company. Its contacts are kept. `POST /deletions/{id}/restore` restores it."""
        return self.delete_record(record)
