"""Watching saved searches by API: start, stop, and what was new."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.pages import CursorPages
from leadqual.leads.models import SavedSearch, SearchMatch
from leadqual.search.saved import watches
from leadqual.search.saved.selectors import all_saved


class NewestMatchesFirst(CursorPages):
    """Pages of matches, the newest first."""

    ordering = "-id"


class SearchMatchOutput(serializers.ModelSerializer[SearchMatch]):
    """A person or company that a watched search matched for the first time."""

    contact_id = serializers.IntegerField(allow_null=True, read_only=True)
    company_id = serializers.IntegerField(allow_null=True, read_only=True)

    class Meta:
        model = SearchMatch
        fields = ["id", "contact_id", "company_id", "found_at"]
        read_only_fields = fields


class SavedSearchWatchView(APIView):
    """Whether the owner of the key, or the member, watches a saved search."""

    write_role = Role.VIEWER

    @extend_schema(operation_id="watch_search", request=None, responses={204: None})
    def put(self, request: ApiRequest, search_id: int) -> Response:
        """Watch a saved search: new matches are reported once each. Idempotent.

        New matches are looked for every 5 minutes. What matches at the first look is not new.
        """
        watches.watch_search(saved=_search(request, search_id), user=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="unwatch_search", responses={204: None})
    def delete(self, request: ApiRequest, search_id: int) -> Response:
        """Stop watching a saved search. Idempotent."""
        watches.stop_watching(saved=_search(request, search_id), user=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SavedSearchMatchListView(ListAPIView[SearchMatch]):
    """New matches of a watched search."""

    serializer_class = SearchMatchOutput
    pagination_class = NewestMatchesFirst

    @extend_schema(operation_id="list_search_matches")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List what a watched search matched for the first time, newest first.

        New matches are looked for every 5 minutes and listed from then on. Unlike `n_new` of the
        search, they include companies and records that were changed so that they match, and do not
        depend on who opened the search.
        """
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[SearchMatch]:
        """Return the matches of the search."""
        if getattr(self, "swagger_fake_view", False):
            return SearchMatch.objects.none()
        return watches.matches_of(_search(self.request, self.kwargs["search_id"]))


def _search(request: Request, search_id: int) -> SavedSearch:
    workspace = cast("ApiRequest", request).workspace
    return get_object_or_404(all_saved(workspace), pk=search_id)
