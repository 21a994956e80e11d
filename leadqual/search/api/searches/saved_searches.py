"""Saved searches by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Workspace
from leadqual.core.api.pages import CursorPages
from leadqual.leads.models import SavedSearch
from leadqual.search.api.searches.search_texts import company_query_of, contact_query_of
from leadqual.search.api.serializers_saved import (
    NewSearchInput,
    SavedSearchChangeInput,
    SavedSearchOutput,
)
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.selectors import vocabulary
from leadqual.search.saved import selectors as reads
from leadqual.search.saved import services as writes


class SavedSearchListView(APIView):
    """Saved searches of the workspace."""

    @extend_schema(
        operation_id="list_searches",
        parameters=[
            OpenApiParameter(
                "records",
                str,
                enum=SavedSearch.Records.values,
                description="Only searches for people, or for companies.",
            )
        ],
        responses={200: SavedSearchOutput(many=True)},
    )
    def get(self, request: ApiRequest) -> Response:
        """List saved searches for people and companies, with the number of new people."""
        pages = CursorPages()
        rows = reads.all_saved(request.workspace)
        if records := request.query_params.get("records"):
            if records not in SavedSearch.Records.values:
                raise ValidationError({"records": ["Must be people or companies."]})
            rows = rows.filter(records=records)
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(_shown(request, *page))

    @extend_schema(
        operation_id="create_search", request=NewSearchInput, responses={201: SavedSearchOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Save a search. Everyone in the workspace can see it."""
        body = NewSearchInput(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        row = writes.save_search(
            workspace=request.workspace,
            name=sent["name"],
            query=_query(request.workspace, sent["query"], sent["records"]),
            author=request.user,
        )
        return Response(_shown(request, row)[0], status=status.HTTP_201_CREATED)


class SavedSearchView(APIView):
    """One saved search."""

    @extend_schema(operation_id="get_search", responses={200: SavedSearchOutput})
    def get(self, request: ApiRequest, search_id: int) -> Response:
        """Return a saved search with the number of new people, without counting as a visit."""
        return Response(_shown(request, _search(request, search_id))[0])

    @extend_schema(
        operation_id="update_search",
        request=SavedSearchChangeInput,
        responses={200: SavedSearchOutput},
    )
    def patch(self, request: ApiRequest, search_id: int) -> Response:
        """Update the name or filters of a saved search."""
        row = _search(request, search_id)
        body = SavedSearchChangeInput(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        writes.change_search(
            saved=row,
            author=request.user,
            name=sent.get("name"),
            query=_query(request.workspace, sent["query"], row.records)
            if "query" in sent
            else None,
        )
        return Response(_shown(request, row)[0])

    @extend_schema(operation_id="delete_search", responses={204: None})
    def delete(self, request: ApiRequest, search_id: int) -> Response:
        """Delete a saved search. What it found is kept."""
        row = _search(request, search_id)
        writes.delete_search(saved=row, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SavedSearchRestoreView(APIView):
    """Restoring a saved search."""

    @extend_schema(operation_id="restore_search", request=None, responses={200: SavedSearchOutput})
    def post(self, request: ApiRequest, search_id: int) -> Response:
        """Restore a deleted search."""
        row = get_object_or_404(reads.deleted_searches(request.workspace), pk=search_id)
        writes.restore_search(saved=row, author=request.user)
        return Response(_shown(request, _search(request, search_id))[0])


def _search(request: ApiRequest, search_id: int) -> SavedSearch:
    return get_object_or_404(reads.all_saved(request.workspace), pk=search_id)


def _shown(request: ApiRequest, *rows: SavedSearch) -> list[Any]:
    found = reads.new_people(rows, request.user, vocabulary())
    return list(SavedSearchOutput(found, many=True).data)


def _query(workspace: Workspace, text: str, records: str) -> ContactQuery | CompanyQuery:
    """Read the search for people or companies that is to be saved.

    Raises:
        ValidationError: with a sentence for each part that is unknown: left out, it would widen.
    """
    if records == SavedSearch.Records.COMPANIES:
        return company_query_of(workspace, text)
    return contact_query_of(workspace, text)
