"""Similarity of two titles by API."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.api.titles import LONGEST_TITLE, ScoredLabelOutput
from leadqual.labeling.corrections.title_similarity import ComparedTitles, compare_pairs

MAX_PAIRS = 500


class TwoTitlesField(serializers.ListField):
    """Exactly two titles."""

    child = serializers.CharField(allow_blank=True, max_length=LONGEST_TITLE, trim_whitespace=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=2, max_length=2, **options)


class TitleSimilarityInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/similarity`: either `titles` or `pairs`."""

    titles = TwoTitlesField(required=False, help_text="The two titles to compare.")
    pairs = serializers.ListField(
        child=TwoTitlesField(),
        required=False,
        min_length=1,
        max_length=MAX_PAIRS,
        help_text=f"Up to {MAX_PAIRS} pairs of titles to compare.",
    )

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse a body with both or neither."""
        if ("titles" in attrs) == ("pairs" in attrs):
            raise serializers.ValidationError("Send either `titles` or `pairs`.")
        return attrs


class SharedFunctionOutput(serializers.Serializer[Any]):
    """A function of both titles."""

    function = serializers.CharField(source="slug")
    scores = serializers.SerializerMethodField(help_text="Its score in each of the two titles.")

    @extend_schema_field(serializers.ListField(child=serializers.FloatField()))
    def get_scores(self, shared: Any) -> list[float]:
        """Return the scores in the order of the titles."""
        return [shared.first, shared.second]


class TitleSimilarityOutput(serializers.Serializer[Any]):
    """How similar two titles are, and what that rests on. All numbers are 0 to 1."""

    titles = serializers.SerializerMethodField(help_text="The two titles, as sent.")
    similarity = serializers.FloatField(
        source="found.similarity",
        help_text="Similarity as jobs, from the four parts below; 1 for two spellings of one "
        "title.",
    )
    embedding = serializers.FloatField(
        source="found.embedding", help_text="Cosine similarity of the title model's vectors."
    )
    functions = serializers.FloatField(
        source="found.functions", help_text="Cosine similarity of the function scores."
    )
    wording = serializers.FloatField(
        source="found.wording", help_text="Shared words and parts of words."
    )
    level = serializers.FloatField(
        source="found.level",
        allow_null=True,
        help_text="1 for the same level, 0 for opposite ends; null if a title has no level.",
    )
    shared_functions = SharedFunctionOutput(source="found.shared", many=True)
    levels = serializers.SerializerMethodField(help_text="The level of each of the two titles.")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_titles(self, compared: ComparedTitles) -> list[str]:
        """Return the titles in their order."""
        return [title.title for title in compared.titles]

    @extend_schema_field(ScoredLabelOutput(many=True))
    def get_levels(self, compared: ComparedTitles) -> list[dict[str, Any]]:
        """Return the levels in the order of the titles."""
        return [
            {"label": title.level.slug, "score": title.level.score} for title in compared.titles
        ]


class TitleSimilaritiesOutput(serializers.Serializer[Any]):
    """One result for each pair, in the order of the pairs."""

    results = TitleSimilarityOutput(many=True)


class TitleSimilarityViewSet(WorkspaceViewSet[Any]):
    """Pairs of titles in, similarities out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @op.post("titles/similarity", body=TitleSimilarityInput, returns=TitleSimilaritiesOutput)
    def compare_titles(self, body: op.Body) -> Any:
        """Compare two titles, or up to 500 pairs, with the corrections of the workspace."""
        pairs = [(first, second) for first, second in body.get("pairs") or [body["titles"]]]
        found = compare_pairs(workspace=self.workspace, pairs=pairs)
        return {"results": found}


api = op.routes(TitleSimilarityViewSet)
