"""Lists by API: create, entries, decision makers with a dry run, undo."""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.core.api.pages import CursorPages
from leadqual.leads.models import ContactList, ListEntry
from leadqual.search.api.searches.unclear_searches import refuse_unclear
from leadqual.search.api.serializers_lists import (
    CompanyAdditionOutput,
    CompanyEntriesInput,
    CompanyEntryOutput,
    DecisionMakersInput,
    DecisionMakersOutput,
    ListAdditionOutput,
    ListEntriesInput,
    ListEntryOutput,
    ListInput,
    ListOutput,
    NewListInput,
)
from leadqual.search.lists import selectors as reads
from leadqual.search.lists import services as writes
from leadqual.search.lists.decision_makers import USUAL_LEVELS, choose
from leadqual.search.query.query import ContactQuery
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results import selectors

_ONCE = OpenApiParameter(
    "Idempotency-Key",
    UUID,
    OpenApiParameter.HEADER,
    description="Generate one for each addition; a repeated request adds nothing.",
)


class ListListView(APIView):
    """Lists of the workspace."""

    @extend_schema(operation_id="list_lists", responses={200: ListOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List lists."""
        pages = CursorPages()
        rows = reads.counted_lists(request.workspace)
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(ListOutput(page, many=True).data)

    @extend_schema(operation_id="create_list", request=NewListInput, responses={201: ListOutput})
    def post(self, request: ApiRequest) -> Response:
        """Create an empty list of people or of companies."""
        body = NewListInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = writes.create_list(
            workspace=request.workspace, author=request.user, **body.validated_data
        )
        return Response(_shown(request, row.pk), status=status.HTTP_201_CREATED)


class ListView(APIView):
    """One list."""

    @extend_schema(operation_id="get_list", responses={200: ListOutput})
    def get(self, request: ApiRequest, list_id: int) -> Response:
        """Return a list with its size."""
        return Response(_shown(request, list_id))

    @extend_schema(operation_id="update_list", request=ListInput, responses={200: ListOutput})
    def patch(self, request: ApiRequest, list_id: int) -> Response:
        """Rename a list."""
        row = _list(request, list_id)
        body = ListInput(data=request.data)
        body.is_valid(raise_exception=True)
        writes.rename_list(
            contact_list=row,
            name=body.validated_data["name"],
            author=request.user,
        )
        return Response(_shown(request, list_id))

    @extend_schema(operation_id="delete_list", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int) -> Response:
        """Delete a list. The people or companies in it are kept."""
        row = _list(request, list_id)
        writes.delete_list(contact_list=row, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ListRestoreView(APIView):
    """Restoring a list."""

    @extend_schema(operation_id="restore_list", request=None, responses={200: ListOutput})
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Restore a deleted list with its people or companies."""
        row = get_object_or_404(reads.deleted_lists(request.workspace), pk=list_id)
        writes.restore_list(contact_list=row, author=request.user)
        return Response(_shown(request, list_id))


class EntryListView(APIView):
    """People of one list."""

    @extend_schema(operation_id="list_entries", responses={200: ListEntryOutput(many=True)})
    def get(self, request: ApiRequest, list_id: int) -> Response:
        """List the people of a list, in the order they were added."""
        row = _list(request, list_id)
        contacts = Prefetch("contact", selectors.contacts_of(row.workspace))
        entries = ListEntry.objects.filter(contact_list=row).select_related("added_by")
        pages = CursorPages()
        page = pages.paginate_queryset(entries.prefetch_related(contacts), request, view=self)
        return pages.get_paginated_response(ListEntryOutput(page or [], many=True).data)

    @extend_schema(
        operation_id="add_entries",
        request=ListEntriesInput,
        responses={200: ListAdditionOutput},
        parameters=[_ONCE],
    )
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Add people to a list. People marked Do not contact are excluded."""
        row = _list(request, list_id)
        body = ListEntriesInput(data=request.data)
        body.is_valid(raise_exception=True)
        added = writes.add_people(
            contact_list=row,
            contact_ids=body.validated_data["ids"],
            author=request.user,
            request_id=_request_id(request),
        )
        return Response(ListAdditionOutput(added).data)


class EntryView(APIView):
    """One person in a list."""

    @extend_schema(operation_id="remove_entry", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int, contact_id: int) -> Response:
        """Remove a person from a list. Idempotent."""
        row = _list(request, list_id)
        writes.remove_people(contact_list=row, contact_ids=[contact_id], author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CompanyEntryListView(APIView):
    """Companies of one list."""

    @extend_schema(
        operation_id="list_company_entries", responses={200: CompanyEntryOutput(many=True)}
    )
    def get(self, request: ApiRequest, list_id: int) -> Response:
        """List the companies of a list, in the order they were added."""
        row = _list(request, list_id)
        companies = Prefetch("company", selectors.companies_of(row.workspace))
        entries = row.company_entries.select_related("added_by").prefetch_related(companies)
        pages = CursorPages()
        page = pages.paginate_queryset(entries, request, view=self)
        return pages.get_paginated_response(CompanyEntryOutput(page or [], many=True).data)

    @extend_schema(
        operation_id="add_company_entries",
        request=CompanyEntriesInput,
        responses={200: CompanyAdditionOutput},
        parameters=[_ONCE],
    )
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Add companies to a list of companies."""
        row = _list(request, list_id)
        body = CompanyEntriesInput(data=request.data)
        body.is_valid(raise_exception=True)
        added = writes.add_companies(
            contact_list=row,
            company_ids=body.validated_data["ids"],
            author=request.user,
            request_id=_request_id(request),
        )
        return Response(CompanyAdditionOutput(added).data)


class CompanyEntryView(APIView):
    """One company in a list."""

    @extend_schema(operation_id="remove_company_entry", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int, company_id: int) -> Response:
        """Remove a company from a list. Idempotent."""
        row = _list(request, list_id)
        writes.remove_companies(contact_list=row, company_ids=[company_id], author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AddingView(APIView):
    """One adding, as a step that can be undone."""

    @extend_schema(operation_id="undo_list_addition", responses={204: None})
    def delete(self, request: ApiRequest, list_id: int, request_id: UUID) -> Response:
        """Undo an addition. Idempotent."""
        writes.undo_adding(
            contact_list=_list(request, list_id),
            request_id=request_id,
            author=request.user,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class DecisionMakersView(APIView):
    """Decision makers of companies."""

    @extend_schema(
        operation_id="add_decision_makers",
        request=DecisionMakersInput,
        responses={200: DecisionMakersOutput},
        parameters=[_ONCE],
    )
    def post(self, request: ApiRequest, list_id: int) -> Response:
        """Add the most senior people of each company, or preview them."""
        row = _list(request, list_id)
        body = DecisionMakersInput(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        choice = choose(
            row.workspace,
            company_ids=values["ids"],
            query=_filter(values),
            most=values["max_per_company"],
        )
        added = None
        if not values["dry_run"]:
            added = writes.add_people(
                contact_list=row,
                contact_ids=choice.contact_ids,
                author=request.user,
                request_id=_request_id(request),
                are_decision_makers=True,
            )
        shown = {name: getattr(choice, name) for name in choice.__slots__}
        return Response(DecisionMakersOutput({**shown, "added": added}).data)


def _list(request: ApiRequest, list_id: int) -> ContactList:
    return get_object_or_404(reads.all_lists(request.workspace), pk=list_id)


def _shown(request: ApiRequest, list_id: int) -> Any:
    rows = reads.counted_lists(request.workspace)
    return ListOutput(get_object_or_404(rows, pk=list_id)).data


def _request_id(request: Request) -> UUID:
    """Return the key that makes an adding count once; made here where none is sent.

    Raises:
        ValidationError: the header holds no UUID.
    """
    sent = request.headers.get("Idempotency-Key")
    try:
        return UUID(sent) if sent is not None else uuid4()
    except ValueError as error:
        raise ValidationError({"Idempotency-Key": "Send a UUID."}) from error


def _filter(values: dict[str, Any]) -> ContactQuery:
    """Read which functions, departments and levels count.

    Raises:
        ValidationError: with a sentence for each slug that is unknown: left out, it would widen.
    """
    ticks = {name: values.get(name, []) for name in ("function", "department")}
    ticks["level"] = values.get("level", USUAL_LEVELS)
    query, notes = read_contact_query(ticks, selectors.vocabulary())
    refuse_unclear(notes)
    return query
