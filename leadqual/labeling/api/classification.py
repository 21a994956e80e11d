"""What is sent in a request, classified or compared by API: nothing is stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from classifiers.core.types import CompanyRecord
from classifiers.titles.model.similarity import compare_titles
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope, Workspace
from leadqual.companies.business_model_prediction import predict_records
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.api.titles import LONGEST_TITLE, ScoredLabelOutput
from leadqual.labeling.classification import load_online
from leadqual.labeling.function_groups import MAX_TITLES, propose_group
from leadqual.labeling.prediction_log import log_shown, read_shown_answer
from leadqual.leads.models import Company

MAX_COMPANIES = 100
LONGEST_OVERVIEW = 20_000
MAX_ENTRIES = 100
LONGEST_ENTRY = 200
MAX_PAIRS = 500


def compare_pairs(
    *, workspace: Workspace, pairs: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Classify the titles of pairs and compare them, in the order and shape of the answer.

    No title is stored. The labels stay on record as those of every prediction that was shown.
    """
    online = load_online(workspace)
    texts = list(dict.fromkeys(title for pair in pairs for title in pair))
    found = dict(zip(texts, online.predict(texts, explain=False), strict=True))
    log_shown([read_shown_answer(row) for row in found.values()], workspace=workspace)
    both = [(found[first], found[second]) for first, second in pairs]
    similarities = compare_titles(
        [first for first, _ in both],
        [second for _, second in both],
        model=online.cascade.model,
        taxonomy=online.cascade.taxonomy,
    )
    return [
        {
            "titles": [title.title for title in titles],
            "levels": [{"label": title.level.slug, "score": title.level.score} for title in titles],
            "found": similarity,
        }
        for titles, similarity in zip(both, similarities, strict=True)
    ]


def _text(longest: int = 300) -> serializers.CharField:
    return serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=longest
    )


def _entries() -> serializers.ListField:
    entry = serializers.CharField(max_length=LONGEST_ENTRY)
    return serializers.ListField(child=entry, required=False, max_length=MAX_ENTRIES)


class UnstoredCompanyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A company to classify. The more is known, the better; `overview` matters most."""

    name = serializers.CharField(max_length=300)
    domain = _text()
    website = _text(1_000)
    overview = _text(LONGEST_OVERVIEW)
    industry = _text()
    categories = _entries()
    specialties = _entries()
    sic_codes = _entries()
    technologies = _entries()
    type = _text()
    ownership_type = _text()
    size = _text()
    employees = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    country = _text()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the fields that hold something, lists as tuples."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in attrs.items()
            if value not in (None, "")
        }


class ClassifyCompaniesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /companies/classify`."""

    companies = UnstoredCompanyInput(many=True, min_length=1, max_length=MAX_COMPANIES)  # type: ignore[call-arg]  # of the list


class BusinessModelProbabilityOutput(serializers.Serializer[Any]):
    """A business model with its probability."""

    business_model = serializers.ChoiceField(choices=Company.BusinessModel.choices, source="slug")
    probability = serializers.FloatField(source="score")


class CompanyReasonOutput(serializers.Serializer[Any]):
    """A field or word that decided."""

    label = serializers.CharField(help_text="The business model that it supports.")  # type: ignore[assignment]  # a field of the answer
    because = serializers.CharField(help_text="Kind of reason, e.g. `field`, `words`.")
    text = serializers.CharField(help_text="The field, value or words that decided.")
    score = serializers.FloatField(allow_null=True, help_text="Contribution, if the kind has one.")


class CompanyClassificationOutput(serializers.Serializer[Any]):
    """The business model of one company."""

    business_model = serializers.ChoiceField(choices=Company.BusinessModel.choices)
    probability = serializers.FloatField(help_text="Of the business model, 0 to 1.")
    probabilities = BusinessModelProbabilityOutput(many=True, help_text="They add up to 1.")
    why = CompanyReasonOutput(many=True, help_text="Strongest first.")
    model = serializers.CharField(help_text="Model version.")


class CompanyClassificationsOutput(serializers.Serializer[Any]):
    """Business models in the order of the companies."""

    results = CompanyClassificationOutput(many=True)


class ClassifyCompaniesViewSet(WorkspaceViewSet[Any]):
    """Companies in, business models out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @op.post(
        "companies/classify", body=ClassifyCompaniesInput, returns=CompanyClassificationsOutput
    )
    def classify_companies(self, body: op.Body) -> Any:
        """Classify up to 100 companies by business model. Nothing is stored.

        `results` has an entry for each company, in the same order.
        """
        return {"results": predict_records([CompanyRecord(**row) for row in body["companies"]])}


class FunctionGroupInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/function-groups`."""

    titles = serializers.ListField(
        child=serializers.CharField(
            allow_blank=True, max_length=LONGEST_TITLE, trim_whitespace=False
        ),
        min_length=1,
        max_length=MAX_TITLES,
        help_text=f"Up to {MAX_TITLES} example titles.",
    )


class ProposedFunctionOutput(serializers.Serializer[Any]):
    """A function of the group."""

    function = serializers.CharField(source="slug")
    name = serializers.CharField()
    department = serializers.CharField(help_text="Name of its department.")
    share = serializers.FloatField(
        help_text="Share of the examples that have it, weighted by their scores, 0 to 1."
    )
    titles = serializers.ListField(
        child=serializers.CharField(), help_text="Examples that have the function."
    )
    is_selected = serializers.BooleanField(
        help_text="Whether it is proposed for the group. Others have few examples or are just "
        "below their threshold."
    )


class FunctionGroupOutput(serializers.Serializer[Any]):
    """A proposed group of functions. Nothing is stored."""

    functions = ProposedFunctionOutput(many=True)
    unclassified = serializers.ListField(
        child=serializers.CharField(), help_text="Examples without any function."
    )
    search = serializers.CharField(
        help_text="Query string of the selected functions. To keep the group, edit it as needed "
        "and send it as `query` to POST /searches. Empty if no function is selected."
    )


class FunctionGroupViewSet(WorkspaceViewSet[Any]):
    """Example titles in, a proposed group of functions out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @op.post("titles/function-groups", body=FunctionGroupInput, returns=FunctionGroupOutput)
    def propose_function_group(self, body: op.Body) -> Any:
        """Propose the functions that example titles have in common."""
        return propose_group(workspace=self.workspace, titles=body["titles"])


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

    titles = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="The two titles, as sent."
    )
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
    levels = ScoredLabelOutput(
        many=True, read_only=True, help_text="The level of each of the two titles."
    )


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
        return {"results": compare_pairs(workspace=self.workspace, pairs=pairs)}
