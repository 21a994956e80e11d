"""What goes in and out of the API of saved searches."""

from typing import Any

from rest_framework import serializers

from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.texts.name_rules import MAX_NAME, check_name
from leadqual.leads.models import SavedSearch


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
