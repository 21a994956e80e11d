"""Views by API, where they are called saved searches."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages, NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import SavedSearch, SearchMatch
from leadqual.search import saved_search_changes, saved_searches, watches
from leadqual.search.api.search_parameters import read_search_text
from leadqual.search.new_people import new_people
from leadqual.search.results.kinds import KINDS
from leadqual.search.results.taxonomy import vocabulary


class SavedSearchInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Fields of a saved search, which the pages call a view."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name])
    query = serializers.CharField(
        max_length=20_000,
        allow_blank=True,
        help_text="Query string of the search: `function=sales&country=Germany`.",
    )
    columns = serializers.ListField(
        child=serializers.CharField(max_length=80),
        max_length=saved_search_changes.MAX_COLUMNS,
        required=False,
        help_text="Codes of the columns of its table, in order; unknown ones are not shown. Empty: "
        "those that each member chose.",
    )
    is_private = serializers.BooleanField(
        required=False, help_text="Whether only its author can see it."
    )


class SavedSearchChangeInput(SavedSearchInput):
    """Body of `PATCH /searches/{id}`; omitted fields stay unchanged."""

    name = serializers.CharField(max_length=MAX_NAME, validators=[check_name], required=False)
    query = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    position = serializers.IntegerField(
        min_value=0,
        max_value=10_000,
        required=False,
        help_text="Its place among the searches for the same records that you see; 0 is the first.",
    )


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
    columns = serializers.ListField(
        source="search.columns",
        child=serializers.CharField(),
        help_text="Codes of its columns; empty: those that each member chose.",
    )
    is_private = serializers.BooleanField(source="search.is_private")
    author = serializers.CharField(source="search.author")
    created_at = serializers.DateTimeField(source="search.created_at")
    opened_at = serializers.DateTimeField(
        allow_null=True, help_text="When you last opened it; null: never."
    )
    n_new = serializers.IntegerField(
        allow_null=True,
        help_text="Matching people who were added since then, counted for this answer, watched or "
        "not, and those who match since a change of them, if it is watched. Null: never opened, or "
        "a search for companies. `GET /searches/{id}/matches` lists "
        "what a watched search found, which is looked for every 5 minutes.",
    )


class SearchMatchOutput(serializers.ModelSerializer[SearchMatch]):
    """A person or company that a watched search matched for the first time."""

    contact_id = serializers.IntegerField(allow_null=True, read_only=True)
    company_id = serializers.IntegerField(allow_null=True, read_only=True)

    class Meta:
        model = SearchMatch
        fields = ["id", "contact_id", "company_id", "found_at", "is_changed"]
        read_only_fields = fields


class SavedSearchQuery(op.Query):
    """Which saved searches to list."""

    records = serializers.ChoiceField(
        choices=SavedSearch.Records.values,
        required=False,
        help_text="Only searches for people, or for companies.",
    )


class SavedSearchViewSet(WorkspaceViewSet[SavedSearch]):
    """Saved searches of the workspace, who watches them, and what is new."""

    key = "search"

    def get_queryset(self) -> QuerySet[SavedSearch]:
        """Return the saved searches; a deleted one can only be restored."""
        reader = (
            saved_searches.deleted_searches
            if self.action == "restore_search"
            else saved_searches.visible_searches
        )
        return reader(self.workspace, self.user)

    def with_new_people(self, *rows: SavedSearch) -> list[Any]:
        return list(new_people(rows, self.user, vocabulary()))

    @op.get("searches", query=SavedSearchQuery, lists=SavedSearchOutput)
    def list_searches(self, query: op.Body) -> Response:
        """List saved searches for people and companies, with the number of new people.

        Those that are shared, and your private ones.
        """
        pages = CursorPages()
        rows = self.get_queryset().filter(**query)
        page = pages.paginate_queryset(rows, self.request, view=self) or []
        found = SavedSearchOutput(self.with_new_people(*page), many=True)
        return pages.get_paginated_response(found.data)

    @op.post("searches", body=NewSearchInput, returns=SavedSearchOutput, status=201)
    def create_search(self, body: op.Body) -> Any:
        """Save a search. Everyone in the workspace can see it, unless it is private."""
        kind = KINDS[body["records"]]
        row = saved_search_changes.save_search(
            workspace=self.workspace,
            name=body["name"],
            query=read_search_text(kind, body["query"], self.workspace, self.user),
            author=self.user,
            columns=body.get("columns", ()),
            is_private=body.get("is_private", False),
        )
        return self.with_new_people(row)[0]

    @op.get("searches/<int:search_id>", returns=SavedSearchOutput)
    def get_search(self, search: SavedSearch) -> Any:
        """Return a saved search with the number of new people, without counting as a visit."""
        return self.with_new_people(search)[0]

    @op.patch("searches/<int:search_id>", body=SavedSearchChangeInput, returns=SavedSearchOutput)
    def update_search(self, search: SavedSearch, body: op.Body) -> Any:
        """Update a saved search. Only its author can make it private."""
        query = None
        if "query" in body:
            kind = KINDS[search.records]
            query = read_search_text(kind, body["query"], self.workspace, self.user)
        changes = {name: body.get(name) for name in ("name", "columns", "is_private")}
        if query is not None or any(value is not None for value in changes.values()):
            saved_search_changes.change_search(
                saved=search, author=self.user, query=query, **changes
            )
        if "position" in body:
            saved_search_changes.move_search(
                saved=search, user=self.user, new_position=body["position"]
            )
        return self.with_new_people(search)[0]

    @op.delete("searches/<int:search_id>")
    def delete_search(self, search: SavedSearch) -> None:
        """Delete a saved search. What it found is kept."""
        saved_search_changes.delete_search(saved=search, author=self.user)

    @op.post("searches/<int:search_id>/restore", returns=SavedSearchOutput)
    def restore_search(self, search: SavedSearch) -> Any:
        """Restore a deleted search."""
        saved_search_changes.restore_search(saved=search, author=self.user)
        return self.with_new_people(
            saved_searches.visible_searches(self.workspace, self.user).get(pk=search.pk)
        )[0]

    @op.put("searches/<int:search_id>/watch", role=Role.VIEWER)
    def watch_search(self, search: SavedSearch) -> None:
        """Watch a saved search: new matches are reported once each. Idempotent.

        New matches are looked for every 5 minutes. What matches at the first look is not new.
        """
        watches.watch_search(saved=search, user=self.user)

    @op.delete("searches/<int:search_id>/watch", role=Role.VIEWER)
    def unwatch_search(self, search: SavedSearch) -> None:
        """Stop watching a saved search. Idempotent."""
        watches.stop_watching(saved=search, user=self.user)

    @op.get("searches/<int:search_id>/matches", lists=SearchMatchOutput, pages=NewestFirst)
    def list_search_matches(self, search: SavedSearch) -> QuerySet[SearchMatch]:
        """List what a watched search matched for the first time, newest first.

        New matches are looked for every 5 minutes and listed from then on. Unlike `n_new` of the
        search, they include companies and records that were changed so that they match, and do not
        depend on who opened the search.
        """
        return watches.matches_of(search)
