"""Saved searches by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Workspace
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import SavedSearch
from leadqual.search.api.searches.search_texts import company_query_of, contact_query_of
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.selectors import vocabulary
from leadqual.search.saved import selectors as reads
from leadqual.search.saved import services as writes


class SavedSearchInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Fields of a saved search."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])
    query = serializers.CharField(
        max_length=20_000,
        allow_blank=True,
        help_text="Query string of the search: `function=sales&country=Germany`.",
    )


class SavedSearchChangeInput(SavedSearchInput):
    """Body of `PATCH /searches/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name], required=False)
    query = serializers.CharField(max_length=20_000, allow_blank=True, required=False)


class NewSearchInput(SavedSearchInput):
    """Body of `POST /searches`."""

    records = serializers.ChoiceField(
        choices=SavedSearch.Records.choices,
        default=SavedSearch.Records.PEOPLE,
        help_text="What the search finds; `query` has the parameters of `/contacts` or of "
        "`/companies`.",
    )


class SavedSearchOutput(serializers.Serializer[Any]):
    """A saved search; of one for people, the number of new people since your last visit."""

    id = serializers.IntegerField(source="search.pk")
    name = serializers.CharField(source="search.name")
    records = serializers.ChoiceField(source="search.records", choices=SavedSearch.Records.choices)
    query = serializers.CharField(source="search.query")
    author = serializers.CharField(source="search.author")
    created_at = serializers.DateTimeField(source="search.created_at")
    opened_at = serializers.DateTimeField(
        allow_null=True, help_text="When you last opened it; null: never."
    )
    n_new = serializers.IntegerField(
        allow_null=True,
        help_text="Matching people who were added since then, counted for this answer, watched or "
        "not. Null: never opened, or a search for companies. `GET /searches/{id}/matches` lists "
        "what a watched search found, which is looked for every 5 minutes.",
    )


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
