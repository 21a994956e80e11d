"""Saved searches by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Workspace
from leadqual.core.api.views import CursorPages
from leadqual.leads.models import SavedSearch
from leadqual.search.api.serializers_saved import SavedSearchInput, SavedSearchOutput
from leadqual.search.query.query import ContactQuery, params_of
from leadqual.search.query.query_parsing import read_contact_query
from leadqual.search.results.selectors import vocabulary
from leadqual.search.saved import selectors as reads
from leadqual.search.saved import services as writes


class SavedSearchListView(APIView):
    """Saved searches of the workspace."""

    @extend_schema(operation_id="list_searches", responses={200: SavedSearchOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List saved searches with the number of new people."""
        pages = CursorPages()
        rows = reads.saved_of(request.workspace)
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(_shown(request, *page))

    @extend_schema(
        operation_id="save_search", request=SavedSearchInput, responses={201: SavedSearchOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Save a search. Everyone in the workspace can see it."""
        body = SavedSearchInput(data=request.data)
        body.is_valid(raise_exception=True)
        row = writes.save_search(
            workspace=request.workspace,
            name=body.validated_data["name"],
            query=_query(request.workspace, body.validated_data["query"]),
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
        operation_id="change_search",
        request=SavedSearchInput(partial=True),
        responses={200: SavedSearchOutput},
    )
    def patch(self, request: ApiRequest, search_id: int) -> Response:
        """Update the name or filters of a saved search."""
        row = _search(request, search_id)
        body = SavedSearchInput(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        writes.change_search(
            saved=row,
            author=request.user,
            name=sent.get("name"),
            query=_query(request.workspace, sent["query"]) if "query" in sent else None,
        )
        return Response(_shown(request, row)[0])

    @extend_schema(operation_id="delete_search", responses={204: None})
    def delete(self, request: ApiRequest, search_id: int) -> Response:
        """Delete a saved search. The people it found are kept."""
        row = _search(request, search_id)
        writes.delete_search(saved=row, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _search(request: ApiRequest, search_id: int) -> SavedSearch:
    return get_object_or_404(reads.saved_of(request.workspace), pk=search_id)


def _shown(request: ApiRequest, *rows: SavedSearch) -> list[Any]:
    found = reads.new_people(rows, request.user, vocabulary())
    return list(SavedSearchOutput(found, many=True).data)


def _query(workspace: Workspace, text: str) -> ContactQuery:
    """Read the search that is to be saved.

    Raises:
        ValidationError: with a sentence for each part that is unknown: left out, it would widen.
    """
    params = params_of(text)
    query, notes = read_contact_query(params, vocabulary(workspace))
    strangers = sorted(set(params) - query.names())
    said = [f"Unknown parameter “{name[:60]}”." for name in strangers] + list(notes.values())
    if said:
        raise ValidationError({"query": said})
    return query
